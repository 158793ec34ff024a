"""Dispatch's rows in our words; pure, so that the ingest process can use it without a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial
from typing import TypeVar

from shipdesk.domain.account import Account
from shipdesk.domain.address import Address, guess_country
from shipdesk.domain.money import Money
from shipdesk.domain.order import Order, OrderKey, OrderLine, Payment, PaymentKind, Stage
from shipdesk.domain.shipment import NO_ORDER, Shipment, ShipmentId, ShipmentStatus
from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.cursors import cursor_of, page_of, since_of
from shipdesk.providers.dispatch.envelopes import Envelopes, WirePage
from shipdesk.providers.dispatch.wire import (
    WireAddress,
    WireItem,
    WireNamed,
    WireOrder,
    WireShipment,
)
from shipdesk.providers.lists import ParsedPage, Reach
from shipdesk.providers.raws import (
    Dropped,
    dropped,
    keep,
    keep_text,
    with_around,
)
from shipdesk.providers.tables import Aliases, Table
from shipdesk.providers.wire import to_moment

MOST_PAGES = 10_000
"""Where a walk through a list ends whatever the service says."""

_PAYMENT = re.compile(r"^\s*payment\s*:\s*(?P<said>.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_COD = re.compile(r"cod(?:\s+(?P<amount>\d+(?:[.,]\d+)?)(?:\s*(?P<currency>[a-z]{3}))?)?")
_POINT = r"POP-[A-Z]{3}\d{1,4}[A-Z]{0,3}|[A-Z]{3}\d{2,4}[A-Z]{0,4}"
_NAMED_POINT = re.compile(rf"(?:locker|paczkomat|automat)\s*:?\s*({_POINT})\b", re.IGNORECASE)
_NAMES = ("locker", "omat")
_BARE_POINT = re.compile(
    # What stands before it is looked at after its first letter, which is quickly found.
    r"[A-Z](?<![\w-].)(?:[A-Z]{2}\d{2,4}[A-Z]{0,4}|(?<=P)OP-[A-Z]{3}\d{1,4}[A-Z]{0,3})(?![\w-])",
    re.DOTALL,
)
_COUNTRIES = {"POLAND": "PL", "POLSKA": "PL", "POL": "PL", "INDIA": "IN", "IND": "IN"}
_LARGEST = 10**9
_MOST_STATUSES = 100

RowT = TypeVar("RowT")


class DispatchParser:
    """Reads pages of Dispatch: the streams `orders` and `shipments`, and one `order`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._envelopes = Envelopes(table)
        self._order_names = table.aliases("order")
        self._shipment_names = table.aliases("shipment")
        self._dropped = {kind: dropped(table, kind) for kind in ("order", "shipment")}
        self._stages: dict[str, Stage | None] = {}
        settings = table.section("settings")
        self._grams = Decimal(str(settings.get("grams_per_weight", 1000)))
        self._millimetres = Decimal(str(settings.get("millimetres_per_length", 10)))

    def parse(self, account: Account, stream: str, cursor: str, body: bytes) -> ParsedPage:
        """Return a page's objects; a row that does not fit is skipped with its reason.

        Raises UnexpectedReplyError when the page as a whole does not fit, RejectedError where it
        is a refusal in disguise.
        """
        if stream in {"order", "shipment"}:
            envelope = self._envelopes.opened(body, account.title)
            row = self._envelopes.row(envelope, account.title)
            rest, where = self._envelopes.around(envelope), self._envelopes.where
            raw = with_around(keep(row, self._table, stream), rest)
            if stream == "shipment":
                return ParsedPage(shipments=(self.shipment(account, row, where, raw),))
            return ParsedPage(orders=(self.order(account, row, where, raw, detailed=True),))
        page, where = self._envelopes.page(body, account.title), self._envelopes.where
        skipped: list[str] = []
        orders: tuple[Order, ...] = ()
        shipments: tuple[Shipment, ...] = ()
        if stream == "orders":
            read = partial(self.order, account)
            orders = _each(page, read, where, self._dropped["order"], skipped)
        else:
            shipments = _each(
                page, partial(self.shipment, account), where, self._dropped["shipment"], skipped
            )
        return ParsedPage(
            orders=orders,
            shipments=shipments,
            skipped=tuple(skipped),
            total=page.total,
            next_cursor=_next_cursor(cursor, len(page.rows), page.pages),
            newest=max(filter(None, map(self._updated, page.rows)), default=None),
            reach=_reach(stream, cursor),
            raw=with_around("", self._envelopes.around(page.envelope)),
        )

    def _updated(self, row: object) -> datetime | None:
        """When a row changed last, by the service's own clock; None where it does not tell."""
        if not isinstance(row, Mapping):
            return None
        given = (row.get(name) for name in self._order_names["updated"])
        found = next((item for item in given if isinstance(item, str)), None)
        return to_moment(found) if found else None

    def order(
        self,
        account: Account,
        row: object,
        where: str,
        raw: str | None = None,
        *,
        detailed: bool = False,
    ) -> Order:
        """Return one row of orders, `raw` being its raw copy where that is at hand.

        Raises UnexpectedReplyError with the field path.
        """
        wire = WireOrder.read(row, where, self._table)
        if wire.created is None:
            raise _undated(where, self._order_names, account)
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
            raw=keep(row, self._table, "order") if raw is None else raw,
        )

    def shipment(
        self, account: Account, row: object, where: str, raw: str | None = None
    ) -> Shipment:
        """Return one row of shipments; raises UnexpectedReplyError with the field path."""
        wire = WireShipment.read(row, where, self._table)
        if wire.created is None:
            raise _undated(where, self._shipment_names, account)
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
                postcode=to.postal_code,
                country=to.country,
                phone=to.phone,
            ),
            price=_money(wire.cost, wire.currency.upper()),
            files={"label": wire.label_url} if wire.label_url.startswith("https://") else {},
            tracking_url=wire.tracking_url if wire.tracking_url.startswith("https://") else "",
            raw=keep(row, self._table, "shipment") if raw is None else raw,
        )

    def _closed(self, status: str) -> Stage | None:
        if status not in self._stages:
            means = self._table.status(status, "order").means
            stage = Stage(means) if means in set(Stage) else None
            if len(self._stages) >= _MOST_STATUSES:
                return stage
            self._stages[status] = stage
        return self._stages[status]

    def _line(self, item: WireItem, currency: str) -> OrderLine:
        quantity = min(max(item.quantity or 1, 1), _LARGEST)
        line = OrderLine(item.description, quantity, _money(item.price, currency), item.sku)
        size = item.dimensions
        if size is None:
            return line
        return replace(
            line,
            weight_g=_scaled(size.weight, self._grams),
            length_mm=_scaled(size.length, self._millimetres),
            width_mm=_scaled(size.width, self._millimetres),
            height_mm=_scaled(size.height, self._millimetres),
        )


def to_recipient(address: WireAddress, customer: WireNamed | None) -> Address:
    """Return who and where; a missing country is guessed from the postcode and flagged."""
    buyer = customer or WireNamed()
    phone = address.phone or buyer.phone
    told = address.country.upper()
    country = _COUNTRIES.get(told, told)
    guessed = "" if country else guess_country(address.postal_code, phone)
    return Address(
        name=address.name or buyer.name,
        company=buyer.company,
        street=address.street or address.address,
        street2=address.street2,
        city=address.city,
        postcode=address.postal_code,
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
    said = {found.group("said").casefold() for found in _PAYMENT.finditer(notes)}
    if len(said) != 1:
        return Payment()
    words = said.pop()
    if words == "paid":
        return Payment(PaymentKind.PAID, source="notes")
    found = _COD.fullmatch(words)
    if found is None:
        return Payment()
    amount = total
    told, told_currency = found.group("amount", "currency")
    if told is not None:
        given = Decimal(told.replace(",", "."))
        amount = _money(given, (told_currency or currency).upper())
    if amount is None or amount.minor <= 0:
        return Payment()
    return Payment(PaymentKind.COD, amount, source="notes")


def to_locker(notes: str, recipient: Address) -> str:
    """Return the code of a Polish locker where exactly one stands in notes or address."""
    if recipient.country != "PL":
        return ""
    text = f"{notes}\n{recipient.street}\n{recipient.street2}"
    found: set[str] = set()
    plain = text.casefold()
    if any(name in plain for name in _NAMES):
        found = {code.upper() for code in _NAMED_POINT.findall(text)}
    found = found or set(_BARE_POINT.findall(text))
    return found.pop() if len(found) == 1 else ""


def _undated(where: str, names: Aliases, account: Account) -> UnexpectedReplyError:
    return UnexpectedReplyError(f"{where}.{names['created'][0]}: is missing", account=account.title)


def _each(
    page: WirePage,
    read: Callable[[object, str, str], RowT],
    where: str,
    unwanted: Dropped,
    skipped: list[str],
) -> tuple[RowT, ...]:
    found: list[RowT] = []
    for place, row in enumerate(page.rows):
        raw = keep_text(page.texts[place], row, unwanted)
        try:
            found.append(read(row, f"{where}[{place}]", raw))
        except UnexpectedReplyError as error:
            skipped.append(error.where)
    return tuple(found)


def _reach(stream: str, cursor: str) -> Reach:
    if not since_of(cursor):
        return Reach.ALL
    return Reach.CHANGED if stream == "orders" else Reach.SINCE


def _next_cursor(cursor: str, rows: int, pages: int | None) -> str:
    page = page_of(cursor)
    more = rows > 0 and (pages is None or page < pages) and page < MOST_PAGES
    return cursor_of(page + 1, since_of(cursor)) if more else ""


@lru_cache(maxsize=4096)
def _money(amount: Decimal | None, currency: str) -> Money | None:
    if amount is None or len(currency) != 3 or abs(amount) > _LARGEST:  # noqa: PLR2004
        return None
    return Money.from_decimal(amount, currency)


def _scaled(value: Decimal | None, unit: Decimal) -> int:
    if value is None or not 0 < value < _LARGEST:
        return 0
    return int((value * unit).to_integral_value(ROUND_HALF_UP))
