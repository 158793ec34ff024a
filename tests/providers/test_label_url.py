"""Documents from somebody else's addresses: no secret goes there, and not everywhere is gone."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.errors import (
    ProviderError,
    ProviderFaultError,
    RateLimitedError,
    RejectedError,
    UnexpectedReplyError,
    UnreachableError,
)
from shipdesk.providers.label_url import (
    MAX_BYTES,
    MAX_REDIRECTS,
    WHOLE_SECONDS,
    LabelUrls,
    Resolve,
)
from shipdesk.providers.request_log import RequestLog
from tests.support.scripted_server import HANG_UP, ScriptedServer, answer

PDF = b"%PDF-1.4 a label"
LABEL = answer(200, PDF, Content_Type="application/pdf")
PUBLIC = "93.184.216.34"


def _here() -> LabelUrls:
    return LabelUrls("Courier", allow_loopback=True)


def _resolving(*addresses: str) -> Resolve:
    async def resolve(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return resolve


def _elsewhere(respond: Callable[[httpx.Request], httpx.Response], *addresses: str) -> LabelUrls:
    # A transport instead of the network: nothing but this computer may be reached by a test.
    transport = httpx.MockTransport(respond)
    return LabelUrls("Courier", resolve=_resolving(*(addresses or (PUBLIC,))), transport=transport)


async def test_a_document_is_fetched_without_any_secret() -> None:
    async with ScriptedServer(LABEL) as server:
        assert await _here().fetch(f"{server.url}/files/label.pdf?sig=a%2Fb") == PDF
    assert server.request_lines() == ["GET /files/label.pdf?sig=a%2Fb"]
    assert server.header("Authorization") == ""
    assert server.header("Cookie") == ""


async def test_a_document_is_listed_among_the_requests_without_what_signs_its_address() -> None:
    log = RequestLog()
    account = Account(AccountId("a1"), "courier", "Courier", Environment.DEMO)
    moved = answer(302, Location="/files/real.pdf?sig=secret2")
    async with ScriptedServer(moved, LABEL, answer(403)) as server:
        urls = LabelUrls("Courier", allow_loopback=True, account=account, log=log)
        await urls.fetch(f"{server.url}/files/label.pdf?sig=secret1")
        with pytest.raises(RejectedError):
            await urls.fetch(f"{server.url}/files/old.pdf")
    kept = [(each.path, each.query, each.status, each.error) for each in log.latest("a1")]
    assert kept == [
        ("/files/old.pdf", (), 403, "rejected"),
        ("/files/real.pdf", (("sig", "•••"),), 200, ""),
        ("/files/label.pdf", (("sig", "•••"),), 302, ""),
    ]
    assert "secret" not in str(log.latest())


async def test_the_very_address_that_was_judged_is_connected_to() -> None:
    asked: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=PDF)

    assert await _elsewhere(respond).fetch("https://files.test:8443/a.pdf") == PDF
    (request,) = asked
    assert str(request.url) == f"https://{PUBLIC}:8443/a.pdf"
    assert request.headers["Host"] == "files.test:8443"
    assert request.extensions["sni_hostname"] == "files.test"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.7",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - judged, not bound
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.7",
        "2002:0a00:0007::1",
        "not-an-address",
    ],
)
async def test_no_private_network_is_ever_asked(address: str) -> None:
    def respond(_request: httpx.Request) -> httpx.Response:
        raise AssertionError

    for found in ((address,), (PUBLIC, address)):
        with pytest.raises(UnexpectedReplyError):
            await _elsewhere(respond, *found).fetch("https://files.test/a.pdf")


@pytest.mark.parametrize(
    "url",
    [
        "http://files.test/a.pdf",
        "file:///etc/passwd",
        "ftp://files.test/a",
        "https://me:pw@files.test/a",
        "https:///a",
        "//files.test/a",
        "label.pdf",
        "",
        "https://files.test:99999/a",
        "https://files.test/" + "a" * 5000,
    ],
)
async def test_only_plain_https_addresses_are_followed(url: str) -> None:
    def respond(_request: httpx.Request) -> httpx.Response:
        raise AssertionError

    with pytest.raises(UnexpectedReplyError):
        await _elsewhere(respond).fetch(url)


async def test_this_computer_is_only_asked_where_it_is_allowed() -> None:
    async with ScriptedServer(LABEL) as server:
        with pytest.raises(UnexpectedReplyError):
            await LabelUrls("Courier").fetch(server.url)
    assert server.received == []


async def test_a_redirect_is_followed_and_judged_anew() -> None:
    moved = answer(302, Location="/moved/label.pdf")
    async with ScriptedServer(moved, LABEL) as server:
        assert await _here().fetch(f"{server.url}/a") == PDF
    assert server.request_lines() == ["GET /a", "GET /moved/label.pdf"]


@pytest.mark.parametrize(
    "target", ["https://10.0.0.7/a", "http://files.test/a", "file:///etc/passwd", ""]
)
async def test_a_redirect_to_where_we_do_not_go_is_refused(target: str) -> None:
    moved = answer(302, Location=target) if target else answer(302)
    async with ScriptedServer(moved) as server:
        with pytest.raises(ProviderError) as caught:
            await LabelUrls(
                "Courier", allow_loopback=True, resolve=_answering({"127.0.0.1": "127.0.0.1"})
            ).fetch(server.url)
    assert isinstance(caught.value, UnexpectedReplyError)


def _answering(known: dict[str, str]) -> Resolve:
    async def resolve(host: str, _port: int) -> list[str]:
        return [known.get(host, host)]

    return resolve


async def test_redirects_in_a_circle_end() -> None:
    async with ScriptedServer(answer(302, Location="/again")) as server:
        with pytest.raises(UnexpectedReplyError):
            await _here().fetch(server.url)
    assert len(server.received) == 6


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(404), RejectedError),
        (answer(403), RejectedError),
        (answer(410), RejectedError),
        (answer(429), RateLimitedError),
        (answer(500), ProviderFaultError),
        (answer(204), UnexpectedReplyError),
        (answer(200), UnexpectedReplyError),
        (HANG_UP, UnreachableError),
        (answer(200, bytes(MAX_BYTES + 1)), UnexpectedReplyError),
    ],
)
async def test_what_is_no_document_is_the_right_error(
    reply: bytes, kind: type[ProviderError]
) -> None:
    async with ScriptedServer(reply) as server:
        with pytest.raises(kind) as caught:
            await _here().fetch(server.url)
    assert type(caught.value) is kind
    assert caught.value.params["account"] == "Courier"
    assert server.url not in str(caught.value)


async def test_a_name_that_does_not_exist_is_unreachable() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(UnreachableError) as caught:
        await LabelUrls("Courier", resolve=resolve).fetch("https://files.test/a")
    assert caught.value.sent is False


def test_the_limits_are_those_that_were_promised() -> None:
    assert (MAX_BYTES, WHOLE_SECONDS, MAX_REDIRECTS) == (20 * 2**20, 30.0, 5)


async def test_a_document_of_twenty_megabytes_behind_five_redirects_is_fetched() -> None:
    moves = [answer(302, Location=f"/{number}") for number in range(5)]
    whole = PDF + bytes(20 * 2**20 - len(PDF))
    async with ScriptedServer(*moves, answer(200, whole)) as server:
        assert await _here().fetch(f"{server.url}/a") == whole
    assert len(server.received) == 6


@pytest.mark.parametrize("told", ["text/html", "image/png", "application/x-msdownload", ""])
async def test_what_a_server_says_of_a_document_s_type_changes_nothing(told: str) -> None:
    headers = {"Content_Type": told} if told else {}
    async with ScriptedServer(answer(200, PDF, **headers)) as server:
        assert await _here().fetch(server.url) == PDF
