"""What is known of a provider as data: paths, statuses, rules, services, names in its answers.

Read from `resources/providers/<slug>.toml`; a file of the same name in the user's own folder is
laid over it, so that a path or rule can be corrected without a release. Sections:

    [endpoints]          "orders.get" = { verb = "GET", path = "/v1/orders/{id}" } and, where they
                         apply, designed = true, acts = true (a GET that changes something),
                         lacks = "…" (the sentence for an account that has no such path)
    [statuses]           code = { title = "…", means = "in_transit" } with our word in `means`
    [meanings.<kind>]    the same where a provider has several vocabularies
    [wire.<kind>]        field = ["name", "other.name"]: where a value may stand in an answer
    [ruleset]            title, countries, currency
    [[rules]]            field, check and, where they apply, value, when, fix, quiet, words
    [services.<code>]    title, to_locker and any other values
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from shipdesk import paths
from shipdesk.domain.rules import Rule, RuleSet
from shipdesk.domain.shipment import ShipmentStatus

Aliases = Mapping[str, tuple[str, ...]]
"""Field of ours to the names under which it may come, tried in this order."""

_NO_VALUES: Mapping[str, Any] = MappingProxyType({})
_VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_CHECKS = frozenset(
    {"required", "pattern", "min_length", "max_length", "minimum", "maximum", "ascii"}
)
_FIXES = frozenset({"", "ascii", "phone_pl", "phone_in", "postcode_pl", "pincode"})
_WHEN = frozenset({"", "locker", "door", "cod"})
_PLACE = re.compile(r"\{([^{}]*)\}")
_SECTIONS = frozenset(
    {
        "body",
        "endpoints",
        "meanings",
        "records",
        "rules",
        "ruleset",
        "services",
        "settings",
        "statuses",
        "wire",
    }
)
_MERGED_TWICE = frozenset({"body", "meanings", "services", "wire"})
_MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation's verb and path; `designed`: no vendor's page promises it; `acts`: never tried.

    `places` are the names between braces. `lacks` says to a person that the account has it not.
    """

    id: str
    verb: str
    path: str
    designed: bool = False
    acts: bool = False
    lacks: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the path's parameters."""
        return tuple(_PLACE.findall(self.path))


@dataclass(frozen=True, slots=True)
class KnownStatus:
    """A code of the provider: our word for it and the provider's own; `values` is all the rest."""

    code: str
    means: str
    title: str
    known: bool = True
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shipment(self) -> ShipmentStatus:
        """Our word as a shipment's status; UNKNOWN where it is not one."""
        try:
            return ShipmentStatus(self.means)
        except ValueError:
            return ShipmentStatus.UNKNOWN


@dataclass(frozen=True, slots=True)
class Service:
    """A product of a courier; `values` is what the provider's own code wants to know of it."""

    code: str
    title: str
    to_locker: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One provider's data; `problem` says why a user's own file was not used, "" when none."""

    slug: str
    content: Mapping[str, Any]
    problem: str = ""

    @cached_property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """Every operation by its id."""
        return {
            name: Endpoint(
                name,
                str(entry["verb"]),
                str(entry["path"]),
                bool(entry.get("designed", False)),
                bool(entry.get("acts", False)),
                str(entry.get("lacks", "")),
            )
            for name, entry in self.section("endpoints").items()
        }

    @cached_property
    def rules(self) -> RuleSet | None:
        """What the provider asks of a shipment; None where it ships nothing."""
        head = self.section("ruleset")
        if not head:
            return None
        rules = tuple(_rule(entry) for entry in self.content.get("rules", ()))
        return RuleSet(
            str(head.get("title", self.slug)),
            tuple(head.get("countries", ())),
            str(head.get("currency", "")),
            rules,
        )

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """The courier's products by code, in the order of the file."""
        return {
            code: Service(code, str(entry.get("title", code)), bool(entry.get("to_locker")), entry)
            for code, entry in self.section("services").items()
        }

    @cached_property
    def _statuses(self) -> Mapping[tuple[str, str], KnownStatus]:
        found = {
            ("", normal_code(code)): _status(code, entry)
            for code, entry in self.section("statuses").items()
            if isinstance(entry, Mapping) and "means" in entry
        }
        for kind, entries in self.section("meanings").items():
            for code, entry in entries.items():
                found[kind, normal_code(code)] = _status(code, entry)
        return found

    def status(self, code: str, kind: str = "") -> KnownStatus:
        """Return what a code means; one that is not known is `known=False`, in its own words."""
        found = self._statuses.get((kind, normal_code(code)))
        return found or KnownStatus(code, "unknown", code, known=False)

    def statuses(self, kind: str = "") -> tuple[KnownStatus, ...]:
        """Return all known codes of a vocabulary."""
        return tuple(item for (of, _), item in self._statuses.items() if of == kind)

    def aliases(self, kind: str) -> Aliases:
        """Return under which names the fields of a kind of row may come."""
        return {
            name: (given,) if isinstance(given, str) else tuple(given)
            for name, given in self.section("wire").get(kind, _NO_VALUES).items()
        }

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a section as it stands; empty where there is none."""
        found = self.content.get(name, _NO_VALUES)
        return found if isinstance(found, Mapping) else _NO_VALUES


def normal_code(code: str) -> str:
    """Return a status code as it is compared: lower case, blanks and dashes as underscores."""
    return re.sub(r"[\s-]+", "_", code.strip().lower())


@lru_cache(maxsize=16)
def load_table(slug: str, overrides: Path | None = None) -> Table:
    """Load a provider's data, with the user's own file of `overrides` laid over it.

    A file that cannot be read or holds something wrong is left out as a whole, with the reason in
    `Table.problem`. Both are read once in the life of a process.
    """
    shipped = paths.resources() / "providers" / f"{slug}.toml"
    base = tomllib.loads(shipped.read_text(encoding="utf-8"))
    records = shipped.with_suffix(".records.toml")
    if records.is_file():
        base = {**base, **tomllib.loads(records.read_text(encoding="utf-8"))}
    own = overrides / f"{slug}.toml" if overrides is not None else None
    if own is None or not own.is_file():
        return Table(slug, base)
    try:
        if own.stat().st_size > _MAX_BYTES:
            return Table(slug, base, f"{own.name}: larger than {_MAX_BYTES} bytes")
        given = tomllib.loads(own.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Table(slug, base, f"{own.name}: {error}")
    problem = _fault_of(given, base)
    return (
        Table(slug, base, f"{own.name}: {problem}") if problem else Table(slug, _over(base, given))
    )


def _over(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, section in given.items():
        below = base.get(name)
        if not isinstance(below, Mapping) or not isinstance(section, Mapping):
            merged[name] = section
        elif name in _MERGED_TWICE:
            merged[name] = {
                **below,
                **{key: {**below.get(key, {}), **section[key]} for key in section},
            }
        elif name == "endpoints":
            merged[name] = {**below, **{key: {**below[key], **section[key]} for key in section}}
        else:
            merged[name] = {**below, **section}
    return merged


def _status(code: str, entry: Mapping[str, Any]) -> KnownStatus:
    title = str(entry.get("title", code))
    return KnownStatus(code, str(entry["means"]), title, values=entry)


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(
        field=entry["field"],
        check=entry["check"],
        value=str(entry.get("value", "")),
        when=entry.get("when", ""),
        fix=entry.get("fix", ""),
        quiet=entry.get("quiet", False),
        words=entry.get("words", ""),
    )


def _fault_of(given: Mapping[str, Any], base: Mapping[str, Any]) -> str:
    """Return what is wrong with a user's file, "" when nothing is."""
    for name, section in given.items():
        if name not in _SECTIONS:
            return f"[{name}] is not a section"
        if name == "rules":
            fault = _fault_of_rules(section)
        elif not isinstance(section, Mapping):
            fault = "must be a table"
        elif name == "endpoints":
            fault = _fault_of_endpoints(section, base.get("endpoints", {}))
        else:
            fault = _fault_of_table(name, section)
        if fault:
            return f"[{name}] {fault}"
    return ""


def _fault_of_table(name: str, section: Mapping[str, Any]) -> str:
    if name in _MERGED_TWICE and not all(isinstance(item, Mapping) for item in section.values()):
        return "must hold tables"
    if name == "meanings":
        return next(filter(None, map(_fault_of_statuses, section.values())), "")
    if name == "wire":
        return _fault_of_names(section)
    return _fault_of_statuses(section) if name == "statuses" else ""


def _fault_of_endpoints(section: Mapping[str, Any], base: Mapping[str, Any]) -> str:
    for name, entry in section.items():
        if name not in base:
            return f"{name} is not an operation"
        if not isinstance(entry, Mapping):
            return f"{name} must be a table"
        verb = entry.get("verb", base[name]["verb"])
        path = entry.get("path", base[name]["path"])
        if verb not in _VERBS:
            return f"{name}: verb must be one of {', '.join(sorted(_VERBS))}"
        plain = isinstance(path, str) and re.fullmatch(r"/[!-~]*", path)
        if not plain or any(mark in path for mark in ("//", "?", "#", "..", "\\", "@")):
            return f"{name}: path must begin with / and hold no host, query or blank"
        if not set(_PLACE.findall(path)) <= set(_PLACE.findall(base[name]["path"])):
            return f"{name}: path has a parameter that is not known"
    return ""


def _fault_of_statuses(section: Mapping[str, Any]) -> str:
    for code, entry in section.items():
        if not isinstance(entry, Mapping) or not isinstance(entry.get("means"), str):
            return f"{code}: must have `means`"
    return ""


def _fault_of_names(section: Mapping[str, Any]) -> str:
    for kind in section.values():
        for name, given in kind.items():
            listed = [given] if isinstance(given, str) else given
            if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
                return f"{name}: must be a name or a list of names"
    return ""


def _fault_of_rules(section: object) -> str:
    if not isinstance(section, list):
        return "must be written as [[rules]]"
    for place, entry in enumerate(section, 1):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("field"), str):
            return f"rule {place}: must have `field`"
        if entry.get("check") not in _CHECKS:
            return f"rule {place}: check must be one of {', '.join(sorted(_CHECKS))}"
        if entry.get("when", "") not in _WHEN or entry.get("fix", "") not in _FIXES:
            return f"rule {place}: `when` or `fix` is not known"
        if not isinstance(entry.get("quiet", False), bool):
            return f"rule {place}: quiet must be true or false"
        fault = _fault_of_value(entry["check"], str(entry.get("value", "")))
        if fault:
            return f"rule {place}: {fault}"
    return ""


def _fault_of_value(check: str, value: str) -> str:
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
