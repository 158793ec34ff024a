"""Printing to a real queue of a real CUPS, and reading back what came out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shipdesk.domain.label import CheckOutcome, MediaType
from shipdesk.errors import NoPrinterError
from shipdesk.printing import document, job, raster
from shipdesk.printing.press import Press
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker, order, profile
from tests.support.cups import PDF_QUEUE, RAW_QUEUE, PrivateCups
from tests.support.pdf_tools import codes_at, size_mm, tool

pytestmark = pytest.mark.cups

ZPL = (
    b"^XA^CI28^FO50,50^BCN,100^FD520000012680041086770096^FS"
    b"^FD\xc5\x81\xc3\xb3d\xc5\xba\x00\xff^FS^XZ"
)


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


async def test_one_label_is_printed_once_though_the_queue_is_set_to_two_copies(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    cups.run("lpadmin", "-p", PDF_QUEUE, "-o", "copies-default=2")
    try:
        await press.print_label(order(keep(make.pdf()), profile(PDF_QUEUE)))
        (path,) = await _printed(cups)
        assert "Pages:           1\n" in tool("pdfinfo", path)
    finally:
        cups.run("lpadmin", "-p", PDF_QUEUE, "-o", "copies-default=1")


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


async def test_zpl_reaches_a_raw_queue_byte_for_byte(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    receipt = await press.print_label(order(keep(ZPL), profile(RAW_QUEUE)))
    assert await asyncio.to_thread(cups.raw.wait_for_jobs, 1) == [ZPL]
    assert receipt.job.startswith(f"{RAW_QUEUE}-")
    assert receipt.check.outcome is CheckOutcome.MATCHES


async def test_zpl_reaches_a_printers_own_port_byte_for_byte(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    receipt = await press.print_label(order(keep(ZPL), profile(f"127.0.0.1:{cups.raw.port}")))
    assert await asyncio.to_thread(cups.raw.wait_for_jobs, 1) == [ZPL]
    assert receipt.job == f"127.0.0.1:{cups.raw.port}"


async def test_a_pdf_goes_to_a_printers_own_port_as_its_dots(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    to = replace(profile(f"127.0.0.1:{cups.raw.port}"), darkness=20)
    body = make.pdf()
    asked = order(keep(body), to)
    await press.print_label(asked)
    (sent,) = await asyncio.to_thread(cups.raw.wait_for_jobs, 1)
    with document.open_document(body, MediaType.PDF) as opened:
        (page,) = job.prepare(asked, opened).pages
    assert sent.startswith(b"~SD20^XA^PW799^LL1199")
    picture = raster.pack(page.bits).hex().upper().encode()
    assert b"," + picture + b"^FS^XZ" in sent


async def test_zpl_for_an_unknown_queue_is_told_with_the_systems_reason(
    press: Press, cups: PrivateCups, keep: LabelFileMaker
) -> None:
    with pytest.raises(NoPrinterError) as caught:
        await press.print_label(order(keep(ZPL), profile("-oops")))
    assert caught.value.params["printer"] == "-oops"
    assert cups.raw.jobs == []
