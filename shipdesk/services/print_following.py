"""Follows jobs after their hand-over, where the queue tells: queued, printing, printed, stopped.

It only looks. A job that was cancelled or failed at its queue is told and never sent again by
itself: whether paper came out, only a person sees.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from shipdesk.clock import Clock
from shipdesk.domain.changes import Changes
from shipdesk.domain.printer_state import JobState
from shipdesk.errors import PrintError
from shipdesk.printing.press import Press
from shipdesk.services.changes import ChangeBus
from shipdesk.storage import print_follow
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.print_follow import Followed

_SHORTEST = 1.0
_PAUSES = ((timedelta(seconds=20), 1.5), (timedelta(minutes=5), 5.0))
_LONGEST = 30.0
_LEFT = timedelta(days=1)
"""After that a job is not asked about any more; a queue that stands still so long is known."""

_MOST = 500


class PrintFollowing:
    """Looks after the jobs that were handed over; a root task on the UI thread's loop."""

    def __init__(self, journal: Database, press: Press, bus: ChangeBus, clock: Clock) -> None:
        self._journal = journal
        self._press = press
        self._bus = bus
        self._clock = clock
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Follow whatever is handed over until the program ends."""
        end = self._bus.subscribe(self._on_changes)
        try:
            while True:
                self._wake.clear()
                followed = await self._journal.read(print_follow.open_jobs)
                if followed:
                    await self.look(followed)
                # Of a batch each hand-over wakes it; the queue is not asked for each.
                await self._clock.sleep(_SHORTEST)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause(followed)):
                        await self._wake.wait()
        finally:
            end()

    async def look(self, followed: tuple[Followed, ...]) -> None:
        """Ask the queues once and write down what changed."""
        oldest = followed[:_MOST]
        try:
            reports = await self._press.jobs([each.job for each in oldest])
        except PrintError:
            return
        told = {report.job: report for report in reports}
        now = self._clock.now()
        news = []
        for each in oldest:
            report = told.get(each.job)
            state, words = (report.state, report.words) if report else (JobState.GONE, "")
            if state.open and now - each.begun_at > _LEFT:
                state = JobState.GONE
            if (state, words) != (each.state, each.words):
                news.append((each, state, words))
        if not news:
            return

        def write(conn: Conn) -> None:
            for each, state, words in news:
                print_follow.tell(conn, each, state, words, now)

        await self._journal.write(write)
        self._bus.publish(Changes(prints=frozenset(each.shipment_id for each, _, _ in news)))

    def _pause(self, followed: tuple[Followed, ...]) -> float | None:
        """Return seconds until the next look, by how young the youngest job is."""
        if not followed:
            return None
        age = self._clock.now() - followed[-1].begun_at
        return next((pause for youth, pause in _PAUSES if age < youth), _LONGEST)

    def _on_changes(self, changes: Changes) -> None:
        if changes.operations:
            self._wake.set()
