"""The sheet that books the courier: parcels that wait, place, hours, comment, price."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from shipdesk.domain.account import AccountId
from shipdesk.domain.point import CollectionPoint
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.domain.shipment import ShipmentId
from shipdesk.ui import format as fmt
from shipdesk.ui.dispatch_orders.parcel_checks import ParcelChecks
from shipdesk.ui.dispatch_orders.waiting import Chosen, GroupLine, totals
from shipdesk.ui.shortcuts import Actions, allow
from shipdesk.ui.theme import Face, set_surface
from shipdesk.ui.widgets import (
    FactList,
    FormField,
    IconBox,
    KeyHintButton,
    Kind,
    Line,
    Sheet,
    StatePane,
    Text,
)
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_HOUR = re.compile(r"^([01]?\d|2[0-3]):[0-5]\d$")
_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
_SIDE = 268


@dataclass(frozen=True, slots=True)
class PointChoice:
    """A place that a courier's account knows."""

    account_id: AccountId
    courier: str
    point: CollectionPoint


class BookSheet(Sheet):
    """Built once and opened again; keeps nothing but what is typed while it is open."""

    chosen_changed = Signal()
    book_requested = Signal()

    def __init__(self, host: QWidget, actions: Actions) -> None:
        super().__init__(
            host,
            say("Book the courier"),
            say("Parcels that wait, grouped so that one pickup holds only what the courier takes"),
            width=940,
            scroll=False,
        )
        self._senders: tuple[Sender, ...] = ()
        self._points: tuple[PointChoice, ...] = ()
        self.parcels = ParcelChecks()
        self.parcels.chosen_changed.connect(self._on_chosen)
        self.nothing = StatePane(name=say("Nothing waits"))
        set_surface(self.nothing, "sunk")
        self.senders = IconBox()
        self.senders.currentIndexChanged.connect(lambda _at: self._show_sender())
        self._collect = FormField(say("Collect from"), self.senders)
        self._address = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Place"))
        self.hours_from = QLineEdit()
        self.hours_from.setAccessibleName(say("Office hours"))
        self.hours_to = QLineEdit()
        self.hours_to.setAccessibleName(say("Office hours until"))
        self.comment = QPlainTextEdit()
        self.comment.setAccessibleName(say("Comment for the courier"))
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(66)
        self._hours = FormField(say("Office hours"), self._hours_row())
        self._sums = FactList(right=True, name=say("In this pickup"))
        self._price = Text(face=Face.TOTAL, name=say("Price of the pickup"))
        self._price_note = Text(face=Face.SECONDARY, tone="muted", name=say("Where it is from"))
        self._apart = Text(face=Face.SECONDARY, tone="muted", name=say("Pickups"))
        self.book_action = actions.add(
            "dispatch_orders.book_now",
            say("Book the courier"),
            shortcut="Ctrl+Return",
            group=say("Dispatch orders"),
            owner=self,
            on=self._on_book,
        )
        self.book_button = KeyHintButton(
            self.book_action, kind=Kind.PRIMARY, height=36, name=say("Book")
        )
        self._build()

    def _hours_row(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for edit in (self.hours_from, self.hours_to):
            edit.setFixedWidth(84)
            edit.setMaxLength(5)
        row.addWidget(self.hours_from)
        row.addWidget(Text(say("to"), tone="muted"))
        row.addWidget(self.hours_to)
        row.addStretch(1)
        return made

    def _build(self) -> None:
        self._left = QStackedWidget()
        self._left.addWidget(self.parcels)
        self._left.addWidget(self.nothing)
        side = QWidget()
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._collect)
        column.addWidget(self._address)
        column.addSpacing(6)
        column.addWidget(self._hours)
        column.addSpacing(6)
        column.addWidget(FormField(say("Comment for the courier, optional"), self.comment))
        column.addSpacing(6)
        column.addWidget(Line())
        column.addWidget(Text(say("In this pickup"), face=Face.SECONDARY, tone="muted"))
        column.addWidget(self._sums)
        column.addStretch(1)
        whole = QHBoxLayout()
        whole.setSpacing(20)
        whole.addWidget(self._left, 1)
        whole.addWidget(side)
        self.body.setContentsMargins(20, 6, 20, 12)
        self.body.addLayout(whole, 1)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._price)
        first.addWidget(self._price_note)
        first.addStretch(1)
        words.addLayout(first)
        words.addWidget(self._apart)
        words.addStretch(1)
        cancel = KeyHintButton(say("Cancel"), height=36, key="Esc")
        cancel.clicked.connect(self.close_sheet)
        self.footer.addLayout(words, 1)
        self.footer.addWidget(cancel)
        self.footer.addWidget(self.book_button)

    # What the presenter tells

    def show_waiting(
        self, groups: Sequence[GroupLine], chosen: Sequence[ShipmentId] | None
    ) -> None:
        """Show what can be booked; `chosen` ticks just those."""
        self.parcels.show_groups(groups, chosen)
        if not groups:
            self.nothing.show_state(
                say("No parcel waits for a courier"),
                say("Buy one that the courier shall collect; it is listed here then."),
                icon="truck",
            )
        self._left.setCurrentWidget(self.parcels if groups else self.nothing)
        self.comment.clear()

    def show_senders(self, senders: Sequence[Sender], chosen: Sender | None) -> None:
        """Offer the places where the courier can come; none: say where one is made."""
        self._senders = tuple(senders)
        self._points = ()
        self.senders.clear()
        for sender in senders:
            self.senders.add("home", sender.title)
        if chosen is not None and chosen in self._senders:
            self.senders.setCurrentIndex(self._senders.index(chosen))
        missing = "" if senders else say("There is no sender yet: add one in Settings.")
        self._collect.set_problem(missing)
        self._show_sender()

    def show_points(self, points: Sequence[PointChoice]) -> None:
        """Offer the places that couriers know as well; one that cannot be used says why."""
        self._points = tuple(points)
        while self.senders.count() > len(self._senders):
            self.senders.removeItem(self.senders.count() - 1)
        model = self.senders.model()
        for choice in points:
            point = choice.point
            words = say("{title}, known to {courier}", title=point.title, courier=choice.courier)
            self.senders.add("tag", words)
            at = self.senders.count() - 1
            if point.why_not and isinstance(model, QStandardItemModel):
                model.item(at).setEnabled(False)
                self.senders.setItemText(at, f"{words} · {point.why_not}")
            self.senders.setItemData(at, point.why_not, Qt.ItemDataRole.ToolTipRole)

    def show_price(self, price: str, note: str) -> None:
        """Show what it costs and where that is from."""
        self._price.setText(price)
        self._price_note.setText(note)

    def place(self) -> Sender | None:
        """Return the place that is chosen; one that a courier knows as a sender of its own."""
        choice = self.point()
        if choice is not None:
            point = choice.point
            return Sender(SenderId(""), point.title, point.place, office_hours=point.office_hours)
        at = self.senders.currentIndex()
        return self._senders[at] if 0 <= at < len(self._senders) else None

    def point(self) -> PointChoice | None:
        """Return the courier's own place that is chosen, None for a sender's."""
        at = self.senders.currentIndex() - len(self._senders)
        return self._points[at] if 0 <= at < len(self._points) else None

    def _point_problem(self) -> str:
        """Return why the chosen place does not go with the parcels, "" where it does."""
        choice = self.point()
        if choice is None:
            return ""
        if choice.point.why_not:
            return choice.point.why_not
        if any(one.account_id != choice.account_id for one in self.chosen()):
            return say("Only {courier} knows this place.", courier=choice.courier)
        return ""

    def chosen(self) -> list[Chosen]:
        """Return what would be booked, one entry for each pickup."""
        return self.parcels.chosen()

    def office_hours(self) -> str:
        """Return the hours as they are sent."""
        return f"{self.hours_from.text().strip()}-{self.hours_to.text().strip()}"

    def words(self) -> str:
        """Return the comment."""
        return self.comment.toPlainText().strip()

    # Inside

    def _show_sender(self) -> None:
        sender = self.place()
        if sender is None:
            self._address.setText("")
            return
        address = sender.address
        place = ", ".join(
            part for part in (address.street, f"{address.postcode} {address.city}".strip()) if part
        )
        self._address.setText("\n".join(part for part in (place, address.phone) if part))
        found = _HOURS.search(sender.office_hours)
        self.hours_from.setText(found[1] if found else "09:00")
        self.hours_to.setText(found[2] if found else "16:00")
        self._hours.set_problem("")
        self._on_chosen()

    def _on_chosen(self) -> None:
        chosen = self.chosen()
        count = sum(len(group.shipments) for group in chosen)
        self._sums.set_facts(totals(chosen, self.parcels.left_out()))
        words = plural(count, "Book the courier for {n} parcel", "Book the courier for {n} parcels")
        self.book_action.setText(words if count else say("Choose at least one parcel"))
        problem = self._point_problem()
        if self._senders or self._points:
            self._collect.set_problem(problem)
        if not count:
            problem = say("Choose at least one parcel.")
        elif self.place() is None:
            problem = say("There is no sender yet: add one in Settings.")
        allow(self.book_action, problem)
        apart = " · ".join(f"{one.title} {fmt.count(len(one.shipments))}" for one in chosen)
        several = len(chosen) > 1
        self._apart.setText(say("{n} pickups: {which}", n=len(chosen), which=apart))
        self._apart.setVisible(several)
        self.chosen_changed.emit()

    def _on_book(self) -> None:
        begin, end = self.hours_from.text().strip(), self.hours_to.text().strip()
        right = bool(_HOUR.match(begin) and _HOUR.match(end)) and begin.zfill(5) < end.zfill(5)
        self._hours.set_problem("" if right else say("From and to, as 09:00 and 16:00."))
        if right:
            self.book_requested.emit()
        else:
            self.hours_from.setFocus()
