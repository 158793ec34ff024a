"""Local rules first: what each provider asks of a shipment, checked before anything is sent.

The rules are data (resources/providers/*.toml); this module only knows how to apply them. A fix is
offered as a suggestion to accept, never applied silently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from shipdesk.domain.address import split_name, split_street
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.order import HandingIn, Order, PaymentKind

_FOLD = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "\u00a0": " ",
    }
)


def to_ascii(text: str) -> str:
    """Return the nearest ASCII spelling; no letter is dropped that has one (`Łódź` → `Lodz`)."""
    parts = unicodedata.normalize("NFKD", text.translate(_FOLD))
    return parts.encode("ascii", "ignore").decode("ascii")


def to_polish_phone(text: str) -> str:
    """Return nine digits without +48; a bare leading 48 goes only from eleven digits."""
    digits = re.sub(r"[^\d+]", "", text)
    for prefix in ("+48", "0048"):
        digits = digits.removeprefix(prefix)
    if len(digits) == 11 and digits.startswith("48"):  # noqa: PLR2004
        digits = digits[2:]
    return digits.lstrip("+")


def to_indian_phone(text: str) -> str:
    """Return ten digits of a mobile, or eleven with the trunk 0 of a landline (reference § 14)."""
    digits = re.sub(r"[^\d+]", "", text)
    for prefix in ("+91", "0091"):
        digits = digits.removeprefix(prefix)
    if len(digits) == 12 and digits.startswith("91") and digits[2] in "6789":  # noqa: PLR2004
        digits = digits[2:]
    return digits.lstrip("+")


def to_indian_mobile(text: str) -> str:
    """Return ten digits where a mobile may have been written with a trunk 0 (reference § 14).

    A landline such as Bengaluru's 080 reads alike: to be offered, never to be applied silently.
    """
    digits = to_indian_phone(text)
    trunk = len(digits) == 11 and digits[0] == "0" and digits[1] in "6789"  # noqa: PLR2004
    return digits[1:] if trunk else digits


def to_polish_postcode(text: str) -> str:
    """Return `NN-NNN` where five digits are given, else the text as it is."""
    digits = re.sub(r"\D", "", text)
    return f"{digits[:2]}-{digits[2:]}" if len(digits) == 5 else text.strip()  # noqa: PLR2004


def to_pincode(text: str) -> str:
    """Return six digits without the space that some write after the third."""
    return re.sub(r"\s", "", text)


_COUNTRIES = {
    "POLSKA": "PL",
    "POLAND": "PL",
    "INDIA": "IN",
    "NIEMCY": "DE",
    "GERMANY": "DE",
    "DEUTSCHLAND": "DE",
    "CZECHY": "CZ",
    "CZECHIA": "CZ",
    "SLOWACJA": "SK",
    "SLOVAKIA": "SK",
    "LITWA": "LT",
    "LITHUANIA": "LT",
    "FRANCJA": "FR",
    "FRANCE": "FR",
    "UNITED KINGDOM": "GB",
}


def to_country(text: str) -> str:
    """Return the two letters of ISO 3166 for a name that is known, else the text in capitals."""
    plain = " ".join(to_ascii(text).upper().split())
    return _COUNTRIES.get(plain, plain)


FIXES = {
    "ascii": to_ascii,
    "phone_pl": to_polish_phone,
    "phone_in": to_indian_phone,
    "mobile_in": to_indian_mobile,
    "postcode_pl": to_polish_postcode,
    "pincode": to_pincode,
    "country": to_country,
}
"""The normalisers that tables name in `fix`; each takes and gives a text."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One check on one field of a draft.

    `check`: required, pattern, min_length, max_length, minimum, maximum, ascii.
    `when`: "" (always), locker, door or cod. `fix` names a normaliser whose result is offered where
    it passes; with `quiet` it is applied before checking, as it only removes spaces and prefixes.
    `offer` names one that goes further than `fix` and is only ever offered.
    """

    field: str
    check: str
    value: str = ""
    when: str = ""
    fix: str = ""
    quiet: bool = False
    words: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What one provider asks: the countries it serves, the currency of COD, and its rules."""

    title: str
    countries: tuple[str, ...]
    currency: str
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """A broken rule in words; `missing` tells "not given" from "given and wrong"."""

    field: str
    words: str
    missing: bool
    suggestion: str = ""


Draft = Mapping[str, str]
"""A shipment as flat texts, the field names that rules use; see `draft_of`."""


def draft_of(
    order: Order, parcel: Parcel, handing_in: HandingIn = HandingIn.UNKNOWN
) -> dict[str, str]:
    """Return the order as the flat fields that rules speak of; weight in kg, sides in cm."""
    to = order.recipient
    first, last = split_name(to.name)
    street, building = split_street(to.street)
    cod = order.payment.amount if order.payment.kind is PaymentKind.COD else None
    return {
        "order_number": order.number,
        "name": to.name or to.company,
        "first_name": first,
        "last_name": last,
        "company": to.company,
        "street": street,
        "building": building,
        "address1": to.street,
        "address2": to.street2,
        "city": to.city,
        "postcode": to.postcode,
        "country": to.country,
        "phone": to.phone,
        "email": to.email,
        "locker": order.locker,
        "size": parcel.size,
        "handing_in": handing_in.value,
        "weight_kg": _kilograms(parcel.weight_g),
        "length_cm": _centimetres(parcel.length_mm),
        "width_cm": _centimetres(parcel.width_mm),
        "height_cm": _centimetres(parcel.height_mm),
        "cod": cod.plain() if cod else "",
        "cod_currency": cod.currency if cod else "",
        "total": order.total.plain() if order.total else "",
    }


def _kilograms(grams: int) -> str:
    return format((Decimal(grams) / 1000).normalize(), "f") if grams else ""


def _centimetres(millimetres: int) -> str:
    return format((Decimal(millimetres) / 10).normalize(), "f") if millimetres else ""


def check(rules: RuleSet, draft: Draft) -> tuple[RuleProblem, ...]:
    """Return every broken rule, at most one per field, in the order of the rules."""
    found: dict[str, RuleProblem] = {}
    for rule in rules.rules:
        if rule.field in found or not _applies(rule, draft):
            continue
        problem = _check_one(rule, draft.get(rule.field, "").strip())
        if problem is not None:
            found[rule.field] = problem
    if draft.get("cod") and draft.get("cod_currency") != rules.currency:
        words = f"{rules.title} collects money in {rules.currency} only."
        found.setdefault("cod", RuleProblem("cod", words, missing=False))
    return tuple(found.values())


def serves(rules: RuleSet, country: str) -> bool:
    """Return whether the provider delivers to the country."""
    return country in rules.countries


def _applies(rule: Rule, draft: Draft) -> bool:
    if rule.when == "locker":
        return bool(draft.get("locker"))
    if rule.when == "door":
        return not draft.get("locker")
    if rule.when == "cod":
        return bool(draft.get("cod"))
    return True


def normalise(rule: Rule, text: str) -> str:
    """Return the text with the rule's quiet normaliser applied."""
    return FIXES[rule.fix](text) if rule.quiet and rule.fix else text


def _check_one(rule: Rule, given: str) -> RuleProblem | None:
    text = normalise(rule, given)
    if not text:
        missing = rule.check == "required"
        return RuleProblem(rule.field, rule.words, missing=True) if missing else None
    if _passes(rule, text):
        return None
    better = rule.offer or rule.fix
    fixed = FIXES[better](text) if better else ""
    suggestion = fixed if fixed and fixed != given and _passes(rule, fixed) else ""
    return RuleProblem(rule.field, rule.words, missing=False, suggestion=suggestion)


def _passes(rule: Rule, text: str) -> bool:
    match rule.check:
        case "required":
            return bool(text)
        case "pattern":
            return re.fullmatch(rule.value, text) is not None
        case "min_length":
            return len(text) >= int(rule.value)
        case "max_length":
            return len(text) <= int(rule.value)
        case "ascii":
            return all(" " <= char <= "~" for char in text)
        case "minimum" | "maximum":
            return _in_range(rule, text)
    return True


def _in_range(rule: Rule, text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    limit = Decimal(rule.value)
    return number >= limit if rule.check == "minimum" else number <= limit


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an order can be shipped by at least one provider, else the nearest one's problems."""

    ready: bool
    problems: tuple[RuleProblem, ...] = field(default=())


def judge(rule_sets: tuple[RuleSet, ...], draft: Draft) -> Verdict:
    """Check a draft against every provider that serves its country."""
    country = draft.get("country", "")
    if not country:
        return Verdict(
            ready=False, problems=(RuleProblem("country", "The country is missing.", missing=True),)
        )
    serving = [rules for rules in rule_sets if serves(rules, country)]
    if not serving:
        words = f"No connected courier delivers to {country}."
        return Verdict(ready=False, problems=(RuleProblem("country", words, missing=False),))
    results = [check(rules, draft) for rules in serving]
    nearest = min(results, key=len)
    return Verdict(ready=not nearest, problems=nearest)


def cod_of(order: Order) -> Money | None:
    """Return the amount to collect, None when the order is paid or not known."""
    return order.payment.amount if order.payment.kind is PaymentKind.COD else None
