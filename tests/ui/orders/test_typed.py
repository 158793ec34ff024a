"""Numbers as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shipdesk.domain.money import Money
from shipdesk.ui.orders import typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,8", "0.8"),
        ("0.8 kg", "0.8"),
        ("1 249,50", "1249.50"),
        ("1,249.50", "1249.50"),
        ("1.249,50 zł", "1249.50"),
        ("12", "12"),
        (" 7 ", "7"),
    ],
)
def test_comma_and_point_are_read_as_people_mean_them(text: str, number: str) -> None:
    assert typed.parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "kg", "-", "9" * 40, ",,"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert typed.parse_number(text) is None


def test_weights_lengths_and_money_come_in_whole_units() -> None:
    assert typed.to_grams("0,85") == 850
    assert typed.to_millimetres("38,5 cm") == 385
    assert typed.to_money("120", "PLN") == Money(12000, "PLN")
    assert typed.to_grams("-1") is None
    assert typed.to_money("free", "PLN") is None


def test_a_weight_reads_the_same_after_it_was_shown() -> None:
    for grams in (5, 400, 850, 1000, 12345):
        assert typed.to_grams(typed.kilograms(grams)) == grams
    for millimetres in (5, 80, 385):
        assert typed.to_millimetres(typed.centimetres(millimetres)) == millimetres
