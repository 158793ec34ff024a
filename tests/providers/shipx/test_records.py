"""Tests of InPost's records as lists: what is asked, what is made of the answer and of refusals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from shipdesk.domain.record import Record, RecordQuery
from shipdesk.errors import AuthError, RejectedError, RuleError
from shipdesk.providers.base import Provider, Records
from shipdesk.providers.shipx.ask import ShipxAsk
from shipdesk.providers.shipx.provider import OpenShipx
from shipdesk.providers.shipx.records import record_calls
from shipdesk.providers.tables import Table
from tests.providers.shipx import at_inpost
from tests.support.simulator import Simulator


@pytest.fixture
def records(shipx: Provider) -> Records:
    """The account's records."""
    assert shipx.records is not None
    return shipx.records


def asked(sim: Simulator, op: str) -> dict[str, str]:
    """The query of the newest request of an operation."""
    return dict(sim.requests(operation=f"shipx.{op}")[-1]["query"])


async def rows(records: Records, kind: str, **answers: str) -> tuple[Record, ...]:
    """The first page of a list."""
    page = await records.fetch_page(kind, RecordQuery(answers=answers))
    assert page.skipped == ()
    return page.records


# What a list is asked for, and one of its records as we show it.
LISTS: tuple[tuple[str, str, dict[str, str], dict[str, str], dict[str, str]], ...] = (
    ("organizations", "organizations.list", {"owner": "Jan Lis"}, {"owner_full_name": "Jan Lis"},
     {"id": "1001", "name": "Glinka Ceramika", "city": "Kraków", "contact_phone": "600222333"}),
    ("users", "organizations.users", {}, {"page": "1", "per_page": "100"},
     {"id": "2002", "email": "biuro@example.test", "status": "active"}),
    ("dispatch_points", "dispatch_points.list", {"postcode": "30-002"}, {"post_code": "30-002"},
     {"id": "55", "name": "Pracownia", "status": "activated", "street": "Cicha", "building": "8"}),
    ("points", "points.list",
     {"name": "KRA010, KRA011", "type": "parcel_locker_only", "always_open": "yes"},
     {"name": "KRA010,KRA011", "type": "parcel_locker_only", "location_247": "true"},
     {"name": "KRA010", "status": "Operating", "city": "Kraków", "always_open": "true"}),
    ("services", "services.list", {}, {},
     {"id": "inpost_locker_standard", "name": "Paczkomatowa standardowa"}),
    ("statuses", "statuses.list", {}, {"lang": "en_GB"},
     {"name": "created", "title": "Shipment created"}),
    ("mpks", "mpks.list", {}, {"page": "1"}, {"name": "Hurt", "description": "Odbiorcy hurtowi"}),
    ("address_books", "address_books.list", {}, {"page": "1"},
     {"name": "Pracownia", "postcode": "30-002", "sender_letter": "false"}),
    ("shipment_templates", "shipment_templates.list", {}, {"page": "1"},
     {"name": "Mały paczkomat", "service": "inpost_locker_standard", "size": "small"}),
    ("file_mappings", "file_mappings.list", {}, {"page": "1"}, {"name": "Sklep CSV"}),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "op", "answers", "query", "values"), LISTS)
async def test_a_list_sends_what_was_asked_and_shows_what_came(
    kind: str,
    op: str,
    answers: dict[str, str],
    query: dict[str, str],
    values: dict[str, str],
    records: Records,
    sim: Simulator,
) -> None:
    found = await rows(records, kind, **answers)
    assert query.items() <= asked(sim, op).items()
    assert values.items() <= found[0].values.items()


@pytest.mark.parametrize(("kind", "op"), [(kind, op) for kind, op, *_ in LISTS])
async def test_a_refused_list_says_why_in_words(
    kind: str, op: str, records: Records, sim: Simulator
) -> None:
    sim.fault(f"shipx.{op}", "refused", message="Not like this.", times=-1)
    with pytest.raises(RejectedError) as caught:
        await rows(records, kind)
    assert caught.value.detail


async def test_a_token_that_is_not_accepted_is_told_as_that(
    records: Records, sim: Simulator
) -> None:
    sim.fault("shipx.mpks.list", "401", times=-1)
    with pytest.raises(AuthError):
        await rows(records, "mpks")


SINGLE = (
    ("organizations", "1001", {"name": "Glinka Ceramika"}),
    ("dispatch_points", "55", {"name": "Pracownia"}),
    ("points", "KRA010", {"city": "Kraków"}),
    ("mpks", "401", {"name": "Sklep"}),
    ("address_books", "501", {"name": "Pracownia"}),
    ("shipment_templates", "601", {"size": "small"}),
)


@pytest.mark.parametrize(("kind", "record_id", "values"), SINGLE)
async def test_one_record_is_read_by_its_number(
    kind: str, record_id: str, values: dict[str, str], records: Records
) -> None:
    found = await records.fetch(kind, record_id)
    assert found.id == record_id
    assert values.items() <= found.values.items()


@pytest.mark.parametrize("kind", ["dispatch_points", "mpks", "address_books", "shipment_templates"])
async def test_a_record_that_is_no_more_is_told_as_404(kind: str, records: Records) -> None:
    with pytest.raises(RejectedError) as caught:
        await records.fetch(kind, "999999")
    assert caught.value.status == 404


async def test_every_method_stands_for_a_documented_operation(
    opened: OpenShipx, table: Table
) -> None:
    calls = record_calls(ShipxAsk(opened.api, table, "1001"))
    named = {op for op in table.endpoints if op in calls}
    assert named == set(calls)


async def test_shipments_bought_elsewhere_are_listed_with_people_prices_and_payments(
    records: Records, sim: Simulator
) -> None:
    number = at_inpost.made(sim, at_inpost.COURIER, external_customer_id="elsewhere-7")
    (found,) = await rows(records, "shipments", own_number="elsewhere-7")
    assert found.id == number
    assert found.values["last_name"] == "Odbiorca SA"
    assert found.values["price"] == "16.99"
    assert found.values["status"] == "confirmed"
    assert [line.values["status"] for line in found.parts["payments"]] == ["success"]
    assert found.parts["parcels"][0].values["weight"] == "4.5"


async def test_codes_that_open_a_locker_are_neither_shown_nor_kept(
    records: Records, sim: Simulator
) -> None:
    number = at_inpost.made(sim)
    told = at_inpost.stands(sim, number)
    code = told["custom_attributes"]["customer_delivering_code"]
    found = await records.fetch("shipments", number)
    assert code
    assert str(code) not in str(found)
    assert found.raw["custom_attributes"]["target_point"] == "KRA010"  # type: ignore[index]


FILTERS: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
    ({"id": "7100001, 7100002"}, {"id": "7100001,7100002"}),
    ({"tracking_number_part": "0000"}, {"tracking_number_cont": "0000"}),
    ({"status": "confirmed, delivered"}, {"status": "confirmed,delivered"}),
    ({"service": "inpost_courier_standard"}, {"service": "inpost_courier_standard"}),
    ({"carrier": "InPost Kurier"}, {"carrier": "InPost Kurier"}),
    ({"cod_least": "12,50"}, {"cod_amount_gteq": "12.50"}),
    ({"insurance_most": "400"}, {"insurance_amount_lteq": "400"}),
    ({"receiver_postcode": "80-831"}, {"receiver_post_code": "80-831"}),
    ({"sender_name": "Łódź"}, {"sender_name": "Łódź"}),
    ({"active_offers": "yes"}, {"only_choice_active_offers": "true"}),
    ({"offers_status": "expired"}, {"offers_status": "expired"}),
    ({"sending_method": "any_point"}, {"sending_method": "any_point"}),
    ({"own_number": "zam-1"}, {"external_customer_id": "zam-1"}),
)


@pytest.mark.parametrize(("answers", "query"), FILTERS)
async def test_filters_of_shipments_go_out_under_the_services_names(
    answers: dict[str, str], query: dict[str, str], records: Records, sim: Simulator
) -> None:
    await rows(records, "shipments", **answers)
    assert query.items() <= asked(sim, "shipments.list").items()


async def test_days_are_sent_as_the_moments_when_they_begin_and_end(
    records: Records, sim: Simulator
) -> None:
    await rows(records, "shipments", since="2026-03-14", until="2026-03-14")
    query = asked(sim, "shipments.list")
    length = _moment(query["created_at_lteq"]) - _moment(query["created_at_gteq"])
    assert length == pytest.approx(24 * 3600, abs=0.01)


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


async def test_a_day_that_is_none_is_refused_before_anything_is_sent(
    records: Records, sim: Simulator
) -> None:
    sim.clear_requests()
    with pytest.raises(RuleError) as caught:
        await rows(records, "shipments", since="14.3.2026")
    assert caught.value.field == "since"
    assert sim.requests(operation="shipx.shipments.list") == []


async def test_an_unknown_sorting_is_never_sent_and_a_known_one_under_its_own_name(
    records: Records, sim: Simulator
) -> None:
    await records.fetch_page("shipments", RecordQuery(sort="city", descending=True))
    assert "sort_by" not in asked(sim, "shipments.list")
    await records.fetch_page("shipments", RecordQuery(sort="cod", descending=True))
    query = asked(sim, "shipments.list")
    assert (query["sort_by"], query["sort_order"]) == ("cod_amount", "desc")


async def test_a_text_is_searched_where_the_service_searches_it(
    records: Records, sim: Simulator
) -> None:
    await records.fetch_page("users", RecordQuery(text=" jan "))
    assert asked(sim, "organizations.users")["q"] == "jan"
    await records.fetch_page("mpks", RecordQuery(text="jan"))
    assert set(asked(sim, "mpks.list")) == {"page", "per_page"}


async def test_a_next_page_is_promised_by_the_numbers_alone(
    records: Records,
) -> None:
    page = await records.fetch_page("points", RecordQuery(page=1))
    assert page.total == len(page.records)
    assert not page.more
    beyond = await records.fetch_page("points", RecordQuery(page=2))
    assert (beyond.records, beyond.total, beyond.more) == ((), page.total, False)


@pytest.mark.parametrize("wrapped", [False, True])
async def test_ways_of_handing_in_are_read_bare_and_in_an_envelope(
    wrapped: bool,  # noqa: FBT001 - a case
    records: Records,
    sim: Simulator,
) -> None:
    sim.knobs(shipx_sending_methods_wrapped=wrapped)
    ids: Any = ["inpost_courier_standard"]
    answer = await records.read("services", "sending_methods.list", {}, {}, ids)
    assert asked(sim, "sending_methods.list") == {"service": "inpost_courier_standard"}
    assert {row.values["code"] for row in answer.rows} >= {"dispatch_order", "pop"}
    assert "parcel_locker" not in {row.values["code"] for row in answer.rows}


async def test_figures_of_an_organization_are_shown_as_they_come(records: Records) -> None:
    places = {"organization_id": "1001"}
    answer = await records.read("organizations", "organizations.statistics", places, {}, ["1001"])
    assert "shipments_count" in {row.values["name"] for row in answer.rows}


async def test_the_service_of_a_redirected_parcel_is_asked_without_a_token(
    records: Records, sim: Simulator
) -> None:
    found = await records.fetch("shipments", at_inpost.made(sim))
    op = "tracking.service_history"
    places = records.places("shipments", op, found, "", {})
    answer = await records.read("shipments", op, places, {}, [found.id])
    shown = {row.values["name"]: row.values["value"] for row in answer.rows}
    assert shown["service_history.last_service"] == "inpost_locker_standard"
