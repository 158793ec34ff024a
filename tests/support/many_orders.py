"""Fills a cache with as many believable orders as a bench asks for, through the real projection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.address import Address
from shipdesk.domain.money import Money
from shipdesk.domain.order import Order, OrderKey, OrderLine, Payment, PaymentKind, Stage
from shipdesk.storage import cache as cache_file
from shipdesk.storage import following, pages
from shipdesk.storage.database import Database
from shipdesk.storage.order_rows import Context
from shipdesk.storage.projection import Projection
from shipdesk.storage.sql import connect, snapshot, transaction

ACCOUNT = Account(AccountId("book"), "dispatch", "Order book", Environment.DEMO)
NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)
OPEN_SHARE = 20
"""One order in so many is open; the others are done, as in a shop of some years."""

_BATCH = 5_000
_FIRST = ("Jan", "Zofia", "Grzegorz", "Asha", "Vikram", "Małgorzata", "Priya", "Łukasz", "Ewa")
_LAST = ("Nowak", "Wiśniewska", "Szczęsny", "Rao", "Deshpande", "Lis", "Nair", "Żak", "Kamińska")
_PLACES = (
    ("Warszawa", "00-838", "PL"),
    ("Łódź", "90-361", "PL"),
    ("Pune", "411001", "IN"),
    ("Kraków", "31-021", "PL"),
    ("Nagpur", "440010", "IN"),
)
_GOODS = ("Ceramic mug, sand", "Linen towel", "Brass lamp", "Notebook A5", "Świeca sojowa")


def order(number: int, account: Account = ACCOUNT, newest: datetime = NEWEST) -> Order:
    """Returns the order of a number; the same number gives the same order, 1 is the newest."""
    city, postcode, country = _PLACES[number % len(_PLACES)]
    currency = "PLN" if country == "PL" else "INR"
    name = f"{_FIRST[number % len(_FIRST)]} {_LAST[number // 7 % len(_LAST)]}"
    price = Money(1_000 + number % 9_000, currency)
    made = newest - timedelta(minutes=number)
    return Order(
        key=OrderKey(f"{account.id}:{number}"),
        account_id=account.id,
        remote_id=str(number),
        number=f"ORD-{number:06d}",
        created_at=made,
        recipient=Address(
            name=name,
            street=f"ul. Prosta {number % 200 + 1}",
            city=city,
            postcode=postcode,
            country=country,
            phone=f"+48 {500_000_000 + number:09d}",
            email=f"buyer{number}@example.test",
        ),
        status="Pending",
        lines=(
            OrderLine(_GOODS[number % len(_GOODS)], number % 4 + 1, price, f"SKU-{number % 90}"),
        ),
        total=Money(price.minor * (number % 4 + 1), currency),
        payment=Payment(PaymentKind.PAID, source="order"),
        detailed=True,
        closed=None if number % OPEN_SHARE == 0 else Stage.DONE,
    )


def orders(count: int, account: Account = ACCOUNT, newest: datetime = NEWEST) -> Iterator[Order]:
    """Returns that many orders, the oldest first."""
    return (order(number, account, newest) for number in range(count, 0, -1))


def fill(
    cache: Path,
    journal: Path,
    count: int,
    *,
    account: Account = ACCOUNT,
    newest: datetime = NEWEST,
    context: Context | None = None,
) -> None:
    """Puts the orders into the cache, as pages of the order book would; both files are made."""
    if not journal.exists():
        Database.open(journal, writable=True, readers=0)
    writer = cache_file.open_writer(str(cache))
    reader = connect(str(journal), durable=False, writable=False)
    known = context or Context(accounts={account.id: account})
    try:
        rest = orders(count, account, newest)
        while some := list(islice(rest, _BATCH)):
            with snapshot(reader), transaction(writer):
                following.follow(writer, reader, known)
                saved = pages.save_orders(writer, some)
                Projection(writer, reader, known).orders(saved, saved)
    finally:
        writer.close()
        reader.close()


def without_details(found: Order) -> Order:
    """Returns the order as a list tells it: no lines, no street, no country."""
    shown = replace(found.recipient, street="", country="", email="")
    return replace(found, recipient=shown, lines=(), detailed=False)
