"""A page as a picture for the screen, with where its ink is."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from shipdesk.domain.label import PreviewImage
from shipdesk.printing import document, layout, raster

MOST_DPI = 600


def preview(path: str, page: int, dpi: int) -> PreviewImage:
    """Draw one page, from 0, at a resolution. Raises LabelMissingError, or PrintError for ZPL."""
    body = document.read_body(path)
    with document.open_document(body, document.media_type_of(body)) as opened:
        shown = min(max(0, page), opened.page_count - 1)
        drawn = opened.page(shown)
        gray = raster.draw_gray(drawn, min(dpi, MOST_DPI), 1)
        return PreviewImage(
            png=png_of(raster.to_gray_image(gray)),
            page=shown,
            pages=opened.page_count,
            width_mm=drawn.width_mm,
            height_mm=drawn.height_mm,
            dpi=min(dpi, MOST_DPI),
            ink=layout.ink_box(raster.to_bits(gray), min(dpi, MOST_DPI)),
        )


def png_of(image: QImage) -> bytes:
    """The picture as the bytes of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())
