"""The list of sections at the left of Settings."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import LEFT, focus_ring, hairline, rounded
from shipdesk.ui.theme import Face, font, set_surface, tokens

_WIDTH = 200
_NARROW = 52


class _Item(QAbstractButton):
    """One section: icon and name."""

    stepped = Signal(int)
    """An arrow wants to go down (1) or up (-1)."""

    def __init__(self, key: str, title: str, icon: str) -> None:
        super().__init__()
        self.key = key
        self._icon = icon
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFixedHeight(32)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the list lets it."""
        return QSize(_WIDTH - 16, 32)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Tell of arrows: Qt's own way would go to any neighbour in the window."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground, icon, name and ring."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on:
            rounded(painter, rect, 6, shown.selected)
        elif self.underMouse():
            rounded(painter, rect, 6, shown.hover)
        ink = shown.accent if on else shown.muted
        draw_icon(painter, QRectF(10, round(rect.center().y() - 8), 16, 16), self._icon, ink)
        if rect.width() > _NARROW:
            painter.setFont(font(Face.STRONG if on else Face.BODY))
            painter.setPen(shown.accent if on else shown.text)
            painter.drawText(QRectF(36, 0, rect.width() - 40, rect.height()), LEFT, self.text())
        if self.hasFocus():
            focus_ring(painter, rect, 6)


class SectionsList(QWidget):
    """Sections under one another; arrows move between them."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        set_surface(self, "surface")
        self.setFixedWidth(_WIDTH)
        self._items: list[_Item] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 10, 8, 12)
        self._column.setSpacing(2)
        self._column.addStretch(1)

    def add(self, key: str, title: str, icon: str) -> None:
        """Add a section below the others."""
        item = _Item(key, title, icon)
        item.clicked.connect(lambda: self._take(item))
        item.stepped.connect(lambda step: self._step(item, step))
        self._items.append(item)
        self._column.insertWidget(self._column.count() - 1, item)

    def set_narrow(self, *, narrow: bool) -> None:
        """Show icons only, their names as tooltips."""
        self.setFixedWidth(_NARROW if narrow else _WIDTH)
        for item in self._items:
            item.setToolTip(item.text() if narrow else "")

    def choose(self, key: str) -> None:
        """Mark a section without telling anybody."""
        for item in self._items:
            item.setChecked(item.key == key)

    def tab_stop(self) -> QWidget | None:
        """Return the section that Tab reaches: the one in sight."""
        return next((one for one in self._items if one.isChecked()), None)

    def titles(self) -> dict[str, str]:
        """Return the sections' names by key."""
        return {item.key: item.text() for item in self._items}

    def _step(self, item: _Item, step: int) -> None:
        beside = self._items[(self._items.index(item) + step) % len(self._items)]
        beside.setFocus(Qt.FocusReason.TabFocusReason)
        self._take(beside)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line at the right."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().surface)
        thin = hairline(painter)
        painter.fillRect(QRectF(self.width() - thin, 0, thin, self.height()), tokens().line)

    def _take(self, item: _Item) -> None:
        self.choose(item.key)
        self.chosen.emit(item.key)
