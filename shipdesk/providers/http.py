"""The one way out to a service: address, secret, turn, time limits, errors, log.

Nothing that changes the world is ever sent twice from here: only reads are tried again.
"""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from shipdesk.clock import Clock
from shipdesk.domain.account import Account
from shipdesk.domain.exchange import Exchange
from shipdesk.errors import (
    AuthError,
    ProviderError,
    ProviderFaultError,
    RateLimitedError,
    RejectedError,
    UnexpectedReplyError,
    UnreachableError,
)
from shipdesk.providers import tls
from shipdesk.providers.auth import Auth, BearerAuth
from shipdesk.providers.base import Limits
from shipdesk.providers.calls import LOOPBACK, Call, FilePart, check_base_url, make_call
from shipdesk.providers.capabilities import NOT_OFFERED, STRAY_404, Capabilities
from shipdesk.providers.redact import redact_body, redact_text
from shipdesk.providers.replies import MAX_BODY, Reply, read_up_to
from shipdesk.providers.request_log import (
    RequestLog,
    next_number,
    redact_head,
    redact_query,
    told_head,
)
from shipdesk.providers.steps import BY_ITSELF, IN_BULK
from shipdesk.providers.table_sections import ACCOUNT_PLACES
from shipdesk.providers.tables import Endpoint
from shipdesk.providers.throttle import (
    PATIENCE,
    PATIENCE_IN_BULK,
    PATIENCE_OF_A_PERSON,
    throttle_for,
)
from shipdesk.providers.wire import Explained

__all__ = ["MAX_BODY", "Api", "Auth", "BearerAuth", "FilePart", "Reply", "check_base_url",
           "read_up_to"]  # fmt: skip

logger = logging.getLogger(__name__)

WHOLE_CALL_SECONDS = 120.0
"""A server that drips forever is given up after this; the read timeout counts per chunk."""

TIMEOUT = httpx.Timeout(connect=5.0, read=30.0, write=30.0, pool=5.0)
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
_LONGEST_WORDS = 500
_MOST_LIMITED = 5
"""So many refusals for haste in a row and one call is given up."""

_OWN_HEAD = "ShipDesk"
_NO_PATH = re.compile(r"\b(?:path|route|endpoint|url|method|address)\b|routing", re.IGNORECASE)
"""How a service says that it has no such operation, other than that it has no such thing."""

Explain = Callable[[int, bytes], Explained]


class Api:
    """All requests of one account, on the loop's thread; the owner closes it.

    Raises errors of `ProviderError` only, each with the account's title. `transport` replaces the
    network in tests; `ssl_context` is shared by all clients. `log` keeps what was said and is
    shared by all accounts. Accounts of one token at one host share the gate.
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
        account: Account | None = None,
        log: RequestLog | None = None,
    ) -> None:
        self.base_url = check_base_url(base_url)
        self.account_title = account_title
        parts = urlsplit(self.base_url)
        self.throttle = throttle_for(
            f"{parts.scheme}://{parts.netloc}", auth.identity, clock, limits, account_title
        )
        self.capabilities = Capabilities()
        self._account = account
        self._log = log or RequestLog()
        self._auth = auth
        self._clock = clock
        self._explain = explain
        self._client = httpx.AsyncClient(
            verify=ssl_context or tls.shared_context(),
            timeout=timeout,
            transport=transport,
            follow_redirects=False,
            # A proxy of the office is right for a service, never for this computer itself.
            trust_env=parts.hostname not in LOOPBACK,
            limits=httpx.Limits(max_connections=limits.concurrency + 2),
        )

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The newest requests of this account, oldest first."""
        return self._log.latest(self._account.id if self._account else "")[::-1]

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
        file: FilePart | None = None,
    ) -> Reply:
        """Send one request and return its answer.

        `places` fill the path, `query` is encoded here, once. `body` is sent as JSON with any verb,
        or beside `file` as the other fields of a form (names to texts). A read (by default every
        GET that does not act) is tried up to 4 times in the background, 3 times for a waiting
        person, or `tries`, and waits up to 5 times where the service asks for it; anything else is
        sent exactly once, whatever happens. `anonymous` leaves the secret out.

        Raises RejectedError with the code `not_offered` where the account has no such operation.
        """
        lacking = self.capabilities.why_not(endpoint.id)
        if lacking:
            raise RejectedError(NOT_OFFERED, lacking, status=404, account=self.account_title)
        reads = endpoint.verb == "GET" and not endpoint.acts if read is None else read
        try:
            call = make_call(endpoint, places or {}, query, body, file)
        except UnexpectedReplyError as error:
            raise self._unexpected(error.where) from error
        call.headers = {
            "Accept": accept,
            "User-Agent": _OWN_HEAD,
            **call.headers,
            **(headers or {}),
        }
        in_bulk = reads and IN_BULK.get()
        call.anonymous, call.background = anonymous, background or in_bulk
        waited_for = reads and not background and not BY_ITSELF.get()
        call.patience = PATIENCE_OF_A_PERSON if waited_for else PATIENCE
        if in_bulk:
            call.patience = PATIENCE_IN_BULK
        if not reads:
            return await self._send_as_allowed(call)
        return await self._read(call, tries or (4 if background else 3), tries or _MOST_LIMITED)

    async def _read(self, call: Call, most_faults: int, most_limited: int) -> Reply:
        faults = limited = 0
        while True:
            try:
                return await self._send_as_allowed(call)
            except (UnreachableError, ProviderFaultError) as error:
                faults, limited = faults + 1, 0
                if faults >= most_faults:
                    raise
                pause = self.throttle.backoff(faults - 1)
                logger.info("%s: %s; next try in %.0f s", self.account_title, error.key, pause)
                await self._clock.sleep(pause)
            except RateLimitedError as error:
                limited += 1
                late = error.stopped or error.retry_after > call.patience
                if late or limited >= most_limited:
                    raise

    async def _send_as_allowed(self, call: Call) -> Reply:
        """Send once; after a 401 once more where the account could renew its token by itself."""
        secret = await self._secret(call)
        try:
            return await self._send(call, secret)
        except AuthError as error:
            renewable = error.status == httpx.codes.UNAUTHORIZED and not call.anonymous
            if call.refreshed or not renewable:
                raise
            call.refreshed = True
            if not await self._auth.refresh(secret):
                raise
        return await self._send(call, await self._secret(call))

    async def _secret(self, call: Call) -> Mapping[str, str]:
        return {} if call.anonymous else await self._auth.headers()

    async def _send(self, call: Call, secret: Mapping[str, str]) -> Reply:
        async with self.throttle.turn(
            background=call.background, patience=call.patience, account=self.account_title
        ):
            started, at = self._clock.monotonic(), self._clock.now()
            headers = {"X-Request-ID": str(uuid.uuid4()), **call.headers, **secret}
            reply: Reply | None = None
            failure: ProviderError | None = None
            try:
                async with asyncio.timeout(WHOLE_CALL_SECONDS):
                    reply = await self._exchange(call, headers)
                return self._judge(call.endpoint, reply)
            except TimeoutError as error:
                failure = self._unreachable(sent=True, reason="The answer never ended.")
                raise failure from error
            except ProviderError as error:
                failure = error
                raise
            finally:
                ms = round((self._clock.monotonic() - started) * 1000)
                self._note(call, at, ms, headers, reply, failure)

    async def _exchange(self, call: Call, headers: Mapping[str, str]) -> Reply:
        try:
            async with self._client.stream(
                call.endpoint.verb,
                f"{self.base_url}{call.target}",
                content=call.content,
                data=call.form or None,
                files=call.files,
                headers=dict(headers),
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

    def _judge(self, endpoint: Endpoint, reply: Reply) -> Reply:
        """Return a good answer; raise what any other one means."""
        wait = self.throttle.note(reply.status, reply.headers)
        status, account = reply.status, self.account_title
        if 200 <= status < 300:  # noqa: PLR2004
            self.capabilities.answered(endpoint.id)
            return reply
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise RateLimitedError(wait, account=account)
        if status < 400:  # noqa: PLR2004
            raise self._unexpected(f"status {status}: redirects are not followed")
        told = self._explain(status, reply.body)
        words = told.words[:_LONGEST_WORDS]
        more = {"trace": told.trace[:64]} if told.trace else {}
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise AuthError(status, words, account=account, **more)
        if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT:  # noqa: PLR2004
            raise ProviderFaultError(status, words, account=account, **more)
        if _is_no_path(endpoint, status, told):
            self._miss(endpoint, status)
        raise RejectedError(told.code, words, told.fields, status, account=account, **more)

    def note_missing(self, endpoint: Endpoint, error: RejectedError) -> None:
        """Take a list that nobody promised for missing after 404s that tell no reason.

        Raises RejectedError with the code `not_offered` then; does nothing for any other operation.
        """
        if endpoint.designed and _reads_all(endpoint):
            self._miss(endpoint, error.status)

    def _miss(self, endpoint: Endpoint, status: int) -> None:
        sentence = endpoint.lacks or f"This account does not offer {endpoint.id}."
        if self.capabilities.lacks(endpoint.id, sentence):
            raise RejectedError(NOT_OFFERED, sentence, status=status, account=self.account_title)

    def _note(
        self,
        call: Call,
        at: datetime,
        ms: int,
        headers: Mapping[str, str],
        reply: Reply | None,
        failure: ProviderError | None,
    ) -> None:
        endpoint, account, file = call.endpoint, self._account, call.file
        status, parts = reply.status if reply else 0, urlsplit(self.base_url)
        answer_head = reply.headers if reply else {}
        request_id = (answer_head.get("x-request-id") or headers["X-Request-ID"])[:64]
        logger.info(
            "%s %s %s %s ms id=%s", endpoint.verb, endpoint.path, status or "-", ms, request_id
        )
        asked = redact_body(call.content, "application/json") if call.content else ""
        self._log.note(
            Exchange(
                number=next_number(),
                at=at,
                account_id=account.id if account else "",
                account_title=self.account_title,
                provider=account.provider if account else "",
                operation=endpoint.id,
                method=endpoint.verb,
                origin=f"{parts.scheme}://{parts.netloc}",
                path=f"{parts.path}{call.path}",
                template=endpoint.path,
                status=status,
                ms=ms,
                request_id=request_id,
                query=redact_query(call.query),
                asked_head=redact_head(headers),
                asked=redact_body(file.body, file.content_type) if file else asked,
                answered_head=told_head(answer_head),
                answered=_answered(endpoint, reply),
                error="" if failure is None and reply else failure.key if failure else "cancelled",
                code=failure.code if isinstance(failure, RejectedError) else "",
                words=redact_text(str(failure.params.get("words", ""))) if failure else "",
            )
        )

    def _unreachable(self, *, sent: bool, reason: str) -> UnreachableError:
        return UnreachableError(sent=sent, reason=reason, account=self.account_title)

    def _unexpected(self, where: str) -> UnexpectedReplyError:
        return UnexpectedReplyError(where, account=self.account_title)


def _answered(endpoint: Endpoint, reply: Reply | None) -> str:
    if reply is None:
        return ""
    if endpoint.secret and reply.status < 400:  # noqa: PLR2004
        return "(a secret: it went to the key store)"
    return redact_body(reply.body, reply.kind)


def _is_no_path(endpoint: Endpoint, status: int, told: Explained) -> bool:
    """Return whether a refusal says that a path which nobody promised is not there.

    A 404 in the service's own words is about the id that was asked for, unless they say otherwise
    or nothing was asked for by an id; one that a service gives by chance says nothing.
    """
    if not endpoint.designed or status not in {404, 405}:
        return False
    if status == httpx.codes.METHOD_NOT_ALLOWED or _NO_PATH.search(f"{told.code} {told.words}"):
        return True
    return told.code != STRAY_404 and (_reads_all(endpoint) or told.code.startswith("HTTP_"))


def _reads_all(endpoint: Endpoint) -> bool:
    """Return whether no id of a single thing is asked for."""
    return endpoint.verb == "GET" and set(endpoint.places) <= ACCOUNT_PLACES


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
