"""Type for our own sheets: sizes for each paper, and text broken into lines of a width."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from shipdesk.domain.label import MM_PER_INCH
from shipdesk.printing.papers.signs import Signs

DPI = 1200
"""Positions are whole dots of this resolution."""

BLACK, GREY = QColor(0, 0, 0), QColor(70, 70, 70)
"""Grey is dark enough to stay whole letters where a printer has one bit for each dot."""

_FAMILIES = (
    "Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", "DejaVu Sans",
    "Nirmala UI", "Noto Sans Devanagari", "Noto Sans Tamil", "Kohinoor Devanagari",
)  # fmt: skip
_MEDIUM_MM, _WIDE_MM = 130, 180
_LEADING = 1.32


def dots(mm: float) -> float:
    """Return millimetres as dots."""
    return mm * DPI / MM_PER_INCH


@dataclass(frozen=True, slots=True)
class Sizes:
    """Margins, type sizes and distances on one paper, in mm; `wide` has room for three columns."""

    margin: float
    title: float
    body: float
    small: float
    gap: float
    wide: bool


def sizes_for(width_mm: float) -> Sizes:
    """Return what suits office paper, half of it, or a label."""
    if width_mm >= _WIDE_MM:
        return Sizes(15, 6.4, 3.35, 2.8, 6.0, wide=True)
    if width_mm >= _MEDIUM_MM:
        return Sizes(11, 5.4, 3.1, 2.6, 4.5, wide=True)
    return Sizes(5, 4.6, 2.85, 2.5, 3.2, wide=False)


@dataclass(slots=True)
class SetLine:
    """A line of text as it will be drawn; `left` moves it inside of its column, in dots."""

    layout: QTextLayout
    line: QTextLine
    left: float
    height: float
    ink: QColor

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw it with its top left corner there."""
        painter.setPen(self.ink)
        at = QPointF(x + self.left - self.line.x(), y - self.line.y())
        self.line.draw(painter, at)


class Type:
    """Breaks plain text into lines; knows which signs it could not print."""

    def __init__(self) -> None:
        there = set(QFontDatabase.families())
        self._families = [name for name in _FAMILIES if name in there]
        self.signs = Signs(self.font(3.0))

    def font(self, size_mm: float, *, bold: bool = False) -> QFont:
        """Return the typeface at a size, spaced for paper.

        Without alternates and ligatures: Qt tells a PDF's reader no letters for such glyphs, and
        a number that is copied out of the sheet would lose its digits.
        """
        font = QFont()
        if self._families:
            font.setFamilies(self._families)
        font.setPixelSize(round(dots(size_mm)))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        for alternate in ("calt", "liga", "clig"):
            font.setFeature(QFont.Tag(alternate), 0)
        return font

    def width(self, text: str, size_mm: float, *, bold: bool = False) -> float:
        """Return how wide a text is on one line, in dots."""
        metrics = QFontMetricsF(self.font(size_mm, bold=bold))
        return metrics.horizontalAdvance(self.signs.printable(text))

    def lines(
        self,
        text: str,
        size_mm: float,
        width: float,
        *,
        bold: bool = False,
        right: bool = False,
        ink: QColor = BLACK,
    ) -> list[SetLine]:
        """Return the text broken at words, inside of a word only where it is too long itself."""
        shown = self.signs.printable(text)
        if not shown:
            return []
        layout = QTextLayout(shown, self.font(size_mm, bold=bold))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setUseDesignMetrics(True)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        layout.setTextOption(option)
        layout.beginLayout()
        made: list[SetLine] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            left = max(0.0, width - line.naturalTextWidth()) if right else 0.0
            tall = max(line.height(), dots(size_mm) * _LEADING)
            made.append(SetLine(layout, line, left, tall, ink))
        layout.endLayout()
        return made
