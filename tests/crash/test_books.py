"""The verdict of the rig: that it sees what it is to see, on a small journal and made-up books."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.dispatch_order import DispatchOrderStatus
from shipdesk.domain.operation import AttemptState, Operation, OperationKind, OperationState
from shipdesk.storage import accounts, dispatch_orders, operations, shipments
from shipdesk.storage.sql import Conn, transaction
from tests.crash.books import Ledger, judge, known_after_a_kill
from tests.support.shop import NOW, a_dispatch_order, a_shipment, an_operation, make_journal

INPOST = AccountId("inpost")
NOTHING: dict[str, Any] = {
    "shipx": {"shipments": [], "dispatch_orders": []},
    "dash101": {"shipments": []},
    "dispatch": {"shipments": [], "orders": {}},
}


def parcel(number: int, reference: str = "ORD-001-K7") -> dict[str, Any]:
    """A live parcel as InPost's book shows it."""
    return {
        "id": number, "live": True, "external_customer_id": reference, "tracking_number": "62000",
        "status": "confirmed",
    }  # fmt: skip


def collection(number: int, *parcels: int) -> dict[str, Any]:
    """A collection that is on its way."""
    held = [{"id": each} for each in parcels]
    return {"id": number, "status": "sent", "shipments": held}


def ledger(**shipx: list[dict[str, Any]]) -> Ledger:
    """The books with this at InPost, where nothing was before."""
    return Ledger(NOTHING, {**NOTHING, "shipx": {**NOTHING["shipx"], **shipx}})


def asked(conn: Conn, operation: Operation) -> None:
    """Write an operation down with one attempt of it."""
    operations.save(conn, replace(operation, state=OperationState.QUEUED))
    attempt = operations.begin_attempt(conn, operation.id, "create", operation.reference, NOW)
    operations.settle_attempt(conn, attempt, AttemptState.ACCEPTED, "", NOW)
    operations.save(conn, operation)


def purchase(**changes: Any) -> Operation:
    """The purchase of the first order at InPost, done."""
    done = OperationState.DONE
    base = {"account_id": INPOST, "reference": "ORD-001-K7", "state": done, **changes}
    return an_operation(**base)


def journal_with(folder: Path, *, bought: bool = True, booked: str = "") -> Path:
    """A journal of one purchase that was asked for, its parcel, and perhaps a collection."""
    path = folder / "journal.sqlite"
    conn = make_journal(path)
    with transaction(conn):
        accounts.save(conn, Account(INPOST, "plain", "InPost", Environment.DEMO))
        asked(conn, purchase())
        if bought:
            shipments.save(conn, a_shipment(account_id=INPOST, remote_id="71"))
        if booked:
            intent = {"remote_ids": ["71"], "shipment_ids": ["s1"]}
            facts = {"remote_id": booked}
            booking = replace(purchase(), intent=intent, facts=facts, subject="pickup:1")
            kind = OperationKind.BOOK_DISPATCH_ORDER
            asked(conn, replace(booking, id=type(booking.id)("b1"), kind=kind))
            sent = a_dispatch_order(account_id=INPOST, remote_id=booked)
            dispatch_orders.save(conn, replace(sent, status=DispatchOrderStatus.SENT))
    conn.close()
    return path


def test_what_stands_in_both_is_neither_doubled_nor_lost(tmp_path: Path) -> None:
    journal = journal_with(tmp_path, booked="9")
    books = ledger(shipments=[parcel(71)], dispatch_orders=[collection(9, 71)])
    assert known_after_a_kill(journal, books) == []
    verdict = judge(journal, books, ended=True)
    assert (verdict.duplicates, verdict.lost, verdict.no_exit) == ([], [], [])
    assert verdict.intents == {"buy ShipX": 1, "dispatch order ShipX": 1}


def test_two_live_parcels_of_one_intent_are_a_duplicate(tmp_path: Path) -> None:
    journal = journal_with(tmp_path)
    (found,) = judge(journal, ledger(shipments=[parcel(71), parcel(72)]), ended=True).duplicates
    assert "71" in found
    assert "72" in found


def test_a_parcel_in_two_collections_is_a_duplicate(tmp_path: Path) -> None:
    journal = journal_with(tmp_path, booked="9")
    both = [collection(9, 71), collection(10, 71)]
    verdict = judge(journal, ledger(shipments=[parcel(71)], dispatch_orders=both), ended=True)
    assert verdict.duplicates == ["shipment 71 is in 2 dispatch orders"]


def test_a_parcel_that_nobody_asked_for_here_is_lost(tmp_path: Path) -> None:
    journal = journal_with(tmp_path)
    (found,) = known_after_a_kill(journal, ledger(shipments=[parcel(71), parcel(80, "OTHER")]))
    assert "OTHER" in found


def test_a_collection_that_nobody_asked_for_here_is_lost(tmp_path: Path) -> None:
    journal = journal_with(tmp_path)
    books = ledger(shipments=[parcel(71)], dispatch_orders=[collection(9, 71)])
    assert known_after_a_kill(journal, books) == ["dispatch order 9 is in no attempt"]


def test_a_purchase_that_is_done_with_nothing_at_the_courier_is_lost(tmp_path: Path) -> None:
    journal = journal_with(tmp_path)
    (found,) = judge(journal, ledger(), ended=True).lost
    assert "71 is not at the courier" in found


def test_what_is_open_where_it_never_came_to_rest_has_no_exit(tmp_path: Path) -> None:
    journal = journal_with(tmp_path, bought=False)
    conn = make_journal(tmp_path / "open" / "journal.sqlite")
    with transaction(conn):
        asked(conn, purchase(state=OperationState.UNKNOWN))
    conn.close()
    assert judge(journal, ledger(shipments=[parcel(71)]), ended=False).no_exit == []
    stuck = tmp_path / "open" / "journal.sqlite"
    assert len(judge(stuck, ledger(shipments=[parcel(71)]), ended=False).no_exit) == 1
