"""Tests of rows made of chosen records, and of what of a record is kept back."""

from __future__ import annotations

import pytest

from shipdesk.domain.record import Record, RecordField
from shipdesk.errors import RuleError
from shipdesk.providers.record_rows import asked_by_rows, only_asked, rows_of, without

SOURCES = {"place": "number", "parcel": "record", "offer": "record.offer"}
CHOSEN = {"offer": "part.offers.service"}


def record(number: str, **values: str) -> Record:
    """A record with two offers."""
    offers = (
        Record("71", "Locker", {"service": "locker"}),
        Record("72", "Door", {"service": "door"}),
    )
    return Record(number, f"No. {number}", values, {"offers": offers})


def test_each_record_makes_a_row_of_its_place_number_and_values() -> None:
    rows = rows_of(SOURCES, [record("5", offer="61"), record("6", offer="62")], {})
    assert rows == (
        {"place": "1", "parcel": "5", "offer": "61"},
        {"place": "2", "parcel": "6", "offer": "62"},
    )


def test_a_line_of_a_part_is_chosen_by_what_was_answered() -> None:
    assert rows_of(CHOSEN, [record("5")], {"service": "door"}) == ({"offer": "72"},)
    assert asked_by_rows(CHOSEN) == {"service"}


@pytest.mark.parametrize(
    ("sources", "values", "field"),
    [(SOURCES, {}, "offer"), (CHOSEN, {"service": "air"}, "service"), (CHOSEN, {}, "service")],
)
def test_a_record_that_lacks_what_a_row_needs_is_named(
    sources: dict[str, str], values: dict[str, str], field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        rows_of(sources, [record("5")], values)
    assert caught.value.field == field
    assert "No. 5" in caught.value.detail


def test_an_act_without_rows_makes_none() -> None:
    assert rows_of({}, [record("5")], {}) == ()


def test_only_what_a_form_asks_is_taken_of_a_whole() -> None:
    fields = (
        RecordField("city", "Town", ("address.city",)),
        RecordField("note", "Note", ("note",)),
    )
    raw = {"id": 1, "address": {"city": "Łódź", "id": 7}, "made": "2026"}
    assert only_asked(raw, fields) == {"address": {"city": "Łódź"}}


def test_what_must_not_be_kept_is_taken_out_and_nothing_else() -> None:
    row = {"codes": {"open": "1", "point": "KRA010"}, "secret": "x", "id": 3}
    assert without(row, ("codes.open", "secret", "gone.inner", "id.inner")) == {
        "codes": {"point": "KRA010"},
        "id": 3,
    }
    assert row["codes"] == {"open": "1", "point": "KRA010"}
