"""A good answer of a service, and reading one without being flooded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.wire import parse_json

MAX_BODY = 20 * 1024 * 1024
"""No answer of a service is larger; bytes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status below 400; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    account_title: str

    @property
    def kind(self) -> str:
        """The media type without its parameters, in lower case, as the service calls it."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self, where: str = "body") -> Any:  # noqa: ANN401 - JSON
        """Return the body as JSON; raises UnexpectedReplyError when it is none."""
        return parse_json(self.body, where, account=self.account_title)

    def fields(self, where: str = "body") -> Mapping[str, Any]:
        """Return the body as a JSON object; raises UnexpectedReplyError when it is none."""
        found = self.json(where)
        if not isinstance(found, dict):
            raise UnexpectedReplyError(f"{where}: not an object", account=self.account_title)
        return found

    def file(self, where: str = "body") -> bytes:
        """Return the body as a file; raises UnexpectedReplyError for an empty one or a web page.

        A file is told by what it begins with, not by its media type: services mix those up.
        """
        start = self.body.lstrip()[:15].lower()
        if not start or start.startswith((b"<!doctype html", b"<html")):
            found = "a web page" if start else "empty"
            raise UnexpectedReplyError(f"{where}: {found}", account=self.account_title)
        return self.body


async def read_up_to(response: httpx.Response, limit: int) -> bytes | None:
    """Return an unpacked body, None as soon as it is larger than `limit` bytes.

    Raises httpx.DecodingError for a body that is packed more than once: a packed zero is a
    thousand zeros at most, a twice packed one a million, and all of them before we can count.
    """
    if response.headers.get("content-encoding", "").count(","):
        raise httpx.DecodingError("packed more than once")
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
