"""What each section of a person's own table may hold, compared with what ships with the program.

A check takes the section and all that ships; it returns what is wrong, "" when nothing is. Whatever
would be read as nothing is refused, too: a misspelt name would silently leave our value in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.order import Order, OrderKey
from shipdesk.domain.rules import FIXES, draft_of
from shipdesk.domain.shipment import ShipmentStatus

Content = Mapping[str, Any]

PLACE = re.compile(r"\{([^{}]*)\}")
ACCOUNT_PLACES = frozenset({"organization_id", "apiUserId"})
"""Places of a path that tell the account; every other one tells which thing is meant."""

LAST_LOOK_UP = 150
"""Seconds that a courier which books late may take, after which nothing found means not bought."""

_VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_ENDPOINT = {
    "verb": "GET",
    "path": "/",
    "designed": True,
    "acts": True,
    "lacks": "",
    "secret": True,
}
_RULE = {"field": "", "check": "", "value": "", "when": "", "fix": "", "quiet": True, "words": "",
         "offer": ""}  # fmt: skip
_CHECKS = frozenset(
    {"required", "pattern", "min_length", "max_length", "minimum", "maximum", "ascii"}
)
_FIXES = frozenset({"", *FIXES})
_WHEN = frozenset({"", "locker", "door", "cod"})
_DROPPED = frozenset({"everywhere", "envelope", "answers"})
_STATUSES = frozenset(each.value for each in ShipmentStatus)
_NAME = re.compile(r"[^\s.]+(\.[^\s.]+)*")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def table(section: object, base: Content) -> str:
    """Check that a section is a table."""
    del base
    return "" if isinstance(section, Mapping) else "must be a table"


def tables(section: object, base: Content) -> str:
    """Check that a section is a table of tables; what is in them is checked where it is read."""
    if fault := table(section, base):
        return fault
    inside = section.values() if isinstance(section, Mapping) else ()
    return "" if all(isinstance(item, Mapping) for item in inside) else "must hold tables"


def alike(given: object, ours: object, place: str = "") -> str:
    """Return where a value is of another kind than ours or has a name that ours has not."""
    before = f"{place}: " if place else ""
    if isinstance(ours, Mapping):
        if not isinstance(given, Mapping):
            return f"{before}must be a table"
        for name, value in given.items():
            if name not in ours:
                return f"{before}{name} is not known here"
            if fault := alike(value, ours[name], f"{place}.{name}" if place else name):
                return fault
        return ""
    if isinstance(ours, list):
        return _alike_list(given, ours, place)
    whole = type(given) is int and isinstance(ours, float)
    return "" if whole or type(given) is type(ours) else f"{before}must be {_kind_of(ours)}"


def _alike_list(given: object, ours: list[Any], place: str) -> str:
    before = f"{place}: " if place else ""
    if not isinstance(given, list):
        return f"{before}must be a list"
    if not ours:
        return ""
    like = _shape(ours) if isinstance(ours[0], Mapping) else ours[0]
    for number, item in enumerate(given, 1):
        if fault := alike(item, like, f"{place} {number}".strip()):
            return fault
    return ""


def _shape(rows: Iterable[object]) -> dict[str, Any]:
    """Return every name that rows have, each with a value of its kind."""
    found: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items() if isinstance(row, Mapping) else ():
            if name not in found or not found[name]:
                found[name] = value
    return found


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, list):
        return "a list"
    return "a text" if isinstance(value, str) else "a number"


def endpoints(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check verbs and paths: no other host, no thing left out, no read that changes something."""
    if fault := table(section, base):
        return fault
    ours = base.get("endpoints", {})
    for name, entry in section.items():
        if name not in ours:
            return f"{name} is not an operation"
        if fault := alike(entry, _ENDPOINT) or _endpoint({**ours[name], **entry}, ours[name]):
            return f"{name}: {fault}"
    return ""


def _endpoint(entry: Content, ours: Content) -> str:
    path = entry["path"]
    if entry["verb"] not in _VERBS:
        return f"verb must be one of {', '.join(sorted(_VERBS))}"
    plain = re.fullmatch(r"/[!-~]*", path)
    if not plain or any(mark in path for mark in ("//", "?", "#", "..", "\\", "@")):
        return "path must begin with / and hold no host, query or blank"
    if re.search(r"[{}]", PLACE.sub("", path)):
        return "path has a brace without its other half"
    wanted, places = set(PLACE.findall(ours["path"])), set(PLACE.findall(path))
    if not places <= wanted:
        return "path has a parameter that is not known"
    if lost := sorted(wanted - places - ACCOUNT_PLACES):
        return f"path lacks {{{lost[0]}}}: without it the request would mean another thing"
    reads = entry["verb"] == "GET" and not entry.get("acts", False)
    if reads and (ours["verb"] != "GET" or ours.get("acts", False)):
        return "must be written with acts = true: it changes something and is never sent twice"
    return ""


def settings(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check that settings are known, of their kind and lead to no other host."""
    if fault := table(section, base):
        return fault
    ours = base.get("settings", {})
    for name, value in section.items():
        if name not in ours:
            return f"{name} is not a setting"
        if value != ours[name] and "://" in f"{value}{ours[name]}":
            return f"{name}: the host is a setting of the account and stays as it is"
        if fault := alike(value, ours[name], name):
            return fault
        if isinstance(value, int | float) and value <= 0:
            return f"{name}: must be more than 0"
    return ""


def look_up(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check the waits before look-ups: nobody may decide before a late courier has had its time."""
    if fault := alike(section, base["look_up"]):
        return fault
    waits = section.get("quiet", [LAST_LOOK_UP])
    if not waits or waits != sorted(waits) or waits[0] <= 0:
        return "quiet: must be seconds, each wait longer than the one before"
    return "" if waits[-1] >= LAST_LOOK_UP else f"quiet: the last must be {LAST_LOOK_UP} or more"


def statuses(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check codes with their meaning, or what may follow each code where that is told instead."""
    if fault := tables(section, base):
        return fault
    ours = base.get("statuses", {})
    if any("means" in entry for entry in ours.values()):
        return _vocabulary(section, ours)
    for kind, entries in section.items():
        if kind not in ours:
            return f"{kind} is not known here"
        if fault := next((alike(entry, [""], code) for code, entry in entries.items()), ""):
            return fault
    return ""


def meanings(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check the vocabularies of a service that has several."""
    if fault := tables(section, base):
        return fault
    for kind, entries in section.items():
        if kind not in base.get("meanings", {}):
            return f"{kind} is not known here"
        if fault := _vocabulary(entries, base["meanings"][kind]):
            return fault
    return ""


def _vocabulary(entries: Content, ours: Content) -> str:
    like = _shape(ours.values())
    used = {str(entry["means"]) for entry in ours.values()}
    words = used | _STATUSES if used <= _STATUSES else used
    for code, entry in entries.items():
        if fault := alike(entry, like, code):
            return fault
        if "means" not in entry and code not in ours:
            return f"{code}: must have `means`"
        if entry.get("means", "") not in words | {""}:
            return f"{code}: means must be one of {', '.join(sorted(words))}"
    return ""


def wire(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check under which names values may come: at least one name for a field that is ours."""
    if fault := tables(section, base):
        return fault
    for kind, fields in section.items():
        ours = base.get("wire", {}).get(kind)
        if ours is None:
            return f"{kind} is not known here"
        for name, given in fields.items():
            if name not in ours:
                return f"{kind}.{name} is not known here"
            listed = [given] if isinstance(given, str) else given
            if not isinstance(listed, list) or not listed or not all(map(_is_name, listed)):
                return f"{name}: must be a name or a list of names"
    return ""


def body(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check where our values stand in requests: each at a place of its own, or one is lost."""
    if fault := alike(section, base.get("body", {})):
        return fault
    for kind, fields in section.items():
        ours = base["body"][kind]
        taken = {place: name for name, place in ours.items() if name not in fields}
        for name, place in fields.items():
            if not _is_name(place):
                return f"{kind}.{name}: must be a name"
            if place in taken:
                return f"{kind}.{name}: {place} is where {taken[place]} stands"
            taken[place] = name
    return ""


def _is_name(value: object) -> bool:
    """Return whether a value is a name of the service's, or several that lead into objects."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def rules(section: Any, base: Content, known: frozenset[str] | None = None) -> str:  # noqa: ANN401
    """Check rules of a draft, or of a form whose fields are `known`."""
    del base
    if not isinstance(section, list):
        return "must be written as tables in double brackets"
    for place, entry in enumerate(section, 1):
        if fault := _rule(entry, draft_fields() if known is None else known):
            return f"rule {place}: {fault}"
    return ""


@cache
def draft_fields() -> frozenset[str]:
    """Return of what a rule of a shipment may speak."""
    empty = Order(OrderKey(""), AccountId(""), "", "", datetime(2000, 1, 1, tzinfo=UTC), Address())
    return frozenset(draft_of(empty, Parcel()))


def fields_of(listed: object) -> frozenset[str]:
    """Return of what rules that ship with the program speak."""
    rows = listed if isinstance(listed, list) else []
    return frozenset(str(entry["field"]) for entry in rows)


def _rule(entry: Any, known: frozenset[str]) -> str:  # noqa: ANN401 - TOML
    if not isinstance(entry, Mapping) or not isinstance(entry.get("field"), str):
        return "must have `field`"
    if fault := alike(entry, _RULE):
        return fault
    if entry["field"] not in known:
        return f"{entry['field']} is not a field"
    if "check" not in entry:
        return "must have `check`"
    if entry["check"] not in _CHECKS:
        return f"check must be one of {', '.join(sorted(_CHECKS))}"
    if entry.get("when", "") not in _WHEN or {entry.get(n, "") for n in ("fix", "offer")} - _FIXES:
        return "`when` or `fix` is not known"
    if "value" not in entry and entry["check"] not in {"required", "ascii"}:
        return "must have `value`"
    return _rule_value(entry["check"], entry.get("value", ""))


def _rule_value(check: str, value: str) -> str:
    fits = True
    try:
        if check == "pattern":
            fits = bool(value)
            re.compile(value)
        elif check in {"min_length", "max_length"}:
            fits = int(value) >= 0
        elif check in {"minimum", "maximum"}:
            fits = Decimal(value).is_finite()
    except (re.error, ValueError, InvalidOperation):
        fits = False
    return "" if fits else f"value does not fit {check}"


def exceptions(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check what is told of failed deliveries: the hour, the days, the reasons, the rules."""
    ours = base.get("exceptions", {})
    if fault := alike(section, ours):
        return fault
    for name, value in section.items():
        if name == "cutoff" and not _CLOCK.fullmatch(value):
            return "cutoff: must be a time such as 16:00"
        if name.startswith(("days_", "warn_")) and value < 0:
            return f"{name}: must not be less than 0"
        if isinstance(value, list) and not value and not name.endswith("_rules"):
            return f"{name}: must not be empty"
        if name == "reasons" and not all(entry.keys() >= {"code", "title"} for entry in value):
            return "reasons: each must have `code` and `title`"
        if name.endswith("_rules") and (fault := rules(value, base, fields_of(ours[name]))):
            return f"{name}: {fault}"
    return ""


def cancelling(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check how orders are cancelled in batches."""
    if fault := alike(section, base.get("cancelling", {})):
        return fault
    empty = next((f"{name}: must not be empty" for name, value in section.items() if not value), "")
    return "most: must be 1 or more" if section.get("most", 1) < 1 else empty


def filterable(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check what lists may be filtered by: lists of names under types that are known."""
    like = {kind: [""] for kind in _shape(base.get("filterable", {}).values())}
    return alike(section, dict.fromkeys(base.get("filterable", {}), like))


def services(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check products; a new one may be told with the names that ours have."""
    if fault := tables(section, base):
        return fault
    rows = base.get("services", {}).values()
    parcels = {str(row["parcel"]) for row in rows if "parcel" in row}
    for code, entry in section.items():
        if fault := alike(entry, {"title": "", **_shape(rows)}, code):
            return fault
        if entry.get("boxes", 1) < 1:
            return f"{code}.boxes: must be 1 or more"
        if "parcel" in entry and entry["parcel"] not in parcels:
            return f"{code}.parcel: must be one of {', '.join(sorted(parcels))}"
    return ""


def extras(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check additional services; a new one may be told with the names that ours have."""
    if fault := tables(section, base):
        return fault
    like = {"title": "", **_shape(base.get("extras", {}).values())}
    return next((fault for code, row in section.items() if (fault := alike(row, like, code))), "")


def ruleset(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check the head of the rules of a shipment."""
    del base
    return alike(section, {"title": "", "countries": [""], "currency": ""})


def names(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check a table of their names and ours."""
    if fault := table(section, base):
        return fault
    return next((f"{k}: must be a name" for k, name in section.items() if not _is_text(name)), "")


def problems(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check a table of their paths with our field and what a person calls it."""
    if fault := table(section, base):
        return fault
    for path, pair in section.items():
        if not isinstance(pair, list) or len(pair) != 2 or not all(map(_is_text, pair)):  # noqa: PLR2004
            return f"{path}: must be a field of ours and its title"
    return ""


def dropped(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    """Check which keys of answers are kept nowhere."""
    del base
    return alike(section, {name: [""] for name in _DROPPED})
