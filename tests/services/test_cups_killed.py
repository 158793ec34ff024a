"""The printing system dies in the middle of many prints: none comes out twice, none gets lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.operation import OperationState
from shipdesk.domain.printer_state import JobState
from shipdesk.services import printer_watch
from tests.support.cups import ZEBRA_QUEUE, PrivateCups
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.paper_shop import keep_parcels, number_of, zpl_label
from tests.support.simulator import Simulator

pytestmark = pytest.mark.cups

COUNT = 40
KILLED_AFTER = (3, 11, 24)


@pytest.fixture
async def desk(
    simulator: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[OpenDesk]:
    monkeypatch.setattr(printer_watch, "AGAIN", 0.05)
    async with open_desk(simulator, tmp_path, sync=False) as opened:
        yield opened


async def test_cupsd_killed_again_and_again_prints_no_label_twice_and_loses_none(
    desk: OpenDesk, cups: PrivateCups
) -> None:
    """Whatever was being handed over at the kill is unknown, and a person is asked about it."""
    profile = PrinterProfile("Zebra", ZEBRA_QUEUE, STOCKS[0])
    await desk.desk.printing.save_profile(DocumentKind.LABEL, profile)
    ids = await keep_parcels(desk.program, [zpl_label(number_of(at)) for at in range(COUNT)])
    operations = await desk.desk.printing.request(ids)

    async def states() -> Counter[OperationState]:
        sheets = [await desk.desk.activity.read(operation.id) for operation in operations]
        return Counter(sheet.operation.state for sheet in sheets)

    for most in KILLED_AFTER:

        async def enough(least: int = most) -> bool:
            return (await states())[OperationState.DONE] >= least

        await eventually(enough, f"{most} are handed over")
        cups.kill()
        await asyncio.to_thread(cups.start)

    async def through() -> Counter[OperationState] | None:
        found = await states()
        ended = found[OperationState.DONE] + found[OperationState.UNKNOWN]
        return found if ended == COUNT else None

    ended = await eventually(through, "every print has ended")
    await asyncio.to_thread(cups.wait_until_idle)
    printed = Counter(cups.zebra.jobs)
    assert max(printed.values()) == 1
    # At most the one that was on its way at each kill.
    assert ended[OperationState.UNKNOWN] <= len(KILLED_AFTER)

    async def told() -> bool:
        """Each that did not come out is in sight: to decide, or as a job that the queue lost."""
        for at, operation in enumerate(operations):
            found = (await desk.desk.activity.read(operation.id)).operation
            paper = await desk.desk.printing.paper(ids[at])
            fates = {each.state for each in paper.followed.values()}
            lost = fates == {JobState.GONE} or found.state is OperationState.UNKNOWN
            came_out = zpl_label(number_of(at)) in printed
            if not (lost or (came_out and fates == {JobState.PRINTED})):
                return False
        return True

    await eventually(told, "what became of every label is told")
