"""The part of the details with the offers: their age, asking again, and who cannot serve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.domain.quote import NoQuote, QuoteSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.layouts import empty
from shipdesk.ui.orders import fixes
from shipdesk.ui.orders.quote_rows import QuoteList
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import IconButton, KeyHintButton, LinkButton, Text
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_FEW = 3


class _Ask(IconButton):
    """The round arrow beside the age; its name stays what a person calls it."""

    def _sync(self) -> None:
        super()._sync()
        self.setAccessibleName(say("Ask for quotes"))


class QuotesSection(QWidget):
    """Heading with age, the offers, and below them those that cannot serve with the reason."""

    fix_wanted = Signal(str)
    """A place of the details where a courier's reason is settled (orders/fixes.py)."""

    def __init__(self, ask: QAction, compare: QAction) -> None:
        super().__init__()
        self.setAccessibleName(say("Quotes"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._sheet: QuoteSheet | None = None
        self._unasked: QuoteSheet | None = None
        self._at: datetime | None = None
        self._all = False
        self._busy = False
        self._age = Text(face=Face.SECONDARY, tone="muted", name=say("Age of the quotes"))
        heading = QHBoxLayout()
        heading.setContentsMargins(16, 10, 12, 6)
        heading.setSpacing(4)
        heading.addWidget(Text(say("Quotes"), face=Face.LABEL, tone="muted"))
        heading.addStretch(1)
        heading.addWidget(self._age)
        self.ask = _Ask(ask, size=24)
        heading.addWidget(self.ask)
        self.list = QuoteList(name=say("Quotes of the order"))
        self._words = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("About quotes"))
        self._words.setContentsMargins(16, 2, 16, 10)
        self._below = QVBoxLayout()
        self._below.setContentsMargins(16, 6, 16, 12)
        self._below.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(heading)
        column.addWidget(self._words)
        column.addWidget(self.list)
        column.addLayout(self._below)
        self.compare = LinkButton(compare)
        last = QHBoxLayout()
        last.setContentsMargins(16, 0, 16, 12)
        last.addWidget(self.compare)
        last.addStretch(1)
        column.addLayout(last)

    def show_sheet(
        self, sheet: QuoteSheet | None, at: datetime | None, chosen: str, locker: str
    ) -> None:
        """Show what the couriers said; None: nobody was asked yet."""
        changed = sheet != self._sheet
        self._sheet, self._at = sheet, at
        self.list.show_quotes(sheet.quotes if sheet else (), chosen, locker)
        if changed:
            self._all = False
            self._show_not_for()
        self._say_default()
        self.refresh_age()

    def show_unasked(self, answer: QuoteSheet | None) -> None:
        """Say why nobody could be asked; the prices that were kept before stay in sight."""
        if answer != self._unasked:
            self._unasked = answer
            self._show_not_for()
        self._say_default()

    def refresh_age(self) -> None:
        """Say how old the offers are; called every half minute."""
        if not self._busy:
            self._age.setText(fmt.age(self._at, missing=""))

    def show_busy(self, *, busy: bool) -> None:
        """Say that the couriers are being asked."""
        self._busy = busy
        self._age.setText(say("asking…") if busy else "")
        if busy and not self.list.count():
            self._say(say("Asking the couriers…"))
        if not busy:
            self._say_default()
            self.refresh_age()

    def show_problem(self, words: str) -> None:
        """Say beside the offers why there are none, or why one cannot be bought."""
        self._say(words, problem=True)

    def words(self) -> str:
        """Return the sentence below the offers; empty without one."""
        return "" if self._words.isHidden() else self._words.text()

    def _say_default(self) -> None:
        if self._unasked is not None and not self._busy:
            kept = self._sheet is not None and bool(self._sheet.quotes)
            words = say("No courier could be asked: why stands below.")
            before = say("No courier could be asked now: these are the prices from before.")
            self._say(before if kept else words, problem=True)
        elif self._sheet is None:
            self._say(say("Asking the couriers…") if self._busy else say("Not asked yet."))
        elif not self._sheet.quotes:
            self._say(say("No courier offers a price for this parcel."))
        else:
            self._say("")

    def _say(self, words: str, *, problem: bool = False) -> None:
        self._words.setText(words)
        self._words.set_tone("red" if problem else "muted")
        self._words.setVisible(bool(words))

    def _show_not_for(self) -> None:
        empty(self._below)
        told = self._unasked or self._sheet
        rows = _fixable_first(told.not_for if told else ())
        shown = rows if self._all else rows[:_FEW]
        for row in shown:
            self._below.addWidget(self._row(row))
        left = len(rows) - len(shown)
        if left > 0:
            more = LinkButton(plural(left, "and {n} more", "and {n} more"))
            more.clicked.connect(self._show_all)
            self._below.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_all(self) -> None:
        self._all = True
        self._show_not_for()

    def _row(self, row: NoQuote) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        place = fixes.place_of_fix(row)
        words = row.reason if row.reason.startswith(row.title) else f"{row.title}: {row.reason}"
        if row.fix and not place:
            words = f"{words} {row.fix}"
        told = Text(f"×  {words}", face=Face.SECONDARY, tone="muted", wrap=True, name=row.title)
        line.addWidget(told, 1)
        if place:
            said = _button_words(place, row)
            button = KeyHintButton(said, height=24, name=f"{row.title}: {said}")
            button.clicked.connect(lambda: self.fix_wanted.emit(place))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return made


def _fixable_first(rows: Sequence[NoQuote]) -> list[NoQuote]:
    """Return those that can be settled here first; one of a kind is enough of the same fix."""
    seen: set[str] = set()
    first, rest = [], []
    for row in rows:
        place = fixes.place_of_fix(row)
        if place and place not in seen:
            seen.add(place)
            first.append(row)
        else:
            rest.append(row)
    return first + rest


def _button_words(place: str, row: NoQuote) -> str:
    words = {
        fixes.LOCKER: say("Choose locker…"),
        fixes.SIZE: say("Choose size"),
        fixes.WEIGHT: say("Type it"),
        fixes.HANDING_IN: say("Choose"),
    }
    return words.get(place, row.fix)
