"""Lists give ids and rows: tabs, sorts, exact numbers first, then words however they are typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shipdesk.domain.address import Address
from shipdesk.domain.money import Money
from shipdesk.domain.order import OrderKey, OrderLine, Payment, PaymentKind, Stage
from shipdesk.domain.query import ListQuery
from shipdesk.storage import lists, shipments
from tests.support.ingesting import Shop
from tests.support.shop import JAN, NOW, a_dispatch_order, a_shipment, an_order

ASHA = Address("Asha Rao", city="Pune", postcode="411001", country="IN", phone="+91 98200 11111")
ZAK = Address("Łukasz Żak", "Świt i syn", "ul. Ćwiartki 7", city="Gdańsk", country="PL")


@pytest.fixture
def full(shop: Shop) -> Shop:
    """Three orders, an hour apart; the first is bought."""
    shop.save(
        orders=[
            an_order("1", note="Dzwonić wieczorem"),
            an_order("2", recipient=ASHA, created_at=NOW + timedelta(hours=1), total=None),
            an_order(
                "3",
                recipient=ZAK,
                created_at=NOW + timedelta(hours=2),
                total=Money(100, "PLN"),
                lines=(OrderLine("Świeca sojowa", 3, sku="SW/12-B"),),
                closed=Stage.DONE,
            ),
        ]
    )
    shop.write(lambda conn: shipments.save(conn, a_shipment()))
    return shop


def found(shop: Shop, text: str, *, tab: str = "", account_id: str = "") -> list[str]:
    query = ListQuery(tab=tab, text=text, account_id=account_id)
    return [row.key for row in shop.order_rows(query)]


def test_newest_is_first_and_the_other_way_round_where_asked(full: Shop) -> None:
    assert found(full, "") == ["book:3", "book:2", "book:1"]
    oldest = [row.key for row in full.order_rows(ListQuery(descending=False))]
    assert oldest == ["book:1", "book:2", "book:3"]


def test_an_order_that_comes_late_stands_where_it_was_made(full: Shop) -> None:
    full.save(orders=[an_order("0", created_at=NOW + timedelta(minutes=30))])
    assert found(full, "") == ["book:3", "book:2", "book:0", "book:1"]


def test_tabs_and_accounts_narrow_a_list(full: Shop) -> None:
    assert found(full, "", tab="labelled") == ["book:1"]
    assert found(full, "", tab="done") == ["book:3"]
    assert found(full, "", tab="new") == []
    assert found(full, "", account_id="book", tab="problem") == ["book:2"]
    assert found(full, "", account_id="courier") == []
    assert found(full, "prosta", tab="done") == []
    with pytest.raises(KeyError):
        lists.ids(full.cache, "shipments", ListQuery(tab="nonsense"))


def test_sorting_folds_letters_and_puts_the_unknown_last(full: Shop) -> None:
    def by(sort: str, *, descending: bool) -> list[str]:
        query = ListQuery(sort=sort, descending=descending)
        return [row.key.removeprefix("book:") for row in full.order_rows(query)]

    assert by("recipient", descending=False) == ["2", "1", "3"]
    assert by("total_minor", descending=False) == ["3", "1", "2"]
    assert by("total_minor", descending=True) == ["1", "3", "2"]
    assert by("created_ms", descending=True) == ["3", "2", "1"]
    with pytest.raises(KeyError):
        by("number; DROP TABLE order_row", descending=True)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("nowak", ["book:1"]),
        ("LODZ", ["book:1"]),
        ("łódź jan", ["book:1"]),
        ("lukasz zak", ["book:3"]),
        ("ŻAK", ["book:3"]),
        ("swiec", ["book:3"]),
        ("SW12B", ["book:3"]),
        ("sw/12", ["book:3"]),
        ("502123456", ["book:1"]),
        ("502 123 456", ["book:1"]),
        ("+48 502-123", ["book:1"]),
        ("98200 11111", ["book:2"]),
        ("ord-002", ["book:2"]),
        ("ORD002", ["book:2"]),
        ("6200 0071 2001 8840 0112 0058", ["book:1"]),
        ("620000712001884001120058", ["book:1"]),
        ("6200 0071 2001", ["book:1"]),
        ("ord-001-k7", ["book:1"]),
        ("wieczorem", ["book:1"]),
        ("o", ["book:3", "book:2", "book:1"]),
        ("owak", []),
        ("jan asha", []),
        ('" OR nothing --', []),
        ("…", []),
    ],
)
def test_an_order_is_found_as_people_type(full: Shop, text: str, keys: list[str]) -> None:
    assert found(full, text) == keys


def test_the_order_of_a_scanned_number_stands_above_what_it_begins(shop: Shop) -> None:
    later = NOW + timedelta(hours=1)
    shop.save(
        orders=[
            an_order("1", number="ORD-87"),
            an_order("2", number="ORD-871", created_at=later),
            an_order("3", number="X", note="see ord 87", created_at=later),
        ]
    )
    assert found(shop, "ORD-87")[0] == "book:1"
    assert set(found(shop, "ORD-87")) == {"book:1", "book:2", "book:3"}


def test_changed_text_is_found_and_the_old_is_not(full: Shop) -> None:
    full.save(orders=[an_order("1", recipient=replace(JAN, name="Ewa Lis", city="Hel"))])
    assert found(full, "nowak") == []
    assert found(full, "lis hel") == ["book:1"]


def test_a_row_holds_all_that_a_line_shows(shop: Shop) -> None:
    cod = Payment(PaymentKind.COD, Money(8990, "PLN"), "note")
    shop.save(orders=[an_order(locker="KRA010", payment=cod, source="PL", note="Payment: COD")])
    row = shop.order_row()
    assert (row.number, row.recipient, row.place, row.country) == (
        "ORD-001",
        "Jan Nowak",
        "KRA010 · Łódź",
        "PL",
    )
    assert (row.to_locker, row.country_guessed, row.parcel_assumed) == (True, False, True)
    assert (row.quantity, row.total_minor, row.currency, row.cod_minor) == (2, 6800, "PLN", 8990)
    assert (row.payment, row.weight_g, row.stage, row.source) == ("cod", 800, "ready", "PL")
    assert row.created_ms == int(NOW.timestamp() * 1000)


def test_rows_that_vanished_are_left_out(full: Shop) -> None:
    ids = lists.ids(full.cache, "orders", ListQuery())
    assert ids.typecode == "q"
    rows = lists.order_rows(full.cache, [*ids, 5, *ids])
    assert set(rows) == set(ids)
    assert lists.keys(full.cache, "orders", ids)[ids[0]] == "book:3"
    assert lists.row_ids(full.cache, "orders", ["book:3", "book:9"]) == {"book:3": ids[0]}
    assert lists.order(full.cache, OrderKey("book:9")) is None
    assert lists.problems(full.cache, OrderKey("book:9")) == ()


def test_dispatch_orders_are_listed_by_what_became_of_them(shop: Shop) -> None:
    shop.save(
        dispatch_orders=[
            a_dispatch_order("courier:1", remote_id="1"),
            a_dispatch_order("courier:2", remote_id="2", status="rejected", reason="No room"),
            a_dispatch_order("courier:3", remote_id="3", status="done"),
        ]
    )
    assert lists.counts(shop.cache, "dispatch_orders") == {
        "": 3,
        "open": 1,
        "rejected": 1,
        "collected": 1,
    }
    (row,) = shop.dispatch_order_rows(ListQuery(tab="rejected"))
    assert (row.number, row.words, row.parcels) == ("2", "No room", 1)
    assert row.place == "Glinka, Cicha 8, Kraków"
    assert len(shop.dispatch_order_rows(ListQuery(text="glinka"))) == 3
    assert [row.number for row in shop.dispatch_order_rows(ListQuery(text="3"))] == ["3"]
    found_one = lists.fetched_dispatch_order(shop.cache, "courier:3")
    assert found_one is not None
    assert found_one.status == "done"
