"""The names of the services' JSON and queries that a table holds, to be listed or replaced."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shipdesk.providers.tables import Table

Rename = Callable[[str], str]
Rows = Mapping[str, Mapping[str, Any]]

_LISTED = ("hides", "leaves_out")
_ONE = ("id_to", "ids_to", "rows_to", "rows", "secret", "file", "made", "unit_at")
_OWN_KEYS = ("row", "fixed")


def renamed(table: Table, rename: Rename) -> dict[str, Any]:
    """Return what a person's own table must say where a service renames everything.

    Values stay: what a filter of OData speaks of, sortings, keys that a refusal names in a value.
    """
    found: dict[str, Any] = {}
    found["wire"] = {
        kind: {field: _at(given, rename) for field, given in names.items()}
        for kind, names in table.section("wire").items()
    }
    found["body"] = {
        kind: {field: _path(name, rename) for field, name in names.items()}
        for kind, names in table.section("body").items()
    }
    found["records"] = {
        name: _kind(entry, table, rename) for name, entry in table.section("records").items()
    }
    found["dropped"] = {
        kind: [_path(each, rename) for each in names]
        for kind, names in table.section("dropped").items()
        if kind != "answers"
    }
    problems = table.section("problems").items()
    if problems:
        found["problems"] = {_path(path, rename): told for path, told in problems}
    return found


def wire_names(table: Table) -> set[str]:
    """Return every name that a table has for something of the service's."""
    found: set[str] = set(table.section("refusals"))

    def collect(name: str) -> str:
        found.add(name)
        return name

    renamed(table, collect)
    fields = (names for groups in table.section("filterable").values() for names in groups.values())
    found.update(part for names in fields for name in names for part in name.split("/"))
    return found


def own_names(table: Table) -> set[str]:
    """Return every name of ours that a table translates, its operations and their places."""
    found = {*table.endpoints, *table.content}
    found.update(place for each in table.endpoints.values() for place in each.places)
    for section in ("wire", "body"):
        for names in table.section(section).values():
            found.update(names)
    for kind in table.section("records").values():
        groups = [kind.get(group, {}) for group in ("fields", "asks", "filters")]
        groups += [part.get("fields", {}) for part in kind.get("parts", {}).values()]
        groups += [act.get("asks", {}) for act in kind.get("acts", {}).values()]
        found.update(name for rows in groups for name in _fields_of(rows))
    return found


def _fields_of(rows: Rows) -> Iterable[str]:
    for name, entry in rows.items():
        yield name
        yield from _fields_of(entry.get("of", {}))


def as_toml(content: Mapping[str, Any]) -> str:
    """Return a table as the text of a file, one line for each section."""
    return "\n".join(f"{name} = {_toml(value)}" for name, value in content.items())


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(name)} = {_toml(each)}" for name, each in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _path(text: str, rename: Rename) -> str:
    """Rename each step of a path; the `[]` of a step on the way is no part of its name."""
    *way, last = text.split(".")
    steps = [
        f"{rename(step.removesuffix('[]'))}{step[len(step.removesuffix('[]')) :]}" for step in way
    ]
    return ".".join([*steps, rename(last)])


def _at(given: str | list[str], rename: Rename) -> str | list[str]:
    if isinstance(given, str):
        return _path(given, rename)
    return [_path(each, rename) for each in given]


def _field(name: str, entry: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    at = entry.get("at", name)
    in_path = isinstance(at, str) and at.startswith("{")
    field = {**_plain(entry, rename), "at": at if in_path else _at(at, rename)}
    if "of" in entry:
        field["of"] = _fields(entry["of"], rename)
    return field


def _fields(rows: Rows, rename: Rename) -> dict[str, Any]:
    return {name: _field(name, entry, rename) for name, entry in rows.items()}


def _plain(entry: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    found = dict(entry)
    for name in set(_ONE) & set(entry):
        found[name] = _path(entry[name], rename)
    for name in set(_LISTED) & set(entry):
        found[name] = [_path(each, rename) for each in entry[name]]
    for name in set(_OWN_KEYS) & set(entry):
        found[name] = {_path(key, rename): value for key, value in entry[name].items()}
    for name in {"id", "at"} & set(entry):
        found[name] = _at(entry[name], rename)
    for name in {"fields", "asks", "filters", "shows"} & set(entry):
        if isinstance(entry[name], Mapping):
            found[name] = _fields(entry[name], rename)
    return found


def _kind(entry: Mapping[str, Any], table: Table, rename: Rename) -> dict[str, Any]:
    by_odata = entry.get("paging") == "odata"
    kind = _plain({**entry, "filters": {}} if by_odata else entry, rename)
    if by_odata:
        kind["filters"] = entry.get("filters", {})
    if isinstance(entry.get("search"), str):
        kind["search"] = rename(entry["search"])
    if "each" in entry:
        kind["each"] = {**entry["each"], "at": _path(entry["each"]["at"], rename)}
    kind["parts"] = {name: _plain(part, rename) for name, part in entry.get("parts", {}).items()}
    kind["acts"] = {op: _act(op, act, table, rename) for op, act in entry.get("acts", {}).items()}
    return kind


def _act(op: str, entry: Mapping[str, Any], table: Table, rename: Rename) -> dict[str, Any]:
    act = _plain(entry, rename)
    if "carries" in entry:
        act["carries"] = {
            _path(name, rename): _path(source, rename) for name, source in entry["carries"].items()
        }
    if "places" in entry:
        in_path = table.endpoints[op].places
        act["places"] = {
            name if name in in_path else rename(name): source
            for name, source in entry["places"].items()
        }
    return act
