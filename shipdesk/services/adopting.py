"""Making ours what was found at a courier, with its order, in one transaction."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from shipdesk.domain.account import AccountId
from shipdesk.domain.dispatch_order import DispatchOrder, DispatchOrderId
from shipdesk.domain.found import Found, LikelyOrder
from shipdesk.domain.operation import OPEN_STATES, PURCHASES, Operation
from shipdesk.domain.order import Order
from shipdesk.domain.shipment import NO_ORDER, Shipment, ShipmentId
from shipdesk.errors import OperationRefusedError
from shipdesk.services.kinds.ship import after_purchase
from shipdesk.services.references import make_reference
from shipdesk.storage import dispatch_orders as dispatch_store
from shipdesk.storage import found as store
from shipdesk.storage import operations as operation_store
from shipdesk.storage import parcels
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn
from shipdesk.storage.search import compact

_REFERENCES = 10


def likeness(shipment: Shipment, order: Order) -> LikelyOrder:
    """Return which facts of a found shipment and an order agree."""
    references = {make_reference(order.number, order.key, count) for count in range(_REFERENCES)}
    numbers = {compact(shipment.order_number), compact(shipment.reference)} - {""}
    return LikelyOrder(
        key=order.key,
        number=order.number,
        recipient=order.recipient,
        locker=order.locker,
        named=shipment.reference in references or compact(order.number) in numbers,
        same_recipient=parcels.same_recipient(shipment, order),
        same_place=parcels.same_place(shipment, order),
    )


def by_likeness(order: LikelyOrder) -> tuple[bool, int]:
    """Return what puts the likeliest order first."""
    return not order.sure, -(2 * order.named + order.same_recipient + order.same_place)


def the_one(likely: tuple[LikelyOrder, ...]) -> LikelyOrder | None:
    """Return the only order of which everything agrees; two are never chosen between."""
    sure = [each for each in likely if each.sure]
    return sure[0] if len(sure) == 1 else None


def adopt(
    conn: Conn, found: Found, order: LikelyOrder | None, tells: AccountId, now: datetime
) -> tuple[Operation, ...]:
    """Write it into the journal as ours; returns what was queued after it.

    `tells` is the order's account that is told of it, "" where none is. Raises
    OperationRefusedError where it is ours already or gone, or a purchase of the order is open.
    """
    current = store.read(conn, found.account_id, found.kind, found.remote_id)
    if current is None:
        raise OperationRefusedError(reason="It is adopted already, or no longer there.")
    thing = current.thing
    if isinstance(thing, DispatchOrder):
        _adopt_dispatch_order(conn, thing)
        queued: tuple[Operation, ...] = ()
    else:
        queued = _adopt_shipment(conn, thing, order, tells, now)
    store.remove(conn, current)
    return queued


def _adopt_shipment(
    conn: Conn, told: Shipment, order: LikelyOrder | None, tells: AccountId, now: datetime
) -> tuple[Operation, ...]:
    ours = store.ours(conn, told.account_id, [told.tracking_number])
    if ours.know(told):
        raise OperationRefusedError(
            reason="It is here already, or a purchase that is still looked up may be it.",
            hint="See Activity.",
        )
    if order is not None:
        done = operation_store.purchases(conn, [order.key]).get(order.key, ())
        if any(each.kind in PURCHASES and each.state in OPEN_STATES for each in done):
            raise OperationRefusedError(
                reason=f"A purchase of {order.number} is not settled.", hint="Settle it first."
            )
    name = f"shipdesk:{told.account_id}:{told.remote_id}"
    shipment = replace(
        told,
        id=ShipmentId(uuid.uuid5(uuid.NAMESPACE_URL, name).hex),
        order_key=order.key if order is not None else NO_ORDER,
        order_number=order.number if order is not None else told.order_number,
    )
    shipment_store.save(conn, shipment)
    queued: list[Operation] = []
    for each in after_purchase(shipment, tells, now):
        with suppress(OperationRefusedError):
            operation_store.enqueue(conn, each)
            queued.append(each)
    return tuple(queued)


def _adopt_dispatch_order(conn: Conn, told: DispatchOrder) -> None:
    """Keep it under an id of ours; parcels of ours that it holds wait for no other courier."""
    if dispatch_store.by_remote(conn, told.account_id, told.remote_id) is not None:
        raise OperationRefusedError(reason="It is here already.")
    order = replace(told, id=DispatchOrderId(uuid.uuid4().hex))
    dispatch_store.save(conn, order)
    for remote_id in told.remote_shipments:
        shipment = shipment_store.by_remote(conn, told.account_id, remote_id)
        if shipment is not None and not shipment.dispatch_order_id:
            held = replace(shipment, dispatch_order_id=order.id, pickup=order.remote_id)
            shipment_store.save(conn, held)
