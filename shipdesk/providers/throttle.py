"""Whose turn it is: requests spaced, few at a time, a person's before the rest.

There is one gate for each host and token: two accounts of one token are counted as one by the
service, so that what closes the gate for one closes it for both.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from weakref import WeakValueDictionary

from shipdesk.clock import Clock
from shipdesk.errors import RateLimitedError
from shipdesk.providers.base import Limits

PATIENCE = 20.0
"""Seconds that a request waits at a closed gate by itself; a longer wait is told to the caller."""

PATIENCE_OF_A_PERSON = 65.0
"""Seconds that a person's own read waits: the window counts them down and lets it be stopped."""

PATIENCE_IN_BULK = 1000.0
"""Seconds that a read for one of many rows waits: longer than a gate is ever closed."""

_RANDOM = random.SystemRandom()
_BACKOFF = (2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
_LONGEST_WAIT = 900.0
_MILLISECONDS = 1e12
_SECONDS = 1e9


@dataclass(eq=False, slots=True)
class _Ticket:
    """One request in the queue; `task` is who waits, to be woken when a person stops waiting."""

    task: asyncio.Task[object] | None
    patience: float
    waits: bool = False
    stopped: bool = False


class Throttle:
    """The gate of one token at one host; used on the loop's thread only."""

    def __init__(
        self,
        clock: Clock,
        limits: Limits,
        account_title: str = "",
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
        self._queues: dict[bool, deque[_Ticket]] = {False: deque(), True: deque()}
        self._closed_until = {False: 0.0, True: 0.0}
        self._refusals = 0
        self._changed = asyncio.Event()
        self._listeners: list[Callable[[float], None]] = []

    @asynccontextmanager
    async def turn(
        self, *, background: bool, patience: float = PATIENCE, account: str = ""
    ) -> AsyncIterator[None]:
        """Wait for a turn and hold it.

        Raises RateLimitedError, which names `account`, where the wait at a closed gate would be
        longer than `patience` seconds, or where a person stopped it.
        """
        await self._enter(account or self._title, patience, background=background)
        try:
            yield
        finally:
            self._active[background] -= 1
            self._wake()

    def resumes_in(self, *, background: bool = False) -> float:
        """Return for how many seconds the gate stays closed; 0 when it is open."""
        return max(0.0, self._closed_until[background] - self._clock.monotonic())

    def on_closed(self, listener: Callable[[float], None]) -> Callable[[], None]:
        """Call `listener` with the seconds whenever a refusal closes the gate; returns the end."""
        self._listeners.append(listener)

        def end() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return end

    @property
    def waiting(self) -> int:
        """How many requests of a person stand at the closed gate."""
        return sum(ticket.waits for ticket in self._queues[False])

    def stop_waiting(self) -> int:
        """Send the requests of a person away from the closed gate; returns how many went."""
        stopped = [ticket for ticket in self._queues[False] if ticket.waits and ticket.task]
        for ticket in stopped:
            ticket.stopped = True
            if ticket.task is not None:
                ticket.task.cancel()
        return len(stopped)

    def note(self, status: int, headers: Mapping[str, str]) -> float:
        """Learn from an answer's headers; returns the seconds to wait after a 429, else 0."""
        if status == 429:  # noqa: PLR2004
            self._refusals += 1
            wait = self._wait_after_refusal(headers)
            self._close(wait, background_only=False)
            for listener in tuple(self._listeners):
                listener(self.resumes_in())
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

    async def _enter(self, account: str, patience: float, *, background: bool) -> None:
        ticket = _Ticket(asyncio.current_task(), patience)
        self._queues[background].append(ticket)
        try:
            while not self._may_go(ticket, account, background=background):
                wait = self._wait_of(ticket, account, background=background)
                if wait is None:
                    await self._changed.wait()
                else:
                    await self._clock.sleep(wait)
        except asyncio.CancelledError:
            if not ticket.stopped or ticket.task is None or ticket.task.uncancel():
                raise
            left = self.resumes_in(background=background)
            raise RateLimitedError(left, stopped=True, account=account) from None
        finally:
            self._queues[background].remove(ticket)
            self._wake()

    def _may_go(self, ticket: _Ticket, account: str, *, background: bool) -> bool:
        if self._wait_of(ticket, account, background=background) != 0.0:
            return False
        self._tokens -= 1.0
        self._active[background] += 1
        return True

    def _wait_of(self, ticket: _Ticket, account: str, *, background: bool) -> float | None:
        """Return seconds to sleep, 0 to go, None to wait until something changes."""
        closed = self.resumes_in(background=background)
        if closed > ticket.patience:
            courtesy = self.resumes_in() == 0.0
            raise RateLimitedError(closed, courtesy=courtesy, account=account)
        ticket.waits = closed > 0
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
        wait = self._retry_after(headers)
        if wait is None:
            wait = self._seconds_to_reset(headers)
        if wait <= 0:
            # No header, or one that lies in the past: never hammer.
            wait = _BACKOFF[min(self._refusals, len(_BACKOFF)) - 1]
        return min(wait, _LONGEST_WAIT) + self._jitter()

    def _retry_after(self, headers: Mapping[str, str]) -> float | None:
        """Return what the header says in seconds; None where it is absent or makes no sense."""
        given = headers.get("retry-after", "")
        seconds = _number(given)
        if seconds is not None:
            return seconds
        moment = _http_date(given)
        return None if moment is None else (moment - self._server_now(headers)).total_seconds()

    def _seconds_to_reset(self, headers: Mapping[str, str]) -> float:
        reset = _number(headers.get("x-ratelimit-reset"))
        if reset is None:
            return 0.0
        if reset < _SECONDS:
            return reset
        now = self._server_now(headers).timestamp()
        return (reset / 1000 if reset >= _MILLISECONDS else reset) - now

    def _server_now(self, headers: Mapping[str, str]) -> datetime:
        """Return the server's own time where it tells it: PCs have wrong clocks."""
        return _http_date(headers.get("date", "")) or self._clock.now()


_GATES: WeakValueDictionary[tuple[str, str, int], Throttle] = WeakValueDictionary()
_GATES_LOCK = threading.Lock()
"""Providers are built beside the loop, several at once."""


def throttle_for(
    host: str, identity: str, clock: Clock, limits: Limits, account_title: str
) -> Throttle:
    """Return the gate of a host and a token, the same as long as anybody uses it.

    `identity` is what the service counts by; "" gets a gate of its own. Safe from every thread.
    """
    if not identity:
        return Throttle(clock, limits, account_title)
    key = (host, hashlib.sha256(identity.encode()).hexdigest(), id(clock))
    with _GATES_LOCK:
        found = _GATES.get(key)
        if found is None:
            found = _GATES[key] = Throttle(clock, limits, account_title)
        return found


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
