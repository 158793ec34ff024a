"""ShipX in the simulator besides parcels: card boxes, batches, reports, return labels, figures."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.simulator.couriers import (
    ORGANIZATION,
    SHIPMENTS,
    confirmed,
    courier_body,
    locker_body,
    shipx_client,
)
from tests.simulator.papers import sizes, words
from tests.support.simulator import Simulator

BATCHES = f"{ORGANIZATION}/batches"
HOME = {"street": "Lipowa", "building_number": "4", "city": "Kraków", "post_code": "30-702",
        "country_code": "PL"}  # fmt: skip
CARD = {"name": "Magazyn", "phone": "600700800", "main_address": HOME}
KINDS = {
    "mpks": {"name": "Targi", "description": "Wyjazdy"},
    "address_books": {**CARD, "sender_parcel": True},
    "shipment_templates": {"name": "Kurier", **courier_body()},
}


def offered(simulator: Simulator, shipx: httpx.Client) -> dict[str, int]:
    """A shipment that has offers and waits for a choice, with one of them."""
    body = {key: value for key, value in locker_body().items() if key != "service"}
    made = shipx.post(SHIPMENTS, json=body).json()
    simulator.push(2)
    found = shipx.get(f"/v1/shipments/{made['id']}").json()
    offer = next(one for one in found["offers"] if one["status"] == "available")
    return {"id": 1, "shipment_id": made["id"], "offer_id": offer["id"]}


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_is_written_read_and_changed_in_what_is_sent(
    shipx: httpx.Client, simulator: Simulator, kind: str
) -> None:
    made = shipx.post(f"{ORGANIZATION}/{kind}", json=KINDS[kind])
    assert made.status_code == 201, made.text
    card = made.json()
    path = f"/v1/{kind}/{card['id']}"
    assert card["href"].endswith(path)
    assert shipx.get(path).json() == card
    simulator.push(60)
    changed = shipx.put(path, json={"name": "Inna"}).json()
    same = {key: value for key, value in card.items() if key not in {"name", "updated_at"}}
    kept = {key: changed[key] for key in same}
    if kind == "address_books":
        kept["main_address"]["id"] = same["main_address"]["id"]
    assert kept == same
    assert (changed["name"], changed["updated_at"] > card["updated_at"]) == ("Inna", True)
    listed = shipx.get(f"{ORGANIZATION}/{kind}").json()
    assert listed["items"][0]["id"] == card["id"]
    assert (listed["per_page"], listed["count"]) == (30, len(listed["items"]))


@pytest.mark.parametrize("kind", ["address_books", "shipment_templates"])
def test_a_card_can_be_thrown_away(shipx: httpx.Client, kind: str) -> None:
    card = shipx.post(f"{ORGANIZATION}/{kind}", json=KINDS[kind]).json()
    path = f"/v1/{kind}/{card['id']}"
    assert shipx.delete(path).status_code == 204
    assert shipx.get(path).json()["error"] == "resource_not_found"


@pytest.mark.parametrize(
    ("kind", "body", "details"),
    [
        ("mpks", {}, {"name": ["required"]}),
        ("mpks", {"name": "x" * 256}, {"name": ["too_long"]}),
        ("mpks", {"name": "Sklep"}, {"name": ["taken"]}),
        ("address_books", {**CARD, "phone": "12"}, {"phone": ["invalid"]}),
        ("address_books", {**CARD, "main_address": None}, {"main_address": ["required"]}),
        (
            "address_books",
            {**CARD, "main_address": {**HOME, "post_code": "30702"}},
            {"main_address": [{"post_code": ["invalid_format"]}]},
        ),
        ("shipment_templates", {"service": "inpost_locker_standard"}, {"name": ["required"]}),
    ],
)
def test_a_card_that_breaks_a_rule_is_refused(
    shipx: httpx.Client, kind: str, body: dict[str, Any], details: dict[str, Any]
) -> None:
    answer = shipx.post(f"{ORGANIZATION}/{kind}", json=body)
    assert (answer.status_code, answer.json()["details"]) == (400, details)


def test_another_organization_s_card_is_forbidden(simulator: Simulator) -> None:
    with shipx_client(simulator, "simulator-shipx-small") as small:
        assert small.get("/v1/mpks/401").json()["error"] == "forbidden"
        assert small.get("/v1/organizations/1002/mpks").json()["count"] == 0


def test_a_shipment_names_a_cost_centre_that_there_is(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    refused = shipx.post(SHIPMENTS, json=locker_body(mpk="Nikt"))
    assert refused.json()["details"] == {"mpk": ["does_not_exist"]}
    found = confirmed(simulator, shipx, locker_body(mpk="Hurt"))
    assert found["mpk"] == {"id": 402, "name": "Hurt"}


def test_a_batch_shows_its_shipments_a_moment_later_and_is_done_when_they_are_bought(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    items = [{"id": place, **locker_body(reference=f"B-{place}")} for place in (1, 2)]
    made = shipx.post(BATCHES, json={"shipments": items})
    assert made.status_code == 201
    batch = made.json()
    assert (batch["status"], batch["shipments"]) == ("in_progress", [])
    simulator.push(0.5)
    path = f"/v1/batches/{batch['id']}"
    filling = shipx.get(path).json()
    assert (filling["status"], len(filling["shipments"])) == ("in_progress", 2)
    simulator.push(2)
    done = shipx.get(path).json()
    assert done["status"] == "done"
    assert all(one["tracking_number"] for one in done["shipments"])
    assert {one["status"] for one in done["shipments"]} == {"confirmed"}


def test_a_batch_may_only_choose_offers(shipx: httpx.Client, simulator: Simulator) -> None:
    body = {"only_choice_of_offer": True, "shipments": [{"id": "a", **locker_body()}]}
    batch = shipx.post(BATCHES, json=body).json()
    simulator.push(3)
    found = shipx.get(f"/v1/batches/{batch['id']}").json()
    assert found["status"] == "generated"
    assert found["shipments"][0]["status"] == "offer_selected"


def test_one_bad_item_fails_the_whole_batch_under_its_id(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    before = len(simulator.books()["shipx"]["shipments"])
    items = [{"id": "good", **locker_body()}, {"id": "bad", **locker_body(service="x")}]
    answer = shipx.post(BATCHES, json={"shipments": items})
    assert answer.status_code == 400
    assert answer.json()["details"] == {"shipments": [{"bad": {"service": ["unknown"]}}]}
    assert len(simulator.books()["shipx"]["shipments"]) == before
    twins = [{"id": "a", **locker_body()}, {"id": "a", **locker_body()}]
    assert shipx.post(BATCHES, json={"shipments": twins}).status_code == 400
    many = [{"id": place, **locker_body()} for place in range(101)]
    assert shipx.post(BATCHES, json={"shipments": many}).json()["details"] == {
        "shipments": ["too_long"]
    }
    assert shipx.post(BATCHES, json={}).json()["details"] == {"shipments": ["required"]}


def test_offers_are_chosen_and_bought_in_bulk(shipx: httpx.Client, simulator: Simulator) -> None:
    pair = offered(simulator, shipx)
    chosen = shipx.post(f"{SHIPMENTS}/select_offers", json={"shipments": [pair]})
    assert (chosen.status_code, chosen.content) == (204, b"")
    path = f"/v1/shipments/{pair['shipment_id']}"
    assert shipx.get(path).json()["status"] == "offer_selected"
    assert shipx.post(f"{SHIPMENTS}/bulk_buy", json={"shipments": [pair]}).status_code == 204
    simulator.push(2)
    assert shipx.get(path).json()["status"] == "confirmed"


def test_a_bulk_purchase_is_checked_whole_before_anything_is_bought(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    good = offered(simulator, shipx)
    bad = {**offered(simulator, shipx), "offer_id": 1}
    answer = shipx.post(f"{SHIPMENTS}/bulk_buy", json={"shipments": [good, bad]})
    assert answer.status_code == 404
    simulator.push(5)
    found = shipx.get(f"/v1/shipments/{good['shipment_id']}").json()
    assert found["tracking_number"] is None
    many = {"shipments": [good] * 101}
    assert shipx.post(f"{SHIPMENTS}/bulk_buy", json=many).status_code == 400


def test_collected_cash_is_reported_by_the_day_of_delivery(simulator: Simulator) -> None:
    simulator.reset("demo")
    days = {"format": "csv", "start_date": "2020-01-01", "end_date": "2099-01-01"}
    with shipx_client(simulator) as shipx:
        answer = shipx.get(f"{ORGANIZATION}/reports/cod", params=days)
        none = shipx.get(f"{ORGANIZATION}/reports/cod", params={**days, "end_date": "2020-01-02"})
    delivered = [
        one["tracking_number"]
        for one in simulator.books()["shipx"]["shipments"]
        if one["cod"] and one["status"] == "delivered"
    ]
    assert answer.headers["Content-Type"].startswith("application/csv")
    lines = answer.content.decode().splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == delivered
    assert delivered
    assert len(none.content.decode().splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"format": "pdf"}, "format"),
        ({"start_date": ""}, "start_date"),
        ({"start_date": "1.2.2024"}, "start_date"),
        ({"end_date": "2019-01-01"}, "end_date"),
    ],
)
def test_a_report_of_no_days_is_refused(
    shipx: httpx.Client, change: dict[str, str], field: str
) -> None:
    days = {"format": "csv", "start_date": "2020-01-01", "end_date": "2099-01-01", **change}
    answer = shipx.get(f"{ORGANIZATION}/reports/cod", params=days)
    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]


def test_a_courier_parcel_has_a_label_for_its_way_back(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcels = [confirmed(simulator, shipx, courier_body()) for _ in range(2)]
    query = "&".join(f"shipment_ids[]={one['id']}" for one in parcels)
    bulk = shipx.get(f"{SHIPMENTS}/return_labels?format=Pdf&{query}")
    assert len(sizes(bulk.content)) == 2
    assert "Zwrot" in words(bulk.content)
    single = shipx.get(f"/v1/shipments/{parcels[0]['id']}/return_label", params={"format": "Pdf"})
    assert single.content.startswith(b"%PDF")


def test_a_locker_parcel_has_no_return_label_nor_has_an_unpaid_one(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcel = confirmed(simulator, shipx)
    answer = shipx.get(f"{SHIPMENTS}/return_labels?shipment_ids[]={parcel['id']}")
    assert (answer.status_code, answer.json()["error"]) == (400, "validation_failed")
    early = shipx.post(SHIPMENTS, json=courier_body()).json()["id"]
    answer = shipx.get(f"/v1/shipments/{early}/return_label")
    assert answer.json()["error"] == "invalid_action"


def test_figures_and_mappings_are_told(shipx: httpx.Client, simulator: Simulator) -> None:
    confirmed(simulator, shipx)
    figures = shipx.get(f"{ORGANIZATION}/statistics").json()
    assert figures["shipments_count"] == sum(figures["statuses"].values()) == 1
    mappings = shipx.get(f"{ORGANIZATION}/file_mappings").json()
    assert mappings["items"][0]["id"] == 701
    export = shipx.get(f"{ORGANIZATION}/file_mappings/export")
    assert export.headers["Content-Type"].startswith("application/csv")


def test_users_are_searched_and_the_owner_comes_first(shipx: httpx.Client) -> None:
    path = f"{ORGANIZATION}/users"
    found = shipx.get(path).json()
    assert [one["id"] for one in found["items"]] == [2002, 2102]
    keys = {"href", "id", "email", "first_name", "last_name", "status", "created_at", "updated_at"}
    assert set(found["items"][0]) == keys
    assert shipx.get(path, params={"q": "KOS"}).json()["items"][0]["id"] == 2102
    assert shipx.get(path, params={"sort_order": "desc"}).json()["items"][0]["id"] == 2102
