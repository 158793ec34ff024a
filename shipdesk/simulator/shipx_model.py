"""The things in the Polish courier's books: shipments, offers, purchases, collections."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from shipdesk.simulator.shipx_catalogue import Size

BEFORE_PURCHASE = frozenset({"created", "offers_prepared", "offer_selected"})


@dataclass(slots=True)
class Parcel:
    """One box of a shipment; sides in millimetres, weight in kilograms."""

    id: int
    key: str | None
    template: str | None
    sides: tuple[float, float, float]
    weight: float
    non_standard: bool
    tracking_number: str | None = None

    def size(self) -> Size:
        """What its price depends on."""
        return Size(self.template, self.sides, self.weight, self.non_standard)


@dataclass(slots=True)
class Offer:
    """One service at one price; `rate` is None for customers with a contract."""

    id: int
    service: str
    status: str
    rate: Decimal | None
    charge: Decimal
    expires_at: datetime | None
    extras: list[str]
    reasons: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Transaction:
    """One try to pay for an offer."""

    id: int
    status: str
    offer_id: int
    details: dict[str, Any]
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class Event:
    """One line of a parcel's trace."""

    status: str
    at: datetime


@dataclass(slots=True)
class Step:
    """Something that will have happened at a moment: `offers`, `select` or `purchase`."""

    at: datetime
    what: str
    offer_id: int | None = None
    automatic: bool = True


@dataclass(slots=True)
class Shipment:
    """One consignment, from the request on; `asked` is the request as it was last given."""

    id: int
    organization_id: int
    asked: dict[str, Any]
    service: str | None
    sender: dict[str, Any]
    receiver: dict[str, Any]
    parcels: list[Parcel]
    custom_attributes: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    status: str = "created"
    tracking_number: str | None = None
    return_tracking_number: str | None = None
    offers: list[Offer] = field(default_factory=list)
    selected_offer_id: int | None = None
    transactions: list[Transaction] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    dispatch_order_id: int | None = None
    mpk: dict[str, Any] | None = None
    """The cost centre as it was when it was asked for: id and name."""

    @property
    def sending_method(self) -> str | None:
        """How the parcel is to be handed in."""
        found = self.custom_attributes.get("sending_method")
        return found if isinstance(found, str) else None

    @property
    def target(self) -> str:
        """Code of the locker or point; empty without one."""
        return str(self.custom_attributes.get("target_point") or "")

    @property
    def bought(self) -> bool:
        """Whether it is paid for (and so has a tracking number)."""
        return self.tracking_number is not None

    def offer(self, offer_id: int | None) -> Offer | None:
        """The offer of that id, if it is this shipment's."""
        return next((one for one in self.offers if one.id == offer_id), None)

    def amount(self, what: str) -> Decimal | None:
        """The cash on delivery (`cod`) or `insurance` that was asked for."""
        found = self.asked.get(what)
        if not isinstance(found, dict) or found.get("amount") in (None, ""):
            return None
        return Decimal(str(found["amount"]))


@dataclass(slots=True)
class Comment:
    """One remark on a dispatch order."""

    id: int
    comment: str
    created_at: datetime


@dataclass(slots=True)
class DispatchOrder:
    """One collection by the courier."""

    id: int
    organization_id: int
    shipment_ids: list[int]
    address: dict[str, Any]
    place: dict[str, str]
    """Name, phone, email and office hours of the place, as given."""
    status: str
    created_at: datetime
    updated_at: datetime
    due: datetime | None
    """When the courier's own system will have judged it; None once it has."""
    comments: list[Comment] = field(default_factory=list)
    errors: dict[str, Any] | None = None
    external_id: int | None = None
    price: Decimal | None = None


@dataclass(slots=True)
class DispatchPoint:
    """A place where the courier collects, made in the panel or by a dispatch order's address."""

    id: int
    organization_id: int
    name: str
    office_hours: str
    phone: str | None
    email: str | None
    address: dict[str, Any]
    status: str = "activated"
