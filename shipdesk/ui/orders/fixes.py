"""What a person can do with one click about a rule that is broken or a courier that cannot serve.

Rules speak of flat fields (domain/rules.py); here each leads to the place where it is settled.
"""

from __future__ import annotations

from dataclasses import replace

from shipdesk.domain.address import Address
from shipdesk.domain.quote import NoQuote
from shipdesk.domain.rules import RuleProblem

LOCKER, SIZE, WEIGHT, SIDES, HANDING_IN, PAYMENT, ADDRESS = (
    "locker",
    "size",
    "weight",
    "sides",
    "handing_in",
    "payment",
    "address",
)

_PLACES = {
    "locker": LOCKER,
    "size": SIZE,
    "weight": WEIGHT,
    "weight_kg": WEIGHT,
    "length_cm": SIDES,
    "width_cm": SIDES,
    "height_cm": SIDES,
    "handing_in": HANDING_IN,
    "payment": PAYMENT,
    "cod": PAYMENT,
}
_ADDRESS = {
    "name": "name",
    "first_name": "name",
    "last_name": "name",
    "company": "company",
    "street": "street",
    "building": "street",
    "address1": "street",
    "address2": "street2",
    "city": "city",
    "postcode": "postcode",
    "country": "country",
    "phone": "phone",
    "email": "email",
}
_WHOLE = frozenset({"name", "company", "address1", "address2", "city", "postcode", "phone",
                    "email"})  # fmt: skip
"""The fields whose suggestion is the whole text of an address field, not a part of it."""

_SENTENCES = (
    ("locker", LOCKER),
    ("size", SIZE),
    ("weight", WEIGHT),
    ("missing", WEIGHT),
    ("collects", HANDING_IN),
)


def place_of(field: str) -> str:
    """Return where a rule's field is settled: a place of the details, or the address."""
    return _PLACES.get(field, ADDRESS)


def address_field(field: str) -> str:
    """Return the address field of a rule's field; "" where it is not part of an address."""
    return _ADDRESS.get(field, "")


def accept(address: Address, problem: RuleProblem) -> Address | None:
    """Return the address with a problem's suggestion taken, None where it does not fit one."""
    if not problem.suggestion or problem.field not in _WHOLE:
        return None
    changes = {_ADDRESS[problem.field]: problem.suggestion}
    return replace(address, **changes)  # type: ignore[arg-type] # only text fields are named


def place_of_fix(row: NoQuote) -> str:
    """Return where a courier's fix is done; "" where its sentence alone must do.

    Couriers word their fixes; a fix that cannot be done here, such as two parcels, stays a
    sentence.
    """
    if row.fix.startswith(("Choose", "Type")):
        words = row.fix.casefold()
        return next((place for word, place in _SENTENCES if word in words), "")
    return ""
