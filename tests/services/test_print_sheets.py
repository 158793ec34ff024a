"""Sheets of several labels: one job a page, a record a label, the next place remembered."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.domain.label import PDF_FILE, DocumentKind, PrinterProfile, stock_of
from shipdesk.domain.operation import (
    Operation,
    OperationKind,
    OperationState,
    PrintIntent,
)
from shipdesk.domain.sheet import SheetPlace
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import OperationRefusedError
from shipdesk.services import sheet_pages
from shipdesk.storage import print_ledger
from tests.services.test_printing import deaf_printer, keep_label, printed_parcel
from tests.support.desk import OpenDesk, eventually
from tests.support.pdf_tools import tool
from tests.support.simulator import Simulator

ZPL = b"^XA^FO50,50^BCN,100^FD123456^FS^XZ"
NUMBERS = ("ORD-000871", "ORD-000868", "ORD-000867")


def sheet_profile(printer: str = PDF_FILE, key: str = "a4-2x2") -> PrinterProfile:
    stock = stock_of(key)
    assert stock is not None
    return PrinterProfile("Office", printer, stock)


async def parcels(opened: OpenDesk, numbers: Sequence[str] = NUMBERS) -> list[Shipment]:
    """Buy parcels, whose labels are printed alone, then put a sheet into the printer."""
    bought = [await printed_parcel(opened, number) for number in numbers]
    await opened.desk.printing.save_profile(DocumentKind.LABEL, sheet_profile())
    return bought


async def place(opened: OpenDesk) -> SheetPlace:
    printing = opened.desk.printing
    return await printing.places.next(printing.profile(DocumentKind.LABEL))


async def newest(opened: OpenDesk, shipment: Shipment) -> print_ledger.PrintRecord:
    return (await opened.desk.printing.paper(shipment.id)).prints[0]


def parts(operation: Operation) -> int:
    return 1 + len(operation.intent.get("also", ()))


async def test_labels_asked_for_at_one_go_share_a_page_and_each_has_its_record(
    opened: OpenDesk,
) -> None:
    bought = await parcels(opened)
    ids = [each.id for each in bought]
    (page,) = await opened.desk.printing.request(ids, reason="lost")
    done = await opened.settled(page)
    assert done.state is OperationState.DONE
    records = [await newest(opened, each) for each in bought]
    assert {(each.state, each.copy, each.reason) for each in records} == {
        ("handed_over", 2, "lost")
    }
    assert {each.job for each in records} == {done.facts["job"]}
    assert {each.verdict for each in records} == {"matches"}
    paper = Path(done.facts["job"])
    assert "Pages:           1\n" in tool("pdfinfo", paper)
    assert "(A4)" in tool("pdfinfo", paper)
    assert await place(opened) == SheetPlace(3, 4)


async def test_next_labels_begin_at_the_place_that_is_free_and_later_pages_follow(
    opened: OpenDesk,
) -> None:
    bought = await parcels(opened)
    printing = opened.desk.printing
    await printing.places.choose(printing.profile(DocumentKind.LABEL), 2)
    first, second = await printing.request([each.id for each in bought], reason="lost")
    assert (parts(first), parts(second)) == (2, 1)
    ends = [await opened.settled(each) for each in (first, second)]
    assert [each.state for each in ends] == [OperationState.DONE] * 2
    assert len({each.facts["job"] for each in ends}) == 2
    assert await place(opened) == SheetPlace(1, 4)
    one = await opened.settled((await printing.request([bought[0].id], reason="jam"))[0])
    assert one.state is OperationState.DONE
    assert await place(opened) == SheetPlace(2, 4)


async def test_stopped_label_is_refused_alone_and_the_others_close_up(opened: OpenDesk) -> None:
    bought = await parcels(opened)
    printing = opened.desk.printing
    await keep_label(opened, bought[1], ZPL)
    (page,) = await printing.request([each.id for each in bought], reason="lost")
    done = await opened.settled(page)
    assert done.state is OperationState.DONE
    assert done.reason == "2 of 3 labels went to the printer. Stopped: ORD-000868."
    records = [await newest(opened, each) for each in bought]
    assert [each.state for each in records] == ["handed_over", "failed", "handed_over"]
    assert await place(opened) == SheetPlace(2, 4)
    refused = (await opened.desk.activity.read(records[1].operation_id)).operation
    assert (refused.state, refused.reason_key) == (OperationState.REFUSED, "label_not_drawn")
    assert (refused.title, refused.parent_id) == ("ORD-000868", page.id)


async def test_where_every_label_is_stopped_the_sheet_stays_as_it_was(opened: OpenDesk) -> None:
    bought = await parcels(opened, NUMBERS[:2])
    printing = opened.desk.printing
    await printing.places.choose(printing.profile(DocumentKind.LABEL), 1)
    for each in bought:
        await keep_label(opened, each, ZPL)
    (page,) = await printing.request([each.id for each in bought], reason="lost")
    done = await opened.settled(page)
    assert (done.state, done.reason_key) == (OperationState.REFUSED, "sheet_stopped")
    records = [await newest(opened, each) for each in bought]
    assert [each.state for each in records] == ["failed", "failed"]
    told = [(await opened.desk.activity.read(each.operation_id)).operation for each in records]
    assert [each.reason_key for each in told] == ["label_not_drawn"] * 2
    assert await place(opened) == SheetPlace(1, 4)


async def test_page_waits_for_a_printer_that_is_not_there_and_uses_no_place(
    opened: OpenDesk,
) -> None:
    bought = await parcels(opened, NUMBERS[:2])
    printing, activity = opened.desk.printing, opened.desk.activity
    profile = sheet_profile("127.0.0.1:1")
    await printing.save_profile(DocumentKind.LABEL, profile)
    await printing.places.choose(profile, 2)
    (page,) = await printing.request([each.id for each in bought], reason="lost")

    async def waits() -> bool:
        return (await activity.read(page.id)).operation.reason_key == "printer_unreachable"

    await eventually(waits, "the printer is looked for")
    assert [(await newest(opened, each)).copy for each in bought] == [1, 1]
    assert await place(opened) == SheetPlace(2, 4)


async def test_page_that_could_not_be_handed_over_gives_its_places_back(opened: OpenDesk) -> None:
    bought = await parcels(opened, NUMBERS[:2])
    printing, folder = opened.desk.printing, opened.program.paths.printed
    await printing.places.choose(printing.profile(DocumentKind.LABEL), 1)
    shutil.rmtree(folder)
    folder.touch()
    (page,) = await printing.request([each.id for each in bought], reason="lost")
    done = await opened.settled(page)
    assert (done.state, done.reason_key) == (OperationState.REFUSED, "print_file")
    assert [(await newest(opened, each)).state for each in bought] == ["failed", "failed"]
    assert await place(opened) == SheetPlace(1, 4)


async def test_page_whose_printing_dies_is_unknown_whole_and_its_places_are_not_used_again(
    opened: OpenDesk,
) -> None:
    bought = await parcels(opened)
    printing, activity = opened.desk.printing, opened.desk.activity
    worker = opened.program.workers[1]
    hears = worker.on_notice
    assert hears is not None

    def die(name: str, value: object) -> None:
        hears(name, value)
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGKILL)

    worker.on_notice = die
    with deaf_printer() as address:
        # More than a socket takes in without a reader: it cannot end before it is killed.
        fine = replace(sheet_profile(address), dpi=600)
        await printing.save_profile(DocumentKind.LABEL, fine)
        (page,) = await printing.request([each.id for each in bought[:2]], reason="lost")

        async def unknown() -> bool:
            told = (await activity.read(page.id)).operation
            return told.state is OperationState.UNKNOWN

        await eventually(unknown, "unknown")
    worker.on_notice = hears
    assert [(await newest(opened, each)).state for each in bought[:2]] == ["unknown"] * 2
    assert await place(opened) == SheetPlace(2, 4, unsure_from=0)
    with pytest.raises(OperationRefusedError) as second:
        await printing.request([bought[2].id, bought[1].id], reason="lost")
    assert second.value.key == "already_open"
    with pytest.raises(OperationRefusedError):
        await printing.request([bought[1].id], reason="lost")
    await printing.save_profile(DocumentKind.LABEL, sheet_profile())
    again = await opened.settled(await activity.again(page.id, "Nothing came out"))
    assert again.state is OperationState.DONE
    records = [await newest(opened, each) for each in bought[:2]]
    assert [(each.state, each.copy) for each in records] == [("handed_over", 4 - 1)] * 2


async def test_labels_asked_for_together_are_refused_once_the_paper_is_no_sheet(
    opened: OpenDesk,
) -> None:
    bought = await parcels(opened, NUMBERS[:2])
    a6 = sheet_profile(key="a6")
    await opened.desk.printing.save_profile(DocumentKind.LABEL, a6)
    wanted = [(each, PrintIntent(each.id, "a" * 64, copy=2)) for each in bought]
    (page,) = await opened.desk.runner.queue(
        lambda conn: sheet_pages.operations(
            conn, lambda _courier: sheet_profile(), wanted, bought[0].created_at
        )
    )
    done = await opened.settled(page)
    assert (done.state, done.reason_key) == (OperationState.REFUSED, "sheet_gone")
    assert "A6" in done.reason
    pages = await opened.desk.printing.request([each.id for each in bought], reason="lost")
    assert len(pages) == 2, "no sheet: one job each"


async def test_bought_label_goes_to_the_next_place_of_the_sheet(
    opened: OpenDesk, simulator: Simulator
) -> None:
    assert simulator.url
    printing = opened.desk.printing
    await printing.save_profile(DocumentKind.LABEL, sheet_profile())
    await printed_parcel(opened, NUMBERS[0])
    await printed_parcel(opened, NUMBERS[1])
    assert await place(opened) == SheetPlace(2, 4)
    rows = await opened.desk.activity.page("", "")
    prints = [row for row in rows if row.kind == OperationKind.PRINT]
    assert {row.state for row in prints} == {OperationState.DONE}
