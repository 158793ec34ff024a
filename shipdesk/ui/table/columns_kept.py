"""The columns of one view: measured, stretched, hidden, moved, sorted, and remembered at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtWidgets import QHeaderView, QMenu

from shipdesk.ui.format import DASH
from shipdesk.ui.paint import badge_width, pill_width
from shipdesk.ui.table.column import CHECKS, Column, Shape
from shipdesk.ui.table.delegate import PAD
from shipdesk.ui.table.header import RowsHeader
from shipdesk.ui.theme import Face, text_width
from shipdesk.ui.view_state import ViewState
from shipdesk.wording import phrase as say

if TYPE_CHECKING:
    from shipdesk.ui.table.view import RowsView


_WIDEST = 280
"""No column is measured wider: a long text may be cut, with all of it in its tooltip."""
_SHORT = 126
"""Up to here a measured column is never cut: what would be gained is less than what is lost."""
_MARKS = {Shape.ICON: 20, Shape.DOT: 14}
"""What stands before a text, in pixels."""


class ColumnsKept:
    """Rules of the header and what a person changed about them."""

    def __init__(self, view: RowsView, state: ViewState, key: str) -> None:
        self._view = view
        self._state = state
        self._key = f"{key}.columns"
        self._all = view.rows.columns
        header = view.horizontalHeader()
        if not isinstance(header, RowsHeader):
            raise TypeError(header)
        self._header = header
        self._quiet = False
        self._hidden: set[str] = {column.key for column in self._all if column.hidden}
        self._widths: dict[str, int] = {}
        self._away: frozenset[str] = frozenset()
        self._content: dict[str, float] = {}
        self._uncut: frozenset[str] = frozenset()
        self.first = 0
        self.last = len(self._all) - 1
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        if view.rows.checks:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self._restore()
        self.measure()
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(self._on_moved)
        header.customContextMenuRequested.connect(self._on_menu)

    def visible(self) -> list[int]:
        """Return the columns in sight by logical index, from left to right."""
        order = [self._header.logicalIndex(at) for at in range(self._header.count())]
        return [at for at in order if not self._header.isSectionHidden(at)]

    def suit(self, rows: Sequence[Any], keys: Collection[str] = ()) -> None:
        """Measure the columns by what these rows show: for lists of a page, not of a million.

        With `keys` only these columns are measured: what the others show comes later.
        """
        columns = [each for each in self._all if each.title and (not keys or each.key in keys)]
        texts = {column.key: [column.text(row) for row in rows] for column in columns}
        self._uncut = frozenset(
            key for key, shown in texts.items() if all(_is_number(text) for text in shown if text)
        )
        for column in columns:
            wide = [
                _width(column, row, text) for row, text in zip(rows, texts[column.key], strict=True)
            ]
            # The next page of the same list does not make a column jump back.
            self._content[column.key] = max([*wide, self._content.get(column.key, 0)])
        self.measure()

    def measure(self) -> None:
        """Give every column its width for the typeface in force, or the one a person gave."""
        self._quiet = True
        for at, column in enumerate(self._all):
            self._header.resizeSection(at, self._widths.get(column.key) or self._natural(column))
        self._quiet = False
        self.fit()

    def fit(self) -> None:
        """Hide what has no room, then give what is left to the columns that stretch."""
        room = self._view.viewport().width()
        if room <= 0 or not self._all:
            return
        self._quiet = True
        natural = {
            at: self._widths.get(column.key) or self._natural(column)
            for at, column in enumerate(self._all)
        }
        least = {at: self._least(at, natural[at]) for at in natural}
        edges = PAD if self._view.rows.checks else 2 * PAD
        shown = self._with_room(room - edges, least)
        for at in range(len(self._all)):
            self._header.setSectionHidden(at, at not in shown)
        in_sight = self.visible()
        for at in {in_sight[0], in_sight[-1]} if in_sight else ():
            if self._all[at] is not CHECKS and self._all[at].key not in self._widths:
                natural[at] += PAD
                least[at] += PAD
        spare = room - sum(natural[one] for one in shown)
        growing = self._growing(shown)
        wanted = sum(natural[at] for at in growing)
        slack = sum(natural[at] - least[at] for at in growing)
        for at in shown:
            width = natural[at]
            if at in growing and spare >= 0:
                width += spare * width // wanted
            elif at in growing and slack:
                width -= min(width - least[at], ceil(-spare * (width - least[at]) / slack))
            self._header.resizeSection(at, width)
        if in_sight:
            self.first, self.last = in_sight[0], in_sight[-1]
        self._quiet = False

    def _with_room(self, room: int, least: Mapping[int, int]) -> list[int]:
        """Return the columns that fit side by side; what went for a wide one may yet have room."""
        gone = self._hidden | self._away
        shown = [at for at, column in enumerate(self._all) if column.key not in gone]
        left_out: list[int] = []
        for at in sorted(shown, key=lambda one: self._goes_first(self._all[one]), reverse=True):
            if not self._all[at].drop or sum(least[one] for one in shown) <= room:
                break
            shown.remove(at)
            left_out.append(at)
        for at in reversed(left_out):
            says_something = self._content.get(self._all[at].key) != 0
            if says_something and sum(least[one] for one in shown) + least[at] <= room:
                shown.append(at)
        return shown

    def _growing(self, shown: Iterable[int]) -> list[int]:
        """Return the columns that take what is left over, or give: numbers only where no other."""
        may = [
            at for at in shown if self._all[at].stretch and self._all[at].key not in self._widths
        ]
        return [at for at in may if self._all[at].key not in self._uncut] or may

    def sort_by(self, key: str) -> None:
        """Sort by a key, or turn the direction where it is the one in force."""
        same = key == self._header.sorted_key
        self.show_sort(key, descending=not self._header.descending if same else False)
        self._save()
        self._view.sort_requested.emit(self._header.sorted_key, self._header.descending)

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Mark the sort that the page's query has."""
        self._header.show_sort(key, descending=descending)

    def sort(self) -> tuple[str, bool]:
        """Return the sort key in force, remembered ones included, and whether it descends."""
        return self._header.sorted_key, self._header.descending

    def menu(self) -> QMenu:
        """Return a new menu of the columns."""
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column in self._all:
            if column is CHECKS or not column.title:
                continue
            entry = menu.addAction(column.title.replace("&", "&&"))
            entry.setCheckable(True)
            entry.setChecked(column.key not in self._hidden)
            entry.toggled.connect(lambda on, key=column.key: self.show_column(key, shown=on))
        menu.addSeparator()
        menu.addAction(say("Columns as at first")).triggered.connect(self.reset)
        return menu

    def show_column(self, key: str, *, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        if shown:
            self._hidden.discard(key)
        elif len(self.visible()) > 1 + self._view.rows.checks:
            self._hidden.add(key)
        self.fit()
        self._save()

    def take_away(self, keys: Iterable[str]) -> None:
        """Leave columns out that say nothing in the part of the list in sight; not remembered."""
        wanted = frozenset(keys)
        if wanted != self._away:
            self._away = wanted
            self.fit()

    def reset(self) -> None:
        """Forget what a person changed."""
        self._widths.clear()
        self._hidden = {column.key for column in self._all if column.hidden}
        with QSignalBlocker(self._header):
            for at in range(len(self._all)):
                self._header.moveSection(self._header.visualIndex(at), at)
        self.measure()
        self._save()

    def _natural(self, column: Column) -> int:
        if column is CHECKS:
            return column.width
        edge = 2 * PAD
        title = text_width(column.title, Face.LABEL) + (16 if column.sort else 0)
        if column.key in self._content:
            return ceil(max(min(self._content[column.key], _WIDEST), title)) + edge + 2
        if not column.sample:
            return column.width
        sample = text_width(column.sample, column.face)
        if column.pill:
            sample = pill_width(column.sample, "check") + PAD
        elif column.look is not None:
            sample = max(sample, badge_width(column.sample) + 4)
        return ceil(max(sample, title)) + edge + 2

    def _least(self, at: int, natural: int) -> int:
        """Return how narrow a column may become before others are hidden."""
        column = self._all[at]
        if not column.stretch or column.key in self._widths or column.key in self._uncut:
            return natural
        if column.key in self._content and natural <= _SHORT:
            return natural
        return min(natural, column.least or max(96, natural * 3 // 4))

    def _goes_first(self, column: Column) -> tuple[bool, int]:
        """Return what is compared where room is scarce; a column without a word goes first."""
        return bool(column.drop) and self._content.get(column.key) == 0, column.drop

    def _restore(self) -> None:
        kept = self._state.load(self._key)
        keys = [column.key for column in self._all]
        hidden = kept.get("hidden")
        if isinstance(hidden, list):
            self._hidden = {one for one in hidden if one in keys}
        widths = kept.get("widths")
        if isinstance(widths, dict):
            self._widths = {
                key: width
                for key, width in widths.items()
                if key in keys and isinstance(width, int)
            }
        order = kept.get("order")
        if isinstance(order, list) and sorted(map(str, order)) == sorted(keys):
            for at, key in enumerate(order):
                self._header.moveSection(self._header.visualIndex(keys.index(key)), at)
        sort = kept.get("sort")
        if isinstance(sort, str) and any(column.sort == sort for column in self._all):
            self._header.show_sort(sort, descending=bool(kept.get("descending")))

    def _save(self) -> None:
        order = [self._all[self._header.logicalIndex(at)].key for at in range(len(self._all))]
        self._state.save(
            self._key,
            {
                "hidden": sorted(self._hidden),
                "widths": dict(self._widths),
                "order": order,
                "sort": self._header.sorted_key,
                "descending": self._header.descending,
            },
        )

    def _on_resized(self, at: int, _before: int, now: int) -> None:
        if self._quiet or now <= 0:
            return
        self._widths[self._all[at].key] = now
        self._save()

    def _on_moved(self, _logical: int, _before: int, _now: int) -> None:
        if self._quiet:
            return
        self.fit()
        self._save()

    def _on_menu(self, at: QPoint) -> None:
        self.menu().popup(self._header.viewport().mapToGlobal(at))


def _width(column: Column, row: Any, text: str) -> float:  # noqa: ANN401 - the row's own type
    """Return how wide a cell's content is; a dash says nothing and needs nothing."""
    if text in ("", DASH):
        return 0
    look = column.look(row) if column.look is not None else None
    wide = text_width(text, column.face) + (_MARKS.get(look.shape, 0) if look is not None else 0)
    if column.badges is not None:
        wide += sum(badge_width(word) + 6 for word, _ in column.badges(row))
    second = column.second(row) if column.second is not None else ""
    return max(wide, text_width(second, Face.SECONDARY))


def _is_number(text: str) -> bool:
    """Tell whether a text is a number, a phone or a postcode: cut, it would say something else."""
    return not text.strip(" …+-./()0123456789")
