"""Pieces of a sheet put one below the other, over as many pages as they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtGui import QPainter

Draw = Callable[[QPainter, float, float], None]
"""Draws with its top left corner at x and y, in dots."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that stays on one page; heights in dots."""

    height: float
    draw: Draw


@dataclass(slots=True)
class Flow:
    """Fills pages from `top` to `bottom`; an endless roll has its bottom at infinity.

    `head` is put at the top of every page but the first.
    """

    top: float
    bottom: float
    head: Piece
    pages: list[list[tuple[float, Piece]]] = field(default_factory=lambda: [[]])
    at: float = -1.0

    def __post_init__(self) -> None:
        if self.at < 0:
            self.at = self.top

    @property
    def room(self) -> float:
        """What a whole page after the first holds."""
        return self.bottom - self.top - self.head.height

    def put(self, piece: Piece, *, again: Sequence[Piece] = (), keep: float = 0.0) -> None:
        """Put a piece below the last one, with `keep` more room below it for what comes next.

        Where it does not fit it begins a page, `again` repeated above it.
        """
        if self.at + piece.height + keep > self.bottom and self._begun:
            self._turn(again)
        self._place(piece)

    def space(self, height: float) -> None:
        """Leave a distance; at the top of a page there is none."""
        if self._begun:
            self.at += height

    @property
    def _begun(self) -> bool:
        first = self.top + (self.head.height if len(self.pages) > 1 else 0.0)
        return self.at > first

    def _turn(self, again: Sequence[Piece]) -> None:
        self.pages.append([])
        self.at = self.top
        for piece in (self.head, *again):
            self._place(piece)

    def _place(self, piece: Piece) -> None:
        self.pages[-1].append((self.at, piece))
        self.at += piece.height
