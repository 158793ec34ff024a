"""Which names the kinds of record of a person's own table may have (see record_tables.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shipdesk.providers.table_sections import Content, tables

_KIND = frozenset(
    {
        "title",
        "singular",
        "screen",
        "list",
        "get",
        "id",
        "name",
        "shows",
        "search",
        "single",
        "empty",
        "note",
        "sorts",
        "rows",
        "paging",
        "hides",
        "gathers",
        "each",
        "fields",
        "asks",
        "filters",
        "parts",
        "acts",
        "order",
    }
)
_FIELD = frozenset(
    {
        "title",
        "at",
        "type",
        "required",
        "unit",
        "hint",
        "default",
        "choices",
        "most",
        "least",
        "greatest",
        "pattern",
        "seen",
        "of",
        "unit_at",
        "by",
        "only",
        "fix",
        "decimals",
    }
)
_PART = frozenset({"title", "at", "id", "fields"})
_ACT = frozenset(
    {
        "title",
        "target",
        "fields",
        "asks",
        "role",
        "part",
        "merges",
        "bare",
        "danger",
        "confirm",
        "when",
        "notes",
        "says",
        "done",
        "most",
        "places",
        "id_to",
        "ids_to",
        "rows_to",
        "row",
        "fixed",
        "found_by",
        "moves",
        "rows",
        "shows",
        "secret",
        "file",
        "repeats",
        "partial",
        "carries",
        "leaves_out",
        "removes",
        "adds_to",
        "told_by",
        "made",
        "one_of",
        "order",
    }
)

_CONDITION = frozenset({"field", "in", "not_in", "some", "why_not"})


_WHOLE = frozenset({"row", "fixed", "carries", "places"})


def is_whole(place: tuple[str, ...]) -> bool:
    """Return whether a table of an act is replaced as one: its keys are the service's names.

    Laid over ours key by key, a name that was put right would be sent beside the wrong one.
    """
    match place:
        case (_, "acts", _, name):
            return name in _WHOLE
    return False


def records(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check the names in kinds of record; whether they fit together is tried by reading them."""
    if fault := tables(section, base):
        return fault
    pagings = {str(kind.get("paging", "none")) for kind in base.get("records", {}).values()}
    for name, kind in section.items():
        if fault := _record_kind(kind):
            return f"{name}.{fault}"
        if kind.get("paging", "none") not in pagings | {"none"}:
            return f"{name}.paging: must be one of {', '.join(sorted(pagings | {'none'}))}"
    return ""


def _record_kind(kind: Content) -> str:
    if strange := sorted(set(kind) - _KIND):
        return f"{strange[0]} is not known here"
    groups = [("fields", _FIELD), ("asks", _FIELD), ("filters", _FIELD), ("parts", _PART)]
    for group, known in (*groups, ("acts", _ACT)):
        if fault := _strange(group, kind.get(group, {}), known):
            return fault
    parts, acts = kind.get("parts", {}), kind.get("acts", {})
    for inside, group in ((parts, "fields"), (acts, "asks"), (acts, "shows")):
        for name, entry in inside.items():
            if fault := _strange(f"{name}.{group}", entry.get(group, {}), _FIELD):
                return fault
    return next(
        filter(None, (_conditions(op, act.get("when", ())) for op, act in acts.items())), ""
    )


def _conditions(op: str, given: object) -> str:
    """Return what is wrong with the conditions of an act, "" when nothing is."""
    if not isinstance(given, Sequence) or not all(isinstance(each, Mapping) for each in given):
        return f"acts.{op}.when: must be a list of tables"
    for each in given:
        if strange := sorted(set(each) - _CONDITION):
            return f"acts.{op}.when.{strange[0]} is not known here"
        if missing := sorted({"field", "why_not"} - set(each)):
            return f"acts.{op}.when: {missing[0]} is missing"
    return ""


def _strange(place: str, rows: object, known: frozenset[str]) -> str:
    """Return the first name in a table of tables that is not known, "" when there is none."""
    if not isinstance(rows, Mapping):
        return f"{place}: must be a table"
    for name, row in rows.items():
        if not isinstance(row, Mapping):
            return f"{place}.{name}: must be a table"
        if "of" in row and (fault := _strange(f"{place}.{name}.of", row["of"], _FIELD)):
            return fault
        if strange := sorted(set(row) - known):
            return f"{place}.{name}.{strange[0]} is not known here"
    return ""
