"""Tables of our own sheets: columns measured, cells broken into lines, rows kept whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from shipdesk.domain.paper import Cell, Column, Table
from shipdesk.printing.papers.flow import Flow, Piece
from shipdesk.printing.papers.pieces import draw_lines, height_of, stacked
from shipdesk.printing.papers.type import BLACK, GREY, SetLine, Sizes, Type, dots

_PAD = 1.0
"""Above and below a row, in mm."""
_THIN, _THICK = 0.12, 0.3
_RULE = QColor(150, 150, 150)
_BOX = 3.4
_LEAST = 0.28
"""What is shared has at least this part of the width for each column."""
_WIDEST = 0.42
"""No column that is as wide as its text takes more of the width than this."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a column stands, in dots."""

    column: Column
    left: float
    width: float


def put_table(
    flow: Flow, table: Table, type_: Type, sizes: Sizes, width: float, *, tail: float = 0.0
) -> None:
    """Put a table into the flow; its heading stands above each page's part of it.

    `tail` is the height of what follows: its last row goes with it to a new page.
    """
    table, slots = _fitted(table, type_, sizes, width)
    head = _head(slots, type_, sizes, width)
    if table.heading:
        flow.space(dots(sizes.gap / 2))
        title = type_.lines(table.heading, sizes.body, width, bold=True)
        flow.put(stacked(title, below=dots(1.0)), keep=head.height + dots(2 * sizes.body))
    pieces = [piece for row in table.rows for piece in _row(row, slots, type_, sizes, flow.room)]
    first = pieces[0].height if pieces else 0.0
    flow.put(head, keep=min(first, flow.room - head.height))
    last = len(pieces) - 1
    for at, piece in enumerate(pieces):
        flow.put(piece, again=(head,), keep=tail if at == last else 0.0)


def _fitted(table: Table, type_: Type, sizes: Sizes, width: float) -> tuple[Table, list[_Slot]]:
    """Fold columns away until what is shared has room for words."""
    while True:
        slots = _slots(table, type_, sizes, width)
        shared = [slot.width for slot in slots if slot.column.share]
        folds = [column.fold for column in table.columns if column.fold]
        if not shared or not folds or min(shared) >= width * _LEAST:
            return table, slots
        table = _folded(table, [column.fold for column in table.columns].index(min(folds)))


def _folded(table: Table, at: int) -> Table:
    """Put one column below the text of the first shared one."""
    into = next(i for i, column in enumerate(table.columns) if column.share)
    title = table.columns[at].title
    rows = []
    for row in table.rows:
        cells = list(row)
        words = f"{title}: {row[at].text}" if title else row[at].text
        if row[at].text:
            cells[into] = Cell(row[into].text, (*row[into].below, words, *row[at].below))
        rows.append(tuple(cell for i, cell in enumerate(cells) if i != at))
    columns = tuple(column for i, column in enumerate(table.columns) if i != at)
    return Table(columns, tuple(rows), table.heading)


def _slots(table: Table, type_: Type, sizes: Sizes, width: float) -> list[_Slot]:
    gap = dots(3.0 if sizes.wide else 2.0)
    widths = [
        0.0 if column.share else min(_needed(table, at, type_, sizes), width * _WIDEST)
        for at, column in enumerate(table.columns)
    ]
    left_over = width - sum(widths) - gap * (len(widths) - 1)
    shares = sum(column.share for column in table.columns) or 1
    slots: list[_Slot] = []
    x = 0.0
    for column, fixed in zip(table.columns, widths, strict=True):
        wide = left_over * column.share / shares if column.share else fixed
        slots.append(_Slot(column, x, wide))
        x += wide + gap
    return slots


def _needed(table: Table, at: int, type_: Type, sizes: Sizes) -> float:
    """How wide the widest text of a column is."""
    column = table.columns[at]
    if column.tick:
        return dots(_BOX)
    widths = [type_.width(column.title, sizes.small, bold=True)]
    for row in table.rows:
        cell = row[at]
        widths.append(type_.width(cell.text, sizes.body, bold=column.strong))
        widths += [type_.width(line, sizes.small) for line in cell.below]
    return max(widths) + dots(0.2)


def _head(slots: Sequence[_Slot], type_: Type, sizes: Sizes, width: float) -> Piece:
    lines = [
        type_.lines(
            slot.column.title, sizes.small, slot.width, bold=True, right=slot.column.right, ink=GREY
        )
        for slot in slots
    ]
    tall = max((height_of(cell) for cell in lines), default=0.0) + dots(2 * _PAD)

    def draw(painter: QPainter, x: float, y: float) -> None:
        for slot, cell in zip(slots, lines, strict=True):
            draw_lines(painter, cell, x + slot.left, y + tall - dots(_PAD) - height_of(cell))
        painter.fillRect(QRectF(x, y + tall - dots(_THICK), width, dots(_THICK)), BLACK)

    return Piece(tall, draw)


def _row(
    row: Sequence[Cell], slots: Sequence[_Slot], type_: Type, sizes: Sizes, room: float
) -> Iterator[Piece]:
    """A row as one piece; only one that is higher than a page goes on over several."""
    cells = [_cell(cell, slot, type_, sizes) for cell, slot in zip(row, slots, strict=True)]
    full = slots[-1].left + slots[-1].width
    most = room - dots(2 * _PAD + 4 * sizes.body)
    tick = True
    while True:
        now = [_fitting(cell, most) for cell in cells]
        cells = [cell[len(part) :] for cell, part in zip(cells, now, strict=True)]
        more = any(cells)
        yield _row_piece(now, slots, full, tick=tick, ruled=not more)
        tick = False
        if not more:
            return


def _cell(cell: Cell, slot: _Slot, type_: Type, sizes: Sizes) -> list[SetLine]:
    column = slot.column
    if column.tick:
        return []
    made = type_.lines(cell.text, sizes.body, slot.width, bold=column.strong, right=column.right)
    for line in cell.below:
        made += type_.lines(line, sizes.small, slot.width, right=column.right, ink=GREY)
    return made


def _row_piece(
    cells: Sequence[Sequence[SetLine]],
    slots: Sequence[_Slot],
    width: float,
    *,
    tick: bool,
    ruled: bool,
) -> Piece:
    boxes = [slot for slot in slots if slot.column.tick and tick]
    tall = max((height_of(cell) for cell in cells), default=0.0)
    tall = max(tall, dots(_BOX) if boxes else 0.0) + dots(2 * _PAD)

    def draw(painter: QPainter, x: float, y: float) -> None:
        for slot, cell in zip(slots, cells, strict=True):
            draw_lines(painter, cell, x + slot.left, y + dots(_PAD))
        for slot in boxes:
            _box(painter, QRectF(x + slot.left, y + dots(_PAD), dots(_BOX), dots(_BOX)))
        if ruled:
            painter.fillRect(QRectF(x, y + tall - dots(_THIN), width, dots(_THIN)), _RULE)

    return Piece(tall, draw)


def _box(painter: QPainter, box: QRectF) -> None:
    thin = dots(0.2)
    painter.fillRect(QRectF(box.left(), box.top(), box.width(), thin), BLACK)
    painter.fillRect(QRectF(box.left(), box.bottom() - thin, box.width(), thin), BLACK)
    painter.fillRect(QRectF(box.left(), box.top(), thin, box.height()), BLACK)
    painter.fillRect(QRectF(box.right() - thin, box.top(), thin, box.height()), BLACK)


def _fitting(lines: Sequence[SetLine], most: float) -> list[SetLine]:
    """The first lines that fit, at least one where there is one."""
    taken: list[SetLine] = []
    for line in lines:
        if taken and height_of(taken) + line.height > most:
            break
        taken.append(line)
    return taken
