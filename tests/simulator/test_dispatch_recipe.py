"""The lines of Dispatch's recipe that stand in no other test: envelopes, limits, options, traps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shipdesk.simulator.dispatch_lists import CUSTOMERS, ORDERS, PRODUCTS, Listed
from shipdesk.simulator.endpoints import endpoints
from tests.simulator.examples import Desk
from tests.simulator.examples_dispatch import EXAMPLES
from tests.support.simulator import Simulator

API = "/api/v1"
DESIGNED = sorted(name for name, one in endpoints("dispatch").items() if one.designed)
NOBODY = "ff000000-0000-4000-8000-000000000404"
WHITELIST = {
    "Orders": (ORDERS, {
        "string": "status orderNumber currency externalReference notes customer/name "
        "customer/email deliveryAddress/city deliveryAddress/postalCode deliveryAddress/country",
        "number": "total",
        "datetime": "createdDate createdAt updatedDate collectionDate",
        "guid": "guid customer/guid carrier/guid",
    }),
    "Customers": (CUSTOMERS, {
        "string": "name email phone company address/city address/postalCode address/country",
        "datetime": "createdDate createdAt",
        "guid": "guid",
    }),
    "Products": (PRODUCTS, {
        "string": "name sku barcode",
        "number": "price cost weight variantCount",
        "datetime": "createdDate createdAt",
        "guid": "guid",
        "bool": "isActive",
    }),
}  # fmt: skip
LITERALS = {
    "string": "'x'", "number": "1.5", "datetime": "2024-01-15T10:00:00Z", "guid": NOBODY,
    "bool": "true",
}  # fmt: skip
FIELDS = [
    (resource, kind, field)
    for resource, (_, kinds) in WHITELIST.items()
    for kind, fields in kinds.items()
    for field in fields.split()
]


def one_order(dispatch: httpx.Client, status: str = "pending") -> str:
    """Some order of a status."""
    params = {"$filter": f"status eq '{status}'", "PageSize": "1"}
    return str(dispatch.get(f"{API}/Orders", params=params).json()["data"][0]["guid"])


@pytest.mark.parametrize("path", ["Orders", "Customers", "Products", "shipments"])
def test_the_four_lists_lack_the_number_of_pages(dispatch: httpx.Client, path: str) -> None:
    answer = dispatch.get(f"{API}/{path}").json()
    assert set(answer) == {"data", "page", "pageSize", "totalCount", "success"}


@pytest.mark.parametrize(("resource", "listed"), [(key, one[0]) for key, one in WHITELIST.items()])
def test_the_fields_to_filter_by_are_those_of_the_reference(resource: str, listed: Listed) -> None:
    expected = {field: kind for name, kind, field in FIELDS if name == resource}
    assert dict(listed.fields) == expected


@pytest.mark.parametrize(("resource", "kind", "field"), FIELDS)
def test_a_field_is_filtered_and_ordered_by_in_its_own_kind(
    dispatch: httpx.Client, resource: str, kind: str, field: str
) -> None:
    path = f"{API}/{resource}"
    good = {"$filter": f"{field} eq {LITERALS[kind]}", "$orderby": f"{field} desc"}
    assert dispatch.get(path, params=good).status_code == 200
    other = LITERALS["number" if kind == "string" else "string"]
    wrong = dispatch.get(path, params={"$filter": f"{field} eq {other}"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "INVALID_FILTER")


@pytest.mark.parametrize("option", ["$top", "$skip", "$select", "$expand", "$count", "$apply"])
@pytest.mark.parametrize("resource", list(WHITELIST))
def test_any_other_option_is_refused(dispatch: httpx.Client, resource: str, option: str) -> None:
    answer = dispatch.get(f"{API}/{resource}?{option}=1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (
        400,
        "UNSUPPORTED_QUERY_OPTION",
    )


@pytest.mark.parametrize("option", ["$filter", "$orderby", "$search"])
def test_an_option_given_twice_is_refused(dispatch: httpx.Client, option: str) -> None:
    value = {"$filter": "total%20gt%201", "$orderby": "total", "$search": "a"}[option]
    answer = dispatch.get(f"{API}/Orders?{option}={value}&{option}={value}")
    assert answer.status_code == 400


@pytest.mark.parametrize("option", ["$filter", "$orderby", "$search", "$top"])
def test_shipments_take_no_options_at_all(dispatch: httpx.Client, option: str) -> None:
    assert dispatch.get(f"{API}/shipments?{option}=status").status_code == 400


def test_unknown_parameters_without_a_dollar_are_ignored(dispatch: httpx.Client) -> None:
    assert dispatch.get(f"{API}/Orders", params={"colour": "blue"}).status_code == 200


@pytest.mark.parametrize(
    ("resource", "term", "field"),
    [
        ("Orders", "ORD-000042", "orderNumber"),
        ("Orders", "ceramic MUG", "items"),
        ("Customers", "o'NEIL", "name"),
        ("Customers", "00838", None),
        ("Customers", "00-838", "address"),
        ("Customers", "4860010", "phone"),
        ("Products", "mug-sand", "sku"),
        ("Products", "made by hand", "description"),
        ("Products", '"made by hand"', "description"),
        ("Products", '"hand by made"', None),
        ("Products", "mug NOT sand", None),
    ],
)
def test_every_term_is_looked_for_in_the_searched_fields(
    dispatch: httpx.Client, resource: str, term: str, field: str | None
) -> None:
    found = dispatch.get(f"{API}/{resource}", params={"$search": term}).json()["data"]
    assert bool(found) == (field is not None)


def test_a_search_may_be_blank_and_is_cut_at_200_letters(dispatch: httpx.Client) -> None:
    path = f"{API}/Customers"
    assert dispatch.get(path, params={"$search": "  "}).json()["totalCount"] == 40
    tail = f"neil{' ' * 196}nowhere"
    assert dispatch.get(path, params={"$search": tail}).json()["totalCount"] > 0


@pytest.mark.parametrize("name", DESIGNED)
def test_what_no_page_promises_says_so_and_can_be_missing(simulator: Simulator, name: str) -> None:
    with httpx.Client(trust_env=False, timeout=20) as client:
        desk = Desk(simulator, client)
        example = EXAMPLES[name](desk)
        simulator.knobs(designed_endpoints=False)
        missing = desk.call("dispatch", name, example)
        simulator.knobs(designed_endpoints=True)
        there = desk.call("dispatch", name, example)
    assert missing.status_code == 404
    assert there.is_success
    assert there.headers["X-Simulator-Designed"] == "true"


def test_every_answer_has_a_date_a_type_and_three_headers(dispatch: httpx.Client) -> None:
    for path in (f"{API}/Orders", f"{API}/Orders/{NOBODY}", "/api/nowhere"):
        headers = dispatch.get(path).headers
        assert headers["Content-Type"] == "application/json; charset=utf-8"
        assert {"date", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= set(
            headers
        )


def test_a_refused_request_is_neither_done_nor_counted(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.freeze()
    path = f"{API}/Orders/{one_order(dispatch)}"
    simulator.knobs(rate_limit=3)
    dispatch.get(path)
    dispatch.get(path)
    refused = [dispatch.patch(path, json={"notes": "never"}) for _ in range(3)]
    assert [answer.status_code for answer in refused] == [429, 429, 429]
    simulator.knobs(rate_limit=4)
    answer = dispatch.get(path)
    assert answer.status_code == 200
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert answer.json()["data"]["notes"] != "never"


def test_each_token_has_a_window_of_its_own(dispatch: httpx.Client, simulator: Simulator) -> None:
    simulator.freeze()
    simulator.knobs(rate_limit=1)
    path = f"{API}/Orders"
    other = {"Authorization": "Bearer simulator-token-readonly"}
    statuses = [dispatch.get(path).status_code, dispatch.get(path, headers=other).status_code]
    assert statuses == [200, 200]
    assert dispatch.get(path).status_code == 429


@pytest.mark.parametrize("header", [None, "Basic x", "simulator-token-full", "Bearer"])
def test_a_header_that_carries_no_token_is_refused(
    simulator: Simulator, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header}
    url = f"{simulator.dispatch_url}{API}/Orders"
    answer = httpx.get(url, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"method": "PUT", "url": f"{API}/Orders"}, 405, "METHOD_NOT_ALLOWED"),
        (
            {"method": "POST", "url": f"{API}/Orders", "content": b"<a/>",
             "headers": {"Content-Type": "text/xml"}},
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            {"method": "POST", "url": f"{API}/Orders", "content": b" " * (21 * 1024 * 1024)},
            413,
            "PAYLOAD_TOO_LARGE",
        ),
    ],
)  # fmt: skip
def test_a_programming_error_has_its_own_code(
    dispatch: httpx.Client, request_: dict[str, Any], status: int, code: str
) -> None:
    answer = dispatch.request(**request_)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_carrier_is_given_to_several_orders_at_once(dispatch: httpx.Client) -> None:
    carrier = dispatch.get("/api/business/default-configuration").json()["data"]["defaultCarrier"]
    guid = one_order(dispatch)
    body = {"orderIds": [guid, NOBODY], "carrierId": carrier}
    answer = dispatch.post(f"{API}/Orders/assign-carrier", json=body).json()["data"]
    assert answer["updated"] == [guid]
    assert [(row["guid"], row["code"]) for row in answer["failed"]] == [(NOBODY, "NOT_FOUND")]
    assert dispatch.get(f"{API}/Orders/{guid}").json()["data"]["carrier"]["guid"] == carrier
    body["carrierId"] = NOBODY
    assert dispatch.post(f"{API}/Orders/assign-carrier", json=body).status_code == 404


@pytest.mark.parametrize("path", ["Orders/delete", "Orders/assign-carrier", "shipments/delete"])
def test_a_bulk_call_takes_1_to_100(dispatch: httpx.Client, path: str) -> None:
    name = "shipmentIds" if "shipments" in path else "orderIds"
    for guids in ([], [NOBODY] * 101, ["x"], NOBODY, None):
        answer = dispatch.post(f"{API}/{path}", json={name: guids, "carrierId": NOBODY})
        assert answer.status_code in {400, 404}
    delete = "shipments/delete" if "shipments" in path else "Orders/delete"
    good = dispatch.post(f"{API}/{delete}", json={name: [NOBODY] * 100})
    assert good.status_code == 200


def test_a_preset_gives_its_size_and_an_unknown_one_nothing(dispatch: httpx.Client) -> None:
    path = f"{API}/Orders/{one_order(dispatch)}/add-dimension-preset"
    preset = "b0000000-0000-4000-8000-000000000001"
    order = dispatch.post(path, json={"presetId": preset}).json()["data"]
    assert order["dimensionPresetId"] == preset
    assert dispatch.post(path, json={"presetId": NOBODY}).status_code == 404


def test_a_collection_lies_in_the_future(dispatch: httpx.Client) -> None:
    path = f"{API}/Orders/{one_order(dispatch)}/assign-collection-date"
    order = dispatch.post(path, json={"collectionDate": "2099-05-04"}).json()["data"]
    assert order["collectionDate"] == "2099-05-04T00:00:00Z"
    assert dispatch.post(path, json={"collectionDate": "2020-05-04"}).status_code == 400
    assert dispatch.post(path, json={"collectionDate": "04.05.2099"}).status_code == 400
    assert dispatch.post(path, json={}).status_code == 400


def test_a_patch_changes_what_is_sent_and_a_put_all(dispatch: httpx.Client) -> None:
    path = f"{API}/Orders/{one_order(dispatch)}"
    before = dispatch.get(path).json()["data"]
    patched = dispatch.patch(path, json={"notes": "Fragile"}).json()["data"]
    assert patched["notes"] == "Fragile"
    assert patched["items"] == before["items"]
    body = {
        "items": [{"description": "Mug", "quantity": 2, "price": 8.5}],
        "deliveryAddress": {"street": "ul. Prosta 5", "city": "Warszawa"},
    }
    put = dispatch.put(path, json=body).json()["data"]
    assert (put["notes"], put["externalReference"]) == (None, None)
    assert put["orderNumber"] == before["orderNumber"]
    assert put["subtotal"] == 17


def test_a_deleted_order_is_gone_and_a_shipped_one_stays(dispatch: httpx.Client) -> None:
    path = f"{API}/Orders/{one_order(dispatch)}"
    assert dispatch.delete(path).json() == {"success": True}
    assert dispatch.delete(path).status_code == 404
    assert dispatch.delete(f"{API}/Orders/{one_order(dispatch, 'shipped')}").status_code == 409


@pytest.mark.parametrize("status", ["cancelled", "delivered", "returned"])
def test_an_order_that_is_over_is_not_shipped(dispatch: httpx.Client, status: str) -> None:
    answer = dispatch.post(f"{API}/Orders/{one_order(dispatch, status)}/shipment", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "CONFLICT")


def test_the_days_of_several_shipments_change_together(dispatch: httpx.Client) -> None:
    guid = dispatch.get(f"{API}/shipments").json()["data"][0]["guid"]
    body = {"shipmentIds": [guid, NOBODY], "deliveryDate": "2099-05-04T10:00:00Z"}
    answer = dispatch.patch(f"{API}/shipments", json=body).json()["data"]
    assert (answer["updated"], answer["failed"][0]["guid"]) == ([guid], NOBODY)
    changed = dispatch.get(f"{API}/shipments/{guid}").json()["data"]
    assert (changed["deliveryDate"], changed["collectionDate"]) == ("2099-05-04T10:00:00Z", None)


def test_an_idempotency_key_is_forgotten_after_a_day(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    headers, path = {"Idempotency-Key": "k-1"}, f"{API}/Customers"
    body = {"name": "Ewa Kos", "phone": "1"}
    first = dispatch.post(path, json=body, headers=headers).json()["data"]["guid"]
    simulator.push(timedelta(hours=23).total_seconds())
    assert dispatch.post(path, json=body, headers=headers).json()["data"]["guid"] == first
    simulator.push(timedelta(hours=2).total_seconds())
    assert dispatch.post(path, json=body, headers=headers).json()["data"]["guid"] != first


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=2024-02-30", 400),
        ("from=2024-02-02&to=2024-02-01", 400),
        ("from=2024-02-01T00:00:00%2B05:30&to=2024-02-02", 200),
        ("page=0", 400),
        ("perPage=x", 400),
        ("status=nonsense", 200),
    ],
)
def test_the_plain_parameters_of_shipments_are_checked(
    dispatch: httpx.Client, query: str, status: int
) -> None:
    answer = dispatch.get(f"{API}/shipments?{query}")
    assert answer.status_code == status
    if "nonsense" in query:
        assert answer.json()["data"] == []


def test_a_scenario_is_a_fault_by_its_other_name(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.control("POST", "/_simulator/scenario", {"match": "orders.list", "do": "500"})
    assert dispatch.get(f"{API}/Orders").json()["error"]["code"] == "INTERNAL_ERROR"
