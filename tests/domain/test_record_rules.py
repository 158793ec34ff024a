"""Tests of what a form and an act on a record allow, before anything is sent."""

from __future__ import annotations

import pytest

from shipdesk.domain.record import ActRole, FieldType, Record, RecordAct, RecordField, Target
from shipdesk.domain.record_rules import check_field, check_form, why_not


def act(target: Target = Target.RECORDS, **given: object) -> RecordAct:
    """An act with what the test wants of it."""
    return RecordAct("kind.op", "Do", ActRole.WRITE, target, **given)  # type: ignore[arg-type]


def record(**values: str) -> Record:
    """A record with these values."""
    return Record("1", "One", values)


def test_an_act_waits_for_a_state_that_allows_it() -> None:
    when = act(when_field="status", when_in=("ready",), why_not="Not yet.")
    assert why_not(when, [record(status="ready")]) == ""
    assert why_not(when, [record(status="ready"), record(status="new")]) == "Not yet."
    assert why_not(act(when_field="status", when_in=("ready",)), [record(status="new")]) == (
        "Not while it is “new”."
    )


def test_an_act_may_want_a_value_to_be_there_at_all() -> None:
    when = act(when_field="number", why_not="No number yet.")
    assert why_not(when, [record(number="620")]) == ""
    assert why_not(when, [record()]) == "No number yet."


@pytest.mark.parametrize(
    ("given", "count", "part", "allowed"),
    [
        (act(Target.NONE), 0, "", True),
        (act(Target.RECORD), 0, "", False),
        (act(Target.RECORD), 1, "", True),
        (act(Target.RECORD), 2, "", False),
        (act(Target.RECORDS, most=2), 2, "", True),
        (act(Target.RECORDS, most=2), 3, "", False),
        (act(Target.PART), 1, "", False),
        (act(Target.PART), 1, "7", True),
    ],
)
def test_an_act_is_done_to_what_it_is_meant_for(
    given: RecordAct,
    count: int,
    part: str,
    allowed: bool,  # noqa: FBT001 - a case
) -> None:
    assert (why_not(given, [record()] * count, part) == "") is allowed


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        (RecordField("a", "A", required=True), "  ", False),
        (RecordField("a", "A", most=3), "Łódź", False),
        (RecordField("a", "A", most=4), "Łódź", True),
        (RecordField("a", "A", choices=(("x", "X"),)), "y", False),
        (RecordField("a", "A", pattern=r"\d{2}-\d{3}"), "30702", False),
        (RecordField("a", "A", pattern=r"\d{2}-\d{3}"), "30-702", True),
        (RecordField("a", "A"), "one\x00two", False),
        (RecordField("a", "A", type=FieldType.NUMBER, least="0.01"), "0,005", False),
        (RecordField("a", "A", type=FieldType.NUMBER, greatest="25"), "25.0", True),
        (RecordField("a", "A", type=FieldType.NUMBER), "NaN", False),
        (RecordField("a", "A", type=FieldType.INTEGER), "2.5", False),
        (RecordField("a", "A", type=FieldType.INTEGER), "2.0", True),
        (RecordField("a", "A", type=FieldType.DATE), "2026-02-29", False),
        (RecordField("a", "A", type=FieldType.DATE), "2028-02-29", True),
        (RecordField("a", "A", type=FieldType.TIME), "2026-03-14T09:30Z", True),
    ],
)
def test_an_answer_fits_its_question_or_is_told_why_not(
    field: RecordField,
    value: str,
    fits: bool,  # noqa: FBT001 - a case
) -> None:
    problem = check_field(field, value)
    assert (problem is None) is fits
    assert problem is None or problem.words.startswith("A")


def test_a_fault_in_a_row_names_its_line() -> None:
    of = (RecordField("phone", "Phone", required=True),)
    rows = RecordField("rows", "People", type=FieldType.ROWS, of=of)
    (problem,) = check_form((rows,), {"rows": [{"phone": "1"}, {}]})
    assert problem.words == "People, line 2: Phone is missing."
