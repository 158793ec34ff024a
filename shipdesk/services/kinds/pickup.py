"""Booking the courier, comments on a booked collection, and withdrawing it."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from shipdesk.domain.codec import from_plain
from shipdesk.domain.dispatch_order import DispatchOrder, DispatchOrderId, DispatchOrderStatus
from shipdesk.domain.operation import (
    CancelPickupIntent,
    Operation,
    OperationKind,
    PickupIntent,
)
from shipdesk.domain.shipment import ShipmentId, ShipmentStatus
from shipdesk.providers.base import Provider
from shipdesk.providers.steps import Booked, Failed, Procedure, Settled, StepResult
from shipdesk.services.kinds.base import Bound, bind_part
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import dispatch_orders as dispatch_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn

IntentT = TypeVar("IntentT")


class PickupKind:
    """One of the acts on dispatch orders; which one is told by kind, intent and part."""

    def __init__(
        self,
        kind: OperationKind,
        intent: type[IntentT],
        part: Callable[[Provider], Procedure[IntentT] | None],
        providers: ProviderDesk,
    ) -> None:
        self.kind = kind
        self._bind: Callable[[Operation], Awaitable[Bound | None]] = lambda operation: bind_part(
            providers, operation, intent, part
        )

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the procedure of the operation's account."""
        return await self._bind(operation)

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Keep the dispatch order as the courier tells it, and where its parcels stand."""
        if isinstance(result, Booked):
            _keep(conn, operation, result.dispatch_order)
        elif isinstance(result, Failed) and self.kind is OperationKind.BOOK_DISPATCH_ORDER:
            _keep_rejected(conn, operation, result, now)
        elif isinstance(result, Settled) and self.kind is OperationKind.CANCEL_DISPATCH_ORDER:
            _keep_cancelled(conn, operation)
        return ()


def _own(conn: Conn, operation: Operation, order: DispatchOrder) -> DispatchOrder:
    """Return what the courier told under our own id, with what was sent where it tells nothing."""
    known = dispatch_store.by_remote(conn, operation.account_id, order.remote_id)
    if known is None:
        own = DispatchOrderId(uuid.uuid4().hex)
        return replace(order, id=own, account_id=operation.account_id)
    return replace(as_sent(order, known), id=known.id, account_id=known.account_id)


def _keep(conn: Conn, operation: Operation, told: DispatchOrder) -> None:
    order = _own(conn, operation, told)
    if operation.kind is not OperationKind.BOOK_DISPATCH_ORDER:
        dispatch_store.save(conn, order)
        return
    intent = from_plain(PickupIntent, operation.intent)
    # As sent: not every courier repeats hours, name and phone of the place.
    order = replace(
        order,
        place=order.place if order.place.who else intent.place,
        office_hours=order.office_hours or intent.office_hours,
    )
    dispatch_store.save(conn, order)
    _assign(conn, intent.shipment_ids, order)


def _assign(conn: Conn, shipment_ids: tuple[str, ...], order: DispatchOrder) -> None:
    for shipment_id in shipment_ids:
        shipment = shipment_store.read(conn, ShipmentId(shipment_id))
        booked = replace(shipment, dispatch_order_id=order.id, pickup=order.remote_id)
        shipment_store.save(conn, booked)


def _keep_rejected(conn: Conn, operation: Operation, result: Failed, now: datetime) -> None:
    intent = from_plain(PickupIntent, operation.intent)
    refused = tuple(text for text in result.facts.get("refused", "").split(",") if text)
    told = DispatchOrder(
        id=DispatchOrderId(""),
        account_id=operation.account_id,
        remote_id=result.facts.get("remote_id", ""),
        status=DispatchOrderStatus.REJECTED,
        created_at=now,
        reason=result.words,
        place=intent.place,
        office_hours=intent.office_hours,
        tracking_numbers=intent.tracking_numbers,
        remote_shipments=intent.remote_ids,
        refused=refused,
    )
    dispatch_store.save(conn, _own(conn, operation, told))


def _keep_cancelled(conn: Conn, operation: Operation) -> None:
    intent = from_plain(CancelPickupIntent, operation.intent)
    order = dispatch_store.find(conn, intent.dispatch_order_id) or dispatch_store.by_remote(
        conn, operation.account_id, intent.remote_id
    )
    if order is None:  # booked elsewhere, only fetched: the next sync tells
        return
    dispatch_store.save(conn, replace(order, status=DispatchOrderStatus.CANCELLED, words=""))
    _free(conn, order)


def as_sent(told: DispatchOrder, booked: DispatchOrder) -> DispatchOrder:
    """Return what the courier tells, with what we sent where it tells nothing."""
    return replace(
        told,
        place=told.place if told.place.who else booked.place,
        office_hours=told.office_hours or booked.office_hours,
        reason=told.reason or booked.reason,
        refused=told.refused or booked.refused,
        tracking_numbers=told.tracking_numbers or booked.tracking_numbers,
    )


def keep_told(conn: Conn, known: DispatchOrder, told: DispatchOrder) -> bool:
    """Keep what the courier tells of a collection booked here; return whether anything is new.

    Parcels of one that it refused or dropped after all wait for a courier again.
    """
    fresh = replace(as_sent(told, known), id=known.id, account_id=known.account_id)
    if fresh == known:
        return False
    dispatch_store.save(conn, fresh)
    if fresh.status in {DispatchOrderStatus.REJECTED, DispatchOrderStatus.CANCELLED}:
        _free(conn, fresh)
    return True


def _free(conn: Conn, order: DispatchOrder) -> None:
    for shipment in shipment_store.of_dispatch_order(conn, order.id):
        booked = shipment.status is ShipmentStatus.PICKUP_BOOKED
        status = ShipmentStatus.BOUGHT if booked else shipment.status
        freed = replace(shipment, status=status, dispatch_order_id="", pickup="")
        shipment_store.save(conn, freed)
