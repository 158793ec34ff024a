"""Whatever breaks around the runner: nothing is sent twice, lost, or left without an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sized
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import AttemptState, Operation, OperationKind, OperationState
from shipdesk.errors import DiskFullError, OperationRefusedError, UnexpectedReplyError, VaultError
from shipdesk.providers.steps import Facts, Failed, Match, Settled, Step, StepResult
from shipdesk.services import operations as runner_module
from shipdesk.services.kinds.base import Bound, NotOursError, new_operation
from shipdesk.services.kinds.elsewhere import LOOK
from shipdesk.services.outcomes import FOREVER
from shipdesk.storage import operations as store
from shipdesk.storage import queues
from shipdesk.storage.database import Conn, run
from tests.services.rig import BOUGHT, CONFIRM, CREATE, LOST, Rig, make_rig, running
from tests.support.desk import eventually
from tests.support.scripted_courier import Answer, ScriptedCourier, ScriptedKind

PLACE = Step("place", writes=True, repeatable=True)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with running(make_rig(tmp_path, ScriptedCourier(CREATE, CONFIRM))) as made:
        yield made


class Stubborn(ScriptedKind):
    """A kind whose binding, or whose settling, fails as long as it is told to."""

    def __init__(self, courier: ScriptedCourier) -> None:
        super().__init__(courier)
        self.binding: Exception | None = None
        self.settling: Exception | None = None
        self.bindings = 0

    async def bind(self, operation: Operation) -> Bound | None:
        self.bindings += 1
        if self.binding is not None:
            raise self.binding
        return await super().bind(operation)

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        if self.settling is not None:
            run(conn, "INSERT INTO meta (name, value) VALUES ('half', 'written')")
            raise self.settling
        return super().settle(conn, operation, result, now)


def stubborn(rig: Rig) -> Stubborn:
    """Have the rig's purchases go through a kind that can be made to fail."""
    kind = Stubborn(rig.courier)
    rig.runner._kinds = {OperationKind.SHIP: kind}
    return kind


async def more_than(count: int, told: Sized) -> None:
    """Wait until there is one more."""

    async def look() -> bool:
        return len(told) > count

    await eventually(look, f"more than {count}")


async def half_written(rig: Rig) -> bool:
    return bool(
        await rig.journal.read(lambda conn: run(conn, "SELECT 1 FROM meta WHERE name='half'"))
    )


@pytest.mark.expects_log("a listener failed")
async def test_listener_that_fails_does_not_undo_a_purchase(rig: Rig) -> None:
    told: list[str] = []

    def fail(_changes: object) -> None:
        raise RuntimeError("the list was deleted")

    rig.runner._bus.subscribe(fail)
    rig.runner._bus.subscribe(lambda changes: told.extend(changes.operations))
    rig.courier.answer("confirm", BOUGHT)
    operation = await rig.request()
    await rig.until(operation, OperationState.DONE)
    await rig.runner.aclose()
    assert (await rig.read(operation)).state is OperationState.DONE
    assert operation.id in told
    assert rig.faults == []


async def test_fault_while_settling_writes_nothing_and_is_never_sent_again(rig: Rig) -> None:
    kind = stubborn(rig)
    kind.settling = KeyError("our bug")
    rig.courier.answer("create", BOUGHT)
    rig.courier.found.extend([(Match("900", ours=True, result=BOUGHT),)])
    operation = await rig.request()
    await rig.until(operation, OperationState.UNKNOWN)
    assert await rig.attempts(operation) == [AttemptState.AMBIGUOUS]
    await rig.push(11)
    left = await rig.sees(operation, lambda current: current.not_before == FOREVER)
    assert left.state is OperationState.UNKNOWN
    assert not await half_written(rig)
    assert rig.courier.sent == ["create"]


async def test_answer_that_is_another_parcels_is_looked_up_by_our_reference(rig: Rig) -> None:
    kind = stubborn(rig)
    kind.settling = NotOursError("The answer names 900, which belongs to ORD-2.")
    rig.courier.answer("create", BOUGHT)
    operation = await rig.request()
    await rig.until(operation, OperationState.UNKNOWN)
    kind.settling = None
    rig.courier.found.append((Match("901", ours=True, result=BOUGHT),))
    await rig.push(11)
    await rig.until(operation, OperationState.DONE)
    assert rig.courier.sent == ["create"]
    assert rig.faults == []


async def test_full_disk_keeps_what_came_back_until_it_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "_WRITE_AGAIN", 0.01)

    class Filling(ScriptedCourier):
        """Fills the disk while the courier buys."""

        async def run(self, step: str, facts: Facts) -> StepResult:
            result = await super().run(step, facts)
            await made.journal.write(lambda conn: run(conn, "PRAGMA max_page_count = 1"))
            return result

    made = make_rig(tmp_path, Filling(CREATE))
    made.courier.answer("create", Settled({"told": "x" * 500_000}))
    async with running(made):
        operation = await made.request()
        await made.sees(operation, lambda _current: bool(made.faults))
        assert (await made.read(operation)).state is OperationState.SENT
        await made.journal.write(lambda conn: run(conn, "PRAGMA max_page_count = 1000000"))
        done = await made.until(operation, OperationState.DONE)
    assert len(done.facts["told"]) == 500_000
    assert made.courier.sent == ["create"]
    (told,) = made.faults
    assert isinstance(told, DiskFullError)


async def test_locked_key_store_is_told_once_and_the_work_goes_on_later(rig: Rig) -> None:
    kind = stubborn(rig)
    kind.binding = VaultError(reason="locked")
    rig.courier.answer("confirm", BOUGHT)
    operation = await rig.request()
    await rig.sees(operation, lambda _current: bool(rig.faults))
    for number in range(5):
        told = len(rig.faults)
        await rig.request(f"shop:{number}-later")
        await more_than(told, rig.faults)
    assert kind.bindings == 6
    assert (await rig.read(operation)).state is OperationState.QUEUED
    kind.binding = None
    await rig.push(31)
    await rig.until(operation, OperationState.DONE)


async def test_fault_before_anything_was_sent_is_refused(rig: Rig) -> None:
    stubborn(rig).binding = KeyError("an intent of another version")
    refused = await rig.until(await rig.request(), OperationState.REFUSED)
    assert refused.reason
    assert rig.courier.sent == []


async def test_purchase_that_a_person_withdrew_while_it_was_prepared_is_not_sent(rig: Rig) -> None:
    class Slow(ScriptedKind):
        """Is cancelled by a person between claim and attempt."""

        async def bind(self, operation: Operation) -> Bound | None:
            now = rig.clock.now()
            await rig.journal.write(lambda conn: store.cancel(conn, operation.id, now))
            return await super().bind(operation)

    rig.runner._kinds = {OperationKind.SHIP: Slow(rig.courier)}
    await rig.until(await rig.request(), OperationState.CANCELLED)
    await rig.runner.aclose()
    assert rig.courier.sent == []


async def test_decision_of_a_person_stands_against_a_look_up_in_flight(tmp_path: Path) -> None:
    class Found(ScriptedCourier):
        """Is decided by a person while the courier is asked."""

        async def find(self, step: str, facts: Facts, since: datetime) -> tuple[Match, ...]:
            (current,) = await made.journal.read(store.unsettled)
            closed = replace(current, state=OperationState.CANCELLED, not_before=None)
            await made.journal.write(lambda conn: store.save(conn, closed))
            return await super().find(step, facts, since)

    made = make_rig(tmp_path, Found(CREATE, CONFIRM))
    made.courier.answer("create", LOST)
    made.courier.found.append((Match("900", ours=True, result=BOUGHT),))
    async with running(made):
        operation = await made.request()
        await made.until(operation, OperationState.UNKNOWN)
        await made.push(11)
        await made.until(operation, OperationState.CANCELLED)
    assert made.kind.settled == []
    assert made.courier.looked_up == 1


async def test_what_is_held_while_the_courier_is_asked_first_stays_held(tmp_path: Path) -> None:
    class Late(ScriptedCourier):
        """Answers a look that began before the purchase was held."""

        async def run(self, step: str, facts: Facts) -> StepResult:
            if step == LOOK.name:
                late = made.clock.now() + timedelta(minutes=16)
                await made.journal.write(lambda conn: queues.hold_late(conn, late))
            return await super().run(step, facts)

    made = make_rig(tmp_path, Late(LOOK, CREATE))
    async with running(made):
        operation = await made.request()
        await made.sees(operation, lambda _now: LOOK.name in made.courier.sent)
        await made.runner.aclose()
        held = await made.read(operation)
        assert (held.state, held.reason_key) == (OperationState.QUEUED, "held")
        assert [each.operation.id for each in await made.journal.read(queues.standing)] == [held.id]
    assert made.courier.sent == [LOOK.name]


async def test_nothing_is_claimed_once_closing_has_begun(rig: Rig) -> None:
    def begin_closing(_account_id: AccountId) -> int:
        rig.runner._closing = True
        return 2

    rig.gate.concurrency = begin_closing  # type: ignore[method-assign]
    operation = await rig.request()
    await rig.sees(operation, lambda _current: rig.runner._closing)
    await rig.runner.aclose()
    rig.runner.wake()
    assert (await rig.read(operation)).state is OperationState.QUEUED
    assert rig.courier.sent == []


async def test_crash_long_after_the_order_was_placed_keeps_all_quiet_times(tmp_path: Path) -> None:
    """A purchase that had waited an hour for approval is not decided within a second."""
    first = make_rig(tmp_path, ScriptedCourier(CREATE))
    before = first.clock.now() - timedelta(hours=1)
    operation = new_operation(
        OperationKind.SHIP,
        "shop:9",
        AccountId("courier"),
        "ORD-9",
        {},
        before,
        waiting_since=before,
        look_ups=2,
    )
    await first.journal.write(lambda conn: store.enqueue(conn, operation))
    await first.journal.write(
        lambda conn: store.begin_attempt(conn, operation.id, "create", "", before)
    )
    await first.journal.aclose()

    second = make_rig(tmp_path, ScriptedCourier(CREATE))
    kind = stubborn(second)
    kind.binding = VaultError(reason="locked")
    async with running(second):
        await second.sees(operation, lambda _current: bool(second.faults))
        kind.binding = None
        await second.push(31)
        looked = await second.sees(operation, lambda current: current.last_look_up_at is not None)
        assert (looked.state, looked.look_ups) == (OperationState.UNKNOWN, 0)
        assert looked.not_before is not None
        assert looked.not_before < FOREVER
        assert looked.facts["checking_until"]


async def test_place_that_was_being_made_at_the_crash_is_made_again(tmp_path: Path) -> None:
    first = make_rig(tmp_path, ScriptedCourier(PLACE, CREATE))
    operation = new_operation(
        OperationKind.SHIP, "shop:9", AccountId("courier"), "ORD-9", {}, first.clock.now()
    )
    await first.journal.write(lambda conn: store.enqueue(conn, operation))
    await first.journal.write(
        lambda conn: store.begin_attempt(conn, operation.id, "place", "", first.clock.now())
    )
    await first.journal.aclose()
    second = make_rig(tmp_path, ScriptedCourier(PLACE, CREATE))
    async with running(second):
        await second.until(operation, OperationState.DONE)
    assert second.courier.sent == ["place", "create"]


async def test_cancelled_object_at_the_end_of_a_purchase_gets_a_way_out(rig: Rig) -> None:
    gone: list[Answer] = [UnexpectedReplyError("shipment.status: canceled")] * 6
    rig.courier.answer("create", Settled({"remote_id": "900"}))
    rig.courier.answer("confirm", *gone)
    operation = await rig.request()
    for asked in range(1, 7):
        await more_than(asked, rig.courier.sent)
        await rig.push(80)
    await rig.until(operation, OperationState.UNKNOWN)
    await rig.push(200)
    await rig.sees(operation, lambda current: current.not_before == FOREVER)
    assert rig.courier.sent.count("create") == 1


async def test_failure_that_is_found_by_a_look_up_keeps_its_own_words(rig: Rig) -> None:
    failed = Failed("no_funds", "Top up first.", {"remote_id": "900"})
    rig.courier.answer("create", LOST)
    rig.courier.found.append((Match("900", ours=True, result=failed),))
    operation = await rig.request()
    await rig.until(operation, OperationState.UNKNOWN)
    await rig.push(11)
    told = await rig.until(operation, OperationState.FAILED_AFTER_ACCEPTANCE)
    assert (told.reason_key, told.reason) == ("no_funds", "Top up first.")


async def test_intents_are_written_with_what_was_found_or_not_at_all(rig: Rig) -> None:
    rig.gate.paused = True

    def make(conn: Conn) -> tuple[Operation, ...]:
        if store.unsettled(conn):
            raise OperationRefusedError(reason="There is one already.")
        now = rig.clock.now()
        return tuple(
            new_operation(OperationKind.SHIP, subject, AccountId("courier"), subject, {}, now)
            for subject in ("shop:1", "shop:2")
        )

    outcomes = await asyncio.gather(
        rig.runner.queue(make), rig.runner.queue(make), return_exceptions=True
    )
    assert [isinstance(each, OperationRefusedError) for each in outcomes] == [False, True]
    assert len(await rig.journal.read(store.unsettled)) == 2
