"""Tracking: many parcels a request, none starved by another, and what follows from the news."""

from __future__ import annotations

import pytest

from shipdesk.domain.account import AccountId, AccountState
from shipdesk.domain.operation import OperationKind, OperationState, PayIntent
from shipdesk.domain.shipment import Payable, Shipment, ShipmentId, ShipmentStatus
from shipdesk.errors import AuthError, UnexpectedReplyError
from shipdesk.providers.steps import Bought, Waiting
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import Simulator

BOOK = AccountId("orderbook")
LISTED = "shipx.shipments.list"


async def shipment_of(opened: OpenDesk, number: str) -> Shipment:
    return (await opened.desk.orders.read(await opened.key(number))).shipments[0]


async def write_backs(opened: OpenDesk) -> list[str]:
    rows = await opened.desk.activity.page("", "")
    return [row.state for row in rows if row.kind == OperationKind.WRITE_BACK]


async def test_many_parcels_are_asked_at_once_and_final_ones_not_any_more(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    for number in ("ORD-000871", "ORD-000859"):
        assert (await opened.buy(number)).state is OperationState.DONE
    first = await shipment_of(opened, "ORD-000871")
    simulator.clear_requests()
    await desk.tracking.track_all()
    assert len(simulator.requests(operation=LISTED)) == 1
    simulator.push(3600)
    simulator.advance(first.tracking_number, "delivered")
    await desk.tracking.track_all()
    assert (await shipment_of(opened, "ORD-000871")).status is ShipmentStatus.DELIVERED
    simulator.clear_requests()
    await desk.tracking.track_all()
    (asked,) = simulator.requests(operation=LISTED)
    assert first.remote_id not in str(asked["query"])
    assert opened.faults == []


async def test_one_parcel_that_cannot_be_read_keeps_no_other_from_being_asked(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    for number in ("ORD-000870", "ORD-000863"):
        assert (await opened.buy(number)).state is OperationState.DONE
    simulator.clear_requests()
    simulator.fault("dash101.order_track", "truncated_json")
    await desk.tracking.track_all()
    assert len(simulator.requests(operation="dash101.order_track")) == 2
    assert {each.state for each in desk.accounts.health} == {AccountState.OK}
    ids = [(await shipment_of(opened, each)).id for each in ("ORD-000870", "ORD-000863")]
    simulator.fault("dash101.order_track", "truncated_json")
    with pytest.raises(UnexpectedReplyError):
        await desk.tracking.track(ids)


async def test_parcel_scanned_twice_is_told_to_the_order_book_once(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    await opened.buy("ORD-000871")

    async def told_first() -> bool:
        return await write_backs(opened) == [OperationState.DONE]

    await eventually(told_first, "the number stands in the order book")
    desk.providers.trouble(BOOK, AuthError(account="Order book"))
    shipment = await shipment_of(opened, "ORD-000871")
    for status in ("taken_by_courier", "confirmed", "taken_by_courier"):
        simulator.push(600)
        simulator.advance(shipment.tracking_number, status)
        await desk.tracking.track([shipment.id])
    assert (await shipment_of(opened, "ORD-000871")).status is ShipmentStatus.COLLECTED
    assert sorted(await write_backs(opened)) == [OperationState.DONE, OperationState.QUEUED]
    await desk.accounts.repair(BOOK, {})

    async def told() -> bool:
        return await write_backs(opened) == [OperationState.DONE] * 2

    await eventually(told, "shipped in the order book")
    simulator.advance(shipment.tracking_number, "confirmed")
    await desk.tracking.track([shipment.id])
    simulator.advance(shipment.tracking_number, "taken_by_courier")
    await desk.tracking.track([shipment.id])
    assert len(await write_backs(opened)) == 2


async def test_parcel_that_was_paid_for_elsewhere_gets_its_label(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    simulator.knobs(shipx_out_of_funds=True)
    failed = await opened.buy("ORD-000871")
    assert failed.state is OperationState.FAILED_AFTER_ACCEPTANCE
    unpaid = await shipment_of(opened, "ORD-000871")
    assert unpaid.payable is Payable.NO_FUNDS
    simulator.knobs(shipx_out_of_funds=False)
    simulator.top_up(100.0)
    await pay_at_another_computer(opened, unpaid)
    await desk.tracking.track([ShipmentId(unpaid.id)])

    async def kept() -> bool:
        paper = await desk.printing.paper(unpaid.id)
        return bool(paper.documents)

    await eventually(kept, "its label is kept")
    assert (await shipment_of(opened, "ORD-000871")).payable is Payable.PAID
    assert (await desk.printing.paper(unpaid.id)).prints == ()


async def pay_at_another_computer(opened: OpenDesk, unpaid: Shipment) -> None:
    """Pay through the provider itself, so that our journal knows nothing of it."""
    provider = await opened.desk.providers.ready(unpaid.account_id)
    assert provider is not None
    assert provider.payment is not None
    intent, facts = PayIntent(unpaid.id, unpaid.remote_id), dict[str, str]()
    for step in provider.payment.steps(intent):

        async def taken(name: str = step.name) -> bool:
            result = await provider.payment.run(name, intent, facts)  # type: ignore[union-attr]
            facts.update(result.facts)
            return not isinstance(result, Waiting) or isinstance(result, Bought)

        await eventually(taken, step.name)
