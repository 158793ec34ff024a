"""Dispatch's delivery runs, routes, vehicles and trackers in the simulator."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from shipdesk.simulator.seed_operations import DEVICE, DRIVER, RUN, VEHICLE, guid_of

RUNS = "/api/dispatch"
NOBODY = guid_of("ff", 404)


def run(dispatch: httpx.Client, number: int = 1) -> dict[str, Any]:
    """One of the six runs."""
    found: dict[str, Any] = dispatch.get(f"{RUNS}/{guid_of(RUN, number)}").json()["data"]
    return found


def unassigned(dispatch: httpx.Client, **query: str) -> list[str]:
    """Shipments that are in no run."""
    pages = [
        dispatch.get(
            "/api/v1/shipments/unassigned", params={"perPage": "100", "page": page, **query}
        ).json()["data"]
        for page in ("1", "2")
    ]
    return [row["guid"] for page in pages for row in page]


def vehicle(dispatch: httpx.Client, number: int) -> dict[str, Any]:
    """One line of the list of vehicles."""
    rows = dispatch.get("/api/vehicles").json()["data"]
    found: dict[str, Any] = next(row for row in rows if row["guid"] == guid_of(VEHICLE, number))
    return found


def test_a_run_tells_when_each_parcel_came_or_comes(dispatch: httpx.Client) -> None:
    found = run(dispatch)
    assert (found["status"], len(found["shipments"])) == ("in_progress", 3)
    assert set(found["driver"]) == set(found["vehicle"]) == {"guid", "name"}
    for shipment in found["shipments"]:
        told = {"deliveredAt", "estimatedArrival"} & set(shipment)
        assert len(told) == 1


def test_a_new_run_is_a_draft_and_takes_its_shipments(dispatch: httpx.Client) -> None:
    guids = unassigned(dispatch, status="pending")[:2]
    body = {"name": "Round 7", "plannedDate": "2099-05-04", "shipmentIds": guids,
            "driverId": guid_of(DRIVER, 1), "vehicleId": guid_of(VEHICLE, 2)}  # fmt: skip
    made = dispatch.post(RUNS, json=body)
    assert made.status_code == 201
    answer = made.json()["data"]
    assert (answer["status"], answer["shipmentCount"]) == ("draft", 2)
    assert set(answer) == {"guid", "name", "status", "plannedDate", "shipmentCount"}
    assert not set(guids) & set(unassigned(dispatch))
    by_shipment = dispatch.get(f"{RUNS}/in-shipment/{guids[0]}").json()["data"]
    assert by_shipment["guid"] == answer["guid"]
    again = dispatch.post(RUNS, json={**body, "name": "Round 8"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "CONFLICT")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": ""}, 400),
        ({"plannedDate": "soon"}, 400),
        ({"driverId": NOBODY}, 404),
        ({"vehicleId": NOBODY}, 404),
        ({"shipmentIds": [NOBODY]}, 404),
        ({"shipmentIds": ["x"]}, 400),
    ],
)
def test_a_run_of_what_is_not_there_is_refused(
    dispatch: httpx.Client, change: dict[str, object], status: int
) -> None:
    body = {"name": "Round 7", "plannedDate": "2099-05-04", **change}
    assert dispatch.post(RUNS, json=body).status_code == status


def test_a_run_changes_in_what_is_sent_and_along_its_way(dispatch: httpx.Client) -> None:
    before = run(dispatch, 3)
    body = {"guid": before["guid"], "status": "ready"}
    changed = dispatch.put(RUNS, json=body).json()["data"]
    assert changed == {**before, "status": "ready"}
    started = dispatch.put(RUNS, json={**body, "status": "in_progress"}).json()["data"]
    assert started["startedAt"] is not None
    back = dispatch.put(RUNS, json={**body, "status": "draft"})
    assert (back.status_code, back.json()["error"]["code"]) == (409, "INVALID_STATUS_TRANSITION")
    assert dispatch.put(RUNS, json={"name": "x"}).status_code == 400
    assert dispatch.put(RUNS, json={"guid": NOBODY, "name": "x"}).status_code == 404


def test_a_parcel_taken_out_of_a_run_is_unassigned_again(dispatch: httpx.Client) -> None:
    guid = run(dispatch)["shipments"][0]["guid"]
    body = {"dispatchId": guid_of(RUN, 1), "shipmentId": guid}
    left = dispatch.post(f"{RUNS}/remove-shipment", json=body).json()["data"]
    assert guid not in {row["guid"] for row in left["shipments"]}
    assert guid in unassigned(dispatch)
    assert dispatch.post(f"{RUNS}/remove-shipment", json=body).status_code == 404
    assert dispatch.get(f"{RUNS}/in-shipment/{guid}").status_code == 404


def test_a_deleted_run_frees_its_parcels_unless_it_is_on_its_way(dispatch: httpx.Client) -> None:
    assert dispatch.delete(f"{RUNS}/{guid_of(RUN, 1)}").status_code == 409
    guids = {row["guid"] for row in run(dispatch, 2)["shipments"]}
    assert dispatch.delete(f"{RUNS}/{guid_of(RUN, 2)}").json() == {"success": True}
    assert guids <= set(unassigned(dispatch))


def test_the_overview_counts_runs(dispatch: httpx.Client) -> None:
    found = dispatch.get(f"{RUNS}/overview").json()["data"]
    assert (found["totalDispatches"], found["activeDispatches"]) == (6, 1)
    assert (found["completedToday"], found["driversActive"]) == (1, 1)
    assert 0 <= found["onTimeRate"] <= 1


def test_a_route_is_found_by_its_run_and_by_itself(dispatch: httpx.Client) -> None:
    route = dispatch.get(f"/api/route/{guid_of(RUN, 1)}").json()["data"]
    assert route["dispatchId"] == guid_of(RUN, 1)
    assert [stop["sequence"] for stop in route["stops"]] == [1, 2, 3]
    assert dispatch.get(f"/api/route/{route['guid']}").json()["data"] == route
    assert dispatch.get(f"/api/route/{NOBODY}").status_code == 404


def test_a_timeline_begins_when_the_run_does(dispatch: httpx.Client) -> None:
    events = dispatch.get(f"/api/route/timeline/{guid_of(RUN, 1)}").json()["data"]
    assert events[0]["type"] == "started"
    times = [event["timestamp"] for event in events]
    assert times == sorted(times)
    assert dispatch.get(f"/api/route/timeline/{guid_of(RUN, 3)}").json()["data"] == []


def test_vehicles_are_listed_without_any_paging_keys(dispatch: httpx.Client) -> None:
    answer = dispatch.get("/api/vehicles").json()
    assert set(answer) == {"data", "success"}
    keys = {"guid", "name", "licensePlate", "type", "status", "currentDriver", "tracker"}
    assert {frozenset(row) for row in answer["data"]} == {frozenset(keys)}
    assert vehicle(dispatch, 1)["tracker"]["lastUpdate"] is not None
    assert vehicle(dispatch, 4)["tracker"] is None


def test_vehicles_are_made_changed_and_deleted(dispatch: httpx.Client) -> None:
    body = {"name": "Van 9", "licensePlate": "KR 9999", "type": "van", "year": 2024,
            "capacity": {"weight": 900, "volume": 8.5}}  # fmt: skip
    made = dispatch.post("/api/vehicle", json=body)
    assert (made.status_code, made.json()["data"]["status"]) == (201, "available")
    assert dispatch.post("/api/vehicle", json=body).status_code == 409
    guid = made.json()["data"]["guid"]
    changed = dispatch.put("/api/vehicle", json={"guid": guid, "status": "maintenance"})
    assert changed.json()["data"]["licensePlate"] == "KR 9999"
    assert dispatch.put("/api/vehicle", json={"guid": guid, "status": "flying"}).status_code == 400
    assert dispatch.delete(f"/api/vehicle/{guid}").json() == {"success": True}
    assert dispatch.delete(f"/api/vehicle/{guid}").status_code == 404
    assert dispatch.delete(f"/api/vehicle/{guid_of(VEHICLE, 1)}").status_code == 409


def test_a_vehicle_s_place_is_known_only_by_its_tracker(dispatch: httpx.Client) -> None:
    path = f"/api/vehicle/location/{guid_of(VEHICLE, 1)}"
    found = dispatch.get(path).json()["data"]
    assert found["vehicleId"] == guid_of(VEHICLE, 1)
    assert 49 < found["currentLocation"]["latitude"] < 55
    bounds = {"from": "2024-02-02T00:00:00Z", "to": "2024-02-01T00:00:00Z"}
    assert dispatch.get(path, params=bounds).status_code == 400
    assert dispatch.get(path, params={"from": "yesterday"}).status_code == 400
    untracked = f"/api/vehicle/location/{guid_of(VEHICLE, 4)}"
    assert dispatch.get(untracked).json()["data"]["currentLocation"] is None


def test_trips_come_newest_first_and_only_of_tracked_vehicles(dispatch: httpx.Client) -> None:
    trips = dispatch.get(f"/api/vehicle/travel-history/{guid_of(VEHICLE, 1)}").json()["data"]
    starts = [trip["startedAt"] for trip in trips]
    assert len(starts) == 3
    assert starts == sorted(starts, reverse=True)
    path = f"/api/vehicle/travel-history/{guid_of(VEHICLE, 4)}"
    assert dispatch.get(path).json()["data"] == []


def test_a_tracker_is_put_into_a_vehicle_that_has_none(dispatch: httpx.Client) -> None:
    devices = dispatch.get("/api/tracking/devices").json()["data"]
    assert [row["guid"] for row in devices] == [guid_of(DEVICE, number) for number in (1, 2, 3)]
    path = "/api/tracking/add-device"
    body = {"name": "Tracker 4", "serialNumber": "S-4", "vehicleId": guid_of(VEHICLE, 4)}
    made = dispatch.post(path, json=body)
    assert made.status_code == 201
    assert vehicle(dispatch, 4)["tracker"]["guid"] == made.json()["data"]["guid"]
    assert dispatch.post(path, json=body).status_code == 409
    assert dispatch.post(path, json={**body, "serialNumber": "S-5"}).status_code == 409
    lost = {"name": "T", "serialNumber": "S-6", "vehicleId": NOBODY}
    assert dispatch.post(path, json=lost).status_code == 404
