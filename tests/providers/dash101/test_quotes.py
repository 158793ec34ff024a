"""Tests of Dash101's prices: who serves a lane, what it costs, and why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.quote import QuoteRequest, QuoteSheet
from shipdesk.errors import RejectedError
from shipdesk.providers.base import Provider
from tests.providers.dash101.parcels import ASHA, BOX, SENDER
from tests.support.simulator import Simulator


async def ask(dash: Provider, **changes: Any) -> QuoteSheet:
    assert dash.quotes is not None
    request = QuoteRequest(SENDER, ASHA, BOX, cod=Money(124950, "INR"))
    return await dash.quotes.fetch(replace(request, **changes))


async def test_couriers_come_with_price_fee_and_days(dash: Provider) -> None:
    sheet = await ask(dash)
    quotes = {quote.courier: quote for quote in sheet.quotes}
    assert set(quotes) == {"Delhivery", "Simulator Express", "Simulator Surface"}
    delhivery = quotes["Delhivery"]
    assert (delhivery.courier_id, delhivery.days) == ("4", 3)
    assert delhivery.total == Money(7500, "INR")
    assert (delhivery.carriage, delhivery.cod_fee) == (Money(4500, "INR"), Money(3000, "INR"))


async def test_prepaid_has_no_fee_and_the_courier_without_cash(dash: Provider) -> None:
    sheet = await ask(dash, cod=None)
    quotes = {quote.courier: quote for quote in sheet.quotes}
    assert "Simulator Prepaid" in quotes
    assert quotes["Delhivery"].cod_fee is None


async def test_the_question_is_asked_as_the_reference_says(dash: Provider, sim: Simulator) -> None:
    await ask(dash)
    (seen,) = sim.requests(operation="dash101.serviceability")
    assert dict(seen["query"]) == {
        "pickup_pincode": "400093",
        "drop_pincode": "411001",
        "cod": "true",
        "weight": "0.5",
    }


async def test_a_light_parcel_is_priced_from_half_a_kilogram_and_says_so(dash: Provider) -> None:
    assert (await ask(dash)).quotes[0].remark == "minimum slab (0.5 kg)"
    heavy = Parcel(800, 300, 300, 300)
    assert (await ask(dash, parcel=heavy)).quotes[0].remark == "may be billed by size: 5.4 kg"
    assert (await ask(dash, parcel=Parcel(2000, 100, 100, 100))).quotes[0].remark == ""


async def test_a_lane_that_nobody_serves_is_a_reason(dash: Provider) -> None:
    sheet = await ask(dash, recipient=replace(ASHA, postcode="411000"))
    assert sheet.quotes == ()
    (row,) = sheet.not_for
    assert row.reason == "Not serviceable: no courier delivers to 411000 with cash on delivery."


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"recipient": Address(country="PL", postcode="00-838")}, "Delivers in India only."),
        ({"sender": Address(country="PL", postcode="30-702")}, "Collects in India only."),
        ({"locker": "KRA010"}, "Delivers to the door only."),
        ({"cod": Money(1, "PLN")}, "Collects money in INR only."),
        ({"parcel": Parcel()}, "The weight is not known."),
        ({"parcel": Parcel(10_001)}, "Takes parcels up to 10 kg."),
        (
            {"recipient": replace(ASHA, postcode="41100")},
            "The recipient's pincode must have six digits, such as 411001.",
        ),
    ],
)
async def test_what_dash101_never_does_is_said_without_asking(
    dash: Provider, sim: Simulator, changes: dict[str, Any], reason: str
) -> None:
    sheet = await ask(dash, **changes)
    assert [row.reason for row in sheet.not_for] == [reason]
    assert sim.requests(dialect="dash101") == []


async def test_a_value_that_dash101_refuses_is_a_reason_in_its_words(
    dash: Provider, sim: Simulator
) -> None:
    sim.fault("dash101.serviceability", "422", message="Pincode is closed")
    sheet = await ask(dash)
    assert [row.reason for row in sheet.not_for] == ["Not serviceable: Pincode is closed"]


async def test_a_wrong_path_is_an_error_and_not_a_reason(dash: Provider, sim: Simulator) -> None:
    sim.fault("dash101.serviceability", "404")
    with pytest.raises(RejectedError):
        await ask(dash)
