"""The door to the print process: deadlines, deaths, and what nobody may print twice."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from shipdesk.domain.label import CheckOutcome, MediaType
from shipdesk.domain.sheet import SheetOrder
from shipdesk.errors import LabelMismatchError, LabelMissingError, NoPrinterError
from shipdesk.printing.press import Press, print_worker
from shipdesk.workers import Worker, WorkerDiedError, WorkerTimeoutError
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker, order, profile
from tests.printing.truth import Truth
from tests.support.pdf_tools import codes_at, size_mm

ORIENTATION = 0x0112
"""EXIF's number of the note how a picture is to be turned."""

LONG_ZPL = b"^XA^FO1,1^GFA," + b"F" * 12_000_000 + b"^FS^XZ"
"""More than any socket takes in without a reader at the other end."""


@contextlib.contextmanager
def _deaf_printer() -> Iterator[str]:
    """A printer that takes the connection and never reads."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def _process(worker: Worker) -> int:
    number = worker.process_id
    assert number is not None
    return number


async def test_everything_that_the_desk_asks_is_answered(
    press: Press, keep: LabelFileMaker, tmp_path: Path
) -> None:
    label = keep(make.pdf(make.Drawn(qr="KRA010")))
    facts = await press.inspect(label)
    assert (facts.media_type, facts.width_mm, facts.path) == (MediaType.PDF, 105, str(label))
    shown = await press.preview(label, dpi=100)
    assert Image.open(io.BytesIO(shown.png)).size == (413, 583)
    assert [code.text for code in await press.decode(label)] == [make.LOCKER_NUMBER, "KRA010"]
    asked = order(label, profile(), tmp_path / "out.pdf")
    proof = await press.check(asked)
    assert (proof.check.outcome, proof.cut) == (CheckOutcome.MATCHES, 0)
    assert not (tmp_path / "out.pdf").exists()
    receipt = await press.print_label(asked)
    assert receipt.check == proof.check
    assert receipt.at.tzinfo is not None
    assert (tmp_path / "out.pdf").exists()


async def test_a_web_page_that_poses_as_a_label_is_refused_by_name(
    press: Press, keep: LabelFileMaker
) -> None:
    page = keep(b"<!DOCTYPE html><html><body>Please sign in</body></html>")
    for asked in (press.inspect(page), press.preview(page), press.decode(page)):
        with pytest.raises(LabelMissingError) as caught:
            await asked
        assert caught.value.key == "label_is_page"
        assert caught.value.title == "A web page came instead of the label."
    with pytest.raises(LabelMissingError):
        await press.print_label(order(page, profile()))


async def test_a_mismatch_arrives_with_the_number_that_was_found(
    press: Press, keep: LabelFileMaker, tmp_path: Path
) -> None:
    theirs = "520000012680041086770113"
    label = keep(make.pdf(make.Drawn(number=theirs)))
    asked = order(label, profile(), tmp_path / "out.pdf")
    with pytest.raises(LabelMismatchError) as caught:
        await press.print_label(replace(asked, others=(theirs,)))
    assert caught.value.params == {"found": theirs, "expected": make.LOCKER_NUMBER}


async def test_whose_a_strange_code_is_is_looked_up_and_our_own_number_asks_nobody(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    theirs, nobodys = "520000012680041086770113", "520000012680041086770130"
    asked: list[Sequence[str]] = []

    async def known(codes: Sequence[str]) -> tuple[str, ...]:
        asked.append(codes)
        return (theirs,) if theirs in codes else ()

    press = Press(print_worker(), known)

    async def outcome(number: str) -> CheckOutcome:
        label = keep(make.pdf(make.Drawn(number=number, ink=(4, 4, 96, 130))))
        made = replace(order(label, profile(), tmp_path / "out.pdf"), others=None)
        found = (await press.check(made)).check.outcome
        if found is CheckOutcome.MISMATCH:
            with pytest.raises(LabelMismatchError):
                await press.print_label(made)
        else:
            assert (await press.print_label(made)).check.outcome is found
        sheet = await press.print_sheets(SheetOrder((made,), output=made.output))
        stopped = "label_mismatch" if found is CheckOutcome.MISMATCH else ""
        assert sheet.parts[0].key == stopped
        return found

    try:
        assert await outcome(make.LOCKER_NUMBER) is CheckOutcome.MATCHES
        assert asked == []
        assert await outcome(theirs) is CheckOutcome.MISMATCH
        assert await outcome(nobodys) is CheckOutcome.NOT_CHECKED
        assert asked == [(theirs,)] * 3 + [(nobodys,)] * 3
    finally:
        await press.aclose()


@pytest.mark.expects_log("print.inspect was killed after")
async def test_a_reader_that_hangs_is_killed_and_the_next_label_is_drawn(
    keep: LabelFileMaker,
) -> None:
    worker = print_worker()
    press = Press(worker, read_seconds=1)
    try:
        await worker.start()
        hung = _process(worker)
        os.kill(hung, signal.SIGSTOP)
        with pytest.raises(LabelMissingError) as caught:
            await press.inspect(keep(make.pdf()))
        assert caught.value.key == "label_hangs"
        assert (await press.inspect(keep(make.pdf()))).pages == 1
        assert worker.process_id != hung
    finally:
        await press.aclose()


async def test_a_reader_that_dies_is_a_refused_label_and_starts_again(keep: LabelFileMaker) -> None:
    worker = print_worker()
    press = Press(worker)
    try:
        await worker.start()
        os.kill(_process(worker), signal.SIGSTOP)
        dying = asyncio.gather(press.inspect(keep(make.pdf())), return_exceptions=True)
        await asyncio.wait([dying], timeout=0.05)
        os.kill(_process(worker), signal.SIGKILL)
        (refused,) = await dying
        assert isinstance(refused, LabelMissingError)
        assert refused.key == "label_kills"
        assert (await press.inspect(keep(make.pdf()))).pages == 1
    finally:
        await press.aclose()


@pytest.mark.expects_log("print.print_label was killed after")
async def test_a_print_that_hangs_while_it_goes_out_is_unknown_not_failed(
    keep: LabelFileMaker,
) -> None:
    press = Press(print_worker(), print_seconds=1)
    try:
        with _deaf_printer() as address, pytest.raises(WorkerTimeoutError):
            await press.print_label(order(keep(LONG_ZPL), profile(address)))
        assert (await press.inspect(keep(make.pdf()))).pages == 1
    finally:
        await press.aclose()


async def test_a_print_whose_process_dies_while_it_goes_out_is_unknown_not_failed(
    keep: LabelFileMaker,
) -> None:
    worker = print_worker()
    press = Press(worker)
    begun = asyncio.Event()
    hears = worker.on_notice
    assert hears is not None

    def on_notice(name: str, value: object) -> None:
        hears(name, value)
        begun.set()

    worker.on_notice = on_notice
    try:
        with _deaf_printer() as address:
            asked = order(keep(LONG_ZPL), profile(address))
            printing = asyncio.gather(press.print_label(asked), return_exceptions=True)
            await begun.wait()
            os.kill(_process(worker), signal.SIGKILL)
            (outcome,) = await printing
        assert isinstance(outcome, WorkerDiedError)
    finally:
        await press.aclose()


async def test_a_printer_that_is_switched_off_is_named_at_once(
    press: Press, keep: LabelFileMaker
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(NoPrinterError) as caught:
        await press.print_label(order(keep(LONG_ZPL), profile(address)))
    assert address in caught.value.title


@pytest.mark.expects_log("print.printers was killed after")
async def test_a_printing_system_that_never_answers_is_told_and_does_not_block(
    keep: LabelFileMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _deaf_printer() as address:
        monkeypatch.setenv("CUPS_SERVER", address)
        press = Press(print_worker(), printers_seconds=1)
        try:
            with pytest.raises(NoPrinterError) as caught:
                await press.printers()
            assert caught.value.key == "printers_silent"
            assert (await press.inspect(keep(make.pdf()))).pages == 1
        finally:
            await press.aclose()


@pytest.mark.parametrize(("mode", "orientation"), [("RGBA", 1), ("L", 1), ("1", 1), ("RGB", 6)])
async def test_a_whole_office_page_at_600_dpi_is_printed_within_the_memory_limit(
    press: Press, keep: LabelFileMaker, tmp_path: Path, mode: str, orientation: int
) -> None:
    truth = Truth("Code128", 0.33, size=make.A4)
    drawn = pdfium.PdfDocument(truth.pdf())[0].render(scale=600 / 72).to_pil()
    body = io.BytesIO()
    if orientation == 1:
        drawn.convert(mode).save(body, "PNG", dpi=(600, 600))
    else:  # on its side, with the note that it is to be turned
        told = Image.Exif()
        told[ORIENTATION] = orientation
        turned = drawn.rotate(90, expand=True)
        turned.save(body, "JPEG", dpi=(600, 600), exif=told)
    asked = order(keep(body.getvalue()), profile(key="a4", dpi=600), tmp_path / "out.pdf")
    receipt = await press.print_label(asked)
    assert receipt.check.outcome is CheckOutcome.MATCHES
    assert size_mm(tmp_path / "out.pdf") == pytest.approx((210, 297), abs=0.1)
    assert make.LOCKER_NUMBER in codes_at(tmp_path / "out.pdf", 300, tmp_path / "seen")


@pytest.mark.expects_log("print.print_label was killed after")
async def test_a_file_that_cannot_be_drawn_in_time_is_refused_though_a_printer_may_be_slow(
    keep: LabelFileMaker,
) -> None:
    worker = print_worker()
    press = Press(worker, read_seconds=1, print_seconds=60)
    try:
        await worker.start()
        os.kill(_process(worker), signal.SIGSTOP)
        with pytest.raises(LabelMissingError) as caught:
            await press.print_label(order(keep(make.pdf()), profile()))
        assert caught.value.key == "label_hangs"
    finally:
        await press.aclose()


def test_the_door_itself_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'PySide6', 'pypdfium2', 'zxingcpp'}"
    code = f"import sys, shipdesk.printing.press; sys.exit(len({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
