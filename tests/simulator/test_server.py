"""The simulator as a whole: its log, its clock, its control routes and its process."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from datetime import datetime, timedelta

import httpx
import pytest

from shipdesk.simulator.clock import SimulatorClock
from tests.support.simulator import DISPATCH_TOKEN, SHIPX_TOKEN, Simulator

ORDERS = "/api/v1/Orders"


def test_the_log_knows_the_operation_and_hides_secrets_and_phones(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    body = {"name": "Jan", "phone": "+48600100200", "contacts": [{"phone": "1"}], "password": "x"}
    dispatch.post("/api/v1/Customers", json=body, headers={"X-Request-ID": "mine"})
    entry = simulator.requests(operation="customers.create")[0]
    assert (entry["method"], entry["status"], entry["request_id"]) == ("POST", 201, "mine")
    assert entry["dialect"] == "dispatch"
    assert entry["body"] == {
        "name": "Jan",
        "phone": "***",
        "contacts": [{"phone": "***"}],
        "password": "***",
    }
    assert DISPATCH_TOKEN not in str(simulator.requests())


def test_the_log_tells_what_was_sent_name_by_name(simulator: Simulator) -> None:
    headers = {"Authorization": f"Bearer {DISPATCH_TOKEN}"}
    body = {"items": [{"price": 1, "dimensions": {"weight": 2}}], "notes": None}
    with httpx.Client(base_url=simulator.dispatch_url, headers=headers, trust_env=False) as client:
        client.post(f"{ORDERS}?b=1&a=2&b=3", json=body)
        client.post("/api/v1/Customers/upload", files={"file": ("a.csv", b"name\nEwa")})
        client.get("/api/nowhere")
    order, upload, nowhere = simulator.requests(dialect="dispatch")
    assert order["query"] == [["b", "1"], ["a", "2"], ["b", "3"]]
    assert order["path_template"] == ORDERS
    assert order["body_keys"] == [
        "items", "items[].dimensions", "items[].dimensions.weight", "items[].price", "notes",
    ]  # fmt: skip
    assert order["body"] == body
    assert (upload["body_keys"], upload["operation"]) == (["file"], "customers.upload")
    assert upload["content_type"].startswith("multipart/form-data")
    assert (nowhere["operation"], nowhere["path_template"]) == ("", "")


def test_the_log_is_narrowed_by_operation_and_dialect(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    dispatch.get(ORDERS)
    dispatch.get(f"{ORDERS}/{'0' * 8}-0000-4000-8000-{'0' * 12}")
    dispatch.get("/api/business/my-business")
    seen = [entry["operation"] for entry in simulator.requests(operation="orders.*")]
    assert seen == ["orders.list", "orders.get"]
    assert simulator.requests(dialect="shipx") == []
    simulator.clear_requests()
    assert simulator.requests() == []


@pytest.mark.parametrize("prefix", ["dispatch", "shipx", "dash101"])
def test_an_unknown_path_is_a_404_in_json(simulator: Simulator, prefix: str) -> None:
    with httpx.Client(trust_env=False) as client:
        response = client.get(f"{simulator.url}/{prefix}/no/such/path")
    assert response.status_code == 404
    assert response.json()


def test_an_answer_carries_the_world_s_date_and_a_request_number(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.set_clock("2031-05-06T07:08:09+00:00")
    response = dispatch.get(ORDERS)
    assert response.headers["Date"].startswith("Tue, 06 May 2031 07:08")
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["X-Request-ID"])


def test_a_reset_forgets_faults_knobs_clock_log_and_books(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.fault("*", "500", times=-1)
    simulator.knobs(latency_ms=1)
    simulator.set_clock("2031-05-06T07:08:09+00:00")
    dispatch.get(ORDERS)
    simulator.reset("empty")
    assert simulator.requests() == []
    assert dispatch.get(ORDERS).json()["totalCount"] == 0
    assert "latency_ms" not in simulator.knobs()
    assert simulator.control("GET", "/_simulator/clock")["now"][:4] != "2031"


def test_a_reset_with_a_number_makes_so_many_orders(
    dispatch: httpx.Client, simulator: Simulator
) -> None:
    simulator.reset("demo", orders=3000)
    page = dispatch.get(ORDERS, params={"PageSize": 100, "Page": 30}).json()
    assert (page["totalCount"], len(page["data"])) == (3000, 100)
    assert page["data"][-1]["orderNumber"] == "ORD-000001"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("reset", {"seed": "nothing"}),
        ("clock", {"now": "yesterday"}),
        ("clock", {"now": "2031-05-06T07:08:09"}),
        ("advance", {"tracking_number": "none", "to": "delivered"}),
        ("cancel_order", {"order_number": "none"}),
        ("faults", {"match": "*"}),
        ("knobs", [1]),
    ],
)
def test_a_control_request_that_makes_no_sense_is_refused(
    simulator: Simulator, path: str, body: object
) -> None:
    with pytest.raises(RuntimeError, match=": 400 "):
        simulator.control("POST", f"/_simulator/{path}", body)


def test_the_books_of_all_three_services_can_be_read(simulator: Simulator) -> None:
    simulator.reset("demo")
    books = simulator.books()
    assert set(books) == {"now", "dispatch", "shipx", "dash101"}
    assert books["dispatch"]["orders"]["ORD-000871"]["status"] == "pending"
    references = {shipment["reference"] for shipment in books["shipx"]["shipments"]}
    tracked = {row["orderNumber"] for row in books["dispatch"]["shipments"]
               if row["carrier"] == "InPost"}  # fmt: skip
    assert tracked <= references


def test_the_wallet_can_be_topped_up(simulator: Simulator) -> None:
    before = simulator.books()["shipx"]["wallet"]
    simulator.top_up(25.5)
    assert simulator.books()["shipx"]["wallet"] == pytest.approx(before + 25.5)


def test_shipx_is_there_behind_its_own_token(simulator: Simulator) -> None:
    with httpx.Client(trust_env=False) as client:
        url = f"{simulator.shipx_url}/v1/organizations"
        refused = client.get(url)
        good = client.get(url, headers={"Authorization": f"Bearer {SHIPX_TOKEN}"})
    assert (refused.status_code, good.status_code) == (401, 200)


def test_a_frozen_clock_stands_until_it_is_pushed_or_thawed() -> None:
    clock = SimulatorClock(datetime.fromisoformat("2026-03-01T10:00:00Z"), frozen=True)
    first = clock.now()
    assert clock.now() == first
    clock.push(90)
    assert clock.now() - first == timedelta(seconds=90)
    clock.thaw()
    assert clock.now() >= first + timedelta(seconds=90)
    with pytest.raises(ValueError, match="aware"):
        clock.set(datetime.fromisoformat("2026-03-01T10:00:00"))


def test_a_clock_may_run_faster_and_tells_by_how_much() -> None:
    with Simulator.in_thread("empty") as simulator:
        told = simulator.control("POST", "/_simulator/clock", {"rate": 10_000})
        assert told["rate"] == 10_000
        later = simulator.control("GET", "/_simulator/clock")
        passed, machine = (
            (
                datetime.fromisoformat(later[name]) - datetime.fromisoformat(told[name])
            ).total_seconds()
            for name in ("now", "machine")
        )
        assert passed == pytest.approx(machine * 10_000, rel=0.2)
        simulator.reset("empty")
        assert simulator.control("GET", "/_simulator/clock")["rate"] == 1
        with pytest.raises(RuntimeError, match="runs forwards"):
            simulator.control("POST", "/_simulator/clock", {"rate": 0})


def test_the_process_says_where_it_listens_and_ends_when_asked() -> None:
    with Simulator.as_process("empty") as simulator:
        with httpx.Client(trust_env=False) as client:
            headers = {"Authorization": f"Bearer {DISPATCH_TOKEN}"}
            answer = client.get(f"{simulator.dispatch_url}{ORDERS}", headers=headers)
        assert answer.json()["totalCount"] == 0
        process = simulator.process  # type: ignore[attr-defined]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_the_process_ends_with_its_parent() -> None:
    program = (
        "import subprocess, sys, os;"
        "child = subprocess.Popen([sys.executable, '-m', 'shipdesk.simulator', '--seed', 'empty',"
        " '--parent-pid', str(os.getpid())], stdout=subprocess.PIPE, text=True);"
        "print(child.stdout.readline(), flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        started = json.loads(parent.stdout.readline())
        try:
            # The simulator holds the parent's stderr: its end comes when both have ended.
            parent.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            os.kill(started["pid"], signal.SIGKILL)
            pytest.fail("the simulator outlived its parent")
    assert parent.returncode == 0
