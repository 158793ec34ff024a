"""Addresses that want to lead us astray: each is refused before anything leaves for where it leads.

Every name and every odd number leads to a real listener on this computer: a door left open is
seen as a contact there, not only as a missing error.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from shipdesk.errors import UnexpectedReplyError, UnreachableError
from shipdesk.providers.label_url import MAX_BYTES, LabelUrls
from tests.support.scripted_server import ScriptedServer, answer

PDF = b"%PDF-1.4 a label"
PUBLIC = "93.184.216.34"

URLS = (
    # Not https.
    "http://{here}/a",
    "HTTP://{here}/a",
    "ftp://{here}/a",
    "file:///etc/passwd",
    "file://{here}/etc/passwd",
    "gopher://{here}/_GET",
    "data:application/pdf,%PDF-1.4",
    "javascript:alert(1)",
    "jar:https://{here}/a!/b",
    "ws://{here}/a",
    "//{here}/a",
    "https:{here}/a",
    "https:/{here}/a",
    "https:\\\\{here}/a",
    "",
    "label.pdf",
    # Someone's name and password in front of the host.
    "https://me:pw@{here}/a",
    "https://files.test@{here}/a",
    "https://files.test:443@{here}/a",
    "https://:@{here}/a",
    "https://@{here}/a",
    "https://files.test\\@{here}/a",
    # This computer in every spelling that a resolver takes.
    "https://{here}/a",
    "https://127.1:{port}/a",
    "https://127.0.1:{port}/a",
    "https://2130706433:{port}/a",
    "https://0x7f000001:{port}/a",
    "https://0x7f.0.0.1:{port}/a",
    "https://0177.0.0.1:{port}/a",
    "https://017700000001:{port}/a",
    "https://127.0.0.1.:{port}/a",
    "https://127.255.255.254:{port}/a",
    "https://0:{port}/a",
    "https://0.0.0.0:{port}/a",
    "https://[::1]:{port}/a",
    "https://[::]:{port}/a",
    "https://[0:0:0:0:0:0:0:1]:{port}/a",
    "https://[::ffff:127.0.0.1]:{port}/a",
    "https://[::ffff:7f00:1]:{port}/a",
    "https://[::127.0.0.1]:{port}/a",
    "https://[fe80::1%25lo]:{port}/a",
    "https://localhost:{port}/a",
    "https://LOCALHOST:{port}/a",
    "https://localhost.:{port}/a",
    "https://label.localhost:{port}/a",
    "https://localhost.localdomain:{port}/a",
    "https://files.test:{port}/a",
    "https://files.test.:{port}/a",
    # Look-alikes that a library may turn into a number or a name.
    "https://127。0。0。1:{port}/a",
    "https://127．0．0．1:{port}/a",
    "https://①②⑦.⓪.⓪.①:{port}/a",
    "https://1２7.0.0.1:{port}/a",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/a",
    "https://ｌocalhost:{port}/a",
    "https://xn--a:{port}/a",
    # Where two readers of an address see two hosts.
    "https://127.0.0.1\\.files.test:{port}/a",
    "https://127.0.0.1%2f.files.test:{port}/a",
    "https://%31%32%37.0.0.1:{port}/a",
    "https://127.0.0.1%00.files.test:{port}/a",
    "https://127.0.0.1;.files.test:{port}/a",
    "https://[::1].files.test:{port}/a",
    "https://[v1.a]:{port}/a",
    "https://{here}#.files.test/a",
    "https://{here}?.files.test/a",
    "https://127.0.0.1:{port}\t/a",
    " https://{here}/a",
    "https://{here}/a\r\nX-Injected: yes",
    "https://files.test:{port}\r\nHost: other.test/a",
    "https://files.test:{port} /a",
    # Ports.
    "https://files.test:0/a",
    "https://files.test:-1/a",
    "https://files.test:+443/a",
    "https://files.test:65536/a",
    "https://files.test:٤٤٣/a",
    "https://files.test:443:{port}/a",
    "https://files.test/" + "a" * 5000,
)
"""`{here}` is the listener's host and port, `{port}` its port."""

ADDRESSES = (
    # IPv4: own, private, shared, link-local, for documents, tests, multicast and nobody.
    "0.0.0.0",  # noqa: S104 - judged, not bound
    "0.1.2.3",
    "10.0.0.7",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.53",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    # IPv6 of its own.
    "::",
    "::1",
    "100::1",
    "2001:db8::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "4000::1",
    # IPv4 inside IPv6: mapped, compatible, translated, 6to4, Teredo, NAT64, ISATAP.
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.7",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "2002:7f00:0001::1",
    "2002:0a00:0007::1",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.7",
    "64:ff9b::169.254.169.254",
    "64:ff9b::100.64.0.1",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b:1::127.0.0.1",
    "2a00:1450::5efe:10.0.0.7",
    "2a00:1450::200:5efe:127.0.0.1",
    # No address at all.
    "",
    "not-an-address",
    "127.0.0.1; rm",
)


async def _resolve_here(host: str, _port: int) -> list[str]:
    """What a resolver makes of numbers, short, octal or hex; every name leads to the listener."""
    with contextlib.suppress(OSError):
        return [socket.inet_ntoa(socket.inet_aton(host))]
    with contextlib.suppress(OSError):
        return [socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, host))]
    return ["127.0.0.1"]


class _Recorded(httpx.AsyncBaseTransport):
    """The first server we come to: keeps what it is asked and answers what it was told."""

    def __init__(self, *answers: httpx.Response) -> None:
        self._answers = list(answers)
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._answers.pop(0) if self._answers else httpx.Response(200, content=PDF)


@pytest.fixture
async def listener() -> AsyncIterator[ScriptedServer]:
    """A real server on this computer that would answer whoever comes."""
    async with ScriptedServer(answer(200, PDF)) as server:
        yield server


def _filled(url: str, server: ScriptedServer) -> str:
    here = server.url.removeprefix("http://")
    return url.replace("{here}", here).replace("{port}", here.rpartition(":")[2])


@pytest.mark.parametrize("url", URLS)
async def test_an_address_that_tricks_is_refused_before_anybody_is_asked(
    listener: ScriptedServer, url: str
) -> None:
    with pytest.raises(UnexpectedReplyError):
        await LabelUrls("Courier", resolve=_resolve_here).fetch(_filled(url, listener))
    transport = _Recorded()
    with pytest.raises(UnexpectedReplyError):
        await LabelUrls("Courier", resolve=_resolve_here, transport=transport).fetch(
            _filled(url, listener)
        )
    assert (listener.received, transport.asked) == ([], [])


@pytest.mark.parametrize("url", [url for url in URLS if "//" in url])
async def test_a_redirect_to_such_an_address_ends_at_the_first_server(
    listener: ScriptedServer, url: str
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return [PUBLIC] if host == "first.test" else await _resolve_here(host, port)

    target = _filled(url, listener).encode("utf-8")
    transport = _Recorded(httpx.Response(302, headers=[(b"Location", target)]))
    with pytest.raises(UnexpectedReplyError):
        await LabelUrls("Courier", resolve=resolve, transport=transport).fetch(
            "https://first.test/labels/1"
        )
    assert [request.url.host for request in transport.asked] == [PUBLIC]
    assert listener.received == []


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_name_that_leads_into_a_closed_network_is_refused(address: str) -> None:
    for found in ([address], [PUBLIC, address], [address, PUBLIC]):
        transport = _Recorded()

        async def resolve(_host: str, _port: int, found: list[str] = found) -> list[str]:
            return found

        with pytest.raises(UnexpectedReplyError):
            await LabelUrls("Courier", resolve=resolve, transport=transport).fetch(
                "https://files.test/a"
            )
        assert transport.asked == []


@pytest.mark.parametrize(
    "address", [PUBLIC, "2a00:1450:4001:81b::200e", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]
)
async def test_a_name_that_leads_to_the_open_network_is_asked_there(address: str) -> None:
    transport = _Recorded()

    async def resolve(_host: str, _port: int) -> list[str]:
        return [address]

    urls = LabelUrls("Courier", resolve=resolve, transport=transport)
    assert await urls.fetch("https://files.test/a") == PDF
    assert [request.headers["Host"] for request in transport.asked] == ["files.test"]


async def test_a_name_that_changes_its_answer_is_asked_for_once_per_step() -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]
    transport = _Recorded()

    async def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    urls = LabelUrls("Courier", resolve=resolve, transport=transport)
    assert await urls.fetch("https://rebinding.test/a") == PDF
    assert [request.url.host for request in transport.asked] == [PUBLIC]
    # The name leads elsewhere by now: a second fetch judges it anew.
    with pytest.raises(UnexpectedReplyError):
        await urls.fetch("https://rebinding.test/a")
    assert len(transport.asked) == 1


async def test_a_name_that_changes_its_answer_between_redirects_is_judged_anew() -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]
    transport = _Recorded(httpx.Response(302, headers={"Location": "/b"}))

    async def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    with pytest.raises(UnexpectedReplyError):
        await LabelUrls("Courier", resolve=resolve, transport=transport).fetch(
            "https://rebinding.test/a"
        )
    assert len(transport.asked) == 1


async def test_a_cookie_that_a_server_sets_is_sent_to_nobody() -> None:
    moved = answer(302, Location="/real.pdf", Set_Cookie="session=secret; Path=/")
    async with ScriptedServer(moved, answer(200, PDF)) as server:
        await LabelUrls("Courier", allow_loopback=True).fetch(f"{server.url}/a")
        sent = b"".join(server.received).lower()
    assert len(server.received) == 2
    assert not any(word in sent for word in (b"cookie", b"authorization", b"referer", b"secret"))


async def test_what_the_surroundings_know_of_proxies_and_passwords_is_not_used(
    listener: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password pw\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert await LabelUrls("Courier", allow_loopback=True).fetch(f"{listener.url}/a") == PDF
    assert listener.header("Authorization") == ""


@pytest.mark.parametrize(
    "packed",
    [
        answer(200, gzip.compress(bytes(MAX_BYTES + 1)), Content_Encoding="gzip"),
        answer(
            200,
            gzip.compress(gzip.compress(bytes(256 * MAX_BYTES // 10))),
            Content_Encoding="gzip, gzip",
        ),
    ],
    ids=["bomb", "bomb within a bomb"],
)
async def test_a_document_packed_to_burst_is_refused(packed: bytes) -> None:
    async with ScriptedServer(packed) as server:
        with pytest.raises(UnexpectedReplyError):
            await LabelUrls("Courier", allow_loopback=True).fetch(server.url)
    assert server.header("Accept-Encoding") == "identity"


@contextlib.asynccontextmanager
async def _endless(head: bytes, piece: bytes, pause: float) -> AsyncIterator[str]:
    """The address of a server whose answer never ends."""
    served: list[asyncio.Task[None]] = []
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (task := asyncio.current_task()) is not None:
            served.append(task)
        with contextlib.suppress(ConnectionError), contextlib.closing(writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(head)
            while not over.is_set():
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/a"
        over.set()
        await asyncio.wait(served)


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n%PDF-"],
)
async def test_an_endless_document_is_cut_at_its_limit(head: bytes) -> None:
    async with _endless(head, bytes(2**18), 0) as url:
        with pytest.raises(UnexpectedReplyError):
            await LabelUrls("Courier", allow_loopback=True).fetch(url)


@pytest.mark.parametrize(
    ("head", "piece"),
    [(b"HTTP/1.1 200 OK\r\n\r\n%PDF-", b"x"), (b"", b"H"), (b"", b"")],
    ids=["body", "head", "silence"],
)
async def test_a_document_that_drips_is_cut_when_its_time_is_over(
    head: bytes, piece: bytes
) -> None:
    async with _endless(head, piece, 0.02) as url:
        with pytest.raises(UnreachableError) as caught:
            await LabelUrls("Courier", allow_loopback=True, whole_seconds=0.3).fetch(url)
    assert caught.value.sent
