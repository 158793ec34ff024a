"""The runner: what is written before anything is sent, and what is never sent twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import AttemptState, Operation, OperationKind, OperationState
from shipdesk.errors import (
    AuthError,
    OperationRefusedError,
    ProviderFaultError,
    RejectedError,
    UnreachableError,
)
from shipdesk.providers.steps import Match, Settled, Waiting
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.outcomes import FOREVER, on_look_up
from shipdesk.storage import operations as store
from shipdesk.storage.database import Database
from tests.services.rig import BOUGHT, CONFIRM, CREATE, LOST, Rig, make_rig, running
from tests.support.scripted_courier import ScriptedCourier


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with running(make_rig(tmp_path, ScriptedCourier(CREATE, CONFIRM))) as made:
        yield made


def looked_up_after(before: int, operation: Operation) -> bool:
    """Return whether one more look-up counted."""
    return operation.look_ups == before + 1


async def test_attempt_stands_in_the_journal_before_the_request_leaves(
    rig: Rig, tmp_path: Path
) -> None:
    seen: list[str] = []
    second = Database.open(tmp_path / "journal.sqlite", writable=False, readers=0)
    rig.courier.answer("confirm", BOUGHT)
    rig.courier.before = lambda step: seen.append(
        second.read_now(lambda conn: store.list_page(conn, "", ""))[0].state
        if step == "create"
        else step
    )
    operation = await rig.request()
    await rig.until(operation, OperationState.DONE)
    await second.aclose()
    assert seen[0] == "sent"


async def test_purchase_runs_through_its_steps_and_settles_once(rig: Rig) -> None:
    rig.courier.answer("create", Settled({"id": "900"}))
    rig.courier.answer("confirm", Waiting("wait.confirmation", 0.0), BOUGHT)
    done = await rig.until(await rig.request(), OperationState.DONE)
    assert rig.courier.sent == ["create", "confirm", "confirm"]
    assert done.facts["id"] == "900"
    assert [result for _, result in rig.kind.settled] == [BOUGHT]


async def test_second_click_meets_the_journal(rig: Rig) -> None:
    rig.courier.answer("confirm", Waiting("wait.confirmation", 3600.0))
    await rig.until(await rig.request(), OperationState.WAITING)
    with pytest.raises(OperationRefusedError) as refused:
        await rig.request()
    assert refused.value.key == "already_open"
    assert rig.courier.sent.count("create") == 1


async def test_lost_reply_is_looked_up_and_adopted_not_sent_again(rig: Rig) -> None:
    rig.courier.answer("create", LOST)
    operation = await rig.request()
    await rig.until(operation, OperationState.UNKNOWN)
    rig.courier.found.extend([(), (Match("900", ours=True, result=BOUGHT),)])
    await rig.push(11)
    await rig.push(40)
    done = await rig.until(operation, OperationState.DONE)
    assert rig.courier.sent == ["create"]
    assert done.reason_key == "adopted"
    assert await rig.attempts(operation) == [AttemptState.LOOKED_UP]


async def test_nothing_found_waits_for_a_person_and_is_never_bought_by_itself(rig: Rig) -> None:
    rig.courier.answer("create", ProviderFaultError(502, account="Courier"))
    operation = await rig.request()
    await rig.until(operation, OperationState.UNKNOWN)
    for seconds in (11, 30, 111):
        before = (await rig.read(operation)).look_ups
        await rig.push(seconds)
        await rig.sees(operation, partial(looked_up_after, before))
    await rig.push(3600)
    current = await rig.read(operation)
    assert (current.state, current.not_before) == (OperationState.UNKNOWN, FOREVER)
    assert rig.courier.sent == ["create"]


async def test_two_matches_are_never_chosen_between(rig: Rig) -> None:
    rig.courier.answer("create", LOST)
    operation = await rig.request()
    await rig.until(operation, OperationState.UNKNOWN)
    twins = (Match("900", True, BOUGHT), Match("901", True, BOUGHT))  # noqa: FBT003
    rig.courier.found.extend([twins, twins, twins])
    await rig.push(160)
    await rig.sees(operation, lambda current: current.not_before == FOREVER)
    current = await rig.read(operation)
    assert current.state is OperationState.UNKNOWN
    assert {key for key in current.facts if key.startswith("match.")} == {"match.900", "match.901"}


async def test_request_that_never_left_is_sent_again_after_a_pause(rig: Rig) -> None:
    rig.courier.answer("create", UnreachableError(sent=False, account="Courier"), Settled())
    rig.courier.answer("confirm", BOUGHT)
    operation = await rig.request()
    queued = await rig.sees(operation, lambda current: current.not_before is not None)
    assert queued.state is OperationState.QUEUED
    await rig.push(30)
    await rig.until(operation, OperationState.DONE)
    assert rig.courier.sent == ["create", "create", "confirm"]


async def test_refusal_keeps_the_couriers_reason_per_field(rig: Rig) -> None:
    refusal = RejectedError("validation_failed", fields={"receiver.phone": ("invalid",)})
    rig.courier.answer("create", refusal)
    refused = await rig.until(await rig.request(), OperationState.REFUSED)
    assert refused.reason_fields == {"receiver.phone": ("invalid",)}
    again = await rig.request()
    assert (await rig.until(again, OperationState.DONE)).state is OperationState.DONE


async def test_refused_token_pauses_the_account_and_keeps_the_work(rig: Rig) -> None:
    rig.courier.answer("create", AuthError(account="Courier"), Settled())
    rig.courier.answer("confirm", BOUGHT)
    rig.courier.before = lambda _step: setattr(rig.gate, "paused", True)
    operation = await rig.request()
    await rig.sees(
        operation, lambda current: current.reason_key == "auth" and bool(rig.gate.troubles)
    )
    assert (await rig.read(operation)).state is OperationState.QUEUED
    rig.courier.before = None
    rig.gate.paused = False
    rig.runner.wake()
    await rig.until(operation, OperationState.DONE)


async def test_fault_of_ours_in_the_middle_is_unknown_and_told(rig: Rig) -> None:
    rig.courier.answer("create", KeyError("our bug"))
    operation = await rig.request()
    await rig.until(operation, OperationState.UNKNOWN)
    assert rig.courier.sent == ["create"]
    assert isinstance(rig.faults[0], KeyError)


async def test_program_that_died_while_sent_looks_up_at_the_next_start(tmp_path: Path) -> None:
    first = make_rig(tmp_path, ScriptedCourier(CREATE, CONFIRM))
    operation = new_operation(
        OperationKind.SHIP, "shop:9", AccountId("courier"), "ORD-9", {}, first.clock.now()
    )
    await first.journal.write(lambda conn: store.enqueue(conn, operation))
    await first.journal.write(
        lambda conn: store.begin_attempt(conn, operation.id, "create", "", first.clock.now())
    )
    await first.journal.aclose()

    courier = ScriptedCourier(CREATE, CONFIRM)
    courier.found.append((Match("900", ours=True, result=BOUGHT),))
    second = make_rig(tmp_path, courier)
    async with running(second):
        await second.until(operation, OperationState.DONE)
    assert courier.sent == []


async def test_looking_up_by_hand_does_not_bring_the_decision_forward(rig: Rig) -> None:
    rig.courier.answer("create", LOST)
    operation = await rig.request()
    unknown = await rig.until(operation, OperationState.UNKNOWN)
    bound = await rig.kind.bind(unknown)
    assert bound is not None
    looked = unknown
    for _ in range(5):
        looked = on_look_up(looked, (), bound, rig.clock.now())
    assert looked.look_ups == 0
    assert looked.not_before is not None
    assert looked.not_before < FOREVER
    late = on_look_up(looked, (), bound, rig.clock.now() + timedelta(seconds=200))
    assert late.look_ups == 1
