"""A request as the vendor's support wants to have it told: which lines, in which order, is data.

[support]
parts = ["method", "address", "asked_head", …] out of the names below
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from shipdesk.domain.exchange import Exchange
from shipdesk.providers.redact import redact_people
from shipdesk.providers.tables import Table

_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_PLAIN = re.compile(r"[a-z_]{1,24}|[0-9a-fA-F-]{36}|\d{1,6}|\d{4}-\d\d-\d\d[\dTZ:.+-]*")
"""What may stand in a filter and tells of nobody: a status, a guid, a time, a number."""


def _target(exchange: Exchange) -> str:
    query = "&".join(f"{name}={_LITERAL.sub(_masked, text)}" for name, text in exchange.query)
    return f"{exchange.path}?{query}" if query else exchange.path


def _masked(literal: re.Match[str]) -> str:
    return literal[0] if _PLAIN.fullmatch(literal[1]) else "'•••'"


def _lines(head: tuple[tuple[str, str], ...]) -> str:
    return "\n  ".join(f"{name}: {text}" for name, text in head) or "-"


def _body(text: str) -> str:
    return "\n  ".join(redact_people(text).splitlines()) or "-"


_PARTS: Mapping[str, tuple[str, Callable[[Exchange], str]]] = {
    "at": ("Time of the call", lambda each: f"{each.at:%Y-%m-%d %H:%M:%S} UTC"),
    "request_id": ("X-Request-ID", lambda each: each.request_id),
    "method": ("Method", lambda each: each.method),
    "address": ("URL", lambda each: f"{each.origin}{_target(each)}"),
    "path": ("Path", _target),
    "asked_head": ("Request headers", lambda each: _lines(each.asked_head)),
    "asked": ("Request body", lambda each: _body(each.asked)),
    "status": ("Status", lambda each: str(each.status) if each.status else "no answer came"),
    "code": ("Error key", lambda each: each.code or "-"),
    "message": ("Message", lambda each: redact_people(each.words) or "-"),
    "answered_head": ("Response headers", lambda each: _lines(each.answered_head)),
    "answered": ("Response", lambda each: _body(each.answered)),
    "expected": ("Expected", lambda _each: "an answer with status 2xx as the documentation says"),
}

PARTS = tuple(_PARTS)
"""Every name that [support] may hold."""

_ALL = ("at", "request_id", "method", "address", "status", "asked", "answered")


def support_text(table: Table, exchange: Exchange) -> str:
    """Return the request for the vendor's support, without a secret and without any person."""
    named = table.section("support").get("parts", _ALL)
    wanted = [part for part in named if part in _PARTS] or list(_ALL)
    told = ((_PARTS[part][0], _PARTS[part][1](exchange)) for part in wanted)
    return "\n".join(f"{title}:{_apart(text)}" for title, text in told) + "\n"


def _apart(text: str) -> str:
    return f"\n  {text}" if "\n" in text else f" {text}"
