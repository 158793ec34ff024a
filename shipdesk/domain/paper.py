"""What our own sheets say, before they are set: packing slip, pick list, hand-over sheet.

Every text is plain text in the words and number formats that its reader has chosen; how it becomes
lines and pages is the print process's business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from shipdesk.domain.label import DocumentKind

OWN_KINDS = frozenset({DocumentKind.PACKING_SLIP, DocumentKind.PICK_LIST, DocumentKind.HAND_OVER})
"""The documents that belong to no parcel; their subject stands where a parcel's id stands."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `share` divides what is left of the width, 0 is as wide as its text.

    A `tick` column holds an empty box to tick off by hand. Where the paper is too narrow, columns
    with a `fold` go below the text of the first shared one, the lowest number first.
    """

    title: str
    share: int = 0
    right: bool = False
    strong: bool = False
    tick: bool = False
    fold: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and smaller lines below it."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table that goes on over pages with its heading repeated."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and lines below it: an address, a note."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole sheet: `code` is printed as a bar code too, `signatures` are lines to sign on.

    `totals` are the last lines, the last of them in bold. `foot` stands at the foot of every page,
    before `page_words`, which count the pages with `{page}` and `{pages}`.
    """

    title: str
    number: str
    code: str = ""
    blocks: tuple[Block, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    totals: tuple[tuple[str, str], ...] = ()
    notes: tuple[Block, ...] = ()
    signatures: tuple[str, ...] = ()
    foot: str = ""
    page_words: str = "{page} of {pages}"


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """A sheet that is wanted: of which kind, what it is about, and what it says."""

    kind: DocumentKind
    subject: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A sheet that was set; `missing` are the signs that no typeface of this computer has.

    In the place of each of those a question mark is printed.
    """

    pages: int
    width_mm: float
    height_mm: float
    missing: tuple[str, ...] = field(default=())


def subject_of(kind: DocumentKind, *ids: str) -> str:
    """Return what a sheet is kept and counted under: never the id of a parcel."""
    return f"paper:{kind.value}:{ids[0] if len(ids) == 1 else _tag(ids)}"


def _tag(ids: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:24]
