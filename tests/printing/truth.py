"""Labels whose truth is known: the code, its bars, the size, how the page is turned and cropped."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium
import zxingcpp
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tests.fixtures.labels import make

FRAME = (94.0, 138.0)
"""Width and height in mm of the frame that every label carries: the ink that is measured."""

LINE = 0.5
LINEAR = ("Code128", "ITF")
NUMBERS = {
    "Code128": make.LOCKER_NUMBER,
    "ITF": "34567890123456",
    "QRCode": "RR123456785PL",
    "DataMatrix": "RR123456785PL",
    "PDF417": "RR123456785PL",
    "Aztec": "RR123456785PL",
}
MODULES = {True: (0.254, 0.33), False: (0.38, 0.5)}
"""Widths of one module in mm, of linear codes and of others."""

SIZES = (make.A6, make.FOUR_BY_SIX, (100.0, 150.0), make.A4)


@dataclass(frozen=True)
class Truth:
    """What a label is; lengths in mm, angles in degrees clockwise.

    `turned` is how its content is drawn, `rotate` what the page asks of a reader, `crop` a margin
    with ink in it that the crop box hides, `gray` how light the bars are (0 = black).
    """

    symbology: str
    module: float
    size: tuple[float, float] = make.A6
    turned: int = 0
    rotate: int = 0
    crop: float = 0.0
    number: str = ""
    gray: float = 0.0
    frame: tuple[float, float] = FRAME

    @property
    def code(self) -> str:
        """The number that its bar code holds."""
        return self.number or NUMBERS[self.symbology]

    def dots(self, dpi: int) -> float:
        """How many of a printer's dots its narrowest bar takes."""
        return self.module * dpi / 25.4

    def pdf(self) -> bytes:
        """The label as a courier would send it."""
        buffer = io.BytesIO()
        width, height = (side * mm for side in self.size)
        if self.turned % 180:
            width, height = height, width
        margin = self.crop * mm
        canvas = Canvas(buffer, (width + 2 * margin, height + 2 * margin), invariant=1)
        if margin:
            canvas.rect(0, 0, width + 2 * margin, margin / 2, stroke=0, fill=1)
            canvas.setCropBox((margin, margin, margin + width, margin + height))
            canvas.translate(margin, margin)
        for _ in range(self.turned // 90):
            canvas.translate(0, height)
            canvas.rotate(-90)
            width, height = height, width
        self._draw(canvas, height)
        canvas.save()
        return _asking(buffer.getvalue(), self.rotate)

    def _draw(self, canvas: Canvas, height: float) -> None:
        left, top = 3 * mm, height - 3 * mm
        wide, tall = (side * mm for side in self.frame)
        inset = LINE * mm / 2
        canvas.setLineWidth(LINE * mm)
        canvas.rect(left + inset, top - tall + inset, wide - 2 * inset, tall - 2 * inset)
        canvas.setFont("Helvetica", 9)
        canvas.drawString(left + 9, top - 20, "To: ul. Prosta 5, 00-838 Warszawa")
        canvas.setFillGray(self.gray)
        kind = getattr(zxingcpp.BarcodeFormat, self.symbology)
        code = zxingcpp.create_barcode(self.code, kind)
        bits = np.asarray(code.to_image(scale=1, add_quiet_zones=False)) == 0
        side = self.module * mm
        # A linear code comes fifty modules high: bars of 18 mm whatever their width.
        tall_row = 18 * mm / len(bits) if self.symbology in LINEAR else side
        rows: Sequence[np.ndarray] = bits
        if self.symbology in LINEAR:
            rows, tall_row = bits[:1], 18 * mm
        for number, row in enumerate(rows):
            y = top - 40 - (number + 1) * tall_row
            for start, length in _runs(row):
                canvas.rect(
                    left + 8 * mm + start * side, y, length * side, tall_row, stroke=0, fill=1
                )


def shapes() -> Iterator[Truth]:
    """Every label of the corpus, in an order that mixes its kinds."""
    for symbology, size, turned, rotate, crop in itertools.product(
        NUMBERS, SIZES, (0, 90, 180, 270), (0, 90, 180, 270), (0.0, 7.0)
    ):
        for module in MODULES[symbology in LINEAR]:
            yield Truth(symbology, module, size, turned, rotate, crop)


def negatives() -> Iterator[tuple[str, Truth]]:
    """Labels that must be stopped, each with the key of the refusal."""
    for symbology in NUMBERS:
        fine = Truth(symbology, MODULES[symbology in LINEAR][1])
        theirs = "78901234567890" if symbology == "ITF" else "RR999999995PL"
        yield "label_mismatch", replace(fine, number=theirs)
        yield "label_too_fine", replace(fine, gray=0.62)
        yield "label_cut", replace(fine, size=(120, 170), frame=(103.6, 154.4))
    for turned in (0, 90):
        cut = Truth("QRCode", 0.5, size=(130, 200), turned=turned, frame=(94, 170))
        yield "label_cut", cut


def _runs(row: np.ndarray) -> Iterator[tuple[int, int]]:
    """Start and length of each bar of a row."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(np.int8)))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield start, end - start


def _asking(body: bytes, degrees: int) -> bytes:
    """The PDF whose page asks the reader to turn it."""
    if not degrees:
        return body
    document = pdfium.PdfDocument(body)
    try:
        document[0].set_rotation(degrees)
        buffer = io.BytesIO()
        document.save(buffer)
    finally:
        document.close()
    return buffer.getvalue()
