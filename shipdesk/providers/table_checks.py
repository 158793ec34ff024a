"""What a person's own table may say: each section with its check, and the line of a fault.

A section that neither ships with the program nor is registered here is refused. Whoever wants more
of a new section than that it is of the same kind as ours calls `add_section`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shipdesk.domain.service_table import TableFault

Content = Mapping[str, Any]
Check = Callable[[Any, Content], str]
"""Takes a section and all that ships with the program; returns what is wrong, "" when nothing."""

PLACE = re.compile(r"\{([^{}]*)\}")
_VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_CHECKS = frozenset(
    {"required", "pattern", "min_length", "max_length", "minimum", "maximum", "ascii"}
)
_FIXES = frozenset({"", "ascii", "phone_pl", "phone_in", "postcode_pl", "pincode"})
_WHEN = frozenset({"", "locker", "door", "cod"})
_AT = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
_MOST_LINES = 3_000


@dataclass(frozen=True, slots=True)
class Section:
    """How a section is checked, and how deep a person's values are laid over ours.

    0: the whole section is replaced, 1: its keys, 2: the keys of its tables, and so on.
    """

    check: Check
    depth: int = 1


SECTIONS: dict[str, Section] = {}


def add_section(name: str, check: Check, *, depth: int = 1) -> None:
    """Let a person's table have this section."""
    SECTIONS[name] = Section(check, depth)


def _section(name: str, base: Content) -> Section | None:
    """Return how a section is treated; one that only ships is of the kind that it ships as."""
    known = SECTIONS.get(name)
    if known is not None or name not in base:
        return known
    return Section(_table, 2) if isinstance(base[name], Mapping) else Section(_list, 0)


def over(base: Content, given: Content) -> dict[str, Any]:
    """Return our table with a person's laid over it."""
    merged = dict(base)
    for name, section in given.items():
        known = _section(name, base)
        merged[name] = _laid(base.get(name), section, known.depth if known else 0)
    return merged


def _laid(below: object, above: object, depth: int) -> object:
    if depth < 1 or not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    inside = {key: _laid(below.get(key), value, depth - 1) for key, value in above.items()}
    return {**below, **inside}


def fault_of(given: Content, base: Content) -> str:
    """Return what is wrong with a person's table, "" when nothing is."""
    for name, section in given.items():
        known = _section(name, base)
        if known is None:
            return f"[{name}] is not a section"
        fault = known.check(section, base)
        if fault:
            return f"[{name}] {fault}"
    return ""


def read_own(text: str, base: Content) -> tuple[Content, TableFault | None]:
    """Return a person's table, or why it cannot be used, with the line."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, _syntax_fault(str(error), text)
    reason = fault_of(given, base)
    if not reason:
        return given, None
    return {}, TableFault(reason, line_where(text, lambda part: fault_of(part, base) == reason))


def line_where(text: str, faulty: Callable[[Content], bool]) -> int:
    """Return the line with which a text becomes faulty; 0 where none can be named.

    Asked of growing beginnings of the text: the one that brings the fault holds its line.
    """
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        return 0
    for count in range(1, len(lines) + 1):
        if not lines[count - 1].strip() or lines[count - 1].lstrip().startswith("#"):
            continue
        try:
            part = tomllib.loads("\n".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        if faulty(part):
            return count
    return 0


def _syntax_fault(words: str, text: str) -> TableFault:
    found = _AT.search(words)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    return TableFault(_AT.sub("", words).strip(), line)


def _table(section: object, base: Content) -> str:
    del base
    return "" if isinstance(section, Mapping) else "must be a table"


def _list(section: object, base: Content) -> str:
    del base
    return "" if isinstance(section, list) else "must be a list"


def _tables(section: object, base: Content) -> str:
    if fault := _table(section, base):
        return fault
    inside = section.values() if isinstance(section, Mapping) else ()
    return "" if all(isinstance(item, Mapping) for item in inside) else "must hold tables"


def _endpoints(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    if fault := _table(section, base):
        return fault
    ours = base.get("endpoints", {})
    for name, entry in section.items():
        if name not in ours:
            return f"{name} is not an operation"
        if not isinstance(entry, Mapping):
            return f"{name} must be a table"
        verb = entry.get("verb", ours[name]["verb"])
        path = entry.get("path", ours[name]["path"])
        if verb not in _VERBS:
            return f"{name}: verb must be one of {', '.join(sorted(_VERBS))}"
        plain = isinstance(path, str) and re.fullmatch(r"/[!-~]*", path)
        if not plain or any(mark in path for mark in ("//", "?", "#", "..", "\\", "@")):
            return f"{name}: path must begin with / and hold no host, query or blank"
        if not set(PLACE.findall(path)) <= set(PLACE.findall(ours[name]["path"])):
            return f"{name}: path has a parameter that is not known"
    return ""


def _settings(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    if fault := _table(section, base):
        return fault
    ours = base.get("settings", {})
    for name, value in section.items():
        if name not in ours:
            return f"{name} is not a setting"
        if value != ours[name] and "://" in f"{value}{ours[name]}":
            return f"{name}: the host is a setting of the account and stays as it is"
        if not isinstance(value, type(ours[name])):
            return f"{name}: must be {_kind_of(ours[name])}"
    return ""


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    return "a text" if isinstance(value, str) else "a number"


def _statuses(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    if fault := _table(section, base):
        return fault
    ours = base.get("statuses", {})
    for code, entry in section.items():
        if isinstance(entry, Mapping) and isinstance(ours.get(code), Mapping):
            continue  # a vocabulary of its own, or a code that keeps what it means
        if not isinstance(entry, Mapping) or not isinstance(entry.get("means"), str):
            return f"{code}: must have `means`"
    return ""


def _meanings(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    if fault := _tables(section, base):
        return fault
    return next(filter(None, (_statuses(kind, base) for kind in section.values())), "")


def _names(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    if fault := _tables(section, base):
        return fault
    for kind in section.values():
        for name, given in kind.items():
            listed = [given] if isinstance(given, str) else given
            if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
                return f"{name}: must be a name or a list of names"
    return ""


def _rules(section: Any, base: Content) -> str:  # noqa: ANN401 - TOML
    del base
    if not isinstance(section, list):
        return "must be written as tables in double brackets"
    for place, entry in enumerate(section, 1):
        if fault := _rule(entry):
            return f"rule {place}: {fault}"
    return ""


def _rule(entry: object) -> str:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("field"), str):
        return "must have `field`"
    if entry.get("check") not in _CHECKS:
        return f"check must be one of {', '.join(sorted(_CHECKS))}"
    if entry.get("when", "") not in _WHEN or entry.get("fix", "") not in _FIXES:
        return "`when` or `fix` is not known"
    if not isinstance(entry.get("quiet", False), bool):
        return "quiet must be true or false"
    return _rule_value(entry["check"], str(entry.get("value", "")))


def _rule_value(check: str, value: str) -> str:
    try:
        if check == "pattern":
            re.compile(value)
        elif check in {"min_length", "max_length"}:
            int(value)
        elif check in {"minimum", "maximum"}:
            float(value)
    except (re.error, ValueError):
        return f"value does not fit {check}"
    return ""


add_section("endpoints", _endpoints, depth=2)
add_section("statuses", _statuses, depth=2)
add_section("meanings", _meanings, depth=2)
add_section("wire", _names, depth=2)
add_section("body", _tables, depth=2)
add_section("ruleset", _table)
add_section("rules", _rules, depth=0)
add_section("pickup_rules", _rules, depth=0)
add_section("services", _tables, depth=2)
add_section("settings", _settings)
add_section("records", _tables, depth=9)
add_section("dropped", _table)
add_section("filterable", _table)
add_section("problems", _table)
add_section("support", _table)
