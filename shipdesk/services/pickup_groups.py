"""Which parcels one collection or hand-over list holds, what may be done with one; why not."""

from __future__ import annotations

from collections.abc import Sequence

from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import from_plain
from shipdesk.domain.dispatch_order import (
    CANCELLABLE,
    DispatchOrder,
    DispatchOrderStatus,
    PickupGroup,
)
from shipdesk.domain.operation import OPEN_STATES, Operation, OperationKind, PickupIntent
from shipdesk.domain.order import HandingIn
from shipdesk.domain.shipment import Shipment, ShipmentId, ShipmentStatus
from shipdesk.errors import OperationRefusedError
from shipdesk.storage import dispatch_orders as store
from shipdesk.storage import operations
from shipdesk.storage.database import Conn

_CLOSED = {
    HandingIn.DROP_OFF: "Bought as drop off: take them to a locker or point.",
    HandingIn.UNKNOWN: "Bought without saying how they are handed in: no courier is sent for them.",
}
_TAKEN_UNSAID = frozenset({"courier"})
_PART = "pickup_group"
"""What a provider notes on a shipment where its parcels are not all collected together."""

HANDOVER_MOST = 100
"""How many parcels a courier lists on one sheet (ShipX reference § 9.8)."""


def why_no_handover(shipments: Sequence[Shipment]) -> str:
    """Return why parcels do not go on one hand-over list, "" where they do."""
    if not shipments:
        return "Choose parcels that are bought and not collected yet."
    if len(shipments) > HANDOVER_MOST:
        return f"One list holds up to {HANDOVER_MOST} parcels."
    if len({each.account_id for each in shipments}) > 1:
        return "They belong to several accounts: one list for each."
    booked = next((each for each in shipments if each.dispatch_order_id or each.pickup), None)
    if booked is not None:
        shown = booked.tracking_number or booked.remote_id
        return f"{shown} is in pickup {booked.pickup}: print that pickup's sheet."
    unready = next((each for each in shipments if each.status is not ShipmentStatus.BOUGHT), None)
    if unready is not None:
        shown = unready.tracking_number or unready.remote_id
        return f"{shown} is not waiting to be handed over."
    return ""


_NO_CANCEL = {
    DispatchOrderStatus.ACCEPTED: "A courier has taken it on: call the courier instead.",
    DispatchOrderStatus.SCHEDULED: "The courier comes by its own schedule.",
    DispatchOrderStatus.DONE: "The parcels have been collected.",
    DispatchOrderStatus.REJECTED: "The courier rejected it: nobody will come.",
    DispatchOrderStatus.CANCELLED: "It is cancelled already.",
}
_OVER = frozenset({DispatchOrderStatus.REJECTED, DispatchOrderStatus.CANCELLED})


_NO_COMMENT = {
    DispatchOrderStatus.DONE: "The courier has been there already.",
    DispatchOrderStatus.REJECTED: "The courier rejected it: nobody will read a comment.",
    DispatchOrderStatus.CANCELLED: "It is cancelled: nobody will read a comment.",
}
_NO_SHEET = {
    DispatchOrderStatus.REJECTED: "The courier rejected it, so there is no sheet.",
    DispatchOrderStatus.CANCELLED: "It is cancelled, so there is no sheet.",
}


def why_no_comment(order: DispatchOrder) -> str:
    """Return why no comment is added, edited or deleted any more, "" where one is."""
    return _NO_COMMENT.get(order.status, "")


def why_no_sheet(order: DispatchOrder) -> str:
    """Return why a collection has no sheet to print, "" where it has one."""
    return _NO_SHEET.get(order.status, "")


def why_no_cancel(order: DispatchOrder, done: Sequence[Operation]) -> str:
    """Return why a collection cannot be withdrawn, "" where it can: while it is new or sent."""
    if not order.remote_id:
        return "The courier has not answered yet."
    if order.status not in CANCELLABLE:
        told = _NO_CANCEL.get(order.status)
        return told or "Only a pickup that is new or sent can be cancelled."
    asked = (each for each in done if each.kind is OperationKind.CANCEL_DISPATCH_ORDER)
    if any(each.state in OPEN_STATES for each in asked):
        return "It is being cancelled; see what comes of it."
    return ""


def why_not_again(order: DispatchOrder, shipments: Sequence[Shipment]) -> str:
    """Return why a collection's parcels cannot be booked once more, "" where they can (§ 9.4)."""
    if order.status not in _OVER:
        return "Only the parcels of a rejected or cancelled pickup are booked again."
    if not shipments:
        return "None of its parcels was bought here."
    waits = any(
        each.status is ShipmentStatus.BOUGHT and not each.dispatch_order_id for each in shipments
    )
    return "" if waits else "None of its parcels waits for a courier any more."


def refuse_booked(conn: Conn, shipments: Sequence[Shipment]) -> None:
    """Refuse parcels that a collection holds, or may hold once an open booking is settled."""
    asked = being_booked(conn)
    for each in shipments:
        if each.id in asked:
            reason = f"A pickup of {each.tracking_number} is being booked already."
            raise OperationRefusedError(reason=reason, hint="See what came of it in Activity.")
        if each.dispatch_order_id:
            reason = f"{each.tracking_number} is in pickup {each.pickup} already."
            raise OperationRefusedError(reason=reason)


def refused_numbers(conn: Conn) -> dict[str, str]:
    """Return tracking numbers that a rejected collection named, with that collection's number."""
    return {number: order.remote_id for order in store.rejected(conn) for number in order.refused}


def being_booked(conn: Conn) -> frozenset[str]:
    """Return the shipments of bookings that are not settled: another one might book them twice."""
    found = operations.open_of_kind(conn, OperationKind.BOOK_DISPATCH_ORDER)
    intents = (from_plain(PickupIntent, each.intent) for each in found)
    return frozenset(each for intent in intents for each in intent.shipment_ids)


def to_groups(
    account_id: AccountId, title: str, shipments: list[Shipment], refused: dict[str, str]
) -> list[PickupGroup]:
    """Return what one collection may hold: a courier refuses parcels of two of its networks."""
    parts: dict[str, list[Shipment]] = {}
    closed: dict[str, list[ShipmentId]] = {}
    for each in shipments:
        part = each.extra.get(_PART, "")
        # A courier's own parcels are collected without that; those for lockers are not (§ 9.4).
        unsaid = each.handing_in is HandingIn.UNKNOWN and part in _TAKEN_UNSAID
        if each.handing_in is HandingIn.COLLECT or unsaid:
            parts.setdefault(part, []).append(each)
        else:
            closed.setdefault(_CLOSED[each.handing_in], []).append(each.id)
    groups = []
    for part, collected in sorted(parts.items(), reverse=True):
        left_out = tuple(
            (each.id, f"refused in {refused[each.tracking_number]}")
            for each in collected
            if each.tracking_number in refused
        )
        out = {shipment_id for shipment_id, _ in left_out}
        chosen = tuple(each.id for each in collected if each.id not in out)
        groups.append(PickupGroup(account_id, title, chosen, left_out, part=part))
    for words, ids in closed.items():
        groups.append(PickupGroup(account_id, title, tuple(ids), (), words))
    return groups
