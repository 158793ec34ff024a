"""Activity: what may be withdrawn, who decides an unknown, and how it is done again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import Operation, OperationId, OperationKind, OperationState
from shipdesk.errors import AuthError, OperationRefusedError
from shipdesk.services.outcomes import FOREVER
from shipdesk.storage import operations as store
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import Simulator

INPOST = AccountId("inpost")


async def unknown_purchase(opened: OpenDesk, simulator: Simulator, how: str) -> Operation:
    """Request a purchase whose reply gets lost."""
    simulator.fault("shipx.shipments.create", how)
    key = await opened.key("ORD-000871")
    await opened.desk.quoting.ask(key)
    requested = await opened.desk.shipping.buy(await opened.desk.shipping.prepare(key))

    async def unknown() -> Operation | None:
        told = (await opened.desk.activity.read(requested.id)).operation
        return told if told.state is OperationState.UNKNOWN else None

    return await eventually(unknown, "unknown")


async def as_if_looked_up(opened: OpenDesk, operation: Operation) -> None:
    """Bring it to where its last look-up has been, without waiting two and a half minutes."""
    late = replace(operation, look_ups=3, not_before=FOREVER)
    await opened.program.journal.write(lambda conn: store.save(conn, late))


async def test_label_that_does_not_come_can_be_withdrawn_but_no_purchase_that_was_sent(
    opened: OpenDesk, simulator: Simulator
) -> None:
    activity = opened.desk.activity
    simulator.fault("shipx.labels.get", "503", times=-1)
    bought = await opened.buy("ORD-000871")

    async def waits() -> OperationId | None:
        for row in await activity.page("waiting", ""):
            if (row.kind, row.state) == (OperationKind.FETCH_LABEL, OperationState.WAITING):
                return OperationId(row.operation_id)
        return None

    fetching = await eventually(waits, "waits for the label")
    assert (await activity.read(fetching)).can_cancel
    await activity.cancel(fetching)
    assert (await activity.read(fetching)).operation.state is OperationState.CANCELLED
    assert not (await activity.read(bought.id)).can_cancel
    with pytest.raises(OperationRefusedError):
        await activity.cancel(bought.id)
    (shipment,) = (await opened.desk.orders.read(await opened.key("ORD-000871"))).shipments
    simulator.clear_faults()
    again = await opened.settled(await opened.desk.printing.fetch_label(shipment))
    assert again.state is OperationState.DONE


async def test_unknown_is_decided_after_its_look_ups_and_bought_again_under_a_new_reference(
    opened: OpenDesk, simulator: Simulator
) -> None:
    activity = opened.desk.activity
    lost = await unknown_purchase(opened, simulator, "drop_before")
    sheet = await activity.read(lost.id)
    assert (sheet.can_decide, sheet.can_cancel, sheet.can_look_up) == (False, False, True)
    for act in (activity.leave(lost.id, "Not wanted"), activity.again(lost.id, "Needed")):
        with pytest.raises(OperationRefusedError):
            await act
    await as_if_looked_up(opened, lost)
    with pytest.raises(OperationRefusedError):
        await activity.again(lost.id, "   ")
    fresh = await opened.settled(await activity.again(lost.id, "The panel shows nothing"))
    assert fresh.state is OperationState.DONE
    closed = (await activity.read(lost.id)).operation
    assert (closed.state, closed.reason) == (OperationState.CANCELLED, "The panel shows nothing")
    assert fresh.reference == f"{lost.reference}-2"
    assert fresh.intent["reference"] == fresh.reference
    assert (fresh.parent_id, fresh.subject) == (lost.id, lost.subject)
    with pytest.raises(OperationRefusedError):
        await activity.again(lost.id, "Once more")
    shipments = (await opened.desk.orders.read(await opened.key("ORD-000871"))).shipments
    assert [each.reference for each in shipments] == [fresh.reference]


async def test_unknown_of_a_paused_account_can_be_left_once_time_has_passed(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    lost = await unknown_purchase(opened, simulator, "drop_before")
    desk.providers.trouble(INPOST, AuthError(account="InPost"))
    assert not (await desk.activity.read(lost.id)).can_decide
    past = {**lost.facts, "checking_until": "2026-01-01T00:00:00+00:00"}
    old = replace(lost, facts=past)
    await opened.program.journal.write(lambda conn: store.save(conn, old))
    assert (await desk.activity.read(lost.id)).can_decide
    await desk.activity.leave(lost.id, "The panel shows nothing")
    plan = await desk.shipping.prepare(await opened.key("ORD-000871"))
    assert plan.stop is None


async def test_what_was_found_is_adopted_once(opened: OpenDesk, simulator: Simulator) -> None:
    activity = opened.desk.activity
    lost = await unknown_purchase(opened, simulator, "drop_after_commit")
    simulator.push(10)
    with pytest.raises(OperationRefusedError):
        await activity.adopt(lost.id, "no such shipment")
    (shown,) = [
        each
        for each in simulator.books()["shipx"]["shipments"]
        if each["external_customer_id"] == lost.reference
    ]
    await activity.adopt(lost.id, str(shown["id"]))
    done = await opened.settled(lost)
    assert (done.state, done.reason_key) == (OperationState.DONE, "adopted")
    with pytest.raises(OperationRefusedError):
        await activity.adopt(lost.id, str(shown["id"]))
    assert len(simulator.requests(operation="shipx.shipments.create")) == 1


async def test_what_was_found_is_cancelled_at_the_courier_and_the_unknown_closed_by_that(
    opened: OpenDesk, simulator: Simulator
) -> None:
    activity = opened.desk.activity
    simulator.knobs(shipx_confirm_seconds=3600)
    lost = await unknown_purchase(opened, simulator, "drop_after_commit")
    (shown,) = [
        each
        for each in simulator.books()["shipx"]["shipments"]
        if each["external_customer_id"] == lost.reference
    ]
    number = str(shown["id"])
    with pytest.raises(OperationRefusedError):
        await activity.void(lost.id, number)
    # As if what the courier shows differed from what was sent, so that a person decides.
    facts = {**lost.facts, f"match.{number}": "recipient\tJan\tAda"}
    differs = replace(lost, facts=facts, not_before=FOREVER, reason_key="decide")
    await opened.program.journal.write(lambda conn: store.save(conn, differs))
    assert (await activity.read(lost.id)).can_void
    with pytest.raises(OperationRefusedError):
        await activity.void(lost.id, "no such shipment")

    void = await opened.settled(await activity.void(lost.id, number))
    assert void.state is OperationState.DONE, void.reason
    closed = (await activity.read(lost.id)).operation
    assert (closed.state, closed.reason_key) == (OperationState.CANCELLED, "voided")
    simulator.knobs(shipx_confirm_seconds=0)
    assert (await opened.buy("ORD-000871")).reference != lost.reference
