"""Exclusive choices: segments side by side, and the tabs of stages with their counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from shipdesk.ui import format as fmt
from shipdesk.ui.paint import (
    CENTER,
    LEFT,
    badge_width,
    draw_badge,
    focus_ring,
    hairline,
    line_below,
    rounded,
)
from shipdesk.ui.theme import Face, Tone, font, text_width, tokens
from shipdesk.ui.widgets.buttons import IconButton
from shipdesk.wording import phrase as say


class _Choice(QAbstractButton):
    """One of several exclusive choices; arrows move between them."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__()
        self.key = key
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never be clipped."""
        return self.sizeHint()


class _Choices(QWidget):
    """A row of exclusive choices."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._buttons: list[_Choice] = []
        self._current = ""
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(0)

    def choice(self) -> str:
        """Return the key of the choice in force; empty without one."""
        return next((one.key for one in self._buttons if one.isChecked()), "")

    def choose(self, key: str) -> None:
        """Set the choice without telling anybody."""
        self._current = key
        for button in self._buttons:
            button.setChecked(button.key == key)
        self.update()

    def tab_stop(self) -> QWidget | None:
        """Return the one choice that Tab reaches: the one in force, else the first."""
        shown = [one for one in self._buttons if not one.isHidden()]
        return next((one for one in shown if one.isChecked()), shown[0] if shown else None)

    def _adopt(self, buttons: Sequence[_Choice]) -> None:
        for old in self._buttons:
            self.row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = list(buttons)
        for button in self._buttons:
            button.clicked.connect(self._on_clicked)
            button.installEventFilter(self)

    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Choice):
            self._take(sender)

    def _take(self, button: _Choice) -> None:
        for one in self._buttons:
            one.setChecked(one is button)
        if button.key != self._current:
            self._current = button.key
            self.chosen.emit(button.key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the arrow keys choose the neighbour."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
            shown = [one for one in self._buttons if not one.isHidden()]
            if step and isinstance(watched, _Choice) and watched in shown:
                beside = shown[(shown.index(watched) + step) % len(shown)]
                beside.setFocus(Qt.FocusReason.TabFocusReason)
                self._take(beside)
                return True
        return super().eventFilter(watched, event)


class _Segment(_Choice):
    """One segment; the row paints the box, the segment its words."""

    def __init__(self, key: str, text: str, *, fill: bool) -> None:
        super().__init__(key, text)
        policy = QSizePolicy.Policy.Expanding if fill else QSizePolicy.Policy.Minimum
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The words, in their heavier weight."""
        return QSize(ceil(text_width(self.text(), Face.LABEL)) + 22, 28)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ground, words and ring."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rect = QRectF(self.rect())
        if self.isChecked():
            rounded(painter, rect.adjusted(1, 1, -1, -1), 5, shown.selected)
        elif self.underMouse() and self.isEnabled():
            rounded(painter, rect.adjusted(1, 1, -1, -1), 5, shown.hover)
        painter.setFont(font(Face.LABEL if self.isChecked() else Face.SECONDARY))
        ink = shown.accent if self.isChecked() else shown.muted
        painter.setPen(ink if self.isEnabled() else shown.disabled)
        painter.drawText(rect, CENTER, self.text())
        if self.hasFocus():
            focus_ring(painter, rect, 6)


class Segmented(_Choices):
    """Exclusive choices in one box, as for a parcel size or a way of handing in."""

    def __init__(
        self, choices: Iterable[tuple[str, str]] = (), *, name: str, fill: bool = False
    ) -> None:
        """`choices` are (key, text); `fill` makes equal segments of the whole width."""
        super().__init__(name)
        self._fill = fill
        self.setFixedHeight(28)
        policy = QSizePolicy.Policy.Expanding if fill else QSizePolicy.Policy.Fixed
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer other choices; the first is in force."""
        buttons = [_Segment(key, text, fill=self._fill) for key, text in choices]
        self._adopt(buttons)
        for button in buttons:
            self.row.addWidget(button, 1 if self._fill else 0)
            button.show()  # the layout would only when the loop comes round; a key may come before
        self.choose(buttons[0].key if buttons else "")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the box and the lines between segments."""
        del event
        painter = QPainter(self)
        shown = tokens()
        rounded(painter, QRectF(self.rect()), 6, shown.surface, shown.border)
        thin = hairline(painter)
        for left in self._buttons[1:]:
            painter.fillRect(QRectF(left.x(), 1, thin, self.height() - 2), shown.border)


@dataclass(frozen=True, slots=True)
class Tab:
    """One stage: its key, its title and how many are in it; a tone makes the count a badge."""

    key: str
    title: str
    count: int | None = None
    tone: Tone | None = None


class _Stage(_Choice):
    """One stage's tab: title, count, and the line below the one in force."""

    def __init__(self, tab: Tab) -> None:
        super().__init__(tab.key, tab.title)
        self.tab = tab
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_tab(self, tab: Tab) -> None:
        """Take another count."""
        self.tab = tab
        self.setText(tab.title)
        number = "" if tab.count is None else f" {fmt.count(tab.count)}"
        self.setAccessibleDescription(f"{tab.title}{number}")
        self.updateGeometry()
        self.update()

    def _number(self) -> str:
        return "" if self.tab.count is None else fmt.count(self.tab.count)

    def _is_badge(self) -> bool:
        return self.tab.tone is not None and bool(self.tab.count)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Title in its heavier weight, and the count."""
        width = text_width(self.tab.title, Face.STRONG)
        if self._number():
            number = self._number()
            width += 6 + (badge_width(number) + 4 if self._is_badge() else _count_width(number))
        return QSize(ceil(width), 44)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint title, count, line and ring."""
        del event
        painter = QPainter(self)
        shown = tokens()
        on = self.isChecked()
        over = self.underMouse()
        face = Face.STRONG if on else Face.BODY
        painter.setFont(font(face))
        painter.setPen(shown.text if on or over else shown.muted)
        width = text_width(self.tab.title, face)
        height = self.height() - 2
        painter.drawText(QRectF(0, 0, width + 2, height), LEFT, self.tab.title)
        number = self._number()
        if number and self._is_badge():
            tone = self.tab.tone or Tone.GREY
            draw_badge(painter, width + 6, height / 2, number, tone, height=20, radius=10)
        elif number:
            painter.setFont(font(Face.BODY))
            painter.setPen(shown.accent if on else shown.muted)
            painter.drawText(QRectF(width + 6, 0, self.width() - width, height), LEFT, number)
        if on:
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), shown.accent)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()).adjusted(0, 8, 0, -8), 4)


def _count_width(number: str) -> float:
    return text_width(number, Face.BODY)


class StageTabs(_Choices):
    """Stages with counts above a list; those without room move into a menu at the end."""

    _GAP = 20
    _SIDE = 16

    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.row.setContentsMargins(self._SIDE, 0, self._SIDE, 0)
        self.row.setSpacing(self._GAP)
        self._more = IconButton(say("More stages"), "more")
        self._more.clicked.connect(self._show_more)
        self._more.hide()
        self.row.addStretch(1)
        self.row.addWidget(self._more)

    def set_tabs(self, tabs: Sequence[Tab]) -> None:
        """Show these stages; the same keys keep their tabs, so that only counts change."""
        old = [one for one in self._buttons if isinstance(one, _Stage)]
        if [one.key for one in old] == [tab.key for tab in tabs]:
            for button, tab in zip(old, tabs, strict=True):
                button.show_tab(tab)
        else:
            current = self.choice()
            buttons = [_Stage(tab) for tab in tabs]
            self._adopt(buttons)
            for at, button in enumerate(buttons):
                button.show_tab(button.tab)
                self.row.insertWidget(at, button)
            wanted = current if any(tab.key == current for tab in tabs) else ""
            self.choose(wanted or (tabs[0].key if tabs else ""))
        self._fit()

    def choose(self, key: str) -> None:
        """Set the stage without telling anybody."""
        super().choose(key)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One tab and the menu."""
        return QSize(120, 44)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show what fits."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the line below."""
        del event
        line_below(QPainter(self), QRectF(self.rect()), tokens().line)

    def _fit(self) -> None:
        room = self.width() - 2 * self._SIDE
        widths = [one.sizeHint().width() for one in self._buttons]
        tight = sum(widths) + self._GAP * max(0, len(widths) - 1) > room
        self.row.setSpacing(12 if tight else self._GAP)
        if sum(widths) + self.row.spacing() * max(0, len(widths) - 1) <= room:
            for button in self._buttons:
                button.show()
            self._more.hide()
            return
        room -= self._more.width() + self.row.spacing()
        on = next((width for one, width in zip(self._buttons, widths, strict=True)
                   if one.isChecked()), 0)  # fmt: skip
        room -= on + self.row.spacing() if on else 0
        for button, width in zip(self._buttons, widths, strict=True):
            if button.isChecked():
                button.show()
                continue
            button.setVisible(room >= width)
            room = room - width - self.row.spacing() if room >= width else -1
        self._more.show()

    def _show_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self._buttons:
            if button.isHidden() and isinstance(button, _Stage):
                entry = menu.addAction(button.accessibleDescription().replace("&", "&&"))
                entry.triggered.connect(lambda _on=False, one=button: self._take_hidden(one))
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _take_hidden(self, button: _Choice) -> None:
        self._take(button)
        self._fit()

    def _take(self, button: _Choice) -> None:
        super()._take(button)
        self._fit()
