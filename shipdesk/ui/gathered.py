"""Work that a stream of changes asks for: done at once, then once for all that comes meanwhile."""

from __future__ import annotations

from shipdesk.clock import Clock
from shipdesk.ui.tasks import TaskScope, Work

PAUSE = 0.25
"""Seconds between two turns: four times a second is as often as a person can follow."""


class Gathered:
    """Does one piece of work for a scope; where many ask, not more often than every `PAUSE`.

    What is asked for while it runs, or within the pause after it, is done in one more turn. Used
    on the UI thread's loop.
    """

    def __init__(self, scope: TaskScope, clock: Clock, work: Work, key: str) -> None:
        """`key` is the scope's key of the work: nothing else may use it."""
        self._scope, self._clock = scope, clock
        self._work, self._key = work, key
        self._asked = False

    def ask(self) -> None:
        """Have the work done, now or with all that is asked for within a moment."""
        self._asked = True
        self._scope.start(self._turns, key=self._key)

    async def _turns(self) -> None:
        while self._asked:
            self._asked = False
            await self._work()
            await self._clock.sleep(PAUSE)
