"""A label file opened for printing: known by its first bytes, refused by name, measured in mm."""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from shipdesk.domain.label import MM_PER_INCH, STOCKS, LabelFile, MediaType
from shipdesk.errors import LabelMissingError, PrintError
from shipdesk.printing import zpl

Gray = npt.NDArray[np.uint8]
"""Pixels, 0 black to 255 white, rows first."""

MAX_BYTES = 20 * 2**20
MAX_PAGES = 200
MAX_SIDE_MM = 1200.0
"""No label or invoice is longer than A0; a page that says so would only eat memory."""

IMAGE_DPIS = (203, 300, 600)
SCREEN_DPI = 100
"""A resolution up to this is what programs write when they know none."""

_POINTS_PER_INCH = 72.0
_WHITE = 255
_PASSWORD_NEEDED = 4
_BAND_PIXELS = 1_000_000
_PADDING = 1024
"""What some programs write behind the end of a picture, in bytes."""

_MAGIC = (
    (b"%PDF-", MediaType.PDF),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"GIF87a", MediaType.GIF),
    (b"GIF89a", MediaType.GIF),
)
_EPL = re.compile(rb"\s*(?:N|I8[^\r\n]*|q\d+|Q\d+[^\r\n]*|OD?|S\d|ZT|ZB)\r?\n")


class Page(Protocol):
    """One page that can be drawn; sizes in mm."""

    @property
    def width_mm(self) -> float: ...  # noqa: D102
    @property
    def height_mm(self) -> float: ...  # noqa: D102

    def render(self, width: int, height: int, top: int, rows: int) -> Gray:
        """The rows from `top` on of the whole page drawn at width × height pixels."""
        ...


class Document(Protocol):
    """A file that is drawn page by page; belongs to one thread."""

    @property
    def page_count(self) -> int: ...  # noqa: D102

    def page(self, index: int) -> Page:
        """The page with that index, from 0."""
        ...


def media_type_of(body: bytes) -> MediaType:
    """The kind of file by its first bytes. Raises LabelMissingError that names what it is."""
    if not body.strip():
        raise LabelMissingError("label_empty")
    if len(body) > MAX_BYTES:
        raise LabelMissingError("label_too_large", megabytes=MAX_BYTES // 2**20)
    for magic, media_type in _MAGIC:
        if body.startswith(magic):
            return media_type
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1024]
    lower = start.lower()
    if lower.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in lower:
        raise LabelMissingError("label_is_page")
    if start.startswith((b"{", b"[")):
        raise LabelMissingError("label_is_answer")
    if zpl.is_zpl(start):
        return MediaType.ZPL
    if _EPL.match(body[:64]):
        return MediaType.EPL
    # Readers accept a header within the first kilobyte, and some servers put a line before it.
    if b"%PDF-" in body[:1024]:
        return MediaType.PDF
    raise LabelMissingError("label_kind", reason="")


def read_body(path: str) -> bytes:
    """The bytes of a kept file. Raises LabelMissingError if it is gone."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise LabelMissingError("label_missing", reason=error.strerror or "") from error


def inspect(path: str) -> LabelFile:
    """What a file is and how large; opens every page. Raises LabelMissingError by name."""
    body = read_body(path)
    media_type = media_type_of(body)
    pages, width, height = 1, 0.0, 0.0
    if media_type is MediaType.ZPL:
        pages, (width, height) = zpl.label_count(body), zpl.size_mm(body)
    elif media_type is not MediaType.EPL:
        with open_document(body, media_type) as document:
            pages = document.page_count
            sizes = [(page.width_mm, page.height_mm) for page in map(document.page, range(pages))]
            width, height = sizes[0]
    digest = hashlib.sha256(body).hexdigest()
    return LabelFile(digest, media_type, path, pages, round(width, 2), round(height, 2), len(body))


@contextmanager
def open_document(body: bytes, media_type: MediaType) -> Iterator[Document]:
    """Open a PDF or an image. Raises LabelMissingError if it cannot be drawn."""
    if media_type.raw:
        raise PrintError("label_not_drawn")
    if media_type is not MediaType.PDF:
        yield ImageDocument(body)
        return
    document = PdfDocument(body)
    try:
        yield document
    finally:
        document.close()


class PdfDocument:
    """A PDF, drawn by PDFium; one at a time in a process, since PDFium is not thread-safe."""

    def __init__(self, body: bytes) -> None:
        try:
            self.pdf = pdfium.PdfDocument(body)
            self.page_count = len(self.pdf)
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) == _PASSWORD_NEEDED:
                raise LabelMissingError("label_locked") from error
            raise LabelMissingError("label_damaged") from error
        if not self.page_count:
            raise LabelMissingError("label_empty")
        if self.page_count > MAX_PAGES:
            raise LabelMissingError("label_pages", pages=self.page_count, most=MAX_PAGES)

    def page(self, index: int) -> PdfPage:
        """The page with that index, from 0."""
        try:
            return PdfPage(self.pdf[index])
        except pdfium.PdfiumError as error:
            raise LabelMissingError("label_damaged") from error

    def close(self) -> None:
        """Give the memory back."""
        self.pdf.close()


class PdfPage:
    """One page of a PDF as a reader shows it: its crop box, turned as it asks to be."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.page = page
        width, height = page.get_size()
        self.width_mm = width / _POINTS_PER_INCH * MM_PER_INCH
        self.height_mm = height / _POINTS_PER_INCH * MM_PER_INCH
        _require_size(self.width_mm, self.height_mm)

    def render(self, width: int, height: int, top: int, rows: int) -> Gray:
        """The rows from `top` on of the whole page drawn at width × height pixels."""
        pixels: Gray = np.full((rows, width), _WHITE, dtype=np.uint8)
        memory = (ctypes.c_ubyte * pixels.size).from_buffer(pixels.data)
        bitmap = pdfium.PdfBitmap.new_native(
            width, rows, pdfium_raw.FPDFBitmap_Gray, buffer=memory, stride=width
        )
        try:
            # Whole page at an exact pixel size, of which this bitmap is a window: PDFium's own
            # size in points rounds up to one row too many.
            pdfium_raw.FPDF_RenderPageBitmap(
                bitmap.raw,
                self.page.raw,
                0,
                -top,
                width,
                height,
                0,
                pdfium_raw.FPDF_ANNOT | pdfium_raw.FPDF_PRINTING | pdfium_raw.FPDF_GRAYSCALE,
            )
        finally:
            bitmap.close()
        return pixels


class ImageDocument:
    """A PNG, JPEG or GIF: one page at the resolution it tells, or the likeliest one."""

    page_count = 1

    def __init__(self, body: bytes) -> None:
        if not _is_whole(body):
            raise LabelMissingError("label_damaged")
        buffer = QBuffer()
        buffer.setData(QByteArray(body))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        image = reader.read()
        if image.isNull():
            raise LabelMissingError("label_damaged")
        told = image.dotsPerMeterX() * MM_PER_INCH / 1000
        # Turned here, not by Qt, which would hold the whole picture in colour twice.
        self.pixels = _upright(_gray_of(image), reader.transformation().value)
        height, width = self.pixels.shape
        dpi = told if told > SCREEN_DPI else likely_dpi(width, height)
        self.width_mm = width / dpi * MM_PER_INCH
        self.height_mm = height / dpi * MM_PER_INCH
        _require_size(self.width_mm, self.height_mm)

    def page(self, index: int) -> ImageDocument:
        """The image itself, which is its only page."""
        if index:
            raise IndexError(index)
        return self

    def render(self, width: int, height: int, top: int, rows: int) -> Gray:
        """The rows from `top` on of the image at width × height pixels, nearest pixel."""
        across = (np.arange(width) * self.pixels.shape[1]) // width
        down = (np.arange(top, top + rows) * self.pixels.shape[0]) // height
        down = np.minimum(down, self.pixels.shape[0] - 1)
        picked: Gray = self.pixels[down][:, across]
        return picked


def _is_whole(body: bytes) -> bool:
    """Whether a picture has its end: of a JPEG or GIF that broke off Qt draws what came."""
    end = body[-_PADDING:]
    if body.startswith(b"\xff\xd8"):
        return b"\xff\xd9" in end
    return not body.startswith(b"GIF") or b";" in end.rstrip(b"\0")[-1:]


def likely_dpi(width: int, height: int) -> int:
    """The printer resolution at which an image is nearest to a usual label's size."""
    sides = sorted((width, height))

    def distance(dpi: int) -> float:
        size = [side / dpi * MM_PER_INCH for side in sides]
        return min(
            abs(size[0] - stock.width_mm) + abs(size[1] - stock.height_mm)
            for stock in STOCKS
            if stock.height_mm and not stock.sheet
        )

    return min(IMAGE_DPIS, key=distance)


def _gray_of(image: QImage) -> Gray:
    """The pixels over white paper: a transparent label must not print black."""
    width, height = image.width(), image.height()
    gray = np.empty((height, width), dtype=np.uint8)
    # In bands: a whole A4 page at 600 dpi in colour is 139 MB, and arithmetic needs it five times.
    band = max(1, _BAND_PIXELS // width)
    for top in range(0, height, band):
        plain = image.copy(0, top, width, min(band, height - top)).convertToFormat(
            QImage.Format.Format_ARGB32
        )
        raw = np.frombuffer(plain.constBits(), dtype=np.uint8).reshape(-1, width, 4)
        blue, green, red, alpha = (raw[:, :, channel].astype(np.uint32) for channel in range(4))
        luminance = (red * 299 + green * 587 + blue * 114) // 1000
        gray[top : top + len(raw)] = (luminance * alpha + 255 * (255 - alpha)) // 255
    return gray


def _upright(gray: Gray, transformation: int) -> Gray:
    """The pixels as their file wants them seen: Qt's bits 1 mirror, 2 flip, 4 then turn right."""
    if transformation & 1:
        gray = gray[:, ::-1]
    if transformation & 2:
        gray = gray[::-1]
    return np.ascontiguousarray(np.rot90(gray, k=-1) if transformation & 4 else gray)


def _require_size(width_mm: float, height_mm: float) -> None:
    if not (1 < width_mm < MAX_SIDE_MM and 1 < height_mm < MAX_SIDE_MM):
        raise LabelMissingError("label_size", width=round(width_mm), height=round(height_mm))
