"""The one way out: what is sent, what an answer means, and that only reads are tried again."""

from __future__ import annotations

import asyncio
import gzip
import logging
import socket
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from shipdesk.errors import (
    AuthError,
    ProviderError,
    ProviderFaultError,
    RateLimitedError,
    RejectedError,
    RuleError,
    UnexpectedReplyError,
    UnreachableError,
)
from shipdesk.providers.base import Limits
from shipdesk.providers.dispatch.envelopes import Envelopes
from shipdesk.providers.http import MAX_BODY, Api, BearerAuth, check_base_url
from shipdesk.providers.tables import Endpoint, load_table
from tests.support.driven_clock import DrivenClock
from tests.support.scripted_server import HANG_UP, ScriptedServer, answer

READ = Endpoint("orders.get", "GET", "/v1/Orders/{id}")
LIST = Endpoint("orders.list", "GET", "/v1/Orders")
WRITE = Endpoint("orders.create", "POST", "/v1/Orders")
ACTS = Endpoint("token.new", "GET", "/v1/token", acts=True)
LIMITS = Limits(concurrency=3, requests_per_second=100.0)
EXPLAIN = Envelopes(load_table("dispatch")).explain
OK = answer(200, b'{"data":1}')
TOKEN = "secret-token-1234"


class _RenewingAuth:
    """A login whose token can be renewed once."""

    def __init__(self, *, renews: bool) -> None:
        self.token = "old"
        self.refreshed = 0
        self._renews = renews

    @property
    def identity(self) -> str:
        return ""

    async def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def refresh(self, refused: Mapping[str, str]) -> bool:
        assert refused == {"Authorization": f"Bearer {self.token}"}
        self.refreshed += 1
        self.token = "new"
        return self._renews


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture
async def opened() -> AsyncIterator[list[Api]]:
    apis: list[Api] = []
    yield apis
    for api in apis:
        await api.aclose()


def _api(
    opened: list[Api],
    clock: DrivenClock,
    url: str,
    auth: _RenewingAuth | BearerAuth | None = None,
    timeout: httpx.Timeout | None = None,
) -> Api:
    api = Api(
        url,
        auth or BearerAuth(TOKEN, "Shop"),
        clock,
        "Shop",
        LIMITS,
        EXPLAIN,
        timeout=timeout or httpx.Timeout(5),
    )
    opened.append(api)
    return api


def _closed_port() -> str:
    with socket.socket() as spare:
        spare.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{spare.getsockname()[1]}"


async def test_path_and_query_are_encoded_exactly_once(
    opened: list[Api], clock: DrivenClock
) -> None:
    async with ScriptedServer(OK) as server:
        api = _api(opened, clock, server.url + "/base/")
        query = [("$filter", "name eq 'O''Neil' & a+b%20"), ("tab", "Łódź")]
        await api.request(READ, {"id": "a/b ?#%2F"}, query)
    (line,) = server.request_lines()
    assert line == (
        "GET /base/v1/Orders/a%2Fb%20%3F%23%252F"
        "?$filter=name%20eq%20%27O%27%27Neil%27%20%26%20a%2Bb%2520&tab=%C5%81%C3%B3d%C5%BA"
    )


@pytest.mark.parametrize("given", ["", ".", ".."])
async def test_an_id_that_leads_elsewhere_is_never_asked(
    opened: list[Api], clock: DrivenClock, given: str
) -> None:
    async with ScriptedServer(OK) as server:
        with pytest.raises(UnexpectedReplyError):
            await _api(opened, clock, server.url).request(READ, {"id": given})
    assert server.received == []


async def test_secret_body_and_own_headers_are_sent(opened: list[Api], clock: DrivenClock) -> None:
    async with ScriptedServer(OK) as server:
        api = _api(opened, clock, server.url)
        reply = await api.request(WRITE, body={"name": "Łódź"}, headers={"X-Sign": "1"})
        await api.request(LIST, anonymous=True)
    assert server.header("Authorization", 0) == f"Bearer {TOKEN}"
    assert server.header("Content-Type", 0) == "application/json"
    assert server.header("X-Sign", 0) == "1"
    assert server.body(0) == '{"name":"Łódź"}'.encode()
    assert server.header("Authorization", 1) == ""
    assert reply.fields() == {"data": 1}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RejectedError),
        (404, RejectedError),
        (409, RejectedError),
        (422, RejectedError),
        (401, AuthError),
        (403, AuthError),
        (408, ProviderFaultError),
        (429, RateLimitedError),
        (500, ProviderFaultError),
        (503, ProviderFaultError),
        (302, UnexpectedReplyError),
    ],
)
async def test_each_status_of_a_write_means_one_error_and_is_sent_once(
    opened: list[Api], clock: DrivenClock, status: int, kind: type[ProviderError]
) -> None:
    reply = answer(status, b'{"message":"No, because"}', Location="https://evil.test/")
    async with ScriptedServer(reply) as server:
        with pytest.raises(kind) as caught:
            await _api(opened, clock, server.url).request(WRITE, body={})
    assert type(caught.value) is kind
    assert caught.value.params["account"] == "Shop"
    assert len(server.received) == 1
    if kind is RejectedError:
        assert caught.value.params["words"] == "No, because"


async def test_a_connection_that_was_never_made_is_told_apart(
    opened: list[Api], clock: DrivenClock
) -> None:
    with pytest.raises(UnreachableError) as caught:
        await _api(opened, clock, _closed_port()).request(WRITE, body={})
    assert caught.value.sent is False


@pytest.mark.parametrize(
    "cut",
    [HANG_UP, b"HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\n{", b"not http at all\r\n\r\n"],
)
async def test_a_write_whose_answer_broke_off_may_have_arrived(
    opened: list[Api], clock: DrivenClock, cut: bytes
) -> None:
    async with ScriptedServer(cut) as server:
        with pytest.raises(UnreachableError) as caught:
            await _api(opened, clock, server.url).request(WRITE, body={})
    assert caught.value.sent is True
    assert len(server.received) == 1


async def test_an_answer_that_never_comes_may_have_arrived(
    opened: list[Api], clock: DrivenClock
) -> None:
    timeout = httpx.Timeout(5, read=0.05)
    async with ScriptedServer(b"HTTP/1.1 200 X\r\n") as server, asyncio.timeout(30):
        api = _api(opened, clock, server.url, timeout=timeout)
        with pytest.raises(UnreachableError) as caught:
            await api.request(WRITE, body={})
    assert caught.value.sent is True


@pytest.mark.parametrize("first", [HANG_UP, answer(500), answer(503)])
async def test_a_read_is_tried_again_after_growing_pauses(
    opened: list[Api], clock: DrivenClock, first: bytes
) -> None:
    async with ScriptedServer(first, first, first, OK) as server:
        reply = await _api(opened, clock, server.url).request(LIST, background=True)
    assert reply.status == 200
    assert len(server.received) == 4
    assert [int(pause) for pause in clock.slept] == [1, 2, 4]


async def test_a_read_is_given_up_after_four_tries_and_sooner_for_a_person(
    opened: list[Api], clock: DrivenClock
) -> None:
    async with ScriptedServer(answer(500)) as server:
        api = _api(opened, clock, server.url)
        with pytest.raises(ProviderFaultError):
            await api.request(LIST, background=True)
        assert len(server.received) == 4
        with pytest.raises(ProviderFaultError):
            await api.request(LIST)
        assert len(server.received) == 7


@pytest.mark.parametrize("endpoint", [WRITE, ACTS])
@pytest.mark.parametrize("first", [HANG_UP, answer(500), answer(429)])
async def test_nothing_that_changes_the_world_is_sent_twice(
    opened: list[Api], clock: DrivenClock, endpoint: Endpoint, first: bytes
) -> None:
    async with ScriptedServer(first, OK) as server:
        with pytest.raises(ProviderError):
            await _api(opened, clock, server.url).request(endpoint)
    assert len(server.received) == 1


async def test_a_renewed_token_is_used_once_even_for_a_write(
    opened: list[Api], clock: DrivenClock
) -> None:
    auth = _RenewingAuth(renews=True)
    async with ScriptedServer(answer(401), OK) as server:
        await _api(opened, clock, server.url, auth).request(WRITE, body={})
    assert [server.header("Authorization", place) for place in (0, 1)] == [
        "Bearer old",
        "Bearer new",
    ]
    async with ScriptedServer(answer(401)) as server:
        with pytest.raises(AuthError):
            await _api(opened, clock, server.url, auth).request(LIST)
    assert len(server.received) == 2
    assert auth.refreshed == 2


async def test_a_token_that_cannot_be_renewed_asks_for_a_person(
    opened: list[Api], clock: DrivenClock
) -> None:
    auth = _RenewingAuth(renews=False)
    async with ScriptedServer(answer(401)) as server:
        with pytest.raises(AuthError):
            await _api(opened, clock, server.url, auth).request(LIST)
    assert len(server.received) == 1


async def test_without_a_token_nothing_is_sent(opened: list[Api], clock: DrivenClock) -> None:
    async with ScriptedServer(OK) as server:
        with pytest.raises(AuthError):
            await _api(opened, clock, server.url, BearerAuth(" \n", "Shop")).request(LIST)
    assert server.received == []


@pytest.mark.parametrize("body", [b"", b"<html></html>", b'{"data":', b"[1]"])
async def test_an_answer_that_is_no_json_object_is_named(
    opened: list[Api], clock: DrivenClock, body: bytes
) -> None:
    async with ScriptedServer(answer(200, body)) as server:
        reply = await _api(opened, clock, server.url).request(LIST)
    with pytest.raises(UnexpectedReplyError) as caught:
        reply.fields()
    assert caught.value.params["account"] == "Shop"


async def test_a_body_that_unpacks_to_more_than_the_cap_is_refused(
    opened: list[Api], clock: DrivenClock
) -> None:
    bomb = answer(200, gzip.compress(bytes(MAX_BODY + 1)), Content_Encoding="gzip")
    async with ScriptedServer(bomb) as server:
        with pytest.raises(UnexpectedReplyError):
            await _api(opened, clock, server.url).request(LIST)


async def test_a_body_without_end_is_cut_off_at_the_cap(
    opened: list[Api], clock: DrivenClock
) -> None:
    endless = b"HTTP/1.1 200 X\r\nContent-Length: 90000000\r\n\r\n" + bytes(MAX_BODY + 70_000)
    async with ScriptedServer(endless) as server:
        with pytest.raises(UnexpectedReplyError):
            await _api(opened, clock, server.url).request(LIST)


async def test_a_call_is_given_up_after_five_requests_to_wait_in_a_row(
    opened: list[Api], clock: DrivenClock
) -> None:
    wait = answer(429, Retry_After="3")
    async with ScriptedServer(wait, wait, wait, wait, OK) as server:
        reply = await _api(opened, clock, server.url).request(LIST)
        assert reply.status == 200
    async with ScriptedServer(wait) as server:
        with pytest.raises(RateLimitedError):
            await _api(opened, clock, server.url).request(LIST)
    assert len(server.received) == 5


async def test_the_log_line_tells_the_template_only(
    opened: list[Api], clock: DrivenClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with ScriptedServer(answer(200, b"{}", X_Request_Id="req-9")) as server:
        api = _api(opened, clock, server.url)
        with caplog.at_level(logging.INFO, "shipdesk.providers.http"):
            await api.request(READ, {"id": "ORD-77"}, [("q", "Jan")], body={"password": "hunter2"})
    line = next(record.getMessage() for record in caplog.records if record.name.endswith("http"))
    assert "GET /v1/Orders/{id} 200" in line
    assert "req-9" in line
    assert not [word for word in (TOKEN, "hunter2", "Jan", "ORD-77") if word in line]


@pytest.mark.parametrize(
    "text",
    ["http://api.test", "ftp://api.test", "api.test", "", "https://", "https://me:pw@api.test"],
)
def test_an_address_that_would_show_the_token_is_refused(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        check_base_url(text)
    assert caught.value.field == "base_url"
    assert caught.value.detail


def test_https_and_this_computer_are_fine() -> None:
    assert check_base_url(" https://api.test/v1/ ") == "https://api.test/v1"
    assert check_base_url("http://127.0.0.1:8080/x") == "http://127.0.0.1:8080/x"
