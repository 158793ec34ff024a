"""Draws every cell of every list: text, pill, badge, icon, assumed value, second line, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from shipdesk.ui.icons import draw_icon
from shipdesk.ui.paint import (
    LEFT,
    RIGHT,
    badge_width,
    cap_width,
    draw_badge,
    draw_cap,
    draw_check,
    draw_pill,
    elide,
    hairline,
    rounded,
)
from shipdesk.ui.table.cells import RowCells
from shipdesk.ui.table.column import CHECKS, Align, CellButton, Column, Look, Shape
from shipdesk.ui.theme import Face, Tone, font, metrics, text_width, tokens

if TYPE_CHECKING:
    from shipdesk.ui.table.view import RowsView

PAD = 8
_PLAIN = Look()
_HEAVY = (Face.MEDIUM, Face.STRONG)
_ICON = 16.0
_MARK = 24.0
_TWO_LINES = 40
_LEAST_BESIDE = 24.0
_BUTTON = 24.0

Index = QModelIndex | QPersistentModelIndex


def button_boxes(buttons: tuple[CellButton, ...], rect: QRectF) -> list[tuple[CellButton, QRectF]]:
    """Return where the painted buttons of a cell stand, at its right end."""
    placed = []
    right = rect.right() - PAD
    for button in reversed(buttons):
        width = text_width(button.text, Face.HEADER) + 18
        if button.key:
            width += cap_width(button.key) + 6
        box = QRectF(right - width, round(rect.center().y() - _BUTTON / 2), width, _BUTTON)
        placed.append((button, box))
        right = box.left() - 6
    return list(reversed(placed))


class RowsDelegate(QStyledItemDelegate):
    """Paints from the model's prepared cells; asks no role and no style."""

    def __init__(self, view: RowsView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's
        """Rows are of one height and columns are measured from samples."""
        del option, index
        return QSize(80, self._view.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, line and content of one cell."""
        view = self._view
        model = view.rows
        row, at = index.row(), index.column()
        rect = QRectF(option.rect)
        shown = tokens()
        cells = model.cells(row)
        row_id = model.ids[row]
        current = row == view.current_row()
        chosen = current or (model.checks and row_id in model.selection)
        if cells is not None and cells.heading is not None:
            self._paint_heading(painter, cells, rect)
            return
        if chosen:
            painter.fillRect(rect, shown.selected)
        elif row == view.hover_row:
            painter.fillRect(rect, shown.hover)
        thin = hairline(painter)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - thin, rect.width(), thin), shown.line)
        if current and view.is_first(at):
            painter.fillRect(QRectF(rect.left(), rect.top(), 2, rect.height()), shown.accent)
        column = model.columns[at]
        if column is CHECKS:
            draw_check(
                painter, rect.left() + 16, rect.center().y(), state=row_id in model.selection
            )
        elif cells is None:
            share = 0.35 + 0.3 * ((row * 7 + at * 3) % 5) / 5
            bar = QRectF(rect.left() + PAD, rect.center().y() - 4, (rect.width() - 24) * share, 8)
            rounded(painter, bar, 4, shown.line if chosen else shown.hover)
        else:
            self._paint_cell(painter, column, cells, at, rect, chosen=chosen)
            if current and view.shows_cell(at):
                inner = rect.adjusted(1, 1, -1, -1 - thin)
                rounded(painter, inner, 4, None, shown.accent)

    def _paint_cell(
        self,
        painter: QPainter,
        column: Column,
        cells: RowCells,
        at: int,
        rect: QRectF,
        *,
        chosen: bool,
    ) -> None:
        look = cells.looks[at] or _PLAIN
        box = self._inside(rect, at)
        if cells.buttons is not None and cells.buttons.get(at):
            placed = button_boxes(cells.buttons[at], rect)
            self._paint_buttons(painter, placed)
            box.setRight(placed[0][1].left() - PAD)
        middle = rect.center().y()
        second = cells.seconds.get(at) if cells.seconds is not None else None
        if second and self._view.row_height >= _TWO_LINES:
            self._paint_second(painter, column, second, box)
            middle -= 9
            second = None
        match look.shape:
            case Shape.PILL:
                tone = look.colour or Tone.GREY
                draw_pill(painter, box.left(), middle, look.word, look.icon_name, tone,
                          selected=chosen, room=box.width())  # fmt: skip
            case Shape.BADGE:
                draw_badge(painter, box.left(), middle, look.word, look.colour or Tone.GREY,
                           selected=chosen, height=20, radius=10)  # fmt: skip
            case Shape.CHECK:
                draw_check(painter, box.left(), middle, state=not look.is_muted)
            case Shape.MARK:
                self._paint_mark(painter, look, box, rect.center().y())
            case Shape.CAP:
                self._paint_number(painter, cells.texts[at], box, rect.center().y(), chosen=chosen)
            case _:
                badges = cells.badges.get(at, ()) if cells.badges is not None else ()
                used = self._paint_text(painter, column, look, cells.texts[at], box, middle, badges,
                                        chosen=chosen)  # fmt: skip
                if second:
                    self._paint_beside(painter, second, box.adjusted(used + PAD, 0, 0, 0))

    def _inside(self, rect: QRectF, at: int) -> QRectF:
        """Return what is left of a cell inside its margins; the outermost columns keep more."""
        left = 2 * PAD if self._view.is_first(at) else PAD
        right = 2 * PAD if self._view.is_last(at) else PAD
        return rect.adjusted(left, 0, -right, 0)

    def _paint_text(
        self,
        painter: QPainter,
        column: Column,
        look: Look,
        text: str,
        box: QRectF,
        middle: float,
        badges: tuple[tuple[str, Tone], ...],
        *,
        chosen: bool,
    ) -> float:
        """Paint the text with its badges and return how much of the box they take."""
        shown = tokens()
        muted = column.muted or look.is_muted
        ink = shown.muted if muted else shown.text
        if look.colour is not None and look.shape is Shape.PLAIN:
            ink = shown.tone(look.colour).text
        left = box.left()
        if look.shape is Shape.ICON:
            colour = shown.muted if look.colour is None else shown.tone(look.colour).text
            draw_icon(
                painter, QRectF(round(left), round(middle - 7), 14, 14), look.icon_name, colour
            )
            left += 20
        elif look.shape is Shape.DOT:
            _paint_dot(painter, left, middle, shown.tone(look.colour or Tone.GREY).dot)
            left += 14
        face = Face.BODY if look.is_muted and column.face in _HEAVY else column.face
        room = box.right() - left - sum(badge_width(word) + 6 for word, _ in badges)
        words = elide(text, face, room) if column.elide else text
        painter.setFont(font(face))
        painter.setPen(ink)
        right = column.align is Align.RIGHT
        area = QRectF(left, middle - 10, room + 1, 20)
        flags = RIGHT if right else LEFT
        if column.align is Align.CENTER:
            flags = Qt.AlignmentFlag.AlignCenter
        painter.drawText(area, flags, words)
        if look.shape is Shape.ASSUMED:
            _underline(painter, words, column, area, right=right)
        at = left + text_width(words, face) + 6
        for word, tone in badges:
            at += draw_badge(painter, at, middle, word, tone, selected=chosen) + 4
        return at - 6 - box.left()

    def _paint_beside(self, painter: QPainter, words: str, box: QRectF) -> None:
        if box.width() > _LEAST_BESIDE:
            painter.setFont(font(Face.BODY))
            painter.setPen(tokens().muted)
            area = QRectF(box.left(), box.center().y() - 10, box.width() + 1, 20)
            painter.drawText(area, LEFT, elide(words, Face.BODY, box.width()))

    def _paint_second(self, painter: QPainter, column: Column, second: str, box: QRectF) -> None:
        painter.setFont(font(Face.SECONDARY))
        painter.setPen(tokens().muted)
        area = QRectF(box.left(), box.center().y() - 1, box.width() + 1, 18)
        flags = RIGHT if column.align is Align.RIGHT else LEFT
        painter.drawText(area, flags, elide(second, Face.SECONDARY, box.width()))

    def _paint_mark(self, painter: QPainter, look: Look, box: QRectF, middle: float) -> None:
        colours = tokens().tone(look.colour or Tone.GREY)
        ring = QRectF(box.left(), round(middle - _MARK / 2), _MARK, _MARK)
        rounded(painter, ring, _MARK / 2, colours.tint)
        inner = QRectF(ring.left() + 5, ring.top() + 5, 14, 14)
        draw_icon(painter, inner, look.icon_name, colours.text)

    def _paint_number(
        self, painter: QPainter, text: str, box: QRectF, middle: float, *, chosen: bool
    ) -> None:
        """Paint the key that picks this row, filled on the row that is picked."""
        shown = tokens()
        side = max(22.0, text_width(text, Face.BADGE) + 10)
        cap = QRectF(box.left(), round(middle - 11), side, 22)
        if chosen:
            rounded(painter, cap, 4, shown.primary)
        else:
            rounded(painter, cap, 4, shown.surface, shown.border)
        painter.setFont(font(Face.BADGE))
        painter.setPen(shown.on_primary if chosen else shown.muted)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_buttons(self, painter: QPainter, placed: list[tuple[CellButton, QRectF]]) -> None:
        shown = tokens()
        for button, box in placed:
            rounded(painter, box, 6, shown.surface, shown.border)
            painter.setFont(font(Face.HEADER))
            painter.setPen(shown.text)
            painter.drawText(box.adjusted(9, 0, 0, 0), LEFT, button.text)
            if button.key:
                at = box.left() + 9 + text_width(button.text, Face.HEADER) + 6
                draw_cap(painter, at, box.center().y(), button.key)

    def _paint_heading(self, painter: QPainter, cells: RowCells, rect: QRectF) -> None:
        """Paint the heading of a group across all columns, clipped to this one."""
        heading = cells.heading
        if heading is None:
            return
        shown = tokens()
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, shown.sunk)
        thin = hairline(painter)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - thin, rect.width(), thin), shown.line)
        left = float(self._view.left_edge() + 2 * PAD)
        middle = rect.center().y()
        left += draw_pill(painter, left, middle, heading.word, heading.icon, heading.tone) + PAD
        painter.setFont(font(Face.SECONDARY))
        painter.setPen(shown.muted)
        painter.drawText(QRectF(left, rect.top(), 4000, rect.height()), LEFT, heading.note)
        painter.restore()


def _paint_dot(painter: QPainter, left: float, middle: float, colour: QColor) -> None:
    rounded(painter, QRectF(left, round(middle - 4), 8, 8), 4, colour)


def _underline(painter: QPainter, words: str, column: Column, area: QRectF, *, right: bool) -> None:
    width = text_width(words, column.face)
    start = area.right() - 1 - width if right else area.left()
    below = round(area.center().y() + metrics(column.face).ascent() / 2 + 3)
    pen = QPen(tokens().disabled, hairline(painter))
    pen.setDashPattern([3, 2])
    painter.setPen(pen)
    line = QRect(round(start), below, round(width), 0)
    painter.drawLine(line.topLeft(), line.topRight())
