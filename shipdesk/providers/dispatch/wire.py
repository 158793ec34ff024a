"""Dispatch's answers as they come: envelopes, orders and shipments."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.raws import parse_rows, to_json_text
from shipdesk.providers.wire import (
    Explained,
    Id,
    Moment,
    Number,
    Text,
    Texts,
    Whole,
    WireModel,
    dig,
    parse_json,
    to_text,
    to_texts,
    to_whole,
)


class WireSize(WireModel):
    """Sides and, for the items of an order, the weight; the units are not documented."""

    length: Number = None
    width: Number = None
    height: Number = None
    weight: Number = None


class WireItem(WireModel):
    """A position of an order; `price` is per piece."""

    description: Text = ""
    quantity: Whole = None
    price: Number = None
    sku: Text = ""
    dimensions: WireSize | None = None


class WireAddress(WireModel):
    """A place; lists of orders leave the country out, lists of shipments give one text."""

    model_config = ConfigDict(alias_generator=to_camel)

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

    guid: Text = ""
    name: Text = ""
    email: Text = ""
    phone: Text = ""
    company: Text = ""


class WireOrder(WireModel):
    """An order of a list or of a single read; where its values stand is data ([wire.order])."""

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
    """A shipment of a list or of a single read; where its values stand is data."""

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


@dataclass(frozen=True, slots=True)
class WirePage:
    """The rows of a list as they came, how many there are in all, and the number of pages.

    `texts` are the rows' own JSON texts, one each.
    """

    rows: tuple[Any, ...]
    total: int | None
    pages: int | None
    texts: tuple[str, ...] = ()
    envelope: Mapping[str, Any] = field(default_factory=dict)


def explain(status: int, body: bytes) -> Explained:
    """Read a refusal: `error` may be an object or a text, `message` may stand beside it (§ 2.3)."""
    try:
        found = parse_json(body)
    except UnexpectedReplyError:
        found = None
    if not isinstance(found, Mapping):
        return Explained(f"HTTP_{status}")
    return _explain_object(status, found)


def _explain_object(status: int, found: Mapping[str, Any]) -> Explained:
    error = found.get("error")
    code = _scalar(dig(error, "code")) or f"HTTP_{status}"
    words = _scalar(dig(error, "message")) or _scalar(error) or _scalar(found.get("message"))
    fields: dict[str, tuple[str, ...]] = {}
    for details in (dig(error, "details"), found.get("details"), found.get("errors")):
        for entry in details if isinstance(details, list) else ():
            name, said = _scalar(dig(entry, "field")), _scalar(dig(entry, "message"))
            if name:
                fields[name] = (*fields.get(name, ()), said or words or code)
    trace = _scalar(dig(error, "traceId")) or _scalar(found.get("traceId"))
    return Explained(code, words, fields, trace)


def _scalar(value: object) -> str:
    return to_text(value) if isinstance(value, str | int) else ""


def read_envelope(body: bytes, account_title: str) -> Mapping[str, Any]:
    """Return the envelope of a good answer.

    Raises RejectedError where `success` is false whatever the status said, UnexpectedReplyError
    where there is no envelope.
    """
    return _envelope(parse_json(body, account=account_title), account_title)


def _envelope(found: object, account_title: str) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise UnexpectedReplyError("body: not an object", account=account_title)
    if found.get("success") is False:
        told = _explain_object(200, found)
        raise RejectedError(told.code, told.words, told.fields, 200, account=account_title)
    return found


def read_page(body: bytes, account_title: str) -> WirePage:
    """Return a list's rows; `totalPages` is mostly absent and worked out (§ 2.2)."""
    found, texts = parse_rows(body, ("data",), "body", account=account_title)
    envelope = _envelope(found, account_title)
    rows = envelope.get("data")
    if not isinstance(rows, list):
        raise UnexpectedReplyError("data: not a list", account=account_title)
    total = _count(envelope.get("totalCount"))
    # The size that was given, not the one asked for: it may have been clamped.
    size = _count(envelope.get("pageSize"))
    pages = _count(envelope.get("totalPages"))
    if pages is None and total is not None and size:
        pages = math.ceil(total / size)
    return WirePage(tuple(rows), total, pages, texts or tuple(map(to_json_text, rows)), envelope)


def _count(value: object) -> int | None:
    return None if isinstance(value, Mapping | list) else to_whole(value)


def text_of(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return a text that stands under one of these names, "" where none is there.

    Raises UnexpectedReplyError where it is no text.
    """
    try:
        return to_text(_first(row, names))
    except ValueError:
        raise UnexpectedReplyError(f"data.{names[0]}: not a text") from None


def texts_of(row: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """Return a list of texts of a row; raises UnexpectedReplyError."""
    try:
        return to_texts(_first(row, names))
    except ValueError:
        raise UnexpectedReplyError(f"data.{names[0]}: not texts") from None


def _first(row: Mapping[str, Any], names: Sequence[str]) -> object:
    return next((found for name in names if (found := dig(row, name)) is not None), None)


def read_one(body: bytes, account_title: str) -> Mapping[str, Any]:
    """Return the object of a single read."""
    return one_of(read_envelope(body, account_title), account_title)


def one_of(envelope: Mapping[str, Any], account_title: str) -> Mapping[str, Any]:
    """Return the object of an envelope; raises UnexpectedReplyError where there is none."""
    row = envelope.get("data")
    if not isinstance(row, Mapping):
        raise UnexpectedReplyError("data: not an object", account=account_title)
    return row
