"""Bar codes read as finely as it takes: what no printer can print is told, not overlooked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.domain.label import PDF_FILE, Box, CheckOutcome, MediaType
from shipdesk.printing import barcode, document, job, layout, reading
from shipdesk.printing.layout import Sheet
from tests.fixtures.labels import make
from tests.printing.conftest import LabelFileMaker, order, profile
from tests.printing.truth import NUMBERS, Truth


def _outcome(path: Path, key: str, dpi: int, expected: str) -> CheckOutcome:
    asked = replace(order(path, profile(PDF_FILE, key, dpi)), expected=expected)
    return job.check(asked).check.outcome


@pytest.mark.parametrize("module", [0.06, 0.068, 0.072, 0.08])
def test_bars_under_two_dots_of_a_600_dpi_printer_are_told_as_too_fine(
    keep: LabelFileMaker, module: float
) -> None:
    truth = Truth("Code128", module)
    label = keep(truth.pdf())
    assert _outcome(label, "a6", 600, truth.code) is CheckOutcome.TOO_FINE


@pytest.mark.parametrize(("symbology", "module"), [("Code128", 0.09), ("ITF", 0.1)])
def test_bars_of_two_dots_of_a_600_dpi_printer_are_good(
    keep: LabelFileMaker, symbology: str, module: float
) -> None:
    truth = Truth(symbology, module)
    assert _outcome(keep(truth.pdf()), "a6", 600, truth.code) is CheckOutcome.MATCHES


def test_a_turned_code_that_is_too_fine_is_found_at_the_foot_of_a_large_page(
    keep: LabelFileMaker,
) -> None:
    truth = Truth("Code128", 0.068, size=make.A4, turned=180)
    assert _outcome(keep(truth.pdf()), "a4", 600, truth.code) is CheckOutcome.TOO_FINE


def test_another_parcels_code_is_a_mismatch_though_it_is_too_fine_to_be_read_in_the_dots(
    keep: LabelFileMaker,
) -> None:
    label = keep(Truth("Code128", 0.068).pdf())
    asked = order(label, profile(PDF_FILE, "a6", 203))
    theirs = replace(asked, expected="111111111111", others=(NUMBERS["Code128"],))
    assert job.check(theirs).check.outcome is CheckOutcome.MISMATCH


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_box_of_the_stock_is_found_again_on_its_page(rotation: int) -> None:
    page = Sheet(90, 140, Box(5, 5, 80, 130))
    placed = layout.place(page, replace(profile(), rotation=rotation))
    code = Box(10, 20, 60, 35)
    back = layout.on_page(layout.on_stock(code, page, placed), page, placed)
    assert (back.left, back.top, back.right, back.bottom) == pytest.approx((10, 20, 60, 35))


def test_a_label_whose_number_stands_in_the_dots_is_not_drawn_whole_a_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only around the code: reading a whole page at 600 dpi costs more than all the rest."""
    asked = order(Path("label"), profile())
    drawn_rows: list[int] = []
    with document.open_document(make.pdf(), MediaType.PDF) as opened:
        page = opened.page(0)
        assert isinstance(page, document.PdfPage)
        drawn = job._draw(asked, page, 0)
        assert drawn is not None
        render = page.render

        def counted(width: int, height: int, top: int, rows: int) -> document.Gray:
            drawn_rows.append(rows)
            return render(width, height, top, rows)

        monkeypatch.setattr(page, "render", counted)
        read = reading.read_drawn(page, 0, asked.expected, drawn.bits, drawn.placed, 203)
        assert sum(drawn_rows) < page.height_mm / 25.4 * barcode.READ_DPI / 2
    found = barcode.check(read.seen, read.printed, asked.expected, dpi=203)
    assert found.outcome is CheckOutcome.MATCHES
