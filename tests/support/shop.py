"""A small shop's values for storage tests, and a provider whose pages are plain JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.address import Address
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.dispatch_order import DispatchOrder, DispatchOrderId, DispatchOrderStatus
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.operation import Operation, OperationId, OperationKind, OperationState
from shipdesk.domain.order import HandingIn, Order, OrderKey, OrderLine, Payment, PaymentKind
from shipdesk.domain.rules import Rule, RuleSet
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.lists import ParsedPage
from shipdesk.storage import accounts, backup
from shipdesk.storage import cache as cache_file
from shipdesk.storage.migrate import migrate
from shipdesk.storage.sql import Conn, connect, transaction

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BOOK = Account(AccountId("book"), "plain", "Order book", Environment.DEMO)
COURIER = Account(AccountId("courier"), "plain", "Courier", Environment.DEMO)
JAN = Address(
    name="Jan Nowak",
    street="ul. Prosta 5",
    city="Łódź",
    postcode="90-361",
    country="PL",
    phone="+48 502 123 456",
    email="jan@example.test",
)
RULES = RuleSet(
    "Courier",
    ("PL",),
    "PLN",
    (
        Rule("phone", "required", words="The phone is missing."),
        Rule("postcode", "pattern", r"\d{2}-\d{3}", words="The postcode must look like 00-000."),
        Rule("weight_kg", "required", words="The weight is missing."),
    ),
)


def an_order(remote_id: str = "1", **changes: object) -> Order:
    """Returns an order that is ready to be shipped: paid, weighed, with a good address."""
    order = Order(
        key=OrderKey(f"book:{remote_id}"),
        account_id=BOOK.id,
        remote_id=remote_id,
        number=f"ORD-00{remote_id}",
        created_at=NOW,
        recipient=JAN,
        status="Pending",
        lines=(OrderLine("Ceramic mug", 2, Money(3400, "PLN"), "MUG-1", weight_g=400),),
        total=Money(6800, "PLN"),
        payment=Payment(PaymentKind.PAID, source="order"),
        detailed=True,
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def as_listed(order: Order) -> Order:
    """Returns the order as a list tells it: no lines, no street, no e-mail."""
    shown = replace(order.recipient, street="", email="", phone="")
    return replace(order, recipient=shown, lines=(), detailed=False)


def a_shipment(shipment_id: str = "s1", **changes: object) -> Shipment:
    """Returns a shipment of the first order, bought and waiting for the courier."""
    shipment = Shipment(
        id=ShipmentId(shipment_id),
        account_id=COURIER.id,
        remote_id=f"r-{shipment_id}",
        reference="ORD-001-K7",
        created_at=NOW,
        order_key=OrderKey("book:1"),
        order_number="ORD-001",
        tracking_number="620000712001884001120058",
        courier="InPost",
        service_title="Paczkomat A",
        recipient=JAN,
        parcel=Parcel(weight_g=800),
        handing_in=HandingIn.COLLECT,
        price=Money(1250, "PLN"),
    )
    return replace(shipment, **changes)  # type: ignore[arg-type]


def an_operation(operation_id: str = "o1", **changes: object) -> Operation:
    """Returns the purchase of the first order, queued."""
    operation = Operation(
        id=OperationId(operation_id),
        kind=OperationKind.SHIP,
        subject="book:1",
        account_id=COURIER.id,
        title="Ship ORD-001",
        state=OperationState.QUEUED,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(operation, **changes)  # type: ignore[arg-type]


def a_dispatch_order(dispatch_order_id: str = "d1", **changes: object) -> DispatchOrder:
    """Returns a collection that was booked here."""
    order = DispatchOrder(
        id=DispatchOrderId(dispatch_order_id),
        account_id=COURIER.id,
        remote_id="4175751",
        status=DispatchOrderStatus.SENT,
        created_at=NOW,
        place=Address(company="Glinka", street="Cicha 8", city="Kraków"),
        tracking_numbers=("620000712001884001120058",),
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def page_of(
    *,
    orders: Sequence[Order] = (),
    shipments: Sequence[Shipment] = (),
    dispatch_orders: Sequence[DispatchOrder] = (),
    next_cursor: str = "",
    total: int | None = None,
) -> bytes:
    """Returns a page as the plain provider sends it."""
    page = ParsedPage(
        orders=tuple(orders),
        shipments=tuple(shipments),
        dispatch_orders=tuple(dispatch_orders),
        next_cursor=next_cursor,
        total=total,
    )
    return json.dumps(to_plain(page)).encode()


class PlainPages:
    """A provider that speaks our own values, and ships to Poland."""

    def __init__(self, rules: RuleSet | None = RULES) -> None:
        self._rules = rules

    def parser(self, slug: str) -> PlainPages:
        """Returns itself: it has nothing to remember."""
        assert slug == "plain"
        return self

    def rules(self, slug: str) -> RuleSet | None:
        """Returns the rules it was made with."""
        assert slug == "plain"
        return self._rules

    def parse(self, account: Account, stream: str, cursor: str, body: bytes) -> ParsedPage:
        """Reads a page back; a body that is not one is what a real parser would refuse."""
        assert account.provider == "plain"
        assert isinstance(stream + cursor, str)
        try:
            return from_plain(ParsedPage, json.loads(body))
        except ValueError as error:
            raise UnexpectedReplyError("page") from error


def make_journal(path: Path) -> Conn:
    """Returns a new journal with the shop's two accounts, to be closed by the caller."""
    path.parent.mkdir(parents=True, exist_ok=True)
    conn = connect(str(path), durable=True)
    migrate(conn, str(path), path.parent / "backups", NOW)
    with transaction(conn):
        backup.new_lineage(conn)
        accounts.save(conn, BOOK)
        accounts.save(conn, COURIER)
    return conn


def make_cache(folder: Path) -> Path:
    """Returns the path of a new, empty cache."""
    return cache_file.prepare(folder)
