"""Reads the simulator's papers as a scanner and a reader would: bar codes, words and page sizes."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
import zxingcpp


def codes(pdf: bytes, *, dpi: int = 203, page: int = 0) -> list[str]:
    """The texts of all bar codes on a page as a printer of that resolution would draw it."""
    document = pdfium.PdfDocument(pdf)
    try:
        bitmap = document[page].render(scale=dpi / 72, grayscale=True)
        pixels = np.where(bitmap.to_numpy().squeeze() < 128, 0, 255).astype(np.uint8)
        return [found.text for found in zxingcpp.read_barcodes(pixels)]
    finally:
        document.close()


def words(pdf: bytes, page: int = 0) -> str:
    """The text of a page."""
    document = pdfium.PdfDocument(pdf)
    try:
        return str(document[page].get_textpage().get_text_bounded())
    finally:
        document.close()


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """The size of each page in points."""
    document = pdfium.PdfDocument(pdf)
    try:
        found = []
        for page in document:
            width, height = page.get_size()
            found.append((round(width), round(height)))
        return found
    finally:
        document.close()
