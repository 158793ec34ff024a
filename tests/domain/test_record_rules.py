"""Tests of what a form and an act on a record allow, before anything is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shipdesk.domain.record import (
    ActRole,
    Condition,
    FieldType,
    Record,
    RecordAct,
    RecordField,
    Target,
)
from shipdesk.domain.record_rules import check_act, check_field, check_form, why_not


def act(target: Target = Target.RECORDS, **given: object) -> RecordAct:
    """An act with what the test wants of it."""
    return RecordAct("kind.op", "Do", ActRole.WRITE, target, **given)  # type: ignore[arg-type]


def record(name: str = "One", **values: str) -> Record:
    """A record with these values, which the service told under the same names."""
    return Record(name, name, values, raw=dict(values))


PAID = Condition("status", "It is not paid yet.", outside=("created", "chosen"))
COURIER = Condition("service", "It goes to a locker.", among=("courier",))


def test_an_act_waits_until_all_that_it_wants_holds_and_says_what_does_not() -> None:
    labels = act(when=(COURIER, PAID))
    assert why_not(labels, [record(service="courier", status="confirmed")]) == ""
    assert why_not(labels, [record(service="locker", status="created")]) == "It goes to a locker."
    assert why_not(labels, [record(service="courier", status="created")]) == "It is not paid yet."


def test_of_several_records_the_one_that_does_not_fit_is_named() -> None:
    several = [record("First", status="confirmed"), record("Second", status="created")]
    assert why_not(act(when=(PAID,)), several) == "Second: It is not paid yet."
    assert why_not(act(when=(PAID,)), several[1:] * 2) == "It is not paid yet."


def test_where_the_service_leaves_out_the_others_one_record_that_fits_is_enough() -> None:
    some = replace(PAID, some=True)
    several = [record(status="confirmed"), record(status="created")]
    assert why_not(act(when=(some,)), several) == ""
    assert why_not(act(when=(some,)), several[1:]) == "It is not paid yet."


def test_a_status_that_nobody_knows_closes_only_what_wants_a_known_one() -> None:
    new = [record(status="floating", service="courier")]
    assert why_not(act(when=(PAID,)), new) == ""
    wants = Condition("status", "Not from there.", among=("ready",))
    assert why_not(act(when=(wants,)), new) == "Not from there."


def test_an_act_may_want_a_value_to_be_there_at_all() -> None:
    when = act(when=(Condition("number", "No number yet.", at=("parcel.number",)),))
    assert why_not(when, [Record("1", "One", {"number": "620"})]) == ""
    for told in ({"parcel": {"number": None}}, {"parcel": None}):
        assert why_not(when, [Record("1", "One", raw=told)]) == "No number yet."


def test_what_the_service_does_not_tell_at_all_closes_nothing() -> None:
    when = act(when=(Condition("number", "No number yet.", at=("parcel.number", "number")),))
    for told in ({}, {"parcel": {}}, {"parcel": "none"}):
        assert why_not(when, [Record("1", "One", raw=told)]) == ""


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


ASCII = RecordField("a", "A", pattern="[ -~]+", fix="ascii")
PHONE = RecordField("a", "A", pattern=r"[1-9]\d{8}", fix="phone_pl")
POSTCODE = RecordField("a", "A", pattern=r"\d{2}-\d{3}", fix="postcode_pl")
COUNTRY = RecordField("a", "A", pattern="[A-Z]{2}", fix="country")
PRICE = RecordField("a", "A", type=FieldType.NUMBER, decimals=2)
DAY = RecordField("a", "A", type=FieldType.DATE, least="today")
FROM = RecordField("from", "From", type=FieldType.TIME)
TO = RecordField("to", "Until", type=FieldType.TIME)
TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("field", "value", "instead"),
    [
        (ASCII, "Łódź", "Lodz"),
        (ASCII, "हिन्दी", ""),
        (PHONE, "+48 500 600 700", "500600700"),
        (PHONE, "500 600", ""),
        (POSTCODE, "30702", "30-702"),
        (POSTCODE, "3070", ""),
        (COUNTRY, "Polska", "PL"),
        (COUNTRY, "pl", "PL"),
        (COUNTRY, "Atlantis", ""),
        (RecordField("a", "A", pattern="[ -~]+", fix="ascii", most=4), "Straße", ""),
        (PRICE, "1.999", ""),
    ],
)
def test_what_would_pass_instead_is_suggested_and_nothing_else(
    field: RecordField, value: str, instead: str
) -> None:
    problem = check_field(field, value)
    assert problem is not None
    assert problem.suggestion == instead
    assert not instead or check_field(field, instead) is None


@pytest.mark.parametrize("value", ["1.99", "1,99", "2", "12.500", "1e2"])
def test_a_price_of_no_more_than_two_places_is_taken(value: str) -> None:
    assert check_field(PRICE, value) is None


@pytest.mark.parametrize(
    ("value", "fits"),
    [("2026-03-13", False), ("2026-03-14", True), ("2026-03-15", True)],
)
def test_a_day_that_is_over_is_refused(
    value: str,
    fits: bool,  # noqa: FBT001 - a case
) -> None:
    assert (check_field(DAY, value, TODAY) is None) is fits


def test_one_of_several_fields_is_enough() -> None:
    fields = (RecordField("email", "E-mail"), RecordField("phone", "Phone"))
    given = act(fields=fields, one_of=("email", "phone"))
    (problem,) = check_act(given, {"email": " "})
    assert (problem.field, problem.missing) == ("email", True)
    assert problem.words == "One of these is needed: E-mail, Phone."
    assert check_act(given, {"phone": "1"}) == ()


@pytest.mark.parametrize(
    ("first", "then", "fits"),
    [
        ("2026-03-02", "2026-03-01", False),
        ("2026-03-01", "2026-03-01", True),
        ("2026-03-01T09:30", "2026-03-01T09:29", False),
        ("2026-03-29T03:30+02:00", "2026-03-29T01:45Z", True),
        ("2026-03-01", "", True),
        ("", "2026-03-01", True),
    ],
)
def test_what_ends_does_not_end_before_it_begins(
    first: str,
    then: str,
    fits: bool,  # noqa: FBT001 - a case
) -> None:
    given = act(fields=(FROM, TO), order=(("from", "to"),))
    problems = check_act(given, {"from": first, "to": then})
    assert [problem.field for problem in problems] == ([] if fits else ["to"])


def test_numbers_are_compared_as_numbers() -> None:
    fields = tuple(RecordField(name, name, type=FieldType.NUMBER) for name in ("low", "high"))
    given = act(fields=fields, order=(("low", "high"),))
    assert check_act(given, {"low": "9,5", "high": "10"}) == ()
    (problem,) = check_act(given, {"low": "10", "high": "9,5"})
    assert problem.words == "high: not less than “low”."


def test_a_field_that_is_wrong_alone_has_one_problem_only() -> None:
    given = act(fields=(FROM, TO), order=(("from", "to"),))
    (problem,) = check_act(given, {"from": "2026-03-02", "to": "yesterday"})
    assert problem.field == "to"


def test_a_suggestion_for_a_row_is_told_with_its_line() -> None:
    phone = RecordField("phone", "Phone", pattern=r"[1-9]\d{8}", fix="phone_pl", hint="Nine digits")
    rows = RecordField("rows", "People", type=FieldType.ROWS, of=(phone,))
    (problem,) = check_form((rows,), {"rows": [{"phone": "+48 500 600 700"}]})
    assert problem.words == "People, line 1: Phone: Nine digits. “500600700” would do."
