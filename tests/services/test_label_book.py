"""One PDF of many labels: each at true size in its order, whole or not at all, and no print."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.label_book import SavedBook
from shipdesk.domain.shipment import Shipment, ShipmentId, ShipmentStatus
from shipdesk.errors import PrintError
from shipdesk.services.label_book import Wanted
from shipdesk.storage import print_ledger
from shipdesk.storage import shipments as shipment_store
from tests.fixtures.labels import make
from tests.services.test_print_sheets import sheet_profile
from tests.support.book_room import codes, drawn, put_drawn, sizes_mm
from tests.support.desk import OpenDesk
from tests.support.pdf_tools import tool
from tests.support.print_room import keep, zpl


async def parcels(opened: OpenDesk, count: int) -> list[Shipment]:
    program = opened.program
    return await put_drawn(program.journal, program.paths.labels, count)


def wanted(made: list[Shipment]) -> Wanted:
    return [(each.id, each.order_number) for each in made]


async def save(opened: OpenDesk, made: list[Shipment], target: Path) -> SavedBook:
    book = opened.desk.label_book
    return await book.save(wanted(made), target, lambda _done: None, asyncio.Event())


async def put_label(opened: OpenDesk, shipment: Shipment, body: bytes, kind: str) -> None:
    await keep(opened.program.journal, opened.program.paths.labels, shipment, body, kind)


@pytest.mark.parametrize("count", [3, 40])
async def test_each_label_has_a_page_of_the_stock_in_the_order_of_the_list(
    opened: OpenDesk, tmp_path: Path, count: int
) -> None:
    made = list(reversed(await parcels(opened, count)))
    target, far = tmp_path / "all.pdf", list[int]()
    book = opened.desk.label_book
    saved = await book.save(wanted(made), target, far.append, asyncio.Event())
    assert saved == SavedBook(count, ())
    assert far == list(range(1, count + 1))
    stock = opened.desk.printing.profile(DocumentKind.LABEL).stock
    assert len(sizes_mm(target)) == count
    for wide, tall in sizes_mm(target):
        assert abs(wide - stock.width_mm) <= 0.5
        assert abs(tall - stock.height_mm) <= 0.5
    assert codes(target, tmp_path) == [[each.tracking_number] for each in made]
    assert tool("pdfimages", "-list", target).splitlines()[2:] == [], "lines stay lines"


async def test_an_export_is_no_print_and_leaves_nothing_but_the_file(
    opened: OpenDesk, tmp_path: Path
) -> None:
    made = await parcels(opened, 2)
    folder = tmp_path / "out"
    folder.mkdir()
    await save(opened, made, folder / "all.pdf")
    assert [each.name for each in folder.iterdir()] == ["all.pdf"]
    ids = [each.id for each in made]
    counted = await opened.program.journal.read(lambda conn: print_ledger.handed_over(conn, ids))
    assert counted == {}
    assert [(await opened.desk.printing.paper(each)).prints for each in ids] == [(), ()]


async def test_what_is_stopped_void_missing_or_cannot_be_drawn_is_left_out_and_named(
    opened: OpenDesk, tmp_path: Path
) -> None:
    made = await parcels(opened, 7)
    await put_label(opened, made[1], drawn(made[0].tracking_number), "application/pdf")
    await put_label(opened, made[2], zpl("RUN-002"), "application/zpl")
    await put_label(opened, made[3], b"%PDF-1.7 nothing", "application/pdf")
    void = replace(made[4], status=ShipmentStatus.CANCELLED)
    await opened.program.journal.write(lambda conn: shipment_store.save(conn, void))
    gone = replace(made[5], id=ShipmentId("acc:elsewhere"))
    saved = await save(opened, [*made[:5], gone, made[6]], tmp_path / "all.pdf")
    assert saved.labels == 2
    told = [(each.number, each.error.key) for each in saved.left_out]
    assert told == [
        ("RUN-001", "label_mismatch"),
        ("RUN-002", "label_not_drawn"),
        ("RUN-003", "label_damaged"),
        ("RUN-004", "label_void"),
        ("RUN-005", "label_missing"),
    ]
    good = [[each.tracking_number] for each in (made[0], made[6])]
    assert codes(tmp_path / "all.pdf", tmp_path) == good


async def test_a_cancel_leaves_no_half_file_and_what_stood_there_before(
    opened: OpenDesk, tmp_path: Path
) -> None:
    made = await parcels(opened, 5)
    folder, stop = tmp_path / "out", asyncio.Event()
    folder.mkdir()
    target = folder / "all.pdf"
    target.write_bytes(b"before")

    def told(done: int) -> None:
        if done == 3:
            stop.set()

    saved = await opened.desk.label_book.save(wanted(made), target, told, stop)
    assert (saved.labels, saved.stopped) == (3, True)
    assert [each.name for each in folder.iterdir()] == ["all.pdf"]
    assert target.read_bytes() == b"before"


async def test_a_window_that_closes_meanwhile_leaves_no_half_file(
    opened: OpenDesk, tmp_path: Path
) -> None:
    made = await parcels(opened, 5)
    folder = tmp_path / "out"
    folder.mkdir()
    begun = asyncio.Event()
    book = opened.desk.label_book
    async with asyncio.TaskGroup() as group:
        saving = group.create_task(
            book.save(wanted(made), folder / "all.pdf", lambda _at: begun.set(), asyncio.Event())
        )
        await begun.wait()
        saving.cancel()
    assert list(folder.iterdir()) == []


async def test_no_good_label_makes_no_file(opened: OpenDesk, tmp_path: Path) -> None:
    made = await parcels(opened, 2)
    for each in made:
        await put_label(opened, each, zpl(each.order_number), "application/zpl")
    saved = await save(opened, made, tmp_path / "all.pdf")
    assert (saved.labels, len(saved.left_out)) == (0, 2)
    assert not (tmp_path / "all.pdf").exists()


async def test_a_folder_that_is_not_there_is_told(opened: OpenDesk, tmp_path: Path) -> None:
    made = await parcels(opened, 2)
    with pytest.raises(PrintError) as refused:
        await save(opened, made, tmp_path / "none" / "all.pdf")
    assert refused.value.key == "print_file"


async def test_on_sheets_the_next_labels_take_the_places_of_those_that_are_stopped(
    opened: OpenDesk, tmp_path: Path
) -> None:
    await opened.desk.printing.save_profile(DocumentKind.LABEL, sheet_profile())
    made = await parcels(opened, 10)
    await put_label(opened, made[1], drawn(made[0].tracking_number), "application/pdf")
    target = tmp_path / "all.pdf"
    saved = await save(opened, made, target)
    assert saved.labels == 9
    assert [each.number for each in saved.left_out] == ["RUN-001"]
    good = [each.tracking_number for each in made if each is not made[1]]
    read = [sorted(page) for page in codes(target, tmp_path)]
    assert read == [good[:4], good[4:8], good[8:]]
    assert "(A4)" in tool("pdfinfo", target)


async def test_a_picture_and_a_label_for_another_printer_come_at_true_size(
    opened: OpenDesk, tmp_path: Path
) -> None:
    profile = PrinterProfile("Bench", "Zebra", STOCKS[0])
    await opened.desk.printing.save_profile(DocumentKind.LABEL, profile)
    made = await parcels(opened, 2)
    body = make.png(make.Drawn(made[1].tracking_number), 203)
    await put_label(opened, made[1], body, "image/png")
    saved = await save(opened, made, tmp_path / "all.pdf")
    assert saved == SavedBook(2, ())
    book = tmp_path / "all.pdf"
    assert codes(book, tmp_path, 406) == [[each.tracking_number] for each in made]
    for wide, tall in sizes_mm(book):
        assert abs(wide - profile.stock.width_mm) <= 0.5
        assert abs(tall - profile.stock.height_mm) <= 0.5


@pytest.mark.parametrize(("on_sheets", "lost"), [(False, 1), (True, 4)])
async def test_a_print_process_that_dies_costs_its_own_page_and_no_other(
    opened: OpenDesk, tmp_path: Path, *, on_sheets: bool, lost: int
) -> None:
    if on_sheets:
        await opened.desk.printing.save_profile(DocumentKind.LABEL, sheet_profile())
    made = await parcels(opened, 12)
    worker = opened.program.workers[1]

    def told(done: int) -> None:
        if done == 4:
            assert worker.process_id is not None
            os.kill(worker.process_id, signal.SIGSTOP)  # so that the next job reaches it
            later = asyncio.get_running_loop().call_later
            later(0.2, os.kill, worker.process_id, signal.SIGKILL)

    book, target = opened.desk.label_book, tmp_path / "all.pdf"
    saved = await book.save(wanted(made), target, told, asyncio.Event())
    assert [each.error.key for each in saved.left_out] == ["label_kills"] * lost
    assert [each.number for each in saved.left_out] == [f"RUN-{at:03}" for at in range(4, 4 + lost)]
    good = [each.tracking_number for each in (*made[:4], *made[4 + lost :])]
    assert sorted(code for page in codes(target, tmp_path) for code in page) == good
