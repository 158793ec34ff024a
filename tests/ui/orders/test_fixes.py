"""Rules and couriers' reasons lead to the place where they are settled."""

from __future__ import annotations

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.quote import NoQuote
from shipdesk.domain.rules import RuleProblem
from shipdesk.ui.orders import fixes


def problem(field: str, suggestion: str = "") -> RuleProblem:
    return RuleProblem(field, "words", missing=False, suggestion=suggestion)


def test_a_suggestion_for_a_whole_field_is_taken_into_the_address() -> None:
    before = Address(name="Zoë D'Souza", city="Łódź")
    assert fixes.accept(before, problem("name", "Zoe D'Souza")) == Address(
        name="Zoe D'Souza", city="Łódź"
    )
    assert fixes.accept(before, problem("city", "Lodz")) == Address(name="Zoë D'Souza", city="Lodz")


def test_a_suggestion_for_a_part_of_a_field_is_never_taken_for_the_whole() -> None:
    before = Address(name="Zoë D'Souza", street="Polna 7")
    assert fixes.accept(before, problem("first_name", "Zoe")) is None
    assert fixes.accept(before, problem("building", "7")) is None
    assert fixes.accept(before, problem("phone")) is None


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("weight_kg", fixes.WEIGHT),
        ("weight", fixes.WEIGHT),
        ("length_cm", fixes.SIDES),
        ("size", fixes.SIZE),
        ("locker", fixes.LOCKER),
        ("cod", fixes.PAYMENT),
        ("phone", fixes.ADDRESS),
        ("something_new", fixes.ADDRESS),
    ],
)
def test_each_field_has_a_place(field: str, place: str) -> None:
    assert fixes.place_of(field) == place


@pytest.mark.parametrize(
    ("fix", "place"),
    [
        ("Choose a locker.", fixes.LOCKER),
        ("Choose size A, B or C.", fixes.SIZE),
        ("Type what is missing.", fixes.WEIGHT),
        ("Type the weight.", fixes.WEIGHT),
        ("Choose “Courier collects” or “I drop off”.", fixes.HANDING_IN),
        ("Send it as two parcels.", ""),
        ("", ""),
    ],
)
def test_a_couriers_fix_becomes_a_button_only_where_it_can_be_done_here(
    fix: str, place: str
) -> None:
    assert fixes.place_of_fix(NoQuote(AccountId("a"), "InPost", "why", fix)) == place
