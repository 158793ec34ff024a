"""Values read as people of the place write them, and never lose a digit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QLocale

from shipdesk.domain.money import Money
from shipdesk.ui import format as fmt

NOW = datetime(2026, 11, 20, 11, 6, tzinfo=UTC)
WARSAW = timezone(timedelta(hours=1))


@pytest.fixture(autouse=True)
def _polish_numbers() -> Iterator[None]:
    fmt.use(numbers=QLocale("pl_PL"), words=QLocale("en_GB"), zone=WARSAW, now=lambda: NOW)
    yield
    fmt.use(numbers=QLocale("pl_PL"), words=QLocale("en_GB"), zone=None)


def plain(text: str) -> str:
    return text.replace(fmt.NBSP, " ")


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (124950, "INR", "1 249,50 ₹"),
        (1250, "PLN", "12,50 zł"),
        (0, "PLN", "0,00 zł"),
        (-350, "PLN", "-3,50 zł"),
        (123456789, "PLN", "1 234 567,89 zł"),
        (5, "EUR", "0,05 €"),
        (1500, "JPY", "1 500 JPY"),
        (1234, "KWD", "1,234 KWD"),
    ],
)
def test_money_stands_with_its_currency(minor: int, currency: str, shown: str) -> None:
    assert plain(fmt.money(Money(minor, currency))) == shown
    assert plain(fmt.minor(minor, currency)) == shown


def test_money_follows_the_number_format_chosen() -> None:
    fmt.use(numbers=QLocale("en_GB"), zone=WARSAW)
    assert plain(fmt.money(Money(124950, "INR"))) == "1,249.50 ₹"
    assert fmt.money(None) == "–"


@pytest.mark.parametrize(
    ("grams", "shown"),
    [(800, "0,8 kg"), (2100, "2,1 kg"), (14000, "14,0 kg"), (1234, "1,234 kg"), (50, "0,05 kg")],
)
def test_weight_has_as_many_decimals_as_it_needs(grams: int, shown: str) -> None:
    assert plain(fmt.weight(grams)) == shown


def test_days_are_as_short_as_they_can_be() -> None:
    assert fmt.day(datetime(2026, 11, 20, 10, 42, tzinfo=UTC)) == "11:42"
    assert fmt.day(datetime(2026, 11, 19, 10, 42, tzinfo=UTC)) == "yest."
    assert fmt.day(datetime(2026, 11, 18, 10, 42, tzinfo=UTC)) == "18 Nov"
    assert fmt.day(datetime(2024, 11, 18, 10, 42, tzinfo=UTC)) == "18 Nov 2024"
    assert fmt.moment(datetime(2026, 11, 20, 10, 42, tzinfo=UTC)) == "today 11:42"
    assert fmt.wall_clock(NOW) == "Fri 20 Nov, 12:06"
    assert fmt.long_day(NOW) == "Friday 20 November"


def test_midnight_belongs_to_the_zone_of_the_window() -> None:
    assert fmt.day(datetime(2026, 11, 19, 23, 30, tzinfo=UTC)) == "00:30"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(20, "just now"), (120, "2 min ago"), (7300, "2 h ago"), (3 * 86400, "3 d ago")],
)
def test_age_is_told_in_the_largest_unit(seconds: int, shown: str) -> None:
    assert plain(fmt.age(NOW - timedelta(seconds=seconds))) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(87, "1:27"), (-3, "0:00"), (54 * 60, "54 min"), (2 * 3600 + 54 * 60, "2 h 54"),
     (44 * 3600, "1 d 20 h")],
)  # fmt: skip
def test_time_left_counts_down(seconds: float, shown: str) -> None:
    assert plain(fmt.left(seconds)) == shown


def test_tracking_numbers_are_grouped_without_losing_a_digit() -> None:
    number = "620000712001884001120058"
    assert fmt.tracking(number) == "6200 0071 2001 8840 0112 0058"
    assert fmt.tracking(number).replace(" ", "") == number
    assert fmt.tracking("SIM-12A") == "SIM-12A"
    assert fmt.tracking_tail(number) == "…0112 0058"
    assert fmt.tracking_tail("12345678") == "1234 5678"
    assert fmt.tracking(None) == "–"
