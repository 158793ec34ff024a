"""Every stock is printed at true size from a PDF and from a picture, on each way to paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.clock import SystemClock
from shipdesk.domain.label import CheckOutcome, MediaType, PrinterProfile
from shipdesk.domain.sheet import SheetOrder
from shipdesk.printing import document, job, layout, raster, ruler, sheets
from shipdesk.printing.press import Press
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker, order, profile
from tests.support.cups import PDF_QUEUE, PrivateCups
from tests.support.judged_labels import SIZE_MM, Paper
from tests.support.pdf_tools import size_mm, tool

STOCKS = {
    "100x150": make.Drawn(ink=(4, 4, 96, 144)),
    "4x6": make.Drawn(size=make.FOUR_BY_SIX, ink=(3, 3, 98, 149)),
    "a6": make.Drawn(ink=(4, 4, 101, 144)),
    "62mm": make.Drawn(size=(62, 100), ink=(3, 4, 58, 92), number="RR123456785PL"),
    "a4-2x2": make.Drawn(ink=(4, 4, 101, 144)),
    "a4-1x2": make.Drawn(size=(200, 140), ink=(5, 5, 190, 132)),
}
WAYS = ("pdf", "png")


def _body(label: make.Drawn, way: str, dpi: int) -> bytes:
    return make.pdf(label) if way == "pdf" else make.png(label, dpi)


def _frame(label: make.Drawn) -> tuple[float, float]:
    left, top, right, bottom = label.ink
    return right - left, bottom - top


def _print(
    keep: LabelFileMaker, label: make.Drawn, way: str, to: PrinterProfile, output: str = ""
) -> CheckOutcome:
    label_file = keep(_body(label, way, to.dpi))
    asked = replace(order(label_file, to), expected=label.number, output=output)
    if to.stock.places == 1:
        return job.print_label(asked, SystemClock(), lambda: None).check.outcome
    sheet = SheetOrder((asked,), 0, output)
    (part,) = sheets.print_sheets(sheet, SystemClock(), lambda: None).parts
    assert part.check is not None
    return part.check.outcome


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", STOCKS)
def test_label_is_of_true_size_in_a_pdf_file(
    keep: LabelFileMaker, tmp_path: Path, qapp: object, key: str, way: str, dpi: int
) -> None:
    assert qapp is not None
    label, to = STOCKS[key], profile(key=key, dpi=dpi)
    output = tmp_path / "label.pdf"
    assert _print(keep, label, way, to, str(output)) is CheckOutcome.MATCHES
    high = to.stock.height_mm or _frame(label)[1] + 2 * layout.ROLL_EDGE_MM
    assert size_mm(output) == pytest.approx((to.stock.width_mm, high), abs=SIZE_MM)
    with document.open_document(output.read_bytes(), MediaType.PDF) as opened:
        ink = layout.ink_box(raster.draw_bits(opened.page(0), 600), 600)
    assert ink is not None
    assert (ink.width, ink.height) == pytest.approx(_frame(label), abs=SIZE_MM)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", STOCKS)
def test_label_is_of_true_size_in_the_dots_of_a_label_printer(
    keep: LabelFileMaker, qapp: object, key: str, way: str, dpi: int
) -> None:
    assert qapp is not None
    paper = Paper()
    label, to = STOCKS[key], profile(paper.address, key, dpi)
    assert _print(keep, label, way, to) is CheckOutcome.MATCHES
    bits = paper.next_label(dpi, to.stock)
    paper.close()
    high = to.stock.height_mm or _frame(label)[1] + 2 * layout.ROLL_EDGE_MM
    size = (bits.shape[1] * 25.4 / dpi, bits.shape[0] * 25.4 / dpi)
    assert size == pytest.approx((to.stock.width_mm, high), abs=SIZE_MM)
    ink = layout.ink_box(bits, dpi)
    assert ink is not None
    assert (ink.width, ink.height) == pytest.approx(_frame(label), abs=SIZE_MM)


@pytest.mark.cups
@pytest.mark.parametrize("key", STOCKS)
async def test_label_is_of_true_size_on_the_paper_of_a_queue(
    press: Press, cups: PrivateCups, keep: LabelFileMaker, tmp_path: Path, key: str
) -> None:
    label, to = STOCKS[key], profile(PDF_QUEUE, key, 300)
    asked = replace(order(keep(make.pdf(label)), to), expected=label.number)
    if to.stock.places == 1:
        await press.print_label(asked)
    else:
        receipt = await press.print_sheets(SheetOrder((asked,), 0))
        assert receipt.job.startswith(f"{PDF_QUEUE}-")
    (path,) = cups.wait_for_pdfs(1)
    high = to.stock.height_mm or _frame(label)[1] + 2 * layout.ROLL_EDGE_MM
    assert size_mm(path) == pytest.approx((to.stock.width_mm, high), abs=SIZE_MM)
    assert "Pages:           1\n" in tool("pdfinfo", path)
    tool("pdftoppm", "-gray", "-singlefile", "-r", 300, path, tmp_path / "page")
    assert tool("zbarimg", "--quiet", "--raw", tmp_path / "page.pgm").split() == [label.number]


@pytest.mark.cups
async def test_a_ruler_page_of_a_queue_lies_where_it_says_and_moves_as_it_is_told(
    press: Press, cups: PrivateCups
) -> None:
    to = replace(profile(PDF_QUEUE, "100x150", 300), shift_x_mm=1.5, shift_y_mm=-1.0)
    await press.print_ruler(ruler.RulerPage(to))
    (path,) = cups.wait_for_pdfs(1)
    assert size_mm(path) == pytest.approx((100, 150), abs=0.3)
    with document.open_document(path.read_bytes(), MediaType.PDF) as opened:
        bits = raster.draw_bits(opened.page(0), 600)
    # The second cross stands alone: its lines meet at 80 and 130 mm, moved by the shift.
    x, y = round(81.5 * 600 / 25.4), round(129 * 600 / 25.4)
    around = bits[y - 60 : y + 60, x - 60 : x + 60]
    columns, rows = around.all(axis=0).nonzero()[0], around.all(axis=1).nonzero()[0]
    assert columns.mean() * 25.4 / 600 == pytest.approx(60 * 25.4 / 600, abs=0.2)
    assert rows.mean() * 25.4 / 600 == pytest.approx(60 * 25.4 / 600, abs=0.2)
