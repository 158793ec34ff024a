"""A label as it will lie on its stock: millimetres, rulers, true size."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shipdesk.domain.label import Box, Placement
from shipdesk.ui.paint import hairline
from shipdesk.ui.theme import Face, font, tokens
from shipdesk.wording import phrase as say

_RULER = 34.0
_SIDE = 6.0
_MM_PER_INCH = 25.4
_TEN, _FIFTY = 10, 50

_USED, _NEXT = QColor("#EDF0F4"), QColor("#F2F6FF")
_CELL_LINE, _CELL_INK = QColor("#B9C3D0"), QColor("#5B6776")
"""On paper, which is light in every theme."""


class Mode(Enum):
    """How large the label is shown."""

    TRUE_SIZE = "true"
    FIT = "fit"
    RASTER = "raster"


class LabelPreview(QWidget):
    """Paints the page of a label over the outline of its stock; needs no network and no printer.

    Paper and label are light in the dark too: that is what comes out of the printer.
    """

    place_chosen = Signal(int)
    """A place of the sheet was clicked."""

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name or say("Label preview"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image: QImage | None = None
        self._scaled: QImage | None = None
        self._page = (100.0, 150.0)
        self._stock = (100.0, 150.0)
        self._mode = Mode.FIT
        self._words = ""
        self._placed: Placement | None = None
        self._cells: tuple[Box, ...] = ()
        self._place = 0

    def show_label(
        self, image: QImage, page_mm: tuple[float, float], stock_mm: tuple[float, float]
    ) -> None:
        """Show a page of `page_mm` on stock of `stock_mm` (width, height), in its middle."""
        self._image, self._page, self._words = image, page_mm, ""
        self._scaled = None
        self.show_stock(stock_mm)

    def show_stock(self, stock_mm: tuple[float, float]) -> None:
        """Show the same page on other stock, in its middle until it is known where it will lie."""
        self._stock, self._placed, self._cells = stock_mm, None, ()
        width, height = stock_mm
        self.setAccessibleDescription(
            say("Label on {width} × {height} mm")
            .replace("{width}", f"{width:g}")
            .replace("{height}", f"{height:g}")
        )
        self._settle()

    def show_cells(self, cells: Sequence[Box], place: int) -> None:
        """Show the places of a sheet, and the page in the one that is the next; none: one page."""
        if (tuple(cells), place) != (self._cells, self._place):
            self._cells, self._place = tuple(cells), place
            self._placed = None
            self._settle()

    def show_placed(self, placed: Placement) -> None:
        """Show the page where it will be printed: turned, scaled and moved as the check says."""
        self._placed = placed
        self._stock = (placed.width_mm, placed.height_mm)
        self._settle()

    def show_words(self, words: str) -> None:
        """Show a sentence where a label would be."""
        self._image, self._words = None, words
        self.setAccessibleDescription(words)
        self._settle()

    def set_mode(self, mode: Mode) -> None:
        """Show at true size, fitted to the room, or dot for dot."""
        self._mode = mode
        self._settle()

    def per_mm(self) -> float:
        """Return device-independent pixels per millimetre in the mode in force."""
        if self._mode is Mode.TRUE_SIZE:
            return self._true_per_mm()
        if self._mode is Mode.RASTER and self._image is not None:
            return self._image.width() / self._page[0] / self.devicePixelRatioF()
        around = self._around()
        across = (self.width() - _RULER - _SIDE) / around.width
        down = (self.height() - _RULER - _SIDE) / around.height
        return max(0.5, min(across, down))

    def true_size(self) -> QSize:
        """Return the room that the label takes as large as on paper."""
        return self._room(self._true_per_mm())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Large enough for the mode."""
        return QSize(300, 420) if self._mode is Mode.FIT else self._room(self.per_mm())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """In a scroll area the mode's size, fitted otherwise."""
        return QSize(160, 200) if self._mode is Mode.FIT else self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint stock, page, rulers."""
        del event
        painter = QPainter(self)
        shown = tokens()
        if self._image is None:
            painter.setPen(shown.muted)
            painter.setFont(font(Face.BODY))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(24, 24, -24, -24), flags, self._words)
            return
        scale = self.per_mm()
        stock, page = self._on_screen(Box(0, 0, *self._stock)), self._on_screen(self._lying())
        painter.fillRect(page, _USED)  # what sticks out is no paper, and still light
        painter.fillRect(stock, Qt.GlobalColor.white)
        self._paint_cells(painter)
        smooth = self._mode is not Mode.RASTER
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        self._paint_page(painter, page)
        thin = hairline(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(shown.disabled, thin))
        painter.drawRect(stock)
        if page != stock:
            dashes = QPen(shown.accent, thin)
            dashes.setDashPattern([4, 3])
            painter.setPen(dashes)
            painter.drawRect(page)
        around = stock.united(page)
        self._paint_ruler(painter, stock, around.top(), scale, across=True)
        self._paint_ruler(painter, stock, around.left(), scale, across=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on another place of the sheet chooses it; the keys are beside the printer."""
        super().mouseReleaseEvent(event)
        for place, cell in enumerate(self._cells):
            if place != self._place and self._on_screen(cell).contains(event.position()):
                self.place_chosen.emit(place)

    def _lying(self) -> Box:
        """Where the page lies on the stock, in mm."""
        if self._placed is None:
            place = self._cells[self._place] if self._cells else Box(0, 0, *self._stock)
            wide, high = self._page
            left = place.left + (place.width - wide) / 2
            top = place.top + (place.height - high) / 2
        else:
            scale, turned = self._placed.scale, self._placed.rotation % 180
            wide, high = (side * scale for side in (self._page[::-1] if turned else self._page))
            left, top = self._placed.x_mm, self._placed.y_mm
        return Box(left, top, left + wide, top + high)

    def _around(self) -> Box:
        """The stock, and what of the page sticks out."""
        lying = self._lying()
        return Box(
            min(0.0, lying.left),
            min(0.0, lying.top),
            max(self._stock[0], lying.right),
            max(self._stock[1], lying.bottom),
        )

    def _on_screen(self, box: Box) -> QRectF:
        """Where a box of the stock is painted."""
        scale, around = self.per_mm(), self._around()
        left = max(_RULER, (self.width() + _RULER - _SIDE - around.width * scale) / 2)
        top = max(_RULER, (self.height() + _RULER - _SIDE - around.height * scale) / 2)
        x, y = round(left - around.left * scale), round(top - around.top * scale)
        return QRectF(
            x + box.left * scale, y + box.top * scale, box.width * scale, box.height * scale
        )

    def _paint_page(self, painter: QPainter, page: QRectF) -> None:
        if self._image is None:
            return
        turn = self._placed.rotation if self._placed is not None else 0
        size = page.size().transposed() if turn % 180 else page.size()
        upright = QRectF(QPointF(-size.width() / 2, -size.height() / 2), size)
        painter.save()
        painter.setClipRect(page)
        # A label's own paper is as white as what lies below it: only its ink is laid on.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.translate(page.center())
        painter.rotate(turn)
        drawn = self._drawn(size * self.devicePixelRatioF()) or self._image
        painter.drawImage(upright, drawn)
        painter.restore()

    def _paint_cells(self, painter: QPainter) -> None:
        """Places before the next one are used, the next one is marked, all are numbered."""
        thin = hairline(painter)
        for place, cell in enumerate(self._cells):
            box = self._on_screen(cell)
            if place < self._place:
                painter.fillRect(box, _USED)
            elif place == self._place:
                painter.fillRect(box, _NEXT)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(_CELL_LINE, thin))
            painter.drawRect(box)
            if place != self._place:
                painter.setPen(_CELL_INK)
                painter.setFont(font(Face.TITLE))
                words = say("{place} used", place=place + 1) if place < self._place else place + 1
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(words))

    def _paint_ruler(
        self, painter: QPainter, stock: QRectF, edge: float, scale: float, *, across: bool
    ) -> None:
        shown = tokens()
        painter.setFont(font(Face.BADGE))
        thin = hairline(painter)
        length = round(self._stock[0] if across else self._stock[1])
        step = 1 if scale > 3 else 2 if scale > 1.6 else 10  # noqa: PLR2004 - marks that can be told apart
        for mm in range(0, length + 1, step):
            tall = 7 if mm % _FIFTY == 0 else 5 if mm % _TEN == 0 else 3
            at = mm * scale
            painter.setPen(Qt.PenStyle.NoPen)
            if across:
                mark = QRectF(stock.left() + at, edge - 4 - tall, thin, tall)
            else:
                mark = QRectF(edge - 4 - tall, stock.top() + at, tall, thin)
            painter.fillRect(mark, shown.disabled)
            if mm % _FIFTY:
                continue
            painter.setPen(shown.muted)
            if across:
                box = QRectF(mark.left() - 20, mark.top() - 15, 40, 14)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(mm))
            elif mm:
                box = QRectF(mark.left() - 26, mark.top() - 8, 24, 16)
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(box, flags, str(mm))

    def _drawn(self, size: QSizeF) -> QImage | None:
        """Return the page averaged down to its dots on the screen; None where it is not smaller.

        The painter's own smoothing looks at four dots only, which tears thin lines apart.
        """
        if self._image is None or self._mode is Mode.RASTER:
            return None
        wanted = QSize(round(size.width()), round(size.height()))
        if wanted.width() >= self._image.width():
            return None
        if self._scaled is None or self._scaled.size() != wanted:
            self._scaled = self._image.scaled(
                wanted,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return self._scaled

    def _true_per_mm(self) -> float:
        screen = self.screen()
        dpi = screen.physicalDotsPerInchX() if screen is not None else 96.0
        sane = dpi if 60 <= dpi <= 400 else 96.0  # noqa: PLR2004 - a screen that lies
        return sane / _MM_PER_INCH

    def _room(self, per_mm: float) -> QSize:
        around = self._around()
        return QSize(
            ceil(around.width * per_mm + _RULER + _SIDE),
            ceil(around.height * per_mm + _RULER + _SIDE),
        )

    def _settle(self) -> None:
        self.updateGeometry()
        self.update()
