"""Whose turn it is: one account's requests, spaced, few at a time, a person's before the rest."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime

from shipdesk.clock import Clock
from shipdesk.errors import RateLimitedError
from shipdesk.providers.base import Limits

PATIENCE = 20.0
"""Seconds that a request waits at a closed gate by itself; a longer wait is told to the caller."""

_RANDOM = random.SystemRandom()
_BACKOFF = (2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
_LONGEST_WAIT = 900.0
_MILLISECONDS = 1e12
_SECONDS = 1e9


class Throttle:
    """The gate that all requests of one account pass; used on the loop's thread only."""

    def __init__(
        self,
        clock: Clock,
        limits: Limits,
        account_title: str,
        jitter: Callable[[], float] = _RANDOM.random,
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._title = account_title
        self._jitter = jitter
        self._burst = limits.burst or max(1.0, 2 * limits.requests_per_second)
        self._tokens = self._burst
        self._filled_at = clock.monotonic()
        self._active = {False: 0, True: 0}
        self._queues: dict[bool, deque[object]] = {False: deque(), True: deque()}
        self._closed_until = {False: 0.0, True: 0.0}
        self._refusals = 0
        self._changed = asyncio.Event()

    @asynccontextmanager
    async def turn(self, *, background: bool) -> AsyncIterator[None]:
        """Wait for a turn and hold it; raises RateLimitedError where the wait would be long."""
        await self._enter(background=background)
        try:
            yield
        finally:
            self._active[background] -= 1
            self._wake()

    def resumes_in(self, *, background: bool = False) -> float:
        """Return for how many seconds the gate stays closed; 0 when it is open."""
        return max(0.0, self._closed_until[background] - self._clock.monotonic())

    def note(self, status: int, headers: Mapping[str, str]) -> float:
        """Learn from an answer's headers; returns the seconds to wait after a 429, else 0."""
        if status == 429:  # noqa: PLR2004
            self._refusals += 1
            wait = self._wait_after_refusal(headers)
            self._close(wait, background_only=False)
            return wait
        self._refusals = 0
        remaining = _number(headers.get("x-ratelimit-remaining"))
        limit = _number(headers.get("x-ratelimit-limit")) or 0.0
        if remaining is not None and remaining <= max(5.0, 0.02 * limit):
            left = self._seconds_to_reset(headers)
            if left > 0:
                self._close(min(left, _LONGEST_WAIT), background_only=True)
        return 0.0

    def backoff(self, attempt: int) -> float:
        """Return the pause before a read's next try: 1, 2, 4, 8 s and up to a second more."""
        return float(2 ** min(attempt, 3)) + self._jitter()

    async def _enter(self, *, background: bool) -> None:
        ticket = object()
        self._queues[background].append(ticket)
        try:
            while not self._may_go(ticket, background=background):
                wait = self._wait_of(ticket, background=background)
                if wait is None:
                    await self._changed.wait()
                else:
                    await self._clock.sleep(wait)
        finally:
            self._queues[background].remove(ticket)
            self._wake()

    def _may_go(self, ticket: object, *, background: bool) -> bool:
        if self._wait_of(ticket, background=background) != 0.0:
            return False
        self._tokens -= 1.0
        self._active[background] += 1
        return True

    def _wait_of(self, ticket: object, *, background: bool) -> float | None:
        """Return seconds to sleep, 0 to go, None to wait until something changes."""
        closed = self.resumes_in(background=background)
        if closed > PATIENCE:
            raise RateLimitedError(closed, account=self._title)
        if self._queues[background][0] is not ticket or self._full(background=background):
            return None
        if background and self._queues[False]:
            return None
        if closed > 0:
            return closed
        now = self._clock.monotonic()
        rate = self._limits.requests_per_second
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * rate)
        self._filled_at = now
        # A grain of tolerance: the sum of many small steps never reaches exactly 1.
        return 0.0 if self._tokens >= 1.0 - 1e-6 else (1.0 - self._tokens) / rate

    def _full(self, *, background: bool) -> bool:
        allowed = self._limits.concurrency
        if background and self._active[True] >= max(1, allowed - 1):
            return True
        return sum(self._active.values()) >= allowed

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _close(self, seconds: float, *, background_only: bool) -> None:
        until = self._clock.monotonic() + seconds
        for background in (True,) if background_only else (True, False):
            self._closed_until[background] = max(self._closed_until[background], until)

    def _wait_after_refusal(self, headers: Mapping[str, str]) -> float:
        given = headers.get("retry-after")
        wait = self._retry_after(given) if given else self._seconds_to_reset(headers)
        if wait <= 0:
            # No header, or one that lies in the past: never hammer.
            wait = _BACKOFF[min(self._refusals, len(_BACKOFF)) - 1]
        return min(wait, _LONGEST_WAIT) + self._jitter()

    def _retry_after(self, given: str) -> float:
        seconds = _number(given)
        if seconds is not None:
            return seconds
        moment = _http_date(given)
        return (moment - self._clock.now()).total_seconds() if moment else 0.0

    def _seconds_to_reset(self, headers: Mapping[str, str]) -> float:
        reset = _number(headers.get("x-ratelimit-reset"))
        if reset is None:
            return 0.0
        if reset < _SECONDS:
            return reset
        # The server's own clock, where it tells it: PCs have wrong ones.
        told = _http_date(headers.get("date", ""))
        now = (told or self._clock.now()).timestamp()
        return (reset / 1000 if reset >= _MILLISECONDS else reset) - now


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text else None
    except ValueError:
        return None
    return number if number is not None and abs(number) < 1e15 else None  # noqa: PLR2004


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None
