"""What the simulator does wrong on purpose, seen from the client's end of the socket."""

from __future__ import annotations

import json
from uuid import uuid4

import httpx
import pytest

from shipdesk.simulator.faults import Fault, Faults
from tests.simulator.couriers import SHIPMENTS, confirmed, locker_body, shipx_client
from tests.support.simulator import Simulator

ORDERS = "/api/v1/Orders"


def order_body(dispatch: httpx.Client, reference: str) -> dict[str, object]:
    customer = dispatch.get("/api/v1/Customers").json()["data"][0]
    address = {"street": "ul. Prosta 5", "city": "Warszawa", "postalCode": "00-838"}
    item = {"description": "Ceramic mug", "quantity": 1, "price": 8.50}
    return {
        "customerId": customer["guid"],
        "externalReference": reference,
        "items": [item],
        "deliveryAddress": address,
    }


def count(dispatch: httpx.Client, reference: str) -> int:
    params = {"$filter": f"externalReference eq '{reference}'"}
    found: int = dispatch.get(ORDERS, params=params).json()["totalCount"]
    return found


def test_a_rule_lets_some_through_and_then_strikes_so_many_times() -> None:
    faults = Faults()
    faults.add(Fault("orders.*", "500", times=2, after=1))
    struck = [faults.take(name) is not None for name in ["orders.list"] * 4]
    assert struck == [False, True, True, False]
    assert faults.take("shipx.shipments.create") is None


def test_a_rule_below_zero_strikes_for_ever() -> None:
    faults = Faults()
    faults.add(Fault("*", "500", times=-1))
    assert all(faults.take("orders.get") for _ in range(50))


def test_an_unknown_kind_of_fault_is_refused(simulator: Simulator) -> None:
    with pytest.raises(RuntimeError, match="no such fault"):
        simulator.fault("orders.list", "earthquake")
    with pytest.raises(RuntimeError, match="unknown fields"):
        simulator.fault("orders.list", "500", often=3)


@pytest.mark.parametrize("status", [401, 403, 404, 422, 429, 500, 503])
def test_a_status_comes_in_the_service_s_own_envelope(
    dispatch: httpx.Client, simulator: Simulator, status: int
) -> None:
    simulator.fault("orders.list", str(status))
    response = dispatch.get(ORDERS)
    assert response.status_code == status
    assert response.json()["success"] is False
    assert "X-RateLimit-Limit" in response.headers
    assert dispatch.get(ORDERS).status_code == 200


def test_a_429_says_when_only_if_told_to(dispatch: httpx.Client, simulator: Simulator) -> None:
    simulator.fault("orders.list", "429")
    simulator.fault("orders.list", "429", retry_after=7)
    assert "Retry-After" not in dispatch.get(ORDERS).headers
    assert dispatch.get(ORDERS).headers["Retry-After"] == "7"


def test_shipx_is_limited_by_its_proxy_in_plain_text(simulator: Simulator) -> None:
    simulator.fault("shipx.*", "429")
    with httpx.Client(trust_env=False) as client:
        response = client.get(f"{simulator.shipx_url}/v1/points")
    assert (response.status_code, response.text) == (429, "error code: 1015")


def test_a_limit_may_end_in_the_past_or_come_without_headers(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.freeze()
    simulator.fault("orders.list", "reset_in_past")
    simulator.fault("orders.list", "no_ratelimit_headers")
    now = httpx.get(f"{simulator.url}/_simulator/clock").json()["now"]
    limited, bare = dispatch.get(ORDERS), dispatch.get(ORDERS)
    assert limited.status_code == 429
    assert limited.headers["X-RateLimit-Reset"].isdecimal()
    assert now[:4] in limited.headers["Date"]
    assert int(limited.headers["X-RateLimit-Reset"]) < int(bare_reset(dispatch))
    assert bare.status_code == 200
    assert "X-RateLimit-Limit" not in bare.headers


def bare_reset(dispatch: httpx.Client) -> str:
    return dispatch.get(ORDERS).headers["X-RateLimit-Reset"]


def test_a_proxy_s_page_is_html(dispatch: httpx.Client, simulator: Simulator) -> None:
    simulator.fault("orders.list", "html")
    response = dispatch.get(ORDERS)
    assert response.status_code == 502
    assert response.headers["Content-Type"].startswith("text/html")


def test_bodies_are_cut_emptied_and_mistyped(dispatch: httpx.Client, simulator: Simulator) -> None:
    kinds = ("truncated_json", "empty_body", "wrong_types", "loose_types", "extra_fields")
    for kind in kinds:
        simulator.fault("orders.list", kind)
    cut, empty, wrong, loose, extra = (dispatch.get(ORDERS) for _ in kinds)
    with pytest.raises(json.JSONDecodeError):
        cut.json()
    assert (empty.status_code, empty.content) == (200, b"")
    assert isinstance(wrong.json()["data"], dict)
    assert loose.json()["data"][0]["items"][0]["quantity"].isdecimal()
    assert "unexpectedField" in extra.json()["data"][0]["deliveryAddress"]


def test_success_false_comes_with_200(dispatch: httpx.Client, simulator: Simulator) -> None:
    simulator.fault("orders.list", "success_false_200", message="Not today")
    response = dispatch.get(ORDERS)
    assert response.status_code == 200
    assert response.json()["success"] is False
    assert response.json()["error"]["message"] == "Not today"


def test_a_drop_before_the_commit_leaves_nothing(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    reference = f"SHOP-{uuid4()}"
    body = order_body(dispatch, reference)
    simulator.fault("orders.create", "drop_before")
    with pytest.raises(httpx.TransportError):
        dispatch.post(ORDERS, json=body)
    assert count(dispatch, reference) == 0


def test_a_drop_after_the_commit_leaves_the_order(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    reference = f"SHOP-{uuid4()}"
    body = order_body(dispatch, reference)
    simulator.fault("orders.create", "drop_after_commit")
    with pytest.raises(httpx.TransportError):
        dispatch.post(ORDERS, json=body)
    assert count(dispatch, reference) == 1


def test_a_late_commit_lands_once_its_time_has_come(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.freeze()
    reference = f"SHOP-{uuid4()}"
    body = order_body(dispatch, reference)
    simulator.fault("orders.create", "late_commit", ms=3000)
    with pytest.raises(httpx.TransportError):
        dispatch.post(ORDERS, json=body)
    simulator.push(2.9)
    assert count(dispatch, reference) == 0
    simulator.push(0.2)
    assert count(dispatch, reference) == 1
    simulator.push(60)
    assert count(dispatch, reference) == 1


def test_a_late_commit_that_nobody_saw_happened_when_it_was_due(simulator: Simulator) -> None:
    simulator.freeze()
    with shipx_client(simulator) as client:
        simulator.fault("shipx.shipments.create", "late_commit", ms=60_000)
        with pytest.raises(httpx.TransportError):
            client.post(SHIPMENTS, json=locker_body())
        simulator.push(150)
        # Of a minute and a half ago, it has long been in the list, which lags five seconds.
        assert client.get(SHIPMENTS).json()["count"] == 1


def test_what_a_fault_answers_can_come_after_the_service_did_its_work(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    for do in ("500", "html", "cut_200", "empty_200"):
        for committed in (False, True):
            reference = f"SHOP-{uuid4()}"
            body = order_body(dispatch, reference)
            simulator.fault("orders.create", do, committed=committed)
            answer = dispatch.post(ORDERS, json=body)
            assert answer.status_code == {"500": 500, "html": 502}.get(do, 200)
            assert count(dispatch, reference) == int(committed)


def test_a_courier_may_do_one_request_twice_and_ignore_what_a_list_is_filtered_by(
    simulator: Simulator,
) -> None:
    with shipx_client(simulator) as client:
        simulator.fault("shipx.shipments.create", "twice")
        with pytest.raises(httpx.TransportError):
            client.post(SHIPMENTS, json=locker_body())
        simulator.push(10)
        query = {"external_customer_id": "nobody's", "per_page": "1"}
        assert client.get(SHIPMENTS, params=query).json()["count"] == 0
        simulator.fault("shipx.shipments.list", "unfiltered")
        page = client.get(SHIPMENTS, params=query).json()
        assert (page["count"], len(page["items"])) == (2, 1)


def test_a_slow_answer_has_committed_when_the_client_gives_up(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    reference = f"SHOP-{uuid4()}"
    body = order_body(dispatch, reference)
    simulator.fault("orders.create", "slow", ms=1500)
    with pytest.raises(httpx.ReadTimeout):
        dispatch.post(ORDERS, json=body, timeout=0.3)
    assert count(dispatch, reference) == 1


def test_a_hanging_request_ends_when_the_client_goes(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.fault("orders.list", "timeout")
    with pytest.raises(httpx.ReadTimeout):
        dispatch.get(ORDERS, timeout=0.2)
    assert dispatch.get(ORDERS).status_code == 200
    assert simulator.requests(operation="orders.list")[0]["fault"] == "timeout"


def test_faults_are_listed_counted_and_cleared(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.fault("orders.list", "500", times=3)
    dispatch.get(ORDERS)
    rules = simulator.control("GET", "/_simulator/faults")["faults"]
    assert [(rule["match"], rule["times"], rule["hits"]) for rule in rules] == [
        ("orders.list", 2, 1)
    ]
    simulator.clear_faults()
    assert dispatch.get(ORDERS).status_code == 200


@pytest.mark.parametrize("prefix", ["dispatch", "shipx", "dash101"])
def test_a_429_tells_its_wait_in_a_header_of_either_kind_or_not_at_all(
    simulator: Simulator, prefix: str
) -> None:
    simulator.freeze()
    simulator.set_clock("2026-03-01T10:00:00+00:00")
    told = []
    with httpx.Client(trust_env=False) as client:
        for kind in ("429_retry_after", "429_ratelimit", "429_bare"):
            simulator.fault("*", kind, retry_after=9)
            headers = client.get(f"{simulator.url}/{prefix}/v1/points").headers
            told.append((headers.get("Retry-After"), headers.get("X-RateLimit-Reset")))
    assert told == [("9", None), (None, "1772359209"), (None, None)]


def test_an_answer_may_lack_all_fields_or_the_named_ones(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.fault("orders.list", "missing_fields")
    simulator.fault("orders.list", "missing_fields", fields=["guid", "totalCount"])
    bare, without = dispatch.get(ORDERS).json(), dispatch.get(ORDERS).json()
    assert bare["data"][0] == {}
    assert bare["totalCount"] == 260
    assert "totalCount" not in without
    assert "guid" not in without["data"][0]
    assert without["data"][0]["orderNumber"]


def test_the_answers_of_the_couriers_lose_their_fields_too(simulator: Simulator) -> None:
    with httpx.Client(trust_env=False) as client:
        for path, lacking in (
            ("points?per_page=2", lambda body: body["items"] == [{}, {}]),
            ("points/KRA010", lambda body: body == {}),
            ("services", lambda body: body[0] == {}),
        ):
            simulator.fault("shipx.*", "missing_fields")
            assert lacking(client.get(f"{simulator.shipx_url}/v1/{path}").json())


def test_a_file_can_be_cut_or_be_no_file(simulator: Simulator) -> None:
    with shipx_client(simulator) as shipx:
        label = f"/v1/shipments/{confirmed(simulator, shipx)['id']}/label"
        whole = shipx.get(label).content
        simulator.fault("shipx.labels.get", "truncated_json")
        simulator.fault("shipx.labels.get", "wrong_types")
        cut, other = shipx.get(label), shipx.get(label)
    assert whole.startswith(cut.content)
    assert len(cut.content) < len(whole)
    assert cut.headers["Content-Type"] == "application/pdf"
    assert other.headers["Content-Type"].startswith("application/json")


def test_an_answer_without_a_body_gets_a_broken_one(simulator: Simulator) -> None:
    with shipx_client(simulator) as shipx:
        made = shipx.post(SHIPMENTS, json=locker_body()).json()
        simulator.fault("shipx.shipments.cancel", "truncated_json")
        answer = shipx.delete(f"/v1/shipments/{made['id']}")
    assert (answer.status_code, answer.text) == (200, '{"')


def test_a_field_can_be_given_any_value_wherever_it_stands(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.fault("orders.list", "set_fields", values={"status": "teleported", "customer": None})
    rows = dispatch.get(ORDERS).json()["data"]
    assert {row["status"] for row in rows} == {"teleported"}
    assert {row["customer"] for row in rows} == {None}
    assert dispatch.get(ORDERS).json()["data"][0]["customer"] is not None


def test_a_missing_thing_may_be_told_in_text_or_not_at_all(simulator: Simulator) -> None:
    with httpx.Client(trust_env=False) as client:
        for kind, text in (("text_404", "404 page not found"), ("empty_404", "")):
            simulator.fault("shipx.points.list", kind)
            answer = client.get(f"{simulator.shipx_url}/v1/points")
            assert (answer.status_code, answer.text) == (404, text)
