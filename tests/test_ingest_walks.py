"""Walks through lists: what they should have told and did not, and what could not be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shipdesk.domain.changes import PageSaved
from shipdesk.domain.codec import to_plain
from shipdesk.domain.order import Order, OrderKey, Stage
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.lists import ParsedPage, Reach
from shipdesk.storage import lists, shipments, unreadable
from tests.support.ingesting import Shop
from tests.support.shop import BOOK, COURIER, NOW, a_dispatch_order, a_shipment, an_order


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with an empty cache."""
    made = Shop(tmp_path)
    yield made
    made.close()
    made.journal.close()


def made(number: int) -> Order:
    """An order that was made so many hours ago."""
    return an_order(str(number), created_at=NOW - timedelta(hours=number))


def read(shop: Shop, page: ParsedPage, cursor: str = "", *, last: bool = False) -> PageSaved:
    """Saves a page of the order book."""
    body = json.dumps(to_plain(page)).encode()
    return shop.ingest.save_page(to_plain(BOOK), "orders", cursor, body, last)


def orders(*numbers: int, more: str = "", reach: Reach = Reach.ALL) -> ParsedPage:
    """A page of such orders."""
    return ParsedPage(orders=tuple(made(each) for each in numbers), next_cursor=more, reach=reach)


def test_a_whole_walk_tells_what_the_list_no_longer_has(shop: Shop) -> None:
    read(shop, orders(1, 2, more="2"))
    assert read(shop, orders(3, 4), "2").unseen == ()
    assert read(shop, orders(1, more="2")).unseen == ()
    assert read(shop, orders(4), "2").unseen == ("2", "3")


def test_a_quick_look_tells_only_what_it_passed_by(shop: Shop) -> None:
    read(shop, orders(1, 2, 3, 4, 5))
    assert read(shop, orders(1, 3, more="2"), last=True).unseen == ("2",)


def test_what_changed_says_nothing_of_the_rest(shop: Shop) -> None:
    read(shop, orders(1, 2, 3))
    page = orders(1, reach=Reach.CHANGED)
    assert read(shop, page, "1@2026-11-20T00:00:00Z").unseen == ()
    mark = shop.ingest.marks(BOOK.id, ["orders"])["orders"]
    assert mark.walked_ms > 0


def test_a_page_that_tells_nothing_new_ends_the_walk_and_proves_nothing(shop: Shop) -> None:
    read(shop, orders(1, 2, 3))
    read(shop, orders(1, 2, more="2"))
    again = read(shop, orders(1, 2, more="3"), "2")
    assert (again.next_cursor, again.unseen) == ("", ())


def test_the_mark_is_the_newest_change_of_the_first_page(shop: Shop) -> None:
    later = NOW + timedelta(minutes=5)
    first = ParsedPage(orders=(made(1),), next_cursor="2", newest=NOW)
    read(shop, first)
    assert shop.ingest.marks(BOOK.id, ["orders"])["orders"].newest is None, "not yet through"
    read(shop, ParsedPage(orders=(made(2),), newest=later), "2")
    assert shop.ingest.marks(BOOK.id, ["orders"])["orders"].newest == NOW
    shop.ingest.forget_account(BOOK.id)
    mark = shop.ingest.marks(BOOK.id, ["orders"])["orders"]
    assert (mark.walked_ms, mark.newest) == (0, None)


def test_an_order_that_was_deleted_stays_and_says_so_until_it_is_listed_again(shop: Shop) -> None:
    shop.save(orders=[made(1), made(2)])
    shop.write(lambda conn: shipments.save(conn, a_shipment("s1", order_key=OrderKey("book:2"))))
    changes = shop.ingest.mark_gone(BOOK.id, "orders", ("1", "2"))
    assert changes.orders_moved
    gone = shop.order_row("book:1")
    assert (gone.stage, gone.state_key) == (Stage.CANCELLED, "gone")
    assert gone.state_words == "Deleted in the order book"
    assert shop.order("book:1").gone
    assert shop.order_row("book:2").stage == Stage.LABELLED, "its parcel stands"
    shop.save(orders=[made(1)])
    assert not shop.order("book:1").gone
    assert shop.order_row("book:1").stage == Stage.READY


def test_parcels_and_pickups_that_their_courier_does_not_know_are_let_go(shop: Shop) -> None:
    shop.save(orders=[made(1)])
    fetched = a_shipment("book:77", account_id=BOOK.id, remote_id="77", order_key=made(1).key)
    shop.save(shipments=[fetched], stream="shipments", account=BOOK)
    collection = a_dispatch_order("courier:9", remote_id="9")
    shop.save(dispatch_orders=[collection], stream="dispatch_orders", account=COURIER)
    assert shop.order_row().stage == Stage.LABELLED
    shop.ingest.mark_gone(BOOK.id, "shipments", ("77",))
    shop.ingest.mark_gone(COURIER.id, "dispatch_orders", ("9",))
    assert shop.shipment_rows() == []
    assert shop.dispatch_order_rows() == []
    assert shop.order_row().stage == Stage.READY


def test_only_open_parcels_are_missed(shop: Shop) -> None:
    known = [
        a_shipment("courier:1", remote_id="1", tracking_number="11"),
        a_shipment("courier:2", remote_id="2", tracking_number="22",
                   status=ShipmentStatus.DELIVERED),
    ]  # fmt: skip
    shop.save(shipments=known, stream="shipments", account=COURIER)
    saved = shop.save(shipments=[], stream="shipments", account=COURIER)
    assert saved.unseen == ("1",)
    oldest = shop.ingest.marks(COURIER.id, ["shipments"])["shipments"].oldest_open_ms
    assert oldest == round(NOW.timestamp() * 1000)


def test_what_could_not_be_read_is_kept_redacted_and_bounded(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unreadable, "MOST_FILES", 3)
    kept = shop.cache_path.parent / unreadable.FOLDER
    body = b'<html>busy {"email": "jan@example.test", "token": "s3cret"}'
    for _ in range(5):
        with pytest.raises(UnexpectedReplyError):
            shop.ingest.save_page(to_plain(BOOK), "orders", "", body)
    files = sorted(kept.iterdir())
    assert len(files) == 3
    text = files[-1].read_text(encoding="utf-8")
    assert "busy" in text
    assert "jan@" not in text
    assert "s3cret" not in text
    page = ParsedPage(orders=(made(1),), skipped=("data[1].guid: is missing",))
    saved = read(shop, page)
    assert saved.skipped == page.skipped
    newest = max(kept.iterdir()).read_text(encoding="utf-8")
    assert newest.startswith("data[1].guid: is missing")
    assert lists.counts(shop.cache, "orders")[""] == 1, "the others are saved"
