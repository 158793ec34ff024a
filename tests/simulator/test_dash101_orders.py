"""Dash101 in the simulator: login, orders, their rules, cancelling and tracking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.simulator.couriers import Dash101, dash101_client, order_body, parcel_body
from tests.support.simulator import Simulator


@pytest.fixture
def dash101(simulator: Simulator) -> Iterator[Dash101]:
    """A client of Dash101 that has logged in, answers without random extras."""
    simulator.knobs(dash101_extra_fields=False)
    with dash101_client(simulator) as client:
        yield client


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal; both stand in the body too."""
    body = answer.json()
    assert body["status_code"] == answer.status_code
    return answer.status_code, body["error_code"]


def test_a_login_gives_a_token_for_twenty_days(dash101: Dash101, simulator: Simulator) -> None:
    assert set(dash101.log_in().json()) == {"authorization_token"}
    simulator.push(20 * 86400 - 60)
    assert dash101.get("couriers").status_code == 200
    simulator.push(120)
    assert refused(dash101.get("couriers")) == (401, "TOKEN_EXPIRED")


def test_a_wrong_password_or_user_is_refused(simulator: Simulator) -> None:
    with dash101_client(simulator, logged_in=False) as client:
        assert refused(client.log_in(password="wrong")) == (401, "INVALID_CREDENTIALS")
        assert refused(client.log_in(email="other@example.test"))[0] == 401
        assert refused(client.get("couriers")) == (401, "UNAUTHORISED")


def test_a_token_works_for_its_own_user_only(dash101: Dash101, simulator: Simulator) -> None:
    with dash101_client(simulator, user=1003, logged_in=False) as other:
        other.client.headers["Authorization"] = dash101.client.headers["Authorization"]
        assert refused(other.get("couriers"))[0] == 401


def test_a_password_reset_voids_the_old_token(simulator: Simulator) -> None:
    with dash101_client(simulator, user=1003, logged_in=False) as client:
        assert client.log_in("reset@example.test").status_code == 200
        simulator.knobs(dash101_passwords={"1003": "another"})
        assert refused(client.get("couriers"))[0] == 401
        assert client.log_in("reset@example.test", "another").status_code == 200
        assert client.get("couriers").status_code == 200


def test_an_inactive_user_logs_in_and_may_do_nothing(simulator: Simulator) -> None:
    with dash101_client(simulator, user=1002, logged_in=False) as client:
        assert client.log_in("inactive@example.test").status_code == 200
        assert refused(client.get("couriers")) == (401, "API_USER_INACTIVE")


def test_a_read_without_a_json_content_type_is_refused(dash101: Dash101) -> None:
    del dash101.client.headers["Content-Type"]
    assert refused(dash101.get("couriers"))[0] == 400


def test_too_many_calls_in_a_minute_are_throttled(dash101: Dash101, simulator: Simulator) -> None:
    simulator.knobs(dash101_requests_per_minute=5)
    answers = [dash101.get("couriers").status_code for _ in range(6)]
    assert answers[-1] == 429
    assert answers[0] == 200
    simulator.push(61)
    assert dash101.get("couriers").status_code == 200


def test_an_order_is_created_and_approved_by_the_next_read(dash101: Dash101) -> None:
    made = dash101.order()
    assert (made["order_status"], made["order_status_code"]) == ("Created", "1")
    tracked = dash101.track()
    assert tracked["order_status_code"] == "2"
    assert tracked["dash101_order_id"] == made["dash101_order_id"]
    assert tracked["order_total"] == "1249.50"
    assert [line["order_status_code"] for line in tracked["status_history"]] == ["1", "2"]


def test_approval_can_take_time_or_be_held_or_be_partial(
    dash101: Dash101, simulator: Simulator
) -> None:
    simulator.knobs(approve_after_s=30)
    dash101.order()
    assert dash101.track()["order_status_code"] == "1"
    simulator.push(31)
    assert dash101.track()["order_status_code"] == "2"
    simulator.knobs(approve_after_s=None, hold_approval=True)
    dash101.order(order_id="HELD-1")
    simulator.push(3600)
    assert dash101.track("HELD-1")["order_status_code"] == "1"
    simulator.knobs(hold_approval=False, partial_approval=True)
    two = [{"product_name": name, "quantity": 1, "price": 5} for name in ("Mug", "Bowl")]
    dash101.order(order_id="PART-1", order_items=two)
    codes = [one["suborder_status_code"] for one in dash101.track("PART-1")["order_items"]]
    assert codes == ["2", "1"]


def test_v2_gives_the_order_that_is_there_unchanged_and_v1_refuses(dash101: Dash101) -> None:
    made = dash101.order()
    again = dash101.post("orders", order_body(order_total=5), version=2)
    assert again.status_code == 200
    assert again.json() == {
        "dash101_order_id": made["dash101_order_id"],
        "order_status": "Approved",
        "order_status_code": "2",
        "message": "Order already present",
    }
    assert dash101.track()["order_total"] == "1249.50"
    assert refused(dash101.post("orders", order_body())) == (422, "ORDER_ALREADY_EXISTS")


def test_a_cancelled_order_number_is_burnt(dash101: Dash101) -> None:
    dash101.order()
    answer = dash101.post("orders/cancel", {"order_ids": [{"order_id": "SD-10042#1"}]})
    assert answer.json()["cancelled_order_ids"] == ["SD-10042#1"]
    assert refused(dash101.post("orders", order_body())) == (422, "ORDER_ALREADY_EXISTS")
    again = dash101.post("orders", order_body(), version=2).json()
    assert (again["order_status_code"], again["message"]) == ("5", "Order already present")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"order_id": "x" * 21}, "order_id"),
        ({"order_id": "A B"}, "order_id"),
        ({"order_date": "2024-02-30 10:00:00"}, "order_date"),
        ({"customer_name": "Łukasz"}, "customer_name"),
        ({"customer_phone": 5876543210}, "customer_phone"),
        ({"customer_phone": "1800123456"}, "customer_phone"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"delivery_address1": "a" * 101}, "delivery_address1"),
        ({"delivery_city": ""}, "delivery_city"),
        ({"delivery_pincode": 11001}, "delivery_pincode"),
        ({"order_total": 10.999}, "order_total"),
        ({"order_total": 0}, "order_total"),
        ({"payment_method": "COD"}, "payment_method"),
        ({"order_items": []}, "order_items"),
        ({"order_items": [{"product_name": "x", "quantity": 0, "price": 1}]}, "quantity"),
    ],
)
def test_an_order_that_breaks_a_rule_is_refused_with_its_field(
    dash101: Dash101, changes: dict[str, Any], field: str
) -> None:
    answer = dash101.post("orders", order_body(**changes), version=2)
    assert refused(answer) == (422, "VALIDATION_ERROR")
    assert [one["field"].split(".")[-1] for one in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"customer_phone": "02026123456"},
        {"customer_phone": "9876543210", "delivery_pincode": "411001", "order_total": "1249.50"},
        {"customer_email": None, "delivery_address2": ""},
    ],
)
def test_numbers_may_be_text_and_blanks_are_blanks(
    dash101: Dash101, changes: dict[str, Any]
) -> None:
    assert dash101.post("orders", order_body(**changes), version=2).status_code == 201


def test_a_body_that_cannot_be_understood_is_a_bad_request(dash101: Dash101) -> None:
    path = f"{dash101.prefix}/orders"
    assert refused(dash101.client.post(path, content=b"{"))[0] == 400
    assert refused(dash101.post("orders", order_body(customer_name={"a": 1})))[0] == 400
    assert refused(dash101.post("orders", order_body(order_items="mug")))[0] == 400


def test_cancelling_answers_order_by_order(dash101: Dash101) -> None:
    dash101.order(order_id="A-1")
    second = dash101.order(order_id="A-2")["dash101_order_id"]
    dash101.order(order_id="A-3")
    booked = dash101.post("shipments", parcel_body(order_id="A-3")).json()
    dash101.simulator.advance(booked["tracking_number"], "3")
    asked = [
        {"order_id": "A-1"}, {"dash101_order_id": second}, {"order_id": "A-3"},
        {"order_id": "A-9"},
    ]  # fmt: skip
    answer = dash101.post("orders/cancel", {"order_ids": asked})
    assert answer.status_code == 200
    assert answer.json() == {
        "cancelled_order_ids": ["A-1"],
        "cancelled_dash101_order_ids": [second],
        "uncancelled_order_ids": [
            {"order_id": "A-3", "reason": "Order is already dispatched"},
            {"order_id": "A-9", "reason": "Order not found"},
        ],
        "uncancelled_dash101_order_ids": [],
    }


def test_too_many_or_doubled_orders_are_not_cancelled_at_all(dash101: Dash101) -> None:
    dash101.order()
    eleven = [{"order_id": f"X-{number}"} for number in range(11)]
    assert refused(dash101.post("orders/cancel", {"order_ids": eleven}))[0] == 422
    twice = [{"order_id": "SD-10042#1"}] * 2
    assert refused(dash101.post("orders/cancel", {"order_ids": twice}))[0] == 422
    both = [{"order_id": "SD-10042#1", "dash101_order_id": "1"}]
    assert refused(dash101.post("orders/cancel", {"order_ids": both}))[0] == 400
    assert dash101.track()["order_status_code"] == "2"


def test_tracking_wants_exactly_one_number_and_knows_what_it_does_not_know(
    dash101: Dash101,
) -> None:
    number = dash101.order()["dash101_order_id"]
    found = dash101.get("orders/track", dash101_order_id=number).json()["order_details"]
    assert found["order_id"] == "SD-10042#1"
    assert refused(dash101.get("orders/track"))[0] == 400
    both = dash101.get("orders/track", order_id="SD-10042#1", dash101_order_id=number)
    assert refused(both)[0] == 400
    assert refused(dash101.get("orders/track", order_id="SD-10042")) == (404, "NOT_FOUND")


def test_answers_may_be_wrapped_and_may_grow(dash101: Dash101, simulator: Simulator) -> None:
    simulator.knobs(dash101_wrapper="data", dash101_extra_fields=True)
    bodies = [dash101.get("couriers").json()["data"] for _ in range(20)]
    assert all(body["available_courier_companies"] for body in bodies)
    assert any("x_future_field" in str(body) for body in bodies)
