"""Settings › Printers: which printer prints which kind of document, on what, how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.label import BESIDE_LABEL, DocumentKind, Printer
from shipdesk.domain.paper import OWN_KINDS
from shipdesk.ui.settings.calibration_row import CalibrationRow
from shipdesk.ui.settings.couriers_card import CouriersCard
from shipdesk.ui.settings.form import Problem, choose
from shipdesk.ui.settings.printer_form import PrinterForm
from shipdesk.ui.settings.section_pane import SectionPane
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.widgets import Card, KeyHintButton, Kind, LinkButton, Text
from shipdesk.wording import phrase as say

_KEY = "settings.printers"
KINDS = {
    DocumentKind.LABEL: ("Labels", "for labels"),
    DocumentKind.INVOICE: ("Invoices", "for invoices"),
    DocumentKind.ORDER_DETAILS: ("Order details", "for order details"),
    DocumentKind.PACKING_SLIP: ("Packing slips", "for packing slips"),
    DocumentKind.PICK_LIST: ("Pick lists", "for pick lists"),
    DocumentKind.HAND_OVER: ("Hand-over sheets", "for hand-over sheets"),
}


class PrintersView(QWidget):
    """One card per kind of document, and one button that saves them all."""

    save_requested = Signal()
    revert_requested = Signal()
    refresh_requested = Signal()
    address_requested = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.forms: dict[DocumentKind, PrinterForm] = {}
        self.rulers: dict[DocumentKind, CalibrationRow] = {}
        self.beside: dict[DocumentKind, QCheckBox] = {}
        self.couriers = CouriersCard()
        self._printers: tuple[Printer, ...] = ()
        self._addresses: tuple[Printer, ...] = ()
        pane = SectionPane(
            say("Printers"),
            say("Each kind of document has its own printer; nothing goes to a system default. "
                "A label is printed at its true size."),
        )  # fmt: skip
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._found = Text(tone="muted", wrap=True, name=say("Printers found"))
        self._again = LinkButton(say("Look again"))
        self._again.clicked.connect(self.refresh_requested)
        row.addWidget(self._found, 1)
        row.addWidget(self._again)
        by_address = LinkButton(say("Printer by address…"))
        by_address.clicked.connect(self.address_requested)
        row.addWidget(by_address)
        pane.add(line)
        for kind, (title, about) in KINDS.items():
            form = PrinterForm(about, labels=kind is DocumentKind.LABEL)
            form.submitted.connect(self.save_requested)
            form.reverted.connect(self.revert_requested)
            card = Card(say(title))
            card.add(form)
            self.forms[kind] = form
            self.rulers[kind] = CalibrationRow(about)
            card.add(self.rulers[kind])
            if kind in OWN_KINDS:
                form.offer_whole_sheets()
            if kind in BESIDE_LABEL:
                box = self.beside[kind] = QCheckBox(say("Print with each label"))
                box.setAccessibleName(f"{box.text()}: {say(title)}")
                beside = QHBoxLayout()
                beside.addWidget(box)
                beside.addStretch(1)
                card.add(beside)
            pane.add(card)
            if kind is DocumentKind.LABEL:
                pane.add(self.couriers)
        save = actions.add(f"{_KEY}.save", say("Save printers"), shortcut="Ctrl+S",
                           group=say("Settings"), owner=self,
                           on=self.save_requested.emit)  # fmt: skip
        self.save = KeyHintButton(save, kind=Kind.PRIMARY)
        below = QHBoxLayout()
        below.addWidget(self.save)
        below.addStretch(1)
        pane.body.addLayout(below)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)

    def show_looking(self) -> None:
        """Say that printers are being looked for."""
        self._found.set_tone("muted")
        self._found.setText(say("Looking for printers…"))
        self._again.set_busy(True)

    def show_printers(self, printers: Sequence[Printer], problem: str = "") -> None:
        """Offer the printers that were found, or say why none were."""
        self._again.set_busy(False)
        names = ", ".join(each.title or each.name for each in printers)
        none = say("This computer has no printer; “PDF file” is always there.")
        self._found.set_tone("red" if problem else "muted")
        self._found.setText(problem or (say("Found: {names}", names=names) if names else none))
        self._printers = tuple(printers)
        for form in self.forms.values():
            form.show_printers(printers)
        self._offer_for_labels()

    def offer_address(self, printer: str) -> None:
        """Offer a label printer at an address, too, and choose it for labels; nothing is kept."""
        if all(each.name != printer for each in self._addresses):
            self._addresses = (*self._addresses, Printer(printer, printer, raw=True))
        self._offer_for_labels()
        choose(self.forms[DocumentKind.LABEL].printer, printer)

    def _offer_for_labels(self) -> None:
        printers = (*self._printers, *self._addresses)
        self.forms[DocumentKind.LABEL].show_printers(printers)
        self.couriers.show_printers(printers)

    def show_problems(
        self,
        problems: Mapping[DocumentKind, Mapping[str, Problem]],
        of_couriers: Mapping[str, Mapping[str, Problem]],
    ) -> None:
        """Show what is wrong beside the fields of each card; the first one of all is gone to."""
        labels, *others = self.forms
        for kind in reversed(others):
            self.forms[kind].show_problems(problems.get(kind, {}))
        for courier, form in reversed(self.couriers.forms().items()):
            form.show_problems(of_couriers.get(courier, {}))
        self.forms[labels].show_problems(problems.get(labels, {}))
