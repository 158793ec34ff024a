"""The lines of Dash101's recipe, its field rules and its register that stand in no other test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from shipdesk.simulator.dash101_rules import earliest_reattempt
from shipdesk.simulator.endpoints import provider_table
from tests.simulator.couriers import Dash101, dash101_client, order_body, parcel_body
from tests.simulator.test_dash101_orders import refused
from tests.simulator.test_dash101_shipments import PLACE, failed
from tests.support.simulator import Simulator

QUOTE = {"pickup_pincode": "400093", "drop_pincode": "560038", "cod": "false", "weight": "0.5"}
WAYS = {
    "1": ("2", "5", "6"), "2": ("2.5", "5", "6"), "2.5": ("3", "5", "6"),
    "3": ("11", "4", "12", "13"), "11": ("4", "12"), "12": ("11", "4", "13"), "13": ("7",),
    "4": ("9",), "9": ("14", "4"), "14": ("10", "4"), "10": ("15",),
    "5": (), "6": (), "7": (), "15": (),
}  # fmt: skip
FIRST_WAY = {
    "2.5": (), "3": ("3",), "11": ("3", "11"), "12": ("3", "12"), "13": ("3", "13"),
    "4": ("3", "4"), "9": ("3", "4", "9"), "14": ("3", "4", "9", "14"),
    "10": ("3", "4", "9", "14", "10"), "7": ("3", "13", "7"), "5": ("5",), "6": ("6",),
    "15": ("3", "4", "9", "14", "10", "15"),
}  # fmt: skip


@pytest.fixture
def dash101(simulator: Simulator) -> Iterator[Dash101]:
    """A client of Dash101 that has logged in, answers without random extras."""
    simulator.knobs(dash101_extra_fields=False, dash101_requests_per_minute=1000)
    with dash101_client(simulator) as client:
        yield client


@pytest.mark.parametrize(
    ("now", "literal", "lenient"),
    [
        ("2024-06-10T15:59:59+05:30", "2024-06-11", "2024-06-11"),
        ("2024-06-10T16:00:00+05:30", "2024-06-13", "2024-06-12"),
        ("2024-06-10T23:59:59+05:30", "2024-06-13", "2024-06-12"),
        ("2024-06-11T00:00:00+05:30", "2024-06-12", "2024-06-12"),
        ("2024-02-28T10:00:00+05:30", "2024-02-29", "2024-02-29"),
        ("2024-12-30T18:00:00+05:30", "2025-01-02", "2025-01-01"),
        ("2024-06-10T10:29:59+00:00", "2024-06-11", "2024-06-11"),
        ("2024-06-10T10:30:00+00:00", "2024-06-13", "2024-06-12"),
        ("2024-06-10T20:00:00+00:00", "2024-06-12", "2024-06-12"),
    ],
)
def test_the_earliest_day_of_a_second_try_is_that_of_the_table(
    now: str, literal: str, lenient: str
) -> None:
    moment = datetime.fromisoformat(now)
    assert str(earliest_reattempt(moment, 3)) == literal
    assert str(earliest_reattempt(moment, 2)) == lenient


def test_the_lenient_reading_is_a_knob(dash101: Dash101, simulator: Simulator) -> None:
    path = f"shipments/{failed(dash101)}/reattempt"
    simulator.freeze()
    simulator.set_clock("2027-06-10T10:30:00+00:00")
    dash101.log_in()
    body = {"preferred_delivery_date": "2027-06-12"}
    assert refused(dash101.post(path, body))[0] == 422
    simulator.knobs(dash101_reattempt_days=2)
    assert dash101.post(path, body).status_code == 200


def test_there_are_fifteen_statuses_and_no_8() -> None:
    assert set(provider_table("dash101")["statuses"]) == set(WAYS)


@pytest.mark.parametrize("code", list(FIRST_WAY))
def test_a_parcel_goes_only_the_ways_of_the_table(
    dash101: Dash101, simulator: Simulator, code: str
) -> None:
    for there in WAYS:
        if there in {"1", "2", "2.5", code}:
            continue
        order_id = f"T-{there.replace('.', '-')}"
        dash101.order(order_id=order_id)
        number = dash101.ship(order_id)["tracking_number"]
        for step in FIRST_WAY[code]:
            simulator.advance(number, step)
        assert dash101.track(order_id)["order_status_code"] == code
        if there in WAYS[code]:
            simulator.advance(number, there)
            assert dash101.track(order_id)["order_status_code"] == there
    dead_end = not WAYS[code]
    if dead_end:
        with pytest.raises(RuntimeError, match="no way"):
            simulator.advance(number, "2.5")


def test_an_order_is_moved_by_its_other_number_too(dash101: Dash101, simulator: Simulator) -> None:
    number = dash101.order()["dash101_order_id"]
    dash101.ship()
    body = {"dash101_order_id": number, "to": "3"}
    simulator.control("POST", "/_simulator/advance", body)
    assert dash101.track()["order_status"] == "Dispatched"


def test_both_versions_share_their_order_numbers(dash101: Dash101) -> None:
    first = dash101.post("orders", order_body())
    assert (first.status_code, set(first.json())) == (
        201, {"dash101_order_id", "order_status", "order_status_code"}
    )  # fmt: skip
    again = dash101.post("orders", order_body(), version=2)
    assert again.json()["dash101_order_id"] == first.json()["dash101_order_id"]
    other = dash101.post("orders", order_body(order_id="B-1"), version=2)
    assert "message" not in other.json()


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("order_id", "A" * 20, 201),
        ("order_id", "A#-9", 201),
        ("order_id", "A_1", 422),
        ("order_date", "2024-06-10 11:05", 422),
        ("order_date", None, 201),
        ("customer_name", "a" * 100, 201),
        ("customer_name", "a" * 101, 422),
        ("customer_name", "Zoë", 422),
        ("customer_name", "A\tB", 422),
        ("customer_phone", 6876543210, 201),
        ("customer_phone", "08026123456", 201),
        ("customer_phone", "00026123456", 422),
        ("customer_phone", 987654321, 422),
        ("customer_email", "a@b.c", 201),
        ("customer_email", "a b@c.d", 422),
        ("delivery_address1", "a" * 100, 201),
        ("delivery_address1", "", 422),
        ("delivery_address2", "a" * 100, 201),
        ("delivery_address2", "a" * 101, 422),
        ("delivery_city", "a" * 50, 201),
        ("delivery_city", "a" * 51, 422),
        ("delivery_city", "Łódź", 422),
        ("delivery_pincode", 100000, 201),
        ("delivery_pincode", "011001", 422),
        ("delivery_pincode", "41100", 422),
        ("order_total", "1249.5", 201),
        ("order_total", "12,5", 422),
        ("order_total", -1, 422),
        ("payment_method", "prepaid", 201),
        ("payment_method", "card", 422),
        ("order_items", [{"product_name": "x", "quantity": 1, "price": 1}] * 50, 201),
        ("order_items", [{"product_name": "x", "quantity": 1, "price": 1}] * 51, 422),
        ("order_items", [{"product_name": "x", "quantity": 1000, "price": 0}], 201),
        ("order_items", [{"product_name": "x", "quantity": 1001, "price": 0}], 422),
        ("order_items", [{"product_name": "x", "quantity": 1, "price": 1, "hsn_code": "12"}], 422),
    ],
)
def test_an_order_s_fields_have_their_limits(
    dash101: Dash101, field: str, value: object, status: int
) -> None:
    answer = dash101.post("orders", order_body(**{field: value}), version=2)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"weight": "10"}, 200),
        ({"weight": "10.01"}, 422),
        ({"weight": "0.49"}, 422),
        ({"cod": "yes"}, 400),
        ({"drop_pincode": "56003"}, 422),
        ({"drop_pincode": ""}, 400),
    ],
)
def test_a_quote_s_parameters_have_their_limits(
    dash101: Dash101, changes: dict[str, str], status: int
) -> None:
    answer = dash101.get("couriers/serviceability", **{**QUOTE, **changes})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"dead_weight": "0.1"}, 201),
        ({"dead_weight": "10"}, 201),
        ({"dead_weight": "10.1"}, 422),
        ({"length": "0.5", "breadth": "0.5", "height": "0.5"}, 201),
        ({"length": "300"}, 201),
        ({"length": "301"}, 422),
        ({"breadth": "wide"}, 422),
    ],
)
def test_a_parcel_s_measures_have_their_limits(
    dash101: Dash101, changes: dict[str, str], status: int
) -> None:
    dash101.order()
    answer = dash101.post("shipments", parcel_body(order_id="SD-10042#1", **changes))
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"pickup_address1": "1234567890"}, 201),
        ({"pickup_seller_name": "a" * 101}, 422),
        ({"pickup_city": "a" * 51}, 422),
        ({"pickup_pincode": 400050}, 201),
        ({"pickup_pincode": "000050"}, 422),
        ({"pickup_landmark": "Źródło"}, 422),
    ],
)
def test_a_pickup_location_s_fields_have_their_limits(
    dash101: Dash101, changes: dict[str, object], status: int
) -> None:
    assert dash101.post("pickup-locations", {**PLACE, **changes}).status_code == status


@pytest.mark.parametrize(
    ("act", "body", "status"),
    [
        ("reattempt", {}, 200),
        ("reattempt", {"updated_customer_address": "1234567890"}, 200),
        ("reattempt", {"updated_customer_address": ""}, 200),
        ("reattempt", {"updated_customer_address": "Ulica Łódzka 5"}, 422),
        ("reattempt", {"alternate_customer_mobile": "9876543210"}, 200),
        ("reattempt", {"alternate_customer_mobile": "02026123456"}, 422),
        ("reattempt", {"preferred_delivery_date": "2099-1-5"}, 422),
        ("rto", {"rto_reason": "1"}, 200),
        ("rto", {"rto_reason": "0"}, 422),
        ("rto", {}, 422),
        ("rto", {"rto_reason": "6", "rto_comments": "a" * 255}, 200),
        ("rto", {"rto_reason": "6", "rto_comments": "a" * 256}, 422),
    ],
)
def test_what_is_told_of_a_failed_delivery_has_its_limits(
    dash101: Dash101, act: str, body: dict[str, str], status: int
) -> None:
    answer = dash101.post(f"shipments/{failed(dash101)}/{act}", body)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("act", ["reattempt", "rto"])
def test_only_a_failed_delivery_is_tried_again_or_returned(dash101: Dash101, act: str) -> None:
    dash101.order()
    number = dash101.ship()["tracking_number"]
    answer = dash101.post(f"shipments/{number}/{act}", {"rto_reason": "1"})
    assert refused(answer) == (422, "INVALID_STATE")
    unknown = dash101.post(f"shipments/4400000000000099/{act}", {"rto_reason": "1"})
    assert refused(unknown) == (404, "NOT_FOUND")


def test_a_token_dies_on_its_twentieth_day_to_the_second(
    dash101: Dash101, simulator: Simulator
) -> None:
    simulator.freeze()
    assert dash101.log_in().status_code == 200
    simulator.push(20 * 86400 - 1)
    assert dash101.get("couriers").status_code == 200
    simulator.push(1)
    assert dash101.get("couriers").status_code == 401


def test_a_refused_call_says_status_code_and_message_and_no_wait(
    dash101: Dash101, simulator: Simulator
) -> None:
    simulator.knobs(dash101_requests_per_minute=1)
    answer = dash101.get("couriers")
    assert answer.status_code == 429
    assert set(answer.json()) >= {"status_code", "message", "error_code"}
    assert answer.json()["status_code"] == 429
    assert "Retry-After" not in answer.headers


def test_a_cancelled_order_stays_cancelled_and_says_why(dash101: Dash101) -> None:
    dash101.order()
    body = {"order_ids": [{"order_id": "SD-10042#1"}]}
    dash101.post("orders/cancel", body)
    again = dash101.post("orders/cancel", body).json()
    assert again["cancelled_order_ids"] == []
    assert again["uncancelled_order_ids"][0]["reason"]


def test_an_order_under_both_its_numbers_is_no_duplicate_to_the_vendor(dash101: Dash101) -> None:
    number = dash101.order()["dash101_order_id"]
    asked = [{"order_id": "SD-10042#1"}, {"dash101_order_id": number}]
    answer = dash101.post("orders/cancel", {"order_ids": asked}).json()
    assert answer["cancelled_order_ids"] == ["SD-10042#1"]
    assert answer["uncancelled_dash101_order_ids"][0]["dash101_order_id"] == number


@pytest.mark.parametrize(
    "body",
    [
        {"order_ids": ["SD-10042#1"]},
        {"order_ids": [{}]},
        {"order_ids": "SD-10042#1"},
        {},
    ],
)
def test_a_cancellation_lists_objects_with_one_key_each(
    dash101: Dash101, body: dict[str, object]
) -> None:
    assert refused(dash101.post("orders/cancel", body))[0] == 400


def test_a_hash_in_an_order_number_must_be_encoded(dash101: Dash101) -> None:
    dash101.order()
    url = f"{dash101.prefix}/orders/track"
    assert dash101.client.get(f"{url}?order_id=SD-10042%231").status_code == 200
    assert dash101.client.get(f"{url}?order_id=SD-10042#1").status_code == 404


def test_a_wrong_path_may_be_answered_by_a_page(dash101: Dash101, simulator: Simulator) -> None:
    simulator.fault("dash101.couriers", "html_404")
    answer = dash101.get("couriers")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_the_log_masks_passwords_tokens_and_phones(dash101: Dash101, simulator: Simulator) -> None:
    dash101.order(customer_phone=9876543210)
    simulator.knobs(dash101_requests_per_minute=1000)
    told = str(simulator.requests(dialect="dash101"))
    assert "simulator-pass" not in told
    assert "9876543210" not in told
    assert "Asha Rao" in told


def test_a_number_of_another_kind_is_no_user(simulator: Simulator) -> None:
    with dash101_client(simulator, user=0, logged_in=False) as nobody:
        answer: httpx.Response = nobody.log_in()
    assert answer.status_code == 400


@pytest.mark.parametrize(("scenario", "expected"), [({}, 201), ({"partial_approval": True}, 422)])
def test_every_item_must_be_approved(
    dash101: Dash101, simulator: Simulator, scenario: dict[str, Any], expected: int
) -> None:
    simulator.knobs(**scenario)
    item = {"product_name": "Mug", "quantity": 1, "price": 10}
    dash101.order(order_items=[item, {**item, "product_name": "Bowl"}])
    answer = dash101.post("shipments", parcel_body(order_id="SD-10042#1"))
    assert answer.status_code == expected
    if expected == 422:
        assert refused(answer) == (422, "ORDER_NOT_APPROVED")
