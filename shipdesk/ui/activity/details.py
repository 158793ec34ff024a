"""One operation: heading, state, attempts, what was sent against what is shown, the ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from shipdesk.ui.activity.compare import CompareCard, fits
from shipdesk.ui.activity.exits import Abreast, ExitCard
from shipdesk.ui.activity.state_panel import StatePanel
from shipdesk.ui.activity.told import Told
from shipdesk.ui.queues import HeldControl
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.theme import Face, Tone, set_surface
from shipdesk.ui.widgets import (
    Card,
    ElidedLabel,
    FactList,
    KeyHintButton,
    Kind,
    Line,
    Pill,
    Text,
    Timeline,
)
from shipdesk.wording import phrase as say

_SIDES = 24 + 20 + 4 * 8
"""Margins of the heading and the gaps between its parts, in pixels."""


class OperationHeading(QWidget):
    """What it is, how it stands, for whom and where, and the support report."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        set_surface(self, "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QVBoxLayout()
        inside.setContentsMargins(24, 16, 20, 15)
        inside.setSpacing(5)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.title = ElidedLabel(face=Face.TITLE, name=say("Operation"))
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.pill = Pill()
        row.addWidget(self.title, 100)
        row.addWidget(self.pill)
        row.addStretch(1)
        self._report = KeyHintButton(actions.get("activity.report"), kind=Kind.QUIET)
        row.addWidget(self._report)
        inside.addLayout(row)
        self.subtitle = Text(face=Face.SECONDARY, tone="muted", wrap=True, copyable=True,
                             name=say("About the operation"))  # fmt: skip
        inside.addWidget(self.subtitle)
        column.addLayout(inside)
        column.addWidget(Line())

    def show_told(self, told: Told) -> None:
        """Show another operation."""
        self.title.setText(told.heading)
        self.pill.show_status(told.look.pill, told.look.icon, told.look.tone)
        self.subtitle.setText(told.subtitle)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the heading the room: the report needs but its icon."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside = _SIDES + self.title.sizeHint().width() + self.pill.sizeHint().width()
        room = self.width() - beside
        fitting = (level for level in (0, 1) if self._report.width_at(level) <= room)
        self._report.set_short(next(fitting, 2))


class OperationDetails(QWidget):
    """Everything below the heading."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._told: Told | None = None
        self._actions = actions
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(14)
        self.state = StatePanel()
        # Aligned, a card may become higher than its hint where its words wrap.
        column.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        self.held = HeldControl(OwnedActions(actions, "activity", say("Activity"), self))
        column.addWidget(self.held.card, 0, Qt.AlignmentFlag.AlignTop)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._order = KeyHintButton(actions.get("activity.order"))
        row.addWidget(self._order)
        for key in ("shipment", "look_up", "cancel"):
            row.addWidget(KeyHintButton(actions.get(f"activity.{key}")))
        row.addStretch(1)
        column.addWidget(self._buttons)
        self.attempts = Timeline(name=say("Attempts"))
        attempts = Card(say("Attempts"))
        attempts.add(self.attempts)
        self.compare = CompareCard()
        self.facts = FactList(name=say("What was sent"))
        self._facts = Card(say("What was wanted"))
        self._facts.add(self.facts)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(14)
        beside.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignTop)
        self._beside = beside
        beside.addStretch(1)
        left = QWidget()
        above = QVBoxLayout(left)
        above.setContentsMargins(0, 0, 0, 0)
        above.addWidget(attempts, 0, Qt.AlignmentFlag.AlignTop)
        above.addStretch(1)
        self._exits = self._make_exits(actions)
        column.addWidget(Abreast((left, 4), (right, 5)))
        column.addWidget(self._exits)
        column.addStretch(1)
        self._column = column

    def _make_exits(self, actions: Actions) -> QWidget:
        adopt, leave, again = (
            actions.get(f"activity.{key}") for key in ("adopt", "leave", "again")
        )
        self.adopt = ExitCard(say("Adopt what the courier has"), adopt, Kind.PRIMARY)
        self.leave = ExitCard(say("Leave it unused"), leave, Kind.SECONDARY)
        self.leave.add_other(actions.get("activity.void"))
        self.again = ExitCard(say("Do it once more"), again, Kind.DANGER)
        return Abreast((self.adopt, 1), (self.leave, 1), (self.again, 1))

    def show_told(self, told: Told) -> None:
        """Show another operation, or the same one as it stands now."""
        self._told = told
        self.state.show_told(told)
        self.attempts.set_entries(told.entries)
        not_sent = told.exits is not None and told.exits.another
        self.compare.show_found(told.found, sent=not not_sent)
        self.compare.setVisible(bool(told.found))
        self.facts.set_facts(told.facts)
        self._place_facts(below=bool(told.found))
        self._facts.setVisible(bool(told.facts))
        self._order.set_kind(Kind.PRIMARY if told.look.tone is Tone.RED else Kind.SECONDARY)
        self._show_exits(told)
        shown = {
            "order": bool(told.order_key),
            "shipment": bool(told.shipment_id),
            "look_up": told.can_look_up,
            "cancel": told.can_cancel,
        }
        for key, wanted in shown.items():
            action = self._actions.get(f"activity.{key}")
            action.setVisible(wanted)
            allow(action, "" if wanted else say("It leads nowhere from this operation."))
        self._buttons.setVisible(any(shown.values()))

    def _place_facts(self, *, below: bool) -> None:
        """Let the comparison stand beside the attempts, and what was wanted below the ways out."""
        place = self._column if below else self._beside
        if place.indexOf(self._facts) < 0:
            at = place.count() - 1
            place.insertWidget(at, self._facts, 0, Qt.AlignmentFlag.AlignTop)

    def match(self) -> str:
        """Return the number of the match in sight; "" without one."""
        return self.compare.chosen()

    def told(self) -> Told | None:
        """Return what is shown."""
        return self._told

    def _show_exits(self, told: Told) -> None:
        exits = told.exits
        self._exits.setVisible(exits is not None)
        void = self._actions.get("activity.void")
        void.setVisible(exits is not None and exits.void)
        nowhere = say("It leads nowhere from this operation.")
        allow(void, "" if exits is not None and exits.void else nowhere)
        if exits is None:
            for key in ("adopt", "leave", "again"):
                action = self._actions.get(f"activity.{key}")
                allow(action, say("It is settled: nothing is left to decide."))
            return
        self.adopt.show_exit(exits.adopt, exits.adopt_closed)
        self.leave.show_exit(exits.leave, exits.leave_closed)
        self.leave.setVisible(bool(exits.leave))
        if not exits.leave:
            allow(self._actions.get("activity.leave"), nowhere)
        self.again.show_exit(exits.again, exits.again_closed)
        once_more = say("Do it once more"), say("Do it again")
        another = say("Ship another parcel"), say("Ship another parcel…")
        title, words = another if exits.another else once_more
        self.again.show_title(title)
        self._actions.get("activity.again").setText(words)
        one = next((each for each in told.found if each.remote_id == self.match()), None)
        if one is None:
            self.adopt.show_badge("", Tone.GREEN)
            return
        agree, of = fits(one)
        if agree == of:
            self.adopt.set_kind(Kind.PRIMARY)
            self.adopt.show_badge(say("fits all {n}", n=of), Tone.GREEN)
            return
        self.adopt.set_kind(Kind.SECONDARY)
        self.adopt.show_badge(say("{n} of {of} fit", n=agree, of=of), Tone.AMBER)
        doubt = say("It may be another parcel: compare before you adopt it. {words}",
                    words=exits.adopt)  # fmt: skip
        self.adopt.show_exit(doubt, exits.adopt_closed)
