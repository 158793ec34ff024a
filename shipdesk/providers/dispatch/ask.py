"""One question to Dispatch and its answer without the envelope; all typed methods go through it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.dispatch.wire import read_envelope, read_page
from shipdesk.providers.http import Api, FilePart, Reply
from shipdesk.providers.raws import around
from shipdesk.providers.records import Answer, Upload
from shipdesk.providers.tables import Table

Query = Sequence[tuple[str, str]]
Body = Mapping[str, object]

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{0,39}")
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
        # Every other place of a path holds an identifier (§ 4.10).
        self._words = frozenset(table.section("settings")["words"])

    async def read(self, operation: str, *places: str, query: Query = ()) -> Answer:
        """Return what one thing is: an object, or a list without paging (vehicles, § 3)."""
        reply = await self._send(operation, places, query=query)
        envelope = read_envelope(reply.body, self._api.account_title)
        if "data" not in envelope:
            raise self._unexpected("data: is missing")
        return Answer(envelope["data"], around=around(envelope, "data", self._table))

    async def page(self, operation: str, *places: str, query: Query = ()) -> Answer:
        """Return one page of a list; whether more follows is worked out where it is not told."""
        reply = await self._send(operation, places, query=query)
        found = read_page(reply.body, self._api.account_title)
        more = bool(found.rows) and found.pages is not None and _page(query) < found.pages
        rest = around(found.envelope, "data", self._table)
        return Answer(list(found.rows), found.total, more, around=rest)

    async def write(
        self, operation: str, *places: str, query: Query = (), body: Body | None = None
    ) -> Answer:
        """Change something, once; `data` may be absent, and so may the whole body (§ 2.2)."""
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
        return Answer(read_envelope(reply.body, self._api.account_title).get("data"))

    def _done(self, reply: Reply) -> Answer:
        if not reply.body.strip():
            return Answer()
        return Answer(read_envelope(reply.body, self._api.account_title).get("data"))

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

    def _unexpected(self, where: str) -> UnexpectedReplyError:
        return UnexpectedReplyError(where, account=self._api.account_title)


def _page(query: Query) -> int:
    text = next((text for name, text in query if name.lower() == "page"), "1")
    return int(text) if text.isdecimal() else 1
