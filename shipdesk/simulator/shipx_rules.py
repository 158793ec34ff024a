"""What the Polish courier checks in a shipment before it takes it (reference §5.3 to §5.6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator.places import locker

WARSAW = ZoneInfo("Europe/Warsaw")

Findings = dict[str, Any]

_PHONE = re.compile(r"[1-9]\d{8}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POST_CODE = re.compile(r"\d{2}-\d{3}")
_NOT_FOR_SERVICE = "Niedostępny dla podanego serwisu"
_LONGEST = 255
_MOST_PARCELS = 99


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rules need to know: the time, the closed points, the caller's cost centres."""

    now: datetime
    closed_points: Collection[str] = ()
    mpks: Collection[str] = ()


def number(value: object) -> Decimal | None:
    """A number sent as a number or as its text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def text(value: object) -> str:
    """Text without blanks round it; empty for what is missing or no text."""
    return str(value).strip() if isinstance(value, (str, int, float)) else ""


def shipment_findings(
    body: Mapping[str, Any], world: Circumstances, *, calculating: bool = False
) -> Findings:
    """What is wrong with a shipment's request, in the service's own nested shape; empty if nothing.

    `calculating` leaves out what a price does not depend on.
    """
    found: Findings = {}
    service = body.get("service")
    if service is not None and service not in catalogue.SERVICES:
        found["service"] = ["unknown"]
        service = None
    _check_people(body, service, found, calculating=calculating)
    _check_parcels(body, service, found)
    attributes = body.get("custom_attributes")
    _put(found, "custom_attributes", _attributes(attributes, service, world))
    _check_money(body, service, found)
    for key in ("reference", "comments"):
        words = text(body.get(key))
        if words and not 3 <= len(words) <= 100:  # noqa: PLR2004 - the limits of the reference
            found[key] = ["too_short" if len(words) < 3 else "too_long"]  # noqa: PLR2004
    if text(body.get("mpk")) and text(body.get("mpk")) not in world.mpks:
        found["mpk"] = ["does_not_exist"]
    extras = body.get("additional_services")
    if extras is not None and (
        not isinstance(extras, list) or any(one not in catalogue.EXTRAS for one in extras)
    ):
        found["additional_services"] = ["unknown"]
    if body.get("end_of_week_collection") is True and not (
        service in {None, "inpost_locker_standard", "inpost_locker_pass_thru"}
        and in_weekend_window(world.now)
    ):
        found["end_of_week_collection"] = ["invalid"]
    return found


def in_weekend_window(now: datetime) -> bool:
    """Whether a weekend parcel can be ordered: Thursday 20:00 to Saturday 13:00 in Warsaw."""
    local = now.astimezone(WARSAW)
    monday = local.replace(hour=0, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=local.weekday())
    return monday + timedelta(days=3, hours=20) <= local < monday + timedelta(days=5, hours=13)


def _put(found: Findings, key: str, inner: Findings | list[str] | None) -> None:
    if isinstance(inner, list):
        found[key] = inner
    elif inner:
        found[key] = [inner]


def _check_people(
    body: Mapping[str, Any], service: str | None, found: Findings, *, calculating: bool
) -> None:
    courier = service is not None and not catalogue.is_locker(service)
    receiver = body.get("receiver")
    if not isinstance(receiver, dict) or not receiver:
        if body.get("is_return") is not True:
            found["receiver"] = ["required"]
    else:
        locker_mail = service is not None and not courier
        inner = _person(receiver, courier=courier and not calculating, email=locker_mail)
        _put(found, "receiver", inner)
    sender = body.get("sender")
    if isinstance(sender, dict) and sender:
        _put(found, "sender", _person(sender, courier=courier and not calculating, email=False))


def contact_findings(person: Mapping[str, Any], *, email: bool = False) -> Findings:
    """What is wrong with a phone number, which is required, and an e-mail, which may be."""
    found: Findings = {}
    _put(found, "phone", _phone(text(person.get("phone"))))
    mail = text(person.get("email"))
    if mail and not _EMAIL.fullmatch(mail):
        found["email"] = ["invalid"]
    elif email and not mail:
        found["email"] = ["required"]
    return found


def _person(person: Mapping[str, Any], *, courier: bool, email: bool) -> Findings:
    found = contact_findings(person, email=email)
    for key in ("name", "company_name", "first_name", "last_name"):
        if len(text(person.get(key))) > _LONGEST:
            found[key] = ["too_long"]
    if courier and not (text(person.get("company_name")) or text(person.get("name"))):
        for key in ("first_name", "last_name"):
            if not text(person.get(key)):
                found[key] = ["required"]
    address = person.get("address")
    if isinstance(address, dict) and address:
        _put(found, "address", address_findings(address))
    elif courier:
        found["address"] = ["required"]
    return found


def _phone(phone: str) -> list[str] | None:
    if not phone:
        return ["required"]
    if not phone.isdigit():
        return ["invalid_format"]
    return None if _PHONE.fullmatch(phone) else ["invalid"]


def address_findings(address: Mapping[str, Any]) -> Findings:
    """What is wrong with one address; `line1` and `line2` stand for street and number."""
    found: Findings = {}
    lines = text(address.get("line1"))
    for key in ("street", "building_number", "city", "post_code", "country_code"):
        words = text(address.get(key))
        if not words and not (lines and key in {"street", "building_number"}):
            found[key] = ["required"]
        elif len(words) > _LONGEST:
            found[key] = ["too_long"]
    code = text(address.get("post_code"))
    if code and not _POST_CODE.fullmatch(code):
        found["post_code"] = ["invalid_format"]
    country = text(address.get("country_code"))
    if country and country != "PL":
        found["country_code"] = ["invalid"]
    return found


def _check_parcels(body: Mapping[str, Any], service: str | None, found: Findings) -> None:
    parcels = body.get("parcels")
    if isinstance(parcels, dict) and parcels:
        _put(found, "parcels", _parcel(parcels))
        return
    if not isinstance(parcels, list) or not parcels:
        found["parcels"] = ["required"]
        return
    if len(parcels) > _MOST_PARCELS or (
        len(parcels) > 1 and service is not None and catalogue.is_locker(service)
    ):
        found["parcels"] = ["too_long"]
        return
    wrong: Findings = {}
    seen: set[str] = set()
    for place, parcel in enumerate(parcels):
        inner = _parcel(parcel) if isinstance(parcel, dict) else {"parcel": ["invalid"]}
        key = text(parcel.get("id")) if isinstance(parcel, dict) else ""
        if len(parcels) > 1 and (not key or key in seen):
            inner["id"] = ["required" if not key else "taken"]
        seen.add(key)
        if inner:
            wrong[str(place)] = inner
    _put(found, "parcels", wrong)


def _parcel(parcel: Mapping[str, Any]) -> Findings:
    found: Findings = {}
    template = parcel.get("template")
    if template is not None:
        if template not in catalogue.SIZES:
            found["template"] = ["unknown"]
        return found
    sides = parcel.get("dimensions")
    if not isinstance(sides, dict):
        found["dimensions"] = ["required"]
    else:
        wrong: Findings = {}
        for key in ("length", "width", "height"):
            _put(wrong, key, _range(sides.get(key), Decimal(1), Decimal(10_000)))
        if sides.get("unit", "mm") != "mm":
            wrong["unit"] = ["unknown"]
        _put(found, "dimensions", wrong)
    weight = parcel.get("weight")
    if not isinstance(weight, dict):
        found["weight"] = ["required"]
    else:
        wrong = {}
        _put(wrong, "amount", _range(weight.get("amount"), Decimal("0.01"), Decimal(10_000)))
        if weight.get("unit", "kg") != "kg":
            wrong["unit"] = ["unknown"]
        _put(found, "weight", wrong)
    return found


def _range(value: object, least: Decimal, below: Decimal) -> list[str] | None:
    if value is None or value == "":
        return ["required"]
    found = number(value)
    if found is None:
        return ["not_a_number"]
    if found < least:
        return ["too_small"]
    return ["too_big"] if found >= below else None


def _attributes(
    given: object, service: str | None, world: Circumstances
) -> Findings | list[str] | None:
    if given is not None and not isinstance(given, dict):
        return ["invalid"]
    attributes: Mapping[str, Any] = given or {}
    found: Findings = {}
    target = text(attributes.get("target_point"))
    if target:
        _put(found, "target_point", _point(target, world))
    elif service in catalogue.NEEDS_TARGET:
        found["target_point"] = ["required"]
    method = attributes.get("sending_method")
    if method is not None and method not in catalogue.SENDING_METHODS:
        found["sending_method"] = ["unknown"]
    elif method is not None and service is not None and method not in catalogue.methods_of(service):
        found["sending_method"] = [_NOT_FOR_SERVICE]
    dropoff = text(attributes.get("dropoff_point"))
    if dropoff:
        _put(found, "dropoff_point", _point(dropoff, world))
    elif method in {"pok", "courier_pok"} or service == "inpost_locker_pass_thru":
        found["dropoff_point"] = ["required"]
    return found


def _point(code: str, world: Circumstances) -> list[str] | None:
    if locker(code) is None:
        return ["does_not_exist"]
    return ["invalid_box_machine_function"] if code in world.closed_points else None


def _check_money(body: Mapping[str, Any], service: str | None, found: Findings) -> None:
    amounts: dict[str, Decimal | None] = {}
    for key in ("cod", "insurance"):
        given = body.get(key)
        if not isinstance(given, dict) or given.get("amount") in (None, ""):
            amounts[key] = None
            continue
        wrong: Findings = {}
        _put(wrong, "amount", _range(given.get("amount"), Decimal(1), Decimal(10_000_000)))
        if given.get("currency", "PLN") != "PLN":
            wrong["currency"] = ["unknown"]
        _put(found, key, wrong)
        amounts[key] = number(given.get("amount"))
    cod, insurance = amounts["cod"], amounts["insurance"]
    if cod is None or "cod" in found or "insurance" in found:
        return
    if insurance is None:
        if service in catalogue.NEEDS_INSURANCE_WITH_COD:
            found["insurance"] = ["required"]
    elif insurance < cod:
        found["insurance"] = [{"amount": ["too_small"]}]
