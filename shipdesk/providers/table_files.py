"""The providers' tables of a profile: ours, a person's own over them, checked before they count."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from shipdesk.domain.service_table import TableFault, TableText
from shipdesk.providers.record_tables import record_tables
from shipdesk.providers.table_checks import Content, line_where, over, read_own
from shipdesk.providers.tables import MAX_BYTES, Table, built_in_text, load_table


class TableFiles:
    """Reads and writes `<folder>/<slug>.toml`; safe from every thread, does file work."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def table(self, slug: str) -> Table:
        """Return the table in use: with the person's own values where they can be used."""
        return _table_in_use(slug, self._folder)

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
        reason = _fault_of_records(slug, given, base)
        if not reason:
            return None
        line = line_where(text, lambda part: bool(_fault_of_records(slug, part, base)))
        return TableFault(reason, line, name)

    def save(self, slug: str, text: str) -> None:
        """Keep a text that was checked, and have it read at the next use; raises OSError."""
        file = self._file(slug)
        if file is None:
            return
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
    found = load_table(slug, folder)
    fault = _record_fault(found)
    return replace(load_table(slug), fault=fault) if fault else found


def _record_fault(table: Table) -> TableFault | None:
    reason = _reason(table)
    return TableFault(reason, file=f"{table.slug}.toml") if reason else None


def _reason(table: Table) -> str:
    """Return why kinds of record cannot be used, "" when they can.

    A table can be read and still name an operation that no record page can send.
    """
    try:
        wanted = _operations(table)
    except ValueError as error:
        return str(error)
    strange = sorted(wanted - _operations(load_table(table.slug)))
    return f"records: {strange[0]} is not an operation of records" if strange else ""


def _operations(table: Table) -> set[str]:
    found: set[str] = set()
    for kind in record_tables(table).values():
        found |= {kind.list_op, kind.get_op, kind.each_op, *kind.acts}
    return found - {""}


def _fault_of_records(slug: str, given: Content, base: Content) -> str:
    """Return why the kinds of record cannot be read with these values, "" when they can."""
    try:
        return _reason(Table(slug, over(base, given)))
    except (ValueError, KeyError, TypeError, AttributeError, tomllib.TOMLDecodeError) as error:
        return str(error)
