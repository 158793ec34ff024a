"""Time, injected everywhere, so that tests and the crash rig can drive it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the program asks of time; all moments are aware and in UTC."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait on the loop for the given seconds of this clock."""
        ...


class SystemClock:
    """The computer's own time; safe from every thread."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the running loop."""
        import asyncio  # noqa: PLC0415 - 25 ms that the first paint does not wait for

        await asyncio.sleep(seconds)


def to_millis(moment: datetime) -> int:
    """Return milliseconds since 1970 for an aware moment: the form kept in SQLite."""
    return int(moment.timestamp() * 1000)


def from_millis(millis: int) -> datetime:
    """Return the aware UTC moment of `to_millis`."""
    return datetime.fromtimestamp(millis / 1000, UTC)
