"""What one row shows, made once when its page arrives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from shipdesk.ui.table.column import CellButton, Column, Heading, Look
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say


class RowCells:
    """The texts, looks and extras of a row by column; a row that is gone says so."""

    __slots__ = ("badges", "buttons", "heading", "looks", "row", "seconds", "texts")

    def __init__(
        self,
        row: Any,  # noqa: ANN401 - the row's own type
        columns: Sequence[Column],
        heading: Callable[[Any], Heading | None] | None,
    ) -> None:
        self.row = row
        self.heading: Heading | None = None
        self.badges: dict[int, tuple[tuple[str, Tone], ...]] | None = None
        self.buttons: dict[int, tuple[CellButton, ...]] | None = None
        self.seconds: dict[int, str] | None = None
        if row is None:
            gone = say("gone")
            self.texts = tuple("" if not column.key else gone for column in columns)
            self.looks: tuple[Look | None, ...] = tuple(Look.muted() for _ in columns)
            return
        if heading is not None:
            self.heading = heading(row)
        self.texts = tuple([column.text(row) for column in columns])
        self.looks = tuple(
            [column.look(row) if column.look is not None else None for column in columns]
        )
        for at, column in enumerate(columns):
            if column.second is not None:
                self.seconds = self.seconds or {}
                self.seconds[at] = column.second(row)
            if column.badges is not None:
                self.badges = self.badges or {}
                self.badges[at] = column.badges(row)
            if column.buttons is not None:
                self.buttons = self.buttons or {}
                self.buttons[at] = column.buttons(row)

    def spoken(self, at: int) -> str:
        """Return what a screen reader says of a cell."""
        if self.heading is not None:
            return f"{self.heading.word} {self.heading.note}".strip()
        parts = [self.texts[at]]
        look = self.looks[at]
        if look is not None and look.word and look.word != self.texts[at]:
            parts.append(look.word)
        if self.seconds is not None and at in self.seconds:
            parts.append(self.seconds[at])
        if self.badges is not None:
            parts.extend(word for word, _ in self.badges.get(at, ()))
        if self.buttons is not None:
            parts.extend(f"{one.text} {one.key}".strip() for one in self.buttons.get(at, ()))
        return ", ".join(part for part in parts if part)

    def tip(self, column: Column) -> str | None:
        """Return a cell's own tooltip as text that is not taken for markup, or None."""
        if column.tip is None or self.row is None:
            return None
        words = column.tip(self.row)
        if not words:
            return None
        escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f"<span>{escaped}</span>"

    def copied(self, at: int, column: Column) -> str:
        """Return what the clipboard gets of a cell."""
        if column.copy is not None and self.row is not None:
            return column.copy(self.row)
        return self.texts[at]
