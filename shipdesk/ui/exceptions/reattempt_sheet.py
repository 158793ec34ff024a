"""The sheet that asks the courier to come again: when, and where and how to reach the customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from shipdesk.domain.delivery_exception import ReattemptRule
from shipdesk.domain.rules import RuleProblem
from shipdesk.domain.shipment import Shipment
from shipdesk.ui import format as fmt
from shipdesk.ui.exceptions.shown import day_words, rule_words
from shipdesk.ui.orders.form_sheet import FormSheet
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Card, FormField, Text
from shipdesk.ui.widgets.drop_down import DropDown
from shipdesk.wording import phrase as say

Check = Callable[[str, str, str], Sequence[RuleProblem]]


class ReattemptSheet(FormSheet):
    """Built for one occasion; the date is judged again when it is confirmed."""

    asked = Signal(str, str, str)
    """Date as `2024-06-11` or "", new street, other phone."""

    def __init__(
        self,
        host: QWidget,
        shipments: Sequence[Shipment],
        rule: ReattemptRule,
        now: Callable[[], datetime],
        check: Check,
    ) -> None:
        first, several = shipments[0], len(shipments) > 1
        subtitle = (
            fmt.parcels(len(shipments))
            if several
            else f"{first.recipient.who} · {fmt.tracking(first.tracking_number)}"
        )
        super().__init__(
            host, say("Ask for a re-attempt"), subtitle, confirm=say("Ask the courier"), width=480
        )
        self._rule, self._now, self._check = rule, now, check
        self.explained = Text(wrap=True, name=say("Why this date"))
        card = Card()
        card.add(self.explained)
        self.body.addWidget(card)
        self.days = DropDown()
        self._day = FormField(say("Date"), self.days)
        self.body.addWidget(self._day)
        self.address = QLineEdit()
        self._street = FormField(say("New address"), self.address)
        self.phone = QLineEdit()
        self._phone = FormField(say("Other phone"), self.phone)
        keeps = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("What stays"))
        keeps.setText(
            say(
                "Street part only, at least 10 characters. Left empty, the courier keeps {street}; "
                "town, state and pincode stay in any case.",
                street=first.recipient.street or say("the old one"),
            )
        )
        if not several:
            self.body.addWidget(self._street)
            self.body.addWidget(keeps)
            self.body.addWidget(self._phone)
        self.body.addStretch(1)
        self._fields = {"date": self._day, "address": self._street, "phone": self._phone}
        self._fill_days()
        self.start_at = self.days.setFocus

    def _fill_days(self) -> None:
        """Offer the days that may be asked for at this moment, and none."""
        earliest = self._rule.earliest(self._now())
        self.explained.setText(rule_words(self._rule, self._now()))
        self.days.clear()
        last = self._rule.warn_days
        for more in range(last + 1):
            day = earliest + timedelta(days=more)
            words = day_words(day)
            self.days.addItem(say("{day}, the earliest", day=words) if not more else words, day)
        self.days.addItem(say("No wish: the courier's next round"), None)

    def day(self) -> str:
        """Return the chosen date, "" for none."""
        chosen = self.days.currentData()
        return chosen.isoformat() if isinstance(chosen, date) else ""

    def submit(self) -> None:
        """Refuse beside the field what the courier would refuse; the clock may have moved on."""
        found = {each.field: each for each in self._check(self.day(), *self._texts())}
        for name, field in self._fields.items():
            problem = found.get(name)
            suggestion = problem.suggestion if problem and name != "date" else None
            field.set_problem(problem.words if problem else "", suggestion)
        if "date" in found:
            self._fill_days()
        first = next((self._fields[name] for name in self._fields if name in found), None)
        if first is not None:
            first.focus_editor()
            return
        self.asked.emit(self.day(), *self._texts())
        self.close_sheet()

    def _texts(self) -> tuple[str, str]:
        return self.address.text().strip(), self.phone.text().strip()
