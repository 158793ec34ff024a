"""Tests that any answer of Dash101 ends in a result or in one of our errors, never in a crash."""

from __future__ import annotations

from contextlib import suppress

import pytest

from shipdesk.domain.quote import QuoteRequest
from shipdesk.errors import ProviderError
from shipdesk.providers.base import Provider
from tests.providers.dash101.parcels import ASHA, BOX, PLACE, SENDER, buy, placed, shipment_of
from tests.providers.driving import now
from tests.support.simulator import Simulator

FAULTS = (
    "429", "401", "403", "404", "422", "500", "503", "html", "success_false_200",
    "truncated_json", "empty_body", "wrong_types", "drop_before", "drop_after_commit",
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_is_one_of_our_errors(dash: Provider, sim: Simulator, fault: str) -> None:
    bought, intent = await buy(dash, sim)
    shipment = shipment_of(intent, bought)
    assert dash.quotes
    assert dash.booking
    assert dash.labels
    assert dash.tracking
    assert dash.finder
    assert dash.pickup_locations
    assert dash.probe
    sim.fault("dash101.*", fault, times=-1, retry_after=60)
    for asked in (
        dash.quotes.fetch(QuoteRequest(SENDER, ASHA, BOX)),
        dash.booking.run("create_order", intent, {}),
        dash.booking.run("approval", intent, {}),
        dash.booking.run("create_shipment", intent, {}),
        dash.booking.find("create_order", intent, {}, now()),
        dash.booking.find("create_shipment", intent, {}, now()),
        dash.labels.fetch(shipment, "label"),
        dash.tracking.fetch([shipment]),
        dash.finder.fetch(intent.reference),
        dash.pickup_locations.make(PLACE),
        dash.probe.test(),
    ):
        with suppress(ProviderError):
            await asked
    assert len(sim.books()["dash101"]["shipments"]) == 1


@pytest.mark.parametrize("harmless", ["loose_types", "extra_fields", "slow"])
async def test_what_can_be_understood_is_understood(
    dash: Provider, sim: Simulator, harmless: str
) -> None:
    assert dash.booking is not None
    sim.fault("dash101.*", harmless, times=-1, ms=5)
    await buy(dash, sim)
    (match,) = await dash.booking.find("create_shipment", await placed(dash), {}, now())
    assert match.ours
