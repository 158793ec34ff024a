"""Indian people, places and purchases that tests send."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.operation import ShipIntent
from shipdesk.domain.order import OrderKey, OrderLine
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.providers.base import Provider
from shipdesk.providers.steps import Bought
from tests.providers.driving import carry_out, kept
from tests.support.simulator import Simulator

SENDER = Address(
    name="Ravi Nair",
    company="Clay House",
    street="Unit 4, Lake Industrial Estate",
    street2="MIDC Road, Andheri East",
    city="Mumbai",
    postcode="400093",
    country="IN",
    phone="+91 98123 45678",
)
ASHA = Address(
    name="Asha Rao",
    street="12 Lake View Road",
    city="Pune",
    postcode="411001",
    country="IN",
    phone="98765 43210",
    email="asha@example.test",
)
BOX = Parcel(weight_g=300, length_mm=200, width_mm=150, height_mm=45)
PLACE = Sender(SenderId("s"), "Clay House", SENDER)


def cod_order(number: str = "ORD-000870", **changes: Any) -> ShipIntent:
    """A purchase with cash on delivery, still without its place of collection."""
    intent = ShipIntent(
        order_key=OrderKey(f"shop:{number}"),
        order_number=number,
        reference=f"{number}#A1B",
        courier_id="4",
        courier="Delhivery",
        service="",
        service_title="",
        sender=SENDER,
        recipient=ASHA,
        parcel=BOX,
        ordered_at=datetime(2024, 6, 10, 5, 35, tzinfo=UTC),
        lines=(OrderLine("Cotton shirt", 1, Money(124950, "INR"), "CS-01"),),
        total=Money(124950, "INR"),
        cod=Money(124950, "INR"),
    )
    return replace(intent, **changes)


async def placed(dash: Provider, intent: ShipIntent | None = None) -> ShipIntent:
    """The purchase with its place of collection made, as the runner does first."""
    assert dash.pickup_locations is not None
    return replace(intent or cod_order(), pickup_id=await dash.pickup_locations.make(PLACE))


async def buy(
    dash: Provider, sim: Simulator, intent: ShipIntent | None = None
) -> tuple[Bought, ShipIntent]:
    """Buy a shipment; returns what the courier told and what was sent."""
    assert dash.booking is not None
    ready = await placed(dash, intent)
    result, _ = await carry_out(dash.booking, ready, sim)
    assert isinstance(result, Bought)
    return result, ready


shipment_of = partial(kept, AccountId("dash"))
"""Makes the shipment as it is kept after a purchase, of intent and answer."""
