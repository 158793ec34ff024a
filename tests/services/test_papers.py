"""Our own sheets: what they say of real orders, kept by hash, printed once, counted."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

from shipdesk.domain.dispatch_order import DispatchOrderId
from shipdesk.domain.label import DocumentKind, PrinterProfile, stock_of
from shipdesk.domain.measures import Parcel
from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.order import OrderKey
from shipdesk.domain.paper import Paper, PaperRequest, subject_of
from shipdesk.domain.query import ListQuery
from shipdesk.domain.shipment import ShipmentId
from shipdesk.providers.parts import PaperFile
from shipdesk.services.papers import KeptPaper
from shipdesk.storage import labels as label_store
from tests.support.desk import OpenDesk, eventually
from tests.support.pdf_tools import size_mm, tool

SLIP = DocumentKind.PACKING_SLIP


async def made(opened: OpenDesk, number: str = "ORD-000871", title: str = "Slip") -> KeptPaper:
    """A packing slip of an order, as it is kept."""
    subject = subject_of(SLIP, await opened.key(number))
    return await opened.desk.papers.make(PaperRequest(SLIP, subject, Paper(title, number)))


async def test_sheet_is_kept_by_its_hash_and_every_copy_of_it_is_in_the_ledger(
    opened: OpenDesk,
) -> None:
    papers, kept = opened.desk.papers, await made(opened)
    document = kept.document
    path = label_store.path_of(opened.program.paths.labels, document.sha256)
    body = await asyncio.to_thread(path.read_bytes)
    assert hashlib.sha256(body).hexdigest() == document.sha256
    assert (document.size, document.pages, document.source) == (len(body), 1, "shipdesk")
    for copy in (1, 2):
        (requested,) = await papers.print([(document, "ORD-000871")])
        done = await opened.settled(requested)
        assert (done.kind, done.state) == (OperationKind.PRINT, OperationState.DONE)
        record = (await papers.prints(document.shipment_id, SLIP))[0]
        assert (record.copy, record.state, record.sha256) == (copy, "handed_over", document.sha256)
        printed = Path(record.job)
        assert printed.name.startswith(f"ORD-000871-packing_slip-{copy}-")
        assert "ORD-000871" in tool("pdftotext", printed, "-")


async def test_sheets_that_are_called_alike_do_not_take_each_others_file(opened: OpenDesk) -> None:
    papers = opened.desk.papers
    both = [await made(opened, number) for number in ("ORD-000871", "ORD-000867")]
    requested = await papers.print([(kept.document, "Slip") for kept in both])
    for operation in requested:
        assert (await opened.settled(operation)).state is OperationState.DONE
    found = [await papers.prints(kept.document.shipment_id, SLIP) for kept in both]
    files = [Path(record.job) for (record,) in found]
    for file, number in zip(files, ("ORD-000871", "ORD-000867"), strict=True):
        assert number in tool("pdftotext", file, "-")


async def test_same_sheet_is_made_once_and_another_paper_makes_it_anew(opened: OpenDesk) -> None:
    desk = opened.desk
    first, again = await made(opened), await made(opened)
    assert again == first
    path = label_store.path_of(opened.program.paths.labels, first.document.sha256)
    await asyncio.to_thread(path.unlink)
    anew = await made(opened)
    assert await asyncio.to_thread(
        label_store.path_of(opened.program.paths.labels, anew.document.sha256).is_file
    )
    small = stock_of("100x150")
    assert small is not None
    await desk.printing.save_profile(SLIP, replace(desk.printing.profile(SLIP), stock=small))
    on_label = await made(opened)
    assert on_label.document.sha256 != first.document.sha256
    (requested,) = await desk.papers.print([(on_label.document, "ORD-000871")])
    assert (await opened.settled(requested)).state is OperationState.DONE
    (record,) = await desk.papers.prints(on_label.document.shipment_id, SLIP)
    assert [round(each) for each in size_mm(Path(record.job))] == [100, 150]


async def test_sheet_waits_for_a_printer_that_is_not_there_and_says_so(opened: OpenDesk) -> None:
    desk, kept = opened.desk, await made(opened)
    before = desk.printing.profile(SLIP)
    await desk.printing.save_profile(SLIP, PrinterProfile("Office", "no-such-queue", before.stock))
    (requested,) = await desk.papers.print([(kept.document, "ORD-000871")])

    async def waiting() -> str:
        told = (await desk.activity.read(requested.id)).operation
        return told.reason_key if told.state is OperationState.WAITING else ""

    assert await eventually(waiting, "it waits") in {"no_printer", "printers_silent"}
    assert await desk.papers.prints(kept.document.shipment_id, SLIP) == ()
    await desk.activity.cancel(requested.id)
    assert (await opened.settled(requested)).state is OperationState.CANCELLED


async def test_lost_file_of_a_sheet_is_told_and_nothing_is_printed(opened: OpenDesk) -> None:
    desk, kept = opened.desk, await made(opened)
    path = label_store.path_of(opened.program.paths.labels, kept.document.sha256)
    await asyncio.to_thread(path.unlink)
    (requested,) = await desk.papers.print([(kept.document, "ORD-000871")])
    refused = await opened.settled(requested)
    assert refused.state is OperationState.REFUSED
    assert await desk.papers.prints(kept.document.shipment_id, SLIP) == ()
    (again,) = await desk.papers.print([((await made(opened)).document, "ORD-000871")])
    assert (await opened.settled(again)).state is OperationState.DONE


async def test_slip_names_sender_items_and_the_parcel_that_was_bought(opened: OpenDesk) -> None:
    await opened.buy("ORD-000871")
    key = await opened.key("ORD-000871")
    (slip,) = await opened.desk.papers.slips([key, OrderKey("shop:gone")])
    assert slip.order.lines
    assert slip.sender is not None
    assert slip.sender.country == slip.order.recipient.country == "PL"
    assert slip.shipment is not None
    assert slip.shipment.tracking_number


async def test_pick_list_counts_every_piece_and_leaves_out_what_is_on_hold(
    opened: OpenDesk,
) -> None:
    desk = opened.desk
    ids = await desk.order_list.ids(ListQuery(tab="ready"))
    rows = await desk.order_list.rows(list(ids))
    keys = [OrderKey(rows[each].key) for each in ids]
    held = rows[ids[0]]
    await desk.orders.set_hold(keys[:1], hold=True)
    picks = await desk.papers.picks(keys)
    assert picks.left_out == (held.number,)
    assert picks.quantity == sum(row.quantity for row in rows.values()) - held.quantity
    assert len(picks.orders) == len(keys) - 1
    shared = sum(count for line in picks.lines for _, count in line.orders)
    assert shared == picks.quantity


async def test_parcels_that_wait_stand_on_one_sheet_for_each_courier(opened: OpenDesk) -> None:
    numbers = ("ORD-000871", "ORD-000867")
    for number in numbers:
        assert (await opened.buy(number)).state is OperationState.DONE
    (sheet,) = await opened.desk.papers.waiting()
    assert len(sheet.parcels) == len(numbers)
    assert sheet.courier
    assert sheet.pickup is None
    assert sheet.sender is not None


async def test_sheet_that_the_courier_made_is_kept_and_printed_as_it_came(
    opened: OpenDesk,
) -> None:
    papers, kept = opened.desk.papers, await made(opened, title="Zlecenie odbioru 17")
    path = label_store.path_of(opened.program.paths.labels, kept.document.sha256)
    theirs = PaperFile("pickup-17.pdf", await asyncio.to_thread(path.read_bytes))
    documents = await papers.keep_files([theirs, theirs], "paper:hand_over:courier-17")
    assert [each.source for each in documents] == ["courier", "courier"]
    operations = await papers.print([(each, "Pickup 17") for each in documents])
    for operation in operations:
        assert (await opened.settled(operation)).state is OperationState.DONE
    (record,) = await papers.prints(documents[1].shipment_id, DocumentKind.HAND_OVER)
    assert record.sha256 == kept.document.sha256


async def test_invoice_goes_out_with_each_label_once_and_only_where_that_was_chosen(
    opened: OpenDesk,
) -> None:
    desk, invoice = opened.desk, DocumentKind.INVOICE
    ids = await desk.order_list.ids(ListQuery(tab="ready"))
    rows = await desk.order_list.rows(list(ids))
    indian = [each.number for each in rows.values() if each.country == "IN"]
    alone, in_a_run = [await bought_in_india(opened, number) for number in indian[:2]]
    await desk.printing.save_profile(
        invoice, replace(desk.printing.profile(invoice), with_label=True)
    )
    at_once = await bought_in_india(opened, indian[2])

    async def printed(shipment_id: ShipmentId, *wanted: str) -> None:
        async def look() -> bool:
            prints = (await desk.printing.paper(shipment_id)).prints
            done = [each.kind for each in prints if each.state == "handed_over"]
            return sorted(done) == sorted(wanted)

        await eventually(look, f"{wanted}")

    await printed(at_once, "label", "invoice")
    await printed(alone, "label")
    await desk.printing.request([alone], reason="jam")
    await printed(alone, "label", "label", "invoice")
    await desk.print_runs.start([in_a_run], reason="jam")
    await printed(in_a_run, "label", "label", "invoice")
    (again,) = await desk.printing.request([alone], reason="lost")
    assert (await opened.settled(again)).state is OperationState.DONE
    await printed(alone, "label", "label", "label", "invoice")


async def bought_in_india(opened: OpenDesk, number: str) -> ShipmentId:
    """Buy an Indian order and wait until its label and invoice are kept."""
    desk, key = opened.desk, await opened.key(number)
    await desk.orders.set_parcel([key], Parcel(500, 200, 150, 100))
    assert (await opened.buy(number)).state is OperationState.DONE
    (shipment,) = (await desk.orders.read(key)).shipments

    async def kept() -> bool:
        paper = await desk.printing.paper(shipment.id)
        printed = any(each.state == "handed_over" for each in paper.prints)
        return printed and {"label", "invoice"} <= {each.kind for each in paper.documents}

    await eventually(kept, "label and invoice are kept")
    return shipment.id


async def test_parcels_of_a_pickup_that_was_booked_elsewhere_are_told_as_its_list_tells_them(
    opened: OpenDesk,
) -> None:
    desk = opened.desk
    ids = await desk.dispatch_order_list.ids(ListQuery())
    (row,) = (await desk.dispatch_order_list.rows(list(ids))).values()
    sheet = await desk.papers.pickup(DispatchOrderId(row.dispatch_order_id))
    assert len(sheet.parcels) == row.parcels
    names = [each.shipment.recipient.who for each in sheet.parcels if each.shipment is not None]
    assert len(names) == row.parcels
    assert all(names)
