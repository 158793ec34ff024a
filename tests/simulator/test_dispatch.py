"""The Dispatch dialect, over its socket, against what the reference says of it."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support.simulator import Simulator

ORDERS = "/api/v1/Orders"
SHIPMENTS = "/api/v1/shipments"


def orders(dispatch: httpx.Client, **query: object) -> dict[str, Any]:
    params = {f"${name}" if name.islower() else name: str(value) for name, value in query.items()}
    response = dispatch.get(ORDERS, params=params)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def one_order(dispatch: httpx.Client, status: str = "pending") -> dict[str, Any]:
    row = orders(dispatch, filter=f"status eq '{status}'", PageSize=1)["data"][0]
    order: dict[str, Any] = dispatch.get(f"{ORDERS}/{row['guid']}").json()["data"]
    return order


def lonely_order(dispatch: httpx.Client) -> dict[str, Any]:
    """A pending order that has no shipment yet."""
    rows = orders(dispatch, filter="status eq 'pending'", PageSize=100)["data"]
    order: dict[str, Any] = next(row for row in rows if not row["shipmentIds"])
    return order


def new_order(dispatch: httpx.Client, **changes: object) -> dict[str, object]:
    customer = dispatch.get("/api/v1/Customers").json()["data"][0]
    address = {"street": "ul. Prosta 5", "city": "Warszawa", "postalCode": "00-838"}
    return {
        "customerId": customer["guid"],
        "externalReference": f"SHOP-{uuid4()}",
        "items": [{"description": "Ceramic mug", "quantity": 4, "price": 8.50}],
        "deliveryAddress": {**address, "country": "PL", "name": "Jan Nowak"},
        **changes,
    }


def test_orders_come_in_pages_without_total_pages_and_newest_first(dispatch: httpx.Client) -> None:
    first, third = orders(dispatch, PageSize=100), orders(dispatch, PageSize=100, Page=3)
    assert (first["totalCount"], first["page"], first["pageSize"]) == (260, 1, 100)
    assert "totalPages" not in first
    assert len(third["data"]) == 60
    assert first["data"][0]["createdAt"] > third["data"][0]["createdAt"]
    assert orders(dispatch, PageSize=100, Page=9)["data"] == []


def test_total_pages_come_when_their_knob_is_on(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.knobs(total_pages=True)
    assert orders(dispatch, PageSize=100)["totalPages"] == 3


def test_too_large_a_page_is_clamped_and_says_so(dispatch: httpx.Client) -> None:
    assert orders(dispatch, PageSize=500)["pageSize"] == 100
    assert orders(dispatch)["pageSize"] == 50


def test_walking_the_pages_meets_every_order_once(dispatch: httpx.Client) -> None:
    pages = [orders(dispatch, PageSize=100, Page=page)["data"] for page in (1, 2, 3)]
    assert len({row["guid"] for page in pages for row in page}) == 260


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Page=0", "VALIDATION_ERROR"),
        ("PageSize=ten", "VALIDATION_ERROR"),
        ("$filter=status%20EQ%20'pending'", "INVALID_FILTER"),
        ("$filter=", "INVALID_FILTER"),
        ("$orderby=nothing", "INVALID_ORDERBY"),
        ("$top=5", "UNSUPPORTED_QUERY_OPTION"),
        ("$search=a&$search=b", "UNSUPPORTED_QUERY_OPTION"),
    ],
)
def test_a_bad_query_is_refused_with_its_code(
    dispatch: httpx.Client, query: str, code: str
) -> None:
    response = dispatch.get(f"{ORDERS}?{query}")
    assert response.status_code == 400
    assert response.json()["success"] is False
    assert response.json()["error"]["code"] == code


def test_a_list_tells_less_of_an_order_than_a_single_read(dispatch: httpx.Client) -> None:
    listed = lonely_order(dispatch)
    single = dispatch.get(f"{ORDERS}/{listed['guid']}").json()["data"]
    assert set(listed["items"][0]) == {"description", "quantity", "price"}
    assert "country" not in listed["deliveryAddress"]
    assert "email" not in listed["customer"]
    assert single["deliveryAddress"]["country"] in {"PL", "IN"}
    assert "guid" in single["items"][0]
    assert single["createdAt"] == single["createdDate"]


def test_filter_and_search_narrow_together(dispatch: httpx.Client) -> None:
    held = orders(dispatch, filter="status eq 'on_hold'", PageSize=100)
    assert {row["status"] for row in held["data"]} == {"on_hold"}
    quoted = orders(dispatch, filter="customer/name eq 'O''Neil'")
    assert {row["customer"]["name"] for row in quoted["data"]} == {"O'Neil"}
    both = orders(dispatch, filter="status eq 'on_hold'", search="o'neil ORD-")
    assert {row["customer"]["name"] for row in both["data"]} == {"O'Neil"}
    assert both["totalCount"] < quoted["totalCount"]


def test_totals_are_the_sum_of_the_lines(dispatch: httpx.Client) -> None:
    made = dispatch.post(ORDERS, json=new_order(dispatch))
    assert made.status_code == 201
    assert made.headers["X-Simulator-Designed"] == "true"
    order = made.json()["data"]
    assert (order["total"], order["currency"], order["status"]) == (34.0, "EUR", "pending")
    assert order["orderNumber"] == "ORD-000261"


def test_a_second_order_of_the_same_reference_is_refused(dispatch: httpx.Client) -> None:
    body = new_order(dispatch)
    assert dispatch.post(ORDERS, json=body).status_code == 201
    again = dispatch.post(ORDERS, json=body)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "CONFLICT")


def test_a_repeated_idempotency_key_gives_the_first_answer(dispatch: httpx.Client) -> None:
    body, headers = new_order(dispatch), {"Idempotency-Key": str(uuid4())}
    first = dispatch.post(ORDERS, json=body, headers=headers)
    again = dispatch.post(ORDERS, json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert orders(dispatch)["totalCount"] == 261


def test_an_order_with_mistakes_is_told_all_of_them(dispatch: httpx.Client) -> None:
    item = {"description": "", "quantity": 0, "price": "8.50"}
    response = dispatch.post(ORDERS, json=new_order(dispatch, items=[item], deliveryAddress=None))
    fields = {problem["field"] for problem in response.json()["error"]["details"]}
    assert response.status_code == 400
    expected = {"items[0].description", "items[0].quantity", "items[0].price", "deliveryAddress"}
    assert fields == expected


def test_numbers_and_letters_that_nothing_can_hold_are_refused(dispatch: httpx.Client) -> None:
    body = json.dumps(new_order(dispatch, notes="\ud800")).replace("8.5", "1e400")
    response = dispatch.post(ORDERS, content=body)
    fields = {problem["field"] for problem in response.json()["error"]["details"]}
    assert (response.status_code, fields) == (400, {"notes", "items[0].price"})


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000])
def test_a_body_that_is_no_object_is_malformed(dispatch: httpx.Client, body: bytes) -> None:
    response = dispatch.post(ORDERS, content=body)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "MALFORMED_JSON"


def test_designed_paths_vanish_when_their_knob_is_off(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    body = new_order(dispatch)
    simulator.knobs(designed_endpoints=False)
    assert dispatch.post(ORDERS, json=body).status_code == 404
    assert dispatch.get(ORDERS).status_code == 200


def test_a_status_moves_only_along_the_table(dispatch: httpx.Client) -> None:
    path = f"{ORDERS}/{one_order(dispatch)['guid']}/status"
    refused = dispatch.patch(path, json={"status": "delivered"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (
        409,
        "INVALID_STATUS_TRANSITION",
    )
    assert dispatch.patch(path, json={"status": "nonsense"}).status_code == 400
    assert dispatch.patch(path, json={"status": "on_hold"}).json()["data"]["status"] == "on_hold"


def test_an_updated_order_comes_with_a_filter_on_the_time_of_change(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.freeze()
    simulator.push(3600)
    order = one_order(dispatch)
    dispatch.patch(f"{ORDERS}/{order['guid']}", json={"notes": "Payment: paid"})
    now = simulator.control("GET", "/_simulator/clock")["now"][:19]
    changed = orders(dispatch, filter=f"updatedDate ge {now}Z")["data"]
    assert [(row["guid"], row["notes"]) for row in changed] == [(order["guid"], "Payment: paid")]


def test_an_order_is_shipped_once_and_starts_processing(dispatch: httpx.Client) -> None:
    order = lonely_order(dispatch)
    path = f"{ORDERS}/{order['guid']}/shipment"
    made = dispatch.post(path, json={})
    again = dispatch.post(path, json={})
    single = dispatch.get(f"{ORDERS}/{order['guid']}").json()["data"]
    assert (made.status_code, again.status_code) == (201, 409)
    assert made.json()["data"]["trackingNumber"] is None
    assert single["status"] == "processing"
    assert single["shipmentIds"] == [made.json()["data"]["guid"]]


def test_a_replaced_shipment_keeps_our_tracking_number_unless_told_not_to(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    order = lonely_order(dispatch)
    shipment = dispatch.post(f"{ORDERS}/{order['guid']}/shipment", json={}).json()["data"]
    path = f"{SHIPMENTS}/{shipment['guid']}"
    kept = dispatch.put(path, json={**shipment, "trackingNumber": "6" * 24})
    assert kept.status_code == 200
    assert dispatch.get(path).json()["data"]["trackingNumber"] == "6" * 24
    simulator.knobs(keeps_tracking_numbers=False)
    dispatch.put(path, json={**shipment, "trackingNumber": "7" * 24})
    assert dispatch.get(path).json()["data"]["trackingNumber"] == "6" * 24


def test_shipments_are_listed_by_plain_parameters_with_one_line_addresses(
    dispatch: httpx.Client,
) -> None:
    page = dispatch.get(SHIPMENTS, params={"perPage": 25, "status": "in_transit"}).json()
    assert page["pageSize"] == 25
    assert {row["status"] for row in page["data"]} == {"in_transit"}
    assert set(page["data"][0]["recipient"]) == {"name", "address"}
    single = dispatch.get(f"{SHIPMENTS}/{page['data'][0]['guid']}").json()["data"]
    assert "street" in single["recipient"]
    day = page["data"][0]["createdAt"][:10]
    same_day = dispatch.get(SHIPMENTS, params={"from": day, "to": day}).json()["data"]
    assert {row["createdAt"][:10] for row in same_day} == {day}
    assert dispatch.get(SHIPMENTS, params={"from": "2024-02-02", "to": "2024-02-01"}).is_error
    assert dispatch.get(f"{SHIPMENTS}?$filter=status%20eq%20'x'").status_code == 400


def test_traces_tell_a_parcel_s_way_and_the_overview_counts(dispatch: httpx.Client) -> None:
    row = dispatch.get(SHIPMENTS, params={"status": "delivered"}).json()["data"][0]
    traces = dispatch.get(f"{SHIPMENTS}/{row['guid']}/traces").json()["data"]
    steps = [trace["status"] for trace in traces]
    assert steps == ["pending", "in_transit", "out_for_delivery", "delivered"]
    overview = dispatch.get(f"{SHIPMENTS}/overview").json()["data"]
    assert overview["total"] == 120
    assert overview["unassigned"] == 115


def test_a_shipment_s_scans_take_its_order_along(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    order = lonely_order(dispatch)
    shipment = dispatch.post(f"{ORDERS}/{order['guid']}/shipment", json={}).json()["data"]
    for status, then in (("in_transit", "shipped"), ("delivered", "delivered")):
        simulator.advance(shipment["guid"], status)
        assert dispatch.get(f"{ORDERS}/{order['guid']}").json()["data"]["status"] == then


def test_bulk_deletes_tell_what_failed(dispatch: httpx.Client) -> None:
    gone, kept = one_order(dispatch), one_order(dispatch, "delivered")
    body = {"orderIds": [gone["guid"], kept["guid"]]}
    answer = dispatch.post(f"{ORDERS}/delete", json=body).json()["data"]
    assert answer["deleted"] == [gone["guid"]]
    assert [(row["guid"], row["code"]) for row in answer["failed"]] == [(kept["guid"], "CONFLICT")]
    assert dispatch.get(f"{ORDERS}/{gone['guid']}").status_code == 404


def test_paths_are_taken_in_any_letter_case_and_words_beat_identifiers(
    dispatch: httpx.Client,
) -> None:
    assert dispatch.get("/api/v1/orders", params={"PageSize": 1}).status_code == 200
    assert "total" in dispatch.get("/API/V1/Shipments/Overview").json()["data"]


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        ("simulator-token-revoked", 401, "UNAUTHORIZED"),
        ("x", 401, "UNAUTHORIZED"),
        ("simulator-token-noplan", 403, "API_ACCESS_DISABLED"),
    ],
)
def test_a_token_without_rights_is_refused(
    dispatch: httpx.Client, token: str, status: int, code: str
) -> None:
    response = dispatch.get(
        "/api/business/my-business", headers={"Authorization": f"Bearer {token}"}
    )
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_a_reading_token_reads_and_does_not_write(dispatch: httpx.Client) -> None:
    headers = {"Authorization": "Bearer simulator-token-readonly"}
    body = new_order(dispatch)
    assert dispatch.get(ORDERS, headers=headers).status_code == 200
    assert dispatch.post(ORDERS, headers=headers, json=body).json()["error"]["code"] == "FORBIDDEN"


def test_over_the_limit_comes_429_until_the_window_ends(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.freeze()
    simulator.knobs(rate_limit=2)
    answers = [dispatch.get(ORDERS, params={"PageSize": 1}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert "Retry-After" not in answers[2].headers
    assert answers[2].json()["error"]["code"] == "RATE_LIMIT_EXCEEDED"
    simulator.push(60)
    assert dispatch.get(ORDERS).status_code == 200


def test_the_soft_check_is_a_bare_boolean(dispatch: httpx.Client) -> None:
    path = "/api/business/soft-check"
    assert dispatch.get(path, params={"emailAddress": "shop@example.test"}).json() is True
    assert dispatch.get(path, params={"emailAddress": "other@example.test"}).json() is False


def test_customers_and_products_are_listed_filtered_and_kept_unique(dispatch: httpx.Client) -> None:
    assert dispatch.get("/api/v1/Customers").json()["totalCount"] == 40
    found = dispatch.get("/api/v1/Customers", params={"$search": "100% łódź"}).json()["data"]
    assert [row["name"] for row in found] == ["100% Łódź"]
    products = dispatch.get("/api/v1/Products", params={"$filter": "price gt 1000"}).json()
    assert all(row["price"] > 1000 for row in products["data"])
    assert "cost" not in products["data"][0]
    body = {"name": "Another mug", "sku": "MUG-SAND", "price": 1}
    assert dispatch.post("/api/v1/Products", json=body).json()["error"]["code"] == "DUPLICATE_SKU"


def test_the_buyer_s_cancellation_shows_at_dispatch(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    order = lonely_order(dispatch)
    simulator.cancel_order(order["orderNumber"])
    assert dispatch.get(f"{ORDERS}/{order['guid']}").json()["data"]["status"] == "cancelled"
