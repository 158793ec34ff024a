"""A clock that jumps, or a computer that slept: waits are counted in time that really went by."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from shipdesk.clock import Clock
from shipdesk.domain.operation import Operation
from shipdesk.services import outcomes
from shipdesk.storage import operations as store
from shipdesk.storage.database import Conn, Database

log = logging.getLogger(__name__)

_NOTICED = 5.0
"""Seconds: a clock that is set right by less than this changes no wait that matters."""


class JumpWatch:
    """Compares the time of day with seconds that never jump, from look to look."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = self._difference()

    def jumped(self) -> timedelta:
        """Return by how much the time of day moved by itself since the last look; 0 if it did not.

        A computer that slept counts as one whose clock was put forward: nobody looked meanwhile.
        """
        ahead = self._difference()
        moved = ahead - self._ahead
        if abs(moved) < _NOTICED:
            return timedelta()
        self._ahead = ahead
        return timedelta(seconds=moved)

    async def mend(self, journal: Database) -> None:
        """At the start: move back what was written down later than it is now."""
        now = self._clock.now()
        await journal.write(lambda conn: shift_from_future(conn, now))

    async def keep(self, journal: Database) -> tuple[Operation, ...]:
        """Move the waits of everything open where the clock jumped; return what was moved."""
        by = self.jumped()
        if not by:
            return ()
        log.info("the clock moved by %s; waits move with it", by)
        now = self._clock.now()
        return await journal.write(lambda conn: shift(conn, by, now))

    def _difference(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()


def shift(conn: Conn, by: timedelta, now: datetime) -> tuple[Operation, ...]:
    """Move the waits of everything open along with the clock; inside a transaction.

    A quiet time is as long as before, and nothing is due in a day that will not come. When a
    request was sent is moved back with the clock, so that a look-up asks for it from then on; it is
    never moved on, since asking from too early finds all the same.
    """
    moved = tuple(_moved(each, by, now) for each in store.unsettled(conn))
    for each in moved:
        store.save(conn, each)
        if by < timedelta():
            store.move_attempts(conn, each.id, by)
    return moved


def shift_from_future(conn: Conn, now: datetime) -> None:
    """Move back what was written down later than it is now; inside a transaction."""
    for each in store.unsettled(conn):
        ahead = each.updated_at - now
        if ahead.total_seconds() < _NOTICED:
            continue
        operation = _moved(each, -ahead, now)
        store.save(conn, operation)
        store.move_attempts(conn, operation.id, -ahead)


def _moved(operation: Operation, by: timedelta, now: datetime) -> Operation:
    """Return the operation with every moment of its waits moved, but not a wait for a person."""

    def later(moment: datetime | None) -> datetime | None:
        return None if moment is None or moment >= outcomes.FOREVER else moment + by

    facts = dict(operation.facts)
    if until := facts.get("checking_until", ""):
        facts["checking_until"] = (datetime.fromisoformat(until) + by).isoformat()
    moved = replace(
        operation,
        facts=facts,
        updated_at=min(operation.updated_at, now),
        not_before=later(operation.not_before) or operation.not_before,
        waiting_since=later(operation.waiting_since),
        last_look_up_at=later(operation.last_look_up_at),
    )
    aside = moved.reason_key == "aside"
    return outcomes.looked_after(moved) if aside else moved
