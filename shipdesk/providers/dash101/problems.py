"""Dash101's refusals: their body is not documented, so words are taken where they stand (§ 13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import Explained, dig, parse_json

_LONGEST_TEXT = 200
_TAG = re.compile(r"<[^>]*>")


class Refusals:
    """Reads refusals; which of the service's keys speaks of which field of a draft is data."""

    def __init__(self, table: Table) -> None:
        self._fields = table.section("refusals")
        self._status = table.aliases("reply").get("status", ())

    def explain(self, status: int, body: bytes) -> Explained:
        """Explain a refusal: its code, its words wherever they stand, and words per field."""
        try:
            content = parse_json(body)
        except UnexpectedReplyError:
            text = _TAG.sub(" ", body[:4000].decode("utf-8", "replace"))
            words = " ".join(text.split())[:_LONGEST_TEXT]
            return Explained(f"HTTP_{status}", words or f"HTTP {status}")
        if isinstance(content, str) and content.strip():
            return Explained(f"HTTP_{status}", content.strip()[:_LONGEST_TEXT])
        if not isinstance(content, Mapping):
            return Explained(f"HTTP_{status}", f"HTTP {status}")
        return self.explain_content(status, content)

    def explain_content(self, status: int, content: Mapping[str, Any]) -> Explained:
        """Explain a refusal whose body was read; the order of its places is that of § 13."""
        fields = self._fields_of(content.get("errors"))
        error = content.get("error")
        inner = error.get("message") if isinstance(error, Mapping) else error
        listed = "; ".join(text for said in fields.values() for text in said)
        said = (content.get("message"), inner, listed, content.get("detail"))
        words = next((text for text in said if text and isinstance(text, str)), f"HTTP {status}")
        fields.pop("", None)
        code = content.get("error_code")
        if not code and isinstance(error, Mapping):
            code = error.get("error_code") or error.get("code")
        return Explained(str(code or f"HTTP_{status}"), words, fields)

    def refused_status(self, content: object) -> int:
        """Return the status inside a body that came with HTTP 200 and says no; 0 for any other."""
        for name in self._status if isinstance(content, Mapping) else ():
            try:
                status = int(str(dig(content, name) or 0))
            except ValueError:
                continue
            if status >= 400:  # noqa: PLR2004 - as HTTP counts
                return status
        return 0

    def _fields_of(self, errors: object) -> dict[str, tuple[str, ...]]:
        """Return words per field; what names no field stands under ""."""
        fields: dict[str, tuple[str, ...]] = {}
        for row in errors if isinstance(errors, list) else ():
            name, said = ("", row) if isinstance(row, str) else ("", "")
            if isinstance(row, Mapping):
                name, said = str(row.get("field") or ""), str(row.get("message") or "")
            if said:
                key = str(self._fields.get(name, name))
                fields[key] = (*fields.get(key, ()), said)
        return fields
