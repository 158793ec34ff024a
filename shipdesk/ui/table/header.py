"""The header of a list: titles, the arrow of the sort, and the box that chooses all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import LEFT, RIGHT, draw_check, elide, hairline
from shipdesk.ui.table.column import CHECKS, Align
from shipdesk.ui.table.delegate import PAD
from shipdesk.ui.theme import Face, font, text_width, tokens

if TYPE_CHECKING:
    from shipdesk.ui.table.view import RowsView

HEIGHT = 30
_ARROW = 12.0


class RowsHeader(QHeaderView):
    """Painted by us, so that light, dark and every scale look the same."""

    def __init__(self, view: RowsView, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._view = view
        self.sorted_key = ""
        self.descending = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(not view.rows.checks)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(HEIGHT)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(view.accessibleName())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as a row."""
        return QSize(super().sizeHint().width(), HEIGHT)

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Mark the column by which the list is sorted."""
        self.sorted_key, self.descending = key, descending
        self.viewport().update()

    def paintEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Paint the ground behind all sections, then the sections."""
        painter = QPainter(self.viewport())
        shown = tokens()
        area = QRectF(self.viewport().rect())
        painter.fillRect(area, shown.sunk)
        thin = hairline(painter)
        painter.fillRect(QRectF(0, area.height() - thin, area.width(), thin), shown.line)
        painter.end()
        super().paintEvent(event)  # type: ignore[arg-type] # object keeps the override short

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802
        """Paint one title."""
        if not rect.isValid():
            return
        shown = tokens()
        model = self._view.rows
        column = model.columns[logical]
        box = QRectF(rect)
        middle = box.center().y()
        if column is CHECKS:
            count = model.selection.count()
            everything = model.selection.is_everything()
            state = True if everything else None if count else False
            draw_check(painter, box.left() + 16, middle, state=state)
            return
        on = bool(column.sort) and column.sort == self.sorted_key
        left = box.left() + (2 * PAD if self._view.is_first(logical) else PAD)
        right = box.right() - (2 * PAD if self._view.is_last(logical) else PAD)
        room = right - left - (_ARROW + 4 if on else 0)
        face = Face.LABEL if on else Face.HEADER
        words = elide(column.title, face, room)
        width = text_width(words, face)
        painter.setFont(font(face))
        painter.setPen(shown.text if on else shown.muted)
        if column.align is Align.RIGHT:
            painter.drawText(QRectF(left, box.top(), right - left + 1, box.height()), RIGHT, words)
            at = right - width - _ARROW - 4
        else:
            painter.drawText(QRectF(left, box.top(), width + 4, box.height()), LEFT, words)
            at = left + width + 4
        if on:
            name = "arrow-down" if self.descending else "arrow-up"
            draw_icon(
                painter, QRectF(round(at), round(middle - 6), _ARROW, _ARROW), name, shown.text
            )
