"""What a person's own table may say: each section with its check, and the line of a fault.

A section that does not ship with a service is refused, but for a few that may stand in any. Whoever
wants more of a new section than that its names and kinds of value are ours calls `add_section`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shipdesk.domain.service_table import TableFault
from shipdesk.providers import record_checks, table_sections
from shipdesk.providers.table_sections import Content

Whole = Callable[[tuple[str, ...]], bool]
Check = Callable[[Any, Content], str]
"""Takes a section and all that ships with the program; returns what is wrong, "" when nothing."""

_AT = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
_MOST_LINES = 3_000


@dataclass(frozen=True, slots=True)
class Section:
    """How a section is checked, and how deep a person's values are laid over ours.

    0: the whole section is replaced, 1: its keys, 2: the keys of its tables, and so on. `whole`
    tells of which places inside, by their keys, the whole table is replaced all the same.
    """

    check: Check
    depth: int = 1
    whole: Whole = lambda _place: False


SECTIONS: dict[str, Section] = {}


def add_section(name: str, check: Check, *, depth: int = 1, whole: Whole | None = None) -> None:
    """Let a person's table have this section."""
    section = Section(check, depth)
    SECTIONS[name] = replace(section, whole=whole) if whole else section


def _section(name: str, base: Content) -> Section | None:
    """Return how a section is treated; one that only ships is of the kind that it ships as."""
    known = SECTIONS.get(name)
    if known is not None or name not in base:
        return known
    return Section(_as_ours(name), 2 if isinstance(base[name], Mapping) else 0)


def over(base: Content, given: Content) -> dict[str, Any]:
    """Return our table with a person's laid over it."""
    merged = dict(base)
    for name, section in given.items():
        known = _section(name, base)
        merged[name] = _laid(base.get(name), section, known) if known else section
    return merged


def _laid(below: object, above: object, section: Section, place: tuple[str, ...] = ()) -> object:
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    if len(place) >= section.depth or section.whole(place):
        return above
    inside = {
        key: _laid(below.get(key), value, section, (*place, key)) for key, value in above.items()
    }
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


def _as_ours(name: str) -> Check:
    return lambda section, base: table_sections.alike(section, base[name])


def _rules_of(name: str) -> Check:
    """Rules of a form: of its own fields only."""
    return lambda section, base: table_sections.rules(
        section, base, table_sections.fields_of(base.get(name))
    )


add_section("endpoints", table_sections.endpoints, depth=2)
add_section("statuses", table_sections.statuses, depth=2)
add_section("meanings", table_sections.meanings, depth=2)
add_section("wire", table_sections.wire, depth=2)
add_section("body", table_sections.body, depth=2)
add_section("ruleset", table_sections.ruleset)
add_section("rules", table_sections.rules, depth=0)
add_section("pickup_rules", _rules_of("pickup_rules"), depth=0)
add_section("number_rules", _rules_of("number_rules"), depth=0)
add_section("exceptions", table_sections.exceptions)
add_section("cancelling", table_sections.cancelling)
add_section("services", table_sections.services, depth=2)
add_section("extras", table_sections.extras, depth=2)
add_section("settings", table_sections.settings)
add_section("look_up", table_sections.look_up)
add_section("records", record_checks.records, depth=9, whole=record_checks.is_whole)
add_section("dropped", table_sections.dropped)
add_section("filterable", table_sections.filterable, depth=2)
add_section("refusals", table_sections.names)
add_section("problems", table_sections.problems)
