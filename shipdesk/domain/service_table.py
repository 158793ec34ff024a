"""A service's addresses and field names as text, and what is wrong with a person's own version."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableFault:
    """Why a file is not used; `line` counts from 1 and is 0 where no line can be named."""

    reason: str
    line: int = 0
    file: str = ""

    @property
    def words(self) -> str:
        """File, line and reason in one sentence."""
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.reason}" if where else self.reason


@dataclass(frozen=True, slots=True)
class TableText:
    """What ships with the program, and what a person has laid over it ("" for nothing).

    `fault` tells why the own file is left out as a whole; None where it is used.
    """

    provider: str
    file: str
    built_in: str
    own: str
    fault: TableFault | None = None
