"""A label as it will lie on its stock: millimetres, rulers, true size."""

from __future__ import annotations

from enum import Enum
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shipdesk.ui.paint import hairline
from shipdesk.ui.theme import Face, font, tokens
from shipdesk.wording import phrase as say

_RULER = 34.0
_SIDE = 6.0
_MM_PER_INCH = 25.4
_TEN, _FIFTY = 10, 50


class Mode(Enum):
    """How large the label is shown."""

    TRUE_SIZE = "true"
    FIT = "fit"
    RASTER = "raster"


class LabelPreview(QWidget):
    """Paints the page of a label over the outline of its stock; needs no network and no printer."""

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

    def show_label(
        self, image: QImage, page_mm: tuple[float, float], stock_mm: tuple[float, float]
    ) -> None:
        """Show a page of `page_mm` on stock of `stock_mm` (width, height)."""
        self._image, self._page, self._stock, self._words = image, page_mm, stock_mm, ""
        self._scaled = None
        width, height = stock_mm
        self.setAccessibleDescription(
            say("Label on {width} × {height} mm")
            .replace("{width}", f"{width:g}")
            .replace("{height}", f"{height:g}")
        )
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
        wide, high = self._extent()
        across = (self.width() - _RULER - _SIDE) / wide
        down = (self.height() - _RULER - _SIDE) / high
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
        wide, high = self._extent()
        left = max(_RULER, (self.width() + _RULER - _SIDE - wide * scale) / 2)
        top = max(_RULER, (self.height() + _RULER - _SIDE - high * scale) / 2)
        across = (wide - self._stock[0]) * scale / 2  # a page wider than its stock begins first
        down = (high - self._stock[1]) * scale / 2
        origin = QPointF(round(left + across), round(top + down))
        stock = QRectF(origin, QPointF(origin.x() + self._stock[0] * scale,
                                       origin.y() + self._stock[1] * scale))  # fmt: skip
        page = QRectF(0, 0, self._page[0] * scale, self._page[1] * scale)
        page.moveCenter(stock.center())
        painter.fillRect(stock, Qt.GlobalColor.white)
        smooth = self._mode is not Mode.RASTER
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(page, self._drawn(page.size() * self.devicePixelRatioF()) or self._image)
        thin = hairline(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(shown.disabled, thin))
        painter.drawRect(stock)
        if self._page != self._stock:
            dashes = QPen(shown.accent, thin)
            dashes.setDashPattern([4, 3])
            painter.setPen(dashes)
            painter.drawRect(page)
        around = stock.united(page)
        self._paint_ruler(painter, stock, around.top(), scale, across=True)
        self._paint_ruler(painter, stock, around.left(), scale, across=False)

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
        wide, high = self._extent()
        return QSize(ceil(wide * per_mm + _RULER + _SIDE), ceil(high * per_mm + _RULER + _SIDE))

    def _extent(self) -> tuple[float, float]:
        return max(self._page[0], self._stock[0]), max(self._page[1], self._stock[1])

    def _settle(self) -> None:
        self.updateGeometry()
        self.update()
