"""The sheet in which many labels are reviewed before anything is paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shipdesk.domain.batch import Totals
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.columns import INCLUDED, review_columns
from shipdesk.ui.batch.lines import Group, ReviewLine, counted
from shipdesk.ui.batch.list_sheet import ListSheet
from shipdesk.ui.batch.strip import RowStrip
from shipdesk.ui.batch.tiles import Figure, Tiles
from shipdesk.ui.batch.words import buy_words
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import ViewState
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Bar, KeyHintButton, Kind, Text
from shipdesk.wording import phrase as say
from shipdesk.wording import plural


@dataclass(frozen=True, slots=True)
class RowActions:
    """What can be done to the row in hand; the same keys as in Orders."""

    paid: QAction
    cod: QAction
    accept: QAction
    take_back: QAction
    correct: QAction
    hold: QAction
    again: QAction
    include: QAction
    open: QAction

    def all(self) -> tuple[QAction, ...]:
        """Return them in the order of their buttons."""
        return tuple(getattr(self, each.name) for each in fields(self))


class ReviewSheet(ListSheet[ReviewLine]):
    """Made once and shown for each review; every wish of a person leaves as a signal."""

    asked = Signal(str)
    """An action by its short name, as `RowActions` names them, `buy`, or `current`: another row."""
    toggled = Signal(int)
    """A row is to be bought, or left out."""
    offer_picked = Signal(int)
    """A digit: the offer of this number for the row in hand."""

    def __init__(self, host: QWidget, actions: Actions, scope: TaskScope, state: ViewState) -> None:
        super().__init__(
            host, say("Review the labels"), _SUBTITLE, scope, state, review_columns(),
            key="batch.review", name=say("Labels to buy"), heading=lambda line: line.heading,
        )  # fmt: skip
        self._led: frozenset[int] = frozenset()
        self._unsuited = True
        self._add_actions(actions)
        self.tiles = Tiles()
        self.strip = RowStrip(self.fixes.all(), {self.fixes.include: say("Space")})
        self._build()
        self.view.current_changed.connect(self._on_current)
        self.view.digit_typed.connect(self.offer_picked)
        self.offer_picked.connect(lambda *_: self.stay())
        self.toggled.connect(lambda *_: self.stay())
        self.view.opened.connect(lambda _id: self.fixes.correct.trigger())
        self.view.cell_button_clicked.connect(self._on_cell)

    def show_review(self, count: int) -> None:
        """Begin with another review of so many rows."""
        title = plural(
            count,
            "Review 1 label before anything is paid",
            "Review {n} labels before anything is paid",
        )
        self.title.setText(title)
        self.setAccessibleName(title)
        self._led = frozenset({1, -Group.READING})
        self._unsuited = True

    def stay(self) -> None:
        """Leave the hand where it is from now on: a person has begun to work."""
        self._led = frozenset()

    def _lead(self) -> None:
        """Go to what stops first, as long as no person went elsewhere or did anything."""
        if list(self.model.ids) != [line.id for line in self.lines]:
            self.model.counted.connect(
                lambda _count: self._lead(), Qt.ConnectionType.SingleShotConnection
            )
        elif self._led and self.view.current_id() in {None, *self._led}:
            self.view.go_to(1)
            self.view.scrollToTop()
            self._led |= {self.model.ids[1]} if len(self.model.ids) > 1 else set()

    def go_on_to(self, row_id: int) -> None:
        """Go to a row as soon as the list stands as it is now."""
        self.model.counted.connect(
            lambda _count: self.view.select_id(row_id), Qt.ConnectionType.SingleShotConnection
        )

    def stop_after(self, row_id: int) -> int | None:
        """Return the row that stops next after one, else the first that stops, None without one."""
        ids = [line.id for line in self.lines if line.row and line.group is Group.STOP]
        if row_id not in ids:
            return None
        after = ids[ids.index(row_id) + 1 :] or ids[: ids.index(row_id)]
        return after[0] if after else None

    def show_lines(
        self, lines: Sequence[ReviewLine], totals: Totals, figures: Sequence[Figure]
    ) -> None:
        """Show the rows as they stand, what they cost, and what the button would buy."""
        before = {line.id: line for line in self.lines}
        self.lines = tuple(lines)
        self._source.replace(self.lines)
        self.model.touch([line.id for line in lines if not line.is_same(before.get(line.id))])
        self.model.refresh()
        self.tiles.show_figures(figures)
        counts = counted(self.lines)
        total, reading = sum(counts.values()), counts.get(Group.READING, 0)
        bought = sum(line.bought for line in self.lines)
        rows = [line for line in self.lines if line.row is not None]
        if rows and rows[0].number and (self._unsuited or not reading):
            self._unsuited = bool(reading)
            self.view.columns.suit(rows, {"number"})
        self.bar.setVisible(reading > 0)
        self.bar.set_share((total - reading) / total if total else 0)
        left = total - bought
        not_now = plural(left, "1 not bought now", "{n} not bought now") if left else ""
        words = say("Reading {n} of {total}…", n=fmt.count(total - reading),
                    total=fmt.count(total))  # fmt: skip
        self.told.setText(words if reading else not_now)
        self.show_button(bought, totals, words if reading else "")
        if not reading:
            self._lead()

    def show_button(self, bought: int, totals: Totals, reading: str) -> None:
        """Say on the one button what it would buy, or why it is closed."""
        none = say("Nothing can be bought yet")
        why_not = reading or ("" if bought else say("Settle what stops at least one row first."))
        self.buy.setText((buy_words(bought, totals) if bought else none).replace("&", "&&"))
        allow(self.buy, why_not)

    def show_buying(self) -> None:
        """Say that the purchases are being written down."""
        self.buy.setText(say("Writing them down…"))
        allow(self.buy, say("The purchases are being written down."))

    def show_fixes(self, fits: Mapping[QAction, str]) -> None:
        """Offer the fixes of the row in hand."""
        self.strip.show_line(self.current(), fits)

    def current(self) -> ReviewLine | None:
        """Return the row in hand, None without one or on the heading of a group."""
        found = super().current()
        return found if found is not None and found.row else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Space takes the row in hand in or leaves it out: the list has no choice of its own."""
        if event.key() == Qt.Key.Key_Space and self.view.hasFocus():
            self.fixes.include.trigger()
            event.accept()
        else:
            super().keyPressEvent(event)

    # Inside

    def _add_actions(self, actions: Actions) -> None:
        own = OwnedActions(actions, "batch", say("Many orders"), self)

        def add(name: str, text: str, *, keys: str = "", icon: str = "", tip: str = "") -> QAction:
            return own.add(name, text, lambda: self.asked.emit(name), icon=icon, keys=keys, tip=tip)

        self.buy = add("buy", say("Buy the labels"), keys="F9")
        self.fixes = RowActions(
            paid=add("paid", say("Paid"), keys="P", tip=say("It is paid already")),
            cod=add("cod", say("COD"), keys="C", tip=say("The courier collects the total")),
            accept=add("accept", say("Accept"), keys="F", icon="check"),
            take_back=add(
                "take_back", say("Undo"), keys="U", tip=say("Take back what you settled")
            ),
            correct=add("correct", say("Edit…"), keys="E"),
            hold=add("hold", say("Hold"), keys="H", icon="pause"),
            again=add("again", say("Read again"), keys="F5", icon="refresh"),
            include=add("include", say("Leave out"), tip=say("Space does the same")),
            open=add("open", say("Open the order"), keys="O", tip=say("Leaves the review")),
        )

    def _build(self) -> None:
        above = QVBoxLayout()
        above.setContentsMargins(20, 12, 20, 12)
        above.addWidget(self.tiles)
        self.body.addLayout(above)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.strip)
        self.bar = Bar(name=say("How far the reading is"))
        self.bar.setFixedWidth(180)
        self.told = Text(face=Face.SECONDARY, tone="muted", name=say("What is not bought"))
        cancel = KeyHintButton(say("Cancel"), height=36, key="Esc")
        cancel.clicked.connect(self.close_sheet)
        button = KeyHintButton(self.buy, kind=Kind.PRIMARY, height=36, name=say("Buy the labels"))
        self.footer.addWidget(self.bar)
        self.footer.addStretch(1)
        self.footer.addWidget(self.told)
        self.footer.addWidget(cancel)
        self.footer.addWidget(button)

    def _on_current(self, row_id: object) -> None:
        """Never rest on a heading: the row below it, or the one above where there is none."""
        if isinstance(row_id, int) and row_id < 0:
            at = self.view.current_row()
            self.view.go_to(at + 1 if at + 1 < len(self.model.ids) else at - 1)
            return
        self.asked.emit("current")

    def _on_cell(self, row_id: object, name: str) -> None:
        if isinstance(row_id, int) and name == INCLUDED:
            self.toggled.emit(row_id)


_SUBTITLE = say("Each is bought once, in the order of the list. Nothing is printed yet.")
