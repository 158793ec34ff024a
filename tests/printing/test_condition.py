"""What printers and queues tell of themselves before anything is sent to them."""

from __future__ import annotations

import pytest

from shipdesk.domain.label import PDF_FILE
from shipdesk.domain.printer_state import JobState, PrinterCondition
from shipdesk.printing import host_status
from shipdesk.printing.press import Press
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker, order, profile
from tests.support.cups import PDF_QUEUE, RAW_QUEUE, ZEBRA_QUEUE, PrivateCups
from tests.support.desk import eventually
from tests.support.zpl_printer import CONDITIONS, ZplPrinter, unused_address
from tests.support.zpl_printer import host_status as told


@pytest.mark.parametrize("condition", CONDITIONS)
async def test_a_zpl_printer_tells_its_condition_on_its_own_port(
    press: Press, condition: str
) -> None:
    printer = ZplPrinter(condition)
    try:
        state = await press.condition(profile(printer.address))
    finally:
        printer.close()
    assert state.condition == PrinterCondition(condition)
    assert printer.jobs == []


READY = told("ready")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"OK\r\n",
        READY[:-20],
        READY + READY,
        READY.replace(b"030", b"30"),
        READY.replace(b"1245", b"12a5"),
        READY.replace(b",000\x03", b",000,9\x03"),
        READY.replace(b"030,0,", b"030,7,"),
        READY.replace(b"\x02", b""),
        b"\x02" * 2000,
    ],
)
def test_what_is_not_the_three_lines_to_the_letter_tells_nothing(answer: bytes) -> None:
    assert host_status.parse(READY) is not None
    assert host_status.parse(answer) is None


def test_a_ribbon_is_missed_only_by_a_printer_that_works_with_one() -> None:
    state = host_status.parse(told("ribbon_out").replace(b",0,1,1,", b",0,1,0,"))
    assert state is not None
    assert state.condition is PrinterCondition.READY


@pytest.mark.parametrize("answer", [b"", b"I am no Zebra\r\n"])
async def test_a_printer_that_tells_nothing_or_nonsense_may_be_printed_to(
    press: Press, answer: bytes
) -> None:
    printer = ZplPrinter()
    printer.answer = answer
    try:
        state = await press.condition(profile(printer.address))
    finally:
        printer.close()
    assert state.condition is PrinterCondition.SILENT
    assert state.takes_jobs


async def test_a_printer_that_is_switched_off_is_unreachable(press: Press) -> None:
    state = await press.condition(profile(unused_address()))
    assert state.condition is PrinterCondition.UNREACHABLE
    assert "refused" in state.words
    assert (await press.condition(profile(PDF_FILE))).condition is PrinterCondition.READY


@pytest.mark.cups
async def test_a_queue_that_is_stopped_rejects_or_is_gone_is_told_in_its_own_words(
    press: Press, cups: PrivateCups
) -> None:
    to = profile(PDF_QUEUE)
    assert (await press.condition(to)).condition is PrinterCondition.READY
    cups.run("cupsdisable", "-r", "jam in the tray", PDF_QUEUE)
    stopped = await press.condition(to)
    cups.run("cupsenable", PDF_QUEUE)
    assert (stopped.condition, stopped.words) == (PrinterCondition.STOPPED, "jam in the tray")
    cups.run("cupsreject", "-r", "closed for today", PDF_QUEUE)
    rejecting = await press.condition(to)
    cups.run("cupsaccept", PDF_QUEUE)
    assert (rejecting.condition, rejecting.words) == (
        PrinterCondition.REJECTING,
        "closed for today",
    )
    gone = await press.condition(profile("In the attic"))
    assert gone.condition is PrinterCondition.MISSING


@pytest.mark.cups
async def test_the_printer_behind_a_raw_queue_is_asked_too(press: Press, cups: PrivateCups) -> None:
    assert (await press.condition(profile(RAW_QUEUE))).condition is PrinterCondition.SILENT
    cups.zebra.condition = "head_open"
    told_open = await press.condition(profile(ZEBRA_QUEUE))
    cups.zebra.condition = "ready"
    assert told_open.condition is PrinterCondition.HEAD_OPEN


@pytest.mark.cups
async def test_no_printing_system_is_told_as_such(
    press: Press, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("CUPS_SERVER", f"{tmp_path}/none.sock")
    state = await press.condition(profile(PDF_QUEUE))
    assert state.condition is PrinterCondition.NO_ANSWER


@pytest.mark.cups
async def test_a_job_is_followed_from_the_queue_to_its_end(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    label = keep(make.pdf())

    async def state_of(job: str) -> JobState:
        (report,) = await press.jobs([job])
        return report.state

    cups.run("cupsdisable", "-r", "paused", PDF_QUEUE)
    try:
        first = (await press.print_label(order(label, profile(PDF_QUEUE)))).job
        second = (await press.print_label(order(label, profile(PDF_QUEUE)))).job
        third = (await press.print_label(order(label, profile(PDF_QUEUE)))).job
        assert await state_of(first) is JobState.QUEUED
        cups.run("lp", "-i", first, "-H", "hold")
        assert await state_of(first) is JobState.HELD
        cups.run("cancel", second)
        assert await state_of(second) is JobState.CANCELLED
    finally:
        cups.run("cupsenable", PDF_QUEUE)
    ends = []

    async def printed() -> bool:
        ends.append(await state_of(third))
        return ends[-1] is JobState.PRINTED

    await eventually(printed, "the job is printed")
    assert set(ends) <= {JobState.QUEUED, JobState.PRINTING, JobState.PRINTED}
    assert await state_of(f"{PDF_QUEUE}-9999") is JobState.GONE
