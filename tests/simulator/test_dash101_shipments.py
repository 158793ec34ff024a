"""Dash101 in the simulator: prices, pickup locations, shipments, files, failures and returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.simulator.couriers import Dash101, dash101_client, parcel_body
from tests.simulator.papers import codes, sizes, words
from tests.simulator.test_dash101_orders import refused
from tests.support.simulator import Simulator

PLACE = {
    "pickup_seller_name": "Glaze Store",
    "pickup_seller_phone": "9812345670",
    "pickup_address1": "Plot 7, Hill Road",
    "pickup_address2": "Bandra West",
    "pickup_city": "Mumbai",
    "pickup_pincode": "400050",
}


@pytest.fixture
def dash101(simulator: Simulator) -> Iterator[Dash101]:
    """A client of Dash101 that has logged in, answers without random extras."""
    simulator.knobs(dash101_extra_fields=False)
    with dash101_client(simulator) as client:
        yield client


def quotes(client: Dash101, **query: str) -> dict[str, tuple[str, str]]:
    """Courier to carriage and fee."""
    asked = {"pickup_pincode": "400093", "drop_pincode": "560038", "cod": "false", "weight": "0.5"}
    found = client.get("couriers/serviceability", **{**asked, **query}).json()
    return {
        one["courier_partner_name"]: (one["shipping_charges"], one["cod_charges"])
        for one in found["available_courier_companies"]
    }


def failed(client: Dash101) -> str:
    """A shipment that nobody took at the door."""
    client.order()
    number = str(client.ship()["tracking_number"])
    client.simulator.advance(number, "12")
    return number


def test_couriers_are_priced_by_weight_zone_and_cash(dash101: Dash101) -> None:
    assert quotes(dash101)["Delhivery"] == ("58.50", "0.00")
    assert quotes(dash101, drop_pincode="411001")["Delhivery"] == ("45.00", "0.00")
    assert quotes(dash101, weight="1.2", drop_pincode="411001")["Delhivery"] == ("85.00", "0.00")
    cash = quotes(dash101, cod="true")
    assert cash["Delhivery"] == ("58.50", "30.00")
    assert "Simulator Prepaid" not in cash
    assert "Simulator Express" not in quotes(dash101, weight="5.5")


@pytest.mark.parametrize("drop", ["900001", "560000"])
def test_a_place_that_nobody_serves_gives_an_empty_list(dash101: Dash101, drop: str) -> None:
    assert quotes(dash101, drop_pincode=drop) == {}


def test_a_quote_needs_all_four_parameters_within_their_limits(dash101: Dash101) -> None:
    asked = {"pickup_pincode": "400093", "drop_pincode": "560038", "cod": "true"}
    assert refused(dash101.get("couriers/serviceability", **asked))[0] == 400
    light = dash101.get("couriers/serviceability", **asked, weight="0.3")
    assert refused(light) == (422, "VALIDATION_ERROR")


def test_the_same_pickup_location_has_the_same_number(dash101: Dash101) -> None:
    first = dash101.post("pickup-locations", PLACE)
    assert first.status_code == 201
    second = dash101.post("pickup-locations", {**PLACE, "pickup_landmark": ""})
    assert (second.status_code, second.json()) == (200, first.json())
    other = dash101.post("pickup-locations", {**PLACE, "pickup_address2": "Bandra  East"})
    assert other.json() != first.json()
    listed = dash101.get("pickup-locations").json()["available_pickup_locations"]
    assert [one["pickup_city"] for one in listed] == ["Mumbai"] * 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pickup_address1": "Plot 7 HR"}, "pickup_address1"),
        ({"pickup_seller_phone": "02226123456"}, "pickup_seller_phone"),
        ({"pickup_address2": ""}, "pickup_address2"),
        ({"pickup_landmark": "x" * 222}, "pickup_address1"),
    ],
)
def test_a_pickup_location_that_breaks_a_rule_is_refused(
    dash101: Dash101, changes: dict[str, Any], field: str
) -> None:
    answer = dash101.post("pickup-locations", {**PLACE, **changes})
    assert refused(answer)[0] == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_the_four_parts_of_a_pickup_may_have_255_characters_together(dash101: Dash101) -> None:
    longest = {**PLACE, "pickup_landmark": "x" * (255 - 17 - 11 - 6)}
    assert dash101.post("pickup-locations", longest).status_code == 201


def test_a_booked_shipment_has_a_number_a_slot_and_prices_as_text(
    dash101: Dash101, simulator: Simulator
) -> None:
    simulator.set_clock("2024-02-01T10:00:00+00:00")
    dash101.log_in()
    dash101.order()
    booked = dash101.ship()
    assert len(booked["tracking_number"]) == 16
    assert (booked["order_status"], booked["order_status_code"]) == ("Pending Pickup", "2.5")
    assert booked["scheduled_pickup_date"] == "2024-2-2"
    assert booked["scheduled_pickup_timeslot"] == "13:00-18:00"
    assert (booked["shipping_charges"], booked["cod_charges"]) == ("45.0", "30.0")
    tracked = dash101.track()
    assert tracked["tracking_number"] == booked["tracking_number"]
    assert tracked["shipping_label"] == booked["shipping_label"]


def test_cash_above_1500_rupees_costs_two_per_cent(dash101: Dash101) -> None:
    dash101.order(order_total=2000)
    assert dash101.ship()["cod_charges"] == "40.0"


def test_a_shipment_is_booked_once(dash101: Dash101, simulator: Simulator) -> None:
    dash101.order()
    dash101.ship()
    again = dash101.post("shipments", parcel_body(order_id="SD-10042#1"))
    assert refused(again) == (422, "ORDER_NOT_APPROVED")
    assert len(simulator.books()["dash101"]["shipments"]) == 1


def test_a_lost_answer_leaves_a_booked_shipment_behind(
    dash101: Dash101, simulator: Simulator
) -> None:
    dash101.order()
    simulator.fault("dash101.shipment_create", "drop_after_commit")
    with pytest.raises(httpx.RemoteProtocolError):
        dash101.post("shipments", parcel_body(order_id="SD-10042#1"))
    assert dash101.track()["order_status_code"] == "2.5"


def test_what_cannot_be_shipped_is_refused_with_its_reason(
    dash101: Dash101, simulator: Simulator
) -> None:
    simulator.knobs(hold_approval=True)
    dash101.order()

    def answer(**changes: Any) -> tuple[int, str]:
        return refused(dash101.post("shipments", parcel_body(**changes)))

    assert answer(order_id="SD-10042#1") == (422, "ORDER_NOT_APPROVED")
    simulator.knobs(hold_approval=False)
    assert answer(order_id="NONE-1") == (404, "NOT_FOUND")
    assert answer() == (400, "BAD_REQUEST")
    assert answer(order_id="SD-10042#1", dash101_order_id="1") == (400, "BAD_REQUEST")
    assert answer(order_id="SD-10042#1", courier_partner_id="7") == (422, "NOT_SERVICEABLE")
    assert answer(order_id="SD-10042#1", courier_partner_id="99") == (422, "COURIER_NOT_FOUND")
    assert answer(order_id="SD-10042#1", pickup_location_id="1") == (422, "PICKUP_NOT_FOUND")
    assert answer(order_id="SD-10042#1", dead_weight="0.05") == (422, "VALIDATION_ERROR")
    assert answer(order_id="SD-10042#1", height="0.4") == (422, "VALIDATION_ERROR")
    assert dash101.post("shipments", parcel_body(order_id="SD-10042#1")).status_code == 201


def test_the_files_are_pdfs_that_anybody_with_the_link_can_fetch(
    dash101: Dash101, simulator: Simulator
) -> None:
    dash101.order()
    booked = dash101.ship()
    files = {}
    with httpx.Client(trust_env=False) as anybody:
        for kind in ("shipping_label", "shipping_tax_invoice", "order_details_file"):
            answer = anybody.get(booked[kind])
            assert answer.headers["Content-Type"] == "application/pdf"
            files[kind] = answer.content
        simulator.knobs(label_expired=True)
        assert anybody.get(booked["shipping_label"]).status_code == 404
    assert sizes(files["shipping_label"]) == [(288, 432)]
    assert set(codes(files["shipping_label"])) == {booked["tracking_number"], "SD-10042#1"}
    assert "Asha Rao" in words(files["shipping_tax_invoice"])
    assert codes(files["order_details_file"]) == [booked["tracking_number"]]
    fetched = simulator.books()["dash101"]["labels"]
    assert len(fetched) == 3


def test_a_failed_delivery_can_be_tried_again_from_the_earliest_day_on(
    dash101: Dash101, simulator: Simulator
) -> None:
    number = failed(dash101)
    path = f"shipments/{number}/reattempt"
    assert dash101.track()["delivery_attempts"] == 1
    simulator.set_clock("2027-06-10T10:29:59+00:00")
    simulator.freeze()
    dash101.log_in()
    today = dash101.post(path, {"preferred_delivery_date": "2027-06-10"})
    assert refused(today) == (422, "DATE_TOO_EARLY")
    simulator.set_clock("2027-06-10T10:30:00+00:00")
    late = dash101.post(path, {"preferred_delivery_date": "2027-06-12"})
    assert "2027-06-13" in late.json()["message"]
    short = dash101.post(path, {"updated_customer_address": "Flat 3"})
    assert refused(short)[0] == 422
    done = dash101.post(path, {"preferred_delivery_date": "2027-06-13"})
    assert done.json() == {"status_code": 200, "message": "Reattempt request registered"}
    assert dash101.track()["order_status_code"] == "11"
    assert refused(dash101.post(path, {})) == (422, "INVALID_STATE")


def test_a_failed_delivery_can_be_returned_for_a_reason(dash101: Dash101) -> None:
    path = f"shipments/{failed(dash101)}/rto"
    assert refused(dash101.post(path, {"rto_reason": "7"}))[0] == 422
    assert dash101.post(path, {"rto_reason": "6", "rto_comments": "Buyer left"}).status_code == 200
    assert dash101.track()["order_status_code"] == "13"
    assert refused(dash101.post("shipments/4400/rto", {"rto_reason": "1"})) == (404, "NOT_FOUND")


def test_a_parcel_goes_only_ways_that_there_are(dash101: Dash101, simulator: Simulator) -> None:
    dash101.order()
    number = dash101.ship()["tracking_number"]
    simulator.advance(number, "4")
    history = [line["order_status_code"] for line in dash101.track()["status_history"]]
    assert history == ["1", "2", "2.5", "3", "11", "4"]
    with pytest.raises(RuntimeError, match="no way from 4 to 12"):
        simulator.advance(number, "12")


def test_the_buyer_can_cancel_before_the_parcel_leaves(
    dash101: Dash101, simulator: Simulator
) -> None:
    dash101.order(order_id="ORD-B1")
    dash101.ship("ORD-B1")
    simulator.cancel_order("ORD-B1")
    assert dash101.track("ORD-B1")["order_status"] == "Cancelled by Buyer"


def test_parcels_move_by_themselves_when_asked_to(dash101: Dash101, simulator: Simulator) -> None:
    dash101.order()
    dash101.ship()
    simulator.knobs(auto_progress=True)
    simulator.push(5 * 86400)
    assert dash101.track()["order_status"] == "Delivered"
