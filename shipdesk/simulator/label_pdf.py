"""What every simulated document is drawn with: typeface, fitted text, bar codes, the DEMO box."""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

A4 = (595.0, 842.0)
A6 = (297.0, 421.0)
FOUR_BY_SIX = (288.0, 432.0)
"""Page sizes in points; A4 and A6 as the courier's own files have them (ShipX reference §8)."""

DOT_203 = 72 / 203
"""One dot of a 203 dpi printer in points: bars are whole dots, so that they stay sharp there."""

_FACES = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
    ("Arial.ttf", "Arial Bold.ttf"),
)
_STROKED = str.maketrans("łŁøØđĐßæÆ–—’‘”„₹", "lLoOdDsaA--''\"\"R")
_SMALLEST = 4.5


@dataclass(frozen=True, slots=True)
class Faces:
    """The two faces of every document; `plain` when they know no Polish letters."""

    regular: str
    bold: str
    plain: bool


def font_folders() -> list[Path]:
    """The folders in which this kind of system keeps its typefaces, most likely first."""
    home = Path.home()
    if sys.platform == "win32":
        return [
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
            home / "AppData" / "Local" / "Microsoft" / "Windows" / "Fonts",
        ]
    if sys.platform == "darwin":
        return [
            Path("/System/Library/Fonts/Supplemental"),
            Path("/Library/Fonts"),
            home / "Library" / "Fonts",
        ]
    shared = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts")]
    return [*shared, home / ".local" / "share" / "fonts", home / ".fonts"]


def _find(names: Sequence[str]) -> list[Path] | None:
    """All the named font files from one folder tree, or None."""
    for folder in font_folders():
        if not folder.is_dir():
            continue
        first = next(iter(folder.rglob(names[0])), None)
        if first is not None and all((first.parent / name).is_file() for name in names):
            return [first.parent / name for name in names]
    return None


@cache
def faces() -> Faces:
    """The typeface of this machine that knows Polish; else reportlab's own, without it."""
    for regular, bold in _FACES:
        files = _find((regular, bold))
        if files is None:
            continue
        try:
            pdfmetrics.registerFont(TTFont("Label", str(files[0])))
            pdfmetrics.registerFont(TTFont("Label-Bold", str(files[1])))
        except TTFError:
            continue
        return Faces("Label", "Label-Bold", plain=False)
    pdfmetrics.registerFont(TTFont("Label", "Vera.ttf"))
    pdfmetrics.registerFont(TTFont("Label-Bold", "VeraBd.ttf"))
    return Faces("Label", "Label-Bold", plain=True)


def to_ascii(text: str) -> str:
    """The text in plain letters (Łódź becomes Lodz), for faces and printers that know no more."""
    spread = unicodedata.normalize("NFKD", text.translate(_STROKED))
    return "".join(
        letter if letter.isascii() else "?"
        for letter in spread
        if not unicodedata.combining(letter)
    )


def said(text: str) -> str:
    """The text as the typeface in use can show it."""
    return to_ascii(text) if faces().plain else text


def grouped(number: str) -> str:
    """A tracking number in groups of four, as people read it."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


class Page:
    """One page under the pen: text that always fits, lines and codes; (0, 0) is the top left."""

    def __init__(self, canvas: Canvas, size: tuple[float, float], at: tuple[float, float]) -> None:
        self.canvas = canvas
        self.width, self.height = size
        self._left, self._bottom = at

    def _x(self, x: float) -> float:
        return self._left + x

    def _y(self, y: float) -> float:
        return self._bottom + self.height - y

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 8,
        *,
        bold: bool = False,
        width: float | None = None,
        align: str = "left",
        grey: float = 0.0,
    ) -> None:
        """One line with its foot at `y`, made smaller and at last cut to stay within `width`."""
        face = faces().bold if bold else faces().regular
        line, size = fitted(said(words), face, size, width)
        self.canvas.setFillGray(grey)
        self.canvas.setFont(face, size)
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "middle": self.canvas.drawCentredString,
        }[align]
        draw(self._x(x), self._y(y), line)
        self.canvas.setFillGray(0)

    def rule(self, y: float, x0: float, x1: float, *, weight: float = 0.8) -> None:
        """A line across."""
        self.canvas.setLineWidth(weight)
        self.canvas.line(self._x(x0), self._y(y), self._x(x1), self._y(y))

    def box(self, x: float, y: float, width: float, height: float, *, dashed: bool = False) -> None:
        """A frame whose top left corner is (x, y)."""
        self.canvas.saveState()
        self.canvas.setLineWidth(0.8)
        if dashed:
            self.canvas.setDash(4, 3)
        self.canvas.rect(self._x(x), self._y(y + height), width, height)
        self.canvas.restoreState()

    def filled(self, x: float, y: float, width: float, height: float, *, grey: float = 0.0) -> None:
        """A filled block, for headings of tables and inverted words."""
        self.canvas.setFillGray(grey)
        self.canvas.rect(self._x(x), self._y(y + height), width, height, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def demo_box(self, y: float, height: float, margin: float) -> None:
        """The mark that no parcel may travel on this paper; stands clear of every bar code."""
        self.box(margin, y, self.width - 2 * margin, height, dashed=True)
        size = min(height * 0.5, 24)
        words = "D E M O   L A B E L"
        self.text(
            self.width / 2,
            y + height / 2 + size * 0.36,
            words,
            size,
            bold=True,
            width=self.width - 2 * margin - 12,
            align="middle",
            grey=0.42,
        )

    def code128(
        self, y: float, value: str, height: float, *, x: float | None = None, dots: int = 5
    ) -> float:
        """A Code 128 whose modules are whole 203 dpi dots; centred unless `x`; gives its width.

        Takes fewer dots than `dots` (never under two) where the page is too narrow for more,
        and keeps a quiet zone of ten modules on either side.
        """
        room = self.width if x is None else self.width - x
        for count in range(dots, 1, -1):
            module = count * DOT_203
            code = Code128(value, barWidth=module, barHeight=height, quiet=False)
            quiet = 10 * module
            needed = float(code.width) + (2 * quiet if x is None else quiet)
            if needed <= room or count == 2:  # noqa: PLR2004 - below two dots no printer is sharp
                break
        left = (self.width - float(code.width)) / 2 if x is None else x
        # Bars that begin on a dot of the printer stay as wide as they are drawn.
        left = round(left / DOT_203) * DOT_203
        code.drawOn(self.canvas, self._x(left), self._y(y + height))
        return float(code.width)

    def qr(self, x: float, y: float, value: str, side: float) -> None:
        """A QR code of the given side."""
        widget = QrCodeWidget(value, barLevel="M", barBorder=0, barWidth=side, barHeight=side)
        drawing = Drawing(side, side)
        drawing.add(widget)
        renderPDF.draw(drawing, self.canvas, self._x(x), self._y(y + side))

    def table(
        self,
        y: float,
        columns: Sequence[tuple[str, float, str]],
        rows: Sequence[Sequence[str]],
        *,
        size: float = 9,
        step: float = 20,
    ) -> float:
        """A ruled table of (heading, x, align) columns; gives the y below its last row."""
        left = min(x for _, x, align in columns if align == "left")
        right = max(x for _, x, align in columns if align == "right")
        self.filled(left - 4, y, right - left + 8, step, grey=0.92)
        lefts = sorted(x for _, x, align in columns if align == "left")
        for heading, x, align in columns:
            self.text(x, y + step * 0.68, heading, size - 1, bold=True, align=align)
        for row in rows:
            y += step
            for (_, x, align), cell in zip(columns, row, strict=True):
                following = next((edge for edge in lefts if edge > x), right - 60)
                room = following - x - 8 if align == "left" else None
                self.text(x, y + step * 0.68, cell, size, width=room, align=align)
            self.rule(y + step, left - 4, right + 4, weight=0.3)
        return y + step


def fitted(words: str, face: str, size: float, width: float | None) -> tuple[str, float]:
    """The words and the size that fit the width: smaller first, then cut with an ellipsis."""
    if width is None:
        return words, size
    smallest = max(_SMALLEST, size * 0.6)
    while size > smallest and pdfmetrics.stringWidth(words, face, size) > width:
        size -= 0.25
    if pdfmetrics.stringWidth(words, face, size) <= width:
        return words, size
    while words and pdfmetrics.stringWidth(words + "…", face, size) > width:
        words = words[:-1]
    return words.rstrip() + "…", size


def document(
    title: str, size: tuple[float, float], pages: Sequence[Callable[[Page], None]]
) -> bytes:
    """A PDF with one page per drawing; the same input gives the same bytes."""
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=size,
        invariant=1,
        pageCompression=1,
        pdfVersion=(1, 4),
        initialFontName=faces().regular,
    )
    canvas.setTitle(said(title))
    canvas.setAuthor("ShipDesk simulator")
    for draw in pages:
        draw(Page(canvas, size, (0, 0)))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
