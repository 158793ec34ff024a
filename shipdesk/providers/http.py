"""The one way out to a service: address, secret, turn, time limits, errors, log.

Nothing that changes the world is ever sent twice from here: only reads are tried again.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import httpx

from shipdesk.clock import Clock
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
from shipdesk.providers import tls
from shipdesk.providers.base import Limits
from shipdesk.providers.redact import redact_body
from shipdesk.providers.tables import Endpoint
from shipdesk.providers.throttle import PATIENCE, Throttle
from shipdesk.providers.wire import Explained, parse_json, to_json

logger = logging.getLogger(__name__)

MAX_BODY = 20 * 1024 * 1024
"""No answer of a service is larger; bytes."""

WHOLE_CALL_SECONDS = 120.0
"""A server that drips forever is given up after this; the read timeout counts per chunk."""

TIMEOUT = httpx.Timeout(connect=5.0, read=30.0, write=30.0, pool=5.0)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
_LONGEST_WORDS = 500


class Auth(Protocol):
    """How an account proves itself."""

    async def headers(self) -> Mapping[str, str]:
        """Return the headers of a request; may log in first."""
        ...

    async def refresh(self) -> bool:
        """After a 401: get a new token if that is possible; False where a person must act."""
        ...


class BearerAuth:
    """A token that never changes by itself."""

    def __init__(self, token: str, account_title: str = "") -> None:
        # What comes along when it is pasted: blanks, line ends, marks of word processors.
        self._token = "".join(char for char in token if "!" <= char <= "~")
        self._account_title = account_title

    async def headers(self) -> Mapping[str, str]:
        """Return the Authorization header; raises AuthError where no token is kept."""
        if not self._token:
            raise AuthError(401, "No token is kept on this computer.", account=self._account_title)
        return {"Authorization": f"Bearer {self._token}"}

    async def refresh(self) -> bool:
        """A person has to make a new one at the service."""
        return False


Explain = Callable[[int, bytes], Explained]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status below 400; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    account_title: str

    def json(self, where: str = "body") -> Any:  # noqa: ANN401 - JSON
        """Return the body as JSON; raises UnexpectedReplyError when it is none."""
        return parse_json(self.body, where, account=self.account_title)

    def fields(self, where: str = "body") -> Mapping[str, Any]:
        """Return the body as a JSON object; raises UnexpectedReplyError when it is none."""
        found = self.json(where)
        if not isinstance(found, dict):
            raise UnexpectedReplyError(f"{where}: not an object", account=self.account_title)
        return found


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer as Activity shows them: redacted, cut to 2,000 characters each."""

    at: datetime
    method: str
    path: str
    status: int
    ms: int
    request_id: str
    asked: str
    answered: str


@dataclass(slots=True)
class _Call:
    """One request as it will be sent, again and again if it only reads."""

    endpoint: Endpoint
    url: str
    content: bytes | None
    headers: Mapping[str, str]
    anonymous: bool
    background: bool
    refreshed: bool = False


class Api:
    """All requests of one account, on the loop's thread; the owner closes it.

    Raises errors of `ProviderError` only, each with the account's title. `transport` replaces the
    network in tests; `ssl_context` is shared by all clients.
    """

    def __init__(
        self,
        base_url: str,
        auth: Auth,
        clock: Clock,
        account_title: str,
        limits: Limits,
        explain: Explain,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        ssl_context: ssl.SSLContext | None = None,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self.base_url = check_base_url(base_url)
        self.account_title = account_title
        self.throttle = Throttle(clock, limits, account_title)
        self.exchanges: deque[Exchange] = deque(maxlen=200)
        self._auth = auth
        self._clock = clock
        self._explain = explain
        self._client = httpx.AsyncClient(
            verify=ssl_context or tls.shared_context(),
            timeout=timeout,
            transport=transport,
            follow_redirects=False,
            # A proxy of the office is right for a service, never for this computer itself.
            trust_env=urlsplit(self.base_url).hostname not in LOOPBACK,
            limits=httpx.Limits(max_connections=limits.concurrency + 2),
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def request(
        self,
        endpoint: Endpoint,
        places: Mapping[str, str] | None = None,
        query: Sequence[tuple[str, str]] = (),
        body: object = None,
        headers: Mapping[str, str] | None = None,
        *,
        background: bool = False,
        read: bool | None = None,
        anonymous: bool = False,
        tries: int | None = None,
        accept: str = "application/json",
    ) -> Reply:
        """Send one request and return its answer.

        `places` fill the path, `query` is encoded here, once. A read (by default every GET that
        does not act) is tried up to 4 times in the background, 3 times for a waiting person, or
        `tries`; anything else exactly once, whatever happens. `anonymous` leaves the secret out.
        """
        content = None if body is None else to_json(body)
        call = _Call(
            endpoint=endpoint,
            url=self._url(endpoint, places or {}, query),
            content=content,
            headers={
                "Accept": accept,
                "User-Agent": "ShipDesk",
                **({"Content-Type": "application/json"} if content is not None else {}),
                **(headers or {}),
            },
            anonymous=anonymous,
            background=background,
        )
        reads = endpoint.verb == "GET" and not endpoint.acts if read is None else read
        left = (tries or (4 if background else 3)) if reads else 1
        attempt = 0
        while True:
            left -= 1
            try:
                return await self._send_as_allowed(call)
            except (UnreachableError, ProviderFaultError) as error:
                if left <= 0:
                    raise
                pause = self.throttle.backoff(attempt)
                logger.info("%s: %s; next try in %.0f s", self.account_title, error.key, pause)
                await self._clock.sleep(pause)
            except RateLimitedError as error:
                if left <= 0 or error.retry_after > PATIENCE:
                    raise
            attempt += 1

    async def _send_as_allowed(self, call: _Call) -> Reply:
        """Send once; after a 401 once more where the account could renew its token by itself."""
        try:
            return await self._send(call)
        except AuthError as error:
            renewable = error.status == httpx.codes.UNAUTHORIZED and not call.anonymous
            if call.refreshed or not renewable:
                raise
            call.refreshed = True
            if not await self._auth.refresh():
                raise
        return await self._send(call)

    async def _send(self, call: _Call) -> Reply:
        secret = {} if call.anonymous else await self._auth.headers()
        async with self.throttle.turn(background=call.background):
            started, at = self._clock.monotonic(), self._clock.now()
            status, answered, request_id = 0, "", uuid.uuid4().hex[:8]
            try:
                async with asyncio.timeout(WHOLE_CALL_SECONDS):
                    reply = await self._exchange(call, {**call.headers, **secret})
                status = reply.status
                request_id = reply.headers.get("x-request-id", request_id)[:64]
                answered = redact_body(reply.body, reply.headers.get("content-type", ""))
            except TimeoutError as error:
                answered = "no end of the answer"
                raise self._unreachable(sent=True, reason=answered) from error
            except ProviderError as error:
                answered = error.key
                raise
            finally:
                ms = round((self._clock.monotonic() - started) * 1000)
                self._note(call, at, status, ms, request_id, answered)
        return self._judge(reply)

    async def _exchange(self, call: _Call, headers: Mapping[str, str]) -> Reply:
        try:
            async with self._client.stream(
                call.endpoint.verb, call.url, content=call.content, headers=dict(headers)
            ) as response:
                body = await read_up_to(response, MAX_BODY)
            if body is None:
                raise self._unexpected("body: larger than 20 MiB")
            named = {name.lower(): text for name, text in response.headers.items()}
            return Reply(response.status_code, named, body, self.account_title)
        except _NEVER_LEFT as error:
            raise self._unreachable(sent=False, reason=_reason(error)) from error
        except httpx.DecodingError as error:
            raise self._unexpected("body: encoding") from error
        except httpx.InvalidURL as error:
            raise self._unreachable(sent=False, reason="The address is not valid.") from error
        except httpx.TransportError as error:
            raise self._unreachable(sent=True, reason=_reason(error)) from error

    def _judge(self, reply: Reply) -> Reply:
        """Return a good answer; raise what any other one means."""
        wait = self.throttle.note(reply.status, reply.headers)
        status, account = reply.status, self.account_title
        if 200 <= status < 300:  # noqa: PLR2004
            return reply
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise RateLimitedError(wait, account=account)
        if status < 400:  # noqa: PLR2004
            raise self._unexpected(f"status {status}: redirects are not followed")
        told = self._explain(status, reply.body)
        words = told.words[:_LONGEST_WORDS]
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise AuthError(status, words, account=account)
        if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT:  # noqa: PLR2004
            raise ProviderFaultError(status, words, account=account)
        raise RejectedError(told.code, words, told.fields, status, account=account)

    def _url(
        self, endpoint: Endpoint, places: Mapping[str, str], query: Sequence[tuple[str, str]]
    ) -> str:
        path = endpoint.path
        for name in endpoint.places:
            given = places[name]
            if given in {"", ".", ".."}:
                # An id that would lead to another path; ids come from services.
                raise self._unexpected(f"{endpoint.id}: {name}")
            path = path.replace(f"{{{name}}}", quote(given, safe=""))
        pairs = "&".join(f"{quote(name, safe='$')}={quote(text, safe='')}" for name, text in query)
        return f"{self.base_url}{path}{'?' if pairs else ''}{pairs}"

    def _note(
        self, call: _Call, at: datetime, status: int, ms: int, request_id: str, answered: str
    ) -> None:
        verb, path = call.endpoint.verb, call.endpoint.path
        logger.info("%s %s %s %s ms id=%s", verb, path, status or "-", ms, request_id)
        asked = redact_body(call.content, "application/json") if call.content else ""
        self.exchanges.append(Exchange(at, verb, path, status, ms, request_id, asked, answered))

    def _unreachable(self, *, sent: bool, reason: str) -> UnreachableError:
        return UnreachableError(sent=sent, reason=reason, account=self.account_title)

    def _unexpected(self, where: str) -> UnexpectedReplyError:
        return UnexpectedReplyError(where, account=self.account_title)


async def read_up_to(response: httpx.Response, limit: int) -> bytes | None:
    """Return an unpacked body, None as soon as it is larger than `limit` bytes."""
    body = bytearray()
    large = False
    try:
        async for chunk in response.aiter_bytes():
            if large:
                continue
            body += chunk
            if len(body) > limit:
                large = True
                body.clear()
                # Breaking off would leave generators that close themselves in tasks of nobody.
                await response.aclose()
    except (httpx.TransportError, httpx.StreamError):
        if not large:
            raise
    return None if large else bytes(body)


def check_base_url(text: str) -> str:
    """Return the address without a slash at its end.

    Raises RuleError unless it is https, or plain http to this computer (the simulator): a token
    never travels in the open.
    """
    parts = urlsplit(text.strip())
    plain_here = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or plain_here):
        raise RuleError("base_url", "https_address", reason="The address must begin with https://.")
    if parts.username or parts.query or parts.fragment:
        reason = "The address must hold neither a name, a question mark nor a #."
        raise RuleError("base_url", "plain_address", reason=reason)
    return text.strip().rstrip("/")


def _reason(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return "Nobody answered within 5 s."
    if isinstance(error, httpx.PoolTimeout):
        return "All connections were busy."
    if isinstance(error, httpx.TimeoutException):
        return "The answer took too long."
    if isinstance(error, httpx.ConnectError):
        return "The connection was refused or the name is not known."
    return "The connection broke off."
