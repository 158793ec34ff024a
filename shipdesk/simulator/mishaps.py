"""How each fault looks on the wire: refusals in the dialect's own shape, proxies, cut lines."""

from __future__ import annotations

import asyncio
import json
import math
from datetime import datetime, timedelta

from aiohttp import web

from shipdesk.simulator import dispatch_wire
from shipdesk.simulator.faults import Fault

HANG_S = 600.0
_POLL_S = 0.05
_JSON = "application/json; charset=utf-8"
_HTML = (
    "<html><head><title>{title}</title></head>"
    "<body><center><h1>{title}</h1></center><hr><center>edge</center></body></html>"
)
_DISPATCH_CODES = {
    400: "VALIDATION_ERROR",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "PAYLOAD_TOO_LARGE",
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
    413: "The body is too large",
    422: "Unprocessable",
    429: "Too many requests in a short time",
    500: "Internal server error",
    503: "Service unavailable",
}


WITHOUT_RATE_HEADERS = frozenset(
    {"no_ratelimit_headers", "429_retry_after", "429_ratelimit", "429_bare"}
)
"""Faults whose answers get none of Dispatch's usual three headers (or have brought their own)."""

_STATUSES = {
    **{str(status): status for status in (401, 403, 404, 405, 422, 429, 500, 503)},
    "reset_in_past": 429,
    "429_retry_after": 429,
    "429_ratelimit": 429,
    "429_bare": 429,
}
_REFUSED = {"dispatch": 400, "shipx": 400, "dash101": 422}
_DEFAULT_WAIT_S = 2
_PAGING = frozenset({"page", "per_page", "pageNumber", "pageSize", "sort_by", "sort_order"})
PROXYING = frozenset({"html", "html_404", "text_404", "empty_404"})
"""Faults by which a proxy answers in the service's place."""


def refused(dialect: str, fault: Fault, now: datetime) -> web.Response | None:
    """What a fault that refuses answers, by the world's clock; None for the other kinds.

    `refused` turns the request down for what it says, with a field named, in the status that
    service gives to it. `429_ratelimit` tells the wait in X-RateLimit-Reset, `429_retry_after`
    in Retry-After, `429_bare` not at all.
    """
    if fault.do == "refused":
        return _invalid(dialect, fault.message)
    if fault.do not in _STATUSES:
        return None
    wait = fault.retry_after
    if fault.do == "429_retry_after" and wait is None:
        wait = _DEFAULT_WAIT_S
    told = None if fault.do in {"429_ratelimit", "429_bare"} else wait
    response = refusal(dialect, _STATUSES[fault.do], fault.message, retry_after=told)
    if fault.do == "429_ratelimit":
        reset = now + timedelta(seconds=_DEFAULT_WAIT_S if wait is None else wait)
        response.headers["X-RateLimit-Limit"] = "60"
        response.headers["X-RateLimit-Remaining"] = "0"
        response.headers["X-RateLimit-Reset"] = str(math.ceil(reset.timestamp()))
    return response


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


def page_of_proxy(how: str) -> web.Response:
    """What a proxy says: a bad gateway in HTML, or in three ways that it knows no such path."""
    if how == "empty_404":
        return web.Response(status=404)
    if how == "text_404":
        return web.Response(text="404 page not found", status=404)
    status, title = (404, "404 Not Found") if how == "html_404" else (502, "502 Bad Gateway")
    return web.Response(text=_HTML.format(title=title), status=status, content_type="text/html")


def broken_success(how: str) -> web.Response:
    """Status 200 around half an answer, or none."""
    body = b'{"id": 71001' if how == "cut_200" else b""
    return web.Response(body=body, status=200, headers={"Content-Type": _JSON})


def false_success(dialect: str, fault: Fault) -> web.Response:
    """Status 200 around a refusal, in each service's way of doing so."""
    words = fault.message or "The request was refused"
    if dialect == "dispatch":
        error = {"code": "VALIDATION_ERROR", "message": words}
        return _json({"success": False, "error": error}, 200)
    if dialect == "shipx":
        return _json({"status": 400, "key": "validation_failed", "error": words}, 200)
    return _json({"status_code": 422, "message": words, "error_code": "REFUSED"}, 200)


def unfiltered(request: web.Request) -> web.Request:
    """The request for a list without its filters: a service ignores those that it does not know."""
    kept = [(name, text) for name, text in request.query.items() if name in _PAGING]
    return request.clone(rel_url=request.rel_url.with_query(kept))


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


def _invalid(dialect: str, message: str) -> web.Response:
    """The refusal of what was sent, with the field `reference` to blame."""
    words = message or "reference is not acceptable"
    status = _REFUSED[dialect]
    if dialect == "dispatch":
        details = [("reference", "is not acceptable")]
        return dispatch_wire.error(status, "VALIDATION_ERROR", words, details)
    if dialect == "shipx":
        body = {"status": status, "error": "validation_failed", "message": words}
        return _json({**body, "details": {"reference": ["invalid"]}}, status)
    errors = [{"field": "reference", "message": "is not acceptable"}]
    body = {"status_code": status, "message": words, "error_code": "VALIDATION_ERROR"}
    return _json({**body, "errors": errors}, status)


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
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(body=text.encode(), status=status, headers={"Content-Type": _JSON})
