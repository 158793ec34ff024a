"""Several labels on a sheet: side by side from the first free place, each checked by itself."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shipdesk.clock import SystemClock
from shipdesk.domain.label import (
    Box,
    CheckOutcome,
    MediaType,
    PrinterProfile,
    PrintOrder,
    StrangeCodesError,
)
from shipdesk.domain.sheet import SheetOrder, SheetReceipt
from shipdesk.printing import document, layout, raster, sheets
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker, order, profile
from tests.support.judged_labels import Paper
from tests.support.pdf_tools import tool

NUMBERS = [f"5200000126800410867701{last:02d}" for last in range(10, 20)]
SHEET = profile(key="a4-2x2")


def _labels(
    keep: LabelFileMaker, numbers: list[str], to: PrinterProfile = SHEET
) -> tuple[PrintOrder, ...]:
    return tuple(
        replace(order(keep(make.pdf(make.Drawn(number=number))), to), expected=number)
        for number in numbers
    )


def _print(parts: tuple[PrintOrder, ...], first: int = 0, output: Path | str = "") -> SheetReceipt:
    asked = SheetOrder(parts, first, str(output))
    return sheets.print_sheets(asked, SystemClock(), lambda: None)


def _codes_by_place(path: Path, places: list[Box], page: int = 1, dpi: int = 203) -> list[str]:
    """What zbar finds in each place of a written page, at a printer's resolution."""
    found = []
    for number, box in enumerate(places):
        x, y, width, height = (
            round(side * dpi / 25.4) for side in (box.left, box.top, box.width, box.height)
        )
        part = path.with_name(f"{path.stem}-{page}-{number}")
        window = ("-x", x, "-y", y, "-W", width, "-H", height)
        tool("pdftoppm", "-gray", "-singlefile", "-r", dpi, "-f", page, *window, path, part)
        command = ["zbarimg", "--quiet", "--raw", part.with_suffix(".pgm")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found.append(done.stdout.strip())
    return found


def _places(to: PrinterProfile = SHEET) -> list[Box]:
    return [to.cell(place) for place in range(to.stock.places)]


def test_places_of_a_sheet_are_counted_row_by_row_and_share_what_the_margins_leave() -> None:
    assert SHEET.cell(0) == Box(0, 0, 105, 148.5)
    assert SHEET.cell(3) == Box(105, 148.5, 210, 297)
    narrow = replace(SHEET, margin_x_mm=5.0, margin_y_mm=8.5)
    assert narrow.cell(1) == Box(105, 8.5, 205, 148.5)
    assert profile(key="a4-1x2").cell(1) == Box(0, 148.5, 210, 297)
    assert profile(key="a4").margins == (5, 5)


def test_labels_fill_a_sheet_from_the_first_free_place_and_the_next_one_follows(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    output = tmp_path / "sheet.pdf"
    receipt = _print(_labels(keep, NUMBERS[:4]), 2, output)
    assert (receipt.sheets, receipt.next_place, receipt.job) == (2, 2, str(output))
    assert "Page size:       595.276 x 841.89 pts (A4)" in tool("pdfinfo", output)
    assert _codes_by_place(output, _places(), 1) == ["", "", *NUMBERS[:2]]
    assert _codes_by_place(output, _places(), 2) == [*NUMBERS[2:4], "", ""]
    assert [part.check and part.check.outcome for part in receipt.parts] == ["matches"] * 4


def test_a_stopped_label_leaves_its_place_to_the_next_and_stops_no_other(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    output = tmp_path / "sheet.pdf"
    first, wrong, zpl, last = _labels(keep, NUMBERS[:4])
    wrong = replace(wrong, expected=NUMBERS[9], others=(NUMBERS[1],))
    zpl = replace(zpl, label=str(keep(b"^XA^FO50,50^BCN,100^FD123456^FS^XZ")))
    receipt = _print((first, wrong, zpl, last), 0, output)
    assert [part.key for part in receipt.parts] == [
        "",
        "label_mismatch",
        "label_not_drawn",
        "",
    ]
    assert (receipt.sheets, receipt.next_place) == (1, 2)
    assert _codes_by_place(output, _places()) == [NUMBERS[0], NUMBERS[3], "", ""]


def test_strange_codes_of_all_labels_are_asked_for_at_once_before_anything_goes_out(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    good, one, two = (replace(each, others=None) for each in _labels(keep, NUMBERS[:3]))
    parts = (good, replace(one, expected=NUMBERS[9]), replace(two, expected=NUMBERS[8]))
    spooling: list[bool] = []
    asked = SheetOrder(parts, 0, str(tmp_path / "sheet.pdf"))
    with pytest.raises(StrangeCodesError) as strange:
        sheets.print_sheets(asked, SystemClock(), lambda: spooling.append(True))
    assert strange.value.codes == (NUMBERS[1], NUMBERS[2])
    assert not spooling
    assert not (tmp_path / "sheet.pdf").exists()


def test_where_all_labels_are_stopped_nothing_is_handed_over(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    (wrong,) = _labels(keep, NUMBERS[:1])
    wrong = replace(wrong, expected=NUMBERS[9], others=(NUMBERS[0],))
    spooling: list[bool] = []
    asked = SheetOrder((wrong, wrong), 1, str(tmp_path / "sheet.pdf"))
    receipt = sheets.print_sheets(asked, SystemClock(), lambda: spooling.append(True))
    assert (receipt.sheets, receipt.job, receipt.next_place, spooling) == (0, "", 1, [])
    assert not (tmp_path / "sheet.pdf").exists()


def test_a_label_as_large_as_its_place_is_not_shrunk_and_a_larger_one_is_stopped(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    output = tmp_path / "sheet.pdf"
    wide = make.Drawn(number=NUMBERS[0], ink=(0.5, 0.5, 104.5, 147.5))
    large = make.Drawn(number=NUMBERS[1], size=(120, 160), ink=(2, 2, 108, 150))
    parts = tuple(
        replace(order(keep(make.pdf(drawn)), SHEET), expected=drawn.number)
        for drawn in (wide, large)
    )
    receipt = _print(parts, 0, output)
    assert [part.key for part in receipt.parts] == ["", "label_cut"]
    with document.open_document(output.read_bytes(), MediaType.PDF) as opened:
        ink = layout.ink_box(raster.draw_bits(opened.page(0), 300), 300)
    assert ink is not None
    assert (ink.width, ink.height) == pytest.approx((104, 147), abs=0.2)


def test_pictures_and_pdfs_share_a_sheet_and_none_covers_its_neighbour(
    keep: LabelFileMaker, tmp_path: Path, qapp: object
) -> None:
    assert qapp is not None
    output = tmp_path / "sheet.pdf"
    on_a4 = make.Drawn(number=NUMBERS[0], size=make.A4, ink=(4, 4, 96, 144))
    bodies = [
        make.pdf(on_a4),
        make.png(make.Drawn(number=NUMBERS[1]), 203),
        make.pdf(make.Drawn(number=NUMBERS[2], size=make.FOUR_BY_SIX, ink=(3, 3, 98, 149))),
        make.pdf(make.Drawn(number=NUMBERS[3])),
    ]
    parts = tuple(
        replace(order(keep(body), SHEET), expected=number)
        for body, number in zip(bodies, NUMBERS, strict=False)
    )
    receipt = _print(parts, 0, output)
    assert [part.key for part in receipt.parts] == [""] * 4
    assert _codes_by_place(output, _places()) == NUMBERS[:4]


def test_a_label_of_two_pages_takes_two_places(keep: LabelFileMaker, tmp_path: Path) -> None:
    output = tmp_path / "sheet.pdf"
    both = make.pdf(make.Drawn(number=NUMBERS[0]), make.Drawn(number=NUMBERS[1]))
    part = replace(order(keep(both), SHEET), expected=NUMBERS[0])
    assert _print((part,), 1, output).next_place == 3
    assert _codes_by_place(output, _places()) == ["", NUMBERS[0], NUMBERS[1], ""]


def test_a_watermark_stays_off_the_places_that_are_free(
    keep: LabelFileMaker, tmp_path: Path
) -> None:
    output = tmp_path / "sheet.pdf"
    (part,) = _labels(keep, NUMBERS[:1])
    _print((replace(part, watermark="DEMO"),), 1, output)
    with document.open_document(output.read_bytes(), MediaType.PDF) as opened:
        gray = raster.draw_gray(opened.page(0), 100, 1)
    high, wide = gray.shape
    free = gray.copy()
    free[: high // 2, wide // 2 :] = 255
    assert free.min() == 255
    assert NUMBERS[0] in _codes_by_place(output, _places())[1]


def test_the_check_tells_where_on_the_sheet_the_label_will_lie(keep: LabelFileMaker) -> None:
    (part,) = _labels(keep, NUMBERS[:1])
    proofs = [sheets.check(replace(part, place=place)) for place in range(4)]
    corners = [(proof.placements[0].x_mm, proof.placements[0].y_mm) for proof in proofs]
    for corner, true in zip(
        corners, [(0, 0.25), (105, 0.25), (0, 148.75), (105, 148.75)], strict=True
    ):
        assert corner == pytest.approx(true, abs=0.01)
    assert {proof.check.outcome for proof in proofs} == {CheckOutcome.MATCHES}
    moved = replace(part, place=3, profile=replace(SHEET, shift_x_mm=1.5, shift_y_mm=-0.5))
    placed = sheets.check(moved).placements[0]
    assert (placed.x_mm, placed.y_mm) == pytest.approx((106.5, 148.25), abs=0.01)
    assert placed.cut == 0
    off = replace(part, place=3, profile=replace(SHEET, shift_x_mm=20))
    assert sheets.check(off).cut == pytest.approx(11, abs=0.2)


def test_a_sheet_printer_gets_one_page_of_dots_with_every_label_in_its_place(
    keep: LabelFileMaker,
) -> None:
    paper = Paper()
    to = replace(SHEET, printer=paper.address, dpi=300, shift_x_mm=2.0, shift_y_mm=-1.0)
    receipt = _print(_labels(keep, NUMBERS[:3], to), 1)
    bits = paper.next_label(300, to.stock)
    paper.close()
    assert receipt.next_place == 0
    assert bits.shape == (raster.dots(297, 300), raster.dots(210, 300))
    for place, ink in ((1, (4, 4.25)), (2, (4, 4.25)), (3, (4, 4.25))):
        cell = to.cell(place)
        x, y = (round(side * 300 / 25.4) for side in (cell.left, cell.top))
        part = bits[y : y + raster.dots(148, 300), x : x + raster.dots(104.9, 300)]
        box = layout.ink_box(part, 300)
        assert box is not None
        assert (box.left, box.top) == pytest.approx((ink[0] + 2, ink[1] - 1), abs=0.15)
    assert not np.any(bits[: raster.dots(147, 300), : raster.dots(105, 300)])
