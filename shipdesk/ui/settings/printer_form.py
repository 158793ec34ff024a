"""How one printer prints one kind of document: printer, stock, resolution, offsets, margins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Signal

from shipdesk.domain.label import (
    PDF_FILE,
    STOCKS,
    Printer,
    PrinterProfile,
    Stock,
    address_of,
    stock_of,
)
from shipdesk.ui import format as fmt
from shipdesk.ui.settings.form import Form, choice_box, choose, chosen
from shipdesk.ui.settings.native_row import NativeRow
from shipdesk.ui.widgets import FormField, Segmented
from shipdesk.wording import phrase as say

_DPI = (("203", "203 dpi"), ("300", "300 dpi"), ("600", "600 dpi"))
_MARGINS = ("margin_x", "margin_y")
_ROTATIONS = (("0", "0°"), ("90", "90°"), ("180", "180°"), ("270", "270°"))


@dataclass(frozen=True, slots=True)
class PrinterShown:
    """What one card holds, as typed: offsets are texts in millimetres."""

    printer: str
    printer_title: str
    stock: str
    dpi: int
    rotation: int
    offset_x: str
    offset_y: str
    margin_x: str = ""
    margin_y: str = ""
    native: bool = False


class PrinterForm(Form):
    """Printer, stock, resolution, rotation, offsets and margins of one kind of document.

    `labels`: of labels, which a courier may give in the printer's own language.
    """

    printer_changed = Signal()

    def __init__(self, about: str, *, labels: bool = False) -> None:
        super().__init__(say("Printer {about}", about=say(about)))
        words = say(about)
        self.printer = choice_box(((PDF_FILE, say("PDF file")),), f"{say('Printer')} {words}")
        self.stock = choice_box(tuple((x.key, say(x.title)) for x in STOCKS),
                                f"{say('Stock')} {words}")  # fmt: skip
        self.dpi = Segmented(_DPI, name=f"{say('Resolution')} {words}")
        self.rotation = choice_box(_ROTATIONS, f"{say('Rotation')} {words}")
        self.add_row(
            ("printer", FormField(say("Printer"), self.printer), 3),
            ("stock", FormField(say("Stock"), self.stock), 2),
        )
        right, down = (FormField(say(x), unit="mm") for x in ("Move right", "Move down"))
        for field in (right, down):
            field.editor.setAccessibleName(f"{field.label} {words}")
        self.add_row(
            ("dpi", FormField(say("Resolution"), self.dpi), 3),
            ("rotation", FormField(say("Rotation"), self.rotation), 2),
            ("offset_x", right, 2),
            ("offset_y", down, 2),
        )
        wide, high = (
            FormField(say(x), unit="mm") for x in ("Margin left and right", "Margin top and bottom")
        )
        for field in (wide, high):
            field.editor.setAccessibleName(f"{field.label} {words}")
        self.add_row(("margin_x", wide, 1), ("margin_y", high, 1))
        self.native = NativeRow(words)
        self.body.addWidget(self.native)
        self.native.setVisible(labels)
        self.stock.currentIndexChanged.connect(lambda _at: self._show_margins())
        self.stock.currentIndexChanged.connect(lambda _at: self._show_native())
        self.printer.currentIndexChanged.connect(lambda _at: self._show_native())
        self.printer.currentIndexChanged.connect(lambda _at: self.printer_changed.emit())

    def _show_margins(self) -> None:
        """Only a sheet has margins; one of several labels begins with none."""
        stock = stock_of(chosen(self.stock))
        for key, usual in zip(_MARGINS, _usual_margins(stock), strict=True):
            self.fields[key].setVisible(stock is not None and stock.sheet)
            self.fields[key].set_text(_mm(usual))

    def _show_native(self) -> None:
        self.native.show_for(chosen(self.printer), stock_of(chosen(self.stock)))

    def offer_whole_sheets(self) -> None:
        """Leave out the sheets of several labels: a document of ours takes a whole one."""
        for stock in STOCKS:
            if stock.places > 1:
                self.stock.removeItem(self.stock.findData(stock.key))

    def fill(self, profile: PrinterProfile) -> None:
        """Show a profile; a printer that is not there now is shown all the same."""
        if self.printer.findData(profile.printer) < 0:
            self.printer.addItem(profile.title, profile.printer)
        self.native.fill(profile)
        choose(self.printer, profile.printer)
        choose(self.stock, profile.stock.key)
        self.dpi.choose(str(profile.dpi))
        choose(self.rotation, str(profile.rotation))
        self.fields["offset_x"].set_text(_mm(profile.offset_x_mm))
        self.fields["offset_y"].set_text(_mm(profile.offset_y_mm))
        self._show_margins()
        self._show_native()
        for key, margin in zip(_MARGINS, profile.margins, strict=True):
            self.fields[key].set_text(_mm(margin))
        self.show_problems({})

    def show_printers(self, printers: Sequence[Printer]) -> None:
        """Offer these printers; the one that is chosen stays, there or not."""
        kept, words = chosen(self.printer), self.printer.currentText()
        self.native.show_printers(printers)
        self.printer.clear()
        self.printer.addItem(say("PDF file"), PDF_FILE)
        for each in printers:
            self.printer.addItem(each.title or each.name, each.name)
        if self.printer.findData(kept) < 0:
            # Whether one at an address is there is known when something is sent to it.
            there = address_of(kept) is not None
            gone = say("{printer} (not there now)", printer=words)
            self.printer.addItem(words if there else gone, kept)
        choose(self.printer, kept)

    def shown(self) -> PrinterShown:
        """Return what is chosen and typed."""
        return PrinterShown(
            printer=chosen(self.printer),
            printer_title=self.printer.currentText(),
            stock=chosen(self.stock),
            dpi=int(self.dpi.choice() or 203),
            rotation=int(chosen(self.rotation) or 0),
            offset_x=self.text("offset_x"),
            offset_y=self.text("offset_y"),
            margin_x=self.text("margin_x"),
            margin_y=self.text("margin_y"),
            native=self.native.wanted,
        )


def _usual_margins(stock: Stock | None) -> tuple[float, float]:
    return PrinterProfile("", "", stock or STOCKS[0]).margins


def _mm(value: float) -> str:
    return fmt.decimal(Decimal(str(value)), 1)
