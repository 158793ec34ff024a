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

    made = Signal(PrinterForm, CalibrationRow)
    """The fields of its own printer, made when they are first wanted: most couriers need none."""

    def __init__(self, courier: str) -> None:
        super().__init__(say("Labels of {courier}", courier=courier))
        self.courier = courier
        self.form: PrinterForm | None = None
        self.ruler: CalibrationRow | None = None
        self._about = say("for labels of {courier}", courier=courier)
        self._way = Segmented(
            ((_SAME, say("Same as Labels")), (_OWN, say("Own printer"))),
            name=f"{say('Printer')} {self._about}",
        )
        self._way.chosen.connect(lambda _key: self._show_form())
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Text(courier, face=Face.STRONG, wrap=True), 1)
        head.addWidget(self._way, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)

    @property
    def own(self) -> bool:
        """Whether a printer of its own is chosen."""
        return self._way.choice() == _OWN

    def show_own(self, *, own: bool) -> None:
        """Show the way that is in force."""
        self._way.choose(_OWN if own else _SAME)
        self._show_form()

    def _show_form(self) -> None:
        if self.own and self.form is None:
            self._make()
        for part in (self.form, self.ruler):
            if part is not None:
                part.setVisible(self.own)

    def _make(self) -> None:
        self.form, self.ruler = PrinterForm(self._about, labels=True), CalibrationRow(self._about)
        self.form.submitted.connect(self.submitted)
        self.form.reverted.connect(self.reverted)
        self.body.addWidget(self.form)
        self.body.addWidget(self.ruler)
        self.ruler.body.setContentsMargins(0, 2, 0, 8)
        self.made.emit(self.form, self.ruler)


class CouriersCard(Card):
    """A row for each courier whose labels are known here."""

    added = Signal(CourierRow)

    def __init__(self) -> None:
        super().__init__(say("Labels of one courier"))
        self.rows: dict[str, CourierRow] = {}
        self._printers: tuple[Printer, ...] | None = None
        self._words = Text(tone="muted", wrap=True)
        self.body.setSpacing(12)
        self.add(self._words)
        self.show_couriers(())

    def show_couriers(self, names: Sequence[str]) -> None:
        """Show these couriers; what is typed for one that is in sight already stays."""
        for name in names:
            if name not in self.rows:
                row = self.rows[name] = CourierRow(name)
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
        for form in self.forms().values():
            form.show_printers(printers)

    def offer(self, form: PrinterForm) -> None:
        """Offer the printers that were found, if they were looked for, in a form that is new."""
        if self._printers is not None:
            form.show_printers(self._printers)

    def forms(self) -> dict[str, PrinterForm]:
        """Return what was made for printers of their own, in sight or not, by the courier."""
        return {name: row.form for name, row in self.rows.items() if row.form is not None}
