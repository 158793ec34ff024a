"""Which parcels one collection, or one hand-over list, may hold together, and why others not."""

from __future__ import annotations

from collections.abc import Sequence

from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import from_plain
from shipdesk.domain.dispatch_order import PickupGroup
from shipdesk.domain.operation import OperationKind, PickupIntent
from shipdesk.domain.order import HandingIn
from shipdesk.domain.shipment import Shipment, ShipmentStatus
from shipdesk.errors import OperationRefusedError
from shipdesk.storage import dispatch_orders as store
from shipdesk.storage import operations
from shipdesk.storage.database import Conn

_DROP_OFF = "Bought as drop off: take them to a locker or point."
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
    dropped: list[Shipment] = []
    for each in shipments:
        if each.handing_in is HandingIn.COLLECT:
            parts.setdefault(each.extra.get(_PART, ""), []).append(each)
        elif each.handing_in is HandingIn.DROP_OFF:
            dropped.append(each)
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
    if dropped:
        ids = tuple(each.id for each in dropped)
        groups.append(PickupGroup(account_id, title, ids, (), _DROP_OFF))
    return groups
