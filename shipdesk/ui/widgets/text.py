"""Words on a page: plain text always, in a role's face and tone."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from shipdesk.ui.layouts import empty
from shipdesk.ui.paint import elide, hairline
from shipdesk.ui.theme import Face, Tone, font, metrics, set_tone, text_width, tokens


class Text(QLabel):
    """A label that never reads its text as markup; may wrap, may be selected with the mouse."""

    def __init__(
        self,
        text: str = "",
        *,
        face: Face = Face.BODY,
        tone: Tone | str = "",
        wrap: bool = False,
        copyable: bool = False,
        name: str = "",
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(face))
        self.setWordWrap(wrap)
        if copyable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if tone:
            set_tone(self, tone)
        if name:
            self.setAccessibleName(name)
        self.setText(text)

    def set_tone(self, tone: Tone | str) -> None:
        """Colour by role: a Tone, "muted", "accent" or ""."""
        set_tone(self, tone)


class ElidedLabel(QWidget):
    """One line that shortens itself with an ellipsis and shows the whole text as a tooltip."""

    def __init__(
        self, text: str = "", *, face: Face = Face.BODY, muted: bool = False, name: str = ""
    ) -> None:
        super().__init__()
        self._face = face
        self._muted = muted
        self._text = ""
        self._named = bool(name)
        if name:
            self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str) -> None:  # noqa: N802 - as every label of Qt
        """Show another text."""
        self._text = text
        if self._named:
            self.setAccessibleDescription(text)
        else:
            self.setAccessibleName(text)
        self._explain()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Prefer the whole text."""
        wide = text_width(self._text, self._face)
        return QSize(ceil(wide) + 1, ceil(metrics(self._face).height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be content with a few letters."""
        return QSize(24, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Offer the whole text as a tooltip only where it does not fit."""
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint as much as fits."""
        del event
        painter = QPainter(self)
        painter.setFont(font(self._face))
        painter.setPen(tokens().muted if self._muted else tokens().text)
        shown = elide(self._text, self._face, self.width())
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown
        )

    def _explain(self) -> None:
        cut = elide(self._text, self._face, self.width()) != self._text
        self.setToolTip(_as_plain(self._text) if cut else "")


def _as_plain(text: str) -> str:
    """Return a text that a tooltip cannot take for markup."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{escaped}</span>"


class Line(QWidget):
    """A thin line across the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint one device pixel, two from 200 % on."""
        del event
        painter = QPainter(self)
        thin = hairline(painter)
        painter.fillRect(0, 0, self.width(), max(1, round(thin)), tokens().line)


class FactList(QWidget):
    """Rows of a muted label and its value; values can be selected and copied."""

    def __init__(
        self,
        facts: Iterable[tuple[str, str]] = (),
        *,
        right: bool = False,
        stack_above: int = 0,
        name: str = "",
    ) -> None:
        """`right` sets the values at the right edge, as for sums.

        `stack_above`: a value with a word wider than these pixels stands below its label, since
        nothing could break it; 0 never does so.
        """
        super().__init__()
        self._right = right
        self._stack_above = stack_above
        self._stacked: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        if name:
            self.setAccessibleName(name)
        self._values: dict[str, Text] = {}
        self.set_facts(facts)

    def set_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show these rows; a label that was there keeps its widget, so that nothing flickers."""
        wanted = list(facts)
        stacked = [label for label, value in wanted if self._is_long(value)]
        if stacked == self._stacked and [label for label, _ in wanted] == list(self._values):
            for label, value in wanted:
                self._values[label].setText(value)
            return
        empty(self._grid)
        self._values, self._stacked = {}, stacked
        for at, (label, value) in enumerate(wanted):
            row = 2 * at
            key = Text(label, tone="muted")
            key.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            shown = Text(value, wrap=not self._right, copyable=True, name=label)
            if self._right:
                shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if label in stacked:
                self._grid.addWidget(key, row, 0, 1, 2)
                self._grid.addWidget(shown, row + 1, 0, 1, 2)
            else:
                self._grid.addWidget(key, row, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(shown, row, 1)
            self._values[label] = shown

    def _is_long(self, value: str) -> bool:
        if not self._stack_above:
            return False
        return any(text_width(word, Face.BODY) > self._stack_above for word in value.split())

    def value(self, label: str) -> str:
        """Return what a row shows; empty for a label that is not there."""
        shown = self._values.get(label)
        return shown.text() if shown is not None else ""
