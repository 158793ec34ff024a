"""Bytes of a page become rows, once, and the journal's changes reach them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.changes import Changes
from shipdesk.domain.codec import to_plain
from shipdesk.domain.measures import Parcel, Source
from shipdesk.domain.order import Additions, OrderKey, Payment, PaymentKind, Stage
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.errors import DatabaseDamagedError, ShipDeskError, UnexpectedReplyError
from shipdesk.storage import accounts, backup, lists, orders, preferences, shipments
from shipdesk.storage.changes import note
from shipdesk.storage.sql import Conn, run, transaction
from shipdesk.workers import Worker
from tests.support.ingesting import Shop
from tests.support.shop import (
    BOOK,
    COURIER,
    JAN,
    NOW,
    a_dispatch_order,
    a_shipment,
    an_order,
    as_listed,
)

UNPAID = an_order(payment=Payment())


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with an empty cache."""
    made = Shop(tmp_path)
    yield made
    made.close()
    made.journal.close()


def test_a_page_becomes_rows_counts_and_a_cursor_at_once(shop: Shop) -> None:
    page = [an_order("1"), an_order("2", closed=Stage.DONE)]
    saved = shop.save(orders=page, next_cursor="p2", total=7)
    assert (saved.rows, saved.changed, saved.total, saved.next_cursor) == (2, 2, 7, "p2")
    assert saved.changes.orders_moved
    assert [row.number for row in shop.order_rows()] == ["ORD-002", "ORD-001"]
    assert lists.counts(shop.cache, "orders") == {"": 2, "ready": 1, "done": 1}
    assert lists.next_cursor(shop.cache, BOOK.id, "orders") == "p2"
    assert lists.sync_state(shop.cache) == {(BOOK.id, "orders"): (0, 7, 2)}
    shop.save(orders=[an_order("3")], cursor="p2", total=7)
    ((synced_ms, total, done),) = lists.sync_state(shop.cache).values()
    assert (synced_ms > 0, total, done) == (True, 7, 3)


def test_a_page_saved_twice_changes_nothing(shop: Shop) -> None:
    page = [an_order("1"), an_order("2")]
    shop.save(orders=page, next_cursor="p2")
    again = shop.save(orders=page, next_cursor="p2")
    assert (again.changes, again.changed, again.rows) == (Changes(), 0, 2)
    shop.save(orders=[an_order("3")], cursor="p2", next_cursor="p3")
    shop.save(orders=[an_order("3")], cursor="p2", next_cursor="p3")
    ((_, _, done),) = lists.sync_state(shop.cache).values()
    assert done == 3


def test_only_the_row_that_changed_is_told(shop: Shop) -> None:
    shop.save(orders=[an_order("1"), an_order("2")])
    ids = lists.row_ids(shop.cache, "orders", ["book:2"])
    saved = shop.save(orders=[an_order("1"), an_order("2", source="Other shop")])
    assert saved.changes.orders == set(ids.values())
    assert not saved.changes.orders_moved
    moved = shop.save(orders=[an_order("2", closed=Stage.CANCELLED)])
    assert moved.changes.orders_moved
    assert lists.counts(shop.cache, "orders")["cancelled"] == 1


def test_a_page_that_does_not_fit_changes_nothing(shop: Shop) -> None:
    with pytest.raises(UnexpectedReplyError):
        shop.ingest.save_page(to_plain(BOOK), "orders", "", b"<html>busy</html>")
    assert lists.sync_state(shop.cache) == {}


def test_open_orders_without_details_are_asked_for_until_they_are_read(shop: Shop) -> None:
    page = [
        as_listed(an_order("1")),
        as_listed(an_order("2")),
        replace(as_listed(an_order("3")), closed=Stage.DONE),
    ]
    shop.save(orders=page)
    assert shop.ingest.undetailed("book", 10) == ("2", "1")
    assert shop.ingest.undetailed("book", 1) == ("2",)
    shop.save(orders=[an_order("1")], stream="order")
    shop.save(orders=page)
    assert shop.ingest.undetailed("book", 10) == ("2",)
    assert [stream for _, stream in lists.sync_state(shop.cache)] == ["orders"]


def test_a_list_row_never_blanks_what_the_details_told(shop: Shop) -> None:
    details = an_order("1", note="Payment: paid")
    listed = as_listed(an_order("1"))
    shop.save(orders=[listed])
    shop.save(orders=[details], stream="order")
    shop.save(orders=[listed])
    assert shop.order() == details
    renamed = replace(listed, status="Packed", recipient=replace(listed.recipient, name="Ewa Lis"))
    shop.save(orders=[renamed])
    known = shop.order()
    assert (known.status, known.recipient.name) == ("Packed", "Ewa Lis")
    assert (known.recipient.street, known.lines, known.note) == (
        JAN.street,
        details.lines,
        "Payment: paid",
    )
    undetailed = shop.ingest.undetailed("book", 10)
    assert undetailed == ("1",), "the list changed, so the details may have"
    shop.save(orders=[details], stream="order")
    shop.save(orders=[renamed])
    assert shop.ingest.undetailed("book", 10) == ()


def test_an_unknown_payment_is_settled_by_a_person_or_by_the_accounts_default(shop: Shop) -> None:
    shop.save(orders=[UNPAID])
    assert (shop.order_row().stage, shop.order_row().payment) == ("new", "unknown")
    (problem,) = lists.problems(shop.cache, OrderKey("book:1"))
    assert (problem.field, problem.missing) == ("payment", True)
    default = replace(BOOK, settings={"default_payment": "paid"})
    changes = shop.write(lambda conn: accounts.save(conn, default))
    assert (changes.accounts, changes.orders_moved) == (True, True)
    assert (shop.order_row().stage, shop.order_row().payment) == ("ready", "paid")
    assert shop.order().payment == Payment(PaymentKind.PAID, source="account default")
    shop.write(lambda conn: accounts.save(conn, BOOK))
    assert shop.order().payment == Payment()
    settled = Additions(payment=Payment(PaymentKind.PAID, source="typed"))
    shop.write(lambda conn: orders.save_additions(conn, UNPAID.key, settled, NOW))
    assert shop.order_row().stage == "ready"
    assert shop.order().payment == Payment(), "what was added stays in the journal"


def test_what_was_added_survives_the_cache(shop: Shop) -> None:
    shop.save(orders=[an_order()])
    held = Additions(hold=True, note="Call first", locker="KRA010")
    later = NOW + timedelta(minutes=1)
    typed = an_order("9", key=OrderKey("local:9"), account_id=AccountId(""), created_at=later)
    shop.write(lambda conn: orders.save_additions(conn, OrderKey("book:1"), held, NOW))
    shop.write(lambda conn: orders.save_local(conn, typed))
    shop.write(lambda conn: shipments.save(conn, a_shipment("s9", order_key=typed.key)))
    before = shop.order_rows()
    assert [(row.key, row.stage) for row in before] == [
        ("local:9", "labelled"),
        ("book:1", "on_hold"),
    ]
    shop.close()
    shop.cache_path.unlink()
    shop.open()
    assert shop.order_rows() == []
    shop.ingest.project()
    shop.save(orders=[an_order()])
    after = shop.order_rows()
    assert [replace(row, id=0) for row in after] == [replace(row, id=0) for row in before]
    assert lists.counts(shop.cache, "orders") == {"": 2, "labelled": 1, "on_hold": 1}
    assert shop.order("local:9") == typed


def test_a_typed_order_that_the_journal_knows_no_more_leaves_the_list(shop: Shop) -> None:
    typed = an_order("9", key=OrderKey("local:9"))
    shop.write(lambda conn: orders.save_local(conn, typed))

    def forget(conn: Conn) -> None:
        run(conn, "DELETE FROM local_order")
        note(conn, "order", typed.key)

    assert shop.write(forget).orders_moved
    assert shop.order_rows() == []
    assert lists.order(shop.cache, typed.key) is None


def test_a_fetched_parcel_that_was_bought_here_is_shown_once(shop: Shop) -> None:
    shop.save(orders=[an_order()])
    fetched = a_shipment("book:77", account_id=BOOK.id, remote_id="77")
    saved = shop.save(shipments=[fetched], stream="shipments", account=BOOK)
    assert [row.shipment_id for row in shop.shipment_rows()] == ["book:77"]
    assert saved.changes.orders_moved
    assert shop.order_row().stage == "labelled"
    shop.write(lambda conn: shipments.save(conn, a_shipment("s1")))
    assert [row.shipment_id for row in shop.shipment_rows()] == ["s1"]
    assert lists.counts(shop.cache, "shipments")[""] == 1
    assert lists.fetched_shipment(shop.cache, "book:77") == fetched
    voided = a_shipment("s1", tracking_number="", status=ShipmentStatus.CANCELLED)
    shop.write(lambda conn: shipments.save(conn, voided))
    assert shop.order_row().stage == "labelled", "the other parcel still stands"


def test_a_preset_parcel_is_shown_as_assumed(shop: Shop) -> None:
    bare = an_order(lines=())
    shop.save(orders=[bare])
    assert (shop.order_row().stage, shop.order_row().weight_g) == ("new", 0)
    preset = to_plain(Parcel(500, source=Source.PRESET))
    shop.write(lambda conn: preferences.put(conn, "parcel_preset", preset))
    row = shop.order_row()
    assert (row.stage, row.weight_g, row.parcel_assumed) == ("ready", 500, True)


def test_forgetting_an_account_drops_what_was_fetched_and_keeps_what_is_ours(shop: Shop) -> None:
    shop.save(orders=[an_order()])
    shop.save(shipments=[a_shipment("courier:5", remote_id="5", tracking_number="55")])
    shop.save(dispatch_orders=[a_dispatch_order("courier:6", remote_id="6")])
    shop.write(lambda conn: shipments.save(conn, a_shipment("s1")))
    changes = shop.ingest.forget_account(COURIER.id)
    assert (changes.shipments_moved, changes.dispatch_orders_moved) == (True, True)
    assert [row.shipment_id for row in shop.shipment_rows()] == ["s1"]
    assert shop.dispatch_order_rows() == []
    assert len(shop.order_rows()) == 1
    shop.ingest.forget_account(BOOK.id)
    assert shop.order_rows() == []
    assert lists.sync_state(shop.cache) == {}
    assert lists.counts(shop.cache, "orders")[""] == 0


def test_rules_of_a_new_account_settle_where_an_order_stands(shop: Shop) -> None:
    shop.provider._rules = None
    shop.save(orders=[an_order()])
    assert shop.order_row().stage == "problem"
    shop.provider = type(shop.provider)()
    shop.close()
    shop.open()
    assert shop.ingest.refresh().orders_moved
    assert shop.order_row().stage == "ready"


def damage(path: Path, first: int) -> None:
    """Writes nonsense over everything from one page on, as a dying disk does."""
    body = bytearray(path.read_bytes())
    body[first * 4_096 :] = b"\xa5" * (len(body) - first * 4_096)
    path.write_bytes(body)


@pytest.mark.parametrize("first", [2, 30, 60])
def test_a_cache_damaged_while_it_is_open_is_emptied_and_filled_again(
    shop: Shop, first: int
) -> None:
    shop.save(orders=[an_order(str(number)) for number in range(300)])
    shop.write(lambda conn: shipments.save(conn, a_shipment()))
    assert len(shop.order_rows()) == 300
    run(shop.ingest._cache, "PRAGMA wal_checkpoint(TRUNCATE)")
    shop.ingest.close()
    damage(shop.cache_path, first)
    shop.start_ingest()
    changes = shop.ingest.project()
    saved = shop.save(orders=[an_order("1")])
    assert (changes | saved.changes).shipments_moved
    assert not backup.fault_of(shop.cache_path)
    assert [row.key for row in shop.order_rows()] == ["book:1"]
    assert [row.shipment_id for row in shop.shipment_rows()] == ["s1"]
    assert lists.counts(shop.cache, "orders") == {"": 1, "labelled": 1}


def test_a_damaged_journal_does_not_cost_the_cache(shop: Shop) -> None:
    shop.save(orders=[an_order("1")])
    shop.ingest.close()
    shop.journal.close()
    damage(shop.folder / "data" / "journal.sqlite", 2)
    shop.start_ingest()
    with pytest.raises(DatabaseDamagedError):
        shop.save(orders=[an_order("2")])
    assert [row.key for row in shop.order_rows()] == ["book:1"]


@pytest.mark.parametrize("first", [0, 1, 3])
def test_a_cache_found_damaged_at_the_start_is_made_anew(shop: Shop, first: int) -> None:
    shop.save(orders=[an_order(str(number)) for number in range(300)])
    shop.close()
    damage(shop.cache_path, first)
    shop.open()
    shop.ingest.project()
    shop.save(orders=[an_order("1")])
    assert [row.key for row in shop.order_rows()] == ["book:1"]


def test_caches_of_other_schemas_are_deleted_at_the_start(shop: Shop) -> None:
    old = shop.cache_path.with_name("cache-0.sqlite")
    old.write_bytes(b"of another program")
    shop.save(orders=[an_order("1")])
    shop.close()
    shop.open()
    assert not old.exists()
    assert [row.key for row in shop.order_rows()] == ["book:1"]


_LOADS = """
import sys
from shipdesk import ingest
from shipdesk.clock import SystemClock
from shipdesk.providers.registry import build_registry
build_registry(SystemClock()).parser("dispatch")
print(sorted({"httpx", "PySide6", "keyring", "aiohttp", "shipdesk.services"} & set(sys.modules)))
"""


def test_the_process_loads_no_window_no_http_and_no_key_store() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADS], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


async def test_it_runs_as_a_process_that_needs_only_paths(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    account = Account(AccountId("live"), "dispatch", "Order book", Environment.DEMO)
    with transaction(shop.journal):
        for known in (BOOK, COURIER):
            accounts.remove(shop.journal, known.id)
        accounts.save(shop.journal, account)
        orders.save_local(shop.journal, an_order("9", key=OrderKey("local:9")))
    shop.close()
    shop.journal.close()
    worker = Worker(
        "ingest",
        "shipdesk.ingest:main",
        arguments={
            "cache": str(shop.cache_path),
            "journal": str(tmp_path / "data" / "journal.sqlite"),
        },
        errors=(ShipDeskError,),
    )
    try:
        first, second = await asyncio.gather(
            worker.call("project", deadline=30), worker.call("project", deadline=30)
        )
        assert isinstance(first, Changes)
        assert (len(first.orders), first.orders_moved, second) == (1, True, Changes())
        with pytest.raises(UnexpectedReplyError):
            await worker.call("save_page", to_plain(account), "orders", "", b"<html>", deadline=30)
    finally:
        await worker.aclose()
