"""The journal: what a purchase costs in it, each transaction on the disk before the next begins."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from shipdesk.domain.operation import AttemptState, Operation, OperationKind, OperationState
from shipdesk.storage import labels, operations, shipments
from shipdesk.storage.database import Conn, Database
from tests.bench.figures import median, share, show
from tests.support.shop import NOW, a_shipment, an_operation

PURCHASES = 300
TRANSACTIONS = 5
_PAGE = 4_096
_WARMING = 20

Work = Callable[[Conn], object]


def main() -> None:
    """Buy in a new journal, by turns with the floor, and print both."""
    with tempfile.TemporaryDirectory(prefix="shipdesk-bench-") as name:
        ours, bare, spent = asyncio.run(_measure(Path(name)))
    floor = median(bare)
    show("one purchase in the journal, median", f"{median(ours):.2f} ms", median(ours) / floor)
    show("one purchase, 99 of 100", f"{share(ours, 0.99):.2f} ms", share(ours, 0.99) / floor)
    show("one purchase, processor time", f"{spent:.2f} ms")
    show(
        f"{TRANSACTIONS} bare writes, each with fsync", f"{floor:.2f} ms", 1.0, "aim of ours: 5 ms"
    )


async def _measure(folder: Path) -> tuple[list[float], list[float], float]:
    """Return milliseconds of each purchase, of the floor beside it, and processor time of one.

    Written down, begun, accepted, confirmed with its shipment and the label queued, label kept:
    five transactions with `synchronous=FULL` on the journal's thread, hops and mark included. The
    floor is as many bare writes of a page into a file that has its size, each followed by fsync.
    """
    journal = Database.open(folder / "journal.sqlite", writable=True, readers=1)
    file = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT)
    os.write(file, bytes(_PAGE * TRANSACTIONS * (PURCHASES + _WARMING)))
    os.fsync(file)
    os.lseek(file, 0, os.SEEK_SET)
    ours: list[float] = []
    bare: list[float] = []
    spent = 0.0
    try:
        for number in range(PURCHASES + _WARMING):
            began, cpu = time.perf_counter(), time.process_time()
            for work in _purchase(number):
                await journal.write(work)
            bought = time.perf_counter()
            spent += (time.process_time() - cpu) * 1000
            for _ in range(TRANSACTIONS):
                os.write(file, bytes(_PAGE))
                os.fsync(file)
            if number >= _WARMING:
                ours.append((bought - began) * 1000)
                bare.append((time.perf_counter() - bought) * 1000)
    finally:
        os.close(file)
        await journal.aclose()
    return ours, bare, spent / (PURCHASES + _WARMING)


def _purchase(number: int) -> list[Work]:
    """Return the transactions of one purchase, in their order."""
    key = f"book:{number}"
    ship = an_operation(f"o{number}", subject=key, reference=f"ORD-{number}-K7")
    shipment = a_shipment(f"s{number}", order_key=key, reference=ship.reference)
    label = an_operation(f"l{number}", kind=OperationKind.FETCH_LABEL, subject=shipment.id)

    def bought(conn: Conn) -> None:
        _settle(conn, ship)
        shipments.save(conn, shipment)
        operations.enqueue(conn, label)

    def kept(conn: Conn) -> None:
        _settle(conn, label)
        labels.save(conn, shipment.id, "label", sha256="0" * 64, media_type="application/pdf",
                    size=20_000, pages=1, width_mm=105, height_mm=148, source="courier",
                    now=NOW)  # fmt: skip

    accepted = replace(ship, state=OperationState.WAITING, step="confirm", facts={"id": "900"})
    return [
        lambda conn: operations.enqueue(conn, ship),
        lambda conn: operations.begin_attempt(conn, ship.id, "create", ship.reference, NOW),
        lambda conn: _accept(conn, accepted),
        bought,
        kept,
    ]


def _accept(conn: Conn, operation: Operation) -> None:
    last = operations.attempts(conn, operation.id)[-1]
    operations.settle_attempt(conn, last.id, AttemptState.ACCEPTED, "", NOW)
    operations.save(conn, operation)


def _settle(conn: Conn, operation: Operation) -> None:
    for attempt in operations.attempts(conn, operation.id):
        operations.settle_attempt(conn, attempt.id, AttemptState.ACCEPTED, "", NOW)
    operations.save(conn, replace(operation, state=OperationState.DONE))
