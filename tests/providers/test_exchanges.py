"""What is kept of a request for a person to read: whole, but without secrets and people."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.errors import RejectedError, UnreachableError
from shipdesk.providers.base import Limits
from shipdesk.providers.dispatch.envelopes import Envelopes
from shipdesk.providers.http import Api, BearerAuth, FilePart
from shipdesk.providers.request_log import MOST, RequestLog, redact_query
from shipdesk.providers.tables import Endpoint, load_table
from tests.support.driven_clock import DrivenClock
from tests.support.scripted_server import HANG_UP, ScriptedServer, answer

READ = Endpoint("orders.get", "GET", "/v1/Orders/{id}")
REMOVE = Endpoint("comments.delete", "DELETE", "/v1/orders/{id}/comment")
UPLOAD = Endpoint("customers.upload", "POST", "/v1/Customers/upload")
EXPLAIN = Envelopes(load_table("dispatch")).explain
TOKEN = "secret-token-1234"
SHOP = Account(AccountId("a1"), "book", "Shop", Environment.DEMO)


@pytest.fixture
def log() -> RequestLog:
    return RequestLog()


@pytest.fixture
async def opened() -> AsyncIterator[list[Api]]:
    apis: list[Api] = []
    yield apis
    for api in apis:
        await api.aclose()


def _api(opened: list[Api], url: str, log: RequestLog, account: Account = SHOP) -> Api:
    limits = Limits(concurrency=3, requests_per_second=1000.0)
    api = Api(
        f"{url}/base",
        BearerAuth(TOKEN, account.title),
        DrivenClock(),
        account.title,
        limits,
        EXPLAIN,
        account=account,
        log=log,
    )
    opened.append(api)
    return api


async def test_an_exchange_tells_ids_and_head_and_no_secret(
    opened: list[Api], log: RequestLog
) -> None:
    told = b'{"phone":"+48 505 404 202","open_code":"123456","note":"to jan@example.test"}'
    reply = answer(200, told, X_Request_Id="req-9", Set_Cookie="sid=77", X_RateLimit_Remaining="5")
    query = [("$search", "Jan Nowak"), ("$filter", "status eq 'new'"), ("Page", "2")]
    async with ScriptedServer(reply) as server:
        await _api(opened, server.url, log).request(
            READ, {"id": "ORD-77"}, query, body={"password": "hunter2", "weight": 5}
        )
    (kept,) = log.latest()
    assert (kept.account_id, kept.provider, kept.operation) == ("a1", "book", "orders.get")
    assert (kept.method, kept.path, kept.template) == (
        "GET",
        "/base/v1/Orders/ORD-77",
        "/v1/Orders/{id}",
    )
    assert (kept.status, kept.request_id, kept.well) == (200, "req-9", True)
    assert kept.query == (("$search", "•••"), ("$filter", "status eq 'new'"), ("Page", "2"))
    assert ("Authorization", "Bearer •••") in kept.asked_head
    assert ("x-ratelimit-remaining", "5") in kept.answered_head
    assert '"weight":5' in kept.asked
    for secret in (TOKEN, "hunter2", "505", "123456", "jan@", "Nowak", "sid=77"):
        assert secret not in str(kept)


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("receiver_name", "Jan", "•••"),
        ("sender_email", "a", "•••"),
        ("receiver_phone", "600", "•••"),
        ("search", "Jan", "•••"),
        ("name", "KRA010", "KRA010"),
        ("status", "created", "created"),
        ("note", "to jan@example.test", "to •••@•••"),
    ],
)
def test_of_a_query_only_what_looks_for_people_is_masked(name: str, text: str, kept: str) -> None:
    assert redact_query([(name, text)]) == ((name, kept),)


async def test_each_request_carries_an_id_that_stays_when_no_answer_comes(
    opened: list[Api], log: RequestLog
) -> None:
    async with ScriptedServer(HANG_UP) as server:
        with pytest.raises(UnreachableError):
            await _api(opened, server.url, log).request(READ, {"id": "1"}, tries=1)
    (kept,) = log.latest()
    assert (kept.status, kept.error, kept.well) == (0, "no_answer", False)
    assert kept.request_id == server.header("X-Request-ID")
    assert len(kept.request_id) == 36


async def test_a_refusal_is_kept_with_the_services_own_code(
    opened: list[Api], log: RequestLog
) -> None:
    async with ScriptedServer(answer(400, b'{"message":"No"}')) as server:
        with pytest.raises(RejectedError):
            await _api(opened, server.url, log).request(READ, {"id": "1"})
    (kept,) = log.latest()
    assert (kept.status, kept.error, kept.code) == (400, "rejected", "HTTP_400")
    assert kept.answered == '{"message":"No"}'


async def test_all_accounts_share_one_log_and_the_oldest_goes_first(
    opened: list[Api], log: RequestLog
) -> None:
    other = Account(AccountId("a2"), "courier", "Van", Environment.DEMO)
    heard: list[int] = []
    end = log.listen(lambda: heard.append(1))
    async with ScriptedServer(answer(200, b"{}")) as server:
        await _api(opened, server.url, log).request(READ, {"id": "first"})
        api = _api(opened, server.url, log, other)
        for place in range(MOST):
            await api.request(READ, {"id": str(place)})
        end()
        await api.request(READ, {"id": "last"})
    assert len(log.latest()) == MOST
    assert log.latest("a1") == ()
    assert log.latest("a2")[0].path.endswith("/last")
    assert api.exchanges[-1] == log.latest()[0]
    assert len(heard) == MOST + 1


async def test_a_delete_may_carry_a_body(opened: list[Api], log: RequestLog) -> None:
    async with ScriptedServer(answer(201)) as server:
        await _api(opened, server.url, log).request(REMOVE, {"id": "7"}, body={"comment_ids": [3]})
    assert server.request_lines() == ["DELETE /base/v1/orders/7/comment"]
    assert server.header("Content-Type") == "application/json"
    assert server.body() == b'{"comment_ids":[3]}'


async def test_a_file_travels_as_a_form_with_its_name_and_the_other_fields(
    opened: list[Api], log: RequestLog
) -> None:
    part = FilePart("file", "klienci Łódź.csv", b"name;city\nJan;Lodz", "text/csv")
    async with ScriptedServer(answer(200, b"{}")) as server:
        await _api(opened, server.url, log).request(UPLOAD, body={"mode": "new"}, file=part)
    assert server.header("Content-Type").startswith("multipart/form-data; boundary=")
    body = server.body().decode()
    assert 'name="mode"' in body
    assert 'name="file"; filename="klienci Łódź.csv"' in body
    assert "Content-Type: text/csv\r\n\r\nname;city\nJan;Lodz\r\n" in body
    assert log.latest()[0].asked == "(text/csv, 18 bytes)"


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7 \x00\xff", b"PK\x03\x04zip", b"^XA^XZ", b"id;cod\n1;20"]
)
async def test_a_file_comes_back_byte_for_byte(
    opened: list[Api], log: RequestLog, body: bytes
) -> None:
    reply = answer(200, body, Content_Type="application/pdf; charset=x")
    async with ScriptedServer(reply) as server:
        got = await _api(opened, server.url, log).request(
            READ, {"id": "1"}, accept="application/pdf, application/json"
        )
    assert (got.file(), got.kind) == (body, "application/pdf")
    assert server.header("Accept") == "application/pdf, application/json"
    assert log.latest()[0].answered == f"(application/pdf, {len(body)} bytes)"
