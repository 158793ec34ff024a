"""A sheet inside the window over a scrim: focus stays in it, Escape closes it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from shipdesk.ui.paint import hairline, rounded
from shipdesk.ui.tab_order import step, stops
from shipdesk.ui.theme import Face, set_surface, tokens
from shipdesk.ui.widgets.buttons import IconButton
from shipdesk.ui.widgets.cards import LinedRow
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say

SHEET_HOST = "sheet-host"
"""Object name of the part of a window that right-hand sheets cover: all below the top bar."""
_MARGIN = 24
_EDGE = 1
_ROOM_BESIDE = 320
"""What a notice needs beside a sheet, in pixels."""
_SCROLLS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}


class Side(Enum):
    """Where a sheet stands."""

    RIGHT = "right"
    CENTER = "center"


class _Panel(QWidget):
    """The sheet's own ground."""

    def __init__(self, parent: QWidget, side: Side) -> None:
        super().__init__(parent)
        self._side = side

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the ground, and at the right side the line at its left."""
        del event
        painter = QPainter(self)
        shown = tokens()
        if self._side is Side.CENTER:
            rounded(painter, QRectF(self.rect()), 10, shown.surface, shown.line)
            return
        painter.fillRect(self.rect(), shown.surface)
        painter.fillRect(QRectF(0, 0, hairline(painter), self.height()), shown.line)


class Sheet(QWidget):
    """Scrim and panel over the window of `host`; `body` and `footer` are filled by the caller.

    Actions that shall work while the sheet is open are registered with the sheet (or a child of it)
    as owner: keys of the page beneath are not heard.
    """

    closed = Signal()

    def __init__(
        self,
        host: QWidget,
        title: str,
        subtitle: str = "",
        *,
        side: Side = Side.RIGHT,
        width: int = 560,
        scroll: bool = True,
    ) -> None:
        inner = host.window().findChild(QWidget, SHEET_HOST) if side is Side.RIGHT else None
        self._host = inner if isinstance(inner, QWidget) else host
        super().__init__(self._host)
        self._side = side
        self._wanted = width
        self._before: QWidget | None = None
        self.setAccessibleName(title)
        self.hide()
        self._panel = _Panel(self, side)
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        column.setSpacing(0)
        head = LinedRow(66 if subtitle else 56, left=20, right=16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        self.title = Text(title, face=Face.TITLE)
        words.addWidget(self.title)
        self.subtitle = Text(subtitle, face=Face.SECONDARY, tone="muted")
        if not subtitle:
            self.subtitle.hide()
        words.addWidget(self.subtitle)
        words.addStretch(1)
        head.row.addLayout(words, 1)
        close = IconButton(say("Close"), "close")
        close.clicked.connect(self.close_sheet)
        head.row.addWidget(close)
        column.addWidget(head)
        inside = QWidget()
        set_surface(inside, "sunk")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(20, 16, 20, 16)
        self.body.setSpacing(12)
        self._area: QScrollArea | None = None
        if scroll:
            area = self._area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(inside)
            column.addWidget(area, 1)
        else:
            column.addWidget(inside, 1)
        self.footer_bar = LinedRow(64, left=20, right=20, above=True)
        self.footer: QHBoxLayout = self.footer_bar.row
        column.addWidget(self.footer_bar)

    def open(self) -> None:
        """Show the sheet and take the focus."""
        self._before = QApplication.focusWidget()
        self._host.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        reachable = stops(self._panel)
        first = next((one for one in reachable if not isinstance(one, IconButton)), None)
        (first or (reachable[0] if reachable else self)).setFocus(Qt.FocusReason.OtherFocusReason)

    def close_sheet(self) -> None:
        """Take the sheet away and give the focus back; it may be opened again."""
        if self.isHidden():
            return
        self._host.removeEventFilter(self)
        self.hide()
        # What had the focus before may be gone by now, as the field of a form that was closed.
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()

    def leaves(self, window: QWidget) -> QRect:
        """Return what it leaves of a window to notices: beside it, else above its buttons."""
        around = QRect(self.mapTo(window, QPoint()), self.size())
        panel = QRect(self._panel.mapTo(window, QPoint()), self._panel.size())
        if self._side is Side.RIGHT and panel.left() - around.left() >= _ROOM_BESIDE:
            return around.adjusted(0, 0, -panel.width(), 0)
        return panel.adjusted(0, 0, 0, -self.footer_bar.minimumHeight() - 2 * _EDGE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Grow and shrink with the host."""
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the page beneath from acting, those too that the sheet has itself."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Own actions act, Escape closes, arrows and page keys scroll; nothing goes further up."""
        action = self._own_action(event)
        if action is not None:
            if action.isEnabled() and not event.isAutoRepeat():
                action.trigger()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        elif self._area is not None and event.key() in _SCROLLS:
            self._area.verticalScrollBar().triggerAction(_SCROLLS[Qt.Key(event.key())])
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on the scrim does nothing: what was typed must not be lost by a slip."""
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802, FBT001 - Qt's name and shape
        """Go round inside the sheet."""
        step(self._panel, forward=forward)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the scrim."""
        del event
        QPainter(self).fillRect(self.rect(), tokens().scrim)

    def _place(self) -> None:
        layout = self._host.layout()
        edges = layout.contentsMargins() if layout is not None else QMargins()
        self.setGeometry(self._host.rect().marginsRemoved(edges))
        if self._side is Side.RIGHT:
            width = min(self._wanted, self.width() - 2 * _MARGIN)
            self._panel.setGeometry(self.width() - width, 0, width, self.height())
            return
        width = min(self._wanted, self.width() - 4 * _MARGIN)
        height = self.height() - 3 * _MARGIN
        self._panel.setGeometry((self.width() - width) // 2, _MARGIN, width, height)

    def _own_action(self, event: QKeyEvent) -> QAction | None:
        keys = QKeySequence(event.keyCombination())
        inside = [self, *self.findChildren(QWidget)]
        own = (action for widget in inside for action in widget.actions())
        return next((each for each in own if keys in each.shortcuts()), None)


async def sheet_closed(sheet: Sheet) -> None:
    """Open the sheet and wait until it is closed; a cancelled wait closes it."""
    import asyncio  # noqa: PLC0415 - 25 ms that the first paint does not wait for

    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_closed() -> None:
        if not done.done():
            done.set_result(None)

    sheet.closed.connect(on_closed)
    sheet.open()
    try:
        await done
    finally:
        sheet.closed.disconnect(on_closed)
        sheet.close_sheet()
