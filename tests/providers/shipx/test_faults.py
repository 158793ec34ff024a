"""Tests that whatever InPost answers ends in a result or in one of our errors, never in a crash."""

from __future__ import annotations

from contextlib import suppress

import pytest

from shipdesk.domain.operation import PickupIntent
from shipdesk.domain.order import HandingIn
from shipdesk.domain.point import PointQuery
from shipdesk.domain.quote import QuoteRequest
from shipdesk.errors import ProviderError
from shipdesk.providers.base import Provider
from tests.providers.driving import carry_out, now
from tests.providers.shipx.parcels import BOX, EWA, SENDER, buy, shipment_of, to_locker
from tests.support.simulator import Simulator

FAULTS = (
    "429", "401", "403", "404", "422", "500", "503", "html", "success_false_200",
    "truncated_json", "empty_body", "wrong_types", "drop_before", "drop_after_commit",
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_is_one_of_our_errors(
    shipx: Provider, sim: Simulator, fault: str
) -> None:
    intent = to_locker()
    bought = await buy(shipx, sim, intent)
    shipment = shipment_of(intent, bought)
    pickup = PickupIntent(
        ("kept",), (bought.remote_id,), (bought.tracking_number,), SENDER, "W", "09:00-16:00"
    )
    assert shipx.quotes
    assert shipx.booking
    assert shipx.labels
    assert shipx.tracking
    assert shipx.points
    assert shipx.pickup_booking
    assert shipx.probe
    sim.fault("shipx.*", fault, times=-1, retry_after=60)
    request = QuoteRequest(SENDER, EWA, BOX, handing_in=HandingIn.COLLECT)
    facts = {"remote_id": bought.remote_id}
    for asked in (
        shipx.quotes.fetch(request),
        shipx.booking.run("create", intent, {}),
        shipx.booking.run("confirm", intent, facts),
        shipx.booking.find("create", intent, {}, now()),
        shipx.labels.fetch(shipment, "label"),
        shipx.tracking.fetch([shipment]),
        shipx.tracking.fetch_events(shipment),
        shipx.points.search(PointQuery("Kraków")),
        shipx.pickup_booking.run("create", pickup, {}),
        shipx.pickup_booking.find("create", pickup, {}, now()),
        shipx.probe.test(),
    ):
        with suppress(ProviderError):
            await asked


@pytest.mark.parametrize("harmless", ["loose_types", "extra_fields", "slow"])
async def test_what_can_be_understood_is_understood(
    shipx: Provider, sim: Simulator, harmless: str
) -> None:
    assert shipx.booking is not None
    sim.fault("shipx.*", harmless, times=-1, ms=5)
    await buy(shipx, sim)
    sim.push(10)
    (match,) = await shipx.booking.find("create", to_locker(), {}, now())
    assert match.ours
    again, _ = await carry_out(shipx.booking, to_locker("ORD-000002"), sim)
    assert again is not None
