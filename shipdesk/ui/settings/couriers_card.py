"""Which couriers' labels have a printer and paper of their own, below those of all others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from shipdesk.domain.label import Printer
from shipdesk.ui.settings.calibration_row import CalibrationRow
from shipdesk.ui.settings.form import Form
from shipdesk.ui.settings.printer_form import PrinterForm
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Card, Segmented, Text
from shipdesk.wording import phrase as say

_SAME, _OWN = "same", "own"


class CourierRow(Form):
    """One courier: as all labels, or a printer of its own with all that a printer has."""

    chosen = Signal()
    """Another way was chosen; nothing is saved by that."""

    def __init__(self, courier: str) -> None:
        super().__init__(say("Labels of {courier}", courier=courier))
        self.courier = courier
        about = say("for labels of {courier}", courier=courier)
        self._way = Segmented(
            ((_SAME, say("Same as Labels")), (_OWN, say("Own printer"))),
            name=f"{say('Printer')} {about}",
        )
        self._way.chosen.connect(lambda _key: self._on_way())
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Text(courier, face=Face.STRONG, wrap=True), 1)
        head.addWidget(self._way, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.form = PrinterForm(about)
        self.form.submitted.connect(self.submitted)
        self.form.reverted.connect(self.reverted)
        self.ruler = CalibrationRow(about)
        self.body.addWidget(self.form)
        self.body.addWidget(self.ruler)
        self.show_own(own=False)

    @property
    def own(self) -> bool:
        """Whether a printer of its own is chosen."""
        return self._way.choice() == _OWN

    def show_own(self, *, own: bool) -> None:
        """Show the way that is in force."""
        self._way.choose(_OWN if own else _SAME)
        self._show_form()

    def _on_way(self) -> None:
        self._show_form()
        self.chosen.emit()

    def _show_form(self) -> None:
        self.form.setVisible(self.own)
        self.ruler.setVisible(self.own)


class CouriersCard(Card):
    """A row for each courier whose labels are known here."""

    added = Signal(CourierRow)

    def __init__(self) -> None:
        super().__init__(say("Labels of one courier"))
        self.rows: dict[str, CourierRow] = {}
        self._printers: tuple[Printer, ...] = ()
        self._words = Text(tone="muted", wrap=True)
        self.body.setSpacing(12)
        self.add(self._words)
        self.show_couriers(())

    def show_couriers(self, names: Sequence[str]) -> None:
        """Show these couriers; what is typed for one that is in sight already stays."""
        for name in names:
            if name not in self.rows:
                row = self.rows[name] = CourierRow(name)
                row.form.show_printers(self._printers)
                self.add(row)
                self.added.emit(row)
        self._words.setText(
            say("Where a courier needs another printer or paper, it gets its own here.")
            if self.rows
            else say("A courier is listed here once it has told a price or sold a label.")
        )

    def show_printers(self, printers: Sequence[Printer]) -> None:
        """Offer these printers."""
        self._printers = tuple(printers)
        for row in self.rows.values():
            row.form.show_printers(printers)
