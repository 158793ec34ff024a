"""Dispatch's rows in our words; pure, so that the ingest process can use it without a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from shipdesk.domain.account import Account
from shipdesk.domain.address import Address, guess_country
from shipdesk.domain.money import Money
from shipdesk.domain.order import Order, OrderKey, OrderLine, Payment, PaymentKind, Stage
from shipdesk.domain.shipment import NO_ORDER, Shipment, ShipmentId, ShipmentStatus
from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.base import ParsedPage
from shipdesk.providers.dispatch.wire import (
    WireAddress,
    WireItem,
    WireNamed,
    WireOrder,
    WireShipment,
    read_one,
    read_page,
)
from shipdesk.providers.tables import Table

MOST_PAGES = 10_000
"""Where a walk through a list ends whatever the service says."""

_PAYMENT = re.compile(r"^\s*payment\s*:\s*(?P<said>.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_COD = re.compile(r"cod(?:\s+(?P<amount>\d+(?:[.,]\d+)?)(?:\s*(?P<currency>[a-z]{3}))?)?")
_POINT = r"POP-[A-Z]{3}\d{1,4}[A-Z]{0,3}|[A-Z]{3}\d{2,4}[A-Z]{0,4}"
_NAMED_POINT = re.compile(rf"(?:locker|paczkomat|automat)\s*:?\s*({_POINT})\b", re.IGNORECASE)
_BARE_POINT = re.compile(rf"(?<![\w-])({_POINT})(?![\w-])")
_COUNTRIES = {"POLAND": "PL", "POLSKA": "PL", "POL": "PL", "INDIA": "IN", "IND": "IN"}
_LARGEST = 10**9

RowT = TypeVar("RowT")


class DispatchParser:
    """Reads pages of Dispatch: the streams `orders` and `shipments`, and one `order`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._order_names = table.aliases("order")
        self._shipment_names = table.aliases("shipment")

    def parse(self, account: Account, stream: str, cursor: str, body: bytes) -> ParsedPage:
        """Return a page's objects; a row that does not fit is skipped with its reason.

        Raises UnexpectedReplyError when the page as a whole does not fit, RejectedError where it
        is a refusal in disguise.
        """
        if stream == "order":
            row = read_one(body, account.title)
            return ParsedPage(orders=(self.order(account, row, "data", detailed=True),))
        page = read_page(body, account.title)
        skipped: list[str] = []
        following = _next_cursor(cursor, len(page.rows), page.pages)
        if stream == "orders":
            return ParsedPage(
                orders=_each(
                    page.rows, lambda row, where: self.order(account, row, where), skipped
                ),
                skipped=tuple(skipped),
                total=page.total,
                next_cursor=following,
            )
        return ParsedPage(
            shipments=_each(
                page.rows, lambda row, where: self.shipment(account, row, where), skipped
            ),
            skipped=tuple(skipped),
            total=page.total,
            next_cursor=following,
        )

    def order(self, account: Account, row: object, where: str, *, detailed: bool = False) -> Order:
        """Return one row of orders; raises UnexpectedReplyError with the field path."""
        wire = WireOrder.read(row, where, self._order_names)
        if wire.created is None:
            raise UnexpectedReplyError(f"{where}.createdAt: is missing", account=account.title)
        currency = (wire.currency or account.settings.get("currency", "")).upper()
        total = _money(wire.total, currency)
        recipient = to_recipient(wire.address or WireAddress(), wire.customer)
        return Order(
            key=OrderKey(f"{account.id}:{wire.guid}"),
            account_id=account.id,
            remote_id=wire.guid,
            number=wire.number or wire.guid,
            created_at=wire.created,
            recipient=recipient,
            status=wire.status,
            lines=tuple(self._line(item, currency) for item in wire.items or ()),
            total=total,
            payment=to_payment(wire.notes, total, currency),
            note=wire.notes,
            locker=to_locker(wire.notes, recipient),
            source=wire.source,
            detailed=detailed,
            closed=self._closed(wire.status),
            extra={"reference": wire.reference} if wire.reference else {},
        )

    def shipment(self, account: Account, row: object, where: str) -> Shipment:
        """Return one row of shipments; raises UnexpectedReplyError with the field path."""
        wire = WireShipment.read(row, where, self._shipment_names)
        if wire.created is None:
            raise UnexpectedReplyError(f"{where}.createdAt: is missing", account=account.title)
        told = self._table.status(wire.status, "shipment")
        status = told.shipment
        # Without a tracking number no courier knows of it: an intention of the order book only.
        if status is ShipmentStatus.BOUGHT and not wire.tracking_number:
            status = ShipmentStatus.DRAFT
        known_order = bool(wire.order_id) and status is not ShipmentStatus.DRAFT
        to = wire.recipient or WireAddress()
        carrier = wire.carrier or WireNamed()
        return Shipment(
            id=ShipmentId(f"{account.id}:{wire.guid}"),
            account_id=account.id,
            remote_id=wire.guid,
            reference=wire.reference,
            created_at=wire.created,
            order_key=OrderKey(f"{account.id}:{wire.order_id}") if known_order else NO_ORDER,
            tracking_number=wire.tracking_number,
            courier=carrier.name,
            service=wire.service,
            service_title=wire.service,
            status=status,
            code=wire.status,
            words=told.title,
            recipient=Address(
                name=to.name,
                street=to.street or to.address,
                city=to.city,
                postcode=to.postcode,
                country=to.country,
                phone=to.phone,
            ),
            price=_money(wire.cost, wire.currency.upper()),
            files={"label": wire.label_url} if wire.label_url.startswith("https://") else {},
            tracking_url=wire.tracking_url if wire.tracking_url.startswith("https://") else "",
        )

    def _closed(self, status: str) -> Stage | None:
        means = self._table.status(status, "order").means
        return Stage(means) if means in set(Stage) else None

    def _line(self, item: WireItem, currency: str) -> OrderLine:
        size = item.dimensions
        settings = self._table.section("settings")
        weight = Decimal(str(settings.get("grams_per_weight", 1000)))
        length = Decimal(str(settings.get("millimetres_per_length", 10)))
        return OrderLine(
            description=item.description,
            quantity=min(max(item.quantity or 1, 1), _LARGEST),
            price=_money(item.price, currency),
            sku=item.sku,
            weight_g=_scaled(size.weight, weight) if size else 0,
            length_mm=_scaled(size.length, length) if size else 0,
            width_mm=_scaled(size.width, length) if size else 0,
            height_mm=_scaled(size.height, length) if size else 0,
        )


def to_recipient(address: WireAddress, customer: WireNamed | None) -> Address:
    """Return who and where; a missing country is guessed from the postcode and flagged."""
    buyer = customer or WireNamed()
    phone = address.phone or buyer.phone
    told = address.country.upper()
    country = _COUNTRIES.get(told, told)
    guessed = "" if country else guess_country(address.postcode, phone)
    return Address(
        name=address.name or buyer.name,
        company=buyer.company,
        street=address.street or address.address,
        street2=address.street2,
        city=address.city,
        postcode=address.postcode,
        state=address.state,
        country=country or guessed,
        country_guessed=bool(guessed),
        phone=phone,
        email=address.email or buyer.email,
    )


def to_payment(notes: str, total: Money | None, currency: str) -> Payment:
    """Return what the one line `Payment: …` of the notes says; anything else is not known.

    An amount to collect that cannot be told is not known either: it must not become prepaid.
    """
    said = {found["said"].casefold() for found in _PAYMENT.finditer(notes)}
    if len(said) != 1:
        return Payment()
    words = said.pop()
    if words == "paid":
        return Payment(PaymentKind.PAID, source="notes")
    found = _COD.fullmatch(words)
    if found is None:
        return Payment()
    amount = total
    if found["amount"] is not None:
        given = Decimal(found["amount"].replace(",", "."))
        amount = _money(given, (found["currency"] or currency).upper())
    if amount is None or amount.minor <= 0:
        return Payment()
    return Payment(PaymentKind.COD, amount, source="notes")


def to_locker(notes: str, recipient: Address) -> str:
    """Return the code of a Polish locker where exactly one stands in notes or address."""
    if recipient.country != "PL":
        return ""
    text = f"{notes}\n{recipient.street}\n{recipient.street2}"
    named = {code.upper() for code in _NAMED_POINT.findall(text)}
    found = named or set(_BARE_POINT.findall(text))
    return found.pop() if len(found) == 1 else ""


def _each(
    rows: tuple[object, ...], read: Callable[[object, str], RowT], skipped: list[str]
) -> tuple[RowT, ...]:
    found: list[RowT] = []
    for place, row in enumerate(rows):
        try:
            found.append(read(row, f"data[{place}]"))
        except UnexpectedReplyError as error:
            skipped.append(error.where)
    return tuple(found)


def _next_cursor(cursor: str, rows: int, pages: int | None) -> str:
    page = page_of(cursor)
    more = rows > 0 and (pages is None or page < pages) and page < MOST_PAGES
    return str(page + 1) if more else ""


def page_of(cursor: str) -> int:
    """Return the page number that a cursor stands for; the first page is ""."""
    return int(cursor) if cursor.isdecimal() else 1


def _money(amount: Decimal | None, currency: str) -> Money | None:
    if amount is None or len(currency) != 3 or abs(amount) > _LARGEST:  # noqa: PLR2004
        return None
    return Money.from_decimal(amount, currency)


def _scaled(value: Decimal | None, unit: Decimal) -> int:
    if value is None or not 0 < value < _LARGEST:
        return 0
    return int((value * unit).to_integral_value(ROUND_HALF_UP))
