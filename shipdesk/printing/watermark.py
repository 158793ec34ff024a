"""The word DEMO, SANDBOX or VOID over a label, never over its bar codes.

The letters are made of squares of our own: a label says the same where no font is installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from shipdesk.domain.label import VOID, Box
from shipdesk.printing.document import Gray
from shipdesk.printing.raster import Bits, dots

CLEAR_MM = 4.0
"""How far a word keeps from a bar code: more than any quiet zone."""

_CELLS_MM = (1.4, 0.9, 0.6)
_VOID_CELLS_MM = (2.2, *_CELLS_MM)
"""A void label is not to be read, so that its word may be loud."""

_ROWS = 7
_DOT_EVERY = 3
"""One dot in three, both ways: pale enough to read what lies under it."""
_SCREEN_GRAY = 150

_LETTERS = {
    "A": ".###. #...# #...# ##### #...# #...# #...#",
    "B": "####. #...# #...# ####. #...# #...# ####.",
    "D": "####. #...# #...# #...# #...# #...# ####.",
    "E": "##### #.... #.... ####. #.... #.... #####",
    "I": "##### ..#.. ..#.. ..#.. ..#.. ..#.. #####",
    "M": "#...# ##.## #.#.# #.#.# #...# #...# #...#",
    "N": "#...# ##..# ##..# #.#.# #..## #..## #...#",
    "O": ".###. #...# #...# #...# #...# #...# .###.",
    "S": ".#### #.... #.... .###. ....# ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
    "V": "#...# #...# #...# #...# .#.#. .#.#. ..#..",
    "X": "#...# #...# .#.#. ..#.. .#.#. #...# #...#",
}


def stamps(word: str, width_mm: float, height_mm: float, avoid: Sequence[Box]) -> tuple[Box, ...]:
    """The filled rectangles, in mm, of the word repeated over a stock wherever it is clear.

    Smaller letters are taken where large ones meet bar codes everywhere. Raises ValueError for
    a word with other letters than those of DEMO, SANDBOX, TEST and VOID.
    """
    clear = [box.grown(CLEAR_MM) for box in avoid]
    strokes = tuple(_strokes(word))
    for cell in _VOID_CELLS_MM if word == VOID else _CELLS_MM:
        width, height = (len(word) * 6 - 1) * cell, _ROWS * cell
        boxes: list[Box] = []
        for left, top in _starts(width, height, width_mm, height_mm):
            place = Box(left, top, left + width, top + height)
            if not any(place.meets(box) for box in clear):
                boxes.extend(
                    Box(
                        left + start * cell,
                        top + row * cell,
                        left + end * cell,
                        top + (row + 1) * cell,
                    )
                    for row, start, end in strokes
                )
        if boxes:
            return tuple(boxes)
    return ()


def over(gray: Gray, boxes: Sequence[Box], dpi: float) -> Gray:
    """The picture for the screen with the rectangles over it; what is darker stays as dark."""
    marked = gray.copy()
    for box in boxes:
        left, top = dots(box.left, dpi), dots(box.top, dpi)
        part = marked[top : dots(box.bottom, dpi), left : dots(box.right, dpi)]
        np.minimum(part, _SCREEN_GRAY, out=part)
    return marked


def draw(canvas: Bits, boxes: Sequence[Box], dpi: float) -> None:
    """Put the rectangles onto the dots, pale."""
    for box in boxes:
        left, top = dots(box.left, dpi), dots(box.top, dpi)
        left, top = -(-left // _DOT_EVERY) * _DOT_EVERY, -(-top // _DOT_EVERY) * _DOT_EVERY
        right, bottom = dots(box.right, dpi), dots(box.bottom, dpi)
        canvas[top:bottom:_DOT_EVERY, left:right:_DOT_EVERY] = True


def _strokes(word: str) -> Iterator[tuple[int, int, int]]:
    """Row, first and one past the last cell of each run of filled cells."""
    if not word or set(word) - set(_LETTERS):
        raise ValueError(word)
    letters = [_LETTERS[letter].split() for letter in word]
    for row in range(_ROWS):
        line = ".".join(letter[row] for letter in letters) + "."
        start = -1
        for column, filled in enumerate(line):
            if filled == "#" and start < 0:
                start = column
            elif filled != "#" and start >= 0:
                yield row, start, column
                start = -1


def _starts(
    width: float, height: float, width_mm: float, height_mm: float
) -> Iterator[tuple[float, float]]:
    """The top left corners of words laid like bricks, whole words only."""
    gap = height * 1.2
    course = 0
    top = height * 0.6
    while top + height < height_mm:
        left = gap / 2 - (course % 2) * (width + gap) / 2
        while left + width < width_mm:
            if left > 0:
                yield left, top
            left += width + gap
        top += height + gap
        course += 1
