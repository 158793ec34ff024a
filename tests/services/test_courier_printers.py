"""Labels of two couriers on two printers: each at its own, on its own stock, in its own order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.app import Program, open_program
from shipdesk.clock import SystemClock
from shipdesk.domain.account import Environment
from shipdesk.domain.codec import from_plain
from shipdesk.domain.label import PDF_FILE, STOCKS, DocumentKind, PrinterProfile, Stock, stock_of
from shipdesk.domain.operation import Operation, OperationState, PrintIntent
from shipdesk.domain.print_run import PrintFate
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.paths import profile_paths
from shipdesk.storage import shipments
from shipdesk.storage.database import Conn
from shipdesk.storage.print_ledger import PrintRecord
from shipdesk.storage.vault import MemoryVault
from tests.services.test_printing import printed_parcel
from tests.support.book_room import codes, put_drawn, sizes_mm
from tests.support.cups import PDF_QUEUE, ZEBRA_QUEUE, PrivateCups
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.pdf_tools import size_mm
from tests.support.print_room import (
    at_rest,
    fates,
    ids_of,
    listed_printer,
    name_of,
    put_parcels,
    use,
)
from tests.support.simulator import Simulator
from tests.support.zpl_printer import unused_address

LABEL = DocumentKind.LABEL
OTHER = "Delhivery"


def profile(title: str, stock: str, printer: str = PDF_FILE) -> PrinterProfile:
    found = stock_of(stock)
    assert found is not None
    return PrinterProfile(title, printer, found, dpi=300)


async def carried_by(
    opened: OpenDesk, made: Sequence[Shipment], courier: str, places: Sequence[int]
) -> list[Shipment]:
    """Let another courier carry the parcels at these places."""
    changed = [
        replace(each, courier=courier) if at in places else each for at, each in enumerate(made)
    ]

    def write(conn: Conn) -> None:
        for each in changed:
            shipments.save(conn, each)

    await opened.program.journal.write(write)
    return changed


async def drawn(opened: OpenDesk, count: int, others: Sequence[int]) -> list[Shipment]:
    """Keep labels of parcels, those at these places of the other courier."""
    program = opened.program
    made = await put_drawn(program.journal, program.paths.labels, count)
    return await carried_by(opened, made, OTHER, others)


async def newest(opened: OpenDesk, shipment: Shipment) -> PrintRecord:
    return (await opened.desk.printing.paper(shipment.id)).prints[0]


def labels_of(operation: Operation, made: Sequence[Shipment]) -> list[int]:
    """Return the places of the labels that an operation prints."""
    ids = [each.id for each in made]
    intent = from_plain(PrintIntent, operation.intent)
    return [ids.index(ShipmentId(part.shipment_id)) for part in intent.parts]


async def test_each_label_goes_to_its_couriers_printer_on_its_stock_and_says_so(
    opened: OpenDesk,
) -> None:
    printing = opened.desk.printing
    made = await drawn(opened, 3, others=(1,))
    await printing.save_profile(LABEL, profile("Bench", "100x150"))
    await printing.save_profile(LABEL, profile("Office", "a5"), OTHER)
    asked = await printing.request(ids_of(made))
    ended = [await opened.settled(each) for each in asked]
    assert {each.state for each in ended} == {OperationState.DONE}
    records = [await newest(opened, each) for each in made]
    assert [each.profile for each in records] == ["Bench", "Office", "Bench"]
    sizes = [[round(side) for side in size_mm(Path(each.job))] for each in records]
    assert sizes == [[100, 150], [148, 210], [100, 150]]
    for void in (made[0], made[1]):
        cancelled = replace(void.cancelled, extra={})
        await opened.program.journal.write(
            lambda conn, each=cancelled: shipments.save(conn, each)  # type: ignore[misc]
        )
        (again,) = await printing.request([void.id], reason="audit", void=True)
        assert (await opened.settled(again)).state is OperationState.DONE
    assert [(await newest(opened, each)).profile for each in made[:2]] == ["Bench", "Office"]


async def test_label_that_comes_with_its_purchase_goes_to_its_couriers_printer(
    opened: OpenDesk,
) -> None:
    await opened.desk.printing.save_profile(LABEL, profile("Office", "a5"), "InPost")
    polish, indian = await printed_parcel(opened), await printed_parcel(opened, "ORD-000870")
    assert (polish.courier, indian.courier != "InPost") == ("InPost", True)
    assert indian.courier in await opened.desk.label_couriers.names()
    records = [await newest(opened, each) for each in (polish, indian)]
    assert [each.profile for each in records] == ["Office", "PDF file"]
    wide = [round(size_mm(Path(each.job))[0]) for each in records]
    assert wide == [148, 100]


@pytest.mark.cups
async def test_two_queues_of_the_printing_system_each_get_their_couriers_labels(
    opened: OpenDesk, cups: PrivateCups
) -> None:
    printing = opened.desk.printing
    made = await drawn(opened, 3, others=(1,))
    await printing.save_profile(LABEL, profile("Bench", "100x150", ZEBRA_QUEUE))
    await printing.save_profile(LABEL, profile("Office", "a5", PDF_QUEUE), OTHER)
    await at_rest(opened, (await opened.desk.print_runs.start(ids_of(made))).id)
    (paper,) = cups.wait_for_pdfs(1)
    assert size_mm(paper) == pytest.approx((148, 210), abs=0.6)
    assert len(cups.zebra.wait_for_jobs(2)) == 2
    records = [await newest(opened, each) for each in made]
    assert [each.printer for each in records] == [ZEBRA_QUEUE, PDF_QUEUE, ZEBRA_QUEUE]


async def test_check_and_question_about_ink_that_would_be_cut_are_of_the_couriers_own_stock(
    opened: OpenDesk,
) -> None:
    printing = opened.desk.printing
    made = await drawn(opened, 2, others=(1,))
    small = replace(profile("Small", "a6"), stock=Stock("small", "90 × 130 mm", 90, 130), dpi=600)
    await printing.save_profile(LABEL, small, OTHER)
    proofs = []
    for each in made:
        (document,) = (await printing.paper(each.id)).documents
        proofs.append(await printing.check(each, document))
    assert proofs[0].cut == 0 < proofs[1].cut
    (asked,) = await printing.request([made[1].id])
    stopped = await opened.settled(asked)
    assert stopped.reason_key == "label_cut"
    assert "90 × 130 mm" in stopped.reason


async def test_own_printer_is_there_after_a_restart_and_goes_with_the_choice(
    simulator: Simulator, tmp_path: Path
) -> None:
    own, common = profile("Office", "a5"), profile("Bench", "100x150")
    async with open_desk(simulator, tmp_path, sync=False) as opened:
        printing = opened.desk.printing
        await opened.desk.providers.all_ready()
        assert "InPost" in await opened.desk.label_couriers.names(), "before the first purchase"
        await printing.save_profile(LABEL, common)
        await printing.save_profile(LABEL, own, OTHER)
        await printing.calibrating.correct(PDF_FILE, 19, 20)
    async with open_desk(simulator, tmp_path, sync=False, fresh=False) as opened:
        printing = opened.desk.printing
        assert OTHER in await opened.desk.label_couriers.names()
        assert printing.profile(LABEL, OTHER.upper()) == replace(own, shift_x_mm=1.0)
        assert printing.has_own(LABEL, OTHER)
        assert printing.profile(LABEL, "InPost").title == "Bench"
        assert printing.profile(DocumentKind.INVOICE, OTHER).stock.key == "a4"
        await printing.forget_profile(LABEL, OTHER.lower())
        assert printing.profile(LABEL, OTHER).title == "Bench"
        assert not printing.has_own(LABEL, OTHER)
        await printing.load()
        assert printing.profile(LABEL, OTHER).title == "Bench"


async def test_own_printer_is_part_of_everything_that_is_saved_to_one_file(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def program(name: str) -> Program:
        return open_program(
            profile_paths("main", tmp_path / name), Environment.PRODUCTION, MemoryVault(),
            SystemClock(), lambda where, error: pytest.fail(f"{where}: {error!r}"),
        )  # fmt: skip

    here = program("here")
    await here.desk.printing.save_profile(LABEL, profile("Office", "a5"), OTHER)
    path = await here.desk.saving.save(str(stick))
    await here.aclose()
    there = program("there")
    await there.desk.saving.bring(str(path))
    await there.aclose()
    there = program("there")
    await there.desk.printing.load()
    assert there.desk.printing.profile(LABEL, OTHER).title == "Office"
    await there.aclose()


async def test_what_waits_for_a_printer_goes_to_the_one_that_its_courier_gets(
    opened: OpenDesk,
) -> None:
    printing = opened.desk.printing
    made = await drawn(opened, 2, others=(1,))
    await printing.save_profile(LABEL, profile("Gone", "100x150", unused_address()))
    asked = await printing.request(ids_of(made))

    async def wait() -> bool:
        now = [(await opened.desk.activity.read(each.id)).operation.state for each in asked]
        return now == [OperationState.WAITING] * 2

    await eventually(wait, "both wait")
    await printing.save_profile(LABEL, profile("Office", "a5"), OTHER)
    assert (await opened.settled(asked[1])).state is OperationState.DONE
    assert (await newest(opened, made[1])).profile == "Office"
    assert (await printing.paper(made[0].id)).prints == ()
    await printing.save_profile(LABEL, profile("Bench", "100x150"))
    assert (await opened.settled(asked[0])).state is OperationState.DONE


async def test_a_run_sends_each_row_to_its_own_printer_in_list_order(opened: OpenDesk) -> None:
    program = opened.program
    parcels = await put_parcels(program.journal, program.paths.labels, 8)
    made = await carried_by(opened, parcels, OTHER, (1, 2, 5))
    async with listed_printer() as common, listed_printer() as own:
        await use(opened, common)
        await opened.desk.printing.save_profile(LABEL, own.profile, OTHER)
        run = await opened.desk.print_runs.start(ids_of(made))
        ended = await at_rest(opened, run.id)
    assert fates(ended) == [PrintFate.SENT] * 8
    assert common.names == [name_of(place) for place in (0, 3, 4, 6, 7)]
    assert own.names == [name_of(place) for place in (1, 2, 5)]


async def test_sheets_of_two_printers_are_filled_apart_in_list_order(opened: OpenDesk) -> None:
    printing, runs = opened.desk.printing, opened.desk.print_runs
    made = await drawn(opened, 7, others=(1, 3, 4))
    first, second = profile("Bench", "a4-2x2"), profile("Office", "a4-1x2")
    await printing.save_profile(LABEL, first)
    await printing.save_profile(LABEL, second, OTHER)
    await printing.places.choose(first, 1)
    ended = await at_rest(opened, (await runs.start(ids_of(made))).id)
    assert fates(ended) == [PrintFate.SENT] * 7
    pages = {row.operation.id: row.operation for row in ended.rows if row.operation is not None}
    assert [labels_of(each, made) for each in pages.values()] == [[0, 2, 5], [1, 3], [4], [6]]
    printed = [await newest(opened, each) for each in made]
    assert [each.profile for each in printed] == [
        "Office" if at in {1, 3, 4} else "Bench" for at in range(7)
    ]
    assert (await printing.places.next(first)).place == 1
    assert (await printing.places.next(second)).place == 1
    asked = await printing.request(ids_of(made), reason="lost")
    assert [labels_of(each, made) for each in asked] == [[0, 2, 5], [1], [3, 4], [6]]
    for each in asked:
        assert (await opened.settled(each)).state is OperationState.DONE
    assert (await printing.places.next(first)).place == 1
    assert (await printing.places.next(second)).place == 0


async def test_a_run_waits_only_for_labels_of_the_page_that_is_printed_next(
    opened: OpenDesk,
) -> None:
    program, runs = opened.program, opened.desk.print_runs
    parcels = await put_parcels(program.journal, program.paths.labels, 3, without=(1,))
    made = await carried_by(opened, parcels, OTHER, (1,))
    async with listed_printer() as own:
        await opened.desk.printing.save_profile(LABEL, own.profile)
        await opened.desk.printing.save_profile(LABEL, profile("Office", "a4-2x2"), OTHER)
        ended = await at_rest(opened, (await runs.start(ids_of(made))).id)
    assert fates(ended) == [PrintFate.SENT, PrintFate.NOT_PRINTED, PrintFate.SENT]
    assert ended.rows[1].why_key == "label_missing"
    assert own.names == [name_of(0), name_of(2)]


async def test_a_courier_that_gets_a_printer_while_its_label_waits_on_a_sheet_leaves_that_sheet(
    opened: OpenDesk,
) -> None:
    printing = opened.desk.printing
    made = await drawn(opened, 3, others=(1,))
    await printing.save_profile(LABEL, profile("Gone", "a4-2x2", unused_address()))
    (page,) = await printing.request(ids_of(made))
    assert labels_of(page, made) == [0, 1, 2]

    async def waits() -> bool:
        return (await opened.desk.activity.read(page.id)).operation.state is OperationState.WAITING

    await eventually(waits, "the page waits")
    await printing.save_profile(LABEL, profile("Office", "a5"), OTHER)
    await printing.save_profile(LABEL, profile("Bench", "a4-2x2"))
    done = await opened.settled(page)
    assert done.reason == "2 of 3 labels went to the printer. Stopped: RUN-001."
    stopped = await newest(opened, made[1])
    assert stopped.state == "failed"
    assert "Labels of Delhivery go to Office" in stopped.words
    (again,) = await printing.request([made[1].id])
    assert (await opened.settled(again)).state is OperationState.DONE
    assert (await newest(opened, made[1])).profile == "Office"


async def test_one_pdf_of_all_has_each_couriers_own_stock(opened: OpenDesk, tmp_path: Path) -> None:
    printing, book = opened.desk.printing, opened.desk.label_book
    made = await drawn(opened, 6, others=(1, 4))
    await printing.save_profile(LABEL, PrinterProfile("Zebra", "zebra", STOCKS[0]))
    await printing.save_profile(LABEL, profile("Office", "a5"), OTHER)
    wanted = [(each.id, each.order_number) for each in made]
    target = tmp_path / "all.pdf"
    saved = await book.save(wanted, target, lambda _done: None, asyncio.Event())
    assert (saved.labels, saved.left_out) == (6, ())
    wide = [round(width) for width, _ in sizes_mm(target)]
    assert wide == [100, 148, 100, 100, 148, 100]
    assert codes(target, tmp_path) == [[each.tracking_number] for each in made]
    await printing.save_profile(LABEL, profile("Sheets", "a4-2x2"))
    await book.save(wanted, target, lambda _done: None, asyncio.Event())
    assert [round(width) for width, _ in sizes_mm(target)] == [210, 148, 148]
    on_sheet = {made[at].tracking_number for at in (0, 2, 3, 5)}
    assert [set(page) for page in codes(target, tmp_path)] == [
        on_sheet, {made[1].tracking_number}, {made[4].tracking_number},
    ]  # fmt: skip
