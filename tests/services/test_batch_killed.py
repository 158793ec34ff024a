"""A batch that was killed half sent goes on at the next start, and buys nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from shipdesk.clock import Clock, SystemClock
from shipdesk.domain.batch import Batch, Fate
from shipdesk.errors import OperationRefusedError
from tests.services.batches import INDIAN, POLISH, bought
from tests.services.test_killed import kill_when_asked
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.simulator import Simulator

NUMBERS = (*POLISH, *INDIAN)
CREATE = "shipx.shipments.create"


async def killed_half_sent(simulator: Simulator, folder: Path) -> None:
    """Buy the orders at one go in another program, and kill it at the second purchase."""
    simulator.fault(CREATE, "slow", times=-1, ms=1500)
    await kill_when_asked(simulator, folder, CREATE, *NUMBERS, requests=2)
    simulator.clear_faults()
    simulator.push(10)


async def all_done(opened: OpenDesk) -> Batch:
    """Return the batch once each row of it is bought; what is unknown is looked up soon."""

    async def look() -> Batch | None:
        (batch,) = await opened.desk.batches.recent()
        for row in batch.rows:
            if row.fate is Fate.UNKNOWN:
                with suppress(OperationRefusedError):
                    await opened.desk.activity.look_up_now(row.operation.id)
        return batch if batch.counts == {Fate.DONE: len(NUMBERS)} else None

    return await eventually(look, "each row of the batch is bought")


@pytest.mark.parametrize(
    ("clock", "asks"),
    [(SystemClock, False), (lambda: PushedClock(20 * 60.0), True)],
    ids=["at once", "after 20 minutes"],
)
async def test_a_batch_killed_half_sent_goes_on_and_buys_nothing_twice(
    simulator: Simulator, tmp_path: Path, clock: Callable[[], Clock], *, asks: bool
) -> None:
    await killed_half_sent(simulator, tmp_path)
    async with open_desk(simulator, tmp_path, fresh=False, clock=clock()) as again:
        if asks:
            desk = again.desk

            async def read_again() -> bool:
                await desk.sync.sync_all()
                held = (await desk.queues.waiting()).held
                return bool(held) and all(each.ready for each in held)

            await eventually(read_again, "what waited was read again")
            (batch,) = await desk.batches.recent()
            held = [row.operation.id for row in batch.rows if row.fate is Fate.HELD]
            assert held, "what was not sent yet waits for a word"
            assert await desk.queues.go_on(held) == tuple(held)
        batch = await all_done(again)
    assert [row.operation.title for row in batch.rows] == list(NUMBERS)
    assert bought(simulator, *NUMBERS) == dict.fromkeys(NUMBERS, 1)
