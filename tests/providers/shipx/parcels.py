"""Polish people, places and purchases that tests send."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.operation import ShipIntent
from shipdesk.domain.order import HandingIn, OrderKey
from shipdesk.providers.base import Provider
from shipdesk.providers.steps import Bought
from tests.providers.driving import carry_out, kept
from tests.support.simulator import Simulator

SENDER = Address(
    name="Jan Lis",
    company="Glinka Ceramika",
    street="Lipowa 4",
    city="Kraków",
    postcode="30-702",
    country="PL",
    phone="+48 600 700 800",
    email="biuro@example.com",
)
EWA = Address(
    name="Ewa Zielińska",
    street="ul. Prosta 5",
    street2="3",
    city="Warszawa",
    postcode="00-838",
    country="PL",
    phone="500 600 700",
    email="ewa@example.com",
)
BOX = Parcel(weight_g=1200, length_mm=300, width_mm=200, height_mm=70)


def to_locker(number: str = "ORD-000871", **changes: Any) -> ShipIntent:
    """A purchase that goes to the locker KRA010, collected by the courier."""
    intent = ShipIntent(
        order_key=OrderKey(f"shop:{number}"),
        order_number=number,
        reference=f"{number}-A1B",
        courier_id="inpost",
        courier="InPost",
        service="inpost_locker_standard",
        service_title="Locker",
        sender=SENDER,
        recipient=EWA,
        parcel=BOX.with_size("A"),
        ordered_at=datetime.now(UTC),
        locker="KRA010",
        handing_in=HandingIn.COLLECT,
    )
    return replace(intent, **changes)


def to_door(number: str = "ORD-000872", **changes: Any) -> ShipIntent:
    """A purchase that goes to the door, collected by the courier."""
    door: dict[str, Any] = {
        "service": "inpost_courier_standard",
        "service_title": "Courier",
        "locker": "",
        "parcel": BOX,
    }
    return to_locker(number, **{**door, **changes})


shipment_of = partial(kept, AccountId("inpost"))
"""Makes the shipment as it is kept after a purchase, of intent and answer."""


async def buy(shipx: Provider, sim: Simulator, intent: ShipIntent | None = None) -> Bought:
    """Buy a shipment and return what the courier told."""
    assert shipx.booking is not None
    result, _ = await carry_out(shipx.booking, intent or to_locker(), sim)
    assert isinstance(result, Bought)
    return result
