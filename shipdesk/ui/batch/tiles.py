"""The figures above a review: how many by which service, cash to collect, weights assumed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from shipdesk.domain.batch import totals
from shipdesk.domain.measures import Source
from shipdesk.domain.rules import cod_of
from shipdesk.services.batch_review import ReviewRow
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.words import sheet_of, sum_words
from shipdesk.ui.orders.quote_rows import title_of
from shipdesk.ui.paint import LEFT, elide, hairline, rounded
from shipdesk.ui.theme import Face, text_width, tokens
from shipdesk.ui.theme import font as face_font
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_HEIGHT = 76
_SIDE = 14
_WIDEST = 230
_SERVICES = 4
"""So many services have a tile of their own; the rest share one."""


class Figure(NamedTuple):
    """What one tile shows."""

    title: str
    number: str
    note: str


def figures(bought: Sequence[ReviewRow]) -> tuple[Figure, ...]:
    """Return the tiles for the rows that the button buys."""
    return (*_services(bought), *_cash(bought), *_assumed(bought))


def _services(bought: Sequence[ReviewRow]) -> Iterable[Figure]:
    rows: dict[str, list[ReviewRow]] = {}
    for row in bought:
        if row.quote is not None:
            rows.setdefault(title_of(row.quote), []).append(row)
    ordered = sorted(rows.items(), key=lambda item: (-len(item[1]), item[0]))
    for title, mine in ordered[:_SERVICES]:
        yield _service(title, mine)
    rest = [row for _, mine in ordered[_SERVICES:] for row in mine]
    if rest:
        others = len(ordered) - _SERVICES
        yield _service(plural(others, "1 other service", "{n} other services"), rest)


def _service(title: str, rows: Sequence[ReviewRow]) -> Figure:
    prices = totals(row.quote.total if row.quote is not None else None for row in rows)
    return Figure(title, fmt.count(len(rows)), sum_words(prices, short=True))


def _cash(bought: Sequence[ReviewRow]) -> Iterable[Figure]:
    found = [cod_of(sheet.order) for row in bought if (sheet := sheet_of(row)) is not None]
    amounts = [amount for amount in found if amount is not None]
    if amounts:
        yield Figure(say("COD to collect"), fmt.count(len(amounts)), sum_words(totals(amounts)))


def _assumed(bought: Sequence[ReviewRow]) -> Iterable[Figure]:
    sheets = [sheet for row in bought if (sheet := sheet_of(row)) is not None]
    count = sum(sheet.parcel.source is Source.PRESET for sheet in sheets)
    if count:
        yield Figure(say("Weight assumed"), fmt.count(count), say("from your preset"))


class _Tile(QWidget):
    """One figure: a title, a number, and what it comes to."""

    def __init__(self) -> None:
        super().__init__()
        self._figure = Figure("", "", "")
        self._first = True
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: Figure, *, first: bool) -> None:
        """Show another figure; all but the first have a line at their left."""
        self._figure, self._first = figure, first
        self.setAccessibleName(figure.title)
        self.setAccessibleDescription(f"{figure.number}, {figure.note}")
        self.updateGeometry()
        self._explain()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for the longer of the two lines."""
        lines = ((self._figure.title, Face.SECONDARY), (self._figure.note, Face.SECONDARY))
        wide = max(text_width(text, face) for text, face in lines)
        return QSize(ceil(wide) + 2 * _SIDE + 2, _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A sum is not cut where that can be helped; a title may be, with it in the tooltip."""
        wide = text_width(self._figure.note, Face.SECONDARY)
        return QSize(min(_WIDEST, ceil(wide) + 2 * _SIDE + 2), _HEIGHT)

    def resizeEvent(self, _event: object) -> None:  # noqa: N802 - Qt's name
        """Offer the whole text where it does not fit."""
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the three lines."""
        del event
        painter = QPainter(self)
        shown = tokens()
        if not self._first:
            painter.fillRect(QRectF(0, 0, hairline(painter), self.height()), shown.line)
        room = self.width() - 2 * _SIDE
        lines = (
            (self._figure.title, Face.SECONDARY, shown.muted, 10, 18),
            (self._figure.number, Face.TOTAL, shown.text, 27, 22),
            (self._figure.note, Face.SECONDARY, shown.muted, 49, 18),
        )
        for text, face, ink, top, height in lines:
            painter.setFont(face_font(face))
            painter.setPen(ink)
            area = QRectF(_SIDE, top, room + 1, height)
            painter.drawText(area, LEFT, elide(text, face, room))

    def _explain(self) -> None:
        whole = self.sizeHint().width() <= self.width()
        words = "" if whole else f"{self._figure.title}\n{self._figure.note}"
        self.setToolTip(words)


class Tiles(QWidget):
    """The figures side by side in one box; empty until something can be bought."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("What the labels come to"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(0)
        self._tiles: list[_Tile] = []
        self.figures: tuple[Figure, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these; none hides the box."""
        if tuple(figures) == self.figures:
            return
        self.figures = tuple(figures)
        while len(self._tiles) < len(figures):
            tile = _Tile()
            self._tiles.append(tile)
            self._row.addWidget(tile)
        for at, tile in enumerate(self._tiles):
            tile.setVisible(at < len(figures))
            if at < len(figures):
                tile.show_figure(figures[at], first=at == 0)
        self.setVisible(bool(figures))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the box."""
        del event
        shown = tokens()
        rounded(QPainter(self), QRectF(self.rect()), 8, shown.surface, shown.line)
