"""Writes the PDF that "PDF file" prints: pages of the stock's true size, the source's own lines.

What came as a PDF stays vector; pictures and dots are put in at their true size.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from shipdesk.domain.label import MM_PER_INCH, Box, Placement
from shipdesk.errors import PrintError
from shipdesk.printing import dots_pdf
from shipdesk.printing.raster import Bits

_POINTS_PER_INCH = 72
_POINTS_PER_MM = _POINTS_PER_INCH / MM_PER_INCH
_STAMP_GRAY = 110
_STAMP_ALPHA = 70


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """A page of a PDF, where it goes on its stock, and the watermark over it."""

    pdf: pdfium.PdfDocument
    index: int
    placed: Placement
    stamps: tuple[Box, ...] = ()


def write(sheets: Sequence[Sequence[PlacedPage]], output: str) -> None:
    """Write a page for each sheet, the first of what lies on it below, whole or not at all.

    Raises PrintError if the file cannot be written.
    """
    with _new_document() as made:
        for sheet in sheets:
            _add(made, sheet)
        path = Path(output)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".printing-", suffix=".pdf")
            temporary = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    made.save(file)
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise PrintError("print_file", reason=error.strerror or "") from error


def picture_document(pages: Sequence[Bits]) -> pdfium.PdfDocument:
    """A PDF with a page for each picture, one dot a point; the caller closes it."""
    return pdfium.PdfDocument(dots_pdf.document(pages, _POINTS_PER_INCH))


def whole(placed: Placement, dpi: int) -> Placement:
    """Where a picture of the whole stock goes: all over it, one pixel a dot."""
    return replace(placed, x_mm=0.0, y_mm=0.0, rotation=0, scale=_POINTS_PER_INCH / dpi)


@contextlib.contextmanager
def _new_document() -> Iterator[pdfium.PdfDocument]:
    made = pdfium.PdfDocument.new()
    try:
        yield made
    finally:
        made.close()


def _add(made: pdfium.PdfDocument, sheet: Sequence[PlacedPage]) -> None:
    size = sheet[0].placed
    page = made.new_page(size.width_mm * _POINTS_PER_MM, size.height_mm * _POINTS_PER_MM)
    forms = []
    for source in sheet:
        form = source.pdf.page_as_xobject(source.index, made)
        content = form.as_pageobject()
        width, height = source.pdf[source.index].get_size()
        content.set_matrix(_matrix(source.placed, width, height))
        page.insert_obj(content)
        forms.append(form)
    stamps = [box for source in sheet for box in source.stamps]
    if stamps:
        _stamp(page, stamps, size.height_mm)
    page.gen_content()
    for form in forms:
        form.close()
    page.close()


def _matrix(placed: Placement, width: float, height: float) -> pdfium.PdfMatrix:
    """From the page's points (origin below left) to where it lies on the stock."""
    scale = placed.scale
    left = placed.x_mm * _POINTS_PER_MM
    top = (placed.height_mm - placed.y_mm) * _POINTS_PER_MM
    wide, tall = width * scale, height * scale
    return {
        0: pdfium.PdfMatrix(scale, 0, 0, scale, left, top - tall),
        90: pdfium.PdfMatrix(0, -scale, scale, 0, left, top),
        180: pdfium.PdfMatrix(-scale, 0, 0, -scale, left + wide, top),
        270: pdfium.PdfMatrix(0, scale, -scale, 0, left + tall, top - wide),
    }[placed.rotation]


def _stamp(page: pdfium.PdfPage, boxes: Sequence[Box], height_mm: float) -> None:
    """One pale path over the page; pypdfium2 has no path of its own, PDFium has."""
    path = pdfium_raw.FPDFPageObj_CreateNewPath(0, 0)
    for box in boxes:
        left, right = box.left * _POINTS_PER_MM, box.right * _POINTS_PER_MM
        top = (height_mm - box.top) * _POINTS_PER_MM
        bottom = (height_mm - box.bottom) * _POINTS_PER_MM
        pdfium_raw.FPDFPath_MoveTo(path, left, bottom)
        pdfium_raw.FPDFPath_LineTo(path, right, bottom)
        pdfium_raw.FPDFPath_LineTo(path, right, top)
        pdfium_raw.FPDFPath_LineTo(path, left, top)
        pdfium_raw.FPDFPath_Close(path)
    pdfium_raw.FPDFPageObj_SetFillColor(path, _STAMP_GRAY, _STAMP_GRAY, _STAMP_GRAY, _STAMP_ALPHA)
    pdfium_raw.FPDFPath_SetDrawMode(path, pdfium_raw.FPDF_FILLMODE_WINDING, 0)
    pdfium_raw.FPDFPage_InsertObject(page.raw, path)
