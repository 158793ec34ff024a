"""The flat rows of shipments and dispatch orders."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.clock import to_millis
from shipdesk.domain.dispatch_order import DispatchOrder, DispatchOrderStatus
from shipdesk.domain.order import HandingIn
from shipdesk.domain.shipment import FINAL, Payable, Shipment, ShipmentStatus
from shipdesk.storage.search import compact, fold, index_words
from shipdesk.storage.sql import Row

SHIPMENT_COLUMNS = (
    "id, key, account_id, order_key, order_number, tracking_number, courier, service_title,"
    " recipient, place, status, words, label, prints, handing_in, pickup, price_minor, cod_minor,"
    " currency, created_ms, updated_ms, recipient_key, place_key, tracking_key, reference_key,"
    " order_number_key, is_open, to_print, no_pickup, in_transit, failed, done,"
    " scanned_ms"
)
SHIPMENT_TABS = ("open", "to_print", "no_pickup", "in_transit", "failed", "done")
FIRST_SHIPMENT_TAB = 26
SHIPMENT_MOVES = (0, 4, 5, 6, 10, 19, 20, 21, 22, *range(26, 33))

DISPATCH_ORDER_COLUMNS = (
    "id, key, account_id, number, status, words, place, office_hours, parcels, comments,"
    " created_ms, number_key, place_key, is_open, rejected, collected"
)
DISPATCH_ORDER_TABS = ("open", "rejected", "collected")
FIRST_DISPATCH_ORDER_TAB = 13
DISPATCH_ORDER_MOVES = (0, 3, 4, 8, 10, 12, 13, 14, 15)

_UNSCANNED = frozenset({ShipmentStatus.BOUGHT, ShipmentStatus.PICKUP_BOOKED})
_ON_ITS_WAY = frozenset(
    {
        ShipmentStatus.COLLECTED,
        ShipmentStatus.IN_TRANSIT,
        ShipmentStatus.OUT_FOR_DELIVERY,
        ShipmentStatus.READY_TO_COLLECT,
    }
)
_FAILED = frozenset({ShipmentStatus.EXCEPTION, ShipmentStatus.RETURNING, ShipmentStatus.LOST})
_NOT_COMING = frozenset({DispatchOrderStatus.REJECTED, DispatchOrderStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class ShipmentFacts:
    """What is known of a shipment besides itself; `own` means bought here, kept in the journal."""

    own: bool = False
    kept: bool = False
    prints: int = 0
    pickup: str = ""
    updated_ms: int = 0
    scanned_ms: int = 0


def make_shipment_row(row_id: int, shipment: Shipment, facts: ShipmentFacts) -> Row:
    """Return the values of `SHIPMENT_COLUMNS`."""
    created_ms = to_millis(shipment.created_at)
    money = shipment.price or shipment.cod
    to = shipment.recipient
    place = " · ".join(part for part in (shipment.locker, to.city) if part)
    return (
        row_id,
        shipment.id,
        shipment.account_id,
        shipment.order_key,
        shipment.order_number,
        shipment.tracking_number,
        shipment.courier,
        shipment.service_title or shipment.service,
        to.who,
        place,
        shipment.status.value,
        shipment.words or shipment.code,
        "kept" if facts.kept else "none",
        facts.prints,
        shipment.handing_in.value,
        facts.pickup or shipment.pickup,
        shipment.price.minor if shipment.price else None,
        shipment.cod.minor if shipment.cod else None,
        money.currency if money else "",
        created_ms,
        max(created_ms, facts.updated_ms),
        fold(to.who),
        fold(place),
        compact(shipment.tracking_number),
        compact(shipment.reference),
        compact(shipment.order_number),
        *_shipment_tabs(shipment, facts),
        facts.scanned_ms,
    )


def _shipment_tabs(shipment: Shipment, facts: ShipmentFacts) -> tuple[int, ...]:
    status = shipment.status
    paid = shipment.payable is Payable.PAID
    ours = facts.own and paid
    failed = status in _FAILED or (not paid and shipment.live)
    return (
        int(status not in FINAL),
        int(ours and status in _UNSCANNED and not facts.prints),
        int(
            ours
            and status is ShipmentStatus.BOUGHT
            and shipment.handing_in is HandingIn.COLLECT
            and not shipment.dispatch_order_id
        ),
        int(status in _ON_ITS_WAY),
        int(failed),
        int(status in FINAL and not failed),
    )


def make_shipment_words(shipment: Shipment, facts: ShipmentFacts) -> str:
    """Return the text by which the shipment is found."""
    to = shipment.recipient
    return index_words(
        texts=(to.name, to.company, to.city, to.street, shipment.courier, shipment.service_title),
        numbers=(
            shipment.tracking_number,
            shipment.order_number,
            shipment.reference,
            shipment.remote_id,
            shipment.locker,
            facts.pickup or shipment.pickup,
            to.postcode,
        ),
        phones=(to.phone,),
    )


def make_dispatch_order_row(row_id: int, order: DispatchOrder) -> Row:
    """Return the values of `DISPATCH_ORDER_COLUMNS`."""
    at = order.place
    place = ", ".join(part for part in (at.company or at.name, at.street, at.city) if part)
    number = order.remote_id
    ended = order.status in _NOT_COMING or order.status is DispatchOrderStatus.DONE
    return (
        row_id,
        order.id,
        order.account_id,
        number,
        order.status.value,
        order.reason or order.words,
        place,
        order.office_hours,
        len(order.tracking_numbers) or len(order.remote_shipments),
        len(order.comments),
        to_millis(order.created_at),
        compact(number),
        fold(place),
        int(not ended),
        int(order.status in _NOT_COMING),
        int(order.status is DispatchOrderStatus.DONE),
    )


def make_dispatch_order_words(order: DispatchOrder) -> str:
    """Return the text by which the dispatch order is found."""
    return index_words(
        texts=(order.place.company, order.place.name, order.place.street, order.place.city),
        numbers=(order.remote_id, *order.tracking_numbers),
    )
