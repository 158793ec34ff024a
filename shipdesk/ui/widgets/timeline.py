"""What happened, step by step: attempts of an operation, events of a parcel, copies of a label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from shipdesk.ui.paint import hairline
from shipdesk.ui.theme import Face, Tone, font, text_width, tokens

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: its moment as text, what it was, more about it; `done` False is yet to come."""

    time: str
    title: str
    detail: str = ""
    tone: Tone = Tone.BLUE
    done: bool = True


class Timeline(QWidget):
    """Entries under one another, joined by a line; wraps, and reads as text to a screen reader."""

    def __init__(self, entries: Iterable[Entry] = (), *, name: str, times: bool = True) -> None:
        """`times` False puts no column of times before the titles."""
        super().__init__()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._times = times
        self._entries: Sequence[Entry] = ()
        self.set_entries(entries)

    def set_entries(self, entries: Iterable[Entry]) -> None:
        """Show these, in this order."""
        self._entries = tuple(entries)
        self.setAccessibleDescription("; ".join(
            " ".join(part for part in (one.time, one.title, one.detail) if part)
            for one in self._entries
        ))  # fmt: skip
        self._settle()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Texts wrap."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of all entries at this width."""
        return round(sum(self._heights(width)))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its entries."""
        return QSize(220, self.heightForWidth(max(self.width(), 160)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never clip an entry."""
        return QSize(160, self.heightForWidth(max(self.width(), 160)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wrap anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._settle()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure anew when the typeface changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._settle()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint dots, joining line and words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = tokens()
        heights = self._heights(self.width())
        indent = self._indent()
        top = 0.0
        for at, (entry, height) in enumerate(zip(self._entries, heights, strict=True)):
            if at + 1 < len(heights):
                thin = hairline(painter)
                painter.fillRect(QRectF(4 - thin / 2, top + 16, thin, height - 10), shown.border)
            colours = shown.tone(entry.tone)
            if entry.done:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.dot)
                painter.drawEllipse(QRectF(0, top + 5, 8, 8))
            else:
                painter.setPen(QPen(shown.disabled, 1.2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QRectF(0.6, top + 5.6, 6.8, 6.8))
            if self._times:
                painter.setFont(font(Face.MONO))
                painter.setPen(shown.muted)
                painter.drawText(QRectF(18, top + 1, indent - 18, 18), _WRAP, entry.time)
            self._paint_words(painter, entry, QRectF(indent, top, self.width() - indent, height))
            top += height

    def _paint_words(self, painter: QPainter, entry: Entry, box: QRectF) -> None:
        shown = tokens()
        painter.setFont(font(Face.MEDIUM))
        painter.setPen(shown.text if entry.done else shown.muted)
        painter.drawText(box, _WRAP, entry.title)
        if entry.detail:
            used = self._wrapped(entry.title, Face.MEDIUM, box.width())
            painter.setFont(font(Face.SECONDARY))
            painter.setPen(shown.muted)
            painter.drawText(box.adjusted(0, used + 1, 0, 0), _WRAP, entry.detail)

    def _indent(self) -> float:
        if not self._times:
            return 18.0
        widest = max((text_width(one.time, Face.MONO) for one in self._entries), default=0.0)
        return 18.0 + widest + 14

    def _wrapped(self, text: str, face: Face, width: float) -> float:
        measures = QFontMetricsF(font(face))
        return measures.boundingRect(QRectF(0, 0, max(40.0, width), 1e5), _WRAP, text).height()

    def _heights(self, width: int) -> list[float]:
        room = width - self._indent()
        heights = []
        for entry in self._entries:
            height = self._wrapped(entry.title, Face.MEDIUM, room)
            if entry.detail:
                height += 1 + self._wrapped(entry.detail, Face.SECONDARY, room)
            heights.append(height + 12)
        return heights

    def _settle(self) -> None:
        self.updateGeometry()
        self.update()
