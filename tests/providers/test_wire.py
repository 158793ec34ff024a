"""What services send, read leniently but never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipdesk.errors import UnexpectedReplyError
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
    explain_plainly,
    parse_json,
    to_decimal,
    to_flag,
    to_json,
    to_moment,
    to_text,
    to_whole,
)


class _Inner(WireModel):
    name: Text = ""


class _Row(WireModel):
    guid: Id
    price: Number = None
    count: Whole = None
    paid: Flag = None
    at: Moment = None
    tags: Texts = ()
    inner: _Inner | None = None


def test_numbers_may_come_as_text_and_text_as_numbers() -> None:
    row = _Row.read(
        {"guid": 7, "price": "12,50", "count": "3", "paid": "yes", "tags": "one"}, "row"
    )
    assert row == _Row(guid="7", price=Decimal("12.50"), count=3, paid=True, tags=("one",))


def test_null_missing_and_unknown_fields_are_no_trouble() -> None:
    row = _Row.read({"guid": "a", "price": None, "inner": None, "surprise": {"x": 1}}, "row")
    assert row == _Row(guid="a")


def test_a_value_that_cannot_be_understood_is_not_known() -> None:
    row = _Row.read({"guid": "a", "price": "free", "count": "few", "paid": "?", "at": "soon"}, "r")
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
        _Row.read(value, "data[3]")
    assert caught.value.where.startswith(where)


def test_the_reason_never_holds_the_value_itself() -> None:
    with pytest.raises(UnexpectedReplyError) as caught:
        _Row.read({"guid": "a", "inner": "jan@example.test"}, "row")
    assert "jan@example.test" not in str(caught.value)


def test_an_alias_is_taken_in_its_order_and_may_lead_into_an_object() -> None:
    aliases = {"guid": ("id", "meta.id"), "count": ("qty",)}
    row = _Row.read({"meta": {"id": "deep"}, "qty": 2}, "row", aliases)
    assert (row.guid, row.count) == ("deep", 2)
    assert _Row.read({"id": "near", "meta": {"id": "deep"}}, "row", aliases).guid == "near"
    assert dig({"items": [{"sku": "A"}]}, "items.0.sku") == "A"


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


def test_a_refusal_of_an_unknown_shape_shows_no_html() -> None:
    assert explain_plainly(502, b"<html><h1>Bad Gateway</h1>").words == ""
    assert explain_plainly(400, b'{"message":"No such thing"}').words == "No such thing"
    assert explain_plainly(400, b"[1]").code == "HTTP_400"
