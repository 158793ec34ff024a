"""One consignment bought from a courier, its status in our words and in the courier's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.order import HandingIn, OrderKey

ShipmentId = NewType("ShipmentId", str)
NO_ORDER = OrderKey("")


class ShipmentStatus(StrEnum):
    """Our words; a code that we do not know maps to UNKNOWN and is shown in the courier's words."""

    DRAFT = "draft"
    BOUGHT = "bought"
    PICKUP_BOOKED = "pickup_booked"
    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_TO_COLLECT = "ready_to_collect"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNING = "returning"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    LOST = "lost"
    UNKNOWN = "unknown"


FINAL = frozenset(
    {
        ShipmentStatus.DELIVERED,
        ShipmentStatus.RETURNED,
        ShipmentStatus.CANCELLED,
        ShipmentStatus.LOST,
    }
)
"""No further change is expected; tracking stops."""

CUSTOMER_RETURN = "customer_return"
"""Noted on a parcel that its buyer sends back: requested, approved, collected or received."""

SCANNED = frozenset(
    {
        ShipmentStatus.COLLECTED,
        ShipmentStatus.IN_TRANSIT,
        ShipmentStatus.OUT_FOR_DELIVERY,
        ShipmentStatus.READY_TO_COLLECT,
        ShipmentStatus.DELIVERED,
        ShipmentStatus.EXCEPTION,
        ShipmentStatus.RETURNING,
        ShipmentStatus.RETURNED,
        ShipmentStatus.LOST,
    }
)
"""The carrier has had the parcel in hand."""


class Payable(StrEnum):
    """Whether the shipment is paid at the courier."""

    PAID = "paid"
    NO_FUNDS = "no_funds"


LEFT_UNUSED = "left_unused"
"""In `extra`: when a person decided that a bought label stays unused; it lapses by itself."""


class Refund(StrEnum):
    """What is known of the money of a shipment that was cancelled: no courier of ours tells it."""

    NONE = "none"
    """Nothing was paid."""
    NOT_TOLD = "not_told"
    REFUNDED = "refunded"
    """A person saw it come back."""


REFUND = "refund"
"""In `extra` of a cancelled shipment: its `Refund`; cancelled is not refunded."""


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    """One thing that happened to a parcel, in UTC and in the courier's words."""

    at: datetime
    status: ShipmentStatus
    code: str
    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """A shipment; `files` maps a document kind to the URL found in the courier's answer.

    `raw` is the JSON text of all that the courier told of it, `tracked` of its history.
    """

    id: ShipmentId
    account_id: AccountId
    remote_id: str
    reference: str
    created_at: datetime
    order_key: OrderKey = NO_ORDER
    order_number: str = ""
    tracking_number: str = ""
    courier: str = ""
    service: str = ""
    service_title: str = ""
    status: ShipmentStatus = ShipmentStatus.BOUGHT
    code: str = ""
    words: str = ""
    payable: Payable = Payable.PAID
    recipient: Address = field(default_factory=Address)
    parcel: Parcel = field(default_factory=Parcel)
    locker: str = ""
    handing_in: HandingIn = HandingIn.UNKNOWN
    price: Money | None = None
    cod: Money | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    tracking_url: str = ""
    pickup: str = ""
    dispatch_order_id: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""
    tracked: str = ""

    @property
    def final(self) -> bool:
        """Whether nothing more is expected: a delivered parcel may be on its way back."""
        open_return = self.extra.get(CUSTOMER_RETURN, "") not in {"", "received"}
        return self.status in FINAL and not open_return

    @property
    def cancelled(self) -> Shipment:
        """The shipment once its courier has cancelled it; what was paid is not back with that."""
        refund = Refund.NOT_TOLD if self.payable is Payable.PAID else Refund.NONE
        told = {**self.extra, REFUND: self.extra.get(REFUND, refund.value)}
        return replace(self, status=ShipmentStatus.CANCELLED, code="", words="", extra=told)

    @property
    def void(self) -> bool:
        """Whether its label must not be stuck on a parcel: the courier has cancelled it."""
        return self.status is ShipmentStatus.CANCELLED

    @property
    def live(self) -> bool:
        """Whether it stands at the courier, so that buying again would pay twice."""
        return self.status not in {ShipmentStatus.CANCELLED, ShipmentStatus.RETURNED}
