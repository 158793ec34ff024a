"""Numbers as people type them: comma or point, with or without a unit."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from shipdesk.domain.money import Money
from shipdesk.ui import format as fmt

_NUMBER = re.compile(r"[-+]?[\d\s.,'\u00a0\u202f]+")
_MOST = Decimal(10) ** 9


def parse_number(text: str) -> Decimal | None:
    """Return the number of a text, None where it holds none; the last comma or point decides."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    plain = re.sub(r"[\s'\u00a0\u202f]", "", found.group())
    whole, mark, rest = plain.replace(",", ".").rpartition(".")
    joined = whole.replace(".", "") + mark + rest
    try:
        number = Decimal(joined)
    except InvalidOperation:
        return None
    return number if abs(number) < _MOST else None


def to_grams(text: str) -> int | None:
    """Return a weight typed in kilograms as grams, None where it is not a weight."""
    number = parse_number(text)
    return None if number is None or number < 0 else round(number * 1000)


def to_millimetres(text: str) -> int | None:
    """Return a length typed in centimetres as millimetres, None where it is not a length."""
    number = parse_number(text)
    return None if number is None or number < 0 else round(number * 10)


def to_money(text: str, currency: str) -> Money | None:
    """Return a typed amount, None where the text is empty or not an amount."""
    number = parse_number(text)
    return None if number is None or number < 0 else Money.from_decimal(number, currency)


def kilograms(grams: int) -> str:
    """Return a weight as it stands in a field, without its unit; empty where not known."""
    return fmt.weight(grams).removesuffix("kg").strip() if grams else ""


def centimetres(millimetres: int) -> str:
    """Return a length as it stands in a field, without its unit; empty where not known."""
    if not millimetres:
        return ""
    return fmt.decimal(Decimal(millimetres) / 10, 1 if millimetres % 10 else 0)


def currency_of(country: str) -> str:
    """Return the currency that a price in this country is most likely meant in."""
    return {"IN": "INR", "CZ": "CZK", "GB": "GBP", "US": "USD"}.get(
        country, "PLN" if country in {"PL", ""} else "EUR"
    )
