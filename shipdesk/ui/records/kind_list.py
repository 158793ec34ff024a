"""The kinds of record at the left, under the account that keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from shipdesk.services.records import AccountKinds
from shipdesk.ui.paint import LEFT, elide, focus_ring, hairline, rounded
from shipdesk.ui.theme import Face, font, set_surface, tokens
from shipdesk.ui.widgets.buttons import EnterPresses
from shipdesk.ui.widgets.text import ElidedLabel
from shipdesk.wording import phrase as say

WIDTH = 200
_HEIGHT = 30


class KindItem(EnterPresses):
    """One kind of record of one account."""

    stepped = Signal(int)
    """An arrow wants to go down (1) or up (-1)."""

    def __init__(self, key: str, title: str, account: str) -> None:
        super().__init__()
        self.key = key
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(account)
        self.setCheckable(True)
        self.setFixedHeight(_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the list lets it."""
        return QSize(WIDTH - 20, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Tell of arrows: Qt's own way would go to any neighbour in the window."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground, name and ring."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on:
            rounded(painter, rect, 6, shown.selected)
        elif self.underMouse():
            rounded(painter, rect, 6, shown.hover)
        face = Face.STRONG if on else Face.BODY
        painter.setFont(font(face))
        painter.setPen(shown.accent if on else shown.text)
        room = rect.adjusted(10, 0, -8, 0)
        painter.drawText(room, LEFT, elide(self.text(), face, room.width()))
        if self.hasFocus():
            focus_ring(painter, rect, 6)


class KindList(QWidget):
    """Kinds under their accounts; arrows move between them."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        set_surface(self, "surface")
        self.setFixedWidth(WIDTH)
        self._items: list[KindItem] = []
        self._inside = QWidget()
        set_surface(self._inside, "surface")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(8, 8, 10, 12)
        self._column.setSpacing(2)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        outer.addWidget(area)

    def show_kinds(self, accounts: Sequence[AccountKinds]) -> None:
        """Show these accounts with their kinds."""
        while (item := self._column.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self._items = []
        for account in accounts:
            heading = ElidedLabel(
                account.title, face=Face.LABEL, muted=True, name=say("Account of these")
            )
            heading.setContentsMargins(0, 0, 0, 0)
            heading.setFixedHeight(28)
            self._column.addWidget(_Indented(heading))
            for kind in account.kinds:
                self._add(f"{account.account_id}/{kind.name}", say(kind.title), account.title)
            self._column.addSpacing(6)
        self._column.addStretch(1)

    def choose(self, key: str) -> None:
        """Mark a kind without telling anybody."""
        for item in self._items:
            item.setChecked(item.key == key)
            if item.key == key:
                self.setFocusProxy(item)
                self._area.ensureWidgetVisible(item)
            # One stop of Tab, as a list has; the arrows do the rest.
            item.setFocusPolicy(
                Qt.FocusPolicy.TabFocus if item.key == key else Qt.FocusPolicy.ClickFocus
            )

    def tab_stop(self) -> QWidget | None:
        """Return the kind that Tab reaches: the one in sight."""
        return next((item for item in self._items if item.isChecked()), None)

    def keys(self) -> list[str]:
        """Return the kinds from top to bottom."""
        return [item.key for item in self._items]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line at the right."""
        super().paintEvent(event)
        painter = QPainter(self)
        thin = hairline(painter)
        painter.fillRect(QRectF(self.width() - thin, 0, thin, self.height()), tokens().line)

    def _add(self, key: str, title: str, account: str) -> None:
        item = KindItem(key, title, account)
        item.clicked.connect(lambda: self._take(item))
        item.stepped.connect(lambda step: self._step(item, step))
        self._items.append(item)
        self._column.addWidget(item)

    def _step(self, item: KindItem, step: int) -> None:
        beside = self._items[(self._items.index(item) + step) % len(self._items)]
        beside.setFocus(Qt.FocusReason.TabFocusReason)
        self._take(beside)

    def _take(self, item: KindItem) -> None:
        self.choose(item.key)
        self.chosen.emit(item.key)


class _Indented(QWidget):
    """A heading that begins where the names below it do."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 0, 4, 0)
        column.addWidget(inner)
