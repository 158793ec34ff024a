"""Clocks that tests move: one that only moves when somebody waits on it, one that is pushed on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from shipdesk.clock import SystemClock


class DrivenClock:
    """Starts at a fixed moment; `sleep` moves it on at once and is noted in `slept`."""

    def __init__(self, start: datetime = datetime(2024, 3, 1, 9, 15, tzinfo=UTC)) -> None:
        self._start = start
        self._passed = 0.0
        self._wrong = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return self._start + timedelta(seconds=self._passed + self._wrong)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return self._passed

    async def sleep(self, seconds: float) -> None:
        """Let the time pass without waiting."""
        self.slept.append(seconds)
        self._passed += seconds
        await asyncio.sleep(0)

    def jump(self, seconds: float) -> None:
        """Set the time of day forward or back, without any time passing."""
        self._wrong += seconds

    def push(self, seconds: float) -> None:
        """Let time pass while nobody waits."""
        self._passed += seconds


class PushedClock(SystemClock):
    """The computer's time plus what a test pushed it on; waiting on it takes its real time.

    What is `wrong` is the time of day alone, as on a clock that jumps or after a sleep.
    """

    def __init__(self, ahead: float = 0.0) -> None:
        self.ahead = timedelta(seconds=ahead)
        self.wrong = timedelta()

    def now(self) -> datetime:
        """Return the pushed moment."""
        return super().now() + self.ahead + self.wrong

    def monotonic(self) -> float:
        """Return seconds; what was pushed went by, what jumped did not."""
        return super().monotonic() + self.ahead.total_seconds()

    def push(self, seconds: float) -> None:
        """Go on by so many seconds."""
        self.ahead += timedelta(seconds=seconds)
