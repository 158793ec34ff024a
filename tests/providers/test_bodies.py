"""Values under our names to a service's JSON and back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shipdesk.domain.record import FieldType, RecordField
from shipdesk.errors import RuleError
from shipdesk.providers.bodies import (
    changed,
    encode,
    merge,
    pick,
    project,
    put,
    same,
    to_json_value,
    to_text_value,
)

NAME = RecordField("name", "Name", ("name",))
CITY = RecordField("city", "Town", ("address.city",))
STREET = RecordField("street", "Street", ("address.street",))
WEIGHT = RecordField("weight", "Weight", ("size.weight",), FieldType.NUMBER)
PIECES = RecordField("pieces", "Pieces", ("pieces",), FieldType.INTEGER)
LINES = RecordField("lines", "Lines", ("lines",), FieldType.ROWS, of=(NAME, WEIGHT))


def test_answers_go_where_the_service_has_them_in_its_own_types() -> None:
    values = {"name": " Box ", "city": "Łódź", "weight": "2,50", "pieces": "3"}
    assert encode([NAME, CITY, WEIGHT, PIECES], values) == {
        "name": "Box",
        "address": {"city": "Łódź"},
        "size": {"weight": Decimal("2.50")},
        "pieces": 3,
    }


def test_what_was_not_answered_is_not_sent() -> None:
    assert encode([NAME, CITY, LINES], {"name": "", "city": None, "lines": []}) == {}


def test_rows_are_objects_each() -> None:
    rows = [{"name": "A", "weight": "1"}, {"name": "B", "weight": ""}]
    assert encode([LINES], {"lines": rows}) == {
        "lines": [{"name": "A", "size": {"weight": Decimal(1)}}, {"name": "B"}]
    }


@pytest.mark.parametrize("text", ["heavy", "NaN", "Infinity", "1.2.3"])
def test_what_is_no_number_is_refused_with_its_field(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        encode([WEIGHT], {"weight": text})
    assert caught.value.params["field"] == "weight"


def test_a_part_of_a_piece_is_refused() -> None:
    with pytest.raises(RuleError):
        encode([PIECES], {"pieces": "2.5"})


def test_a_moment_is_sent_in_utc_and_one_that_is_none_refused() -> None:
    field = RecordField("at", "At", ("at",), FieldType.TIME)
    assert to_json_value(field, "2026-03-14T10:00:00+01:00") == "2026-03-14T09:00:00Z"
    with pytest.raises(RuleError):
        to_json_value(field, "tomorrow")


def test_texts_and_yes_or_no_are_what_they_mean() -> None:
    texts = RecordField("t", "T", ("t",), FieldType.TEXTS)
    flag = RecordField("f", "F", ("f",), FieldType.YES_NO)
    assert to_json_value(texts, "a, b ,,c") == ["a", "b", "c"]
    assert to_json_value(flag, "false") is False
    assert to_json_value(flag, "true") is True


def test_numbers_are_shown_without_exponents() -> None:
    assert to_text_value(WEIGHT, Decimal("1E+3")) == "1000"
    assert to_text_value(NAME, [1, "b"]) == "1, b"
    assert to_text_value(NAME, [{"a": 1}, {}]) == "2"


def test_the_first_name_that_is_there_is_picked() -> None:
    row = {"b": {"c": 0}, "d": None}
    assert pick(row, ("a.x", "d", "b.c")) == 0
    assert pick(row, ("a", "b.c.d")) is None
    assert project({"things": [{"id": 1}, {"id": 2}, {}]}, "things[].id") == [1, 2]


def test_putting_a_value_makes_the_way() -> None:
    body: dict[str, object] = {"a": "text"}
    put(body, "a.b.c", 1)
    assert body == {"a": {"b": {"c": 1}}}


def test_merging_keeps_what_was_not_asked_and_empties_what_was_emptied() -> None:
    raw = {"name": "A", "extra": [1], "address": {"city": "X", "street": "Y"}}
    values = {"name": "B", "city": ""}
    assert merge(raw, [NAME, CITY, STREET], values) == {
        "name": "B",
        "extra": [1],
        "address": {"city": "", "street": "Y"},
    }
    assert raw["name"] == "A"


def test_merging_makes_no_empty_objects_and_nulls_those_that_are_emptied() -> None:
    assert merge({"address": None}, [CITY, STREET], {"city": "", "street": ""}) == {"address": None}
    whole = {"address": {"city": "X", "street": "Y"}}
    assert merge(whole, [CITY, STREET], {"city": "", "street": ""}) == {"address": None}


def test_only_what_changed_is_sent_but_an_object_with_all_its_values() -> None:
    before = {"name": "A", "city": "X", "street": "Y", "weight": "2.50"}
    fields = [NAME, CITY, STREET, WEIGHT]
    assert changed(fields, before, before) == {}
    assert changed(fields, {**before, "weight": "2,5"}, before) == {}
    assert changed(fields, {**before, "name": "", "city": "Z"}, before) == {
        "name": "",
        "address": {"city": "Z", "street": "Y"},
    }


def test_equal_values_in_another_dress_are_the_same() -> None:
    day = RecordField("d", "D", ("d",), FieldType.DATE)
    assert same(WEIGHT, "8.5", "8.50")
    assert same(day, "2026-03-14", "2026-03-14T00:00:00Z")
    assert not same(NAME, "8.5", "8.50")
