"""The newest requests of all accounts, redacted, for a person who wants to see what was said."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from shipdesk.domain.exchange import Exchange, Pairs
from shipdesk.providers.redact import redact_text

MOST = 500
"""Requests kept; two texts of 2,000 characters each make 2 MB at most."""

_MASK = "•••"
_SECRET_HEADS = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key"})
_TOLD = (
    "date",
    "x-request-id",
    "content-type",
    "content-length",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "location",
    "www-authenticate",
)
"""What of an answer's head is of use to a person; cookies never are."""

_SEARCHES = re.compile(
    r"\$?search|q|query|text|.*(?:phone|mobile|email)"
    r"|(?:receiver|sender|recipient|customer)_?\w*(?:name|address)",
    re.IGNORECASE,
)
"""Parameters in which people look for people."""

_NUMBERS = itertools.count(1)


class RequestLog:
    """Keeps requests in memory only; used on the loop's thread."""

    def __init__(self) -> None:
        self._kept: deque[Exchange] = deque(maxlen=MOST)
        self._listeners: list[Callable[[], None]] = []

    def note(self, exchange: Exchange) -> None:
        """Keep one request; whoever listens is told."""
        self._kept.append(exchange)
        for listener in tuple(self._listeners):
            listener()

    def latest(self, account_id: str = "") -> tuple[Exchange, ...]:
        """Return what is kept of one account, or of all, newest first."""
        found = reversed(self._kept)
        return tuple(each for each in found if not account_id or each.account_id == account_id)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` at each request; returns how to end that."""
        self._listeners.append(listener)

        def end() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return end


def next_number() -> int:
    """Return the number of the next request of this program."""
    return next(_NUMBERS)


def redact_query(query: Sequence[tuple[str, str]]) -> Pairs:
    """Return a query without what was looked for and without ways to reach a person."""
    return tuple(
        (name, _MASK if _SEARCHES.fullmatch(name) else redact_text(text)) for name, text in query
    )


def redact_head(headers: Mapping[str, str]) -> Pairs:
    """Return the head of a request; of a secret only its kind is told (`Bearer •••`)."""
    return tuple((name, _masked(name, text)) for name, text in headers.items())


def told_head(headers: Mapping[str, str]) -> Pairs:
    """Return what of an answer's head helps to understand it."""
    return tuple((name, headers[name][:200]) for name in _TOLD if name in headers)


def _masked(name: str, text: str) -> str:
    if name.lower() not in _SECRET_HEADS:
        return redact_text(text)
    scheme, blank, _ = text.partition(" ")
    return f"{scheme} {_MASK}" if blank else _MASK
