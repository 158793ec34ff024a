"""A clock that only moves when somebody waits on it, so that no test waits for real."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class DrivenClock:
    """Starts at a fixed moment; `sleep` moves it on at once and is noted in `slept`."""

    def __init__(self, start: datetime = datetime(2024, 3, 1, 9, 15, tzinfo=UTC)) -> None:
        self._start = start
        self._passed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return self._passed

    async def sleep(self, seconds: float) -> None:
        """Let the time pass without waiting."""
        self.slept.append(seconds)
        self._passed += seconds
        await asyncio.sleep(0)

    def push(self, seconds: float) -> None:
        """Let time pass while nobody waits."""
        self._passed += seconds
