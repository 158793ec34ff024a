"""ShipX in the simulator: who is let in, lists and their index, tracking, points and catalogues."""

from __future__ import annotations

from collections.abc import Iterator

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
from tests.support.simulator import Simulator


@pytest.fixture
def shipx(simulator: Simulator) -> Iterator[httpx.Client]:
    """A client of ShipX; the clock stands at the full second after the index was renewed."""
    simulator.set_clock("2026-03-14T08:26:50+00:00")
    simulator.freeze()
    with shipx_client(simulator) as client:
        yield client


@pytest.mark.parametrize("token", ["", "simulator-shipx-revoked"])
def test_an_unknown_caller_is_sent_away(simulator: Simulator, token: str) -> None:
    with shipx_client(simulator, token) as client:
        answer = client.get("/v1/organizations")
    assert (answer.status_code, answer.json()["error"]) == (401, "token_invalid")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_tells_its_own_organization_and_no_other(shipx: httpx.Client) -> None:
    assert [one["id"] for one in shipx.get("/v1/organizations").json()["items"]] == [1001]
    assert "inpost_courier" in shipx.get(ORGANIZATION).json()["carriers"]
    other = shipx.get("/v1/organizations/1002/shipments")
    assert (other.status_code, other.json()["error"]) == (403, "forbidden")
    missing = shipx.get("/v1/organizations/77/shipments")
    assert (missing.status_code, missing.json()["error"]) == (404, "resource_not_found")


def test_the_language_keys_gives_bare_keys(shipx: httpx.Client) -> None:
    answer = shipx.get("/v1/shipments/1", headers={"Accept-Language": "keys"})
    assert answer.json()["message"] == "resource_not_found"


def test_a_new_shipment_is_in_lists_seconds_later_but_found_by_id_at_once(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    simulator.push(1)
    made = shipx.post(SHIPMENTS, json=locker_body()).json()
    simulator.push(3)
    assert shipx.get(SHIPMENTS).json()["count"] == 0
    by_id = shipx.get(SHIPMENTS, params={"id": str(made["id"])}).json()
    assert [one["id"] for one in by_id["items"]] == [made["id"]]
    simulator.push(1)
    assert shipx.get(SHIPMENTS).json()["count"] == 1


def test_filters_narrow_and_unknown_ones_are_ignored(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    one = confirmed(simulator, shipx, locker_body(external_customer_id="K7"))
    two = confirmed(simulator, shipx, courier_body())
    simulator.push(10)

    def ids(**filters: str) -> list[int]:
        found = shipx.get(SHIPMENTS, params=filters).json()["items"]
        return [item["id"] for item in found]

    assert ids() == [two["id"], one["id"]]
    assert ids(external_customer_id="K7") == [one["id"]]
    assert ids(tracking_number=two["tracking_number"]) == [two["id"]]
    assert ids(service="inpost_courier_standard", status="confirmed") == [two["id"]]
    assert ids(receiver_city="gdańsk") == [two["id"]]
    assert ids(created_at_gteq=two["created_at"]) == [two["id"]]
    assert ids(created_at_lteq=one["created_at"]) == [one["id"]]
    assert ids(id=f"{one['id']},{two['id']}", sort_order="asc") == [one["id"], two["id"]]
    assert ids(reference="ORD-000868") == [two["id"], one["id"]]


def test_the_envelope_says_what_was_understood(shipx: httpx.Client, simulator: Simulator) -> None:
    for _ in range(3):
        confirmed(simulator, shipx)
    simulator.push(10)
    page = shipx.get(SHIPMENTS, params={"page": "0", "per_page": "2", "reference": "x"}).json()
    assert (page["count"], page["page"], page["per_page"], len(page["items"])) == (3, 1, 2, 2)
    assert page["href"].endswith("?owner_id=2002&page=1&per_page=2&sort_by=id&sort_order=desc")
    assert shipx.get(SHIPMENTS, params={"per_page": "500"}).json()["per_page"] == 100
    past = shipx.get(SHIPMENTS, params={"page": "9"})
    assert (past.json()["count"], past.json()["items"]) == (3, [])
    assert 'rel="next"' in past.headers["Link"]


def test_a_bad_id_fails_the_whole_list(shipx: httpx.Client) -> None:
    answer = shipx.get(SHIPMENTS, params={"id": "1,abc"})
    assert answer.status_code == 400
    assert answer.json()["details"] == {"shipment": ["id_abc_does_not_exist"]}


def test_a_cancelled_shipment_is_hidden_from_lists(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    made = shipx.post(SHIPMENTS, json=locker_body()).json()
    shipx.delete(f"/v1/shipments/{made['id']}")
    simulator.push(10)
    assert shipx.get(SHIPMENTS, params={"status": "canceled"}).json()["count"] == 0
    assert shipx.get(f"/v1/shipments/{made['id']}").json()["status"] == "canceled"


def test_timestamps_carry_the_offset_of_warsaw_in_winter_and_summer(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    simulator.freeze()
    simulator.set_clock("2026-03-14T08:26:50.000+00:00")
    winter = shipx.post(SHIPMENTS, json=locker_body()).json()
    assert winter["created_at"] == "2026-03-14T09:26:50.000+01:00"
    simulator.set_clock("2026-07-14T08:26:50.589+00:00")
    summer = shipx.post(SHIPMENTS, json=locker_body()).json()
    assert summer["created_at"] == "2026-07-14T10:26:50.589+02:00"


def test_a_parcel_is_tracked_newest_first_by_anybody(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    number = confirmed(simulator, shipx)["tracking_number"]
    simulator.push(7200)
    simulator.advance(number, "ready_to_pickup")
    with shipx_client(simulator, "") as anybody:
        trace = anybody.get(f"/v1/tracking/{number}").json()
    names = [line["status"] for line in trace["tracking_details"]]
    assert trace["status"] == "ready_to_pickup"
    assert names[:2] == ["ready_to_pickup", "out_for_delivery"]
    assert names[-2:] == ["collected_from_sender", "confirmed"]
    assert trace["tracking_details"][-1]["origin_status"] == "PPN"
    times = [line["datetime"] for line in trace["tracking_details"]]
    assert times == sorted(times, reverse=True)
    assert trace["custom_attributes"]["target_machine_id"] == "WAW21M"


def test_an_unknown_parcel_is_described_not_messaged(shipx: httpx.Client) -> None:
    answer = shipx.get("/v1/tracking/620000000000000000000000")
    assert answer.status_code == 404
    assert "has not been found" in answer.json()["description"]
    assert "message" not in answer.json()


def test_parcels_move_by_themselves_when_asked_to(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    dropped = {"target_point": "WAW21M", "sending_method": "parcel_locker"}
    goes = confirmed(simulator, shipx, locker_body(custom_attributes=dropped))
    waits = confirmed(simulator, shipx)
    simulator.knobs(auto_progress=True)
    simulator.push(4 * 86400)
    assert shipx.get(f"/v1/shipments/{goes['id']}").json()["status"] == "delivered"
    assert shipx.get(f"/v1/shipments/{waits['id']}").json()["status"] == "confirmed"


def test_there_are_53_statuses_in_two_languages(shipx: httpx.Client) -> None:
    polish = shipx.get("/v1/statuses").json()["items"]
    english = shipx.get("/v1/statuses", params={"lang": "en_GB"}).json()["items"]
    assert len(polish) == len(english) == 53
    assert polish[3]["name"] == "confirmed"
    assert polish[3]["title"] == "Przygotowana przez Nadawcę"
    assert english[44]["title"].startswith("translation missing")
    refused = shipx.get("/v1/statuses", params={"lang": "fr_FR"})
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_parameter")


def test_points_are_found_by_code_town_and_distance(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    simulator.knobs(shipx_points_closed=["KRA010"])

    def names(**query: str) -> list[str]:
        found = shipx.get("/v1/points", params=query).json()["items"]
        return [item["name"] for item in found]

    assert names(name="KRA012,WAW21M") == ["KRA012", "WAW21M"]
    cracow = names(city="Kraków", type="parcel_locker_only", functions="parcel_collect")
    assert cracow
    assert all(name.startswith("KRA") for name in cracow)
    assert "KRA010" not in names(city="Kraków", status="Operating")
    near = shipx.get("/v1/points", params={"relative_post_code": "31-146", "limit": "3"}).json()
    assert near["items"][0]["name"] == "KRA012"
    distances = [item["distance"] for item in near["items"]]
    assert distances == sorted(distances)
    assert near["meta"]["count"] == 3
    assert shipx.get("/v1/points/KRA010").json()["status"] == "NonOperating"
    assert shipx.get("/v1/points/NOPE01").status_code == 404
    assert shipx.get("/v1/points", params={"page": "x"}).status_code == 400


def test_a_closed_point_cannot_be_a_target(shipx: httpx.Client, simulator: Simulator) -> None:
    simulator.knobs(shipx_points_closed=["WAW21M"])
    details = shipx.post(SHIPMENTS, json=locker_body()).json()["details"]
    assert details == {"custom_attributes": [{"target_point": ["invalid_box_machine_function"]}]}


def test_catalogues_are_bare_arrays(shipx: httpx.Client) -> None:
    services = shipx.get("/v1/services").json()
    assert len(services) == 15
    assert "inpost_locker_customer_service_point" not in [one["id"] for one in services]
    methods = [one["id"] for one in shipx.get("/v1/sending_methods").json()]
    assert methods[0] == "parcel_locker"
    assert len(methods) == 7
    courier = shipx.get("/v1/sending_methods", params={"service": "inpost_courier_standard"})
    assert "parcel_locker" not in [one["id"] for one in courier.json()]


def test_what_does_not_exist_is_not_routed(shipx: httpx.Client) -> None:
    answer = shipx.post(f"{ORGANIZATION}/dispatch_points", json={})
    assert (answer.status_code, answer.json()["error"]) == (404, "routing_not_found")


def test_a_parcel_of_the_past_has_a_trace_that_leads_to_its_status(simulator: Simulator) -> None:
    simulator.reset("demo")
    moving = [
        one
        for one in simulator.books()["shipx"]["shipments"]
        if one["status"] not in {"confirmed", "delivered"}
    ]
    assert moving
    with shipx_client(simulator, "") as anybody:
        for one in moving:
            trace = anybody.get(f"/v1/tracking/{one['tracking_number']}").json()
            names = [line["status"] for line in trace["tracking_details"]]
            times = [line["datetime"] for line in trace["tracking_details"]]
            assert names[0] == one["status"]
            assert names[-1] == "confirmed"
            assert len(set(names)) == len(names)
            assert not {"out_for_delivery", "out_for_delivery_to_address"} <= set(names)
            assert times == sorted(times, reverse=True)


def test_the_sandbox_s_stray_text_404_can_be_asked_for(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    simulator.knobs(shipx_text_404=0.5)
    answers = [shipx.get("/v1/services") for _ in range(20)]
    stray = [one for one in answers if one.status_code == 404]
    assert 0 < len(stray) < 20
    assert {one.text for one in stray} == {"404 page not found"}
