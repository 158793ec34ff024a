"""Dispatch's orders and shipments as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.bodies import pick
from shipdesk.providers.wire import (
    Id,
    Moment,
    Number,
    Text,
    Texts,
    Whole,
    WireModel,
    to_text,
    to_texts,
)


class WireSize(WireModel):
    """Sides and, for the items of an order, the weight; the units are not documented."""

    kind: ClassVar[str] = "size"

    length: Number = None
    width: Number = None
    height: Number = None
    weight: Number = None


class WireItem(WireModel):
    """A position of an order; `price` is per piece."""

    kind: ClassVar[str] = "item"

    description: Text = ""
    quantity: Whole = None
    price: Number = None
    sku: Text = ""
    dimensions: WireSize | None = None


class WireAddress(WireModel):
    """A place; lists of orders leave the country out, lists of shipments give one text."""

    kind: ClassVar[str] = "address"

    name: Text = ""
    street: Text = ""
    street2: Text = ""
    city: Text = ""
    state: Text = ""
    postal_code: Text = ""
    country: Text = ""
    phone: Text = ""
    email: Text = ""
    address: Text = ""


class WireNamed(WireModel):
    """A customer or a carrier as other rows refer to it."""

    kind: ClassVar[str] = "party"

    guid: Text = ""
    name: Text = ""
    email: Text = ""
    phone: Text = ""
    company: Text = ""


class WireOrder(WireModel):
    """An order of a list or of a single read."""

    kind: ClassVar[str] = "order"

    guid: Id
    number: Text = ""
    status: Text = ""
    customer: WireNamed | None = None
    items: tuple[WireItem, ...] | None = None
    address: WireAddress | None = None
    currency: Text = ""
    total: Number = None
    notes: Text = ""
    source: Text = ""
    reference: Text = ""
    created: Moment = None
    updated: Moment = None
    shipment_ids: Texts = ()


class WireShipment(WireModel):
    """A shipment of a list or of a single read."""

    kind: ClassVar[str] = "shipment"

    guid: Id
    tracking_number: Text = ""
    status: Text = ""
    order_id: Text = ""
    carrier: WireNamed | None = None
    recipient: WireAddress | None = None
    service: Text = ""
    reference: Text = ""
    cost: Number = None
    currency: Text = ""
    tracking_url: Text = ""
    label_url: Text = ""
    created: Moment = None


def text_of(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return a text that stands under one of these names, "" where none is there.

    Raises UnexpectedReplyError where it is no text.
    """
    try:
        return to_text(pick(row, names))
    except ValueError:
        raise UnexpectedReplyError(f"{names[0]}: not a text") from None


def texts_of(row: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """Return a list of texts of a row; raises UnexpectedReplyError."""
    try:
        return to_texts(pick(row, names))
    except ValueError:
        raise UnexpectedReplyError(f"{names[0]}: not texts") from None
