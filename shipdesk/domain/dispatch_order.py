"""A booked collection: the courier comes to a place and takes several parcels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.money import Money
from shipdesk.domain.shipment import ShipmentId

DispatchOrderId = NewType("DispatchOrderId", str)


class DispatchOrderStatus(StrEnum):
    """Our words for a collection; NEW and SENT can still be cancelled."""

    NEW = "new"
    SENT = "sent"
    ACCEPTED = "accepted"
    DONE = "done"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    SCHEDULED = "scheduled"
    UNKNOWN = "unknown"


CANCELLABLE = frozenset({DispatchOrderStatus.NEW, DispatchOrderStatus.SENT})


@dataclass(frozen=True, slots=True)
class Comment:
    """A note to the courier with its remote id."""

    id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One line of a collection's history, in the courier's words."""

    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class DispatchOrder:
    """A collection as the courier tells it; `refused` are tracking numbers it named in `reason`.

    `raw` is the JSON text of all that the courier told of it.
    """

    id: DispatchOrderId
    account_id: AccountId
    remote_id: str
    status: DispatchOrderStatus
    created_at: datetime
    words: str = ""
    reason: str = ""
    place: Address = field(default_factory=Address)
    office_hours: str = ""
    tracking_numbers: tuple[str, ...] = ()
    remote_shipments: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    price: Money | None = None
    history: tuple[StatusChange, ...] = ()
    courier_number: str = ""
    updated_at: datetime | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class PickupGroup:
    """Parcels that one collection may hold together, or the reason why none can be booked.

    `part` tells the groups of one account apart where its couriers come apart: locker, courier.
    """

    account_id: AccountId
    title: str
    shipments: tuple[ShipmentId, ...]
    left_out: tuple[tuple[ShipmentId, str], ...] = ()
    closed: str = ""
    part: str = ""
