"""What the simulator remembers of each request: where it went and what it carried, masked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from functools import cache
from typing import Any
from uuid import uuid4

from aiohttp import web

from shipdesk.simulator.endpoints import endpoints

_MASKED = ("password", "token", "authorization", "phone", "mobile", "secret", "apikey", "p256dh")
_PREFIXED = frozenset({"shipx", "dash101"})


@dataclass(slots=True)
class RecordedRequest:
    """One request as it was seen, with secrets and phone numbers masked.

    `path` is what was asked, `path_template` the path of the endpoint table that it fits (blank
    for a path nobody knows); `query` holds the pairs in their order, repeated names included.
    `body_keys` are the keys of a JSON body as dotted paths, `[]` standing for any place of a list
    (`items[].price`), or the field names of a form.
    """

    at: str
    dialect: str
    operation: str
    method: str
    path: str
    path_template: str
    query: list[tuple[str, str]]
    body: Any
    body_keys: list[str]
    content_type: str
    request_id: str
    status: int = 0
    ms: float = 0.0
    fault: str = ""


def record(request: web.Request, content: bytes, at: str) -> RecordedRequest:
    """The entry of a request whose body has been read; what came of it is filled in later."""
    content_type = request.headers.get("Content-Type", "")
    body, keys = _read(content, content_type)
    dialect = request.path.split("/")[1]
    operation = request.match_info.route.name or ""
    return RecordedRequest(
        at=at,
        dialect=dialect,
        operation=operation,
        method=request.method,
        path=request.path,
        path_template=_template(dialect, operation),
        query=[(name, str(masked(value, name))) for name, value in request.query.items()],
        body=masked(body),
        body_keys=keys,
        content_type=content_type,
        request_id=request.headers.get("X-Request-ID") or uuid4().hex,
    )


def masked(value: Any, name: str = "") -> Any:  # noqa: ANN401 - any JSON
    """A body without secrets and phone numbers."""
    if isinstance(value, dict):
        return {key: masked(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item, name) for item in value]
    words = name.casefold().replace("_", "")
    if value is not None and any(word in words for word in _MASKED):
        return "***"
    return value


def form_parts(content: bytes, content_type: str) -> list[Message]:
    """The parts of a multipart body, none where it is not one."""
    if not content_type.lower().startswith("multipart/"):
        return []
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser().parsebytes(head + content)
    parts = message.get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def field_name(part: Message) -> str:
    """The name under which a part of a form was sent."""
    return str(part.get_param("name", "", header="Content-Disposition"))


def _read(content: bytes, content_type: str) -> tuple[object, list[str]]:
    if not content:
        return None, []
    parts = form_parts(content, content_type)
    if parts:
        return f"({len(content)} bytes of a form)", sorted({field_name(part) for part in parts})
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return f"({len(content)} bytes that are not JSON)", []
    return body, sorted(_keys(body, ""))


def _keys(value: object, prefix: str) -> set[str]:
    if isinstance(value, list):
        return {key for item in value for key in _keys(item, f"{prefix}[]")}
    if not isinstance(value, dict):
        return set()
    found: set[str] = set()
    for name, item in value.items():
        key = f"{prefix}.{name}" if prefix else str(name)
        found |= {key} | _keys(item, key)
    return found


@cache
def _template(dialect: str, operation: str) -> str:
    if not operation:
        return ""
    name = operation.partition(".")[2] if dialect in _PREFIXED else operation
    try:
        known = endpoints(dialect)
    except OSError:
        return ""
    return known[name].path if name in known else ""
