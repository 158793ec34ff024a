"""A clock that jumps, a computer that sleeps: waits last as before, nothing is sent twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shipdesk.domain.operation import AttemptState, Operation, OperationState
from shipdesk.services import outcomes, steady_time
from shipdesk.services.steady_time import JumpWatch
from shipdesk.storage import operations as store
from shipdesk.storage.database import Conn
from tests.services.rig import BOUGHT, CREATE, LOST, Rig, make_rig, running
from tests.support.driven_clock import DrivenClock
from tests.support.scripted_courier import ScriptedCourier
from tests.support.shop import an_operation, make_journal

DAY = timedelta(days=1)
SLACK = timedelta(seconds=1)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    """A runner whose courier loses the first reply and shows nothing when it is looked up."""
    courier = ScriptedCourier(CREATE)
    courier.answer("create", LOST, BOUGHT)
    async with running(make_rig(tmp_path, courier)) as made:
        yield made


def checking_until(operation: Operation) -> datetime:
    """Return until when an unknown is looked up."""
    return datetime.fromisoformat(operation.facts["checking_until"])


def _moved_by(by: timedelta, before: Operation, after: Operation) -> bool:
    return abs(checking_until(after) - checking_until(before) - by) < SLACK


@pytest.mark.parametrize("by", [DAY, -DAY])
async def test_a_clock_that_jumps_neither_ends_a_quiet_time_nor_makes_it_last_for_ever(
    rig: Rig, by: timedelta
) -> None:
    lost = await rig.until(await rig.request(), OperationState.UNKNOWN)
    await rig.jump(by)
    moved = await rig.sees(lost, lambda current: _moved_by(by, lost, current))
    assert moved.not_before is not None
    assert moved.not_before != outcomes.FOREVER, "the clock alone decides nothing"
    left = checking_until(moved) - rig.clock.now()
    assert timedelta() < left <= checking_until(lost) - lost.created_at + SLACK
    await rig.push(600)
    decided = await rig.sees(lost, lambda current: current.look_ups > lost.look_ups)
    assert decided.state is OperationState.UNKNOWN
    assert await rig.attempts(lost) == [AttemptState.AMBIGUOUS], "nothing is sent twice"


async def test_a_look_up_asks_from_when_it_was_sent_by_the_clock_that_is_right(rig: Rig) -> None:
    lost = await rig.until(await rig.request(), OperationState.UNKNOWN)
    before = (await rig.journal.read(lambda conn: store.attempts(conn, lost.id)))[-1].sent_at
    await rig.jump(-DAY)
    await rig.sees(lost, lambda current: checking_until(current) < checking_until(lost))
    after = (await rig.journal.read(lambda conn: store.attempts(conn, lost.id)))[-1].sent_at
    assert abs(before - after - DAY) < SLACK


def test_a_sleep_is_a_jump_and_time_that_goes_by_is_none() -> None:
    clock = DrivenClock()
    watch = JumpWatch(clock)
    clock.push(3_600)
    assert watch.jumped() == timedelta()
    clock.jump(3_600)
    assert watch.jumped() == timedelta(seconds=3_600)
    assert watch.jumped() == timedelta(), "it is told once"
    clock.jump(-2)
    assert watch.jumped() == timedelta(), "a clock that is set right a little matters to nobody"


def test_what_was_written_in_a_day_that_is_still_to_come_does_not_wait_for_it(
    tmp_path: Path,
) -> None:
    conn: Conn = make_journal(tmp_path / "journal.sqlite")
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    later = now + DAY
    waits = replace(
        an_operation("o1"),
        state=OperationState.WAITING,
        created_at=later,
        updated_at=later,
        not_before=later + timedelta(seconds=20),
        waiting_since=later,
    )
    person = replace(an_operation("o2", subject="book:2"), state=OperationState.UNKNOWN,
                     updated_at=later, not_before=outcomes.FOREVER)  # fmt: skip
    store.save(conn, waits)
    store.save(conn, person)
    steady_time.shift_from_future(conn, now)
    assert store.read(conn, waits.id).not_before == now + timedelta(seconds=20)
    assert store.read(conn, person.id).not_before == outcomes.FOREVER, "a person is waited for"
    conn.close()
