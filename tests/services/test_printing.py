"""Paper: second copies are numbered and need a reason, and a print that died is not repeated."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.operation import Operation, OperationId, OperationKind, OperationState
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import LabelMissingError, OperationRefusedError
from shipdesk.storage import labels as label_store
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import Simulator

LONG_ZPL = b"^XA^FO1,1^GFA," + b"F" * 12_000_000 + b"^FS^XZ"
"""More than any socket takes in without a reader at the other end."""


@contextlib.contextmanager
def deaf_printer() -> Iterator[str]:
    """A printer that takes the connection and never reads."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@contextlib.asynccontextmanager
async def hearing_printer() -> AsyncIterator[str]:
    """A printer that takes all that it is sent."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1_000_000):
            continue
        writer.close()

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def printed_parcel(opened: OpenDesk, number: str = "ORD-000871") -> Shipment:
    """Buy a parcel and wait until its label was handed over."""
    assert (await opened.buy(number)).state is OperationState.DONE
    (shipment,) = (await opened.desk.orders.read(await opened.key(number))).shipments

    async def handed_over() -> bool:
        prints = (await opened.desk.printing.paper(shipment.id)).prints
        return [each.state for each in prints] == ["handed_over"]

    await eventually(handed_over, "the label is printed")
    return shipment


async def one(opened: OpenDesk, shipment: Shipment, reason: str = "") -> Operation:
    (operation,) = await opened.desk.printing.request([shipment.id], reason=reason)
    return operation


async def test_second_copy_is_numbered_and_needs_a_reason(opened: OpenDesk) -> None:
    printing = opened.desk.printing
    shipment = await printed_parcel(opened)
    with pytest.raises(OperationRefusedError) as refused:
        await one(opened, shipment)
    assert refused.value.params["field"] == "reason"
    done = await opened.settled(await one(opened, shipment, "jam"))
    assert done.state is OperationState.DONE
    newest, first = (await printing.paper(shipment.id)).prints
    assert [(each.copy, each.reason, each.state) for each in (first, newest)] == [
        (1, "", "handed_over"),
        (2, "jam", "handed_over"),
    ]
    assert newest.job == done.facts["job"]
    assert (newest.dpi, newest.verdict, newest.profile) == (203, "matches", "PDF file")
    assert newest.sha256 == (await printing.paper(shipment.id)).documents[0].sha256
    assert newest.operation_id == done.id
    with pytest.raises(LabelMissingError):
        await printing.request([shipment.id], kind=DocumentKind.INVOICE)


async def test_print_whose_process_dies_on_the_way_is_unknown_and_not_printed_again(
    opened: OpenDesk,
) -> None:
    desk, printing = opened.desk, opened.desk.printing
    shipment = await printed_parcel(opened)
    await keep_label(opened, shipment, LONG_ZPL)
    worker = opened.program.workers[1]
    hears = worker.on_notice
    assert hears is not None

    def die(name: str, value: object) -> None:
        hears(name, value)
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGKILL)

    worker.on_notice = die
    with deaf_printer() as address:
        profile = PrinterProfile("Bench", address, STOCKS[0])
        await printing.save_profile(DocumentKind.LABEL, profile)
        requested = await one(opened, shipment, "damaged")

        async def unknown() -> bool:
            told = (await desk.activity.read(requested.id)).operation
            return told.state is OperationState.UNKNOWN

        await eventually(unknown, "unknown")
    worker.on_notice = hears
    sheet = await desk.activity.read(requested.id)
    assert (sheet.can_decide, sheet.can_look_up, sheet.can_cancel) == (True, False, False)
    assert (await printing.paper(shipment.id)).prints[0].state == "unknown"
    with pytest.raises(OperationRefusedError) as refused:
        await desk.activity.look_up_now(requested.id)
    assert "printer" in refused.value.detail
    with pytest.raises(OperationRefusedError) as second:
        await one(opened, shipment, "damaged")
    assert second.value.key == "already_open"
    async with hearing_printer() as address:
        await printing.save_profile(DocumentKind.LABEL, PrinterProfile("B", address, STOCKS[0]))
        # The operation prints to whatever is bound to labels when it runs.
        again = await opened.settled(await desk.activity.again(requested.id, "Nothing came out"))
    assert again.state is OperationState.DONE
    newest = (await printing.paper(shipment.id)).prints[0]
    assert (newest.copy, newest.reason) == (3, "Nothing came out")


async def keep_label(opened: OpenDesk, shipment: Shipment, body: bytes) -> None:
    """Put other bytes in the place of the kept label."""
    sha256 = await asyncio.to_thread(label_store.keep_bytes, opened.program.paths.labels, body)
    await opened.program.journal.write(
        lambda conn: label_store.save(
            conn,
            shipment.id,
            "label",
            sha256=sha256,
            media_type="application/zpl",
            size=len(body),
            pages=1,
            width_mm=0,
            height_mm=0,
            source="courier",
            now=datetime.now(UTC),
        )
    )


@pytest.mark.expects_log("print.inspect was killed after")
async def test_label_that_cannot_be_read_again_stays_as_it_was_kept(opened: OpenDesk) -> None:
    desk = opened.desk
    shipment = await printed_parcel(opened)
    (kept,) = (await desk.printing.paper(shipment.id)).documents
    worker = opened.program.workers[1]
    assert worker.process_id is not None
    os.kill(worker.process_id, signal.SIGSTOP)
    press = desk.printing._press
    press._read_seconds = 0.05
    fetched = await opened.settled(await desk.printing.fetch_label(shipment))
    assert fetched.state is OperationState.REFUSED
    press._read_seconds = 20.0
    assert (await desk.printing.preview(kept)).png


async def test_label_that_is_none_is_refused_by_name_and_fetched_again_later(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    simulator.fault("shipx.labels.get", "empty_body")
    bought = await opened.buy("ORD-000871")
    assert bought.state is OperationState.DONE
    (shipment,) = (await desk.orders.read(await opened.key("ORD-000871"))).shipments

    async def refused() -> Operation | None:
        told = (await desk.shipments.read(shipment.id)).operations
        fetches = [each for each in told if each.kind is OperationKind.FETCH_LABEL]
        return next((each for each in fetches if each.state is OperationState.REFUSED), None)

    told = await eventually(refused, "not a label")
    assert told.reason
    assert shipment.live
    sheet = await desk.activity.read(OperationId(told.id))
    assert not sheet.can_cancel
    assert (await desk.printing.paper(shipment.id)).documents == ()
    fetched = await opened.settled(await desk.printing.fetch_label(shipment))
    assert fetched.state is OperationState.DONE
    assert (await desk.printing.paper(shipment.id)).documents[0].kind == "label"
