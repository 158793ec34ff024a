"""ShipX in the simulator: collections by the courier, their refusals, comments and sheets."""

from __future__ import annotations

from typing import Any

import httpx

from tests.simulator.couriers import (
    DISPATCH_ORDERS,
    MAGAZINE,
    ORGANIZATION,
    SHIPMENTS,
    confirmed,
    courier_body,
    locker_body,
)
from tests.support.simulator import Simulator


def book(client: httpx.Client, *shipments: dict[str, Any], **changes: Any) -> httpx.Response:
    """Ask for a collection of the shipments from the magazine."""
    body = {
        "shipments": [one["id"] for one in shipments],
        "address": MAGAZINE,
        "name": "Magazyn",
        "phone": "600700800",
        **changes,
    }
    return client.post(DISPATCH_ORDERS, json=body)


def read(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/dispatch_orders/{answer.json()['id']}").json()
    return found


def test_a_collection_is_new_and_then_sent(shipx: httpx.Client, simulator: Simulator) -> None:
    parcel = confirmed(simulator, shipx)
    answer = book(shipx, parcel, comment="Rampa 2")
    assert answer.status_code == 201
    made = answer.json()
    assert (made["status"], made["external_id"], made["errors"]) == ("new", None, None)
    assert made["comments"][0]["comment"] == "Rampa 2"
    assert made["shipments"][0]["tracking_number"] == parcel["tracking_number"]
    simulator.push(1)
    sent = read(shipx, answer)
    assert sent["status"] == "sent"
    assert sent["price"] == {"amount": 9.5, "currency": "PLN"}
    attributes = shipx.get(f"/v1/shipments/{parcel['id']}").json()["custom_attributes"]
    assert attributes["dispatch_order_id"] == made["id"]


def test_one_unfit_parcel_rejects_the_whole_order_and_the_rest_can_be_booked_again(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    good = confirmed(simulator, shipx)
    dropped = {"target_point": "WAW21M", "sending_method": "parcel_locker"}
    bad = confirmed(simulator, shipx, locker_body(custom_attributes=dropped))
    answer = book(shipx, good, bad)
    assert answer.status_code == 201
    simulator.push(1)
    rejected = read(shipx, answer)
    assert rejected["status"] == "rejected"
    assert rejected["errors"]["details"] == (
        f"Parcel ({bad['tracking_number']}) status should be Prepared, but is CustomerDelivering."
    )
    again = book(shipx, good)
    simulator.push(1)
    assert read(shipx, again)["status"] == "sent"


def test_a_knob_names_the_parcel_that_the_courier_refuses(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcel = confirmed(simulator, shipx)
    simulator.knobs(shipx_reject_pickup={parcel["tracking_number"]: "Ulica zamknięta"})
    answer = book(shipx, parcel)
    simulator.push(1)
    assert read(shipx, answer)["errors"] == {"details": "Ulica zamknięta"}


def test_what_cannot_be_collected_is_refused_at_once(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcel, other = confirmed(simulator, shipx), confirmed(simulator, shipx, courier_body())
    unpaid = shipx.post(SHIPMENTS, json=locker_body()).json()
    key = str(unpaid["id"])
    assert book(shipx, unpaid).json()["details"] == {"shipments": [{key: ["incorrect_status"]}]}
    assert book(shipx).json()["details"] == {"shipments": ["required"]}
    missing = book(shipx, {"id": 5}).json()["details"]
    assert missing == {"shipments": [{"5": ["does_not_exist"]}]}
    mixed = book(shipx, parcel, other)
    assert mixed.json()["details"] == {"shipments": ["different_carriers"]}
    both = book(shipx, parcel, dispatch_point_id=55)
    assert both.json()["error"] == "dispatch_point_and_address_cannot_be_mixed"
    assert book(shipx, {"id": 2**63}).json()["error"] == "invalid_range"
    assert book(shipx, parcel).status_code == 201
    twice = book(shipx, parcel).json()["details"]
    assert twice == {"shipments": [{str(parcel["id"]): ["already_dispatched"]}]}


def test_the_same_address_is_the_same_point_and_another_spelling_is_not(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    first = book(shipx, confirmed(simulator, shipx)).json()
    second = book(shipx, confirmed(simulator, shipx)).json()
    spelt = {**MAGAZINE, "street": "lipowa"}
    third = book(shipx, confirmed(simulator, shipx), address=spelt).json()
    assert first["address"]["id"] == second["address"]["id"] != third["address"]["id"]
    points = shipx.get(f"{ORGANIZATION}/dispatch_points").json()
    assert points["count"] == 3
    name = shipx.get(f"/v1/dispatch_points/{points['items'][-1]['id']}").json()["name"]
    assert name == "Pracownia"


def test_a_collection_can_be_withdrawn_until_a_courier_has_it(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcel = confirmed(simulator, shipx)
    answer = book(shipx, parcel)
    simulator.push(1)
    path = f"/v1/dispatch_orders/{answer.json()['id']}"
    assert shipx.delete(path).status_code == 204
    assert read(shipx, answer)["status"] == "canceled"
    again = book(shipx, parcel)
    simulator.push(1)
    simulator.advance(parcel["tracking_number"], "collected_from_sender")
    assert read(shipx, again)["status"] == "done"
    refused = shipx.delete(f"/v1/dispatch_orders/{again.json()['id']}")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_status")


def test_comments_are_added_changed_and_deleted(shipx: httpx.Client, simulator: Simulator) -> None:
    order = book(shipx, confirmed(simulator, shipx), comment="Pierwszy").json()
    path = f"{DISPATCH_ORDERS}/{order['id']}/comment"
    added = shipx.post(path, json={"comment": "Dzwonek nie działa"})
    assert added.status_code == 201
    changed = shipx.put(path, json={"id": added.json()["id"], "comment": "Dzwonek działa"})
    assert (changed.status_code, changed.json()["comment"]) == (201, "Dzwonek działa")
    listed = shipx.get(f"/v1/dispatch_orders/{order['id']}").json()["comments"]
    assert [one["comment"] for one in listed] == ["Dzwonek działa", "Pierwszy"]
    body = {"comment_ids": [added.json()["id"]]}
    left = shipx.request("DELETE", path, json=body)
    assert left.status_code == 201
    assert [one["comment"] for one in left.json()["comments"]] == ["Pierwszy"]
    assert shipx.post(path, json={}).json()["details"] == {"comment": ["required"]}
    assert shipx.put(path, json={"id": 1, "comment": "x"}).status_code == 404


def test_collections_are_listed_by_their_parcels(shipx: httpx.Client, simulator: Simulator) -> None:
    parcel, other = confirmed(simulator, shipx), confirmed(simulator, shipx)
    wanted = book(shipx, parcel).json()
    book(shipx, other)

    def ids(**query: str) -> list[int]:
        found = shipx.get(DISPATCH_ORDERS, params=query).json()["items"]
        return [item["id"] for item in found]

    assert len(ids()) == 2
    assert ids(shipment_id=str(parcel["id"])) == [wanted["id"]]
    assert ids(tracking_number=parcel["tracking_number"]) == [wanted["id"]]
    assert ids(status="sent") == []
    assert shipx.get(DISPATCH_ORDERS).json()["per_page"] == 30


def test_the_price_of_a_collection_is_told_by_group(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    parcel, booked = confirmed(simulator, shipx), confirmed(simulator, shipx)
    book(shipx, booked)
    body = {"shipments": [parcel["id"], booked["id"]]}
    priced = shipx.post(f"{DISPATCH_ORDERS}/calculate", json=body).json()
    assert priced["total_price"] == {"amount": 9.5, "currency": "PLN"}
    assert priced["price_list"]["locker"]["price"]["amount"] == "9.5"
    assert priced["invalid_shipments"] == {str(booked["id"]): ["already_dispatched"]}
    simulator.knobs(shipx_debit=True)
    assert shipx.post(f"{DISPATCH_ORDERS}/calculate", json=body).status_code == 403


def test_the_sheet_for_the_courier_is_a_pdf(shipx: httpx.Client, simulator: Simulator) -> None:
    parcel = confirmed(simulator, shipx)
    order = book(shipx, parcel).json()
    sheet = shipx.get(f"/v1/dispatch_orders/{order['id']}/printout", params={"format": "Pdf"})
    assert sheet.content.startswith(b"%PDF")
    by_parcel = f"{DISPATCH_ORDERS}/printouts?shipment_ids[]={parcel['id']}"
    assert shipx.get(by_parcel).content.startswith(b"%PDF")
    free = confirmed(simulator, shipx)
    mixed = shipx.get(f"{by_parcel}&shipment_ids[]={free['id']}")
    assert mixed.json()["error"] == "cannot_mix_shipments_with_and_without_dispatch_order"
