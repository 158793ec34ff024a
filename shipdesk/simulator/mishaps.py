"""How each fault looks on the wire: refusals in the dialect's shape, spoiled bodies, cut lines."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from shipdesk.simulator import dispatch_wire
from shipdesk.simulator.faults import Fault

HANG_S = 600.0
_POLL_S = 0.05
_JSON = "application/json; charset=utf-8"
_HTML = (
    "<html><head><title>502 Bad Gateway</title></head>"
    "<body><center><h1>502 Bad Gateway</h1></center><hr><center>edge</center></body></html>"
)
_DISPATCH_CODES = {
    400: "VALIDATION_ERROR",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    422: "VALIDATION_ERROR",
    429: "RATE_LIMIT_EXCEEDED",
    500: "INTERNAL_ERROR",
    503: "SERVICE_UNAVAILABLE",
}
_SHIPX_KEYS = {
    400: "validation_failed",
    401: "token_invalid",
    403: "forbidden",
    404: "resource_not_found",
    405: "routing_not_found",
    422: "validation_failed",
    500: "internal_server_error",
    503: "service_unavailable",
}
_WORDS = {
    400: "Bad request",
    401: "Token is missing or invalid.",
    403: "Access forbidden for this token.",
    404: "Resource not found.",
    405: "Method not allowed",
    422: "Unprocessable",
    429: "Too many requests in a short time",
    500: "Internal server error",
    503: "Service unavailable",
}


def refusal(
    dialect: str, status: int, message: str = "", *, retry_after: int | None = None
) -> web.Response:
    """An error answer as that service words it; ShipX's 429 comes from its proxy, as text."""
    words = message or _WORDS.get(status, "Error")
    if dialect == "dispatch":
        code = _DISPATCH_CODES.get(status, f"HTTP_{status}")
        response = dispatch_wire.error(status, code, words)
    elif dialect == "shipx":
        response = _shipx_refusal(status, words)
    else:
        body = {"status_code": status, "message": words, "error_code": f"HTTP_{status}"}
        response = _json(body, status)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def unknown_path(dialect: str, status: int) -> web.Response:
    """The answer to a path or a verb that the service does not have."""
    if dialect == "shipx":
        body = {
            "status": 404,
            "error": "routing_not_found",
            "message": "Given route is not found.",
            "details": {},
        }
        return _json(body, 404)
    return refusal(dialect, status, "Path not found" if status == 404 else "")  # noqa: PLR2004


def bad_gateway() -> web.Response:
    """A proxy's page in HTML with status 502."""
    return web.Response(text=_HTML, status=502, content_type="text/html")


def false_success(dialect: str, fault: Fault) -> web.Response:
    """Status 200 around a refusal, in each service's way of doing so."""
    words = fault.message or "The request was refused"
    if dialect == "dispatch":
        error = {"code": "VALIDATION_ERROR", "message": words}
        return _json({"success": False, "error": error}, 200)
    if dialect == "shipx":
        return _json({"status": 400, "key": "validation_failed", "error": words}, 200)
    return _json({"status_code": 422, "message": words, "error_code": "REFUSED"}, 200)


def spoiled(response: web.StreamResponse, how: str) -> web.StreamResponse:
    """A good answer with its body cut, emptied, of wrong types or with fields nobody knows."""
    if not isinstance(response, web.Response) or not isinstance(response.body, bytes):
        return response
    text = response.body.decode(errors="replace")
    if how == "truncated_json":
        return _text(text[: max(1, len(text) * 2 // 3)], response.status)
    if how == "empty_body":
        return _text("", response.status)
    try:
        body = json.loads(text)
    except ValueError:
        return response
    return _json(_CHANGES[how](body), response.status)


async def hang(request: web.Request, limit_s: float = HANG_S) -> None:
    """Answer nothing until the client has gone (or the limit has passed)."""
    loop = asyncio.get_running_loop()
    end = loop.time() + limit_s
    while not gone(request) and loop.time() < end:  # noqa: ASYNC110 - aiohttp has no event for it
        await asyncio.sleep(_POLL_S)


def gone(request: web.Request) -> bool:
    """Whether the client has closed the connection."""
    return request.transport is None or request.transport.is_closing()


def cut(request: web.Request) -> web.Response:
    """Close the connection without a word; the response returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _shipx_refusal(status: int, words: str) -> web.Response:
    if status == 429:  # noqa: PLR2004
        return web.Response(text="error code: 1015", status=429, content_type="text/plain")
    error = _SHIPX_KEYS.get(status, "error")
    body = {"status": status, "error": error, "message": words, "details": {}}
    response = _json(body, status)
    if status == 401:  # noqa: PLR2004
        response.headers["WWW-Authenticate"] = 'Bearer realm="shipx"'
    return response


def _json(body: object, status: int) -> web.Response:
    return _text(json.dumps(body, ensure_ascii=False), status)


def _text(text: str, status: int) -> web.Response:
    return web.Response(body=text.encode(), status=status, headers={"Content-Type": _JSON})


def _wrong(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Lists become objects and numbers lists: nothing that a reader could still accept."""
    if isinstance(value, dict):
        return {key: _wrong(item) for key, item in value.items()}
    if isinstance(value, list):
        return {str(place): _wrong(item) for place, item in enumerate(value)}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value]
    return value


def _loose(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Numbers become text, as careless servers send them; a reader should accept it."""
    if isinstance(value, dict):
        return {key: _loose(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_loose(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _extra(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Every object gets fields that no reference knows."""
    if isinstance(value, dict):
        known = {key: _extra(item) for key, item in value.items()}
        return {**known, "unexpectedField": {"nested": [1, None]}}
    if isinstance(value, list):
        return [_extra(item) for item in value]
    return value


_CHANGES = {"wrong_types": _wrong, "loose_types": _loose, "extra_fields": _extra}
SPOILING = frozenset({"truncated_json", "empty_body", *_CHANGES})
