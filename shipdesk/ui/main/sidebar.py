"""The sidebar: the pages that work, each with its count, and whose desk this is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shipdesk.ui import format as fmt
from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import (
    LEFT,
    RIGHT,
    badge_width,
    draw_badge,
    focus_ring,
    hairline,
    rounded,
    side_ground,
)
from shipdesk.ui.theme import Face, Tone, font, set_surface, tokens
from shipdesk.ui.widgets.buttons import EnterPresses
from shipdesk.ui.widgets.text import Line, Text
from shipdesk.wording import phrase as say

WIDTH = 208
NARROW_WIDTH = 56


class NavItem(EnterPresses):
    """One page: icon, name, count; the count is a badge where it wants attention."""

    def __init__(self, key: str, title: str, icon: str) -> None:
        super().__init__()
        self.key = key
        self._icon = icon
        self._count: int | None = None
        self._tone: Tone | None = None
        self._narrow = False
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFixedHeight(32)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_count(self, count: int | None, tone: Tone | None) -> None:
        """Show how many are there; None or 0 shows nothing."""
        if (count, tone) == (self._count, self._tone):
            return
        self._count, self._tone = count, tone
        self.setAccessibleDescription("" if not count else fmt.count(count))
        self.update()

    def set_narrow(self, *, narrow: bool) -> None:
        """Show the icon only, with a dot where the count wants attention."""
        self._narrow = narrow
        self.updateGeometry()
        self.update()

    def count(self) -> int | None:
        """Return the count in sight."""
        return self._count

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the sidebar lets it."""
        return QSize((NARROW_WIDTH if self._narrow else WIDTH) - 16, 32)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground, icon, name, count and ring."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        on = self.isChecked()
        hover = shown.hover if shown.dark else shown.line
        side_ground(painter, rect, on=on, hover=hover if self.underMouse() else None)
        middle = rect.center().y()
        ink = shown.accent if on else shown.muted
        left = round(rect.center().x() - 8) if self._narrow else 10
        draw_icon(painter, QRectF(left, round(middle - 8), 16, 16), self._icon, ink)
        if not self._narrow:
            self._paint_words(painter, rect, on=on)
        elif self._count and self._tone is not None:
            dot = QRectF(rect.right() - 11, rect.top() + 4, 7, 7)
            rounded(painter, dot, 3.5, shown.tone(self._tone).dot)
        if self.hasFocus():
            focus_ring(painter, rect, 6)

    def _paint_words(self, painter: QPainter, rect: QRectF, *, on: bool) -> None:
        shown = tokens()
        middle = rect.center().y()
        painter.setFont(font(Face.STRONG if on else Face.BODY))
        painter.setPen(shown.accent if on else shown.text)
        painter.drawText(QRectF(36, 0, rect.width() - 70, rect.height()), LEFT, self.text())
        if self._count:
            number = fmt.count(self._count)
            if self._tone is not None:
                width = badge_width(number) + 4
                at = rect.right() - 10 - width
                draw_badge(painter, at, middle, number, self._tone, height=20, radius=10)
            else:
                painter.setFont(font(Face.SECONDARY))
                painter.setPen(shown.accent if on else shown.muted)
                painter.drawText(rect.adjusted(0, 0, -10, 0), RIGHT, number)


class Sidebar(QWidget):
    """Pages in two groups, and at the bottom the profile and its clock."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Pages"))
        set_surface(self, "window")
        self.setFixedWidth(WIDTH)
        self._items: dict[str, NavItem] = {}
        self._narrow = False
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 12)
        column.setSpacing(0)
        self._first = QVBoxLayout()
        self._first.setSpacing(2)
        self._second = QVBoxLayout()
        self._second.setSpacing(2)
        self._line = _Inset()
        self._line.hide()
        column.addLayout(self._first)
        column.addWidget(self._line)
        column.addLayout(self._second)
        column.addStretch(1)
        self._rule = Line()
        column.addWidget(self._rule)
        column.addSpacing(8)
        self._profile = Text(face=Face.SECONDARY, tone="muted", name=say("Profile"))
        self._clock = Text(face=Face.SECONDARY, tone="muted", name=say("Clock"))
        for words in (self._profile, self._clock):
            words.setContentsMargins(10, 0, 0, 0)
            column.addWidget(words)

    def add(self, key: str, title: str, icon: str, *, second: bool) -> NavItem:
        """Add a page; `second` puts it below the line."""
        item = NavItem(key, title, icon)
        item.clicked.connect(lambda: self.chosen.emit(key))
        item.set_narrow(narrow=self._narrow)
        self._items[key] = item
        (self._second if second else self._first).addWidget(item)
        self._line.setVisible(self._second.count() > 0 and self._first.count() > 0)
        return item

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave the page the room: icons only."""
        self._narrow = narrow
        self.setFixedWidth(NARROW_WIDTH if narrow else WIDTH)
        for item in self._items.values():
            item.set_narrow(narrow=narrow)
        for words in (self._profile, self._clock, self._rule):
            words.setVisible(not narrow)

    def show_current(self, key: str) -> None:
        """Mark the page in sight."""
        for one, item in self._items.items():
            item.setChecked(one == key)

    def set_count(self, key: str, count: int | None, tone: Tone | None) -> None:
        """Show a page's count; a page that is not registered is ignored."""
        item = self._items.get(key)
        if item is not None:
            item.set_count(count, tone)

    def set_footer(self, profile: str, clock: str) -> None:
        """Say whose desk this is and what time it has."""
        self._profile.setText(profile)
        self._clock.setText(clock)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground and the line at the right."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().window)
        thin = hairline(painter)
        right = QRectF(self.width() - thin, 0, thin, self.height())
        painter.fillRect(right, tokens().line)


class _Inset(QWidget):
    """A line between two groups, with room around it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(17)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line."""
        del event
        painter = QPainter(self)
        thin = hairline(painter)
        painter.fillRect(QRectF(8, 8, self.width() - 16, thin), tokens().line)
