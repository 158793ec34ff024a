"""Print runs: labels come out in the order of the list, each once, whatever happens on the way."""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace

import pytest

from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.operation import LabelIntent, OperationKind, OperationState
from shipdesk.domain.print_run import PrintFate, PrintRun, PrintRunId, RunState, Why
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import OperationRefusedError
from shipdesk.services.kinds.base import new_operation
from shipdesk.storage import operations, shipments
from shipdesk.storage.database import Conn
from shipdesk.storage.labels import load_bytes
from tests.services.test_print_sheets import sheet_profile
from tests.services.test_printing import printed_parcel
from tests.support.desk import OpenDesk, eventually
from tests.support.print_room import (
    at_rest,
    fates,
    ids_of,
    keep,
    listed_printer,
    long_zpl,
    name_of,
    put_parcels,
    use,
    zpl,
)
from tests.support.shop import COURIER

SENT, STOPPED = PrintFate.SENT, PrintFate.NOT_PRINTED


async def parcels(opened: OpenDesk, count: int, *, without: tuple[int, ...] = ()) -> list[Shipment]:
    program = opened.program
    return await put_parcels(program.journal, program.paths.labels, count, without=without)


async def fetch_later(opened: OpenDesk, shipment: Shipment) -> None:
    """Have a label be on its way: its account is not there to give it now."""
    operation = new_operation(
        OperationKind.FETCH_LABEL, shipment.id, shipment.account_id, shipment.order_number,
        LabelIntent(shipment.id), opened.desk.clock.now(),
    )  # fmt: skip
    await opened.desk.runner.request(operation)


async def comes(opened: OpenDesk, shipment: Shipment) -> None:
    """Have the label come that is on its way."""
    program = opened.program
    if not (await opened.desk.printing.paper(shipment.id)).documents:
        await keep(program.journal, program.paths.labels, shipment, zpl(shipment.order_number))
    found = await opened.program.journal.read(lambda conn: operations.of_subject(conn, shipment.id))
    (fetching,) = [each for each in found if each.kind is OperationKind.FETCH_LABEL]
    await opened.desk.activity.cancel(fetching.id)


async def until(opened: OpenDesk, run_id: PrintRunId, *wanted: PrintFate) -> PrintRun:
    """Return the run once its labels came to these fates."""

    async def look() -> PrintRun | None:
        run = await opened.desk.print_runs.read(run_id)
        return run if fates(run) == list(wanted) else None

    return await eventually(look, f"{wanted}")


async def test_labels_come_out_once_each_in_the_order_that_was_chosen(opened: OpenDesk) -> None:
    made = await parcels(opened, 12)
    order = ids_of(made)[::-1]
    async with listed_printer() as printer:
        await use(opened, printer)
        run = await opened.desk.print_runs.start([*order, order[0]])
        done = await at_rest(opened, run.id)
    assert (done.state, done.settled, done.counts) == (RunState.ENDED, 12, {SENT: 12})
    assert printer.names == [name_of(place) for place in reversed(range(12))]


async def test_a_second_copy_takes_one_reason_for_the_whole_run(opened: OpenDesk) -> None:
    made = await parcels(opened, 3)
    runs = opened.desk.print_runs
    async with listed_printer() as printer:
        await use(opened, printer)
        await at_rest(opened, (await runs.start(ids_of(made[:2]))).id)
        with pytest.raises(OperationRefusedError) as refused:
            await runs.start(ids_of(made))
        assert refused.value.params["field"] == "reason"
        assert len(await runs.recent()) == 1, "nothing of it was written"
        assert await runs.copies(ids_of(made)) == {made[0].id: 1, made[1].id: 1}
        again = await at_rest(opened, (await runs.start(ids_of(made), "jam")).id)
        told = [(await opened.desk.printing.paper(each.id)).prints[0] for each in made]
    assert fates(again) == [SENT, SENT, SENT]
    assert [(each.copy, each.reason) for each in told] == [(2, "jam"), (2, "jam"), (1, "")]


async def test_what_the_check_stops_is_listed_with_its_reason_and_the_rest_comes_out(
    opened: OpenDesk,
) -> None:
    made = await parcels(opened, 4)
    runs, paths = opened.desk.print_runs, opened.program.paths
    other = zpl(name_of(1), made[3].tracking_number)
    await keep(opened.program.journal, paths.labels, made[1], other)
    async with listed_printer() as printer:
        await use(opened, printer)
        run = await at_rest(opened, (await runs.start(ids_of(made))).id)
        assert (run.state, fates(run)) == (RunState.ENDED, [SENT, STOPPED, SENT, SENT])
        assert run.rows[1].why_key == "label_mismatch"
        assert made[3].tracking_number in run.rows[1].why
        assert printer.names == [name_of(0), name_of(2), name_of(3)]
        with pytest.raises(OperationRefusedError):
            await runs.retry(run.id, [1], force=True)
        assert await runs.retry(run.id, [0, 1, 2]) == 1, "what came out is not printed again"
        assert fates(await at_rest(opened, run.id)) == [SENT, STOPPED, SENT, SENT]
        assert await runs.retry(run.id, [1], "compared by eye", force=True) == 1
        assert fates(await at_rest(opened, run.id)) == [SENT] * 4
    assert printer.names[3:] == [name_of(1)]
    (forced, *_) = (await opened.desk.printing.paper(made[1].id)).prints
    assert (forced.copy, forced.reason) == (1, "compared by eye")


async def test_a_label_that_is_on_its_way_is_waited_for_at_its_place_or_skipped(
    opened: OpenDesk,
) -> None:
    made = await parcels(opened, 5, without=(1, 3, 4))
    runs = opened.desk.print_runs
    await fetch_later(opened, made[1])
    await fetch_later(opened, made[3])
    async with listed_printer() as printer:
        await use(opened, printer)
        run = await runs.start(ids_of(made))
        waits = (SENT, PrintFate.NO_LABEL, PrintFate.NEXT, PrintFate.NO_LABEL, PrintFate.NO_LABEL)
        at_one = await until(opened, run.id, *waits)
        assert at_one.next_row == at_one.rows[1]
        await comes(opened, made[1])
        at_three = await until(
            opened, run.id, SENT, SENT, SENT, PrintFate.NO_LABEL, PrintFate.NO_LABEL
        )
        assert at_three.state is RunState.RUNNING
        await runs.skip(run.id, 3)
        ended = await at_rest(opened, run.id)
        assert fates(ended) == [SENT, SENT, SENT, PrintFate.SKIPPED, STOPPED]
        assert ended.rows[4].why_key == "label_missing", "nobody fetches it"
        await comes(opened, made[3])
        assert await runs.retry(run.id, [3]) == 1
        assert (await at_rest(opened, run.id)).rows[3].fate is SENT
    assert printer.names == [name_of(place) for place in range(4)]


async def test_a_run_stops_after_the_current_label_and_goes_on_where_it_stood(
    opened: OpenDesk,
) -> None:
    made = await parcels(opened, 4)
    runs = opened.desk.print_runs
    async with listed_printer() as printer:
        await use(opened, printer)
        printer.takes.clear()
        await keep(
            opened.program.journal, opened.program.paths.labels, made[0], long_zpl(name_of(0))
        )
        run = await runs.start(ids_of(made))
        await until(opened, run.id, PrintFate.SENDING, *[PrintFate.NEXT] * 3)
        await runs.stop(run.id)
        printer.takes.set()
        stopped = await until(opened, run.id, SENT, *[PrintFate.NEXT] * 3)
        assert (stopped.state, stopped.why) == (RunState.STOPPED, Why.PERSON)
        await runs.resume(run.id)
        assert (await at_rest(opened, run.id)).counts == {SENT: 4}
    assert printer.names == [name_of(place) for place in range(4)]


async def test_two_runs_do_not_mix_their_labels(opened: OpenDesk) -> None:
    made = await parcels(opened, 6, without=(1,))
    runs = opened.desk.print_runs
    await fetch_later(opened, made[1])
    async with listed_printer() as printer:
        await use(opened, printer)
        first = await runs.start(ids_of(made[:3]))
        second = await runs.start(ids_of(made[3:]))
        await until(opened, first.id, SENT, PrintFate.NO_LABEL, PrintFate.NEXT)
        assert (await runs.read(second.id)).behind
        assert not (await runs.read(first.id)).behind
        await comes(opened, made[1])
        assert (await at_rest(opened, second.id)).counts == {SENT: 3}
    assert printer.names == [name_of(place) for place in range(6)]


async def test_a_printer_that_takes_nothing_stops_the_run_and_the_label_keeps_its_place(
    opened: OpenDesk,
) -> None:
    made = await parcels(opened, 3)
    runs = opened.desk.print_runs
    async with listed_printer() as printer:
        gone = PrinterProfile("Gone", "127.0.0.1:9", STOCKS[0])
        await opened.desk.printing.save_profile(DocumentKind.LABEL, gone)
        run = await runs.start(ids_of(made))

        async def stands() -> PrintRun | None:
            found = await runs.read(run.id)
            waits = found.counts[PrintFate.AT_PRINTER] == 1
            return found if waits or found.why is Why.PRINTER else None

        waiting = await eventually(stands, "the run stands at the printer")
        assert waiting.settled == 0
        await use(opened, printer)
        await runs.resume(run.id)
        assert (await at_rest(opened, run.id)).counts == {SENT: 3}
    assert printer.names == [name_of(place) for place in range(3)]


async def test_what_may_be_on_paper_stops_the_run_and_is_never_sent_again_by_it(
    opened: OpenDesk,
) -> None:
    made = await parcels(opened, 3)
    runs = opened.desk.print_runs
    worker = opened.program.workers[1]
    hears = worker.on_notice
    assert hears is not None
    await keep(opened.program.journal, opened.program.paths.labels, made[1], long_zpl(name_of(1)))

    def die(name: str, value: object) -> None:
        hears(name, value)
        assert worker.process_id is not None
        os.kill(worker.process_id, signal.SIGKILL)

    async with listed_printer() as printer:
        await use(opened, printer)
        printer.takes.clear()
        worker.on_notice = die
        run = await runs.start(ids_of(made[1:2]) + ids_of(made[:1]) + ids_of(made[2:]))
        stopped = await at_rest(opened, run.id)
        worker.on_notice = hears
        printer.takes.set()
        assert fates(stopped) == [PrintFate.UNKNOWN, PrintFate.NEXT, PrintFate.NEXT]
        assert (stopped.state, stopped.why) == (RunState.STOPPED, Why.UNKNOWN)
        assert await runs.retry(run.id, [0]) == 0
        await runs.resume(run.id)
        ended = await at_rest(opened, run.id)
        assert fates(ended) == [PrintFate.UNKNOWN, SENT, SENT]
        unknown = ended.rows[0].operation
        assert unknown is not None
        again = await opened.settled(
            await opened.desk.activity.again(unknown.id, "Nothing came out")
        )
        assert again.state is OperationState.DONE
        assert fates(await runs.read(run.id)) == [SENT, SENT, SENT]
    assert printer.names == [name_of(0), name_of(2), name_of(1)]


async def test_a_label_that_somebody_printed_meanwhile_is_not_printed_again_without_a_reason(
    opened: OpenDesk,
) -> None:
    made = await parcels(opened, 2, without=(0,))
    runs = opened.desk.print_runs
    await fetch_later(opened, made[0])
    async with listed_printer() as printer:
        await use(opened, printer)
        run = await runs.start(ids_of(made))
        await until(opened, run.id, PrintFate.NO_LABEL, PrintFate.NEXT)
        (by_hand,) = await opened.desk.printing.request([made[1].id])
        await opened.settled(by_hand)
        await comes(opened, made[0])
        ended = await at_rest(opened, run.id)
        assert fates(ended) == [SENT, STOPPED]
        assert "before" in ended.rows[1].why
        assert await runs.retry(run.id, [1], "lost") == 1
        assert fates(await at_rest(opened, run.id)) == [SENT, SENT]
    assert printer.names == [name_of(1), name_of(0), name_of(1)]


async def test_parcels_bought_elsewhere_are_left_out(opened: OpenDesk) -> None:
    made = await parcels(opened, 1)
    runs = opened.desk.print_runs
    with pytest.raises(OperationRefusedError):
        await runs.start([ShipmentId("inpost:1")])
    run = await runs.start([ShipmentId("inpost:1"), made[0].id])
    assert [row.shipment_id for row in run.rows] == [made[0].id]
    assert set(await runs.parcels(run)) == {made[0].id}


async def test_on_sheets_a_page_is_filled_in_list_order_before_it_goes_through_the_printer(
    opened: OpenDesk,
) -> None:
    bought = await printed_parcel(opened)
    made = [
        replace(
            bought,
            id=ShipmentId(f"page{place}"),
            remote_id=f"page{place}",
            account_id=COURIER.id,
            order_number=name_of(place),
        )
        for place in range(6)
    ]
    program, runs = opened.program, opened.desk.print_runs
    (label,) = (await opened.desk.printing.paper(bought.id)).documents
    body = await asyncio.to_thread(load_bytes, program.paths.labels, label.sha256)

    def save(conn: Conn) -> None:
        for each in made:
            shipments.save(conn, each)

    await program.journal.write(save)
    for shipment in (made[0], made[2], made[3], made[4]):
        await keep(program.journal, program.paths.labels, shipment, body, "application/pdf")
    await keep(program.journal, program.paths.labels, made[5], zpl("RUN-005"))
    await opened.desk.printing.save_profile(DocumentKind.LABEL, sheet_profile())
    await fetch_later(opened, made[1])
    run = await runs.start(ids_of(made))

    async def waits() -> bool:
        return (await runs.read(run.id)).waits_at == 1

    await eventually(waits, "the page waits for its second label")
    await keep(program.journal, program.paths.labels, made[1], body, "application/pdf")
    await comes(opened, made[1])
    ended = await at_rest(opened, run.id)
    assert fates(ended) == [SENT] * 5 + [STOPPED]
    assert ended.rows[5].why_key == "label_not_drawn"
    pages = [row.operation.id for row in ended.rows[:5] if row.operation is not None]
    assert len(set(pages[:4])) == 1, "four labels on one sheet"
    assert pages[4] != pages[0]
