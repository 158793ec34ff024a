"""Reads the bar codes of a page, as finely as it takes to say whose label it is, and no finer.

What lies in the final dots is read first. Only a code of ours that is missing there, or whose bars
are near to too fine, makes the page be drawn and read again, at 600 and at 1200 dpi.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shipdesk.domain.label import MM_PER_INCH, BarCode, Box, Placement
from shipdesk.printing import barcode, layout, raster
from shipdesk.printing.document import ImageDocument, Page
from shipdesk.printing.layout import Sheet
from shipdesk.printing.raster import Bits

FINEST_DPI = 1200
"""Where one bar of a code that is too fine for every printer is still more than two pixels wide."""

_CLEARLY = 2.5
"""Bars of so many dots are wide enough, however they were measured."""
_COARSE_PIXELS = 4.0
"""Bars of fewer pixels are measured again on a finer picture."""
_BAND_PIXELS = 30_000_000
_AROUND_MM = 4.0
"""What is drawn around a code that is read again: its quiet zones, and a little more."""


@dataclass(frozen=True, slots=True)
class Read:
    """The codes of a page, and those of them that a scanner would find in the final dots."""

    seen: tuple[BarCode, ...]
    printed: tuple[BarCode, ...]


def read_page(page: Page, index: int = 0, expected: str = "") -> tuple[BarCode, ...]:
    """All codes of a page at 600 dpi; finer where none of them holds the expected number."""
    found = barcode.read_codes(raster.draw_gray(page, barcode.READ_DPI, 1), barcode.READ_DPI, index)
    fine = tuple(_measured(page, code) for code in found)
    if expected and not isinstance(page, ImageDocument) and not _ours(fine, expected):
        known = {code.text for code in fine}
        finer = [code for code in _read_finest(page, index) if code.text not in known]
        return fine + tuple({code.text: code for code in finer}.values())
    return fine


def read_drawn(
    page: Page, index: int, expected: str, bits: Bits, placed: Placement, dpi: int
) -> Read:
    """What a page that was drawn for a printer says, for the question whose label it is.

    Where the expected number stands in the dots, in bars that are wide enough, no other code of
    this page can change the answer and the page is not drawn again.
    """
    printed = barcode.read_dots(bits, dpi, index)
    on_page = tuple(_on_page(code, page, placed) for code in printed)
    if any(_plain_to_see(page, code, placed.scale * dpi) for code in _ours(on_page, expected)):
        return Read(on_page, printed)
    printed = barcode.read_codes(raster.to_gray(bits), dpi, index)
    seen = read_page(page, index, expected)
    return Read(seen, printed + read_closer(page, bits, placed, dpi, seen, printed))


def read_closer(
    page: Page,
    bits: Bits,
    placed: Placement,
    dpi: int,
    wanted: Sequence[BarCode],
    found: Sequence[BarCode],
) -> tuple[BarCode, ...]:
    """The wanted codes of a page that are still to be found in its dots, each looked at alone.

    The reader wants more than two pixels a bar; a scanner sees more than one line of dots.
    """
    known = {code.text for code in found}
    whole = Sheet(page.width_mm, page.height_mm, Box(0, 0, 0, 0))
    closer: list[BarCode] = []
    for code in wanted:
        if code.text in known:
            continue
        box = layout.on_stock(code.box, whole, placed).grown(_AROUND_MM)
        top, left = (max(0, int(edge * dpi / MM_PER_INCH)) for edge in (box.top, box.left))
        bottom, right = (int(edge * dpi / MM_PER_INCH) + 1 for edge in (box.bottom, box.right))
        part = raster.to_gray(bits[top:bottom, left:right])
        if part.size:
            doubled = part.repeat(2, axis=0).repeat(2, axis=1)
            closer.extend(barcode.read_codes(doubled, dpi * 2, code.page))
    return tuple(closer)


def _ours(codes: Sequence[BarCode], expected: str) -> list[BarCode]:
    wanted = barcode.plain(expected)
    return [code for code in codes if wanted and wanted in barcode.plain(code.text)]


def _plain_to_see(page: Page, code: BarCode, dpi: float) -> bool:
    """Whether the bars of a code are wide enough, measured finer where the dots cannot tell."""
    if not code.module_mm or code.module_mm * dpi / MM_PER_INCH >= _CLEARLY:
        return True
    fine = _closer(page, code, barcode.READ_DPI)
    return fine is not None and fine.module_mm * dpi / MM_PER_INCH >= barcode.FINE_DOTS


def _on_page(code: BarCode, page: Page, placed: Placement) -> BarCode:
    whole = Sheet(page.width_mm, page.height_mm, Box(0, 0, 0, 0))
    return replace(
        code,
        box=layout.on_page(code.box, whole, placed),
        module_mm=code.module_mm / placed.scale,
    )


def _measured(page: Page, code: BarCode) -> BarCode:
    """The code with its bars measured where they are few pixels wide at 600 dpi."""
    pixels = code.module_mm * barcode.READ_DPI / MM_PER_INCH
    if not code.module_mm or pixels >= _COARSE_PIXELS or isinstance(page, ImageDocument):
        return code
    fine = _closer(page, code, FINEST_DPI)
    return code if fine is None else replace(code, module_mm=fine.module_mm)


def _closer(page: Page, code: BarCode, dpi: int) -> BarCode | None:
    """A code as it is measured at another resolution, of which only its surroundings are drawn."""
    box = code.box.grown(_AROUND_MM)
    left, right = (int(max(0.0, side) * dpi / MM_PER_INCH) for side in (box.left, box.right))
    rows, columns = (box.top, box.bottom), slice(left, right)
    for found in _read_rows(page, code.page, dpi, rows, columns, code.symbology):
        if found.text == code.text and found.module_mm:
            return found
    return None


def _read_finest(page: Page, index: int) -> Iterator[BarCode]:
    """The bars of a page at 1200 dpi, in bands that overlap by half.

    Squares that are too fine for 600 dpi are on no label; to look for them takes seconds a page.
    """
    rows = max(1, _BAND_PIXELS // raster.dots(page.width_mm, FINEST_DPI))
    band = rows * MM_PER_INCH / FINEST_DPI
    top = 0.0
    while True:
        rows_mm = (top, top + band)
        yield from _read_rows(page, index, FINEST_DPI, rows_mm, symbology=barcode.BARS)
        if top + band >= page.height_mm:
            return
        top += band / 2


def _read_rows(
    page: Page,
    index: int,
    dpi: int,
    rows_mm: tuple[float, float],
    columns: slice = slice(None),
    symbology: str = "",
) -> Iterator[BarCode]:
    """The codes between two heights; memory is bounded. Of their boxes only the height is true."""
    width, height = (raster.dots(side, dpi) for side in (page.width_mm, page.height_mm))
    first, last = (round(max(0.0, each) * dpi / MM_PER_INCH) for each in rows_mm)
    first = min(first, height - 1)
    rows = max(1, min(last, height, first + _BAND_PIXELS // width) - first)
    down = first * MM_PER_INCH / dpi
    pixels = page.render(width, height, first, rows)[:, columns]
    for code in barcode.read_codes(pixels, dpi, index, symbology):
        box = Box(code.box.left, code.box.top + down, code.box.right, code.box.bottom + down)
        yield replace(code, box=box)
