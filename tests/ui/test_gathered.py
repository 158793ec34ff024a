"""What many changes ask for is done at once and then with the others, never once for each."""

from __future__ import annotations

import asyncio

from shipdesk.ui.gathered import PAUSE, Gathered
from shipdesk.ui.tasks import TaskScope
from tests.support.complaints import Heard
from tests.support.driven_clock import DrivenClock


async def test_the_first_is_done_at_once_and_all_that_come_meanwhile_in_one_more_turn() -> None:
    clock, scope = DrivenClock(), TaskScope("page", Heard())
    done: list[float] = []
    free = asyncio.Event()

    async def work() -> None:
        done.append(clock.monotonic())
        await free.wait()

    gathered = Gathered(scope, clock, work, "work")
    gathered.ask()
    await asyncio.sleep(0)
    assert done == [0.0]
    for _ in range(5):
        gathered.ask()
    free.set()
    await scope.drain()
    assert done == [0.0, PAUSE]
    gathered.ask()
    await scope.drain()
    assert done == [0.0, PAUSE, 2 * PAUSE]


async def test_work_that_failed_is_told_and_done_again_when_asked_for() -> None:
    complaints = Heard()
    scope = TaskScope("page", complaints)
    turns: list[int] = []

    async def work() -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            raise ValueError("once")

    gathered = Gathered(scope, DrivenClock(), work, "work")
    gathered.ask()
    await scope.drain()
    assert len(complaints.crashes) == 1
    gathered.ask()
    await scope.drain()
    assert turns == [0, 1]
