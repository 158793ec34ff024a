"""Whether labels are asked for in the printer's own language, and why that cannot be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from shipdesk.domain.label import PDF_FILE, STOCKS, Printer, PrinterProfile, Stock
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Text
from shipdesk.wording import phrase as say


class NativeRow(QWidget):
    """The choice with what it means below it, closed for printers that do not print ZPL."""

    def __init__(self, about: str) -> None:
        super().__init__()
        self._speaks: dict[str, bool] = {}
        self._kept: PrinterProfile | None = None
        self.box = QCheckBox(say("Ask the courier for ZPL where it gives it"))
        self.box.setAccessibleName(f"{self.box.text()} {about}")
        self.words = Text(face=Face.SECONDARY, tone="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self.words)

    @property
    def wanted(self) -> bool:
        """Whether it is chosen, and can be."""
        return self.box.isEnabled() and self.box.isChecked()

    def fill(self, profile: PrinterProfile) -> None:
        """Show what is kept."""
        self._kept = profile
        self.box.setChecked(profile.native)

    def show_printers(self, printers: Sequence[Printer]) -> None:
        """Know from now on which printers print ZPL."""
        self._speaks = {each.name: each.raw for each in printers}

    def show_for(self, printer: str, stock: Stock | None) -> None:
        """Open or close the choice for a printer and stock."""
        why = self._why_not(printer, stock)
        self.box.setEnabled(not why)
        self.words.setText(
            why
            or say(
                "The label goes to the printer as the courier made it: sharpest bars, but no "
                "preview, and rotation and moves do not change it. For 203 and 300 dpi."
            )
        )
        self.box.setAccessibleDescription(self.words.text())

    def _why_not(self, printer: str, stock: Stock | None) -> str:
        if printer == PDF_FILE:
            return say("A PDF file takes no ZPL: that is for label printers.")
        if stock is not None and stock.places > 1:
            return say("A label in ZPL cannot be put among others on a sheet.")
        if PrinterProfile("", printer, stock or STOCKS[0]).address is not None:
            return ""
        kept = self._kept
        before = kept is not None and kept.printer == printer and kept.native
        if self._speaks.get(printer, before):
            return ""
        if printer in self._speaks:
            return say("This printer does not say that it prints ZPL: that is for label printers.")
        return say("It can be chosen when this printer is there.")
