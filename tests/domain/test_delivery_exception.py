"""Tests of the rules of failed deliveries: dates in India's time, texts, places."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.delivery_exception import (
    ExceptionRules,
    Place,
    ReattemptRule,
    ReturnReason,
    check_reattempt,
    check_return,
    place_of,
)
from shipdesk.domain.rules import Rule, RuleSet
from shipdesk.domain.shipment import CUSTOMER_RETURN, Shipment, ShipmentId, ShipmentStatus

IST = timezone(timedelta(hours=5, minutes=30))
LITERAL = ReattemptRule(16 * 60, 330, 1, 3, 10, "India")
LENIENT = ReattemptRule(16 * 60, 330, 1, 2, 10, "India")
PUNE = Address(city="Pune", state="Maharashtra", postcode="411001", country="IN")
NOON = datetime(2024, 6, 10, 6, 30, tzinfo=UTC)
RULES = ExceptionRules(
    title="Dash101",
    codes=frozenset({"12"}),
    state="Failed Delivery",
    reattempt=LITERAL,
    reasons=(ReturnReason("1", "Too long"), ReturnReason("6", "Other", comment=True)),
    reattempt_rules=RuleSet(
        "Dash101",
        (),
        "INR",
        (
            Rule("address", "min_length", "10", words="At least 10 characters."),
            Rule("phone", "pattern", r"[6-9]\d{9}", fix="phone_in", quiet=True, words="A mobile."),
        ),
    ),
    return_rules=RuleSet("Dash101", (), "INR", (Rule("comment", "max_length", "255"),)),
)


@pytest.mark.parametrize(
    ("now", "literal", "lenient"),
    [
        (datetime(2024, 6, 10, 15, 59, 59, tzinfo=IST), "2024-06-11", "2024-06-11"),
        (datetime(2024, 6, 10, 16, 0, 0, tzinfo=IST), "2024-06-13", "2024-06-12"),
        (datetime(2024, 6, 10, 23, 59, 59, tzinfo=IST), "2024-06-13", "2024-06-12"),
        (datetime(2024, 6, 11, 0, 0, 0, tzinfo=IST), "2024-06-12", "2024-06-12"),
        (datetime(2024, 2, 28, 10, 0, tzinfo=IST), "2024-02-29", "2024-02-29"),
        (datetime(2024, 12, 30, 18, 0, tzinfo=IST), "2025-01-02", "2025-01-01"),
        (datetime(2024, 6, 10, 10, 29, 59, tzinfo=UTC), "2024-06-11", "2024-06-11"),
        (datetime(2024, 6, 10, 10, 30, 0, tzinfo=UTC), "2024-06-13", "2024-06-12"),
        (datetime(2024, 6, 10, 20, 0, tzinfo=UTC), "2024-06-12", "2024-06-12"),
    ],
)
def test_the_earliest_day_is_counted_in_india(now: datetime, literal: str, lenient: str) -> None:
    assert LITERAL.earliest(now) == date.fromisoformat(literal)
    assert LENIENT.earliest(now) == date.fromisoformat(lenient)


def test_the_cut_off_counts_down_until_it_is_reached() -> None:
    assert LITERAL.closes_at(NOON) == datetime(2024, 6, 10, 10, 30, tzinfo=UTC)
    assert LITERAL.closes_at(datetime(2024, 6, 10, 10, 30, tzinfo=UTC)) is None


def test_a_day_far_away_is_only_remarkable() -> None:
    assert not LITERAL.far(date(2024, 6, 20), NOON)
    assert LITERAL.far(date(2024, 6, 21), NOON)
    assert check_reattempt(RULES, "2024-07-30", "", "", PUNE, NOON) == ()


def test_a_day_too_early_is_refused_with_the_earliest_one() -> None:
    late = datetime(2024, 6, 10, 10, 30, tzinfo=UTC)
    (problem,) = check_reattempt(RULES, "2024-06-11", "", "", PUNE, late)
    assert (problem.field, problem.suggestion) == ("date", "2024-06-13")
    assert "past 16:00 in India" in problem.words
    (unreadable,) = check_reattempt(RULES, "11.6.", "", "", PUNE, late)
    assert unreadable.field == "date"


@pytest.mark.parametrize(
    ("address", "suggestion"),
    [
        ("12 Lake View Road, Pune", "12 Lake View Road"),
        ("12 Lake View Road, Pune 411001", "12 Lake View Road"),
        ("12 Lake View Road, Kothrud, pune - 411 001", "12 Lake View Road, Kothrud"),
        ("12 Lake View Road, Maharashtra", "12 Lake View Road"),
    ],
)
def test_a_new_address_is_the_street_alone(address: str, suggestion: str) -> None:
    (problem,) = check_reattempt(RULES, "", address, "", PUNE, NOON)
    assert (problem.field, problem.suggestion) == ("address", suggestion)


def test_a_street_named_after_the_town_is_a_street() -> None:
    assert check_reattempt(RULES, "", "4 Pune Satara Road", "98765 43210", PUNE, NOON) == ()


def test_a_short_address_and_a_landline_are_refused_beside_their_fields() -> None:
    found = check_reattempt(RULES, "", "12 Road", "02012345678", PUNE, NOON)
    assert {each.field for each in found} == {"address", "phone"}


def test_the_vague_reason_wants_a_comment() -> None:
    assert check_return(RULES, "1", "") == ()
    (problem,) = check_return(RULES, "6", " ")
    assert problem.field == "comment"
    assert check_return(RULES, "6", "Moved away") == ()
    assert check_return(RULES, "9", "")[0].field == "reason"
    assert check_return(RULES, "1", "x" * 255) == ()
    assert check_return(RULES, "1", "x" * 256)[0].field == "comment"


def parcel(status: ShipmentStatus, **noted: str) -> Shipment:
    return Shipment(ShipmentId("s"), AccountId("a"), "r", "ref", NOON, status=status, extra=noted)


def test_a_parcel_that_its_buyer_sends_back_is_followed_until_it_is_there() -> None:
    for word, final in (("requested", False), ("approved", False), ("", True)):
        shipment = parcel(ShipmentStatus.DELIVERED, **{CUSTOMER_RETURN: word})
        assert shipment.final is final
    received = parcel(ShipmentStatus.RETURNED, **{CUSTOMER_RETURN: "received"})
    assert received.final
    assert place_of(received) is Place.CUSTOMER_RETURNS
    assert place_of(parcel(ShipmentStatus.RETURNED)) is Place.ELSEWHERE
