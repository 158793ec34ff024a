"""The top bar: name, the box that finds everything, when it was synced, the accounts, the theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.layouts import empty
from shipdesk.ui.paint import LEFT, focus_ring, hairline, rounded
from shipdesk.ui.theme import Face, Tone, font, set_surface, text_width, tokens
from shipdesk.ui.widgets.buttons import EnterPresses, IconButton
from shipdesk.ui.widgets.search import SearchField
from shipdesk.ui.widgets.text import Text
from shipdesk.wording import phrase as say

HEIGHT = 48
_LEFT = 18
_BESIDE_MARK = 8


@dataclass(frozen=True, slots=True)
class AccountDot:
    """One account in the top bar: its name, how it is, and the sentence for its tooltip."""

    key: str
    name: str
    tone: Tone
    tip: str = ""


class _Status(EnterPresses):
    """Muted words behind an icon or a dot."""

    def __init__(self, words: str, *, icon: str = "") -> None:
        super().__init__()
        self._icon = icon
        self._tone: Tone | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(28)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Say something else."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def set_account(self, account: AccountDot) -> None:
        """Say how an account does now; a countdown leaves the focus where it is."""
        self._tone = account.tone
        self.setToolTip(account.tip)
        self.setAccessibleDescription(account.tip)
        self.set_words(account.name)

    def _lead(self) -> float:
        return 22.0 if self._icon else 16.0

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Mark and words."""
        return QSize(ceil(self._lead() + text_width(self.text(), Face.SECONDARY)) + 9, 28)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint mark and words."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        over = self.underMouse()
        if over:
            rounded(painter, rect, 6, shown.line if not shown.dark else shown.hover)
        middle = rect.center().y()
        ink = shown.text if over else shown.muted
        if self._icon:
            draw_icon(painter, QRectF(4, round(middle - 7), 14, 14), self._icon, ink)
        elif self._tone is not None:
            rounded(painter, QRectF(4, round(middle - 4), 8, 8), 4, shown.tone(self._tone).dot)
        painter.setFont(font(Face.SECONDARY))
        painter.setPen(ink)
        words = QRectF(self._lead(), 0, rect.width(), rect.height())
        painter.drawText(words, LEFT, self.text())
        if self.hasFocus():
            focus_ring(painter, rect, 6)


class TopBar(QWidget):
    """48 px across the window."""

    account_clicked = Signal(str)

    def __init__(
        self, *, sync: QAction, theme: QAction, shortcuts: QAction, find: QAction, mark: int
    ) -> None:
        """`mark` is how wide the word on the frame is, in pixels; 0 where there is none."""
        super().__init__()
        set_surface(self, "window")
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(_LEFT, 0, 12, 1)
        row.setSpacing(4)
        name = Text("ShipDesk", face=Face.TITLE)
        room = max(0, mark + _BESIDE_MARK - _LEFT) if mark else 0
        name.setFixedWidth(max(ceil(text_width(name.text(), Face.TITLE)), 208 - _LEFT - 4 - room))
        row.addSpacing(room)
        row.addWidget(name)
        hint = find.shortcut().toString().replace("+", " ")
        self.search = SearchField(
            placeholder=say("Find or scan an order, parcel, customer or action"),
            name=say("Find"),
            hint=hint,
        )
        self.search.setMinimumWidth(180)
        self.search.setMaximumWidth(460)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.search, 10)
        row.addStretch(1)
        self._synced = _Status(say("not synced"), icon="refresh")
        self._synced.clicked.connect(sync.trigger)
        self._synced.setToolTip(sync.toolTip())
        row.addWidget(self._synced)
        self._dots = QHBoxLayout()
        self._dots.setSpacing(4)
        row.addLayout(self._dots)
        row.addSpacing(2)
        row.addWidget(IconButton(theme))
        row.addWidget(IconButton(shortcuts))
        self._accounts: tuple[AccountDot, ...] = ()

    def set_synced(self, words: str) -> None:
        """Say when the lists were last read: `synced 12:04`."""
        self._synced.set_words(words)

    def set_accounts(self, accounts: Sequence[AccountDot]) -> None:
        """Show the accounts; each can be clicked."""
        wanted = tuple(accounts)
        if wanted == self._accounts:
            return
        same = [one.key for one in wanted] == [one.key for one in self._accounts]
        self._accounts = wanted
        if same:
            for at, account in enumerate(wanted):
                item = self._dots.itemAt(at)
                dot = item.widget() if item is not None else None
                if isinstance(dot, _Status):
                    dot.set_account(account)
            return
        empty(self._dots)
        for account in wanted:
            dot = _Status(account.name)
            dot.set_account(account)
            dot.clicked.connect(lambda _on=False, key=account.key: self.account_clicked.emit(key))
            self._dots.addWidget(dot)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground and the line below."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().window)
        thin = hairline(painter)
        bottom = QRectF(0, self.height() - thin, self.width(), thin)
        painter.fillRect(bottom, tokens().line)
