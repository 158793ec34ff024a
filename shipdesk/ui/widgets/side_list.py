"""A painted list at the side of a page: one entry is in force, arrows move between them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import LEFT, elide, focus_ring, hairline, side_ground
from shipdesk.ui.theme import Face, font, set_surface, tokens
from shipdesk.ui.widgets.buttons import SteppedButton

WIDTH = 200
NARROW_WIDTH = 52


class SideItem(SteppedButton):
    """One entry: its name, perhaps after an icon; in a narrow list the icon stands alone."""

    def __init__(
        self, key: str, title: str, *, icon: str = "", detail: str = "", height: int = 32
    ) -> None:
        """`detail` is only spoken, as the account that a kind of record is of."""
        super().__init__()
        self.key = key
        self._icon = icon
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.setCheckable(True)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the list lets it."""
        return QSize(WIDTH - 20, self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Give way to a scroll bar beside it."""
        return QSize(NARROW_WIDTH - 20, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground, icon, name and ring."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        on = self.isChecked()
        side_ground(painter, rect, on=on, hover=shown.hover if self.underMouse() else None)
        left = 10
        if self._icon:
            ink = shown.accent if on else shown.muted
            draw_icon(painter, QRectF(left, round(rect.center().y() - 8), 16, 16), self._icon, ink)
            left = 36
        if not self._icon or rect.width() > NARROW_WIDTH:
            face = Face.STRONG if on else Face.BODY
            painter.setFont(font(face))
            painter.setPen(shown.accent if on else shown.text)
            room = rect.adjusted(left, 0, -8, 0)
            painter.drawText(room, LEFT, elide(self.text(), face, room.width()))
        if self.hasFocus():
            focus_ring(painter, rect, 6)


class SideList(QWidget):
    """Entries under one another with a line at the right; `chosen` carries the key of one taken."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        set_surface(self, "surface")
        self.setFixedWidth(WIDTH)
        self.items: list[SideItem] = []

    def choose(self, key: str) -> None:
        """Mark an entry without telling anybody."""
        for item in self.items:
            item.setChecked(item.key == key)

    def tab_stop(self) -> QWidget | None:
        """Return the entry that Tab reaches: the one in force."""
        return next((item for item in self.items if item.isChecked()), None)

    def adopt(self, item: SideItem) -> None:
        """Follow an entry; whoever calls lays it out."""
        item.clicked.connect(lambda: self._on_clicked(item))
        item.stepped.connect(lambda step: self._step(item, step))
        self.items.append(item)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the ground and the line at the right."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().surface)
        thin = hairline(painter)
        painter.fillRect(QRectF(self.width() - thin, 0, thin, self.height()), tokens().line)

    def _on_clicked(self, item: SideItem) -> None:
        """Take the focus along: the arrows go on from what is in force."""
        item.setFocus(Qt.FocusReason.MouseFocusReason)
        self._take(item)

    def _step(self, item: SideItem, step: int) -> None:
        beside = self.items[(self.items.index(item) + step) % len(self.items)]
        beside.setFocus(Qt.FocusReason.TabFocusReason)
        self._take(beside)

    def _take(self, item: SideItem) -> None:
        self.choose(item.key)
        self.chosen.emit(item.key)
