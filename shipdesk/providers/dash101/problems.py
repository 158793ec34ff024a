"""Dash101's refusals: their body is not documented, so words are taken where they stand (§ 13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.wire import Explained, parse_json

NOT_FOUND_CODES = frozenset({"ORDER_NOT_FOUND", "NOT_FOUND", "TRACKING_NOT_FOUND"})

_LONGEST_TEXT = 200
_TAG = re.compile(r"<[^>]*>")
_FIELDS = {
    "customer_name": "name",
    "customer_phone": "phone",
    "customer_email": "email",
    "delivery_address1": "address1",
    "delivery_address2": "address2",
    "delivery_city": "city",
    "delivery_pincode": "postcode",
    "drop_pincode": "postcode",
    "order_total": "total",
    "dead_weight": "weight_kg",
    "weight": "weight_kg",
    "length": "length_cm",
    "breadth": "width_cm",
    "height": "height_cm",
    "order_id": "order_number",
}
"""The service's keys to the fields of a draft (`domain.rules`)."""


def explain(status: int, body: bytes) -> Explained:
    """Explain a refusal: its code, its words wherever they stand, and words per field."""
    try:
        content = parse_json(body)
    except UnexpectedReplyError:
        text = _TAG.sub(" ", body[:4000].decode("utf-8", "replace"))
        words = " ".join(text.split())[:_LONGEST_TEXT]
        return Explained(f"HTTP_{status}", words or f"HTTP {status}")
    if not isinstance(content, Mapping):
        return Explained(f"HTTP_{status}", f"HTTP {status}")
    return explain_content(status, content)


def explain_content(status: int, content: Mapping[str, Any]) -> Explained:
    """Explain a refusal whose body was read already."""
    fields: dict[str, tuple[str, ...]] = {}
    listed = content.get("errors")
    for row in listed if isinstance(listed, list) else ():
        if isinstance(row, Mapping) and row.get("message"):
            name = str(row.get("field") or "")
            key = _FIELDS.get(name, name)
            fields[key] = (*fields.get(key, ()), str(row["message"]))
    error = content.get("error")
    inner = error.get("message") if isinstance(error, Mapping) else error
    said = (content.get("message"), inner, *fields.values(), content.get("detail"))
    words = next(
        (
            "; ".join(item) if isinstance(item, tuple) else item
            for item in said
            if item and isinstance(item, str | tuple)
        ),
        f"HTTP {status}",
    )
    code = str(content.get("error_code") or f"HTTP_{status}")
    return Explained(code, words, fields)


def refused_status(content: object) -> int:
    """Return the status inside a body that came with HTTP 200 and says no; 0 where it does not."""
    if not isinstance(content, Mapping):
        return 0
    try:
        status = int(str(content.get("status_code", 0)))
    except ValueError:
        return 0
    return status if status >= 400 else 0  # noqa: PLR2004 - as HTTP counts
