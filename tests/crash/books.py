"""What stands at the couriers against what stands in the journal: the verdict of an epoch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import from_plain
from shipdesk.domain.operation import (
    OPEN_STATES,
    Operation,
    OperationId,
    OperationKind,
    OperationState,
)
from shipdesk.domain.order_cancel import CancelOrdersIntent, CancelOutcome, from_facts
from shipdesk.storage import dispatch_orders, operations
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.sql import Conn, connect, run, snapshot
from tests.crash.probe import CELLS

_INPOST, _DASH101 = AccountId("inpost"), AccountId("dash101")
_GONE = frozenset({"canceled", "rejected"})
_ACTS = frozenset(kind for kind, _ in CELLS) - {OperationKind.FETCH_LABEL}


@dataclass(slots=True)
class Verdict:
    """What is wrong, in sentences, and how much was looked at."""

    intents: Counter[str] = field(default_factory=Counter)
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    no_exit: list[str] = field(default_factory=list)


class Ledger:
    """The books of the couriers without what stood there before the epoch began."""

    def __init__(self, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        shipx, dash101 = now["shipx"], now["dash101"]
        known = {each["id"] for each in before["shipx"]["shipments"]}
        booked = {each["id"] for each in before["shipx"]["dispatch_orders"]}
        sent = {each["id"] for each in before["dash101"]["shipments"]}
        told = {each["guid"] for each in before["dispatch"]["shipments"]}
        self.drafts = {
            str(each["id"]): each for each in shipx["shipments"] if not each["tracking_number"]
        }
        self.shipx = [
            each for each in shipx["shipments"] if each["live"] and each["id"] not in known
        ]
        self.collections = [
            each
            for each in shipx["dispatch_orders"]
            if each["id"] not in booked and each["status"] not in _GONE
        ]
        self.dash101 = [each for each in dash101["shipments"] if each["id"] not in sent]
        self.dispatch = [
            each
            for each in now["dispatch"]["shipments"]
            if each["guid"] not in told and each["status"].casefold() != "cancelled"
        ]

        self._told = [each["trackingNumber"] or "" for each in self.dispatch]
        self._told += [each["notes"] or "" for each in now["dispatch"]["orders"].values()]

    def tells(self, tracking_number: str) -> bool:
        """Return whether the order book has the number, on a shipment or in an order's notes."""
        return any(tracking_number in each for each in self._told)

    def live(self) -> Iterable[tuple[AccountId, str, str]]:
        """Every live shipment bought since: account, our reference, the courier's number."""
        for each in self.shipx:
            yield _INPOST, str(each["external_customer_id"] or ""), str(each["id"])
        for each in self.dash101:
            if each["live"]:
                yield _DASH101, str(each["order_id"]), str(each["tracking_number"])


def known_after_a_kill(journal: Path, ledger: Ledger) -> list[str]:
    """Return what stands at a courier and nowhere in the journal: looked at after every kill."""
    with reading(journal) as conn:
        asked = _references(conn)
        bookings = _attempted(conn, OperationKind.BOOK_DISPATCH_ORDER)
        lost = [
            f"{account_id} {number} ({reference}) is in no attempt"
            for account_id, reference, number in ledger.live()
            if reference not in asked
        ]
        parcels = {each for operation in bookings for each in _parcels(operation)}
        lost += [
            f"dispatch order {each['id']} is in no attempt"
            for each in ledger.collections
            if not {str(one["id"]) for one in each["shipments"]} <= parcels
        ]
    return lost


def judge(journal: Path, ledger: Ledger, *, ended: bool) -> Verdict:
    """Compare everything once nothing is killed any more; `ended` False: it never came to rest."""
    verdict = Verdict()
    verdict.lost += known_after_a_kill(journal, ledger)
    with reading(journal) as conn:
        all_ = all_operations(conn)
        kinds = {each.id: each.kind for each in all_}
        verdict.intents = Counter(
            CELLS[(each.kind, each.account_id)]
            for each in all_
            if each.kind in _ACTS
            and (each.kind, each.account_id) in CELLS
            # One that is done again is the same intent.
            and kinds.get(OperationId(each.parent_id)) is not each.kind
        )
        if not ended:
            verdict.no_exit += [
                f"{each.kind} {each.title} {each.state} {each.step} {each.reason}"
                for each in all_
                if each.state in OPEN_STATES
            ]
        _purchases(conn, all_, ledger, verdict)
        _collections(conn, all_, ledger, verdict)
        _voids(all_, ledger, verdict)
    return verdict


def _purchases(conn: Conn, all_: tuple[Operation, ...], ledger: Ledger, verdict: Verdict) -> None:
    subjects = {each.reference: each.subject for each in all_ if each.kind is OperationKind.SHIP}
    standing: dict[str, list[str]] = defaultdict(list)
    numbers: set[tuple[str, str]] = set()
    for account_id, reference, number in ledger.live():
        standing[subjects.get(reference, reference)].append(f"{account_id} {number} {reference}")
        numbers.add((account_id, number))
    verdict.duplicates += [
        f"{subject}: {', '.join(found)}" for subject, found in standing.items() if len(found) > 1
    ]
    for each in all_:
        if each.kind is not OperationKind.SHIP or each.state is not OperationState.DONE:
            continue
        for shipment in shipment_store.of_order(conn, each.subject):  # type: ignore[arg-type]
            number = (
                shipment.remote_id if shipment.account_id == _INPOST else shipment.tracking_number
            )
            if shipment.live and (shipment.account_id, number) not in numbers:
                verdict.lost.append(f"{each.title} is done, but {number} is not at the courier")
    orders = Counter(each["orderId"] for each in ledger.dispatch)
    verdict.duplicates += [
        f"order {order} has {count} shipments at Dispatch"
        for order, count in orders.items()
        if count > 1
    ]
    for each in all_:
        if each.kind is OperationKind.PAY and each.state is OperationState.DONE:
            number = str(each.intent["remote_id"])
            if (each.account_id, number) not in numbers:
                verdict.lost.append(f"{each.title} is paid, but {number} is not at the courier")
        done = each.state is OperationState.DONE and each.kind is OperationKind.WRITE_BACK
        if done and not ledger.tells(str(each.intent["tracking_number"])):
            verdict.lost.append(f"{each.title} is written back, but not at Dispatch")


def _collections(conn: Conn, all_: tuple[Operation, ...], ledger: Ledger, verdict: Verdict) -> None:
    held: Counter[str] = Counter()
    for each in ledger.collections:
        held.update({str(one["id"]) for one in each["shipments"]})
    verdict.duplicates += [
        f"shipment {number} is in {count} dispatch orders"
        for number, count in held.items()
        if count > 1
    ]
    there = {str(each["id"]) for each in ledger.collections}
    here = {each.remote_id for each in dispatch_orders.open(conn, _INPOST)}
    verdict.lost += [f"dispatch order {each} is not at the courier" for each in here - there]
    settled = {
        each.facts.get("remote_id", "")
        for each in all_
        if each.kind is OperationKind.BOOK_DISPATCH_ORDER
    }
    left = [each for each in all_ if each.reason_key == "left"]
    if not left:
        verdict.lost += [
            f"dispatch order {each} is not in the journal" for each in there - here - settled
        ]


def _voids(all_: tuple[Operation, ...], ledger: Ledger, verdict: Verdict) -> None:
    live = {reference for _, reference, _ in ledger.live()}
    for each in all_:
        if each.state is not OperationState.DONE:
            continue
        if each.kind is OperationKind.VOID:
            stands = ledger.drafts.get(str(each.intent["remote_id"]), {}).get("status")
            if stands != "canceled":
                verdict.lost.append(f"draft {each.title} is void, but {stands} at the courier")
        elif each.kind is OperationKind.CANCEL_ORDERS:
            results = from_facts(from_plain(CancelOrdersIntent, each.intent), each.facts)
            verdict.lost += [
                f"{one.order.number} is cancelled, but stands at the courier"
                for one in results
                if one.outcome is CancelOutcome.CANCELLED and one.order.number in live
            ]


def _references(conn: Conn) -> frozenset[str]:
    return frozenset(
        each.reference for each in _attempted(conn, OperationKind.SHIP) if each.reference
    )


def _attempted(conn: Conn, kind: OperationKind) -> tuple[Operation, ...]:
    return tuple(
        each
        for each in all_operations(conn)
        if each.kind is kind and operations.attempts(conn, each.id)
    )


def _parcels(operation: Operation) -> tuple[str, ...]:
    found: Any = operation.intent.get("remote_ids", ())
    return tuple(str(each) for each in found)


def all_operations(conn: Conn) -> tuple[Operation, ...]:
    """Return everything in the journal, oldest first."""
    rows = run(conn, "SELECT id FROM operation ORDER BY seq")
    return tuple(operations.read(conn, row[0]) for row in rows)


class reading:  # noqa: N801 - used as a statement
    """A snapshot of the journal, closed again: no connection may be open where a process forks."""

    def __init__(self, journal: Path) -> None:
        self._conn = connect(str(journal), durable=False, writable=False)

    def __enter__(self) -> Conn:
        self._snapshot = snapshot(self._conn)
        self._snapshot.__enter__()
        return self._conn

    def __exit__(self, *error: object) -> None:
        self._snapshot.__exit__(None, None, None)
        self._conn.close()
