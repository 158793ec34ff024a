"""A request in words: its line, how it ended, and the colour of that."""

from __future__ import annotations

from shipdesk.services.requests import Exchange
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_ENDS = {
    "no_answer": ("No answer", Tone.VIOLET),
    "unreachable": ("It never left", Tone.RED),
    "unexpected_reply": ("Not readable", Tone.RED),
    "rate_limited": ("Asks to wait", Tone.AMBER),
    "auth": ("Not let in", Tone.RED),
    "forbidden": ("Not allowed", Tone.RED),
    "rejected": ("Refused", Tone.AMBER),
    "provider_fault": ("A fault of the service", Tone.RED),
    "cancelled": ("Called off", Tone.GREY),
}

_SHORT = 22
"""Characters of a path that a line of the list has room for."""


def mark(exchange: Exchange) -> str:
    """Return the sign of how it ended."""
    if exchange.well:
        return "check"
    return {"rate_limited": "pause", "no_answer": "question", "cancelled": "minus"}.get(
        exchange.error, "alert"
    )


def title(exchange: Exchange) -> str:
    """Return verb, path and query, as the service's support would look for it."""
    query = "&".join(f"{name}={text}" for name, text in exchange.query)
    return f"{exchange.method} {exchange.path}{'?' if query else ''}{query}"


def short_title(exchange: Exchange) -> str:
    """Return verb and the end of the path, which tells requests of one service apart."""
    kept: list[str] = []
    parts = exchange.path.strip("/").split("/")
    for part in reversed(parts):
        if kept and len("/".join((part, *kept))) > _SHORT:
            return f"{exchange.method} …/{'/'.join(kept)}"
        kept.insert(0, part)
    return f"{exchange.method} /{'/'.join(kept)}"


def outcome(exchange: Exchange) -> str:
    """Return how it ended, with the status where there is one."""
    words = say("Done") if exchange.well else say(_ENDS.get(exchange.error, ("Failed", ""))[0])
    return f"{words} · {exchange.status}" if exchange.status else words


def tone(exchange: Exchange) -> Tone:
    """Return the colour of how it ended."""
    return Tone.GREEN if exchange.well else _ENDS.get(exchange.error, ("", Tone.RED))[1]


def said_in_short(exchange: Exchange) -> str:
    """Return the service's own words and its key of a refusal; "" where it gave none."""
    code = exchange.code if exchange.code and not exchange.code.startswith("HTTP_") else ""
    return " · ".join(part for part in (exchange.words, code) if part)
