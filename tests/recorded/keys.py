"""Which keys of an answer are in a raw copy, which are dropped on purpose, and which are lost."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from shipdesk.providers.raws import AROUND, Dropped


@dataclass(slots=True)
class Found:
    """Paths of the keys of one answer by what became of them; places of lists are left out."""

    kept: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)


def sort_out(content: object, objects: Iterable[object], dropped: Dropped) -> Found:
    """Return what became of each key with a value in an answer.

    An object of the answer is kept whole where one of the read objects holds it, less what is
    dropped; a key outside of those must be on the list.
    """
    copies = _Copies(objects)
    found = Found()
    _sort(content, "", copies, dropped, found)
    found.kept -= found.lost
    return found


class _Copies:
    """The raw copies of all objects, to be asked whether one of them holds something."""

    def __init__(self, objects: Iterable[object]) -> None:
        self._by_key: dict[str, set[tuple[int, str]]] = {}
        for place, copy in enumerate(_copies(objects)):
            for name, value in copy.items():
                self._by_key.setdefault(name, set()).add((place, _canon(value)))

    def hold(self, name: str, value: object) -> bool:
        """Whether any copy has the key with just that value."""
        wanted = _canon(value)
        return any(canon == wanted for _, canon in self._by_key.get(name, ()))

    def hold_all(self, row: Mapping[str, object]) -> bool:
        """Whether one copy has all keys of a row with their values."""
        places: set[int] | None = None
        for name, value in row.items():
            wanted = _canon(value)
            here = {place for place, canon in self._by_key.get(name, ()) if canon == wanted}
            places = here if places is None else places & here
            if not places:
                return False
        return bool(places)


def _sort(value: object, path: str, copies: _Copies, dropped: Dropped, found: Found) -> None:
    if path and dropped.holds(path):
        found.dropped.add(path)
    elif isinstance(value, Mapping):
        if copies.hold_all(dropped.prune(value)):
            _note_kept(value, path, dropped, found)
            return
        if not value and path:
            found.lost.add(path)
        for name, item in value.items():
            place = f"{path}.{name}" if path else name
            if not dropped.holds(place) and copies.hold(name, dropped.prune(item)):
                _note_kept(item, place, dropped, found)
            else:
                _sort(item, place, copies, dropped, found)
    elif isinstance(value, list):
        if not value and path:
            # An empty list tells nothing but that it is empty, and so does its reader.
            found.kept.add(path)
        for item in value:
            _sort(item, path, copies, dropped, found)
    else:
        found.lost.add(path or "(the answer)")


def _note_kept(value: object, path: str, dropped: Dropped, found: Found) -> None:
    if path and dropped.holds(path):
        found.dropped.add(path)
    elif isinstance(value, Mapping) and value:
        for name, item in value.items():
            _note_kept(item, f"{path}.{name}" if path else name, dropped, found)
    elif isinstance(value, list) and value:
        for item in value:
            _note_kept(item, path, dropped, found)
    else:
        found.kept.add(path or "(the answer)")


def _copies(objects: Iterable[object]) -> Iterator[Mapping[str, Any]]:
    """All raw copies that the objects hold, and in them what stood around the object."""
    for item in objects:
        if isinstance(item, str | bytes | Enum) or item is None:
            continue
        if dataclasses.is_dataclass(item) and not isinstance(item, type):
            for name in ("raw", "tracked"):
                raw = getattr(item, name, None)
                copy = json.loads(raw) if isinstance(raw, str) and raw else raw
                if isinstance(copy, Mapping) and copy:
                    yield copy
                    around = copy.get(AROUND)
                    if isinstance(around, Mapping):
                        yield around
            yield from _copies(getattr(item, each.name) for each in dataclasses.fields(item))
        elif isinstance(item, Mapping):
            yield from _copies(item.values())
        elif isinstance(item, tuple | list | frozenset | set):
            yield from _copies(item)


def _canon(value: object) -> str:
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return float(value)
    return value


def in_domain(objects: Iterable[object], content: object) -> int:
    """Return how many values of the answer stand in a field of an object, as text or number."""
    told = set(_scalars(content))
    return len(told & set(_field_values(objects)))


def _scalars(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    elif value not in (None, ""):
        yield str(value)


def _field_values(objects: Iterable[object]) -> Iterator[str]:
    for item in objects:
        if dataclasses.is_dataclass(item) and not isinstance(item, type):
            names = (each.name for each in dataclasses.fields(item))
            yield from _field_values(
                getattr(item, name) for name in names if name not in {"raw", "tracked"}
            )
        elif isinstance(item, Mapping):
            yield from _field_values(item.values())
        elif isinstance(item, tuple | list | frozenset | set):
            yield from _field_values(item)
        elif item is not None:
            yield str(item)
