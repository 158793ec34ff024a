"""Tests of InPost's prices: which services can serve, and why the others cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.order import HandingIn
from shipdesk.domain.quote import QuoteRequest, QuoteSheet
from shipdesk.domain.ship_options import ShipOptions
from shipdesk.errors import AuthError
from shipdesk.providers.base import Provider
from tests.providers.shipx.parcels import BOX, EWA, SENDER
from tests.support.simulator import Simulator


def request(**changes: Any) -> QuoteRequest:
    return replace(QuoteRequest(SENDER, EWA, BOX, handing_in=HandingIn.COLLECT), **changes)


async def ask(shipx: Provider, **changes: Any) -> QuoteSheet:
    assert shipx.quotes is not None
    return await shipx.quotes.fetch(request(**changes))


async def test_without_a_street_only_the_locker_can_be_reached(shipx: Provider) -> None:
    sheet = await ask(shipx, locker="KRA010", recipient=replace(EWA, street="", street2=""))
    assert [quote.service for quote in sheet.quotes] == ["inpost_locker_standard"]
    assert sheet.quotes[0].total == Money(1250, "PLN")
    assert sheet.quotes[0].to_locker
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert reasons["InPost Courier"] == "No street address: the parcel goes to the locker KRA010."


async def test_locker_order_with_a_street_compares_locker_and_door(shipx: Provider) -> None:
    sheet = await ask(shipx, locker="KRA010")
    assert {quote.to_locker for quote in sheet.quotes} == {True, False}


async def test_the_door_gets_courier_services_and_the_locker_says_that_none_is_chosen(
    shipx: Provider,
) -> None:
    sheet = await ask(shipx)
    assert {"inpost_courier_standard", "inpost_courier_c2c"} <= {
        quote.service for quote in sheet.quotes
    }
    assert not any(quote.to_locker for quote in sheet.quotes)
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert reasons["InPost Locker"] == "no locker chosen"


async def test_a_service_that_shipdesk_cannot_fill_is_told_last_with_its_reason(
    shipx: Provider, sim: Simulator
) -> None:
    sheet = await ask(shipx)
    assert sheet.not_for[-1].title == "InPost Locker economy"
    assert "product number of your contract" in sheet.not_for[-1].reason
    asked = sim.requests(operation="shipx.shipments.calculate")
    services = {item["service"] for each in asked for item in each["body"]["shipments"]}
    assert "inpost_locker_economy" not in services


async def test_what_is_too_heavy_for_a_courier_is_priced_as_a_pallet(shipx: Provider) -> None:
    light = await ask(shipx)
    reasons = {row.title: row.reason for row in light.not_for}
    assert reasons["InPost Pallet"] == "For what is heavier than 30 kg."
    heavy = await ask(shipx, parcel=replace(BOX, weight_g=80_000, size=""))
    assert [quote.service for quote in heavy.quotes] == ["inpost_courier_palette"]
    brought = await ask(
        shipx, parcel=replace(BOX, weight_g=80_000, size=""), handing_in=HandingIn.DROP_OFF
    )
    reasons = {row.title: row.reason for row in brought.not_for}
    assert reasons["InPost Pallet"] == "Cannot be dropped off."


async def test_a_parcel_beyond_size_c_goes_by_c2c_as_size_d_and_by_no_locker(
    shipx: Provider, sim: Simulator
) -> None:
    crate = Parcel(weight_g=9000, length_mm=450, width_mm=780, height_mm=500)
    sheet = await ask(shipx, parcel=crate, locker="KRA010")
    assert "inpost_courier_c2c" in {quote.service for quote in sheet.quotes}
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert reasons["InPost Locker"] == "The parcel is larger than size C."
    items = [
        item
        for each in sim.requests(operation="shipx.shipments.calculate")
        for item in each["body"]["shipments"]
    ]
    (asked,) = [item for item in items if item["service"] == "inpost_courier_c2c"]
    assert asked["parcels"] == [{"template": "xlarge"}]
    larger = await ask(shipx, parcel=replace(crate, height_mm=510))
    reasons = {row.title: row.reason for row in larger.not_for}
    assert reasons["InPost Courier C2C"] == "The parcel is larger than size D."


async def test_only_the_service_of_the_hour_takes_a_delivery_at_that_hour(shipx: Provider) -> None:
    sheet = await ask(shipx, options=ShipOptions(extras=("forhour_9", "rod")))
    assert [quote.service for quote in sheet.quotes] == ["inpost_courier_express_1000"]
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert reasons["InPost Courier"] == "Does not offer: delivery at 9:00."
    assert shipx.options is not None
    titles = dict(shipx.options.extras)
    assert titles["forhour_17"] == "delivery at 17:00"
    assert "labelless" not in titles


async def test_one_calculation_is_asked_for_each_kind_and_the_services_once(
    shipx: Provider, sim: Simulator
) -> None:
    await ask(shipx)
    await ask(shipx)
    asked = sim.requests(operation="shipx.shipments.calculate")
    assert len(asked) == 2
    assert len(sim.requests(operation="shipx.organizations.get")) == 1
    (item, *_) = asked[0]["body"]["shipments"]
    assert set(item) == {
        "id", "service", "receiver", "sender", "parcels", "custom_attributes",
    }  # fmt: skip


async def test_the_fee_for_cash_is_told_apart(shipx: Provider) -> None:
    sheet = await ask(shipx, cod=Money(12000, "PLN"), locker="KRA010")
    for quote in sheet.quotes:
        assert quote.cod_fee is not None
        assert quote.total is not None
        assert quote.total.minor > quote.cod_fee.minor > 0
    assert sheet.quotes


async def test_contract_customers_get_by_contract_and_never_zero(
    shipx: Provider, sim: Simulator
) -> None:
    sim.knobs(shipx_debit=True)
    sheet = await ask(shipx, locker="KRA010")
    assert {(quote.total, quote.remark) for quote in sheet.quotes} == {(None, "by contract")}


async def test_one_bad_field_is_told_in_words_for_each_service_that_it_concerns(
    shipx: Provider,
) -> None:
    sheet = await ask(shipx, recipient=replace(EWA, postcode="838"))
    assert sheet.quotes == ()
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert "postcode" in reasons["InPost Courier"]


async def test_an_account_without_courier_rights_keeps_what_it_may_use(
    shipx: Provider, sim: Simulator
) -> None:
    sim.knobs(shipx_no_courier=True)
    sheet = await ask(shipx)
    assert [quote.service for quote in sheet.quotes] == ["inpost_courier_c2c"]
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert "no courier id" in reasons["InPost Courier"]


async def test_an_unknown_locker_is_a_reason_and_not_an_error(shipx: Provider) -> None:
    sheet = await ask(shipx, locker="ZZZ999")
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert reasons["InPost Locker"] == "The locker is not known to InPost."


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"recipient": replace(EWA, country="IN")}, "Delivers in Poland only."),
        ({"cod": Money(100, "EUR")}, "Collects money in PLN only."),
    ],
)
async def test_what_inpost_never_does_is_said_without_asking(
    shipx: Provider, sim: Simulator, changes: dict[str, Any], reason: str
) -> None:
    sheet = await ask(shipx, **changes)
    assert [row.reason for row in sheet.not_for] == [reason]
    assert sim.requests(dialect="shipx") == []


async def test_missing_size_weight_and_way_of_handing_in_are_named(shipx: Provider) -> None:
    sheet = await ask(shipx, locker="KRA010", parcel=Parcel(weight_g=500))
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert reasons["InPost Locker"] == "The size is not chosen."
    sheet = await ask(shipx, parcel=Parcel(weight_g=500), handing_in=HandingIn.UNKNOWN)
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert reasons["InPost Courier"] == "The weight and the sides are not known."
    sheet = await ask(shipx, handing_in=HandingIn.UNKNOWN)
    reasons = {row.title: row.reason for row in sheet.not_for}
    assert reasons["InPost Courier C2C"] == "It is not known how the parcel is handed in."


async def test_a_refused_token_is_an_error_and_not_a_reason(
    shipx: Provider, sim: Simulator
) -> None:
    sim.fault("shipx.shipments.calculate", "401", times=-1)
    with pytest.raises(AuthError):
        await ask(shipx)


COD = {"cod": Money(5000, "PLN"), "insurance": Money(5000, "PLN")}


async def test_cod_without_a_bank_account_is_told_with_what_to_do_before_anything_is_bought(
    shipx: Provider, sim: Simulator
) -> None:
    assert shipx.cash is not None
    assert shipx.cash.why_not() == "", "what is not known forbids nothing"
    sim.knobs(shipx_bank_account="none")
    sheet = await ask(shipx, **COD)
    assert sheet.quotes == ()
    (row,) = sheet.not_for
    assert row.reason == "No COD: InPost knows no bank account to pay out what it collects."
    assert row.fix.startswith("Enter one in InPost's web panel")
    assert shipx.cash.why_not().endswith(row.fix)
    assert (await ask(shipx)).quotes, "a paid order goes as before"

    sim.knobs(shipx_bank_account="as it is")
    assert (await ask(shipx, **COD)).quotes
    assert shipx.cash.why_not() == ""
    asked = sim.requests(operation="shipx.organizations.get")
    await ask(shipx, **COD)
    assert sim.requests(operation="shipx.organizations.get") == asked, "asked once a day"


@pytest.mark.parametrize("knob", ["untold", "as it is"])
async def test_cod_is_quoted_where_the_account_is_known_or_not_told(
    shipx: Provider, sim: Simulator, knob: str
) -> None:
    sim.knobs(shipx_bank_account=knob)
    assert (await ask(shipx, **COD)).quotes
    assert shipx.cash is not None
    assert shipx.cash.why_not() == ""
