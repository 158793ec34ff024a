"""The main job without a window: two couriers, lost replies, restarts, against the simulator."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from shipdesk.domain.operation import OperationId, OperationKind, OperationState
from shipdesk.domain.order import Payment, PaymentKind
from shipdesk.domain.query import ListQuery
from shipdesk.errors import OperationRefusedError
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator


def live(simulator: Simulator, courier: str, reference: str) -> list[dict[str, object]]:
    """Return the courier's live shipments whose reference begins with the order's number."""
    shipments = simulator.books()[courier]["shipments"]
    return [
        each
        for each in shipments
        if each["live"] and str(each.get("reference") or "").startswith(reference)
    ]


async def becomes_unknown(opened: OpenDesk, operation_id: OperationId) -> None:
    """Wait until nobody knows what became of an operation."""

    async def unknown() -> bool:
        sheet = await opened.desk.activity.read(operation_id)
        return sheet.operation.state is OperationState.UNKNOWN

    await eventually(unknown, "unknown")


async def is_found(opened: OpenDesk, operation_id: OperationId) -> None:
    """Look an unknown operation up, as often as it takes, until it is done."""

    async def found() -> bool:
        sheet = await opened.desk.activity.read(operation_id)
        if sheet.operation.state is OperationState.UNKNOWN:
            with suppress(OperationRefusedError):
                await opened.desk.activity.look_up_now(operation_id)
        return sheet.operation.state is OperationState.DONE

    await eventually(found, "found and adopted")


async def test_polish_locker_order_is_bought_labelled_and_written_back(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        bought = await opened.buy("ORD-000871")
        assert bought.state is OperationState.DONE, bought.reason
        assert len(live(simulator, "shipx", "ORD-000871")) == 1

        async def written_back() -> bool:
            rows = await opened.desk.activity.page("", "")
            return {"print", "write_back"} <= {row.kind for row in rows if row.state == "done"}

        await eventually(written_back, "label printed and order book told")
        key = await opened.key("ORD-000871")
        shipment = (await opened.desk.orders.read(key)).shipments[0]
        paper = await opened.desk.printing.paper(shipment.id)
        assert [each.kind for each in paper.documents] == ["label"]
        assert [each.state for each in paper.prints] == ["handed_over"]
        told = simulator.books()["dispatch"]["shipments"]
        assert shipment.tracking_number in {each["trackingNumber"] for each in told}
        assert opened.faults == []


async def test_indian_cod_order_goes_through_three_steps(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        bought = await opened.buy("ORD-000870")
        assert bought.state is OperationState.DONE, bought.reason
        sheet = await opened.desk.activity.read(bought.id)
        assert [each.step for each in sheet.attempts][-2:] == ["create_order", "create_shipment"]
        (shipment,) = live(simulator, "dash101", "ORD-000870")
        assert shipment["cod"] in {1249.5, "1249.50"}


async def test_second_purchase_of_an_order_is_refused_after_it_is_done(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        key = await opened.key("ORD-000871")
        await opened.desk.quoting.ask(key)
        plan = await opened.desk.shipping.prepare(key)
        await opened.settled(await opened.desk.shipping.buy(plan))
        with pytest.raises(OperationRefusedError) as refused:
            await opened.desk.shipping.buy(plan)
        assert refused.value.key == "already_bought"
        assert len(live(simulator, "shipx", "ORD-000871")) == 1


@pytest.mark.parametrize(
    ("number", "courier", "operation"),
    [
        ("ORD-000871", "shipx", "shipx.shipments.create"),
        ("ORD-000870", "dash101", "dash101.shipment_create"),
    ],
)
async def test_lost_reply_is_looked_up_before_buying_again(
    simulator: Simulator, tmp_path: Path, number: str, courier: str, operation: str
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        simulator.fault(operation, "drop_after_commit")
        key = await opened.key(number)
        await opened.desk.quoting.ask(key)
        requested = await opened.desk.shipping.buy(await opened.desk.shipping.prepare(key))

        await becomes_unknown(opened, requested.id)
        simulator.push(10)
        await is_found(opened, requested.id)
        assert len(live(simulator, courier, number)) == 1
        posts = simulator.requests(operation=operation)
        assert len(posts) == 1


async def test_refusal_that_could_not_be_looked_up_is_not_told_as_never_sent(
    opened: OpenDesk, simulator: Simulator
) -> None:
    simulator.fault("dash101.shipment_create", "422")
    # Asked whether it was bought elsewhere, then whether it is approved: both are let through.
    simulator.fault("dash101.order_track", "429", after=2, retry_after=60)
    key = await opened.key("ORD-000870")
    await opened.desk.quoting.ask(key)
    requested = await opened.desk.shipping.buy(await opened.desk.shipping.prepare(key))

    await becomes_unknown(opened, requested.id)
    assert not (await opened.desk.activity.read(requested.id)).can_cancel
    assert len(simulator.requests(operation="dash101.shipment_create")) == 1


async def test_unknown_payment_stops_before_anything_is_written(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        key = await opened.key("ORD-000856")
        plan = await opened.desk.shipping.prepare(key)
        assert plan.stop is not None
        assert plan.stop.params["field"] == "payment"
        with pytest.raises(OperationRefusedError):
            await opened.desk.shipping.buy(plan)
        undo = await opened.desk.orders.set_payment([key], Payment(PaymentKind.COD))
        sheet = await opened.desk.orders.read(key)
        assert sheet.order.payment.amount == sheet.order.total
        await undo()
        assert (await opened.desk.orders.read(key)).order.payment.kind is PaymentKind.UNKNOWN


async def test_no_funds_is_said_and_paid_for_on_the_same_shipment(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.knobs(shipx_out_of_funds=True)
    async with open_desk(simulator, tmp_path) as opened:
        failed = await opened.buy("ORD-000871")
        assert failed.state is OperationState.FAILED_AFTER_ACCEPTANCE
        key = await opened.key("ORD-000871")
        (unpaid,) = (await opened.desk.orders.read(key)).shipments
        simulator.knobs(shipx_out_of_funds=False)
        simulator.top_up(100.0)
        paid = await opened.settled(await opened.desk.shipping.pay(unpaid.id))
        assert paid.state is OperationState.DONE, paid.reason
        (after,) = (await opened.desk.orders.read(key)).shipments
        assert (after.id, after.payable) == (unpaid.id, "paid")
        assert after.tracking_number
        assert len(live(simulator, "shipx", "ORD-000871")) == 1


async def test_courier_is_booked_for_parcels_that_wait(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        await opened.buy("ORD-000871")
        waiting = await opened.desk.pickups.waiting()
        group = next(each for each in waiting.groups if not each.closed)
        sender = await opened.desk.senders.default_for("PL")
        booking = await opened.desk.pickups.book(
            group.account_id, group.shipments, sender, "09:00-16:00", "Gate on the left"
        )
        booked = await opened.settled(booking)
        assert booked.state is OperationState.DONE, booked.reason
        key = await opened.key("ORD-000871")
        assert (await opened.desk.orders.read(key)).shipments[0].pickup
        orders = simulator.books()["shipx"]["dispatch_orders"]
        assert any(each["shipments"] for each in orders if each["status"] in {"new", "sent"})


async def test_killed_while_sent_is_looked_up_at_the_next_start(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.fault("shipx.shipments.create", "drop_after_commit")
    async with open_desk(simulator, tmp_path) as opened:
        key = await opened.key("ORD-000871")
        await opened.desk.quoting.ask(key)
        requested = await opened.desk.shipping.buy(await opened.desk.shipping.prepare(key))

        await becomes_unknown(opened, requested.id)
    simulator.push(10)
    async with open_desk(simulator, tmp_path, fresh=False) as again:
        await is_found(again, requested.id)
    assert len(live(simulator, "shipx", "ORD-000871")) == 1


async def test_tracking_moves_the_order_and_tells_the_order_book(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        await opened.buy("ORD-000871")
        key = await opened.key("ORD-000871")
        (shipment,) = (await opened.desk.orders.read(key)).shipments
        simulator.push(3600)
        simulator.advance(shipment.tracking_number, "taken_by_courier")
        await opened.desk.tracking.track([shipment.id])

        async def told() -> bool:
            book = simulator.books()["dispatch"]
            return bool(book["orders"]["ORD-000871"]["status"] == "shipped")

        await eventually(told, "shipped in the order book")
        ids = await opened.desk.order_list.ids(ListQuery(tab="handed_over", text="ORD-000871"))
        assert len(ids) == 1
        kinds = [each.kind for each in (await opened.desk.orders.read(key)).operations]
        assert kinds.count(OperationKind.SHIP) == 1
