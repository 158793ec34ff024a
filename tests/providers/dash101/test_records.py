"""Tests of Dash101's record pages: pickup locations by their rules, couriers to look at."""

from __future__ import annotations

import pytest

from shipdesk.domain.record import RecordIntent, RecordQuery
from shipdesk.domain.record_rules import check_form
from shipdesk.errors import RejectedError
from shipdesk.providers.base import Provider
from shipdesk.providers.dash101 import wire
from shipdesk.providers.steps import Settled
from tests.support.simulator import Simulator

PLACES = "pickup_locations"
MILL = {
    "name": "Clay House",
    "phone": "+91 98123 45678",
    "address1": "Unit 9,  Lake Industrial Estate",
    "address2": "MIDC Road",
    "landmark": "Opposite the mill",
    "city": "Mumbai",
    "pincode": "400 093",
}


def making(**changes: str) -> RecordIntent:
    return RecordIntent(PLACES, "pickup_create", "New", fields={**MILL, **changes})


async def make(dash: Provider, **changes: str) -> str:
    assert dash.record_acts is not None
    result = await dash.record_acts.run("send", making(**changes), {})
    assert isinstance(result, Settled)
    return result.facts["id"]


async def test_a_place_is_made_once_however_it_is_written(dash: Provider, sim: Simulator) -> None:
    assert dash.records is not None
    first = await make(dash)
    assert await make(dash, address1="Unit 9, Lake Industrial Estate ", phone="9812345678") == first
    assert len(sim.requests(operation="dash101.pickup_create")) == 2
    page = await dash.records.fetch_page(PLACES, RecordQuery())
    assert [each.id for each in page.records].count(first) == 1
    kept = page.records[-1].values
    assert (kept["phone"], kept["pincode"]) == ("9812345678", "400093")
    assert page.records[-1].values["landmark"] == "Opposite the mill"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address1": "Unit nine"}, "address1"),
        ({"address2": ""}, "address2"),
        ({"city": "Łódź"}, "city"),
        ({"phone": "02212345678"}, "phone"),
        ({"pincode": "040093"}, "pincode"),
    ],
)
async def test_a_place_that_would_be_refused_is_not_sent(
    dash: Provider, sim: Simulator, change: dict[str, str], field: str
) -> None:
    with pytest.raises(RejectedError) as caught:
        await make(dash, **change)
    assert field in caught.value.fields
    assert sim.requests(operation="dash101.pickup_create") == []


async def test_the_four_parts_share_255_characters(dash: Provider, sim: Simulator) -> None:
    parts = {"address1": "a" * 100, "address2": "b" * 100, "city": "c" * 50}
    assert await make(dash, **parts, landmark="d" * 5)
    with pytest.raises(RejectedError):
        await make(dash, **parts, landmark="d" * 6)
    assert len(sim.requests(operation="dash101.pickup_create")) == 1


async def test_couriers_are_listed_whether_or_not_they_collect_money(dash: Provider) -> None:
    assert dash.records is not None
    page = await dash.records.fetch_page("couriers", RecordQuery())
    told = {each.title: each.values["cod"] for each in page.records}
    assert told["Delhivery"] == "true"
    assert told["Simulator Prepaid"] == "false"


async def test_a_nameless_price_gets_its_couriers_name_and_the_list_is_asked_once(
    dash: Provider, sim: Simulator
) -> None:
    names = dash.quotes._names  # type: ignore[union-attr]
    nameless = (wire.WireCourier(id="4"), wire.WireCourier(id="1", name="Own"))
    for _ in range(2):
        named = await names.named(nameless)
        assert [each.name for each in named] == ["Delhivery", "Own"]
    assert len(sim.requests(operation="dash101.couriers")) == 1


def test_the_form_refuses_beside_the_field_what_dash101_would(dash: Provider) -> None:
    assert dash.records is not None
    kind = next(each for each in dash.records.kinds if each.name == PLACES)
    act = kind.act("pickup_create")
    wrong = {**MILL, "phone": "0221234567", "address1": "short", "pincode": "012345"}
    assert {each.field for each in check_form(act.fields, wrong)} == {
        "phone",
        "address1",
        "pincode",
    }
    assert check_form(act.fields, MILL) == ()
