"""Pages to dots: drawn finer than the printer, averaged, then each dot decided black or white.

Deciding at the printer's own resolution at once loses half of the 10-mil bar codes at 203 dpi.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from shipdesk.domain.label import MM_PER_INCH
from shipdesk.printing.document import Gray, ImageDocument, Page

Bits = npt.NDArray[np.bool_]
"""Dots, True where there is ink, rows first."""

OVERSAMPLE = 4
FINEST_DPI = 1200
"""Drawing finer than this costs memory and shows nothing: a 600 dpi printer gets 2 × 2."""

_BLACK_BELOW = 120
"""Dots half covered stay white: PDFium draws bars a little too wide, and so does heat."""
_STRIP_PIXELS = 8_000_000
_BLOCK_PIXELS = 500_000
"""So many are averaged at a time: what is added stays within the processor's own memory."""


def dots(length_mm: float, dpi: float) -> int:
    """The whole number of dots nearest to a length; at least one."""
    return max(1, round(length_mm * dpi / MM_PER_INCH))


def draw_gray(page: Page, dpi: float, oversample: int = OVERSAMPLE) -> Gray:
    """The page at a resolution, each pixel the average of its finer ones."""
    width, height = dots(page.width_mm, dpi), dots(page.height_mm, dpi)
    if isinstance(page, ImageDocument) and page.pixels.shape == (height, width):
        return page.pixels
    fine = max(1, min(oversample, round(FINEST_DPI / dpi)))
    if fine == 1:
        return page.render(width, height, 0, height)
    averaged = np.empty((height, width), dtype=np.uint8)
    # In strips: a whole A4 page at 1200 dpi is 139 MB before anything is done with it.
    strip = max(1, _STRIP_PIXELS // (width * fine * fine))
    for top in range(0, height, strip):
        rows = min(strip, height - top)
        pixels = page.render(width * fine, height * fine, top * fine, rows * fine)
        averaged[top : top + rows] = _average(pixels, fine)
    return averaged


def _average(pixels: Gray, fine: int) -> Gray:
    """Each square of fine pixels as one; slices are added, eight times quicker than one sum."""
    averaged: Gray = np.empty((len(pixels) // fine, pixels.shape[1] // fine), dtype=np.uint8)
    rows = max(1, _BLOCK_PIXELS // (pixels.shape[1] * fine))
    for top in range(0, len(averaged), rows):
        block = pixels[top * fine : (top + rows) * fine]
        averaged[top : top + rows] = _sums(block, fine) // (fine * fine)
    return averaged


def _sums(pixels: Gray, fine: int) -> npt.NDArray[np.uint16]:
    """What the pixels of each square add up to."""
    parts: npt.NDArray[np.uint8 | np.uint16] = pixels
    across = fine
    if not fine % 2:
        # Two neighbours at a time, as the two halves of one number.
        pairs = np.ascontiguousarray(pixels).view(np.uint16)
        parts, across = (pairs & 0xFF) + (pairs >> 8), fine // 2
    tall = parts[0::fine].astype(np.uint16)
    for row in range(1, fine):
        tall += parts[row::fine]
    sums = tall[:, 0::across].copy()
    for column in range(1, across):
        sums += tall[:, column::across]
    return sums


def draw_bits(page: Page, dpi: float) -> Bits:
    """The page as the printer's dots."""
    return to_bits(draw_gray(page, dpi))


def to_bits(gray: Gray) -> Bits:
    """Each pixel decided: ink or paper."""
    bits: Bits = gray < _BLACK_BELOW
    return bits


def to_gray(bits: Bits) -> Gray:
    """Dots as pixels, for what reads or shows pictures."""
    gray: Gray = np.where(bits, np.uint8(0), np.uint8(255))
    return gray


def turn(bits: Bits, degrees: int) -> Bits:
    """The dots turned clockwise by a multiple of 90 degrees."""
    turned: Bits = np.rot90(bits, k=-(degrees // 90))
    return turned


def paste(canvas: Bits, bits: Bits, left: int, top: int) -> None:
    """Put ink onto the canvas at a dot; what lies outside is cut."""
    height, width = canvas.shape
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + bits.shape[1]), min(height, top + bits.shape[0])
    if x0 < x1 and y0 < y1:
        canvas[y0:y1, x0:x1] |= bits[y0 - top : y1 - top, x0 - left : x1 - left]


def pack(bits: Bits) -> bytes:
    """Eight dots a byte, 1 is ink, each row padded to a whole byte."""
    return np.packbits(bits, axis=1).tobytes()


def to_image(bits: Bits) -> QImage:
    """The dots as a one-bit picture that owns its memory."""
    height, width = bits.shape
    stride = (width + 7) // 8
    image = QImage(pack(bits), width, height, stride, QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])
    return image.copy()


def to_gray_image(gray: Gray) -> QImage:
    """The pixels as a picture that owns its memory."""
    height, width = gray.shape
    body = np.ascontiguousarray(gray).tobytes()
    return QImage(body, width, height, width, QImage.Format.Format_Grayscale8).copy()
