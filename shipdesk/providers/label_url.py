"""Fetches documents from addresses that stand in a service's answer: no secret goes there.

An address in an answer is somebody else's text. Only https is followed, each redirect is judged
anew, a name is resolved once and that very address is connected to, and no address of a private
network is ever asked. In the demo the simulator on this computer is allowed too.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import httpx

from shipdesk.clock import Clock, SystemClock
from shipdesk.domain.account import Account
from shipdesk.domain.exchange import Exchange
from shipdesk.errors import (
    ProviderError,
    ProviderFaultError,
    RateLimitedError,
    RejectedError,
    UnexpectedReplyError,
    UnreachableError,
)
from shipdesk.providers import tls
from shipdesk.providers.calls import LOOPBACK
from shipdesk.providers.http import TIMEOUT
from shipdesk.providers.replies import read_up_to
from shipdesk.providers.request_log import RequestLog, next_number

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
WHOLE_SECONDS = 30.0
MAX_REDIRECTS = 5
_LONGEST_URL = 4_096
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
"""A name or an IPv6 address; brackets are taken off, and a percent sign or backslash is a trick."""

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that is given out of IPv6: what lies outside is local, translated or for a later use."""

_DOCUMENTATION = ipaddress.IPv6Network("3fff::/20")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""How a network that has IPv6 only reaches an IPv4 address, the last 32 bits (RFC 6052)."""

_ISATAP = (0x00005EFE, 0x02005EFE)
"""The third quarter of an address that carries an IPv4 address in its last one (RFC 5214)."""

_LIMITED_SECONDS = 30.0

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to IP addresses."""


async def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses of a host; raises OSError where it has none."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True)
class _Target:
    """An address that has been judged: what to ask, and at which IP address."""

    url: httpx.URL
    host: str
    pinned: str


class LabelUrls:
    """The credential-free client of one account; every fetch has a connection of its own."""

    def __init__(
        self,
        account_title: str,
        *,
        allow_loopback: bool = False,
        resolve: Resolve = resolve_host,
        transport: httpx.AsyncBaseTransport | None = None,
        ssl_context: ssl.SSLContext | None = None,
        account: Account | None = None,
        log: RequestLog | None = None,
        clock: Clock | None = None,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        self._account = account
        self._whole_seconds = whole_seconds
        self._log = log
        self._clock = clock or SystemClock()
        self._title = account_title
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        self._transport = transport
        self._ssl_context = ssl_context

    async def fetch(self, url: str) -> bytes:
        """Return the bytes behind an address, at most 20 MB within 30 s.

        Raises UnexpectedReplyError for an address that we do not follow, RejectedError where the
        document is gone, and what every request may raise.
        """
        try:
            async with asyncio.timeout(self._whole_seconds):
                body = await self._follow(url)
        except TimeoutError as error:
            raise self._unreachable("The document took too long.", sent=True) from error
        logger.info("GET (document): %s bytes", len(body))
        return body

    async def _follow(self, url: str) -> bytes:
        # A client for one fetch: no connection of one document serves another.
        async with httpx.AsyncClient(
            verify=self._ssl_context or tls.shared_context(),
            timeout=TIMEOUT,
            transport=self._transport,
            follow_redirects=False,
            trust_env=False,
        ) as client:
            target = await self._judge(url)
            for _ in range(MAX_REDIRECTS + 1):
                found = await self._noted(client, target)
                # Two servers may share an address, and with it the jar: nobody's cookie goes on.
                client.cookies.clear()
                if isinstance(found, bytes):
                    return found
                target = await self._judge(found, moved_from=str(target.url))
        raise self._refused("too many redirects")

    async def _noted(self, client: httpx.AsyncClient, target: _Target) -> bytes | str:
        """Ask, and keep for a person to read what was asked and what came of it."""
        started, at = self._clock.monotonic(), self._clock.now()
        status, answered, failure = 0, "", None
        try:
            found = await self._ask(client, target)
            moved = isinstance(found, str)
            status = httpx.codes.FOUND if moved else httpx.codes.OK
            answered = "(moved)" if moved else f"(a file, {len(found)} bytes)"
        except ProviderError as error:
            failure = error
            status = getattr(error, "status", 0)
            raise
        else:
            return found
        finally:
            ms = round((self._clock.monotonic() - started) * 1000)
            self._note(target, at, ms, status, answered, failure)

    def _note(
        self,
        target: _Target,
        at: datetime,
        ms: int,
        status: int,
        answered: str,
        failure: ProviderError | None,
    ) -> None:
        if self._log is None or self._account is None:
            return
        url = target.url
        self._log.note(
            Exchange(
                number=next_number(),
                at=at,
                account_id=self._account.id,
                account_title=self._title,
                provider=self._account.provider,
                operation="document",
                method="GET",
                origin=f"{url.scheme}://{url.netloc.decode('ascii')}",
                path=url.path,
                template=url.path,
                status=status,
                ms=ms,
                request_id="",
                # Whoever has such an address may read the file: what signs it is not kept.
                query=tuple((name, "•••") for name in url.params),
                answered=answered,
                error=failure.key if failure else "" if answered else "cancelled",
                words=str(failure.params.get("words", "")) if failure else "",
            )
        )

    async def _ask(self, client: httpx.AsyncClient, target: _Target) -> bytes | str:
        """Return the document, or where a redirect leads."""
        pinned = target.url.copy_with(host=target.pinned)
        try:
            async with client.stream(
                "GET",
                pinned,
                headers={
                    "Host": target.url.netloc.decode("ascii"),
                    "User-Agent": "ShipDesk",
                    # A label is packed already; what comes packed again may be a bomb.
                    "Accept-Encoding": "identity",
                },
                # The certificate must be the name's, though the connection goes to the address.
                extensions={"sni_hostname": target.host},
            ) as response:
                if response.is_redirect:
                    return str(response.headers.get("location", ""))
                self._check_status(response)
                return await self._read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise self._unreachable("The server of the document cannot be reached.") from error
        except httpx.TransportError as error:
            if isinstance(error.__context__, httpx.InvalidURL):
                raise self._refused("not an address") from error
            raise self._unreachable("The document broke off.", sent=True) from error
        except httpx.DecodingError as error:
            raise self._refused("encoding") from error
        except (httpx.InvalidURL, UnicodeError) as error:
            # The library reads where a redirect leads before we do.
            raise self._refused("not an address") from error

    async def _read(self, response: httpx.Response) -> bytes:
        body = await read_up_to(response, MAX_BYTES)
        if not body:
            raise self._refused("larger than 20 MB" if body is None else "empty")
        return body

    def _check_status(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise RateLimitedError(_LIMITED_SECONDS, account=self._title)
        if status >= 500:  # noqa: PLR2004
            raise ProviderFaultError(status, account=self._title)
        if status >= 400:  # noqa: PLR2004
            raise RejectedError(
                f"HTTP_{status}",
                f"The address of the document answers {status}: it may have expired.",
                status=status,
                account=self._title,
            )
        if status != httpx.codes.OK:
            raise self._refused(f"status {status}")

    async def _judge(self, url: str, moved_from: str = "") -> _Target:
        """Return where an address leads; raises unless we may go there."""
        if len(url) > _LONGEST_URL:
            raise self._refused("too long")
        try:
            url = urljoin(moved_from, url)
            parts = urlsplit(url)
            port = parts.port
            parsed = httpx.URL(url)
        except (ValueError, httpx.InvalidURL) as error:
            raise self._refused("not an address") from error
        host = parsed.raw_host.decode("ascii").strip("[]")
        plain = _HOST.fullmatch(host) and parts.username is None and port != 0
        if not plain or parts.scheme not in {"https", "http"}:
            raise self._refused("not an https address")
        here = self._allow_loopback and host in LOOPBACK
        if parts.scheme == "http" and not here:
            raise self._refused("not an https address")
        try:
            found = await self._resolve(host, port or (443 if parts.scheme == "https" else 80))
        except OSError as error:
            raise self._unreachable("The server of the document is not known.") from error
        if not found or not all(self._allowed(item, here=here) for item in found):
            raise self._refused("leads into a private network")
        return _Target(parsed, host, found[0])

    def _allowed(self, address: str, *, here: bool) -> bool:
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(ip, ipaddress.IPv6Address):
            inner = _carried(ip)
            if inner is None and (ip not in _GLOBAL_UNICAST or ip in _DOCUMENTATION):
                return here and ip.is_loopback
            ip = inner or ip
        if here:
            return ip.is_loopback
        return ip.is_global and not ip.is_multicast

    def _refused(self, why: str) -> ProviderError:
        return UnexpectedReplyError(f"address of the document: {why}", account=self._title)

    def _unreachable(self, reason: str, *, sent: bool = False) -> ProviderError:
        return UnreachableError(sent=sent, reason=reason, account=self._title)


def _carried(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a packet to this address ends at, where the address tells."""
    if ip in _NAT64 or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
