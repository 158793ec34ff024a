"""A whole sheet of ours: set in pages, drawn into a PDF of the stock's true size."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from shipdesk.domain.label import MM_PER_INCH, Stock
from shipdesk.domain.paper import Block, MadePaper, Paper
from shipdesk.errors import PrintError
from shipdesk.printing.papers.flow import Flow, Piece
from shipdesk.printing.papers.pieces import (
    bar_code,
    below,
    beside,
    pairs,
    signatures,
    stacked,
    totals,
)
from shipdesk.printing.papers.table import put_table
from shipdesk.printing.papers.type import DPI, GREY, Sizes, Type, dots, sizes_for

_ROLL_MM = 100_000.0
_HALF = 0.5
_BLOCK_MM = 40.0
"""An address needs that much to be read."""


def write_paper(paper: Paper, stock: Stock, output: str) -> MadePaper:
    """Set the sheet and write its PDF, whole or not at all.

    Raises PrintError where the file cannot be written. Belongs to the main thread of the print
    process.
    """
    type_ = Type()
    sizes = sizes_for(stock.width_mm)
    setting = _Setting(paper, stock, type_, sizes)
    flow = setting.flow()
    height = stock.height_mm or (flow.at + dots(sizes.margin)) * MM_PER_INCH / DPI
    path = Path(output)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".setting-", suffix=".pdf")
        os.close(handle)
        temporary = Path(name)
        try:
            _draw(setting, flow, (stock.width_mm, height), name)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PrintError("print_file", reason=error.strerror or "") from error
    return MadePaper(len(flow.pages), stock.width_mm, height, tuple(type_.signs.missing))


def _draw(setting: _Setting, flow: Flow, size_mm: tuple[float, float], name: str) -> None:
    writer = QPdfWriter(name)
    writer.setCreator("ShipDesk")
    writer.setTitle(f"{setting.paper.title} {setting.paper.number}".strip())
    writer.setResolution(DPI)
    size = QPageSize(
        QSizeF(*size_mm), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch
    )
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter()
    if not painter.begin(writer):
        raise PrintError("print_file", reason="")
    left = dots(setting.sizes.margin)
    for number, page in enumerate(flow.pages, start=1):
        if number > 1:
            writer.newPage()
        for y, piece in page:
            piece.draw(painter, left, y)
        if setting.stock.height_mm:
            foot = setting.foot(number, len(flow.pages))
            foot.draw(painter, left, dots(size_mm[1] - setting.sizes.margin) - foot.height)
    if not painter.end():
        raise PrintError("print_file", reason="")


class _Setting:
    """The parts of one sheet in their order."""

    def __init__(self, paper: Paper, stock: Stock, type_: Type, sizes: Sizes) -> None:
        self.paper, self.stock, self.type, self.sizes = paper, stock, type_, sizes
        self.width = dots(stock.width_mm - 2 * sizes.margin)

    def flow(self) -> Flow:
        """Put everything on pages."""
        sizes, paper, gap = self.sizes, self.paper, dots(self.sizes.gap)
        bottom = dots((self.stock.height_mm or _ROLL_MM) - sizes.margin)
        if self.stock.height_mm:
            bottom -= self.foot(1, 1).height + gap / 3
        flow = Flow(dots(sizes.margin), bottom, self._running_head())
        flow.put(self._head())
        if paper.blocks or paper.facts:
            flow.space(gap)
            flow.put(self._about())
        sums = totals(paper.totals, self.type, sizes, self.width) if paper.totals else None
        signed = signatures(paper.signatures, self.type, sizes, self.width)
        tail = (sums.height + gap / 2 if sums else 0.0) + signed.height + gap
        for table in paper.tables:
            flow.space(gap)
            last = table is paper.tables[-1] and not paper.notes and tail < flow.room / 2
            put_table(flow, table, self.type, sizes, self.width, tail=tail if last else 0.0)
        if sums:
            flow.space(gap / 2)
            flow.put(sums)
        for note in paper.notes:
            flow.space(gap)
            self._put_note(flow, note)
        if paper.signatures:
            flow.space(gap)
            flow.put(signed)
        return flow

    def foot(self, page: int, pages: int) -> Piece:
        """Return what stands at the foot of a page: what it is, and which page of how many."""
        words = self.paper.page_words.replace("{page}", str(page)).replace("{pages}", str(pages))
        size = self.sizes.small
        right = self.type.lines(words, size, self.width, right=True, ink=GREY)
        room = self.width - self.type.width(words, size) - dots(3)
        left = self.type.lines(self.paper.foot, size, room, ink=GREY)[:1]
        return beside([(0.0, stacked(left)), (0.0, stacked(right))])

    def _running_head(self) -> Piece:
        words = " ".join(part for part in (self.paper.title, self.paper.number) if part)
        lines = self.type.lines(words, self.sizes.body, self.width, bold=True)
        return stacked(lines, below=dots(self.sizes.gap / 2))

    def _head(self) -> Piece:
        """Title and number at the left, the bar code at the right where there is room."""
        sizes = self.sizes
        code = bar_code(self.paper.code, sizes, self.width * _HALF)
        room = self.width - (code[1] + dots(4) if code else 0.0)
        lines = self.type.lines(self.paper.title, sizes.title, room, bold=True)
        lines += self.type.lines(self.paper.number, sizes.body * 1.15, room)
        words = stacked(lines)
        return beside([(0.0, words), (self.width - code[1], code[0])] if code else [(0.0, words)])

    def _about(self) -> Piece:
        """Addresses and facts beside each other as far as they have room, else below."""
        paper, sizes = self.paper, self.sizes
        gap = dots(sizes.gap)
        most = max(1, int((self.width + gap) / (dots(_BLOCK_MM) + gap)))
        parts: list[Callable[[float], Piece]] = [
            partial(self._block, each) for each in paper.blocks
        ]
        if paper.facts:
            parts.append(lambda wide: pairs(paper.facts, self.type, sizes, wide))
        across = min(most, len(parts))
        wide = (self.width - gap * (across - 1)) / across
        rows: list[Piece] = []
        for start in range(0, len(parts), across):
            row = parts[start : start + across]
            alone = len(row) == 1
            made = [part(self.width if alone else wide) for part in row]
            if rows:
                rows.append(Piece(gap * _HALF, lambda _painter, _x, _y: None))
            rows.append(beside([((wide + gap) * at, piece) for at, piece in enumerate(made)]))
        return below(rows)

    def _block(self, block: Block, width: float) -> Piece:
        """A heading and its lines; the first of them is who it is, and stands in bold."""
        sizes = self.sizes
        lines = self.type.lines(block.heading, sizes.small, width, ink=GREY)
        for at, text in enumerate(block.lines):
            lines += self.type.lines(text, sizes.body, width, bold=at == 0)
        return stacked(lines)

    def _put_note(self, flow: Flow, note: Block) -> None:
        """A note may be long: each of its lines may begin a page."""
        sizes = self.sizes
        heading = self.type.lines(note.heading, sizes.small, self.width, ink=GREY)
        flow.put(stacked(heading), keep=dots(2 * sizes.body))
        for text in note.lines:
            for line in self.type.lines(text, sizes.body, self.width):
                flow.put(stacked([line]))
