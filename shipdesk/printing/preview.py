"""A page as a picture for the screen, with where its ink is."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from shipdesk.domain.label import PreviewImage
from shipdesk.printing import barcode, document, layout, raster, watermark

MOST_DPI = 600


def preview(path: str, page: int, dpi: int, word: str = "") -> PreviewImage:
    """Draw one page, from 0, at a resolution, perhaps with a word over all but its bar codes.

    Raises LabelMissingError, or PrintError for ZPL.
    """
    body = document.read_body(path)
    with document.open_document(body, document.media_type_of(body)) as opened:
        shown = min(max(0, page), opened.page_count - 1)
        drawn = opened.page(shown)
        dpi = min(dpi, MOST_DPI)
        gray = raster.draw_gray(drawn, dpi, 1)
        ink = layout.ink_box(raster.to_bits(gray), dpi)
        if word:
            seen = raster.draw_gray(drawn, barcode.READ_DPI, 1)
            codes = [code.box for code in barcode.read_codes(seen, barcode.READ_DPI, shown)]
            boxes = watermark.stamps(word, drawn.width_mm, drawn.height_mm, codes)
            gray = watermark.over(gray, boxes, dpi)
        return PreviewImage(
            png=png_of(raster.to_gray_image(gray)),
            page=shown,
            pages=opened.page_count,
            width_mm=drawn.width_mm,
            height_mm=drawn.height_mm,
            dpi=dpi,
            ink=ink,
        )


def png_of(image: QImage) -> bytes:
    """The picture as the bytes of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())
