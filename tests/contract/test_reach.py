"""Every operation that a person can reach is reached in the real window and sends what it must."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from shipdesk.providers.tables import Endpoint, load_table
from shipdesk.tour.hands import StepFailedError
from shipdesk.ui.theme import Theme
from tests.contract.bench import route
from tests.contract.reach import put_away, reach_record
from tests.contract.room import Room, room_at
from tests.contract.samples import PlainSample, RecordSample, Sample, every_sample
from tests.support.desk import eventually
from tests.support.simulator import Simulator

RECORDS = [each for each in every_sample() if isinstance(each, RecordSample)]
GROUPS = {
    f"{slug}-{kind}": list(group)
    for (slug, kind), group in groupby(
        sorted(RECORDS, key=lambda each: (each.slug, each.kind)),
        key=lambda each: (each.slug, each.kind),
    )
}
PLAIN = [each for each in every_sample() if isinstance(each, PlainSample) and not each.missing]


@pytest.fixture(scope="module")
def world() -> Iterator[Simulator]:
    with Simulator.in_thread("test") as simulator:
        yield simulator


@pytest.mark.parametrize("group", sorted(GROUPS))
async def test_what_a_record_page_offers_is_sent(
    group: str, world: Simulator, qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    world.reset("test")
    failed: list[str] = []
    async with room_at(world, tmp_path, qtbot, theme, sync=False) as room:
        for sample in GROUPS[group]:
            world.reset("test")
            try:
                await reach_record(room, sample, tmp_path)
                failed += await _wrong(room, sample)
            except (StepFailedError, AssertionError, KeyError) as error:
                failed.append(f"{sample.op}: {error!r}")
            await put_away(room)
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("sample", PLAIN, ids=lambda each: f"{each.slug}:{each.op}")
async def test_what_a_screen_offers_is_sent(
    sample: PlainSample, world: Simulator, qtbot: QtBot, theme: Theme, tmp_path: Path
) -> None:
    world.reset("demo")
    assert sample.reach is not None
    async with room_at(world, tmp_path, qtbot, theme) as room:
        await sample.reach(room)
        wrong = await _wrong(room, sample)
        await put_away(room)
    assert wrong == []


async def _wrong(room: Room, sample: Sample) -> list[str]:
    """Return what the simulator's log says otherwise than the tables, once it says anything."""
    endpoint = load_table(sample.slug).endpoints[sample.op]
    wrong: list[str] = []

    async def look() -> bool:
        requests = room.sim.requests(operation=route(sample.slug, sample.op))
        wrong[:] = [f"{sample.op}: never sent"] if not requests else []
        for request in requests:
            wrong[:] = _faults(sample, endpoint, request)
            if not wrong:
                return True
        return False

    with suppress(AssertionError):
        await eventually(look, sample.op)
    return wrong


def _faults(sample: Sample, endpoint: Endpoint, request: dict[str, Any]) -> list[str]:
    wrong = []
    if request["method"] != endpoint.verb:
        wrong.append(f"{sample.op}: {request['method']}")
    if not str(request["path_template"]).endswith(endpoint.path):
        wrong.append(f"{sample.op}: {request['path_template']}")
    seen = {*request["body_keys"], *(str(pair[0]) for pair in request["query"])}
    lacking = set(sample.keys) - seen
    if lacking:
        wrong.append(f"{sample.op}: lacks {sorted(lacking)} of {sorted(seen)}")
    return wrong
