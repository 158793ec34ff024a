"""InPost's records by its tables: the calls of all subjects, and how a list is asked for a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from shipdesk.domain.record import FieldType, RecordField, RecordQuery
from shipdesk.errors import RuleError
from shipdesk.providers.bodies import name_of, to_json_value, to_text_value
from shipdesk.providers.record_tables import KindTable, record_tables
from shipdesk.providers.records import Call, Query, TableRecords
from shipdesk.providers.shipx.ask import ShipxAsk
from shipdesk.providers.shipx.batches import Batches
from shipdesk.providers.shipx.catalogue import DispatchPoints, Offers
from shipdesk.providers.shipx.label_files import LabelFiles
from shipdesk.providers.shipx.organizations import Organizations, Reports
from shipdesk.providers.shipx.panel import AddressBook, CostCentreRecords, ShipmentTemplates
from shipdesk.providers.shipx.shipments import ShipmentRecords
from shipdesk.providers.tables import Table

PAGE_SIZE = 100
"""The most that the service gives at once (§ 3.2)."""

_PAGED = "shipx"
_LAST_DAY = "until"
"""Our name of a filter by the last day that still counts: the whole day is meant."""


def record_calls(ask: ShipxAsk) -> Mapping[str, Call]:
    """Return every operation that the tables of records may name."""
    subjects = (
        Organizations(ask),
        Reports(ask),
        ShipmentRecords(ask),
        LabelFiles(ask),
        Offers(ask),
        DispatchPoints(ask),
        Batches(ask),
        CostCentreRecords(ask),
        AddressBook(ask),
        ShipmentTemplates(ask),
    )
    return {op: call for subject in subjects for op, call in subject.calls().items()}


def shipx_records(ask: ShipxAsk) -> TableRecords:
    """Return the part `records` of an account.

    Raises ValueError or KeyError for tables that cannot be used.
    """
    asking = Asking(ask.table)
    return TableRecords(
        record_tables(ask.table), record_calls(ask), asking.to_query, ask.account_title
    )


class Asking:
    """Turns what is wanted of a list into its query (§ 3.2); only names of the tables are sent.

    The service ignores what it does not know and then returns everything (§ 17).
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def to_query(self, kind: KindTable, query: RecordQuery) -> Query:
        """Return page, sorting, text and filters; raises RuleError for an answer that fits none."""
        pairs: list[tuple[str, str]] = []
        if kind.paging == _PAGED:
            pairs += [(self._name("page"), str(query.page)), (self._name("size"), str(PAGE_SIZE))]
        if query.sort in kind.kind.sorts:
            order = "desc" if query.descending else "asc"
            pairs += [(self._name("sort"), kind.sort_at(query.sort)), (self._name("order"), order)]
        if query.text.strip() and kind.search_at:
            pairs.append((kind.search_at, query.text.strip()))
        return (*pairs, *_filters(kind, query.answers))

    def _name(self, name: str) -> str:
        return name_of(self._table, "page", name)


def _filters(kind: KindTable, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for each in (*kind.kind.asks, *kind.kind.filters):
        if each.at[0].startswith("{"):
            continue
        given = answers.get(each.name, "").strip() or each.default
        if given:
            yield each.at[0], _as_sent(each, given)


def _as_sent(field: RecordField, given: str) -> str:
    if field.type is FieldType.DATE and field.name in {"since", _LAST_DAY}:
        return _as_moment(field, given)
    if field.type is FieldType.TEXTS:
        return ",".join(part.strip() for part in given.split(",") if part.strip())
    return to_text_value(field, to_json_value(field, given))


def _as_moment(field: RecordField, given: str) -> str:
    """Return a day of this computer's as the moment when it begins, or for `until` ends, in UTC."""
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        words = f"{field.title}: a day as 2026-03-14."
        raise RuleError(field.name, "date", reason=words) from error
    begins = datetime.combine(day, time.min).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), time.min).astimezone(UTC)
    moment = ends - timedelta(milliseconds=1) if field.name == _LAST_DAY else begins
    return moment.isoformat(timespec="milliseconds")
