"""The way to InPost that all its operations share: organization, plain 404s, envelopes, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers import capabilities
from shipdesk.providers.http import Api, Reply
from shipdesk.providers.raws import around
from shipdesk.providers.records import Answer
from shipdesk.providers.shipx import problems
from shipdesk.providers.shipx.files import ANY_FILE, extension_of
from shipdesk.providers.shipx.wire_page import WirePage
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import Explained, parse_json

Query = Sequence[tuple[str, str]]
Places = Mapping[str, str]

PLAIN_404 = capabilities.STRAY_404
"""A 404 without an error body: the sandbox gives it for things that exist (§ 1.9)."""

_TRIES_PLAIN_404 = 3
_LANGUAGE = {"Accept-Language": "en_GB"}


def explain(table: Table, status: int, body: bytes) -> Explained:
    """Explain a refusal by its error key and nested details (§ 2)."""
    try:
        content = parse_json(body)
    except UnexpectedReplyError:
        content = None
    if not isinstance(content, Mapping):
        code = PLAIN_404 if status == 404 else f"HTTP_{status}"  # noqa: PLR2004
        return Explained(code, f"InPost answers {status} without a reason.")
    code, words, fields = problems.read_refusal(content, table)
    return Explained(code or f"HTTP_{status}", words, fields)


class ShipxAsk:
    """Sends operations of one organization and unwraps their answers.

    Raises errors of `ProviderError` only. For every operation: AuthError (401 token_invalid or
    unauthorized, 403 forbidden or access_forbidden), RateLimitedError (429, not documented, § 1.6),
    ProviderFaultError (500 internal_server_error, 502 to 504 of the proxy), UnreachableError,
    UnexpectedReplyError. RejectedError also for a refusal that comes with HTTP 200 (§ 2.1); its
    codes (§ 2.3) stand with the methods of the subjects.
    """

    def __init__(self, api: Api, table: Table, organization_id: str) -> None:
        self._api = api
        self.table = table
        self.organization_id = organization_id

    @property
    def account_title(self) -> str:
        """What the account is called in errors."""
        return self._api.account_title

    async def send(
        self,
        name: str,
        places: Places | None = None,
        query: Query = (),
        body: object = None,
        *,
        background: bool = False,
        read: bool | None = None,
        anonymous: bool = False,
        accept: str = "application/json",
    ) -> Reply:
        """Send one operation; a GET that meets a plain 404 is tried up to three times (§ 1.9).

        Three of them in a row say that a list which no page promises is not there.
        """
        endpoint = self.table.endpoints[name]
        found = {"organization_id": self.organization_id, **(places or {})}
        left = _TRIES_PLAIN_404 if endpoint.verb == "GET" else 1
        while True:
            left -= 1
            try:
                return await self._api.request(
                    endpoint,
                    found,
                    query,
                    body,
                    _LANGUAGE,
                    background=background,
                    read=read,
                    anonymous=anonymous,
                    accept=accept,
                )
            except RejectedError as error:
                if error.code != PLAIN_404:
                    raise
                if left <= 0:
                    self._api.note_missing(endpoint, error)
                    raise

    def content(self, reply: Reply, name: str) -> object:
        """Return the body; raises RejectedError for a refusal that came with HTTP 200 (§ 2.1)."""
        content = reply.json(name)
        if isinstance(content, Mapping) and problems.is_refusal(content, self.table):
            code, words, fields = problems.read_refusal(content, self.table)
            raise RejectedError(code, words, fields, account=self.account_title)
        return content

    async def one(
        self,
        name: str,
        places: Places | None = None,
        *,
        query: Query = (),
        body: object = None,
        anonymous: bool = False,
    ) -> Answer:
        """Return the object that an operation answers with."""
        reply = await self.send(name, places, query, body, anonymous=anonymous)
        content = self.content(reply, name)
        if not isinstance(content, Mapping):
            raise self.unexpected(f"{name}: not an object")
        return Answer(content)

    async def done(self, name: str, places: Places | None = None, *, body: object = None) -> Answer:
        """Carry out what promises no content (204); raises for a refusal all the same.

        Raises UnexpectedReplyError for any other empty answer: somebody on the way may have given
        it, so that it proves nothing.
        """
        reply = await self.send(name, places, body=body)
        if reply.body.strip():
            return Answer(self.content(reply, name))
        if reply.status != 204:  # noqa: PLR2004
            raise self.unexpected(f"{name}: empty with status {reply.status}")
        return Answer()

    async def rows(
        self,
        name: str,
        places: Places | None = None,
        *,
        query: Query = (),
        anonymous: bool = False,
    ) -> Answer:
        """Return the rows of a list, in an envelope or bare, and how many there are (§ 3.1).

        Whether more follow is told by the numbers of the envelope; Link headers always promise a
        next page (§ 1.4).
        """
        reply = await self.send(name, places, query, anonymous=anonymous)
        content = self.content(reply, name)
        if isinstance(content, list):
            return Answer(content, len(content))
        page = WirePage.read(content, name, self.table)
        names = self.table.aliases(WirePage.kind)["items"]
        if page.items is None:
            raise self.unexpected(f"{name}: no {names[0]}")
        rest = around(content, names, self.table)
        return Answer(page.items, page.total, page.more, around=rest)

    async def file(
        self,
        name: str,
        stem: str,
        places: Places | None = None,
        *,
        query: Query = (),
        body: object = None,
        kinds: frozenset[str] = ANY_FILE,
    ) -> Answer:
        """Return a file, called `stem` and what its first bytes say; only reads, whatever the verb.

        Raises RejectedError for a refusal that came with HTTP 200, UnexpectedReplyError for
        anything that is none of `kinds` or is cut off.
        """
        reply = await self.send(name, places, query, body, read=True, accept="*/*")
        if reply.body.lstrip()[:1] == b"{":
            self.content(reply, name)
        found = extension_of(reply.file(name), reply.kind)
        if found not in kinds:
            raise self.unexpected(f"{name}: not a file that was asked for")
        return Answer(body=reply.body, filename=f"{stem}.{found}")

    def unexpected(self, where: str) -> UnexpectedReplyError:
        """Return the error for an answer that does not fit."""
        return UnexpectedReplyError(where, account=self.account_title)
