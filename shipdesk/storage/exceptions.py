"""Parcels that wait for a person: failed deliveries, those on their way back, buyers' returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from shipdesk.domain.delivery_exception import Place, place_of
from shipdesk.domain.order import OrderKey
from shipdesk.domain.shipment import Shipment
from shipdesk.storage.sql import Conn, run, to_object

_NEWEST = 20_000


def own(conn: Conn) -> tuple[Shipment, ...]:
    """Return those bought here, oldest first, from the journal.

    A delivered parcel is looked at only while its buyer's return is open; a return that has come
    is looked for among the newest parcels, since nothing but its age ever ends it.
    """
    rows = run(
        conn,
        "SELECT body FROM shipment WHERE final = 0"
        " AND status IN ('exception', 'returning', 'delivered')"
        " UNION ALL SELECT body FROM shipment WHERE status = 'returned'"
        " AND seq > (SELECT coalesce(max(seq), 0) FROM shipment) - ?",
        (_NEWEST,),
    )
    found = _placed(to_object(Shipment, body) for (body,) in rows)
    return tuple(sorted(found, key=lambda each: each.created_at))


def fetched(conn: Conn) -> tuple[Shipment, ...]:
    """Return those that were only fetched and are shown as such, oldest first, from the cache."""
    rows = run(
        conn,
        "SELECT object.body, shown.order_key, shown.order_number FROM shipment_row AS shown"
        " JOIN shipment_object AS object ON object.key = shown.key"
        " WHERE shown.failed = 1 ORDER BY shown.id",
    )
    return _placed(
        _of_order(to_object(Shipment, body), order_key, number) for body, order_key, number in rows
    )


def _placed(found: Iterable[Shipment]) -> tuple[Shipment, ...]:
    return tuple(each for each in found if place_of(each) is not Place.ELSEWHERE)


def _of_order(shipment: Shipment, order_key: str, order_number: str) -> Shipment:
    """Its order may be known by another account only, and stands with its row then."""
    if not order_key or order_key == shipment.order_key:
        return shipment
    return replace(shipment, order_key=OrderKey(order_key), order_number=order_number)
