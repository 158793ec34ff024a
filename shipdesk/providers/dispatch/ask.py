"""One question to Dispatch and its answer without the envelope; all typed methods go through it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.bodies import name_of, pick
from shipdesk.providers.dispatch.envelopes import Envelopes
from shipdesk.providers.http import Api, FilePart, Reply
from shipdesk.providers.records import Answer, Upload
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import to_moment

ODATA, BY_PAGE = PAGINGS = ("odata", "shipments")
"""How lists are asked for a page, and which [body.<name>] names it: most, and the shipments."""

Query = Sequence[tuple[str, str]]
Body = Mapping[str, object]

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{0,39}")
_NO_TIME = datetime.max.replace(tzinfo=UTC)
_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Ask:
    """One account's requests by operation id, on the loop's thread.

    Raises errors of ProviderError only. For every operation: AuthError (401 UNAUTHORIZED, 403
    FORBIDDEN or API_ACCESS_DISABLED), RateLimitedError (429 RATE_LIMIT_EXCEEDED),
    ProviderFaultError (5xx), UnreachableError, and UnexpectedReplyError with the field's path for
    what is no envelope and, before anything is sent, for an id that is none. RejectedError also for
    `success: false` in a good status (§ 2.3); which codes, the methods say. Identifiers are UUIDs
    in text (§ 1).
    """

    def __init__(self, api: Api, table: Table) -> None:
        self._api = api
        self._table = table
        self._envelopes = Envelopes(table)
        self._page_names = frozenset(name_of(table, paging, "page") for paging in PAGINGS)
        # Every other place of a path holds an identifier (§ 4.10).
        self._words = frozenset(table.section("settings")["words"])

    async def read(self, operation: str, *places: str, query: Query = ()) -> Answer:
        """Return what one thing is: an object, or a list without paging (vehicles, § 3)."""
        reply = await self._send(operation, places, query=query)
        envelope = self._opened(reply)
        told = self._envelopes.told(envelope, self._api.account_title)
        return Answer(told, around=self._envelopes.around(envelope))

    async def scans(self, operation: str, *places: str, query: Query = ()) -> Answer:
        """Return a list of scans, oldest first; those without a time come last."""
        answer = await self.read(operation, *places, query=query)
        if not isinstance(answer.content, list):
            return answer
        at = self._table.aliases("trace")["at"]
        rows = sorted(answer.content, key=lambda row: to_moment(pick(row, at)) or _NO_TIME)
        return replace(answer, content=rows)

    async def page(self, operation: str, *places: str, query: Query = ()) -> Answer:
        """Return one page of a list; whether more follows is worked out where it is not told."""
        reply = await self._send(operation, places, query=query)
        found = self._envelopes.page(reply.body, self._api.account_title)
        more = bool(found.rows) and found.pages is not None and self._page(query) < found.pages
        rest = self._envelopes.around(found.envelope)
        return Answer(list(found.rows), found.total, more, around=rest)

    async def write(
        self, operation: str, *places: str, query: Query = (), body: Body | None = None
    ) -> Answer:
        """Change something, once; the content may be absent, and so may the whole body (§ 2.2)."""
        return self._done(await self._send(operation, places, query=query, body=body))

    async def upload(self, operation: str, upload: Upload) -> Answer:
        """Send a file as one part of a form, once."""
        ending = upload.filename[upload.filename.rfind(".") :].lower()
        kind = _TYPES.get(ending, "application/octet-stream")
        part = FilePart(upload.part, upload.filename, upload.body, kind)
        return self._done(await self._send(operation, (), file=part))

    async def bare(self, operation: str, query: Query) -> Answer:
        """Return an answer that has no envelope: a bare JSON boolean (§ 2.2)."""
        reply = await self._send(operation, (), query=query)
        found = reply.json()
        if isinstance(found, bool):
            return Answer(found)
        return Answer(self._envelopes.data(self._opened(reply)))

    def _done(self, reply: Reply) -> Answer:
        if not reply.body.strip():
            return Answer()
        return Answer(self._envelopes.data(self._opened(reply)))

    def _opened(self, reply: Reply) -> Mapping[str, Any]:
        return self._envelopes.opened(reply.body, self._api.account_title)

    async def _send(
        self,
        operation: str,
        given: Sequence[str],
        *,
        query: Query = (),
        body: Body | None = None,
        file: FilePart | None = None,
    ) -> Reply:
        endpoint = self._table.endpoints[operation]
        places: dict[str, Any] = dict(zip(endpoint.places, given, strict=True))
        for name, text in places.items():
            if (_WORD if name in self._words else _GUID).fullmatch(text) is None:
                raise self._unexpected(f"{name}: not an identifier")
        return await self._api.request(endpoint, places, query, body, file=file)

    def _page(self, query: Query) -> int:
        text = next((text for name, text in query if name in self._page_names), "1")
        return int(text) if text.isdecimal() else 1

    def _unexpected(self, where: str) -> UnexpectedReplyError:
        return UnexpectedReplyError(where, account=self._api.account_title)
