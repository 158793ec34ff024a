"""One PDF of many labels: how far its file has been written, and what became of each label."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.domain.sheet import SheetPart
from shipdesk.errors import PrintError


@dataclass(frozen=True, slots=True)
class BookEnd:
    """How far an unfinished file counts: `size` bytes; what lies behind them is overwritten.

    `offsets` are where its objects begin, `pages` the numbers of those that are pages.
    """

    size: int = 0
    offsets: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BookStep:
    """What became of the labels of one step, and how far the file counts with the good ones."""

    parts: tuple[SheetPart, ...]
    end: BookEnd


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A label that is not in the file: its order's number, and why."""

    number: str
    error: PrintError


@dataclass(frozen=True, slots=True)
class SavedBook:
    """What came of it: so many labels are in the file; with none, or `stopped`, there is none."""

    labels: int
    left_out: tuple[LeftOut, ...]
    stopped: bool = False
