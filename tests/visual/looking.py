"""Finds what is cut in a window: words without room, numbers with dots, things to scroll for."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QWidget,
)

from shipdesk.ui.paint import pill_width
from shipdesk.ui.table import RowsView
from shipdesk.ui.table.column import CHECKS, Shape
from shipdesk.ui.table.delegate import PAD
from shipdesk.ui.theme import text_width
from shipdesk.ui.widgets import LabelPreview

_ARROW = 28
"""What a box of choices needs beside its words: margin, frame and arrow."""
_FRAME = 14
_ROUNDING = 1


def cut(root: QWidget) -> list[str]:
    """Return a sentence for each thing in sight that is not shown whole, though it must be.

    Names may be shortened with a tooltip (`ElidedLabel`, columns that elide); these are not told.
    """
    seen = [one for one in root.findChildren(QWidget) if _in_sight(one)]
    return [sentence for one in seen for sentence in _complaints(one)]


def _in_sight(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def _complaints(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _of_label(widget)
    elif isinstance(widget, QAbstractButton) and not isinstance(widget, QToolButton):
        if widget.minimumSizeHint().width() > widget.width() + _ROUNDING:
            yield f"button “{widget.text()}”: {widget.width()} px of {_least(widget)}"
    elif isinstance(widget, QComboBox):
        words = widget.currentText()
        if widget.fontMetrics().horizontalAdvance(words) > widget.width() - _ARROW:
            yield f"choice “{words}”: {widget.width()} px"
    elif isinstance(widget, QLineEdit):
        yield from _of_edit(widget)
    elif isinstance(widget, RowsView):
        yield from _of_list(widget)
    elif isinstance(widget, QScrollArea):
        sideways = widget.horizontalScrollBar().maximum() > 0
        if sideways and not isinstance(widget.widget(), LabelPreview):
            yield f"“{widget.accessibleName() or _holder(widget)}” has to be scrolled sideways"


def _least(widget: QWidget) -> int:
    return widget.minimumSizeHint().width()


def _holder(widget: QWidget) -> str:
    above = widget.parentWidget()
    return above.accessibleName() if above is not None else ""


def _of_label(label: QLabel) -> Iterator[str]:
    words = label.text()
    if not words:
        return
    if not label.wordWrap() and label.sizeHint().width() > label.width() + _ROUNDING:
        yield f"“{words}”: {label.width()} px of {label.sizeHint().width()}"
    needed = label.heightForWidth(label.width()) if label.wordWrap() else 0
    if needed > label.height() + _ROUNDING:
        yield f"“{words}”: {label.height()} px high, needs {needed}"


def _of_edit(edit: QLineEdit) -> Iterator[str]:
    hint = "" if edit.text() else edit.placeholderText()
    margins = edit.textMargins()
    room = edit.width() - _FRAME - margins.left() - margins.right()
    if edit.fontMetrics().horizontalAdvance(hint) > room:
        yield f"hint “{hint}”: {room} px"


def _of_list(view: RowsView) -> Iterator[str]:
    if view.horizontalScrollBar().maximum() > 0:
        yield f"the list “{view.accessibleName()}” has to be scrolled sideways"
    rows = range(max(0, view.rowAt(0)), min(len(view.rows.ids), max(0, view.rowAt(0)) + 40))
    for at in view.columns.visible():
        column = view.rows.columns[at]
        if column is CHECKS:
            continue
        room = view.columnWidth(at) - 2 * PAD - (PAD if view.is_last(at) else 0)
        for row in rows:
            cells = view.rows.cells(row)
            look = cells.looks[at] if cells is not None else None
            if cells is None or cells.heading is not None:
                continue
            if look is not None and look.shape is Shape.PILL:
                needed = pill_width(look.word, look.icon_name)
            elif not column.elide:
                needed = text_width(cells.texts[at], column.face)
            else:
                continue
            if needed > room + _ROUNDING:
                words = (look.word if look is not None else "") or cells.texts[at]
                yield f"{view.accessibleName()}, {column.title}: “{words}” is cut"
