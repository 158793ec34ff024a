"""What a person asks of a list, as Dispatch's query: OData for three lists, own names for one.

A filter of a table is written `at = ["customer/name", "contains"]`: the field as § 4.8 has it and
how it is asked. No text of a person reaches `$filter` but through the tree of `odata`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from shipdesk.domain.record import FieldType, RecordField, RecordQuery
from shipdesk.errors import RuleError
from shipdesk.providers.bodies import query_of
from shipdesk.providers.dispatch import odata
from shipdesk.providers.dispatch.ask import BY_PAGE, ODATA
from shipdesk.providers.record_tables import KindTable
from shipdesk.providers.records import Query, ToQuery
from shipdesk.providers.tables import Table

PAGE_SIZE = "100"
"""The largest that is promised (§ 3)."""

_YES = frozenset({"true", "yes", "1"})


def to_query(table: Table) -> ToQuery:
    """Return how the lists of an account are asked."""
    order_by = str(table.section("settings")["order_by"])
    fields = {f"{name}.list": odata.filterable(table, name) for name in table.section("filterable")}

    def ask(kind: KindTable, query: RecordQuery) -> Query:
        if kind.paging == ODATA:
            asked = _odata(kind, query, fields[kind.list_op], order_by)
            return query_of(table, ODATA, asked)
        # Shipments take plain names, and a page by their own; other lists take nothing at all.
        asked = {"page": query.page, "size": PAGE_SIZE} if kind.paging == BY_PAGE else {}
        return (*query_of(table, BY_PAGE, asked), *_filters(kind, query))

    return ask


def _odata(
    kind: KindTable, query: RecordQuery, fields: Mapping[str, str], order_by: str
) -> dict[str, object]:
    """Return what is asked by our names, as [body.odata] has them."""
    asked: dict[str, object] = {"page": query.page, "size": PAGE_SIZE}
    asked["order"] = _order(kind, query, fields, order_by)
    parts = [
        _leaf(each, query.answers[each.name].strip(), fields)
        for each in kind.kind.filters
        if query.answers.get(each.name, "").strip()
    ]
    if parts:
        try:
            asked["filter"] = odata.to_filter(odata.And(tuple(parts)), fields)
        except ValueError as error:
            raise RuleError(
                "filter", "filter", reason=f"The filter cannot be used: {error}."
            ) from error
    asked["search"] = odata.to_search(query.text)
    return asked


def _order(kind: KindTable, query: RecordQuery, fields: Mapping[str, str], order_by: str) -> str:
    """Walking pages wants an order; newest first where none was asked for (§ 3)."""
    found = next((each for each in kind.kind.fields if each.name == query.sort), None)
    names = [path.replace(".", "/") for path in found.at] if found else []
    known = [name for name in names if name in fields]
    if not known:
        return odata.to_orderby(((order_by, True),), fields)
    name = order_by if order_by in known else known[0]
    return odata.to_orderby(((name, query.descending),), fields)


def _leaf(each: RecordField, text: str, fields: Mapping[str, str]) -> odata.Node:
    field, how = each.at[0], each.at[-1]
    try:
        if how in set(odata.Fn):
            return odata.Ask(odata.Fn(how), field, text)
        value = _value(fields[field], text, end=how == odata.Op.LT)
        return odata.Cmp(field, odata.Op(how), value)
    except (KeyError, ValueError, InvalidOperation) as error:
        raise RuleError(
            each.name, "filter", reason=f"{each.title}: this cannot be asked."
        ) from error


def _value(kind: str, text: str, *, end: bool) -> odata.Value:
    if kind == "number":
        return Decimal(text.replace(",", "."))
    if kind == "flag":
        return text.lower() in _YES
    if kind != "moment":
        return text
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # A day as an upper bound means that day to its end.
    return moment + timedelta(days=1) if end and len(text) == len("2026-03-14") else moment


def _filters(kind: KindTable, query: RecordQuery) -> Iterator[tuple[str, str]]:
    for each in kind.kind.filters:
        text = query.answers.get(each.name, "").strip()
        if text:
            yield each.at[0], _day(each, text)


def _day(each: RecordField, text: str) -> str:
    if each.type is not FieldType.DATE:
        return text
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError as error:
        raise RuleError(each.name, "date", reason=f"{each.title}: a date as 2026-03-14.") from error
