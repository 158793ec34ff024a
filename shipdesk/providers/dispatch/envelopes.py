"""What stands around Dispatch's answers: success or refusal, the rows of a list and its pages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.bodies import pick
from shipdesk.providers.raws import around, parse_rows, to_json_text
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import Explained, dig, parse_json, to_text, to_whole


@dataclass(frozen=True, slots=True)
class WirePage:
    """The rows of a list as they came, how many there are in all, and the number of pages.

    `texts` are the rows' own JSON texts, one each.
    """

    rows: tuple[Any, ...]
    total: int | None
    pages: int | None
    texts: tuple[str, ...] = ()
    envelope: Mapping[str, Any] = field(default_factory=dict)


class Envelopes:
    """Opens answers by the names of [wire.envelope], and refusals by those of [wire.refusal].

    Pure; `account_title` is what the account is called in errors.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._names = table.aliases("envelope")
        self._data = self._names["data"]
        self.where = self._data[0]
        """What the content of an answer is called in the paths of its fields."""
        self._refusal = table.aliases("refusal")
        self._detail = table.aliases("refusal_detail")

    def explain(self, status: int, body: bytes) -> Explained:
        """Read a refusal, whose code and words may stand at several places (§ 2.3)."""
        try:
            found = parse_json(body)
        except UnexpectedReplyError:
            found = None
        if not isinstance(found, Mapping):
            return Explained(f"HTTP_{status}")
        return self._explain_object(status, found)

    def _explain_object(self, status: int, found: Mapping[str, Any]) -> Explained:
        code = _said(found, self._refusal["code"]) or f"HTTP_{status}"
        words = _said(found, self._refusal["words"])
        fields: dict[str, tuple[str, ...]] = {}
        for place in self._refusal["details"]:
            details = dig(found, place)
            for entry in details if isinstance(details, list) else ():
                name = _said(entry, self._detail["field"])
                said = _said(entry, self._detail["words"])
                if name:
                    fields[name] = (*fields.get(name, ()), said or words or code)
        return Explained(code, words, fields, _said(found, self._refusal["trace"]))

    def opened(self, body: bytes, account_title: str) -> Mapping[str, Any]:
        """Return the envelope of a good answer.

        Raises RejectedError where it says that it was no success, whatever the status said,
        UnexpectedReplyError where there is no envelope.
        """
        return self._checked(parse_json(body, account=account_title), account_title)

    def _checked(self, found: object, account_title: str) -> Mapping[str, Any]:
        if not isinstance(found, Mapping):
            raise UnexpectedReplyError("body: not an object", account=account_title)
        if pick(found, self._names["success"]) is False:
            told = self._explain_object(200, found)
            raise RejectedError(told.code, told.words, told.fields, 200, account=account_title)
        return found

    def page(self, body: bytes, account_title: str) -> WirePage:
        """Return a list's rows; the number of pages is mostly absent and worked out (§ 2.2)."""
        found, texts = parse_rows(body, self._data, "body", account=account_title)
        envelope = self._checked(found, account_title)
        rows = self.data(envelope)
        if not isinstance(rows, list):
            raise self._unexpected("not a list", account_title)
        total = _count(pick(envelope, self._names["total"]))
        # The size that was given, not the one asked for: it may have been clamped.
        size = _count(pick(envelope, self._names["size"]))
        pages = _count(pick(envelope, self._names["pages"]))
        if pages is None and total is not None and size:
            pages = math.ceil(total / size)
        return WirePage(
            tuple(rows), total, pages, texts or tuple(map(to_json_text, rows)), envelope
        )

    def data(self, envelope: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Return what an envelope holds, None where it holds nothing."""
        return pick(envelope, self._data)

    def told(self, envelope: Mapping[str, Any], account_title: str) -> Any:  # noqa: ANN401 - JSON
        """Return what an envelope holds, be it null; raises UnexpectedReplyError without any."""
        if not any(name.partition(".")[0] in envelope for name in self._data):
            raise self._unexpected("is missing", account_title)
        return self.data(envelope)

    def row(self, envelope: Mapping[str, Any], account_title: str) -> Mapping[str, Any]:
        """Return the object of an envelope; raises UnexpectedReplyError where there is none."""
        row = self.data(envelope)
        if not isinstance(row, Mapping):
            raise self._unexpected("not an object", account_title)
        return row

    def around(self, envelope: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands around the content and is neither used nor dropped."""
        return around(envelope, self._data, self._table)

    def _unexpected(self, words: str, account_title: str) -> UnexpectedReplyError:
        return UnexpectedReplyError(f"{self.where}: {words}", account=account_title)


def _said(found: object, names: Sequence[str]) -> str:
    """Return the first text or number under the names, "" where there is none."""
    return next((said for name in names if (said := _scalar(dig(found, name)))), "")


def _scalar(value: object) -> str:
    return to_text(value) if isinstance(value, str | int) else ""


def _count(value: object) -> int | None:
    return None if isinstance(value, Mapping | list) else to_whole(value)
