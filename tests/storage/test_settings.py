"""Senders, accounts, preferences, collections and quotes come back as they were written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.dispatch_order import DispatchOrderId, DispatchOrderStatus
from shipdesk.domain.money import Money
from shipdesk.domain.order import OrderKey
from shipdesk.domain.quote import NoQuote, Quote, QuoteSheet
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.errors import StorageError
from shipdesk.storage import accounts, dispatch_orders, preferences, quotes, senders
from shipdesk.storage.sql import Conn
from tests.support.shop import BOOK, COURIER, JAN, NOW, a_dispatch_order


def quote(title: str, total: Money | None) -> Quote:
    return Quote(COURIER.id, "inpost", "InPost", title, title, NOW, total)


def test_the_first_sender_is_the_default_until_another_is_chosen(journal: Conn) -> None:
    assert senders.default(journal) is None
    glinka = Sender(SenderId("a"), "Glinka", JAN, pickup_ids={"courier": "77"})
    studio = Sender(SenderId("b"), "Studio", JAN)
    senders.save(journal, glinka)
    senders.save(journal, studio)
    assert senders.default(journal) == glinka
    senders.save(journal, replace(studio, title="Studio 2"), is_default=True)
    assert senders.default(journal) == senders.read(journal, SenderId("b"))
    assert [item.title for item in senders.all(journal)] == ["Glinka", "Studio 2"]
    senders.remove(journal, SenderId("b"))
    assert senders.default(journal) == glinka
    with pytest.raises(StorageError):
        senders.read(journal, SenderId("b"))


def test_accounts_keep_their_order_and_settings(journal: Conn) -> None:
    added = Account(AccountId("z"), "plain", "Third", Environment.SANDBOX, {"base_url": "x"})
    accounts.save(journal, added)
    renamed = replace(BOOK, title="My shop")
    accounts.save(journal, renamed)
    assert accounts.all(journal) == (renamed, COURIER, added)
    accounts.remove(journal, COURIER.id)
    assert accounts.all(journal) == (renamed, added)


def test_preferences_are_plain_values(journal: Conn) -> None:
    assert preferences.get(journal, "columns", ["number"]) == ["number"]
    preferences.put(journal, "columns", {"orders": ["number", "miejscowość"]})
    preferences.put(journal, "asked", value=False)
    assert preferences.get(journal, "asked", default=True) is False
    assert preferences.all(journal) == {
        "columns": {"orders": ["number", "miejscowość"]},
        "asked": False,
    }


def test_a_dispatch_order_is_open_until_the_courier_came_or_refused(journal: Conn) -> None:
    booked = a_dispatch_order()
    dispatch_orders.save(journal, booked)
    assert dispatch_orders.open(journal, COURIER.id) == (booked,)
    assert dispatch_orders.by_remote(journal, COURIER.id, "4175751") == booked
    refused = replace(booked, status=DispatchOrderStatus.REJECTED, reason="Nie ma auta")
    dispatch_orders.save(journal, refused)
    assert dispatch_orders.open(journal, COURIER.id) == ()
    assert dispatch_orders.read(journal, DispatchOrderId("d1")) == refused
    with pytest.raises(StorageError):
        dispatch_orders.read(journal, DispatchOrderId("d9"))


def test_the_last_quotes_of_an_order_are_kept_and_the_best_price_is_known(journal: Conn) -> None:
    key = OrderKey("book:1")
    contract = QuoteSheet((quote("Contract", None),), (NoQuote(COURIER.id, "Dash", "India only"),))
    quotes.save_sheet(journal, key, contract, NOW)
    assert quotes.read_sheet(journal, key) == contract
    assert quotes.best_of(journal, [key]) == {}
    sheet = QuoteSheet(
        (
            quote("Courier", Money(1699, "PLN")),
            quote("Locker", Money(1250, "PLN")),
            quote("Air", Money(1, "EUR")),
        )
    )
    quotes.save_sheet(journal, key, sheet, NOW)
    assert quotes.best_of(journal, [key, "book:2"]) == {key: Money(1250, "PLN")}
    assert quotes.read_age(journal, key) == NOW
    assert quotes.read_sheet(journal, OrderKey("book:2")) is None
