"""Printing to a real queue of a real CUPS, and reading back what came out."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shipdesk.domain.label import CheckOutcome, MediaType
from shipdesk.errors import NoPrinterError, PrintError
from shipdesk.printing import document, job, raster, spool
from shipdesk.printing.press import Press
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker, order, profile
from tests.support.cups import DRIVER_QUEUE, PDF_QUEUE, RAW_QUEUE, ZEBRA_QUEUE, PrivateCups
from tests.support.pdf_tools import codes_at, size_mm, tool
from tests.support.zpl_printer import unused_address

pytestmark = pytest.mark.cups

ZPL = (
    b"^XA^CI28^FO50,50^BCN,100^FD520000012680041086770096^FS"
    b"^FD\xc5\x81\xc3\xb3d\xc5\xba\x00\xff^FS^XZ"
)
EPL = b'N\r\nq799\r\nB50,50,0,1,2,2,100,B,"520000012680041086770096"\r\nP1\r\n\x00\xff'
LONG_ZPL = b"^XA^FO1,1^GFA," + b"F" * 12_000_000 + b"^FS^XZ"


@contextlib.contextmanager
def one_that_hangs_up() -> Iterator[str]:
    """A printer that resets the connection after the first bytes."""

    class Connection(socketserver.BaseRequestHandler):
        """Takes a little and is gone."""

        def handle(self) -> None:
            """Resets instead of closing: what is not read yet is thrown away."""
            self.request.recv(100)
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        def finish(self) -> None:
            """Ends the connection at once."""
            self.request.close()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


async def _printed(cups: PrivateCups, count: int = 1) -> list[Path]:
    return await asyncio.to_thread(cups.wait_for_pdfs, count)


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern))


@pytest.mark.parametrize(("key", "dpi"), [("100x150", 203), ("4x6", 203), ("a6", 300)])
async def test_a_label_comes_out_at_the_stocks_size_with_the_very_dots_that_were_checked(
    press: Press, cups: PrivateCups, keep: LabelFileMaker, tmp_path: Path, key: str, dpi: int
) -> None:
    body = make.pdf(make.Drawn(ink=(4, 4, 96, 144), qr="KRA010"))
    asked = order(keep(body), profile(PDF_QUEUE, key, dpi))
    receipt = await press.print_label(asked)
    assert receipt.check.outcome is CheckOutcome.MATCHES
    assert receipt.job.startswith(f"{PDF_QUEUE}-")
    (path,) = await _printed(cups)
    stock = asked.profile.stock
    assert size_mm(path) == pytest.approx((stock.width_mm, stock.height_mm), abs=0.3)
    picture = tmp_path / "page"
    found = codes_at(path, dpi, picture)
    assert set(found) >= {make.LOCKER_NUMBER, "KRA010"}
    with document.open_document(body, MediaType.PDF) as opened:
        (page,) = job.prepare(asked, opened).pages
    tool("pdfimages", "-png", path, picture)
    (image,) = _files(tmp_path, "page-*.png")
    with document.open_document(image.read_bytes(), MediaType.PNG) as opened:
        assert isinstance(opened, document.ImageDocument)
        assert np.array_equal(raster.to_bits(opened.pixels), page.bits)


async def test_all_pages_go_out_as_one_job_in_their_order(
    press: Press, cups: PrivateCups, keep: LabelFileMaker, tmp_path: Path
) -> None:
    label = keep(make.pdf(make.Drawn(), make.Drawn(number="111111111111")))
    receipt = await press.print_label(order(label, profile(PDF_QUEUE)))
    (path,) = await _printed(cups)
    assert receipt.pages == 2
    tool("pdftoppm", "-gray", "-r", 203, path, tmp_path / "page")
    pages = _files(tmp_path, "*.pgm")
    codes = [tool("zbarimg", "--quiet", "--raw", page).strip() for page in pages]
    assert codes == [make.LOCKER_NUMBER, "111111111111"]


async def test_an_unknown_queue_is_named_and_nothing_is_printed_elsewhere(
    press: Press,
    cups: PrivateCups,
    keep: LabelFileMaker,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    cups.run("lpadmin", "-d", PDF_QUEUE)
    monkeypatch.chdir(tmp_path)
    label = keep(make.pdf())
    files = _files(tmp_path, "*")
    with pytest.raises(NoPrinterError) as caught:
        await press.print_label(order(label, profile("Zebra in the attic")))
    assert "Zebra in the attic" in caught.value.title
    assert _files(tmp_path, "*") == files
    await asyncio.to_thread(cups.wait_until_idle)
    assert cups.printed() == []


async def test_a_queue_that_refuses_jobs_is_told_with_its_reason(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    cups.run("cupsreject", "-r", "out of labels", PDF_QUEUE)
    try:
        with pytest.raises(NoPrinterError) as caught:
            await press.print_label(order(keep(make.pdf()), profile(PDF_QUEUE)))
    finally:
        cups.run("cupsaccept", PDF_QUEUE)
    assert caught.value.key == "queue_refuses"
    assert "out of labels" in caught.value.detail
    await press.print_label(order(keep(make.pdf()), profile(PDF_QUEUE)))
    assert len(await _printed(cups)) == 1


@pytest.mark.parametrize("body", [ZPL, EPL], ids=["zpl", "epl"])
@pytest.mark.parametrize("queue", [RAW_QUEUE, ZEBRA_QUEUE, DRIVER_QUEUE])
async def test_a_printers_own_language_reaches_it_byte_for_byte_through_its_queue(
    press: Press, cups: PrivateCups, keep: LabelFileMaker, queue: str, body: bytes
) -> None:
    receipt = await press.print_label(order(keep(body), profile(queue)))
    printer = cups.raw if queue == RAW_QUEUE else cups.zebra
    assert await asyncio.to_thread(printer.wait_for_jobs, 1) == [body]
    assert receipt.job.startswith(f"{queue}-")


async def test_the_number_in_zpl_is_compared(press: Press, keep: LabelFileMaker) -> None:
    with pytest.raises(NoPrinterError):
        await press.print_label(order(keep(ZPL), profile(unused_address())))
    proof = await press.check(order(keep(ZPL), profile(unused_address())))
    assert proof.check.outcome is CheckOutcome.MATCHES


@pytest.mark.parametrize("to_port", [True, False])
async def test_a_pdf_goes_to_a_printer_that_speaks_zpl_as_its_dots(
    press: Press, cups: PrivateCups, keep: LabelFileMaker, *, to_port: bool
) -> None:
    """A raw queue would pass a PDF on to a printer that prints it as pages of letters."""
    printer = cups.zebra.address if to_port else ZEBRA_QUEUE
    body = make.pdf()
    asked = order(keep(body), replace(profile(printer), darkness=20))
    await press.print_label(asked)
    (sent,) = await asyncio.to_thread(cups.zebra.wait_for_jobs, 1)
    with document.open_document(body, MediaType.PDF) as opened:
        (page,) = job.prepare(asked, opened).pages
    assert sent.startswith(b"~SD20^XA^PW799^LL1199")
    picture = raster.pack(page.bits).hex().upper().encode()
    assert b"," + picture + b"^FS^XZ" in sent


async def test_a_printer_that_hangs_up_in_the_middle_may_have_printed(
    press: Press, keep: LabelFileMaker
) -> None:
    with one_that_hangs_up() as address, pytest.raises(PrintError) as caught:
        await press.print_label(order(keep(LONG_ZPL), profile(address)))
    assert caught.value.key == "print_broken"


async def test_a_queues_own_settings_change_nothing_of_a_label(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    """Two copies, four on a page, with a cover: what an office printer may be set to."""
    unusual = {"copies": "2", "number-up": "4", "job-sheets": "standard,none", "media": "A4"}
    usual = {"copies": "1", "number-up": "1", "job-sheets": "none,none", "media": "A4"}
    cups.run("lpadmin", "-p", PDF_QUEUE, *_defaults(unusual))
    try:
        await press.print_label(order(keep(make.pdf()), profile(PDF_QUEUE)))
        (path,) = await _printed(cups)
    finally:
        cups.run("lpadmin", "-p", PDF_QUEUE, *_defaults(usual))
    assert "Pages:           1\n" in tool("pdfinfo", path)
    assert size_mm(path) == pytest.approx((100, 150), abs=0.3)


def _defaults(options: dict[str, str]) -> list[str]:
    return [word for name, value in options.items() for word in ("-o", f"{name}-default={value}")]


async def test_where_cups_cannot_be_asked_qt_prints_the_same(
    cups: PrivateCups, keep: LabelFileMaker, tmp_path: Path, qapp: object
) -> None:
    assert qapp is not None
    asked = order(keep(make.pdf()), profile(PDF_QUEUE))
    with document.open_document(make.pdf(), MediaType.PDF) as opened:
        (page,) = job.prepare(asked, opened).pages
    told = spool.spool_by_qt([page.bits], (100, 150), asked.profile, "ShipDesk")
    assert told.startswith(f"{PDF_QUEUE}-")
    (path,) = await _printed(cups)
    assert size_mm(path) == pytest.approx((100, 150), abs=0.3)
    assert make.LOCKER_NUMBER in codes_at(path, 203, tmp_path / "page")


async def test_zpl_reaches_a_printers_own_port_byte_for_byte(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    receipt = await press.print_label(order(keep(ZPL), profile(f"127.0.0.1:{cups.raw.port}")))
    assert await asyncio.to_thread(cups.raw.wait_for_jobs, 1) == [ZPL]
    assert receipt.job == f"127.0.0.1:{cups.raw.port}"


async def test_zpl_for_an_unknown_queue_is_told_with_the_systems_reason(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    with pytest.raises(NoPrinterError) as caught:
        await press.print_label(order(keep(ZPL), profile("-oops")))
    assert caught.value.params["printer"] == "-oops"
    assert cups.raw.jobs == []
