"""The comments of a pickup, one of them in hand: it is the one that is edited or deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.domain.dispatch_order import Comment
from shipdesk.ui import format as fmt
from shipdesk.ui.paint import focus_ring, rounded
from shipdesk.ui.theme import Face, font, tokens
from shipdesk.wording import phrase as say

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_SIDE = 10.0
_ABOVE = 7.0
_LEAST = 120


class CommentLine(QAbstractButton):
    """One comment with its time; checked where it is the one in hand."""

    def __init__(self, comment: Comment) -> None:
        super().__init__()
        self.comment = comment
        self._when = fmt.moment(comment.at)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(say("Comment: {text}", text=comment.text))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of text and time at this width."""
        room = QRectF(0, 0, max(_LEAST, width) - 2 * _SIDE, 1e5)
        text = QFontMetricsF(font(Face.BODY)).boundingRect(room, _WRAP, self.comment.text)
        return round(2 * _ABOVE + text.height() + QFontMetricsF(font(Face.SECONDARY)).height() + 1)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its text."""
        return QSize(220, self.heightForWidth(max(self.width(), _LEAST)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never clip the text."""
        return QSize(_LEAST, self.heightForWidth(max(self.width(), _LEAST)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Wrap anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the text, its time, and whether it is in hand."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = tokens()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked():
            rounded(painter, box, 6, shown.selected)
        elif self.underMouse():
            rounded(painter, box, 6, shown.hover)
        inner = box.adjusted(_SIDE - 1, _ABOVE - 1, 1 - _SIDE, 1 - _ABOVE)
        painter.setFont(font(Face.BODY))
        painter.setPen(shown.text)
        painter.drawText(inner, _WRAP, self.comment.text)
        painter.setFont(font(Face.SECONDARY))
        painter.setPen(shown.muted)
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft,
                         self._when)  # fmt: skip
        if self.hasFocus():
            focus_ring(painter, box, 6)


class CommentLines(QWidget):
    """All comments, newest first; arrow keys move from one to the next."""

    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Comments"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._lines: list[CommentLine] = []

    def chosen(self) -> Comment | None:
        """Return the comment in hand, None where there is none."""
        return next((line.comment for line in self._lines if line.isChecked()), None)

    def choose(self, comment_id: str) -> None:
        """Take one in hand."""
        for line in self._lines:
            if line.comment.id == comment_id:
                line.setChecked(True)
        self.chosen_changed.emit()

    def show_comments(self, comments: Sequence[Comment]) -> None:
        """Show these; the one in hand stays so while it is there, else the newest is taken."""
        if [line.comment for line in self._lines] == list(comments):
            return
        before = self.chosen()
        for line in self._lines:
            self._group.removeButton(line)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [CommentLine(comment) for comment in comments]
        for line in self._lines:
            self._group.addButton(line)
            self._column.addWidget(line)
            line.toggled.connect(self._on_toggled)
        kept = before.id if before is not None else ""
        found = next((line for line in self._lines if line.comment.id == kept), None)
        first = found or next(iter(self._lines), None)
        if first is not None:
            first.setChecked(True)
        self.chosen_changed.emit()

    def texts(self) -> list[str]:
        """Return what the comments say, in the order shown."""
        return [line.comment.text for line in self._lines]

    def _on_toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        if on:
            self.chosen_changed.emit()
