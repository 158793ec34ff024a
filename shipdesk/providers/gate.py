"""The gate at which an account's requests wait, as a window sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Gate(Protocol):
    """Closed for as long as a service asks to wait; used on the UI thread's loop."""

    @property
    def waiting(self) -> int:
        """How many requests of a person stand at the closed gate."""
        ...

    def resumes_in(self, *, background: bool = False) -> float:
        """Return for how many seconds it stays closed; 0 when it is open."""
        ...

    def stop_waiting(self) -> int:
        """Send the requests of a person away unsent; returns how many went."""
        ...

    def on_closed(self, listener: Callable[[float], None]) -> Callable[[], None]:
        """Call `listener` with the seconds at each refusal that closes it; returns its end."""
        ...
