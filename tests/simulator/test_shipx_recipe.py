"""The lines of ShipX's recipe and its traps that stand in no other test."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from shipdesk.simulator.places import LOCKERS
from tests.simulator.couriers import (
    DISPATCH_ORDERS,
    ORGANIZATION,
    SHIPMENTS,
    confirmed,
    courier_body,
    locker_body,
)
from tests.support.simulator import Simulator


def points(shipx: httpx.Client, **query: str) -> list[str]:
    """The codes that a search finds."""
    found = shipx.get("/v1/points", params={"per_page": "500", **query})
    assert found.status_code == 200, found.text
    return [item["name"] for item in found.json()["items"]]


def test_addresses_are_plain_http_in_location_and_href(shipx: httpx.Client) -> None:
    made = shipx.post(SHIPMENTS, json=locker_body())
    assert made.headers["Location"] == made.json()["href"]
    assert made.headers["Location"].startswith("http://")
    assert shipx.get(SHIPMENTS).json()["href"].startswith("http://")


def test_links_always_claim_a_next_page(shipx: httpx.Client, simulator: Simulator) -> None:
    empty = shipx.get(f"{SHIPMENTS}?status=delivered").headers["Link"]
    assert 'page=0>; rel="last"' in empty
    rels = {part.split("; rel=")[1].strip('"'): part for part in empty.split(", ")}
    assert set(rels) == {"next", "last", "previous", "first"}
    assert "&page=" not in rels["next"]
    for _ in range(2):
        confirmed(simulator, shipx)
    simulator.push(10)
    assert "page=2" in shipx.get(f"{SHIPMENTS}?per_page=1").headers["Link"].split(", ")[0]


def test_a_list_by_id_names_no_owner_and_passes_over_unknown_ids(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcel = confirmed(simulator, shipx)
    found = shipx.get(SHIPMENTS, params={"id": f"{parcel['id']},99"}).json()
    assert [one["id"] for one in found["items"]] == [parcel["id"]]
    assert "owner_id" not in found["href"]
    for wrong in ("0", str(2**63 - 1)):
        assert shipx.get(SHIPMENTS, params={"id": wrong}).status_code == 400


def test_the_panel_s_search_and_open_offers_are_filters(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcel = confirmed(simulator, shipx)
    draft = {key: value for key, value in locker_body().items() if key != "service"}
    draft["reference"] = "DRAFT-1"
    shipx.post(SHIPMENTS, json=draft)
    simulator.push(10)

    def count(**query: str) -> int:
        found: int = shipx.get(SHIPMENTS, params=query).json()["count"]
        return found

    assert count() == 2
    assert count(monitoring="wiśniewska") == 2
    assert count(monitoring=parcel["tracking_number"][-8:]) == 1
    assert count(only_choice_active_offers="true") == 1
    assert count(reference="DRAFT-1") == 2


def test_a_contract_customer_in_debt_buys_nothing(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    simulator.knobs(shipx_debit=True, shipx_out_of_funds=True)
    made = shipx.post(SHIPMENTS, json=locker_body()).json()
    simulator.push(3)
    found = shipx.get(f"/v1/shipments/{made['id']}").json()
    assert (found["status"], found["tracking_number"]) == ("offer_selected", None)
    assert found["transactions"][0]["details"]["error"] == "debt_collection"
    assert found["offers"][0]["rate"] is None


def test_a_contract_customer_s_collection_has_no_price(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    simulator.knobs(shipx_debit=True)
    parcel = confirmed(simulator, shipx)
    body = {"shipments": [parcel["id"]], "dispatch_point_id": 55}
    order = shipx.post(DISPATCH_ORDERS, json=body).json()
    simulator.push(3)
    found = shipx.get(f"/v1/dispatch_orders/{order['id']}").json()
    assert (found["status"], found["price"]) == ("sent", None)


def test_the_knob_takes_the_courier_away(shipx: httpx.Client, simulator: Simulator) -> None:
    simulator.knobs(shipx_no_courier=True)
    refused = shipx.post(SHIPMENTS, json=courier_body())
    assert refused.status_code == 400
    assert refused.json() == {
        "status": 400, "error": "missing_trucker_id",
        "message": "trucker_ID_is_not_set_for_organization", "details": None,
    }  # fmt: skip
    priced = shipx.post(f"{SHIPMENTS}/calculate", json={"shipments": [courier_body()]})
    assert priced.json()["error"] == "missing_trucker_id"
    assert shipx.post(SHIPMENTS, json=locker_body()).status_code == 201


def test_an_alcohol_label_waits_two_days_and_never_comes_in_bulk(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcel = confirmed(simulator, shipx, courier_body(service="inpost_courier_alcohol"))
    early = shipx.get(f"/v1/shipments/{parcel['id']}/label").json()
    assert early["error"] == "label_not_found"
    assert early["details"]["label_available_from"] > parcel["created_at"]
    simulator.push(49 * 3600)
    assert shipx.get(f"/v1/shipments/{parcel['id']}/label").content.startswith(b"%PDF")
    assert shipx.get(f"{SHIPMENTS}/labels?shipment_ids[]={parcel['id']}").status_code == 400


@pytest.mark.parametrize(
    ("query", "leaf"),
    [
        ("shipment_ids[0]=7100001", "required"),
        ("shipment_ids=7100001", "required"),
        ("", "required"),
        ("&".join(f"shipment_ids[]={7_100_001 + place}" for place in range(101)), "too_long"),
        ("shipment_ids[]=abc", "not_an_integer"),
    ],
)
def test_ids_are_unindexed_and_a_hundred_at_most(
    shipx: httpx.Client, query: str, leaf: str
) -> None:
    for path in ("labels", "return_labels"):
        answer = shipx.get(f"{SHIPMENTS}/{path}?{query}")
        assert (answer.status_code, answer.json()["details"]) == (400, {"shipment_ids": [leaf]})


def test_a_refusal_may_come_with_200_under_key(shipx: httpx.Client, simulator: Simulator) -> None:
    simulator.fault("shipx.labels.get", "success_false_200", message="Etykieta niedostępna")
    answer = shipx.get("/v1/shipments/7100001/label")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": 400, "key": "validation_failed", "error": "Etykieta niedostępna",
    }  # fmt: skip


def test_sending_methods_come_bare_or_wrapped(shipx: httpx.Client, simulator: Simulator) -> None:
    bare = shipx.get("/v1/sending_methods").json()
    simulator.knobs(shipx_sending_methods_wrapped=True)
    wrapped = shipx.get("/v1/sending_methods").json()
    assert wrapped["items"] == bare
    assert [one["id"] for one in bare] == [
        "parcel_locker", "pok", "pop", "courier_pok", "branch", "dispatch_order", "any_point",
    ]  # fmt: skip


def test_statuses_refuse_a_language_with_a_description(shipx: httpx.Client) -> None:
    answer = shipx.get("/v1/statuses", params={"lang": "fr_FR"})
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_parameter"
    assert "description" in answer.json()
    assert "message" not in answer.json()


def test_an_unknown_parcel_s_history_is_described_too(shipx: httpx.Client) -> None:
    answer = shipx.get("/v1/tracking/1/service_history")
    assert (answer.status_code, answer.json()["details"]) == (404, None)
    assert "description" in answer.json()


@pytest.mark.parametrize(
    ("query", "test"),
    [
        ({"type": "pop"}, lambda one: one.kind == "pop"),
        ({"type": "parcel_locker"}, lambda _: True),
        ({"type": "parcel_locker_only"}, lambda one: one.kind == "locker"),
        ({"type": "parcel_locker_only,pop"}, lambda _: True),
        ({"location_247": "true"}, lambda one: one.kind == "locker"),
        ({"location_247": "0"}, lambda one: one.kind == "pop"),
        ({"payment_available": "true"}, lambda _: True),
        ({"is_next": "1"}, lambda _: False),
        ({"virtual": "0", "partner_id": "0"}, lambda _: True),
        ({"partner_id": "7"}, lambda _: False),
        ({"city": "kraków"}, lambda one: one.town == "Kraków"),
        ({"post_code": "31-021"}, lambda one: one.post_code == "31-021"),
        ({"province": "małopolskie"}, lambda one: one.town == "Kraków"),
        ({"functions": "parcel_collect,parcel_send"}, lambda _: True),
        ({"functions": "parcel_collect,laundry"}, lambda _: False),
        ({"status": "Operating"}, lambda _: True),
        ({"status": "NonOperating"}, lambda _: False),
    ],
)
def test_points_are_filtered_by_every_property(
    shipx: httpx.Client, query: dict[str, str], test: Any
) -> None:
    assert sorted(points(shipx, **query)) == sorted(one.code for one in LOCKERS if test(one))


def test_cooled_machines_are_fewer(shipx: httpx.Client) -> None:
    cooled = points(shipx, supported_locker_temperatures="4")
    warm = points(shipx, supported_locker_temperatures="20")
    assert set(cooled) < set(warm)
    assert cooled


def test_points_are_asked_for_by_age_three_days_back_at_most(shipx: httpx.Client) -> None:
    now = httpx.get(f"{str(shipx.base_url).removesuffix('/shipx/')}/_simulator/clock").json()["now"]
    days = f"{now[:8]}01"
    everything = points(shipx)
    for wrong in ({"updated_from": "soon"}, {"updated_from": "2020-01-01"}):
        assert shipx.get("/v1/points", params=wrong).status_code == 400
    assert points(shipx, updated_from="2020-01-01", updated_to=now) == everything
    assert points(shipx, updated_from="2020-01-01", updated_to="2020-02-01") == []
    assert set(points(shipx, updated_to=days)) < set(everything)


@pytest.mark.parametrize(
    "query",
    [{"page": "x"}, {"per_page": "x"}, {"max_distance": "x", "relative_point": "50.06,19.94"},
     {"relative_point": "here"}, {"partner_id": "x"}, {"limit": "x", "relative_point": "50,19"}],
)  # fmt: skip
def test_points_refuse_what_is_no_number(shipx: httpx.Client, query: dict[str, str]) -> None:
    answer = shipx.get("/v1/points", params=query)
    assert (answer.status_code, answer.json()["error"]) == (400, "validation_failed")


def test_points_near_a_place_come_within_reach_and_with_fields(shipx: httpx.Client) -> None:
    place = {"relative_point": "50.0662,19.9431", "max_distance": "1500"}
    found = shipx.get("/v1/points", params={**place, "fields": "name,distance"}).json()
    assert found["items"][0] == {"name": "KRA010", "distance": 0}
    assert all(one["distance"] <= 1500 for one in found["items"])
    far = points(shipx, relative_point="50.0662,19.9431", max_distance="900000")
    assert not {"WAW21M", "GDA03N"} & set(far)
    assert (found["per_page"], set(found["meta"])) == (
        25, {"href", "count", "page", "per_page", "total_pages"}
    )  # fmt: skip
    assert shipx.get("/v1/points", params={"per_page": "900"}).json()["per_page"] == 500


def test_a_sheet_of_several_services_is_a_zip(shipx: httpx.Client, simulator: Simulator) -> None:
    pop = next(one.code for one in LOCKERS if one.kind == "pop")
    attributes = {"sending_method": "dispatch_order", "target_point": pop}
    parcels = [
        confirmed(simulator, shipx),
        confirmed(simulator, shipx, locker_body(custom_attributes=attributes)),
    ]
    query = "&".join(f"shipment_ids[]={one['id']}" for one in parcels)
    sheet = shipx.get(f"{DISPATCH_ORDERS}/printouts?format=Pdf&{query}")
    assert sheet.headers["Content-Type"] == "application/zip"
    assert sheet.content.startswith(b"PK")
    one = shipx.get(f"{DISPATCH_ORDERS}/printouts?format=Zpl&shipment_ids[]={parcels[0]['id']}")
    assert one.status_code == 400


def test_an_organization_is_found_by_its_tax_number(shipx: httpx.Client) -> None:
    found = shipx.get("/v1/organizations", params={"tax_id": "PL9999999999"}).json()
    assert [one["id"] for one in found["items"]] == [1001]
    assert shipx.get("/v1/organizations", params={"tax_id": "PL1"}).json()["count"] == 0
    assert shipx.get("/v1/organizations/1001/services").json()["error"] == "routing_not_found"
    assert shipx.get("/v1/organizations/1002").json()["error"] == "forbidden"


def test_dispatch_points_are_read_only_and_filtered(shipx: httpx.Client) -> None:
    path = f"{ORGANIZATION}/dispatch_points"
    assert [one["id"] for one in shipx.get(path, params={"name": "pracow"}).json()["items"]] == [55]
    assert shipx.get(path, params={"post_code": "99"}).json()["count"] == 0
    assert shipx.delete("/v1/dispatch_points/55").json()["error"] == "routing_not_found"
    assert shipx.get("/v1/dispatch_points/1").json()["error"] == "resource_not_found"


def test_a_weekend_parcel_is_taken_in_its_window_only(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    body = locker_body(end_of_week_collection=True)
    simulator.set_clock("2026-03-05T19:30:00+00:00")
    assert shipx.post(SHIPMENTS, json=body).json()["end_of_week_collection"] is True
    simulator.set_clock("2026-03-03T19:30:00+00:00")
    refused = shipx.post(SHIPMENTS, json=body)
    assert refused.json()["details"] == {"end_of_week_collection": ["invalid"]}
