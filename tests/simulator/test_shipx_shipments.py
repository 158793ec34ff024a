"""ShipX in the simulator: making, paying, changing and cancelling shipments."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.simulator.couriers import (
    SHIPMENTS,
    confirmed,
    courier_body,
    locker_body,
    shipx_client,
)
from tests.support.simulator import Simulator


def read(client: httpx.Client, shipment: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/v1/shipments/{shipment['id']}").json()
    return found


def wallet(simulator: Simulator) -> float:
    found: float = simulator.books()["shipx"]["wallet"]
    return found


def out_of_funds(simulator: Simulator, client: httpx.Client) -> dict[str, Any]:
    """A shipment whose payment has failed."""
    simulator.top_up(-2495)
    made: dict[str, Any] = client.post(SHIPMENTS, json=locker_body()).json()
    simulator.push(2)
    return read(client, made)


def test_a_new_shipment_is_created_at_once_and_confirmed_a_second_later(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    answer = shipx.post(SHIPMENTS, json=locker_body())
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == made["href"]
    assert (made["status"], made["tracking_number"], made["offers"]) == ("created", None, [])
    assert made["receiver"]["address"] is None
    assert made["parcels"][0]["weight"] == {"amount": 25, "unit": "kg"}
    simulator.push(0.4)
    assert read(shipx, made)["status"] == "offer_selected"
    simulator.push(1)
    done = read(shipx, made)
    assert done["status"] == "confirmed"
    assert len(done["tracking_number"]) == 24
    assert done["tracking_number"].startswith("6")
    assert done["selected_offer"]["rate"] == 12.5
    assert done["transactions"][0]["status"] == "success"
    assert wallet(simulator) == 2487.5


def test_the_same_request_twice_makes_two_shipments(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    one, two = confirmed(simulator, shipx), confirmed(simulator, shipx)
    assert one["id"] != two["id"]
    assert one["tracking_number"] != two["tracking_number"]
    assert wallet(simulator) == 2475.0


def test_an_instant_courier_confirms_by_the_first_read(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    simulator.knobs(shipx_confirm_seconds=0)
    answer = shipx.post(SHIPMENTS, json=courier_body()).json()
    assert answer["status"] == "created"
    assert read(shipx, answer)["tracking_number"].startswith("52")


def test_a_lost_answer_leaves_a_bought_shipment_behind(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    simulator.fault("shipx.shipments.create", "drop_after_commit")
    with pytest.raises(httpx.RemoteProtocolError):
        shipx.post(SHIPMENTS, json=locker_body())
    simulator.push(2)
    assert [one["status"] for one in simulator.books()["shipx"]["shipments"]] == ["confirmed"]


def test_a_courier_parcel_keeps_its_parts(shipx: httpx.Client, simulator: Simulator) -> None:
    body = courier_body(
        cod={"amount": 199.99, "currency": "PLN"}, insurance={"amount": 250, "currency": "PLN"}
    )
    done = confirmed(simulator, shipx, body)
    assert done["cod"] == {"amount": 199.99, "currency": "PLN"}
    assert done["parcels"][0]["dimensions"]["length"] == 400
    assert done["receiver"]["address"]["post_code"] == "80-831"
    assert done["sender"]["company_name"] == "Glinka Ceramika"
    assert done["selected_offer"]["rate"] == 21.49


def test_a_pop_target_changes_the_service(shipx: httpx.Client, simulator: Simulator) -> None:
    point = {"target_point": "POP-KRA12", "sending_method": "any_point"}
    done = confirmed(simulator, shipx, locker_body(custom_attributes=point))
    assert done["service"] == "inpost_locker_customer_service_point"


@pytest.mark.parametrize(
    ("changes", "details"),
    [
        ({"receiver": {}}, {"receiver": ["required"]}),
        (
            {"custom_attributes": {"target_point": "XXX01"}},
            {"custom_attributes": [{"target_point": ["does_not_exist"]}]},
        ),
        ({"custom_attributes": {}}, {"custom_attributes": [{"target_point": ["required"]}]}),
        (
            {"receiver": {"phone": "+48601455120", "email": "a@b.test"}},
            {"receiver": [{"phone": ["invalid_format"]}]},
        ),
        (
            {"receiver": {"phone": "012345678"}},
            {"receiver": [{"phone": ["invalid"], "email": ["required"]}]},
        ),
        ({"parcels": {"template": "huge"}}, {"parcels": [{"template": ["unknown"]}]}),
        ({"reference": "A1"}, {"reference": ["too_short"]}),
        ({"service": "inpost_pigeon"}, {"service": ["unknown"]}),
        (
            {"cod": {"amount": 50, "currency": "PLN"}, "insurance": {"amount": 20}},
            {"insurance": [{"amount": ["too_small"]}]},
        ),
    ],
)
def test_a_wrong_locker_request_is_refused_field_by_field(
    shipx: httpx.Client, simulator: Simulator, changes: dict[str, Any], details: dict[str, Any]
) -> None:
    answer = shipx.post(SHIPMENTS, json=locker_body(**changes))
    assert answer.status_code == 400
    assert answer.json()["error"] == "validation_failed"
    assert answer.json()["details"] == details
    assert simulator.books()["shipx"]["shipments"] == []


def test_a_wrong_courier_request_is_refused_with_nested_details(shipx: httpx.Client) -> None:
    body = courier_body(cod={"amount": 10, "currency": "PLN"})
    body["receiver"]["address"]["post_code"] = "80831"
    body["receiver"]["first_name"] = ""
    body["parcels"][0]["dimensions"]["width"] = 0
    assert shipx.post(SHIPMENTS, json=body).json()["details"] == {
        "receiver": [{"first_name": ["required"], "address": [{"post_code": ["invalid_format"]}]}],
        "parcels": [{"0": {"dimensions": [{"width": ["too_small"]}]}}],
        "insurance": ["required"],
    }


def test_without_funds_the_shipment_stays_selected_until_it_is_bought_after_a_top_up(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    stuck = out_of_funds(simulator, shipx)
    assert (stuck["status"], stuck["tracking_number"]) == ("offer_selected", None)
    paid = stuck["transactions"][0]
    assert paid["status"] == "failure"
    assert (paid["details"]["status"], paid["details"]["error"]) == (422, "debt_collection")
    simulator.top_up(100)
    simulator.push(60)
    assert read(shipx, stuck)["status"] == "offer_selected"
    offer = {"offer_id": stuck["selected_offer"]["id"]}
    answer = shipx.post(f"/v1/shipments/{stuck['id']}/buy", json=offer)
    assert (answer.status_code, answer.json()["tracking_number"]) == (200, None)
    simulator.push(2)
    done = read(shipx, stuck)
    assert done["status"] == "confirmed"
    assert [one["status"] for one in done["transactions"]] == ["success", "failure"]


def test_an_expired_offer_is_renewed_by_an_empty_update(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    stuck = out_of_funds(simulator, shipx)
    simulator.top_up(100)
    simulator.push(301)
    path = f"/v1/shipments/{stuck['id']}"
    refused = shipx.post(f"{path}/buy", json={"offer_id": stuck["selected_offer"]["id"]})
    assert (refused.status_code, refused.json()["error"]) == (400, "offer_expired")
    assert shipx.put(path, json={}).status_code == 200
    simulator.push(2)
    renewed = read(shipx, stuck)
    assert renewed["status"] == "offers_prepared"
    shipx.post(f"{path}/buy", json={"offer_id": renewed["offers"][0]["id"]})
    simulator.push(2)
    assert read(shipx, stuck)["status"] == "confirmed"


def test_buying_twice_is_refused(shipx: httpx.Client, simulator: Simulator) -> None:
    done = confirmed(simulator, shipx)
    path = f"/v1/shipments/{done['id']}/buy"
    answer = shipx.post(path, json={"offer_id": done["selected_offer"]["id"]})
    assert (answer.status_code, answer.json()["details"]) == (400, {"shipment": ["already_bought"]})


def test_a_shipment_can_be_cancelled_only_before_an_offer_is_selected(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    early = shipx.post(SHIPMENTS, json=locker_body()).json()
    assert shipx.delete(f"/v1/shipments/{early['id']}").status_code == 204
    simulator.push(2)
    assert read(shipx, early)["status"] == "canceled"
    late = confirmed(simulator, shipx)
    refused = shipx.delete(f"/v1/shipments/{late['id']}")
    assert refused.status_code == 400
    assert refused.json()["error"] == "invalid_action"
    assert refused.json()["details"] == {
        "action": "cancel",
        "shipment_status": "confirmed",
        "shipment_id": late["id"],
    }


def test_without_a_service_offers_are_prepared_and_bought_by_hand(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    body = courier_body()
    del body["service"]
    made = shipx.post(SHIPMENTS, json=body).json()
    simulator.push(10)
    offered = read(shipx, made)
    assert (offered["status"], offered["service"]) == ("offers_prepared", None)
    by_service = {offer["service"]["id"]: offer for offer in offered["offers"]}
    assert by_service["inpost_locker_standard"]["status"] == "unavailable"
    assert by_service["inpost_courier_standard"]["rate"] == 16.99
    wanted = {"offer_id": by_service["inpost_courier_standard"]["id"]}
    path = f"/v1/shipments/{made['id']}"
    assert shipx.post(f"{path}/select_offer", json=wanted).json()["status"] == "offer_selected"
    shipx.post(f"{path}/buy", json=wanted)
    simulator.push(2)
    assert read(shipx, made)["service"] == "inpost_courier_standard"


def test_a_parcel_too_big_for_a_locker_gets_no_offer(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    big = {
        "dimensions": {"length": 900, "width": 500, "height": 500, "unit": "mm"},
        "weight": {"amount": 5, "unit": "kg"},
    }
    made = shipx.post(SHIPMENTS, json=locker_body(parcels=big)).json()
    simulator.push(2)
    stuck = read(shipx, made)
    assert stuck["status"] == "offers_prepared"
    assert stuck["offers"][0]["unavailability_reasons"][0]["key"] == "parcels_size_invalid"


def test_prices_are_told_as_text_and_agree_with_what_is_charged(
    shipx: httpx.Client, simulator: Simulator
) -> None:
    items = [
        {"id": "A", **locker_body(parcels={"template": "medium"})},
        {"id": "B", **courier_body(additional_services=["sms"])},
    ]
    priced = shipx.post(f"{SHIPMENTS}/calculate", json={"shipments": items}).json()
    assert [one["id"] for one in priced] == ["A", "B"]
    assert priced[0]["calculated_charge_amount"] == "13.99"
    assert priced[1]["notification_charge_amount"] == "0.3"
    bought = confirmed(simulator, shipx, courier_body(additional_services=["sms"]))
    assert str(bought["selected_offer"]["rate"]) == priced[1]["calculated_charge_amount"]


def test_contract_customers_get_no_prices(shipx: httpx.Client, simulator: Simulator) -> None:
    simulator.knobs(shipx_debit=True)
    body = {"shipments": [locker_body()]}
    priced = shipx.post(f"{SHIPMENTS}/calculate", json=body).json()
    assert priced[0]["calculated_charge_amount"] is None
    assert confirmed(simulator, shipx)["selected_offer"]["rate"] is None


def test_one_bad_item_fails_the_whole_calculation_under_its_id(shipx: httpx.Client) -> None:
    bad = {"id": "B", **courier_body(parcels=[{"dimensions": {"length": 0}, "weight": {}}])}
    answer = shipx.post(
        f"{SHIPMENTS}/calculate", json={"shipments": [{"id": "A", **locker_body()}, bad]}
    )
    assert answer.status_code == 400
    inner = answer.json()["details"]["shipments"][0]["B"]["parcels"][0]["0"]
    assert inner["dimensions"][0]["length"] == ["too_small"]
    assert inner["weight"][0]["amount"] == ["required"]


def test_an_organization_without_a_courier_is_told_so(simulator: Simulator) -> None:
    with shipx_client(simulator, "simulator-shipx-small") as client:
        answer = client.post("/v1/organizations/1002/shipments", json=courier_body())
    assert answer.status_code == 400
    assert answer.json() == {
        "status": 400,
        "error": "missing_trucker_id",
        "message": "trucker_ID_is_not_set_for_organization",
        "details": None,
    }
