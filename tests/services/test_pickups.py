"""Collections: what is booked together, refused, withdrawn, or dropped by the courier."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.dispatch_order import DispatchOrderId, DispatchOrderStatus, PickupGroup
from shipdesk.domain.operation import Operation, OperationState
from shipdesk.domain.shipment import Shipment, ShipmentId, ShipmentStatus
from shipdesk.errors import OperationRefusedError
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import SHIPX_TOKEN, Simulator

INPOST = AccountId("inpost")
LOCKER_ORDERS = ("ORD-000871", "ORD-000859")


async def parcels(opened: OpenDesk, *numbers: str) -> list[Shipment]:
    """Buy a parcel for each of the orders."""
    found = []
    for number in numbers:
        assert (await opened.buy(number)).state is OperationState.DONE
        found.append((await opened.desk.orders.read(await opened.key(number))).shipments[0])
    return found


async def open_groups(opened: OpenDesk) -> list[PickupGroup]:
    return [each for each in (await opened.desk.pickups.waiting()).groups if not each.closed]


async def book(opened: OpenDesk, ids: tuple[ShipmentId, ...]) -> Operation:
    sender = await opened.desk.senders.default_for("PL")
    return await opened.desk.pickups.book(INPOST, ids, sender, "09:00-16:00", " Gate ")


async def collection_of(opened: OpenDesk, shipment: Shipment) -> DispatchOrderId:
    sheet = await opened.desk.shipments.read(shipment.id)
    return DispatchOrderId(sheet.shipment.dispatch_order_id)


async def test_parcels_are_grouped_booked_once_and_free_again_when_withdrawn(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    first, second, door = await parcels(opened, *LOCKER_ORDERS, "ORD-000867")
    groups = await open_groups(opened)
    assert sorted(len(each.shipments) for each in groups) == [1, 2]
    assert {each.shipments for each in groups if len(each.shipments) == 1} == {(door.id,)}

    simulator.knobs(shipx_pickup_seconds=3600)
    both = await asyncio.gather(
        book(opened, (first.id,)), book(opened, (first.id, second.id)), return_exceptions=True
    )
    refused = [each for each in both if isinstance(each, OperationRefusedError)]
    assert len(refused) == 1
    assert first.tracking_number in refused[0].detail
    (booking,) = [each for each in both if isinstance(each, Operation)]
    assert first.id not in {each for group in await open_groups(opened) for each in group.shipments}

    async def accepted() -> bool:
        return (await desk.activity.read(booking.id)).operation.state is OperationState.WAITING

    await eventually(accepted, "the courier has the booking")
    simulator.push(3700)
    assert (await opened.settled(booking)).state is OperationState.DONE
    with pytest.raises(OperationRefusedError):
        await book(opened, (first.id,))

    pickup = await collection_of(opened, first)
    await opened.settled(await desk.pickups.comment(pickup, "Ring twice"))
    sheet = await desk.pickups.read(pickup)
    assert "Ring twice" in {each.text for each in sheet.order.comments}
    assert sheet.order.office_hours == "09:00-16:00"
    assert sheet.why_no_cancel == ""
    with pytest.raises(OperationRefusedError):
        await desk.pickups.comment(pickup, "  ")

    await desk.tracking.track([first.id])
    tracked = (await desk.shipments.read(first.id)).shipment
    assert tracked.status is ShipmentStatus.PICKUP_BOOKED
    await opened.settled(await desk.pickups.cancel(pickup))
    freed = (await desk.shipments.read(first.id)).shipment
    assert (freed.status, freed.dispatch_order_id) == (ShipmentStatus.BOUGHT, "")
    assert first.id in {each for group in await open_groups(opened) for each in group.shipments}
    with pytest.raises(OperationRefusedError):
        await desk.pickups.cancel(pickup)


async def test_refused_parcel_is_left_out_and_the_rest_is_booked_again(
    opened: OpenDesk, simulator: Simulator
) -> None:
    first, second = await parcels(opened, *LOCKER_ORDERS)
    number = second.tracking_number
    reason = f"Parcel ({number}) status should be Prepared, but is CustomerDelivering."
    simulator.knobs(shipx_pickup_seconds=0, shipx_reject_pickup={number: reason})
    rejected = await opened.settled(await book(opened, (first.id, second.id)))
    assert rejected.state is OperationState.FAILED_AFTER_ACCEPTANCE
    assert number in rejected.reason
    (group,) = await open_groups(opened)
    assert group.shipments == (first.id,)
    ((left, why),) = group.left_out
    assert left == second.id
    assert rejected.facts["remote_id"] in why
    assert (await opened.settled(await book(opened, group.shipments))).state is OperationState.DONE


async def test_collection_that_the_courier_drops_later_frees_its_parcels(
    opened: OpenDesk, simulator: Simulator
) -> None:
    simulator.knobs(shipx_pickup_seconds=0)
    (parcel,) = await parcels(opened, "ORD-000871")
    booked = await opened.settled(await book(opened, (parcel.id,)))
    pickup = await collection_of(opened, parcel)
    # In the courier's own panel, by somebody else.
    await asyncio.to_thread(
        httpx.delete,
        f"{simulator.shipx_url}/v1/dispatch_orders/{booked.facts['remote_id']}",
        headers={"Authorization": f"Bearer {SHIPX_TOKEN}"},
        trust_env=False,
    )
    await opened.desk.tracking.track_all()
    sheet = await opened.desk.pickups.read(pickup)
    assert sheet.order.status is DispatchOrderStatus.CANCELLED
    assert sheet.order.office_hours == "09:00-16:00"

    async def waits_again() -> bool:
        return any(parcel.id in each.shipments for each in await open_groups(opened))

    await eventually(waits_again, "the parcel waits for a courier again")
