"""What one courier's services want for one draft, side by side, and the intents around drafts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shipdesk.domain.address import Address
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.order import HandingIn
from shipdesk.domain.ship_options import PLAIN, ShipOptions


@dataclass(frozen=True, slots=True)
class Offer:
    """One service's offer for a draft; `reasons` say in words why it is not available.

    `total` None means by contract. `expires_at`: afterwards it must be asked for anew.
    """

    id: str
    service: str
    service_title: str
    courier: str = ""
    courier_id: str = ""
    total: Money | None = None
    available: bool = True
    reasons: tuple[str, ...] = ()
    expires_at: datetime | None = None
    to_locker: bool = False


@dataclass(frozen=True, slots=True)
class CompareIntent:
    """Make a draft at the courier, read all offers for it, and take it back unless one is bought.

    Has the fields of a purchase that a price depends on; `reference` finds a draft again.
    """

    reference: str
    sender: Address
    recipient: Address
    parcel: Parcel
    order_key: str = ""
    order_number: str = ""
    cod: Money | None = None
    insurance: Money | None = None
    locker: str = ""
    handing_in: HandingIn = HandingIn.UNKNOWN
    options: ShipOptions = PLAIN


@dataclass(frozen=True, slots=True)
class VoidIntent:
    """Cancel a shipment at the courier while its state allows it."""

    shipment_id: str
    remote_id: str


def offers_to_text(offers: Sequence[Offer]) -> str:
    """Return offers as one text, so that an operation can keep them among its facts."""
    return json.dumps([to_plain(offer) for offer in offers], ensure_ascii=False)


def offers_from_text(text: str) -> tuple[Offer, ...]:
    """Return the offers that an operation kept; none where it has none yet."""
    return tuple(from_plain(Offer, row) for row in json.loads(text)) if text else ()
