"""Dash101's refusals: their body is not documented, so words are taken where they stand (§ 13)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.bodies import pick
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import Explained, dig, parse_json

_LONGEST_TEXT = 200
_TAG = re.compile(r"<[^>]*>")


class Refusals:
    """Reads refusals; which of the service's keys speaks of which field of a draft is data."""

    def __init__(self, table: Table) -> None:
        self._fields = table.section("refusals")
        self._status = table.aliases("reply")["status"]
        self._names = table.aliases("refusal")
        self._item = table.aliases("refusal_item")

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
        fields = self._fields_of(pick(content, self._names["listed"]))
        listed = "; ".join(text for said in fields.values() for text in said)
        told = _texts(content, self._names["words"])
        more = _texts(content, self._names["more_words"])
        words = next(filter(None, (*told, listed, *more)), f"HTTP {status}")
        fields.pop("", None)
        codes = (dig(content, name) for name in self._names["code"])
        code = next(filter(None, codes), f"HTTP_{status}")
        return Explained(str(code), words, fields)

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
                name = str(pick(row, self._item["field"]) or "")
                said = str(pick(row, self._item["words"]) or "")
            if said:
                key = str(self._fields.get(name, name))
                fields[key] = (*fields.get(key, ()), said)
        return fields


def _texts(content: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    found = (dig(content, name) for name in names)
    return (text for text in found if isinstance(text, str))
