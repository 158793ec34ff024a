"""The field rules of the Indian aggregator, F1 to F32 of its reference (§2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from shipdesk.simulator.dash101_errors import Refusal, bad_request, unprocessable

IST = ZoneInfo("Asia/Kolkata")
REATTEMPT_DAYS_AFTER_CUTOFF = 3
CUTOFF_HOUR = 16

_ORDER_ID = re.compile(r"[A-Za-z0-9#-]{1,20}")
_ORDER_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_ASCII = re.compile(r"[\x20-\x7e]*")
_MOBILE = re.compile(r"[6-9]\d{9}")
_LANDLINE = re.compile(r"0[1-9]\d{9}")
_PINCODE = re.compile(r"[1-9]\d{5}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_HSN = re.compile(r"\d{4,8}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_ITEMS = 50
_MOST_PICKUP_LETTERS = 255


class Findings:
    """Collects what is wrong with one body: types (400) apart from values (422)."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body
        self._types: list[tuple[str, str]] = []
        self._values: list[tuple[str, str]] = []

    def wrong(self, field: str, message: str) -> None:
        """A value breaks a rule."""
        self._values.append((field, message))

    def wrong_type(self, field: str, message: str) -> None:
        """A value is of the wrong kind of JSON."""
        self._types.append((field, message))

    def done(self) -> None:
        """Raise Refusal if anything was found; wrong types go first."""
        if self._types:
            raise Refusal(400, "BAD_REQUEST", "Request is not understood", self._types)
        if self._values:
            raise Refusal(422, "VALIDATION_ERROR", self._values[0][1], self._values)

    def blank(self, field: str) -> bool:
        """Whether a field is absent, null or empty: all three mean not given."""
        return self._body.get(field) in (None, "")

    def text(
        self,
        field: str,
        *,
        most: int,
        least: int = 1,
        required: bool = True,
        pattern: re.Pattern[str] = _ASCII,
        message: str = "only English characters are allowed",
    ) -> str:
        """A text field by its limits, white space collapsed; empty when not given."""
        value = self._body.get(field)
        if value in (None, ""):
            if required:
                self.wrong(field, f"{field} is required")
            return ""
        if not isinstance(value, str):
            self.wrong_type(field, f"{field} must be text")
            return ""
        if not all(letter.isprintable() for letter in value):
            self.wrong(field, "control characters are not allowed")
        words = " ".join(value.split())
        if not least <= len(words) <= most:
            self.wrong(field, f"{field} must have {least} to {most} characters")
        elif not pattern.fullmatch(words):
            self.wrong(field, message)
        return words

    def digits(
        self, field: str, *patterns: re.Pattern[str], message: str, required: bool = True
    ) -> str:
        """A number made of digits, sent as a JSON number or as text."""
        value = self._body.get(field)
        if value in (None, ""):
            if required:
                self.wrong(field, f"{field} is required")
            return ""
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            self.wrong_type(field, f"{field} must be a number or text")
            return ""
        words = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        if not any(pattern.fullmatch(words) for pattern in patterns):
            self.wrong(field, message)
        return words

    def decimal(
        self, field: str, *, least: str, most: str | None = None, places: int | None = None
    ) -> Decimal:
        """An amount or measure within its limits, sent as a number or as decimal text."""
        value = self._body.get(field)
        if value in (None, ""):
            self.wrong(field, f"{field} is required")
            return Decimal(0)
        found = decimal(value)
        if found is None:
            if isinstance(value, str):
                self.wrong(field, f"{field} must be a decimal number")
            else:
                self.wrong_type(field, f"{field} must be a number or text")
            return Decimal(0)
        if found < Decimal(least) or (most is not None and found > Decimal(most)):
            limit = f"from {least} to {most}" if most else f"at least {least}"
            self.wrong(field, f"{field} must be {limit}")
        exponent = found.normalize().as_tuple().exponent
        if places is not None and isinstance(exponent, int) and -exponent > places:
            self.wrong(field, f"{field} may have {places} decimals")
        return found


def decimal(value: object) -> Decimal | None:
    """A number sent as JSON number or plain decimal text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str) and not re.fullmatch(r"\d+(\.\d+)?", value.strip()):
        return None
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:
        return None


def checked_order(body: Mapping[str, Any]) -> dict[str, Any]:
    """The order that a body asks for (F1 to F12); raises Refusal with every finding."""
    found = Findings(body)
    order: dict[str, Any] = {
        "order_id": found.text(
            "order_id", most=20, pattern=_ORDER_ID, message="only letters, digits, # and -"
        ),
        "order_date": _order_date(found),
        "customer_name": found.text("customer_name", most=100),
        "customer_phone": found.digits(
            "customer_phone", _MOBILE, _LANDLINE, message="a 10-digit mobile or 11-digit landline"
        ),
        "customer_email": found.text(
            "customer_email", most=254, required=False, pattern=_EMAIL, message="not an e-mail"
        ),
        "delivery_address1": found.text("delivery_address1", most=100),
        "delivery_address2": found.text("delivery_address2", most=100, required=False),
        "delivery_city": found.text("delivery_city", most=50),
        "delivery_pincode": found.digits("delivery_pincode", _PINCODE, message="6 digits"),
        "order_total": found.decimal("order_total", least="0", places=2),
        "payment_method": body.get("payment_method"),
    }
    if order["payment_method"] not in ("cod", "prepaid"):
        found.wrong("payment_method", "payment_method is cod or prepaid")
    elif order["payment_method"] == "cod" and order["order_total"] <= 0:
        found.wrong("order_total", "cash on delivery needs a total above 0")
    order["order_items"] = _items(body, found)
    found.done()
    return order


def _order_date(found: Findings) -> str:
    words = found.text(
        "order_date",
        most=19,
        required=False,
        pattern=_ORDER_DATE,
        message="order_date is yyyy-MM-dd HH:mm:ss",
    )
    try:
        if words:
            datetime.strptime(words, "%Y-%m-%d %H:%M:%S").replace(tzinfo=IST)
    except ValueError:
        found.wrong("order_date", "order_date is no real date")
    return words


def _items(body: Mapping[str, Any], found: Findings) -> list[dict[str, Any]]:
    given = body.get("order_items")
    if given in (None, "", []):
        found.wrong("order_items", "order_items is required")
        return []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        found.wrong_type("order_items", "order_items is a list of objects")
        return []
    if len(given) > _MOST_ITEMS:
        found.wrong("order_items", f"at most {_MOST_ITEMS} items")
    items = []
    for place, one in enumerate(given):
        inner = Findings(one)
        quantity = one.get("quantity")
        if isinstance(quantity, bool) or not isinstance(quantity, int):
            inner.wrong_type("quantity", "quantity is a whole number")
            quantity = 1
        elif not 1 <= quantity <= 1000:  # noqa: PLR2004 - the limit of the reference
            inner.wrong("quantity", "quantity is from 1 to 1000")
        items.append(
            {
                "product_name": inner.text("product_name", most=100),
                "sku": inner.text("sku", most=50, required=False),
                "quantity": quantity,
                "price": inner.decimal("price", least="0", places=2),
                "hsn_code": inner.digits("hsn_code", _HSN, message="4 to 8 digits", required=False),
            }
        )
        try:
            inner.done()
        except Refusal as refusal:
            note = found.wrong_type if refusal.status == 400 else found.wrong  # noqa: PLR2004
            for field, message in refusal.errors:
                note(f"order_items[{place}].{field}", message)
    return items


def checked_pickup(body: Mapping[str, Any]) -> dict[str, str]:
    """The pickup location that a body asks for (F16 to F23); raises Refusal."""
    found = Findings(body)
    place = {
        "pickup_seller_name": found.text("pickup_seller_name", most=100),
        "pickup_seller_phone": found.digits(
            "pickup_seller_phone", _MOBILE, message="a 10-digit mobile"
        ),
        "pickup_address1": found.text("pickup_address1", least=10, most=100),
        "pickup_address2": found.text("pickup_address2", most=100),
        "pickup_landmark": found.text("pickup_landmark", most=_MOST_PICKUP_LETTERS, required=False),
        "pickup_city": found.text("pickup_city", most=50),
        "pickup_pincode": found.digits("pickup_pincode", _PINCODE, message="6 digits"),
    }
    parts = ("pickup_address1", "pickup_address2", "pickup_landmark", "pickup_city")
    if sum(len(place[part]) for part in parts) > _MOST_PICKUP_LETTERS:
        found.wrong("pickup_address1", "address, landmark and city exceed 255 characters together")
    found.done()
    return place


def checked_parcel(body: Mapping[str, Any]) -> dict[str, Any]:
    """Courier, pickup location, weight and size of a shipment (F14, F15); raises Refusal."""
    found = Findings(body)
    parcel: dict[str, Any] = {
        "courier_partner_id": found.digits(
            "courier_partner_id", re.compile(r"\d+"), message="not an id"
        ),
        "pickup_location_id": found.digits(
            "pickup_location_id", re.compile(r"\d+"), message="not an id"
        ),
        "dead_weight": found.decimal("dead_weight", least="0.1", most="10"),
    }
    for side in ("length", "breadth", "height"):
        parcel[side] = found.decimal(side, least="0.5", most="300")
    found.done()
    return parcel


def one_reference(given: Mapping[str, Any]) -> tuple[str, str]:
    """The one order number that is given, as (key, value); raises Refusal for none or two (F25)."""
    present = [
        (key, str(given[key]))
        for key in ("order_id", "dash101_order_id")
        if given.get(key) not in (None, "")
    ]
    if len(present) != 1:
        raise bad_request("Exactly one of order_id and dash101_order_id is needed", "order_id")
    return present[0]


def checked_quote(query: Mapping[str, str]) -> tuple[str, str, bool, Decimal]:
    """Pickup and drop pincode, cash and weight of a quote (F13); raises Refusal."""
    for name in ("pickup_pincode", "drop_pincode", "cod", "weight"):
        if not query.get(name):
            raise bad_request(f"{name} is required", name)
    if query["cod"] not in {"true", "false"}:
        raise bad_request("cod is true or false", "cod")
    found = Findings(query)
    pickup = found.digits("pickup_pincode", _PINCODE, message="6 digits")
    drop = found.digits("drop_pincode", _PINCODE, message="6 digits")
    weight = found.decimal("weight", least="0.5", most="10")
    found.done()
    return pickup, drop, query["cod"] == "true", weight


def earliest_reattempt(now: datetime, after_cutoff: int = REATTEMPT_DAYS_AFTER_CUTOFF) -> date:
    """The first day that a re-attempt may be asked for: tomorrow, or later from 16:00 IST on."""
    local = now.astimezone(IST)
    days = 1 if local.hour < CUTOFF_HOUR else after_cutoff
    return local.date() + timedelta(days=days)


def checked_reattempt(body: Mapping[str, Any], earliest: date) -> dict[str, str]:
    """Day, address and phone of a re-attempt, each optional (F26 to F28); raises Refusal."""
    found = Findings(body)
    asked = {
        "preferred_delivery_date": found.text(
            "preferred_delivery_date",
            most=10,
            required=False,
            pattern=_DAY,
            message="preferred_delivery_date is yyyy-MM-dd",
        ),
        "updated_customer_address": found.text(
            "updated_customer_address", least=10, most=255, required=False
        ),
        "alternate_customer_mobile": found.digits(
            "alternate_customer_mobile", _MOBILE, message="a 10-digit mobile", required=False
        ),
    }
    found.done()
    day = asked["preferred_delivery_date"]
    if day:
        try:
            wanted = date.fromisoformat(day)
        except ValueError:
            raise unprocessable(
                "VALIDATION_ERROR", "preferred_delivery_date is no date", "preferred_delivery_date"
            ) from None
        if wanted < earliest:
            raise unprocessable(
                "DATE_TOO_EARLY",
                f"The earliest possible date is {earliest.isoformat()}",
                "preferred_delivery_date",
            )
    return asked


def checked_rto(body: Mapping[str, Any]) -> dict[str, str]:
    """Reason and comment of a return (F29, F30); raises Refusal."""
    found = Findings(body)
    asked = {
        "rto_reason": found.digits("rto_reason", re.compile("[1-6]"), message="1 to 6"),
        "rto_comments": found.text("rto_comments", most=255, required=False),
    }
    found.done()
    return asked
