"""A page of rulers that shows where a printer really prints.

Along both rulers stand the distances in mm from the left and the top edge of the paper, as they
are on a printer that prints true. The digits are our own: no font is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from shipdesk.domain.label import MM_PER_INCH, Placement, PrinterProfile
from shipdesk.domain.sheet import RULER_FROM_MM, RulerPage
from shipdesk.errors import PrintError
from shipdesk.printing import pdf_file, raster, spool
from shipdesk.printing.raster import Bits

ROLL_MM = 100.0
"""The length of the page on a roll."""

_EDGE_MM = 4.0
_LINE_MM = 0.25
_TICKS_MM = {50: 6.0, 10: 4.5, 5: 3.0, 1: 1.8}
"""How long the marks are: of every 50, 10, 5 and 1 mm."""

_CELL_MM, _INK_MM = 0.3, 0.36
"""A letter's squares and the ink of each, which overlaps the next one at any resolution."""

_LETTER = 6
_GLYPHS = {
    "0": ".###. #...# #..## #.#.# ##..# #...# .###.",
    "1": "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
    "2": ".###. #...# ....# ...#. ..#.. .#... #####",
    "3": ".###. #...# ....# ..##. ....# #...# .###.",
    "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
    "5": "##### #.... ####. ....# ....# #...# .###.",
    "6": ".###. #.... #.... ####. #...# #...# .###.",
    "7": "##### ....# ...#. ..#.. ..#.. ..#.. ..#..",
    "8": ".###. #...# #...# .###. #...# #...# .###.",
    "9": ".###. #...# #...# .#### ....# ....# .###.",
    "m": "..... ..... ##.#. #.#.# #.#.# #.#.# #.#.#",
    "x": "..... ..... #...# .#.#. ..#.. .#.#. #...#",
    "d": "....# ....# .#### #...# #...# #...# .####",
    "p": "..... ####. #...# #...# ####. #.... #....",
    "i": "..#.. ..... .##.. ..#.. ..#.. ..#.. .###.",
    "+": "..... ..#.. ..#.. ##### ..#.. ..#.. .....",
    "-": "..... ..... ..... ##### ..... ..... .....",
    ".": "..... ..... ..... ..... ..... .##.. .##..",
}


def print_ruler(page: RulerPage, on_spooling: Callable[[], None]) -> str:
    """Hand the page over, moved as the printer is; returns how the job is called.

    Raises NoPrinterError or PrintError; `on_spooling` is called before anything may come out.
    """
    profile = page.profile
    width, height = profile.stock.width_mm, profile.stock.height_mm or ROLL_MM
    bits = draw(profile)
    on_spooling()
    if not profile.to_file:
        return spool.spool([bits], (width, height), profile, page.title)
    if not page.output:
        raise PrintError("print_file", reason="")
    pictures = pdf_file.picture_document([bits])
    try:
        placed = Placement(width, height, 0, 0, 0, 72 / profile.dpi, profile.cell(0))
        pdf_file.write([[pdf_file.PlacedPage(pictures, 0, placed)]], page.output)
    finally:
        pictures.close()
    return page.output


def draw(profile: PrinterProfile) -> Bits:
    """The page's dots: rulers that cross 20 mm from the left and the top edge.

    A second cross lies at whole mm, as far from the other edges: it tells whether the print is
    turned or stretched.
    """
    width, height = profile.stock.width_mm, profile.stock.height_mm or ROLL_MM
    drawn = _Drawing(width, height, profile)
    for across, length in ((True, width), (False, height)):
        drawn.ruler(length, across=across)
    far_x, far_y = (math.floor(side - RULER_FROM_MM) for side in (width, height))
    drawn.cross(RULER_FROM_MM, RULER_FROM_MM)
    drawn.cross(far_x, far_y)
    lines = (
        f"{width:g} x {height:g} mm",
        f"{profile.dpi} dpi",
        f"{profile.shift_x_mm:+.2f} {profile.shift_y_mm:+.2f} mm",
    )
    for number, line in enumerate(lines):
        drawn.words(RULER_FROM_MM + 8, RULER_FROM_MM + 10 + 4 * number, line)
    return drawn.bits


class _Drawing:
    """Rectangles in mm on dots, all of them moved by the printer's shift."""

    def __init__(self, width: float, height: float, profile: PrinterProfile) -> None:
        self._dpi = profile.dpi
        self._shift = (profile.shift_x_mm, profile.shift_y_mm)
        size = (raster.dots(height, profile.dpi), raster.dots(width, profile.dpi))
        self.bits: Bits = np.zeros(size, dtype=np.bool_)

    def ruler(self, length: float, *, across: bool) -> None:
        """A line at 20 mm with a mark for every mm, numbered every 10, clear of the edges."""
        self._line(_EDGE_MM, length - _EDGE_MM, RULER_FROM_MM, across=across)
        for mm in range(int(_EDGE_MM), int(length - _EDGE_MM) + 1):
            tall = next(size for every, size in _TICKS_MM.items() if mm % every == 0)
            self._line(RULER_FROM_MM, RULER_FROM_MM + tall, mm, across=not across)
            if mm % 10 == 0 and mm != RULER_FROM_MM:
                wide = len(str(mm)) * _LETTER * _CELL_MM
                before = RULER_FROM_MM - 3.2
                left, top = (mm - wide / 2, before) if across else (before - wide + 2, mm - 1)
                self.words(left, top, str(mm))

    def cross(self, x: float, y: float) -> None:
        """Two lines whose middle lies there."""
        self._line(x - 4, x + 4, y, across=True, thick=2 * _LINE_MM)
        self._line(y - 4, y + 4, x, across=False, thick=2 * _LINE_MM)

    def words(self, left: float, top: float, text: str) -> None:
        """A line of digits and the few letters that there are."""
        for number, letter in enumerate(text):
            for row, line in enumerate(_GLYPHS.get(letter, "").split()):
                for column, filled in enumerate(line):
                    if filled == "#":
                        x = left + (number * _LETTER + column) * _CELL_MM
                        y = top + row * _CELL_MM
                        self._fill(x, y, x + _INK_MM, y + _INK_MM)

    def _line(
        self, start: float, end: float, at: float, *, across: bool, thick: float = _LINE_MM
    ) -> None:
        """A line whose middle lies at a distance from the edge beside it."""
        near, far = at - thick / 2, at + thick / 2
        if across:
            self._fill(start, near, end, far)
        else:
            self._fill(near, start, far, end)

    def _fill(self, left: float, top: float, right: float, bottom: float) -> None:
        (x, width), (y, height) = (
            self._dots(start + shift, end - start)
            for start, end, shift in (
                (left, right, self._shift[0]),
                (top, bottom, self._shift[1]),
            )
        )
        self.bits[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)] = True

    def _dots(self, start: float, length: float) -> tuple[int, int]:
        """The first dot and how many; a whole number of dots around the true middle."""
        count = raster.dots(length, self._dpi)
        middle = (start + length / 2) * self._dpi / MM_PER_INCH
        return round(middle - count / 2), count
