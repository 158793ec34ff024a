"""A parcel that an order book, its courier and we know is one row, whoever told of it first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipdesk.domain.order import OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.domain.rules import RuleSet
from shipdesk.domain.shipment import Shipment, ShipmentStatus
from shipdesk.storage import accounts, exceptions, lists, parcels, shipments
from shipdesk.storage.sql import run
from tests.support.ingesting import Shop
from tests.support.shop import BOOK, COURIER, PlainPages, a_shipment, an_order

NUMBER = "620000712001884001120058"


def noted(remote_id: str = "77", **changes: object) -> Shipment:
    """Returns the parcel as the order book knows it."""
    told = {"order_number": "", "raw": '{"carrier":"InPost"}', **changes}
    return a_shipment(f"book:{remote_id}", account_id=BOOK.id, remote_id=remote_id, **told)


def carried(remote_id: str = "5", **changes: object) -> Shipment:
    """Returns the parcel as its courier lists it: without an order, with a text of the sender's."""
    told = {
        "order_key": OrderKey(""),
        "order_number": "Glinka 1",
        "status": ShipmentStatus.IN_TRANSIT,
        **changes,
    }
    return a_shipment(f"courier:{remote_id}", remote_id=remote_id, **told)


def note(shop: Shop, **changes: object) -> None:
    shop.save(shipments=[noted("77", **changes)], stream="shipments", account=BOOK)


def carry(shop: Shop, **changes: object) -> None:
    shop.save(shipments=[carried("5", **changes)], stream="shipments", account=COURIER)


def buy(shop: Shop) -> None:
    shop.write(lambda conn: shipments.save(conn, a_shipment("s1", remote_id="5")))


def order(shop: Shop) -> None:
    shop.save(orders=[an_order()])


def shown(shop: Shop) -> list[str]:
    return [row.shipment_id for row in shop.shipment_rows()]


STEPS: dict[str, Callable[[Shop], None]] = {
    "order": order,
    "note": note,
    "carry": carry,
    "buy": buy,
}


@pytest.mark.parametrize("steps", list(permutations(["order", "note", "carry"])))
def test_the_couriers_row_is_shown_with_the_order_whatever_came_first(
    shop: Shop, steps: tuple[str, ...]
) -> None:
    for step in steps:
        STEPS[step](shop)
    (row,) = shop.shipment_rows()
    assert (row.shipment_id, row.order_key) == ("courier:5", "book:1")
    assert (row.order_number, row.status) == ("ORD-001", "in_transit")
    told = lists.counts(shop.cache, "shipments")
    assert {tab: n for tab, n in told.items() if n} == {"": 1, "open": 1, "in_transit": 1}
    assert shop.order_row().stage == "handed_over", "the courier's word goes before the book's"
    assert [row.key for row in shop.order_rows(ListQuery(text=NUMBER))] == ["book:1"]
    (parcel,) = lists.fetched_of_order(shop.cache, OrderKey("book:1"))
    assert (parcel.id, parcel.status, parcel.order_key) == ("courier:5", "in_transit", "book:1")
    fetched = lists.fetched_shipment(shop.cache, "courier:5")
    assert fetched is not None
    assert (fetched.order_key, fetched.order_number) == ("book:1", "ORD-001")
    assert parcels.other_copies(shop.cache, fetched) == {"book": '{"carrier":"InPost"}'}


@pytest.mark.parametrize("steps", list(permutations(["note", "carry", "buy"])))
def test_our_own_row_is_shown_before_all_others(shop: Shop, steps: tuple[str, ...]) -> None:
    order(shop)
    for step in steps:
        STEPS[step](shop)
    assert shown(shop) == ["s1"]
    assert lists.counts(shop.cache, "shipments")["to_print"] == 1
    assert (shop.order_row().stage, shop.order_row().state_key) == ("labelled", "bought")
    assert lists.fetched_of_order(shop.cache, OrderKey("book:1")) == ()


class _Ledgers(PlainPages):
    """Pages of which those of a ledger only keep orders."""

    def rules(self, slug: str) -> RuleSet | None:
        return None if slug == "ledger" else super().rules(slug)


def test_a_courier_speaks_before_a_book_that_knows_no_order(shop: Shop) -> None:
    shop.provider = _Ledgers()
    shop.close()
    shop.open()
    shop.write(lambda conn: accounts.save(conn, replace(BOOK, provider="ledger")))
    note(shop, order_key=OrderKey(""))
    carry(shop)
    assert shown(shop) == ["courier:5"]


def test_the_other_row_comes_back_when_the_courier_forgets_the_parcel(shop: Shop) -> None:
    order(shop)
    note(shop)
    carry(shop)
    changes = shop.ingest.mark_gone("courier", "shipments", ["5"])
    assert (changes.shipments_moved, changes.orders_moved) == (True, True)
    assert shown(shop) == ["book:77"]
    assert shop.order_row().stage == "labelled"
    carry(shop)
    shop.ingest.forget_account("courier")
    assert shown(shop) == ["book:77"]
    assert lists.counts(shop.cache, "shipments")[""] == 1


@pytest.mark.parametrize("how", ["deleted", "forgotten", "renumbered"])
def test_the_order_is_not_linked_any_longer_when_the_book_takes_it_back(
    shop: Shop, how: str
) -> None:
    order(shop)
    note(shop)
    carry(shop)
    if how == "deleted":
        shop.ingest.mark_gone("book", "shipments", ["77"])
    elif how == "forgotten":
        shop.ingest.forget_account("book")
    else:
        note(shop, tracking_number="", order_key=OrderKey(""), status=ShipmentStatus.DRAFT)
    row = next(row for row in shop.shipment_rows() if row.shipment_id == "courier:5")
    assert (row.order_key, row.order_number) == ("", "Glinka 1")
    assert [row.stage for row in shop.order_rows()] == ([] if how == "forgotten" else ["ready"])


def test_a_number_that_is_corrected_parts_and_joins_the_rows(shop: Shop) -> None:
    order(shop)
    note(shop, tracking_number="1")
    carry(shop)
    assert sorted(shown(shop)) == ["book:77", "courier:5"]
    note(shop, tracking_number="6200 0071 2001 8840 0112 0058")
    assert shown(shop) == ["courier:5"]
    carry(shop, tracking_number="2")
    assert sorted(shown(shop)) == ["book:77", "courier:5"]


def test_drafts_and_two_rows_of_one_account_stay_apart(shop: Shop) -> None:
    draft = {"tracking_number": "", "status": ShipmentStatus.DRAFT}
    note(shop, **draft)
    carry(shop, **draft)
    assert len(shown(shop)) == 2
    both = [noted("1"), noted("2", order_key=OrderKey("book:2"))]
    shop.save(shipments=both, stream="shipments", account=BOOK)
    assert len(shown(shop)) == 4


def test_one_parcel_of_two_orders_stands_with_both(shop: Shop) -> None:
    shop.save(orders=[an_order("1"), an_order("2")])
    both = [noted("1"), noted("2", order_key=OrderKey("book:2"))]
    shop.save(shipments=both, stream="shipments", account=BOOK)
    carry(shop)
    assert shown(shop) == ["courier:5"]
    assert {row.stage for row in shop.order_rows()} == {"handed_over"}
    buy(shop)
    assert shown(shop) == ["s1"]
    assert {row.stage for row in shop.order_rows()} == {"labelled"}, "ours, in both"
    (other,) = lists.fetched_of_order(shop.cache, OrderKey("book:2"))
    assert other.id == "book:2"


def test_a_failed_delivery_says_whose_order_it_is(shop: Shop) -> None:
    order(shop)
    note(shop)
    carry(shop, status=ShipmentStatus.EXCEPTION)
    (parcel,) = exceptions.fetched(shop.cache)
    assert (parcel.id, parcel.order_key, parcel.order_number) == (
        "courier:5",
        "book:1",
        "ORD-001",
    )


def test_a_row_of_the_book_that_is_not_shown_is_looked_after_too(shop: Shop) -> None:
    note(shop)
    carry(shop)
    saved = shop.save(shipments=[], stream="shipments", account=BOOK)
    assert saved.unseen == ("77",)


_ACTS = st.lists(
    st.sampled_from(
        ["order", "note", "carry", "buy", "renumber", "move", "drop book", "drop courier"]
    ),
    max_size=10,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=_ACTS)
def test_rows_are_as_if_made_at_once_whatever_happened(shop: Shop, acts: list[str]) -> None:
    for act in acts:
        if act in STEPS:
            STEPS[act](shop)
        elif act == "renumber":
            note(shop, tracking_number="1", order_key=OrderKey("book:2"))
        elif act == "move":
            carry(shop, tracking_number="1")
        else:
            account = act.removeprefix("drop ")
            shop.ingest.mark_gone(account, "shipments", ["77" if account == "book" else "5"])
    rows, standing = shop.shipment_rows(), shop.order_rows()
    run(shop.ingest._cache, "DELETE FROM meta WHERE name = 'projected'")
    shop.ingest.project()
    assert shop.shipment_rows() == rows
    assert shop.order_rows() == standing
