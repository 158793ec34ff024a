"""What Dash101 is sent: orders, shipments, questions for prices and places of collection (pure).

Key names come from the [wire.*_request] tables, since the vendor leaves part of them open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from shipdesk.domain.delivery_exception import ReattemptIntent, ReturnIntent
from shipdesk.domain.money import Money
from shipdesk.domain.operation import ShipIntent
from shipdesk.domain.order import OrderLine
from shipdesk.domain.order_cancel import OrderNumber
from shipdesk.domain.quote import QuoteRequest
from shipdesk.domain.rules import (
    Rule,
    RuleProblem,
    RuleSet,
    check,
    to_ascii,
    to_indian_phone,
    to_pincode,
)
from shipdesk.domain.sender import Sender
from shipdesk.providers.tables import Table

Body = dict[str, object]

IST = timezone(timedelta(hours=5, minutes=30))
"""All of the service's times; India has no summer time (§ 14)."""

CURRENCY = "INR"

_LONGEST_NAME = 100
_LANDLINE = 11
_OTHER = "Other items"


def one_line(text: str) -> str:
    """Return the text trimmed, with single blanks: the service compares byte by byte (§ 9)."""
    return " ".join(text.split())


def kilograms(grams: int) -> Decimal:
    """Return the weight in kg, exact."""
    return (Decimal(grams) / 1000).normalize()


def plain(number: Decimal) -> str:
    """Return decimal text with a point and no exponent."""
    return format(number.normalize(), "f")


def total_of(intent: ShipIntent) -> Money:
    """Return the order total: with COD it is the amount that the courier collects."""
    if intent.cod is not None:
        return intent.cod
    return intent.total or Money(0, CURRENCY)


def payment_of(intent: ShipIntent) -> str:
    """Return the service's word for the payment."""
    return "cod" if intent.cod is not None else "prepaid"


def to_order(intent: ShipIntent, now: datetime, table: Table) -> Body:
    """Return the body that creates an order (§ 7.1); what is not known is left out."""
    to = intent.recipient
    phone = to_indian_phone(to.phone)
    pincode = to_pincode(to.postcode)
    ordered_at = min(intent.ordered_at, now).astimezone(IST)
    values: Mapping[str, object] = {
        "order_id": intent.reference,
        "order_date": ordered_at.strftime("%Y-%m-%d %H:%M:%S"),
        "name": one_line(to.who),
        # A JSON number cannot keep the 0 that a landline begins with.
        "phone": int(phone) if phone.isdecimal() and len(phone) < _LANDLINE else phone,
        "email": to.email.strip(),
        "address1": one_line(to.street),
        "address2": one_line(to.street2),
        "city": one_line(to.city),
        "pincode": int(pincode) if pincode.isdecimal() else pincode,
        "total": total_of(intent).amount,
        "payment_method": payment_of(intent),
        "items": to_items(intent, table),
    }
    return _named(values, "order_request", table)


def to_items(intent: ShipIntent, table: Table) -> list[Body]:
    """Return 1 to 50 positions; names in ASCII, since they are printed and nothing else (§ 6.3)."""
    lines = list(intent.lines)
    if not lines:
        total = total_of(intent)
        lines = [OrderLine(f"Order {intent.order_number}".strip(), 1, total)]
    most = int(table.section("limits")["items"])
    if len(lines) > most:
        rest = lines[most - 1 :]
        worth = sum((_price(line) * line.quantity for line in rest), Decimal(0))
        lines = [
            *lines[: most - 1],
            OrderLine(_OTHER, 1, Money.from_decimal(worth, CURRENCY)),
        ]
    pieces = int(table.section("limits")["pieces"])
    return [_to_item(_gathered(line, pieces), table) for line in lines]


def _to_item(line: OrderLine, table: Table) -> Body:
    values: Mapping[str, object] = {
        "name": to_ascii(one_line(line.description))[:_LONGEST_NAME].strip() or "Item",
        "sku": to_ascii(one_line(line.sku))[:50],
        "quantity": max(1, line.quantity),
        "price": _price(line),
    }
    return _named(values, "item_request", table)


def _gathered(line: OrderLine, most: int) -> OrderLine:
    """Return a position of more pieces than are taken as one piece of the same worth (§ 6.3)."""
    if line.quantity <= most:
        return line
    worth = Money.from_decimal(_price(line) * line.quantity, CURRENCY)
    return replace(
        line, description=f"{line.quantity} x {line.description}", quantity=1, price=worth
    )


def _price(line: OrderLine) -> Decimal:
    return line.price.amount if line.price else Decimal("0.00")


def to_shipment(intent: ShipIntent, number: tuple[str, str], table: Table) -> Body:
    """Return the body that creates a shipment; `number` is one of the two order numbers (§ 10.1).

    Weight and sides are decimal texts in kg and cm.
    """
    parcel = intent.parcel
    values: Mapping[str, object] = {
        number[0]: number[1],
        "courier_id": intent.courier_id,
        "weight": plain(kilograms(parcel.weight_g)),
        "length": plain(Decimal(parcel.length_mm) / 10),
        "width": plain(Decimal(parcel.width_mm) / 10),
        "height": plain(Decimal(parcel.height_mm) / 10),
        "pickup_id": intent.pickup_id,
    }
    return _named(values, "shipment_request", table)


def quoted_range(table: Table) -> tuple[Decimal, Decimal]:
    """Return between which weights in kg prices are told (F13)."""
    limits = table.section("limits")
    return Decimal(str(limits["least_kg"])), Decimal(str(limits["most_kg"]))


def quoted_weight(grams: int, table: Table) -> Decimal:
    """Return the weight in kg that is asked for: quotes begin at 0.5, shipments at 0.1 (§ 5)."""
    return max(kilograms(grams), quoted_range(table)[0])


def to_price_question(request: QuoteRequest, table: Table) -> tuple[tuple[str, str], ...]:
    """Return the query that asks for the couriers of a lane."""
    weight = quoted_weight(request.parcel.weight_g, table)
    from_, to = to_pincode(request.sender.postcode), to_pincode(request.recipient.postcode)
    return to_lane(from_, to, weight, table, cod=request.cod is not None)


def to_lane(
    from_: str, to: str, weight: Decimal, table: Table, *, cod: bool = False
) -> tuple[tuple[str, str], ...]:
    """Return the query that asks for the couriers from one pincode to another; weight in kg."""
    values: Mapping[str, object] = {
        "pickup_pincode": from_,
        "drop_pincode": to,
        "cod": "true" if cod else "false",
        "weight": plain(weight),
    }
    return tuple(
        (name, str(value)) for name, value in _named(values, "quote_request", table).items()
    )


def to_login(email: str, password: str, table: Table) -> Body:
    """Return the body that asks for a token."""
    return _named({"email": email, "password": password}, "login_request", table)


def place_of(sender: Sender) -> dict[str, str]:
    """Return a place of collection as the flat fields that its rules speak of.

    The second line is required there; where the sender has none it is the state or the town.
    """
    at = sender.address
    values = {
        "name": at.company or at.name,
        "phone": to_indian_phone(at.phone),
        "address1": at.street,
        "address2": at.street2 or at.state or at.city,
        "city": at.city,
        "pincode": to_pincode(at.postcode),
    }
    return {name: one_line(text) for name, text in values.items()}


def check_place(place: Mapping[str, str], table: Table) -> tuple[RuleProblem, ...]:
    """Return what Dash101 would refuse of a place of collection (F16-F23)."""
    rules = tuple(Rule(**entry) for entry in table.content.get("pickup_rules", ()))
    parts = ("address1", "address2", "landmark", "city")
    combined = "".join(place.get(part, "") for part in parts)
    return check(RuleSet("Dash101", (), CURRENCY, rules), {**place, "combined": combined})


def to_place(place: Mapping[str, str], table: Table) -> Body:
    """Return the body that makes a place of collection."""
    return _named(dict(place), "pickup_request", table)


def number_of(reference: str, remote_id: str) -> tuple[str, str]:
    """Return by which of its numbers an order is named: exactly one (F25), ours where it is all."""
    if remote_id and remote_id != reference:
        return "dash101_order_id", remote_id
    return "order_id", reference


def to_cancel(orders: Sequence[OrderNumber], table: Table) -> Body:
    """Return the body that cancels orders: objects with one number each, never texts (§ 6.6)."""
    given: list[Body] = []
    for order in orders:
        key, value = number_of(order.number, order.remote_id)
        given.append(_named({key: value}, "cancel_request", table))
    return _named({"orders": given}, "cancel_request", table)


def to_reattempt(intent: ReattemptIntent, table: Table) -> Body:
    """Return the body that asks for another try; nothing in it is required (§ 10.2)."""
    values = {
        "day": intent.day,
        "address": one_line(intent.address),
        "phone": to_indian_phone(intent.phone),
    }
    return _named(values, "reattempt_request", table)


def to_return(intent: ReturnIntent, table: Table) -> Body:
    """Return the body that calls a parcel back; the reason is a digit as text (§ 10.3)."""
    values = {"reason": intent.reason, "comment": one_line(intent.comment)}
    return _named(values, "return_request", table)


def check_number(name: str, text: str, table: Table) -> str:
    """Return what is wrong with a number before it is sent (F1, F31, F32), "" where nothing is."""
    rules = tuple(Rule(**entry) for entry in table.content.get("number_rules", ()))
    problems = check(RuleSet("Dash101", (), CURRENCY, rules), {name: text})
    return problems[0].words if problems else ""


def _named(values: Mapping[str, object], kind: str, table: Table) -> Body:
    """Return the values under the service's names, without empty ones; KeyError is a slip."""
    names = table.aliases(kind)
    return {
        names[name][0]: value for name, value in values.items() if value is not None and value != ""
    }
