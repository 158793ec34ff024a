"""Which signs can be printed here: what no typeface has is told, never printed as a box."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout

STAND_IN = "?"
_INDEXES = (
    QTextLayout.GlyphRunRetrievalFlag.RetrieveGlyphIndexes
    | QTextLayout.GlyphRunRetrievalFlag.RetrieveStringIndexes
)
_JOINERS = "\u200c\u200d"
_SPACES = {"\u2028": " ", "\u2029": " ", "\u202f": "\u00a0"}
_FIRST_ASKED = 0x7F
"""Every typeface has the signs before it."""


class Signs:
    """Makes text printable in one typeface with those that stand in for it, and notes what is not.

    Belongs to the main thread of the print process.
    """

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._known: dict[str, bool] = {}
        self.missing: dict[str, None] = {}

    def printable(self, text: str) -> str:
        """Return one line of plain text: no control or direction marks, no sign without a glyph."""
        return "".join(self._each(unicodedata.normalize("NFC", text))).strip()

    def _each(self, text: str) -> Iterator[str]:
        lost = False
        for sign in text:
            category = unicodedata.category(sign)
            if category.startswith("M"):
                if not lost:  # a mark stands with its letter, and falls with it
                    yield sign if self._has(sign) else ""
                continue
            lost = False
            if category.startswith("Z") or sign in "\t\n\r\f\v":
                yield _SPACES.get(sign, max(sign, " "))
            elif sign in _JOINERS:
                yield sign
            elif category in {"Cc", "Cf", "Cs"}:
                continue
            elif self._has(sign):
                yield sign
            else:
                lost = True
                yield STAND_IN

    def _has(self, sign: str) -> bool:
        if ord(sign) < _FIRST_ASKED:
            return True
        if sign not in self._known:
            self._known[sign] = self._drawn(sign)
        if not self._known[sign]:
            self.missing[sign] = None
        return self._known[sign]

    def _drawn(self, sign: str) -> bool:
        """Whether Qt finds a glyph: 0 is the box of a typeface, 1 the box that Qt itself draws."""
        is_mark = unicodedata.category(sign).startswith("M")
        if is_mark and not unicodedata.name(sign, "").startswith("COMBINING"):
            return True  # of a script of its own: its letters are asked
        layout = QTextLayout(f"o{sign}" if is_mark else sign, self._font)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(self._font.pixelSize() * 10)
        layout.endLayout()
        glyphs = [
            glyph for run in layout.glyphRuns(-1, -1, _INDEXES) for glyph in run.glyphIndexes()
        ]
        if not glyphs or 0 in glyphs:
            return False
        if glyphs != [1]:
            return True
        return QFontMetricsF(self._font).horizontalAdvance(sign) != self._font.pixelSize()
