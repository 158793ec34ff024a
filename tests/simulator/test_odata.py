"""The simulator's OData reader against every vector of the reference."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipdesk.simulator.odata import (
    InvalidFilterError,
    InvalidOrderByError,
    parse_filter,
    parse_orderby,
    parse_search,
    sort_rows,
)

FIELDS = {
    "status": "string",
    "orderNumber": "string",
    "notes": "string",
    "total": "number",
    "createdDate": "datetime",
    "customer/name": "string",
    "paid": "bool",
    "guid": "guid",
}
ROWS: list[dict[str, Any]] = [
    {
        "guid": "00000000-0000-4000-8000-000000000001",
        "status": "pending",
        "orderNumber": "ORD-1",
        "notes": None,
        "total": Decimal("10.00"),
        "createdDate": datetime.fromisoformat("2024-01-15T10:00:00Z"),
        "customer": {"name": "O'Neil"},
        "paid": True,
    },
    {
        "guid": "00000000-0000-4000-8000-000000000002",
        "status": "processing",
        "orderNumber": "ORD-2",
        "notes": "fragile",
        "total": Decimal("25.50"),
        "createdDate": datetime.fromisoformat("2024-01-16T00:00:00Z"),
        "customer": {"name": "John Doe"},
        "paid": False,
    },
    {
        "guid": "00000000-0000-4000-8000-000000000003",
        "status": "pending",
        "orderNumber": "ORD-3",
        "notes": "Fragile, call first",
        "total": Decimal(100),
        "createdDate": datetime.fromisoformat("2024-01-17T23:59:59Z"),
        "customer": None,
        "paid": False,
    },
]


def found(text: str) -> list[int]:
    passes = parse_filter(text, FIELDS)
    return [place for place, row in enumerate(ROWS, start=1) if passes(row)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("status eq 'pending'", [1, 3]),
        ("status ne 'pending'", [2]),
        ("total gt 10", [2, 3]),
        ("total ge 10.0", [1, 2, 3]),
        ("total eq 25.5", [2]),
        ("total lt 100 and status eq 'pending'", [1]),
        ("status eq 'processing' or status eq 'pending' and total gt 50", [2, 3]),
        ("(status eq 'processing' or status eq 'pending') and total gt 50", [3]),
        ("notes eq null", [1]),
        ("notes ne null", [2, 3]),
        ("notes ne 'fragile'", [1, 3]),
        ("contains(notes,'ragile')", [2, 3]),
        ("contains(notes,'fragile')", [2]),
        ("not contains(notes,'fragile')", [3]),
        ("not (status eq 'pending')", [2]),
        ("notes gt 'a'", [2]),
        ("not (notes gt 'a')", [1, 3]),
        ("notes eq null or contains(notes,'x')", [1]),
        ("notes eq null and contains(notes,'x')", []),
        ("startswith(orderNumber,'ORD-')", [1, 2, 3]),
        ("endswith(orderNumber,'-3')", [3]),
        ("customer/name eq 'O''Neil'", [1]),
        ("customer/name eq 'x'' or 1 eq 1 or ''a'' eq ''a'", []),
        ("customer/name eq 'x' or 1 eq 1", [1, 2, 3]),
        ("createdDate ge 2024-01-16T00:00:00Z", [2, 3]),
        ("createdDate lt 2024-01-16T05:30:00+05:30", [1]),
        ("paid eq true", [1]),
        ("paid", [1]),
        ("contains(notes,'')", [2, 3]),
        ("guid eq 00000000-0000-4000-8000-000000000002", [2]),
        ("createdDate ge 2024-01-16T00:00Z", [2, 3]),
    ],
)
def test_a_filter_finds_the_rows_of_the_reference(text: str, rows: list[int]) -> None:
    assert found(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        "",
        "customer/name eq 'O'Neil'",
        "not status eq 'pending'",
        "status",
        "total eq '10'",
        "createdDate eq '2024-01-16'",
        "contains(total,'1')",
        "Status eq 'pending'",
        "status eq pending",
        "status EQ 'pending'",
        'status eq "pending"',
        "status eq 'pending' and",
        "((status eq 'pending')",
        "status eq 'pending';drop",
        "status eq'pending'",
        "paid gt false",
        "createdDate ge 2024-13-16T00:00:00Z",
        "(" * 200 + "paid" + ")" * 200,
        "not " * 200 + "paid",
    ],
)
def test_a_filter_that_breaks_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(InvalidFilterError):
        parse_filter(text, FIELDS)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_with_doubled_quotes_stays_one_literal(text: str) -> None:
    doubled = text.replace("'", "''")
    passes = parse_filter(f"notes eq '{doubled}'", FIELDS)
    assert passes({"notes": text})
    assert not passes({"notes": f"{text}!"})


@given(st.text(max_size=80))
def test_any_text_is_either_a_filter_or_refused(text: str) -> None:
    with suppress(InvalidFilterError):
        assert set(map(parse_filter(text, FIELDS), ROWS)) <= {True, False}


def test_an_order_puts_nulls_first_going_up_and_last_going_down() -> None:
    up = sort_rows(ROWS, parse_orderby("notes", FIELDS))
    down = sort_rows(ROWS, parse_orderby("notes desc", FIELDS))
    assert [row["orderNumber"] for row in up] == ["ORD-1", "ORD-3", "ORD-2"]
    assert [row["orderNumber"] for row in down] == ["ORD-2", "ORD-3", "ORD-1"]


def test_later_keys_break_ties_and_the_guid_breaks_the_rest() -> None:
    rows = sort_rows(ROWS, parse_orderby("status, total desc", FIELDS))
    assert [row["orderNumber"] for row in rows] == ["ORD-3", "ORD-1", "ORD-2"]
    rows = sort_rows(reversed(ROWS), parse_orderby("status", FIELDS))
    assert [row["orderNumber"] for row in rows] == ["ORD-1", "ORD-3", "ORD-2"]


@pytest.mark.parametrize(
    "text", ["", "total,,status", "nothing", "total up", "total desc now", "total, total desc"]
)
def test_an_order_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InvalidOrderByError):
        parse_orderby(text, FIELDS)


def test_a_search_keeps_what_stands_in_quotes_as_one_term() -> None:
    assert parse_search('  Jan "ul. Prosta" AND ') == ["jan", "ul. prosta", "and"]
    assert parse_search("   ") == []
