"""What is known of a provider as data: paths, statuses, rules, services, names in its answers.

Read from `resources/providers/<slug>.toml`; a file of the same name in the user's own folder is
laid over it, so that a path or rule can be corrected without a release. Sections:

    [endpoints]          "orders.get" = { verb = "GET", path = "/v1/orders/{id}" } and, where they
                         apply, designed = true, acts = true (a GET that changes something),
                         lacks = "…" (the sentence for an account that has no such path)
    [statuses]           code = { title = "…", means = "in_transit" } with our word in `means`
    [meanings.<kind>]    the same where a provider has several vocabularies
    [wire.<kind>]        field = ["name", "other.name"]: where a value may stand in an answer
    [body.<kind>]        value = "name" or "outer.name": where it stands in a body or a query
    [ruleset]            title, countries, currency
    [[rules]]            field, check and, where they apply, value, when, fix, quiet, words
    [services.<code>]    title, to_locker and any other values
    [look_up]            quiet: seconds from the end of a lost attempt to each look-up
    [support]            parts: what the vendor's support asks for; see support.py
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from shipdesk import paths
from shipdesk.domain.rules import Rule, RuleSet
from shipdesk.domain.service_table import TableFault
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.providers.table_checks import over, read_own
from shipdesk.providers.table_sections import PLACE

Aliases = Mapping[str, tuple[str, ...]]
"""Field of ours to the names under which it may come, tried in this order."""

_NO_VALUES: Mapping[str, Any] = MappingProxyType({})
MAX_BYTES = 1_000_000
"""A person's own file is never larger."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation's verb and path; `designed`: no vendor's page promises it; `acts`: never tried.

    `places` are the names between braces. `lacks` says to a person that the account has it not.
    `secret`: what it answers is logged nowhere.
    """

    id: str
    verb: str
    path: str
    designed: bool = False
    acts: bool = False
    lacks: str = ""
    secret: bool = False

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the path's parameters."""
        return tuple(PLACE.findall(self.path))


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


@dataclass(frozen=True, slots=True)
class LabelForm:
    """A form of labels: what is asked for, by our names in [body.paper], and of which services.

    `dpi`: in the language of printers with so many dots an inch; 0 is the usual form. No services:
    of all.
    """

    asked: Mapping[str, str]
    dpi: int = 0
    services: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Table:
    """One provider's data; `fault` says why a user's own file was not used.

    Known by identity, so that what was made of it (`record_tables`) is found again.
    """

    slug: str
    content: Mapping[str, Any]
    fault: TableFault | None = None

    @property
    def problem(self) -> str:
        """The fault with file and line as a sentence, "" when there is none."""
        return self.fault.words if self.fault else ""

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
                bool(entry.get("secret", False)),
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
    def label_forms(self) -> tuple[LabelForm, ...]:
        """In which forms the courier gives labels, the usual one first."""
        forms = (
            LabelForm(entry["asked"], int(entry.get("dpi", 0)), tuple(entry.get("services", ())))
            for entry in self.section("labels").values()
        )
        return tuple(sorted(forms, key=lambda form: form.dpi))

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

    @cached_property
    def kept(self) -> dict[type, Any]:
        """What others worked out of the table, by its type: once for a table, not for each row."""
        return {}

    @cached_property
    def _aliases(self) -> Mapping[str, Aliases]:
        return {
            kind: {
                name: (given,) if isinstance(given, str) else tuple(given)
                for name, given in fields.items()
            }
            for kind, fields in self.section("wire").items()
        }

    def aliases(self, kind: str) -> Aliases:
        """Return under which names the fields of a kind of row may come."""
        return self._aliases.get(kind, _NO_VALUES)

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a section as it stands; empty where there is none."""
        found = self.content.get(name, _NO_VALUES)
        return found if isinstance(found, Mapping) else _NO_VALUES

    @property
    def quiet(self) -> tuple[float, ...]:
        """The waits in seconds before each look-up after a lost reply, the last at least 150."""
        return tuple(float(each) for each in self.section("look_up").get("quiet", ()))


def normal_code(code: str) -> str:
    """Return a status code as it is compared: lower case, blanks and dashes as underscores."""
    return re.sub(r"[\s-]+", "_", code.strip().lower())


@lru_cache(maxsize=16)
def load_table(slug: str, overrides: Path | None = None) -> Table:
    """Load a provider's data, with the user's own file of `overrides` laid over it.

    A file that cannot be read or holds something wrong is left out as a whole, with the reason in
    `Table.fault`. Both are read once; `load_table.cache_clear` has them read again.
    """
    base: dict[str, Any] = {}
    for text in _shipped(slug):
        base = {**base, **tomllib.loads(text)}
    own = overrides / f"{slug}.toml" if overrides is not None else None
    if own is None or not own.is_file():
        return Table(slug, base)
    try:
        if own.stat().st_size > MAX_BYTES:
            return Table(slug, base, TableFault(f"larger than {MAX_BYTES} bytes", file=own.name))
        given, fault = read_own(own.read_text(encoding="utf-8"), base)
    except (OSError, UnicodeDecodeError) as error:
        return Table(slug, base, TableFault(str(error), file=own.name))
    if fault is not None:
        return Table(slug, base, replace(fault, file=own.name))
    return Table(slug, over(base, given))


def built_in_text(slug: str) -> str:
    """Return what ships with the program about a provider, as one text."""
    return "\n".join(_shipped(slug))


def _shipped(slug: str) -> list[str]:
    main = paths.resources() / "providers" / f"{slug}.toml"
    records = main.with_suffix(".records.toml")
    return [each.read_text(encoding="utf-8") for each in (main, records) if each.is_file()]


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
