"""Dash101's answers as they come; where a value stands is told by the [wire] tables.

The vendor documents flat fields only, so every reader here accepts a wrapper around the body, an
object for a list, a list for an object, and missing or extra fields (reference § 3, § 6).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.raws import AROUND, around
from shipdesk.providers.tables import KnownStatus, Table
from shipdesk.providers.wire import Flag, Number, Text, Whole, WireModel, dig

logger = logging.getLogger(__name__)


class WireCourier(WireModel):
    """A courier that serves a lane, with its charges where it is a quote."""

    kind: ClassVar[str] = "courier"

    id: Text = ""
    name: Text = ""
    shipping_charges: Number = None
    cod_charges: Number = None
    total_charges: Number = None
    days: Text = ""
    cod_available: Flag = None


class WireItem(WireModel):
    """A position of an order; each has a state of its own."""

    kind: ClassVar[str] = "item"

    name: Text = ""
    sku: Text = ""
    quantity: Whole = None
    price: Number = None
    status: Text = ""
    code: Text = ""


class WireEvent(WireModel):
    """A line of an order's history; the time is IST without a zone."""

    kind: ClassVar[str] = "event"

    status: Text = ""
    code: Text = ""
    at: Text = ""
    place: Text = ""
    remarks: Text = ""


def _objects(value: object) -> list[object]:
    """Return the objects of a list: one alone may come bare, and anything else is left out."""
    listed = value if isinstance(value, list | tuple) else [value]
    return [each for each in listed if isinstance(each, Mapping | WireModel)]


class WireOrder(WireModel):
    """An order as created or tracked."""

    kind: ClassVar[str] = "order"

    order_id: Text = ""
    dash101_order_id: Text = ""
    message: Text = ""
    status: Text = ""
    code: Text = ""
    date: Text = ""
    payment_method: Text = ""
    total: Number = None
    name: Text = ""
    phone: Text = ""
    email: Text = ""
    address1: Text = ""
    address2: Text = ""
    city: Text = ""
    pincode: Text = ""
    failed_reason: Text = ""
    attempts: Text = ""
    items: Annotated[tuple[WireItem, ...], BeforeValidator(_objects)] = ()
    history: Annotated[tuple[WireEvent, ...], BeforeValidator(_objects)] = ()


class WireShipment(WireModel):
    """What is told of a shipment, when it is made and when its order is tracked."""

    kind: ClassVar[str] = "shipment"

    tracking_number: Text = ""
    courier_id: Text = ""
    courier: Text = ""
    tracking_url: Text = ""
    pickup_date: Text = ""
    pickup_slot: Text = ""
    pickup_number: Text = ""
    routing_code: Text = ""
    label: Text = ""
    order_details: Text = ""
    invoice: Text = ""
    status: Text = ""
    code: Text = ""
    shipping_charges: Number = None
    cod_charges: Number = None


class WireCancelled(WireModel):
    """What a batch cancel says of one order; `key` is the kind of number that it is named by."""

    key: Text = ""
    number: Text = ""
    done: bool = False
    reason: Text = ""


class WireAct(WireModel):
    """The answer to a re-attempt or a return, with a status of its own."""

    kind: ClassVar[str] = "act"

    status: Text = ""
    message: Text = ""


class WirePickup(WireModel):
    """A place of collection; anything but the id may be missing."""

    kind: ClassVar[str] = "pickup"

    id: Text = ""
    name: Text = ""
    phone: Text = ""
    address1: Text = ""
    address2: Text = ""
    landmark: Text = ""
    city: Text = ""
    pincode: Text = ""


def unwrap(content: object, table: Table) -> object:
    """Return a body without the wrapper that may stand around it."""
    if not isinstance(content, Mapping):
        return content
    for key in table.aliases("reply")["envelope"]:
        inner = content.get(key)
        if isinstance(inner, Mapping):
            outer = {name: value for name, value in content.items() if name != key}
            return {**outer, **inner}
        if isinstance(inner, list):
            return inner
    return content


def rows_of(content: object, names: tuple[str, ...]) -> list[Any]:
    """Return the rows under one of the names: a bare list, one object, null or nothing too."""
    if isinstance(content, list):
        return content
    found = next((item for name in names if (item := dig(content, name)) is not None), None)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def read_couriers(content: object, table: Table) -> tuple[WireCourier, ...]:
    """Return the couriers of an answer; rows that are no objects are left out."""
    names = table.aliases("courier")["rows"]
    body = unwrap(content, table)
    rest = _rest(body, names, table)
    return tuple(
        WireCourier.read(row, "courier", table, {**row, **rest})
        for row in rows_of(body, names)
        if isinstance(row, Mapping)
    )


def details_of(content: object, table: Table, number: str = "") -> Mapping[str, Any]:
    """Return the order of a tracking answer; of several the one with the number, else the first.

    Raises UnexpectedReplyError where there is none.
    """
    body = unwrap(content, table)
    aliases = table.aliases("order")
    rows = [row for row in rows_of(body, aliases["details"]) if isinstance(row, Mapping)]
    if not rows and isinstance(body, Mapping):
        rows = [body]
    if not rows:
        raise UnexpectedReplyError(aliases["details"][0])
    ids = (*aliases["order_id"], *aliases["dash101_order_id"])
    chosen = (row for row in rows if any(str(dig(row, name) or "") == number for name in ids))
    row = next(chosen, rows[0])
    rest = {} if row is body else _rest(body, aliases["details"], table)
    return {**row, **rest}


def _rest(body: object, names: tuple[str, ...], table: Table) -> dict[str, Any]:
    """Return what stands around the rows of an answer and is not known, for their raw copies."""
    found = around(body, names, table)
    return {AROUND: found} if found else {}


def read_order(row: object, table: Table) -> WireOrder:
    """Return an order with its positions and history."""
    return WireOrder.read(row, "order", table)


def read_shipment(row: object, table: Table) -> WireShipment:
    """Return what a body tells of a shipment."""
    return WireShipment.read(row, "shipment", table)


def read_pickups(content: object, table: Table) -> tuple[WirePickup, ...]:
    """Return the places of collection of an answer; rows without an id are left out."""
    rows = rows_of(unwrap(content, table), table.aliases("pickup")["rows"])
    found = (WirePickup.read(row, "pickup", table) for row in rows if isinstance(row, Mapping))
    return tuple(each for each in found if each.id)


def read_act(content: object, table: Table) -> WireAct:
    """Return the answer to an act; raises UnexpectedReplyError where it is no object."""
    body = unwrap(content, table)
    if not isinstance(body, Mapping):
        raise UnexpectedReplyError("act: not an object")
    return WireAct.read(body, "act", table)


_LISTS = (
    ("done", "order_id", True),
    ("done_remote", "dash101_order_id", True),
    ("refused", "order_id", False),
    ("refused_remote", "dash101_order_id", False),
)


def read_cancelled(content: object, table: Table) -> tuple[WireCancelled, ...]:
    """Return what the four lists say; a missing list is empty, an entry a text or an object.

    Raises UnexpectedReplyError for a body that is no object.
    """
    body = unwrap(content, table)
    if not isinstance(body, Mapping):
        raise UnexpectedReplyError("order_cancel: not an object")
    lists, inside = table.aliases("cancelled"), table.aliases("cancelled_item")
    found = []
    for name, key, done in _LISTS:
        for item in rows_of(body, lists[name]):
            number, reason = item, ""
            if isinstance(item, Mapping):
                number, reason = _first(item, inside[key]), _first(item, inside["reason"])
            told = WireCancelled(key=key, number=number, done=done, reason=reason)
            if told.number:
                found.append(told)
    return tuple(found)


def _first(row: object, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON
    """Return the first value under the names that says something, "" where none does."""
    return next((found for name in names if (found := dig(row, name))), "")


def read_text(content: object, table: Table, kind: str, name: str) -> str:
    """Return one text of an answer, "" where it is missing."""
    body = unwrap(content, table)
    for alias in table.aliases(kind)[name]:
        found = dig(body, alias)
        if isinstance(found, str | int) and not isinstance(found, bool) and str(found):
            return str(found)
    return ""


def status_of(code: str, words: str, table: Table) -> KnownStatus:
    """Return what a code means; codes are decimals such as 2.5, and there is no 8.

    Where code and words disagree the code is right, and the log says so; without a code the words
    decide (§ 8).
    """
    try:
        number = Decimal(code)
    except InvalidOperation:
        number = None
    if number is not None and number.is_finite():
        found = table.status(format(number.normalize(), "f"))
        if found.known and words and words.casefold() != found.title.casefold():
            logger.info("status %s is %s, but its words are %.40r", code, found.title, words)
    else:
        wanted = words.casefold()
        known = (each for each in table.statuses() if wanted and each.title.casefold() == wanted)
        found = next(known, table.status(code))
    return found if found.known else KnownStatus(found.code, "unknown", words or code, known=False)
