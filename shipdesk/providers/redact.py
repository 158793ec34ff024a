"""Takes secrets and personal data out of requests and answers before anybody keeps them."""

from __future__ import annotations

import re

LONGEST = 2_000
_READ = 3_000
_READABLE = frozenset({"text/plain", "text/html"})
"""A table of customers (text/csv) is a file, and told as one."""

_MASKED_NAMES = (
    r"[A-Za-z_]{0,30}(?:token|password|passwd|secret|authorization|api_?key|phone|mobile|e_?mail|otp)"
    r"[A-Za-z_]{0,30}|customer_delivering_code|open_code|customer_?contact|p256dh"
)
_KEYED = re.compile(
    rf'("(?:{_MASKED_NAMES})"\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|-?[\d.eE+-]+)', re.IGNORECASE
)
_PEOPLE = re.compile(
    r'("(?:(?:[A-Za-z]{1,20}_)?(?:first|last|full|company|contact|recipient|receiver|sender'
    r"|customer|buyer|seller|business)?_?name|company|street\d?|line\d|building_number"
    r"|flat_number|landmark|city|state|post_?code|postal_?code|zip|pincode|notes?|comments?|text"
    r'|(?:[A-Za-z]{1,20}_)?(?:address\d?|pincode|city|landmark))"\s*:\s*)'
    r'(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|-?[\d.]+)',
    re.IGNORECASE,
)
"""Keys under which a person or a place stands; `carrierName` and `serviceName` tell of nobody."""

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"\+\d[\d ()-]{6,}\d")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE)
_JWT = re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]+)*")


def redact_text(text: str) -> str:
    """Return the text with tokens, passwords, phones, e-mails and opening codes masked."""
    text = _KEYED.sub(r'\1"•••"', text)
    text = _BEARER.sub(r"\1 •••", text)
    text = _JWT.sub("•••", text)
    text = _EMAIL.sub("•••@•••", text)
    return _PHONE.sub("+•••", text)


def redact_people(text: str) -> str:
    """Return the text with names and addresses masked too: before it leaves this computer."""
    return _PEOPLE.sub(r'\1"•••"', redact_text(text))


def redact_body(body: bytes, content_type: str) -> str:
    """Return the beginning of a body, redacted; a file is told by its kind and size only."""
    kind = content_type.partition(";")[0].strip().lower()
    readable = not kind or kind in _READABLE or kind.endswith(("json", "xml"))
    if not readable:
        return f"({kind}, {len(body)} bytes)"
    text = redact_text(body[:_READ].decode("utf-8", "replace"))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
