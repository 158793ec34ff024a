"""Raw copies: what a service told of a thing, kept as it came but for what is dropped on purpose.

The section [dropped] of a provider's table lists the keys that are kept nowhere, per kind of row; a
name alone means the key wherever it stands, a path such as `receiver.address.id` that one key, with
places of lists left out. `everywhere` holds for all kinds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import parse_json, to_json

EVERYWHERE = "everywhere"
ENVELOPE = "envelope"
AROUND = "(around)"
"""The key of a raw copy under which stands what came around its object, where that is unknown."""

_Texts = tuple[str, ...]


def _refuse(name: str) -> None:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse)
_BLANK = re.compile(r"[ \t\n\r]*")


class Dropped:
    """The keys of one kind of row that are kept nowhere."""

    def __init__(self, entries: Iterable[str]) -> None:
        given = tuple(entries)
        self.names = frozenset(entry for entry in given if "." not in entry)
        self.paths = frozenset(entry for entry in given if "." in entry)
        self._hints = tuple(f'"{entry.rpartition(".")[2]}"' for entry in given)

    def __bool__(self) -> bool:
        return bool(self.names or self.paths)

    def holds(self, path: str) -> bool:
        """Return whether a key is dropped; `path` is its whole path without places of lists."""
        return path.rpartition(".")[2] in self.names or path in self.paths

    def may_be_in(self, text: str) -> bool:
        """Return False where none of the keys can stand in a JSON text."""
        return any(hint in text for hint in self._hints)

    def prune(self, value: object, path: str = "") -> Any:  # noqa: ANN401 - JSON
        """Return a JSON value without the keys."""
        if isinstance(value, Mapping):
            kept = {}
            for name, item in value.items():
                place = f"{path}.{name}" if path else name
                if name not in self.names and place not in self.paths:
                    kept[name] = self.prune(item, place)
            return kept
        if isinstance(value, list | tuple):
            return [self.prune(item, path) for item in value]
        return value


def dropped(table: Table, *kinds: str) -> Dropped:
    """Return what is kept nowhere of these kinds of row."""
    section = table.section("dropped")
    return Dropped(
        entry for kind in (EVERYWHERE, *kinds) for entry in section.get(kind, ()) if entry
    )


def keep(value: object, table: Table, *kinds: str) -> str:
    """Return the raw copy of a JSON value, "" of nothing."""
    return to_json_text(dropped(table, *kinds).prune(value)) if value else ""


def around(envelope: object, rows: tuple[str, ...], table: Table) -> dict[str, Any]:
    """Return what stands around the rows of an answer and is neither used nor dropped.

    `rows` are the names under which they may stand: the first that is there holds them.
    """
    if not isinstance(envelope, Mapping):
        return {}
    held = next((head for name in rows if (head := name.partition(".")[0]) in envelope), "")
    others = {name: value for name, value in envelope.items() if name != held}
    found = dropped(table, ENVELOPE).prune(others)
    return found if isinstance(found, dict) else {}


def with_around(raw: str, rest: Mapping[str, Any]) -> str:
    """Return a raw copy with what came around its object."""
    if not rest:
        return raw
    return to_json_text({**json.loads(raw or "{}", parse_float=Decimal), AROUND: rest})


def to_json_text(value: object) -> str:
    """Return a JSON value as text."""
    return to_json(value).decode()


def keep_text(text: str, row: object, unwanted: Dropped) -> str:
    """Return the raw copy of a row whose JSON text is at hand: that very text where it may be."""
    if unwanted.may_be_in(text):
        return to_json_text(unwanted.prune(row))
    return text


def parse_rows(
    body: bytes, names: tuple[str, ...], where: str, **params: object
) -> tuple[Any, tuple[str, ...]]:
    """Return a body's JSON value with the texts of the rows listed under one of the names.

    The rows stand at the top: in an object under a name, or as the bare list itself. No texts where
    there is no such list. Raises UnexpectedReplyError for anything that is not whole JSON.
    """
    try:
        text = body.decode()
        found = _scan(text, names)
    except (ValueError, RecursionError, IndexError):
        # Said by the one who words it for all: empty, cut, HTML; or another encoding.
        return parse_json(body, where, **params), ()
    if found is None:
        raise UnexpectedReplyError(f"{where}: not JSON", **params)
    return found


def _scan(text: str, names: tuple[str, ...]) -> tuple[Any, _Texts] | None:
    place = _skip(text, 0)
    texts: _Texts = ()
    value: Any
    if text[place : place + 1] == "[":
        value, texts, place = _rows(text, place)
    elif text[place : place + 1] == "{":
        value, texts, place = _envelope(text, place, names)
    else:
        value, place = _DECODER.raw_decode(text, place)
    return (value, texts) if _skip(text, place) == len(text) else None


def _skip(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _envelope(text: str, place: int, names: tuple[str, ...]) -> tuple[dict[str, Any], _Texts, int]:
    found: dict[str, Any] = {}
    texts: _Texts = ()
    place = _skip(text, place + 1)
    if text[place] == "}":
        return found, texts, place + 1
    while True:
        if text[place] != '"':
            raise ValueError(place)
        name, place = _DECODER.raw_decode(text, place)
        place = _skip(text, place)
        if text[place] != ":":
            raise ValueError(place)
        place = _skip(text, place + 1)
        if name in names and text[place] == "[":
            found[name], texts, place = _rows(text, place)
        else:
            found[name], place = _DECODER.raw_decode(text, place)
        place = _skip(text, place)
        if text[place] == "}":
            return found, texts, place + 1
        if text[place] != ",":
            raise ValueError(place)
        place = _skip(text, place + 1)


def _rows(text: str, place: int) -> tuple[list[Any], _Texts, int]:
    rows: list[Any] = []
    texts: list[str] = []
    place = _skip(text, place + 1)
    if text[place] == "]":
        return rows, (), place + 1
    while True:
        row, end = _DECODER.raw_decode(text, place)
        rows.append(row)
        texts.append(text[place:end])
        place = _skip(text, end)
        if text[place] == "]":
            return rows, tuple(texts), place + 1
        if text[place] != ",":
            raise ValueError(place)
        place = _skip(text, place + 1)
