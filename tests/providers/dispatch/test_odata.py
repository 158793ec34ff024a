"""Filters are built as a tree, so that no text of a person becomes an operator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import quote, unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipdesk.providers.dispatch.odata import (
    And,
    Ask,
    Cmp,
    Fn,
    Node,
    Not,
    Op,
    Or,
    filterable,
    to_filter,
    to_orderby,
    to_search,
)
from shipdesk.providers.tables import load_table
from shipdesk.simulator import dispatch_lists, odata

ORDERS = filterable(load_table("dispatch"), "orders")
PRODUCTS = filterable(load_table("dispatch"), "products")
GUID = UUID("3F0C1D52-7C1E-4A53-9A57-0A5F0D1B2C01")
EAST = timezone(timedelta(hours=5))
STATUS = Cmp("status", Op.EQ, "pending")
TOTAL = Cmp("total", Op.GT, Decimal("1E+1"))


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (STATUS, "status eq 'pending'"),
        (Cmp("customer/name", Op.EQ, "O'Neil"), "customer/name eq 'O''Neil'"),
        (Cmp("notes", Op.NE, None), "notes ne null"),
        (TOTAL, "total gt 10"),
        (Cmp("guid", Op.EQ, GUID), "guid eq 3f0c1d52-7c1e-4a53-9a57-0a5f0d1b2c01"),
        (
            Cmp("createdDate", Op.GE, datetime(2024, 1, 16, 5, tzinfo=EAST)),
            "createdDate ge 2024-01-16T00:00:00Z",
        ),
        (Ask(Fn.CONTAINS, "notes", "a%b"), "contains(notes,'a%b')"),
        (Not(STATUS), "not (status eq 'pending')"),
        (And((STATUS, Or((TOTAL, STATUS)))),
         "(status eq 'pending') and ((total gt 10) or (status eq 'pending'))"),
    ],
)  # fmt: skip
def test_a_tree_is_written_with_every_operand_in_parentheses(node: Node, text: str) -> None:
    assert to_filter(node, ORDERS) == text


@pytest.mark.parametrize(
    "node",
    [
        Cmp("secret", Op.EQ, "x"),
        Cmp("status eq 'x' or status", Op.EQ, "x"),
        Cmp("status", Op.EQ, 5),
        Cmp("total", Op.EQ, "10"),
        Cmp("total", Op.EQ, value=True),
        Cmp("total", Op.EQ, Decimal("NaN")),
        Cmp("createdDate", Op.GE, datetime(2024, 1, 1)),  # noqa: DTZ001 - naive is the point
        Cmp("guid", Op.EQ, "not-a-guid"),
        Cmp("notes", Op.GT, None),
        Cmp("notes", Op.EQ, "a\x00b"),
        Cmp("notes", Op.EQ, "a" * 257),
        Ask(Fn.CONTAINS, "total", "1"),
        And(()),
        And((STATUS,) * 21),
        Not(Not(Not(Not(Not(Not(STATUS)))))),
        Or(tuple(Cmp("notes", Op.EQ, "x" * 250) for _ in range(9))),
    ],
)
def test_what_is_not_on_the_list_is_refused_before_any_network(node: Node) -> None:
    with pytest.raises(ValueError, match=r".+"):
        to_filter(node, ORDERS)


@given(st.text(max_size=200))
def test_any_text_stays_one_literal_on_the_server(text: str) -> None:
    try:
        written = to_filter(Cmp("customer/name", Op.EQ, text), ORDERS)
    except ValueError:
        return
    encoded = quote(written, safe="")
    assert unquote(encoded) == written
    passes = odata.parse_filter(written, dispatch_lists.ORDERS.fields)
    literal = written.removeprefix("customer/name eq '").removesuffix("'").replace("''", "'")
    assert passes({"customer": {"name": literal}}) is True
    assert passes({"customer": {"name": literal + "x"}}) is False


def test_our_list_of_fields_is_the_servers() -> None:
    assert dict(ORDERS) == {
        name: {"datetime": "moment", "bool": "flag"}.get(kind, kind)
        for name, kind in dispatch_lists.ORDERS.fields.items()
    }
    assert PRODUCTS["isActive"] == "flag"


def test_an_order_is_of_known_fields_each_once() -> None:
    assert to_orderby([("createdDate", True), ("total", False)], ORDERS) == "createdDate desc,total"
    for keys in ([], [("nothing", True)], [("total", True), ("total", False)]):
        with pytest.raises(ValueError, match="known fields"):
            to_orderby(keys, ORDERS)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("  Jan   Nowak ", "Jan Nowak"),
        ('a "b c" NOT d', "a b c not d"),
        ("AND", "and"),
        ("ORDER", "ORDER"),
        ("a\x00b", "a b"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_search_holds_no_operator(typed: str, sent: str) -> None:
    assert to_search(typed) == sent


def test_moments_are_written_in_utc() -> None:
    moment = datetime(2024, 1, 15, 10, tzinfo=UTC)
    assert to_filter(Cmp("updatedDate", Op.GE, moment), ORDERS).endswith("2024-01-15T10:00:00Z")
