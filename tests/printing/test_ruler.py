"""The ruler page: its marks lie where they say, and what is measured on it moves every print."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from shipdesk.domain.label import MediaType, PrinterProfile
from shipdesk.domain.sheet import Calibration, RulerPage
from shipdesk.printing import document, layout, raster, ruler
from shipdesk.printing.raster import Bits
from tests.printing.conftest import profile
from tests.support.judged_labels import Paper
from tests.support.pdf_tools import size_mm

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
EXACT_MM = 0.2
LOOK_DPI = 600


def _middles(line: np.ndarray, dpi: int) -> list[float]:
    """Where the middles of the marks along a line of dots lie, in mm."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], line, [False])).astype(np.int8)))
    return [float(a + b) / 2 * 25.4 / dpi for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _marks(bits: Bits, dpi: int, *, across: bool, at: float = 21.3) -> list[float]:
    place = round(at * dpi / 25.4)
    return _middles(bits[place] if across else bits[:, place], dpi)


def _written(to: PrinterProfile, output: Path) -> Bits:
    ruler.print_ruler(RulerPage(to, str(output)), lambda: None)
    with document.open_document(output.read_bytes(), MediaType.PDF) as opened:
        return raster.draw_bits(opened.page(0), LOOK_DPI)


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("key", ["100x150", "4x6", "a6", "62mm", "a4", "a4-2x2"])
def test_every_mark_of_the_written_page_lies_where_it_says(
    tmp_path: Path, qapp: object, key: str, dpi: int
) -> None:
    assert qapp is not None
    to = profile(key=key, dpi=dpi)
    output = tmp_path / "ruler.pdf"
    bits = _written(to, output)
    high = to.stock.height_mm or ruler.ROLL_MM
    assert size_mm(output) == pytest.approx((to.stock.width_mm, high), abs=0.1)
    for across, length in ((True, to.stock.width_mm), (False, high)):
        marks = _marks(bits, LOOK_DPI, across=across)
        for mm in range(4, int(length - 4) + 1):
            assert min(abs(mark - mm) for mark in marks) <= EXACT_MM, (mm, across)


def test_a_shift_moves_the_page_right_and_down(tmp_path: Path, qapp: object) -> None:
    assert qapp is not None
    to = replace(profile(key="100x150"), shift_x_mm=1.5, shift_y_mm=-2.0)
    bits = _written(to, tmp_path / "ruler.pdf")
    across, down = (
        _marks(bits, LOOK_DPI, across=True, at=19.3),
        _marks(bits, LOOK_DPI, across=False, at=22.8),
    )
    assert min(abs(mark - 51.5) for mark in across) <= EXACT_MM
    assert min(abs(mark - 48.0) for mark in down) <= EXACT_MM


def test_the_page_goes_to_a_label_printer_as_dots() -> None:
    paper = Paper()
    to = replace(profile(paper.address, "100x150"), darkness=10)
    assert ruler.print_ruler(RulerPage(to), lambda: None) == paper.address
    bits = paper.next_label(203, to.stock)
    paper.close()
    assert np.array_equal(bits, ruler.draw(to))
    assert len(_marks(bits, 203, across=True)) > 90


@pytest.mark.parametrize("wrong", [(0.0, 0.0), (1.3, -0.8), (-2.1, 0.4)])
def test_what_is_measured_brings_the_next_print_to_where_it_should_lie(
    wrong: tuple[float, float],
) -> None:
    """A printer that prints `wrong` mm too far right and down is put right by its own page."""
    kept = Calibration(0.4, -0.2).printed(NOW)
    cross = (20 + kept.page_x_mm + wrong[0], 20 + kept.page_y_mm + wrong[1])
    measured = kept.corrected(*cross, NOW)
    assert (measured.x_mm + wrong[0], measured.y_mm + wrong[1]) == pytest.approx((0, 0))
    assert measured.corrected(*cross, NOW) == measured, "measured twice, moved once"


def test_an_offset_of_the_profile_moves_the_page_of_no_printer() -> None:
    plain = profile(key="100x150")
    assert np.array_equal(ruler.draw(plain), ruler.draw(replace(plain, offset_x_mm=5.0)))
    assert layout.ink_box(ruler.draw(plain), 203) is not None
