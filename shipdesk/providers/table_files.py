"""The providers' tables of a profile: ours, a person's own over them, checked before they count."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from shipdesk.domain.service_table import TableFault, TableText
from shipdesk.providers.record_tables import record_tables
from shipdesk.providers.support import PARTS
from shipdesk.providers.table_checks import line_where, over, read_own
from shipdesk.providers.tables import MAX_BYTES, Table, built_in_text, load_table


class TableFiles:
    """Reads and writes `<folder>/<slug>.toml`; safe from every thread, does file work."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._refused: dict[str, TableFault] = {}

    def table(self, slug: str) -> Table:
        """Return the table in use: with the person's own values where they can be used."""
        if slug in self._refused:
            return replace(load_table(slug), fault=self._refused[slug])
        return _table_in_use(slug, self._folder)

    def refuse(self, slug: str, reason: str) -> Table | None:
        """Leave the own table out, as the service could not be built with it; until it is saved.

        Returns the one that ships, None where that was in use already.
        """
        if self.table(slug).content is load_table(slug).content:
            return None
        self._refused[slug] = TableFault(reason, file=f"{slug}.toml")
        return self.table(slug)

    def faults(self, slugs: tuple[str, ...]) -> tuple[TableFault, ...]:
        """Return why files of the folder are not used; empty when all are."""
        tables = (self.table(slug) for slug in slugs)
        return tuple(table.fault for table in tables if table.fault)

    def text(self, slug: str) -> TableText:
        """Return both texts and what is wrong with the own one; raises OSError."""
        file = self._file(slug)
        own = ""
        if file is not None and file.is_file():
            own = file.read_bytes()[:MAX_BYTES].decode("utf-8", "replace")
        name = file.name if file is not None else f"{slug}.toml"
        # Of the file as it is now; what is in use was read at the start or at the last saving.
        fault = self.check(slug, own) if own.strip() else None
        return TableText(slug, name, built_in_text(slug), own, fault or self.table(slug).fault)

    def check(self, slug: str, text: str) -> TableFault | None:
        """Return what is wrong with a text, with its line; None when it can be used."""
        name = f"{slug}.toml"
        if len(text.encode()) > MAX_BYTES:
            return TableFault(f"larger than {MAX_BYTES} bytes", file=name)
        base = load_table(slug).content
        given, fault = read_own(text, base)
        if fault is not None:
            return replace(fault, file=name)
        reason = _reason(Table(slug, over(base, given)))
        return TableFault(reason, _line(slug, text, reason), name) if reason else None

    def save(self, slug: str, text: str) -> None:
        """Keep a text that was checked, and have it read at the next use; raises OSError."""
        file = self._file(slug)
        if file is None:
            return
        self._refused.pop(slug, None)
        if text.strip():
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8", newline="\n")
            fresh.replace(file)
        else:
            file.unlink(missing_ok=True)
        load_table.cache_clear()
        _table_in_use.cache_clear()

    def _file(self, slug: str) -> Path | None:
        return self._folder / f"{slug}.toml" if self._folder is not None else None


@lru_cache(maxsize=16)
def _table_in_use(slug: str, folder: Path | None) -> Table:
    found, ours = load_table(slug, folder), load_table(slug)
    reason = "" if found.content is ours.content else _reason(found)
    if folder is None or not reason:
        return found
    text = (folder / f"{slug}.toml").read_text(encoding="utf-8")
    return replace(ours, fault=TableFault(reason, _line(slug, text, reason), f"{slug}.toml"))


def _line(slug: str, text: str, reason: str) -> int:
    base = load_table(slug).content
    return line_where(text, lambda part: _reason(Table(slug, over(base, part))) == reason)


def _reason(table: Table) -> str:
    """Return why a whole table cannot be used, "" when it can: its parts must fit together.

    A table can be read and still name an operation that no record page can send.
    """
    try:
        _ = table.endpoints, table.rules, table.services, table.statuses()
        wanted = _operations(table)
        strange = sorted(wanted - _operations(load_table(table.slug)))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        return str(error)
    if strange:
        return f"records: {strange[0]} is not an operation of records"
    return _unknown_part(table) or _unknown_extra(table) or _no_order(table)


def _operations(table: Table) -> set[str]:
    found: set[str] = set()
    for kind in record_tables(table).values():
        found |= {kind.list_op, kind.get_op, kind.each_op, *kind.acts}
    return found - {""}


def _unknown_part(table: Table) -> str:
    parts = table.section("support").get("parts", ())
    return next((f"[support] {part} is not known" for part in parts if part not in PARTS), "")


def _unknown_extra(table: Table) -> str:
    for code, service in table.services.items():
        for extra in service.values.get("extras", ()):
            if extra not in table.section("extras"):
                return f"[services] {code}.extras: {extra} is not in [extras]"
    return ""


def _no_order(table: Table) -> str:
    """Return which setting names a field of orders that they cannot be asked by (§ 4.8)."""
    types = table.section("filterable").get("orders", {}).values()
    fields = {name for listed in types for name in listed}
    given = table.section("settings")
    return next(
        (
            f"[settings] {name}: {given[name]} is not in [filterable.orders]"
            for name in ("order_by", "changed")
            if fields and name in given and given[name] not in fields
        ),
        "",
    )
