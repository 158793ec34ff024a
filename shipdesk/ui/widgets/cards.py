"""The containers of a page: card, section, toolbar and footer."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.ui.paint import hairline, rounded
from shipdesk.ui.theme import Face, Tone, tokens
from shipdesk.ui.widgets.buttons import KeyHintButton
from shipdesk.ui.widgets.text import Text


def _add(layout: QVBoxLayout, part: QWidget | QLayout, stretch: int = 0) -> None:
    if isinstance(part, QLayout):
        layout.addLayout(part, stretch)
    else:
        layout.addWidget(part, stretch)


class _Snug(QWidget):
    """A box that is as high as its words, however often they wrap, and no higher."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as high as the words need that wrap at this width: no line of them is lost."""
        layout, hint = self.layout(), super().sizeHint()
        if layout is None or not layout.hasHeightForWidth():
            return hint
        return hint.expandedTo(QSize(0, layout.totalHeightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Other words wrap at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class Card(_Snug):
    """A white box with thin border and an optional heading line."""

    def __init__(self, title: str = "", note: str = "", *, tone: Tone | None = None) -> None:
        super().__init__()
        self._tone = tone
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.heading: QHBoxLayout | None = None
        if title:
            self.setAccessibleName(title)
            bar = LinedRow(40, left=15, right=15)
            self.heading = bar.row
            bar.row.addWidget(Text(title, face=Face.STRONG))
            if note:
                bar.row.addWidget(Text(note, face=Face.SECONDARY, tone="muted"))
            bar.row.addStretch(1)
            outer.addWidget(bar)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(15, 12, 15, 14)
        self.body.setSpacing(8)
        outer.addLayout(self.body)

    def set_tone(self, tone: Tone | None) -> None:
        """Give the border and the ground a status' colours; None takes them away."""
        self._tone = tone
        self.update()

    def add(self, part: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below the others."""
        _add(self.body, part, stretch)

    def flush(self) -> None:
        """Let the body reach the edges, as for rows."""
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the box."""
        del event
        shown = tokens()
        fill, edge = shown.surface, shown.line
        if self._tone is not None:
            colours = shown.tone(self._tone)
            fill, edge = colours.tint, colours.dot
        rounded(QPainter(self), QRectF(self.rect()), 8, fill, edge)


class LinedRow(QWidget):
    """A horizontal bar of fixed height with a thin line below (or above)."""

    def __init__(
        self,
        height: int,
        *,
        left: int = 16,
        right: int = 16,
        above: bool = False,
        lined: bool = True,
    ) -> None:
        super().__init__()
        self._above = above
        self._lined = lined
        self.setFixedHeight(height)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(left, 0, right, 0)
        self.row.setSpacing(8)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """May be narrow: the buttons show less then."""
        return QSize(120, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show less where there is less room."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Measure anew when a button got other words, or came or went."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Let buttons leave out their keys, then the words beside their icons, from the right."""
        buttons = [one for one in self.findChildren(KeyHintButton) if not one.isHidden()]
        levels = dict.fromkeys(buttons, 0)
        now = sum(button.sizeHint().width() for button in buttons)
        wanted = self.row.sizeHint().width() - now + sum(one.width_at(0) for one in buttons)
        for level in (1, 2):
            for button in reversed(buttons):
                if wanted <= self.width():
                    break
                wanted -= button.width_at(level - 1) - button.width_at(level)
                levels[button] = level
        for button, level in levels.items():
            button.set_short(level)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line."""
        del event
        if not self._lined:
            return
        painter = QPainter(self)
        thin = hairline(painter)
        top = 0.0 if self._above else self.height() - thin
        painter.fillRect(QRectF(0, top, self.width(), thin), tokens().line)


def toolbar(*left: QWidget, right: Iterable[QWidget] = ()) -> LinedRow:
    """Return the bar of tools above a list: 44 px, some at the left, others at the right."""
    bar = LinedRow(44)
    for widget in left:
        bar.row.addWidget(widget)
    bar.row.addStretch(1)
    for widget in right:
        bar.row.addWidget(widget)
    return bar


def footer(*left: QWidget, right: Iterable[QWidget] = ()) -> LinedRow:
    """Return the bar below a list: 36 px, line above."""
    bar = LinedRow(36, above=True)
    for widget in left:
        bar.row.addWidget(widget)
    bar.row.addStretch(1)
    for widget in right:
        bar.row.addWidget(widget)
    return bar


class Section(_Snug):
    """A part of the details: muted heading, optional note or button at its right, line below."""

    def __init__(self, title: str = "", *, lined: bool = True) -> None:
        super().__init__()
        self._lined = lined
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 13)
        self.body.setSpacing(8)
        self.heading = QHBoxLayout()
        self.heading.setSpacing(8)
        if title:
            self.setAccessibleName(title)
            self.heading.addWidget(Text(title, face=Face.LABEL, tone="muted"))
            self.heading.addStretch(1)
            self.body.addLayout(self.heading)

    def add(self, part: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below the others."""
        _add(self.body, part, stretch)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line below."""
        del event
        if self._lined:
            painter = QPainter(self)
            thin = hairline(painter)
            painter.fillRect(QRectF(0, self.height() - thin, self.width(), thin), tokens().line)
