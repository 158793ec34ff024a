"""Where a page lies on its stock: at true size if its ink fits, turned only if it fits so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shipdesk.domain.label import MM_PER_INCH, Box, Fit, Placement, PrinterProfile, Stock
from shipdesk.printing.raster import Bits

TOLERANCE_MM = 0.3
"""Ink that is lost within this is a frame's line, not a bar code's."""

SHRINK_EDGE_MM = 1.0
ROLL_EDGE_MM = 3.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as layout sees it: its size and where its ink is, in mm."""

    width: float
    height: float
    ink: Box

    def turned(self, degrees: int) -> Sheet:
        """The page turned clockwise by a multiple of 90 degrees."""
        sheet = self
        for _ in range(degrees % 360 // 90):
            ink = sheet.ink
            turned = Box(sheet.height - ink.bottom, ink.left, sheet.height - ink.top, ink.right)
            sheet = Sheet(sheet.height, sheet.width, turned)
        return sheet

    def scaled(self, scale: float) -> Sheet:
        """The page made smaller or larger."""
        ink = self.ink
        box = Box(ink.left * scale, ink.top * scale, ink.right * scale, ink.bottom * scale)
        return Sheet(self.width * scale, self.height * scale, box)


def ink_box(bits: Bits, dpi: float) -> Box | None:
    """The smallest box that holds all ink, in mm; None for a blank page."""
    rows = np.flatnonzero(bits.any(axis=1))
    columns = np.flatnonzero(bits.any(axis=0))
    if not len(rows):
        return None
    mm = MM_PER_INCH / dpi
    return Box(
        float(columns[0]) * mm,
        float(rows[0]) * mm,
        float(columns[-1] + 1) * mm,
        float(rows[-1] + 1) * mm,
    )


def place(page: Sheet, profile: PrinterProfile, fit: Fit = Fit.ASK) -> Placement:
    """Put a page on the profile's stock; `cut` of the result says whether ink would be lost."""
    straight = profile.rotation % 360
    turned = (straight + 90) % 360
    tries = [_place(page, profile, rotation, 1.0) for rotation in (straight, turned)]
    best = tries[0] if _fits(page, profile.stock, straight) else min(tries, key=lambda t: t.cut)
    if _fits(page, profile.stock, best.rotation) or fit is not Fit.SHRINK:
        return best
    rotation = max((straight, turned), key=lambda r: _shrink(page.turned(r), profile))
    return _place(page, profile, rotation, _shrink(page.turned(rotation), profile))


def on_stock(box: Box, page: Sheet, placed: Placement) -> Box:
    """Where a box of the page lies on the stock."""
    moved = Sheet(page.width, page.height, box).turned(placed.rotation).scaled(placed.scale).ink
    return moved.moved(placed.x_mm, placed.y_mm)


def on_page(box: Box, page: Sheet, placed: Placement) -> Box:
    """Where a box of the stock lies on the page: the way back of `on_stock`."""
    turned = Sheet(page.width, page.height, box).turned(placed.rotation)
    inner = Box(
        (box.left - placed.x_mm) / placed.scale,
        (box.top - placed.y_mm) / placed.scale,
        (box.right - placed.x_mm) / placed.scale,
        (box.bottom - placed.y_mm) / placed.scale,
    )
    return Sheet(turned.width, turned.height, inner).turned(360 - placed.rotation).ink


def _fits(page: Sheet, stock: Stock, rotation: int) -> bool:
    ink = page.turned(rotation).ink
    tall = not stock.height_mm or ink.height <= stock.height_mm + TOLERANCE_MM
    return tall and ink.width <= stock.width_mm + TOLERANCE_MM


def _shrink(page: Sheet, profile: PrinterProfile) -> float:
    stock = profile.stock
    wide, high = profile.margins if stock.sheet else (SHRINK_EDGE_MM, SHRINK_EDGE_MM)
    scale = min(1.0, (stock.width_mm - 2 * wide) / page.ink.width)
    if stock.height_mm:
        scale = min(scale, (stock.height_mm - 2 * high) / page.ink.height)
    return scale


def _place(page: Sheet, profile: PrinterProfile, rotation: int, scale: float) -> Placement:
    stock = profile.stock
    sheet = page.turned(rotation).scaled(scale)
    ink = sheet.ink
    height = stock.height_mm or ink.height + 2 * ROLL_EDGE_MM
    wide, high = profile.margins if stock.sheet else (None, None)
    x = _start(stock.width_mm, sheet.width, ink.left, ink.right, wide)
    if stock.height_mm:
        y = _start(height, sheet.height, ink.top, ink.bottom, high)
    else:
        y = ROLL_EDGE_MM - ink.top
    right, down = profile.moved
    x, y = x + right, y + down
    placed = ink.moved(x, y)
    cut = lost(placed, stock.width_mm, height)
    return Placement(stock.width_mm, height, x, y, rotation, scale, placed, cut)


def lost(ink: Box, width_mm: float, height_mm: float) -> float:
    """How many mm of ink lie outside of paper of that size, the worst side."""
    over = max(-ink.left, -ink.top, ink.right - width_mm, ink.bottom - height_mm)
    return round(over, 2) if over > TOLERANCE_MM else 0.0


def _start(stock: float, page: float, first: float, last: float, margin: float | None) -> float:
    """Where a page begins along one side: in the middle (a sheet: at the margin), ink inside."""
    spare = stock - page
    at_edge = margin is not None and spare > 1
    start = 0.0 if at_edge else spare / 2
    edge = (margin or 0.0) if at_edge else 0.0
    lowest, highest = edge - first, stock - edge - last
    if at_edge and lowest <= highest:
        return min(max(start, lowest), highest)
    # A page larger than the stock lies in the middle if its ink does, else its ink does.
    return start if lowest <= start <= highest else (stock - first - last) / 2
