"""Who and where: one address, how it is split for couriers, and how it will read on the label."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_BUILDING = re.compile(
    r"^(?P<street>.*?\D)\s*(?P<building>\d+\s?[A-Za-z]?(?:\s?(?:/|m\.?|lok\.?)\s?\d+\s?[A-Za-z]?)?)$"
)
_POLISH_POSTCODE = re.compile(r"^\d{2}-\d{3}$")
_INDIAN_PINCODE = re.compile(r"^[1-9]\d{2} ?\d{3}$")


@dataclass(frozen=True, slots=True)
class Address:
    """A person or company at a place; empty text means not known, never None."""

    name: str = ""
    company: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    postcode: str = ""
    state: str = ""
    country: str = ""
    country_guessed: bool = False
    phone: str = ""
    email: str = ""

    @property
    def who(self) -> str:
        """The name a packer reads: person, else company."""
        return self.name or self.company


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name; every character of the name is in one of the two."""
    first, _, last = name.strip().partition(" ")
    return first, last.strip()


def split_street(street: str) -> tuple[str, str]:
    """Return street and building number; the number is "" where none can be told apart."""
    found = _BUILDING.match(street.strip())
    if found is None:
        return street.strip(), ""
    return found["street"].strip(" ,"), found["building"].strip()


def guess_country(postcode: str, phone: str = "") -> str:
    """Return the country that the postcode's shape suggests, "" where it suggests none."""
    text = postcode.strip()
    if _POLISH_POSTCODE.match(text):
        return "PL"
    if _INDIAN_PINCODE.match(text):
        return "IN"
    digits = re.sub(r"[^\d+]", "", phone)
    if digits.startswith("+48"):
        return "PL"
    return "IN" if digits.startswith("+91") else ""


def label_lines(address: Address) -> tuple[str, ...]:
    """Return the lines as a label prints them, without empty ones."""
    lines = (
        address.name,
        address.company,
        address.street,
        address.street2,
        f"{address.postcode} {address.city}".strip(),
        address.country,
    )
    return tuple(line for line in lines if line)


def place_lines(address: Address) -> tuple[str, ...]:
    """Return where it is, without who is there, for a screen: the country stands after the town."""
    lines = list(label_lines(replace(address, name="", company="", country="")))
    if address.country and lines:
        lines[-1] = f"{lines[-1]} · {address.country}"
    return tuple(lines)
