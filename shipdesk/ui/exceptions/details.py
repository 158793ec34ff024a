"""The details of an exception: who waits, why it failed, its way, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from shipdesk.domain.delivery_exception import Place
from shipdesk.services.exceptions import ExceptionRow, ExceptionSheet
from shipdesk.ui.exceptions.shown import facts, status_of, way
from shipdesk.ui.theme import Face, set_surface
from shipdesk.ui.widgets import (
    DetailsPane,
    ElidedLabel,
    FactList,
    KeyHintButton,
    Kind,
    LinkButton,
    Pill,
    Section,
    StatePane,
    Text,
    Timeline,
)
from shipdesk.wording import phrase as say


class ExceptionDetails(QStackedWidget):
    """One parcel that waits, or the sentence that none is chosen."""

    order_requested = Signal(str)
    shipment_requested = Signal(str)

    def __init__(self, reattempt: QAction, back: QAction, call: QAction, note: QAction) -> None:
        super().__init__()
        self.setAccessibleName(say("Exception details"))
        self.setMinimumWidth(320)
        self._shown: ExceptionSheet | None = None
        self.nothing = StatePane(name=say("No parcel chosen"))
        self.nothing.show_state(
            say("No parcel chosen"), say("Choose one in the list."), icon="exceptions"
        )
        set_surface(self.nothing, "sunk")
        self.who = ElidedLabel(face=Face.TITLE, name=say("Who waits"))
        self.pill = Pill()
        self.order = LinkButton("")
        self.order.setAccessibleName(say("Open the order"))
        self.order.clicked.connect(self._on_order)
        self.shipment = LinkButton(say("Label and prints"))
        self.shipment.clicked.connect(self._on_shipment)
        self.why_not = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("Why not"))
        self.rule = Text(face=Face.SECONDARY, tone="muted", wrap=True, name=say("When"))
        self.facts = FactList(name=say("About the parcel"))
        self.call = LinkButton(call)
        self.note = Text(wrap=True, copyable=True, name=say("Note"))
        self.no_note = Text(say("None yet."), face=Face.SECONDARY, tone="muted")
        self.edit_note = LinkButton(note)
        self.way = Timeline(name=say("Where it was"))
        self.no_way = Text(
            say("Nothing told yet."), face=Face.SECONDARY, tone="muted", name=say("No events")
        )
        self.addWidget(self.nothing)
        self._pane = self._build(reattempt, back)
        self.addWidget(self._pane)

    def _build(self, reattempt: QAction, back: QAction) -> DetailsPane:
        head = Section()
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.who, 1)
        first.addWidget(self.pill)
        head.add(first)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(self.order)
        second.addWidget(self.shipment)
        second.addStretch(1)
        head.add(second)
        about = Section(say("What happened"))
        about.heading.addWidget(self.call)
        about.add(self.facts)
        notes = Section(say("Note"))
        notes.heading.addWidget(self.edit_note)
        notes.add(self.no_note)
        notes.add(self.note)
        way_ = Section(say("Where it was"), lined=False)
        way_.add(self.no_way)
        way_.add(self.way)
        pane = DetailsPane(say("Exception"))
        pane.add(head, about, notes, way_)
        acts = QWidget()
        column = QVBoxLayout(acts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.why_not)
        column.addWidget(self.rule)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.reattempt_button = KeyHintButton(
            reattempt, kind=Kind.PRIMARY, height=36, name=say("Ask for a re-attempt")
        )
        self.return_button = KeyHintButton(
            back, kind=Kind.DANGER, height=36, name=say("Return to me")
        )
        buttons.addWidget(self.reattempt_button, 1)
        buttons.addWidget(self.return_button, 1)
        column.addLayout(buttons)
        pane.set_footer(acts, 112)
        return pane

    def show_nothing(self) -> None:
        """Say that none is chosen."""
        self._shown = None
        self.setCurrentWidget(self.nothing)

    def show_sheet(self, row: ExceptionRow, sheet: ExceptionSheet, rule: str) -> None:
        """Show one parcel; why nothing can be asked stands above the buttons."""
        self._shown = sheet
        shipment = sheet.shipment
        self.who.setText(shipment.recipient.who or shipment.tracking_number)
        status = status_of(row)
        self.pill.show_status(status.word, status.icon, status.tone)
        self.order.setText(shipment.order_number.replace("&", "&&"))
        self.order.setVisible(bool(shipment.order_number))
        known = bool(shipment.order_key)
        self.order.setToolTip("" if known else say("Its order is not known here."))
        self.order.setEnabled(known)
        self.order.updateGeometry()
        self.facts.set_facts(facts(sheet))
        self.call.setVisible(bool(shipment.recipient.phone))
        self.note.setText(sheet.note)
        self.note.setVisible(bool(sheet.note))
        self.no_note.setVisible(not sheet.note)
        entries = way(sheet)
        self.way.set_entries(entries)
        self.way.setVisible(bool(entries))
        self.no_way.setVisible(not entries)
        self.why_not.setText(sheet.allowed.reattempt)
        self.why_not.setVisible(bool(sheet.allowed.reattempt))
        self.rule.setText(rule)
        self.rule.setVisible(bool(rule) and not sheet.allowed.reattempt)
        acts = row.place is Place.TO_DECIDE
        self.reattempt_button.setVisible(acts)
        self.return_button.setVisible(acts)
        self.setCurrentWidget(self._pane)

    def _on_order(self) -> None:
        if self._shown is not None and self._shown.shipment.order_key:
            self.order_requested.emit(self._shown.shipment.order_key)

    def _on_shipment(self) -> None:
        if self._shown is not None:
            self.shipment_requested.emit(self._shown.shipment.id)
