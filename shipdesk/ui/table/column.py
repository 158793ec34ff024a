"""A column as data: what it says of a row, how it looks and how it sorts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from shipdesk.ui.theme import Face, Tone


class Align(Enum):
    """Where a column's text stands; numbers stand at the right."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


class Shape(Enum):
    """How a cell is drawn; PLAIN is text."""

    PLAIN = "plain"
    PILL = "pill"
    BADGE = "badge"
    ICON = "icon"
    MARK = "mark"
    ASSUMED = "assumed"
    CAP = "cap"
    DOT = "dot"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell looks like beyond its text; made once per row, so keep it cheap."""

    shape: Shape = Shape.PLAIN
    word: str = ""
    icon_name: str = ""
    colour: Tone | None = None
    is_muted: bool = False

    @classmethod
    def pill(cls, word: str, icon: str, tone: Tone) -> Look:
        """A status: icon and word on a tint."""
        return cls(Shape.PILL, word, icon, tone)

    @classmethod
    def badge(cls, word: str, tone: Tone) -> Look:
        """A word on a tint, no icon: `COD`, `?`."""
        return cls(Shape.BADGE, word, "", tone)

    @classmethod
    def icon(cls, name: str, tone: Tone | None = None) -> Look:
        """An icon before the text, as locker or home before a place."""
        return cls(Shape.ICON, "", name, tone)

    @classmethod
    def mark(cls, name: str, tone: Tone) -> Look:
        """A round mark with an icon and no text, as for the outcome of an operation."""
        return cls(Shape.MARK, "", name, tone)

    @classmethod
    def assumed(cls) -> Look:
        """A value that nobody gave: muted, dashed underline."""
        return cls(Shape.ASSUMED, is_muted=True)

    @classmethod
    def tone(cls, tone: Tone) -> Look:
        """Text in a status' colour."""
        return cls(colour=tone)

    @classmethod
    def muted(cls) -> Look:
        """Text that steps back."""
        return cls(is_muted=True)

    @classmethod
    def keycap(cls) -> Look:
        """The text as a key to press, as the number of a quote."""
        return cls(Shape.CAP)

    @classmethod
    def dot(cls, tone: Tone) -> Look:
        """A dot before the text."""
        return cls(Shape.DOT, "", "", tone)

    @classmethod
    def check(cls, *, checked: bool) -> Look:
        """A check box in place of the text; a click on it comes back as one on a button."""
        return cls(Shape.CHECK, is_muted=not checked)


@dataclass(frozen=True, slots=True)
class CellButton:
    """A painted button in a cell, as a one-key fix; `name` comes back with the click."""

    name: str
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that heads a group and spans all columns: a pill and a sentence."""

    word: str
    icon: str
    tone: Tone
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; `text` is asked once per row and kept.

    `sample` gives the width in every typeface, of a pill where `pill`; else `width` in pixels.
    `drop` above 0: hidden first (the highest first) where the window is narrow. `sort` is the key
    handed to the query. `least`: how narrow in pixels a column that stretches may become before
    others are hidden; 0 is three quarters of its width. `second` stands below the text in rows of
    two lines, else muted beside it.
    """

    key: str
    title: str
    text: Callable[[Any], str]
    align: Align = Align.LEFT
    sort: str | None = None
    width: int = 120
    sample: str = ""
    pill: bool = False
    stretch: bool = False
    least: int = 0
    elide: bool = True
    drop: int = 0
    hidden: bool = False
    face: Face = Face.BODY
    muted: bool = False
    look: Callable[[Any], Look | None] | None = None
    second: Callable[[Any], str] | None = None
    badges: Callable[[Any], tuple[tuple[str, Tone], ...]] | None = None
    buttons: Callable[[Any], tuple[CellButton, ...]] | None = None
    tip: Callable[[Any], str] | None = None
    copy: Callable[[Any], str] | None = None


CHECKS = Column(key="", title="", text=lambda _row: "", width=34)
"""The column of check boxes, put first by a model with `checks`."""
