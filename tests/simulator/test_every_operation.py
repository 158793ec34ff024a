"""Every documented operation answers, is written down, and can go wrong in every way."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from shipdesk.simulator.endpoints import endpoints
from shipdesk.simulator.faults import KINDS
from tests.simulator import examples_couriers, examples_dispatch
from tests.simulator.examples import OPERATIONS, Desk, Make
from tests.support.simulator import Simulator

EXAMPLES: dict[str, dict[str, Make]] = {
    "dispatch": examples_dispatch.EXAMPLES,
    "shipx": examples_couriers.SHIPX,
    "dash101": examples_couriers.DASH101,
}
PREFIXES = {"dispatch": "", "shipx": "shipx.", "dash101": "dash101."}
REFUSALS = {
    "401": 401, "403": 403, "404": 404, "405": 405, "422": 422, "500": 500, "503": 503,
    "429": 429, "429_retry_after": 429, "429_ratelimit": 429, "429_bare": 429, "html": 502,
    "html_404": 404, "text_404": 404, "empty_404": 404,
    "reset_in_past": 429,
}  # fmt: skip
SPOILT = ("truncated_json", "empty_body", "wrong_types", "loose_types", "missing_fields",
          "extra_fields", "set_fields")  # fmt: skip
LOST = ("drop_before", "drop_after_commit", "late_commit")
ELSEWHERE = {"refused", "success_false_200", "slow", "timeout", "no_ratelimit_headers",
             "unfiltered", "twice", "cut_200", "empty_200"}  # fmt: skip
every_operation = pytest.mark.parametrize(("slug", "name"), OPERATIONS)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """One client for all tests here, since making one is slow."""
    with httpx.Client(trust_env=False, timeout=20) as found:
        yield found


@pytest.fixture
def desk(running_simulator: Simulator, client: httpx.Client) -> Desk:
    """Calls to a world as new, in which nothing takes its time."""
    return Desk(running_simulator, client)


@pytest.fixture(scope="module")
def standing_desk(running_simulator: Simulator, client: httpx.Client) -> Desk:
    """Calls to a world as it was left, for tests that change nothing in it."""
    return Desk(running_simulator, client)


@pytest.mark.parametrize("slug", EXAMPLES)
def test_every_operation_of_the_tables_has_an_example(slug: str) -> None:
    assert set(EXAMPLES[slug]) == set(endpoints(slug))


@every_operation
def test_an_operation_answers_and_is_written_down(desk: Desk, slug: str, name: str) -> None:
    example = EXAMPLES[slug][name](desk)
    desk.simulator.clear_requests()
    answer = desk.call(slug, name, example)
    assert answer.is_success, answer.text
    entry = desk.simulator.requests()[-1]
    assert entry["operation"] == f"{PREFIXES[slug]}{name}"
    assert (entry["method"], entry["path_template"]) == endpoints(slug)[name][:2]
    assert entry["status"] == answer.status_code
    if isinstance(example.body, dict):
        assert set(example.body) <= set(entry["body_keys"])


def test_every_kind_of_fault_is_tried() -> None:
    assert {*REFUSALS, *SPOILT, *LOST, *ELSEWHERE} == KINDS


@every_operation
def test_an_operation_is_refused_in_every_way(standing_desk: Desk, slug: str, name: str) -> None:
    standing_desk.simulator.clear_faults()
    operation = f"{PREFIXES[slug]}{name}"
    for kind, status in REFUSALS.items():
        standing_desk.simulator.fault(operation, kind)
        assert standing_desk.call(slug, name).status_code == status, kind
    standing_desk.simulator.fault(operation, "refused")
    answer = standing_desk.call(slug, name)
    assert answer.status_code == (422 if slug == "dash101" else 400)
    assert "reference" in answer.text
    standing_desk.simulator.fault(operation, "success_false_200")
    assert standing_desk.call(slug, name).status_code == 200


@every_operation
def test_an_operation_s_answer_is_lost_before_and_after(desk: Desk, slug: str, name: str) -> None:
    operation = f"{PREFIXES[slug]}{name}"
    example = EXAMPLES[slug][name](desk)
    for kind in LOST:
        desk.simulator.fault(operation, kind)
        with pytest.raises(httpx.TransportError):
            desk.call(slug, name, example)


@every_operation
def test_an_operation_s_answer_is_spoilt_in_every_way(desk: Desk, slug: str, name: str) -> None:
    operation = f"{PREFIXES[slug]}{name}"
    removes = endpoints(slug)[name].verb == "DELETE" or name == "dispatch.remove_shipment"
    reads = endpoints(slug)[name].verb == "GET" and name != "customers.confirm_upload"
    example = EXAMPLES[slug][name](desk)
    for kind in SPOILT:
        if removes:
            desk.begin()
        if not reads:
            example = EXAMPLES[slug][name](desk)
        desk.simulator.fault(operation, kind)
        answer = desk.call(slug, name, example)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        assert answer.is_success, (kind, answer.text)
        if kind == "empty_body":
            assert answer.content == b""
        elif kind == "truncated_json" and is_json and answer.content not in {b"t", b"f", b"fal"}:
            with pytest.raises(json.JSONDecodeError):
                answer.json()


def test_a_slow_answer_comes_and_a_hanging_one_does_not(desk: Desk) -> None:
    for slug, name in (("dispatch", "orders.list"), ("shipx", "points.list"), ("dash101", "rto")):
        operation = f"{PREFIXES[slug]}{name}"
        desk.simulator.fault(operation, "slow", ms=5)
        desk.call(slug, name)
        desk.simulator.fault(operation, "timeout")
        with pytest.raises(httpx.ReadTimeout):
            desk.call(slug, name, timeout=0.1)
