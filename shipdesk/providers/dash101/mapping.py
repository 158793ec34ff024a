"""Dash101's answers to our words: orders, bought shipments, events, quotes (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

from shipdesk.domain.account import Account
from shipdesk.domain.address import Address
from shipdesk.domain.money import Money
from shipdesk.domain.operation import ShipIntent
from shipdesk.domain.order import (
    Order,
    OrderKey,
    OrderLine,
    Payment,
    PaymentKind,
    Stage,
)
from shipdesk.domain.quote import Quote
from shipdesk.domain.rules import to_pincode
from shipdesk.domain.shipment import CUSTOMER_RETURN, Payable, ShipmentStatus, TrackingEvent
from shipdesk.providers.dash101 import requests, wire
from shipdesk.providers.dash101.requests import CURRENCY, IST, one_line
from shipdesk.providers.raws import keep
from shipdesk.providers.steps import Bought
from shipdesk.providers.tables import Table

CREATED, APPROVED = "1", "2"
SOURCE = "Dash101"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAGES = {
    "open": None,
    "booked": Stage.LABELLED,
    "transit": Stage.HANDED_OVER,
    "attention": Stage.HANDED_OVER,
    "return": Stage.DONE,
    "final": Stage.DONE,
}
"""Groups of the status table to the stage of an order that needs nothing more from us."""


def to_money(amount: Decimal | None) -> Money | None:
    """Return rupees, None where no amount is told."""
    return None if amount is None else Money.from_decimal(amount, CURRENCY)


def to_moment(text: str) -> datetime | None:
    """Return the moment of a time in IST without a zone; None where it is none."""
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=IST).astimezone(UTC)
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=IST)).astimezone(UTC)
    return None


def to_date(text: str) -> str:
    """Return a date as `2020-02-02`; the service leaves out zeros (§ 1.1)."""
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if found is None:
        return text
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return text


def to_bought(
    shipment: wire.WireShipment, order: wire.WireOrder, remote_id: str, table: Table
) -> Bought:
    """Return a purchase from what was told of the shipment and of its order."""
    status = wire.status_of(shipment.code or order.code, shipment.status or order.status, table)
    carriage, fee = to_money(shipment.shipping_charges), to_money(shipment.cod_charges)
    files = {
        "label": shipment.label,
        "order_details": shipment.order_details,
        "invoice": shipment.invoice,
    }
    pickup = f"{to_date(shipment.pickup_date)} {shipment.pickup_slot}".strip()
    if shipment.pickup_number:
        pickup = f"{pickup} · {shipment.pickup_number}" if pickup else shipment.pickup_number
    extra = {
        "dash101_order_id": remote_id,
        "courier_id": shipment.courier_id,
        "routing_code": shipment.routing_code,
    }
    return Bought(
        remote_id=remote_id,
        tracking_number=shipment.tracking_number,
        status=status.shipment,
        code=status.code,
        words=status.title,
        payable=Payable.PAID,
        price=carriage + fee if carriage and fee else carriage or fee,
        files={kind: url for kind, url in files.items() if url},
        tracking_url=shipment.tracking_url if shipment.tracking_url.startswith("https://") else "",
        pickup=pickup,
        courier=shipment.courier,
        extra={name: text for name, text in extra.items() if text},
        raw=keep({**order.told, **shipment.told}, table, "shipment"),
    )


def to_notes(order: wire.WireOrder, table: Table) -> dict[str, str]:
    """Return what is noted on a shipment besides its status; "" takes a note away.

    A buyer's return that is declined goes back to Delivered; why and how often a delivery failed
    is told in Failed Delivery only.
    """
    status = wire.status_of(order.code, order.status, table)
    return {
        CUSTOMER_RETURN: str(status.values.get("customer_return", "")),
        "failed_reason": order.failed_reason,
        "attempts": order.attempts,
    }


def to_quote(
    courier: wire.WireCourier,
    account: Account,
    fetched_at: datetime,
    remark: str,
    table: Table,
) -> Quote:
    """Return a courier's price; the total is added up where it is not told (§ 6.2)."""
    carriage, fee = to_money(courier.shipping_charges), to_money(courier.cod_charges)
    total = to_money(courier.total_charges)
    if total is None and carriage is not None:
        total = carriage + fee if fee else carriage
    days = [int(text) for text in re.findall(r"\d{1,3}", courier.days)]
    return Quote(
        account_id=account.id,
        courier_id=courier.id,
        courier=courier.name or courier.id,
        service="",
        service_title="",
        fetched_at=fetched_at,
        total=total,
        carriage=carriage,
        cod_fee=fee if fee and fee.minor else None,
        days=max(days) if days else None,
        remark=remark,
        raw=keep(courier.told, table, "courier"),
    )


def to_events(order: wire.WireOrder, table: Table) -> tuple[TrackingEvent, ...]:
    """Return an order's history, oldest first; lines without a time are left out."""
    events: list[TrackingEvent] = []
    for line in order.history:
        at = to_moment(line.at)
        if at is None:
            continue
        status = wire.status_of(line.code, line.status, table)
        words = line.status or status.title
        if line.remarks:
            words = f"{words}: {line.remarks}"
        events.append(TrackingEvent(at, status.shipment, status.code, words, line.place))
    return tuple(sorted(events, key=lambda event: event.at))


def compare(
    order: wire.WireOrder, intent: ShipIntent
) -> tuple[tuple[tuple[str, str, str], ...], bool]:
    """Return what was sent and shown of an order, and whether it is provably the one we sent.

    Name and pincode must be shown and agree; total and payment where they are shown (§ 7.1).
    """
    to = intent.recipient
    total = requests.total_of(intent)
    shown_total = to_money(order.total)
    rows = [
        ("recipient", one_line(to.who), one_line(order.name)),
        ("pincode", to_pincode(to.postcode), to_pincode(order.pincode)),
    ]
    if shown_total is not None:
        rows.append(("total", total.plain(), shown_total.plain()))
    if order.payment_method:
        rows.append(("payment", requests.payment_of(intent), order.payment_method.lower()))
    ours = all(sent and sent.casefold() == shown.casefold() for _, sent, shown in rows)
    return tuple(rows), ours


def differences(compared: tuple[tuple[str, str, str], ...]) -> str:
    """Return in words what differs between what was sent and what is there."""
    return ", ".join(
        f"{name} there “{shown or 'not shown'}”, here “{sent}”"
        for name, sent, shown in compared
        if sent.casefold() != shown.casefold()
    )


def next_reference(reference: str) -> str:
    """Return another order id within 20 characters: an id is burnt for ever (§ 7.1)."""
    found = re.fullmatch(r"(.*)-(\d{1,2})", reference)
    stem, count = (found[1], int(found[2]) + 1) if found else (reference, 1)
    suffix = f"-{count}"
    return stem[: 20 - len(suffix)] + suffix


def waits_for_approval(order: wire.WireOrder, table: Table) -> bool:
    """Return whether a shipment cannot be made yet: every position must be Approved (§ 10.1)."""
    codes = [wire.status_of(order.code, order.status, table).code]
    codes += [
        wire.status_of(item.code, item.status, table).code
        for item in order.items
        if item.code or item.status
    ]
    return any(code != APPROVED for code in codes)


def is_cancelled(order: wire.WireOrder, table: Table) -> bool:
    """Return whether seller or buyer cancelled the order."""
    status = wire.status_of(order.code, order.status, table)
    return status.shipment is ShipmentStatus.CANCELLED


def to_recipient(order: wire.WireOrder) -> Address:
    """Return who gets the order; the service knows no state and no country (§ 7.1)."""
    return Address(
        name=order.name,
        street=order.address1,
        street2=order.address2,
        city=order.city,
        postcode=order.pincode,
        country="IN",
        phone=order.phone,
        email=order.email,
    )


def to_order(order: wire.WireOrder, account: Account, table: Table) -> Order:
    """Return an order as Dash101 tells it; it is closed where it is shipped or cancelled there."""
    remote_id = order.dash101_order_id or order.order_id
    status = wire.status_of(order.code, order.status, table)
    total = to_money(order.total)
    cod = order.payment_method.lower() == "cod"
    if order.payment_method:
        payment = Payment(
            PaymentKind.COD if cod else PaymentKind.PAID, total if cod else None, SOURCE
        )
    else:
        payment = Payment()
    closed = _STAGES.get(str(status.values.get("group", "open")))
    if is_cancelled(order, table):
        closed = Stage.CANCELLED
    return Order(
        key=OrderKey(f"{account.id}:{remote_id}"),
        account_id=account.id,
        remote_id=remote_id,
        number=order.order_id or remote_id,
        created_at=to_moment(order.date) or _EPOCH,
        recipient=to_recipient(order),
        status=status.title,
        lines=tuple(
            OrderLine(item.name, item.quantity or 1, to_money(item.price), item.sku)
            for item in order.items
        ),
        total=total,
        payment=payment,
        source=SOURCE,
        detailed=True,
        closed=closed,
        extra=_extra({"dash101_order_id": order.dash101_order_id, "code": status.code}),
        raw=keep(order.told, table, "order"),
    )


def _extra(given: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in given.items() if text}
