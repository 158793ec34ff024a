"""What services send, read leniently but never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import (
    Flag,
    Id,
    Moment,
    Number,
    Text,
    Texts,
    Whole,
    WireModel,
    dig,
    parse_json,
    to_decimal,
    to_flag,
    to_json,
    to_moment,
    to_text,
    to_whole,
)


class _Inner(WireModel):
    kind: ClassVar[str] = "inner"

    name: Text = ""


class _Row(WireModel):
    kind: ClassVar[str] = "row"

    guid: Id
    price: Number = None
    count: Whole = None
    paid: Flag = None
    at: Moment = None
    tags: Texts = ()
    inner: _Inner | None = None
    more: tuple[_Inner, ...] | None = None


NAMES: dict[str, Any] = {
    "row": {name: name for name in _Row.model_fields},
    "inner": {"name": "name"},
}


def read(value: object, where: str = "row", **wire: dict[str, Any]) -> _Row:
    """Read a row by names that are its own, but for those that are told."""
    tables = {kind: {**names, **wire.get(kind, {})} for kind, names in NAMES.items()}
    return _Row.read(value, where, Table("any", {"wire": tables}))


def test_numbers_may_come_as_text_and_text_as_numbers() -> None:
    row = read({"guid": 7, "price": "12,50", "count": "3", "paid": "yes", "tags": "one"})
    assert row == _Row(guid="7", price=Decimal("12.50"), count=3, paid=True, tags=("one",))


def test_null_missing_and_unknown_fields_are_no_trouble() -> None:
    row = read({"guid": "a", "price": None, "inner": None, "surprise": {"x": 1}})
    assert row == _Row(guid="a")


def test_a_value_that_cannot_be_understood_is_not_known() -> None:
    row = read({"guid": "a", "price": "free", "count": "few", "paid": "?", "at": "soon"})
    assert (row.price, row.count, row.paid, row.at) == (None, None, None, None)


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"price": 1}, "data[3].guid"),
        ({"guid": None}, "data[3].guid"),
        ({"guid": "a", "inner": "text"}, "data[3].inner"),
        ({"guid": "a", "inner": {"name": {"first": "x"}}}, "data[3].inner.name"),
        (["a"], "data[3]: not an object"),
        (None, "data[3]: not an object"),
    ],
)
def test_a_row_that_does_not_fit_names_the_field(value: object, where: str) -> None:
    with pytest.raises(UnexpectedReplyError) as caught:
        read(value, "data[3]")
    assert caught.value.where.startswith(where)


def test_the_reason_never_holds_the_value_itself() -> None:
    with pytest.raises(UnexpectedReplyError) as caught:
        read({"guid": "a", "inner": "jan@example.test"})
    assert "jan@example.test" not in str(caught.value)


def test_an_alias_is_taken_in_its_order_and_may_lead_into_an_object() -> None:
    names = {"guid": ["id", "meta.id"], "count": "qty"}
    row = read({"meta": {"id": "deep"}, "qty": 2}, row=names)
    assert (row.guid, row.count) == ("deep", 2)
    assert read({"id": "near", "meta": {"id": "deep"}}, row=names).guid == "near"
    assert read({"id": None, "meta": {"id": "deep"}}, row=names).guid == "deep"
    assert dig({"items": [{"sku": "A"}]}, "items.0.sku") == "A"


def test_only_the_tables_names_count_and_none_of_ours() -> None:
    row = read({"id": "a", "count": 7, "qty": None}, row={"guid": "id", "count": "qty"})
    assert row.count is None
    with pytest.raises(UnexpectedReplyError, match=r"row\.id"):
        read({"guid": "a"}, row={"guid": "id"})


def test_two_values_may_change_their_names_with_each_other() -> None:
    row = read(
        {"guid": "a", "price": "3", "count": "4.5"}, row={"price": "count", "count": "price"}
    )
    assert (row.price, row.count) == (Decimal("4.5"), 3)


def test_a_row_inside_is_read_by_its_own_names_alone_and_in_a_list() -> None:
    told = {"guid": "a", "box": {"title": "x"}, "more": [{"title": "y"}, {"name": "z"}]}
    row = read(told, row={"inner": "box"}, inner={"name": "title"})
    assert row.inner == _Inner(name="x")
    assert row.more == (_Inner(name="y"), _Inner())
    assert row.told is told


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"box": {"title": {}}}, "row.box.title: "),
        ({"more": [{}, {"title": []}]}, "row.more.1.title: "),
        ({"more": ["text"]}, "row.more.0: "),
    ],
)
def test_a_place_is_told_in_the_services_names(value: dict[str, object], where: str) -> None:
    with pytest.raises(UnexpectedReplyError) as caught:
        read({"guid": "a", **value}, row={"inner": "box"}, inner={"name": "title"})
    assert caught.value.where.startswith(where)


def test_a_field_that_no_table_names_is_a_slip_of_ours() -> None:
    with pytest.raises(KeyError):
        _Row.read({"guid": "a"}, "row", Table("any", {"wire": {"row": {"guid": "id"}}}))


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-03-01T09:12:00Z", datetime(2024, 3, 1, 9, 12, tzinfo=UTC)),
        ("2024-03-01T10:12:00+01:00", datetime(2024, 3, 1, 9, 12, tzinfo=UTC)),
        ("2024-03-01 09:12:00", datetime(2024, 3, 1, 9, 12, tzinfo=UTC)),
        (1709284320, datetime(2024, 3, 1, 9, 12, tzinfo=UTC)),
        ("1709284320000", datetime(2024, 3, 1, 9, 12, tzinfo=UTC)),
        ("", None),
        (-5, None),
        (10**18, None),
    ],
)
def test_a_moment_is_read_in_utc(value: object, moment: datetime | None) -> None:
    assert to_moment(value) == moment


@pytest.mark.parametrize(
    ("value", "number"),
    [("1 249.50", "1249.50"), ("1,249.50", "1249.50"), (True, None), ("NaN", None), ("inf", None)],
)
def test_a_number_is_exact_or_not_known(value: object, number: str | None) -> None:
    assert to_decimal(value) == (None if number is None else Decimal(number))


def test_small_readers_agree_on_odd_values() -> None:
    assert to_whole("2.9") == 2
    assert to_whole(Decimal("1e30")) is None
    assert to_flag(0) is False
    assert to_text(Decimal("1E+2")) == "100"
    assert to_text("a\x00b\x1b[31m ") == "ab[31m"


@pytest.mark.parametrize("body", [b"", b"  ", b"<html>", b'{"a":1', b'{"a":NaN}', b"[" * 200_000])
def test_what_is_not_whole_json_is_named_and_never_crashes(body: bytes) -> None:
    with pytest.raises(UnexpectedReplyError):
        parse_json(body)


def test_money_goes_through_json_unchanged() -> None:
    assert parse_json(b'{"price":25.10}')["price"] == Decimal("25.10")
    assert (
        to_json({"price": Decimal("25.10"), "name": "Łódź"})
        == '{"price":25.1,"name":"Łódź"}'.encode()
    )
    assert to_json({"n": Decimal("1E+1")}) == b'{"n":10}'


@given(st.integers(-(10**10), 10**10))
def test_every_amount_in_cents_is_sent_exactly(cents: int) -> None:
    amount = Decimal(cents) / 100
    assert Decimal(parse_json(to_json({"amount": amount}))["amount"]) == amount


def _where(body: bytes) -> str:
    try:
        parse_json(body)
    except UnexpectedReplyError as error:
        return error.where
    return "body"


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_named(body: bytes) -> None:
    assert _where(body).startswith("body")
