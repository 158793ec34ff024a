"""The pieces that our own sheets are put together of: lines, columns, bars, lines to sign on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import zxingcpp
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from shipdesk.printing.papers.flow import Piece
from shipdesk.printing.papers.type import BLACK, GREY, SetLine, Sizes, Type, dots

_MODULES_MM = (0.375, 0.25)
"""Bars of three and two dots of a 203 dpi printer, within a hair."""
_CODE_MM, _NARROW_CODE_MM = 11.0, 8.0
_MOST_SIGNS = 40
_SIGN_MM = 11.0
_THIN_MM = 0.2


def height_of(lines: Sequence[SetLine]) -> float:
    """Return how high lines below each other are, in dots."""
    return sum(line.height for line in lines)


def draw_lines(painter: QPainter, lines: Sequence[SetLine], x: float, y: float) -> None:
    """Draw lines below each other."""
    for line in lines:
        line.draw(painter, x, y)
        y += line.height


def stacked(lines: Sequence[SetLine], *, below: float = 0.0) -> Piece:
    """Return lines as one piece with a distance below them."""
    return Piece(height_of(lines) + below, lambda painter, x, y: draw_lines(painter, lines, x, y))


def beside(pieces: Sequence[tuple[float, Piece]]) -> Piece:
    """Return pieces side by side, each at its distance from the left."""

    def draw(painter: QPainter, x: float, y: float) -> None:
        for left, piece in pieces:
            piece.draw(painter, x + left, y)

    return Piece(max((piece.height for _, piece in pieces), default=0.0), draw)


def below(pieces: Sequence[Piece]) -> Piece:
    """Return pieces below each other as one that is kept together."""

    def draw(painter: QPainter, x: float, y: float) -> None:
        for piece in pieces:
            piece.draw(painter, x, y)
            y += piece.height

    return Piece(sum(piece.height for piece in pieces), draw)


def pairs(rows: Sequence[tuple[str, str]], type_: Type, sizes: Sizes, width: float) -> Piece:
    """Return names and what stands for them, in two columns; what is too wide stands below."""
    gap = dots(2.5)
    named = max((type_.width(name, sizes.small) for name, _ in rows), default=0.0) + dots(0.2)
    named = min(named, width * 0.45)
    room = width - named - gap
    drop = dots((sizes.body - sizes.small) * 0.9)  # both stand on one line of writing
    pieces = []
    for name, value in rows:
        if type_.width(value, sizes.body) > room:
            pieces.append(stacked(type_.lines(name, sizes.small, width, ink=GREY)))
            pieces.append(stacked(type_.lines(value, sizes.body, width)))
            continue
        names = type_.lines(name, sizes.small, named, ink=GREY)
        lowered = below([Piece(drop, lambda _painter, _x, _y: None), stacked(names)])
        values = type_.lines(value, sizes.body, room)
        pieces.append(beside([(0.0, lowered), (named + gap, stacked(values))]))
    return below(pieces)


def totals(rows: Sequence[tuple[str, str]], type_: Type, sizes: Sizes, width: float) -> Piece:
    """Return sums at the right edge, the last one in bold."""
    gap = dots(5)
    valued = max(type_.width(value, sizes.body, bold=True) for _, value in rows) + dots(0.4)
    named = width - valued - gap
    pieces = []
    for at, (name, value) in enumerate(rows):
        bold = at == len(rows) - 1
        names = type_.lines(name, sizes.body, named, bold=bold, right=True)
        values = type_.lines(value, sizes.body, valued, bold=bold, right=True)
        pieces.append(beside([(0.0, stacked(names)), (named + gap, stacked(values))]))
    return below(pieces)


def signatures(names: Sequence[str], type_: Type, sizes: Sizes, width: float) -> Piece:
    """Return lines to sign on, side by side where they have room."""
    across = max(1, len(names)) if sizes.wide else 1
    gap = dots(8)
    wide = (width - gap * (across - 1)) / across
    room = dots(_SIGN_MM)

    def place(name: str) -> Piece:
        words = stacked(type_.lines(name, sizes.small, wide, ink=GREY))

        def draw(painter: QPainter, x: float, y: float) -> None:
            painter.fillRect(QRectF(x, y + room, wide, dots(_THIN_MM)), BLACK)
            words.draw(painter, x, y + room + dots(1.2))

        return Piece(room + dots(1.2) + words.height, draw)

    rows = [names[at : at + across] for at in range(0, len(names), across)]
    return below(
        [beside([((wide + gap) * at, place(name)) for at, name in enumerate(row)]) for row in rows]
    )


def bar_code(text: str, sizes: Sizes, most: float) -> tuple[Piece, float] | None:
    """Return a Code 128 of the text and its width; None where it cannot be, or has no room."""
    if not 0 < len(text) <= _MOST_SIGNS or not (text.isascii() and text.isprintable()):
        return None
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    picture = np.asarray(zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False))
    dark = picture[0] < 128  # noqa: PLR2004 - half of the grey scale
    module = next((mm for mm in _MODULES_MM if dots(mm) * len(dark) <= most), 0.0)
    if not module:
        return None
    edges = np.flatnonzero(np.diff(np.concatenate(([False], dark, [False])).astype(np.int8)))
    bars = [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
    tall, step = dots(_CODE_MM if sizes.wide else _NARROW_CODE_MM), dots(module)

    def draw(painter: QPainter, x: float, y: float) -> None:
        for start, end in bars:
            painter.fillRect(QRectF(x + start * step, y, (end - start) * step, tall), BLACK)

    return Piece(tall, draw), step * len(dark)
