"""Flat rows as lists read them: one small object a line, no joins, no lookups."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A line of Orders; money in minor units of `currency`, times in ms since 1970."""

    id: int
    key: str
    account_id: str
    number: str
    created_ms: int
    recipient: str
    place: str
    country: str
    country_guessed: bool
    to_locker: bool
    quantity: int
    total_minor: int | None
    currency: str
    payment: str
    cod_minor: int | None
    parcel_size: str
    weight_g: int
    parcel_assumed: bool
    stage: str
    state_key: str
    state_words: str
    source: str
    best_minor: int | None = None
    best_currency: str = ""


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A line of Shipments; `shipment_id` is our id, `label` one of none, kept.

    `scanned_ms` is when its label was scanned at the bench, 0 for never.
    """

    id: int
    shipment_id: str
    account_id: str
    order_key: str
    order_number: str
    tracking_number: str
    courier: str
    service_title: str
    recipient: str
    place: str
    status: str
    words: str
    label: str
    prints: int
    handing_in: str
    pickup: str
    price_minor: int | None
    cod_minor: int | None
    currency: str
    created_ms: int
    updated_ms: int
    scanned_ms: int = 0


@dataclass(frozen=True, slots=True)
class DispatchOrderRow:
    """A line of Dispatch orders."""

    id: int
    dispatch_order_id: str
    account_id: str
    number: str
    status: str
    words: str
    place: str
    office_hours: str
    parcels: int
    comments: int
    created_ms: int


@dataclass(frozen=True, slots=True)
class OperationRow:
    """A line of Activity; what is bought, for whom and for how much only where it is a purchase.

    `decides` says that look-ups are over and a person has to decide.
    """

    id: int
    operation_id: str
    kind: str
    title: str
    subject: str
    state: str
    reason: str
    updated_ms: int
    reason_key: str = ""
    service: str = ""
    recipient: str = ""
    price_minor: int | None = None
    currency: str = ""
    parcels: int = 0
    document: str = ""
    decides: bool = False
