"""Settings › Printers: labels in ZPL are a choice for printers that print it, closed with why."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from PySide6.QtCore import Qt

from shipdesk.domain.label import PDF_FILE, STOCKS, DocumentKind, Printer, PrinterProfile
from shipdesk.ui.settings.form import choose
from shipdesk.ui.widgets import Text
from tests.support.pages import named, until
from tests.support.settings_room import SettingsRoom
from tests.ui.settings.test_courier_printers import press, row_of, saved, tab_to

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]
LABEL = DocumentKind.LABEL
PRINTERS = (
    Printer(PDF_FILE, "PDF"),
    Printer("zebra", "Zebra GK420d", raw=True),
    Printer("laser", "Office laser"),
)
CHOICE = "Ask the courier for ZPL where it gives it"


async def look(room: SettingsRoom) -> None:
    """Let the system have these printers."""
    view = room.presenter.printers.view
    found = named(room.page, Text, "Printers found")
    await until(lambda: not found.text().startswith("Looking"), "the end of the look")
    view.show_printers(PRINTERS)


async def test_zpl_is_chosen_by_keys_for_all_labels_and_for_those_of_one_courier(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        printing = room.opened.desk.printing
        zebra = PrinterProfile("Zebra GK420d", "zebra", STOCKS[0])
        await printing.save_profile(LABEL, zebra)
        row = await row_of(room)
        await look(room)
        assert printing.profile(LABEL).wish is None, "off at first"
        tab_to(room, f"{CHOICE} for labels")
        press(Qt.Key.Key_Space)
        tab_to(room, "Printer for labels of InPost")
        press(Qt.Key.Key_Right)
        assert row.form is not None
        tab_to(room, f"{CHOICE} for labels of InPost")
        press(Qt.Key.Key_Space)
        tab_to(room, "Move right for labels of InPost")
        await saved(room)
        assert printing.profile(LABEL).native
        assert printing.profile(LABEL, "InPost").native
        tab_to(room, f"{CHOICE} for labels of InPost")
        press(Qt.Key.Key_Space)
        tab_to(room, "Move right for labels of InPost")
        press(Qt.Key.Key_Return)
        await until(lambda: not printing.profile(LABEL, "InPost").native, "the change")
        assert printing.profile(LABEL).native


async def test_it_is_closed_with_the_reason_for_what_prints_no_zpl(settings_room: Opening) -> None:
    async with settings_room() as room:
        zebra = PrinterProfile("Zebra GK420d", "zebra", STOCKS[0], native=True)
        await room.opened.desk.printing.save_profile(LABEL, zebra)
        await room.presenter.open("printers")
        form = room.presenter.printers.view.forms[LABEL]
        assert form.native.wanted, "as it is kept, before printers are looked for"
        await look(room)
        told = []
        for printer, stock in (("zebra", "a4-2x2"), (PDF_FILE, "100x150"), ("laser", "100x150")):
            choose(form.printer, printer)
            choose(form.stock, stock)
            assert not form.native.box.isEnabled()
            assert not form.shown().native
            told.append(form.native.words.text())
        assert told == [
            "A label in ZPL cannot be put among others on a sheet.",
            "A PDF file takes no ZPL: that is for label printers.",
            "This printer does not say that it prints ZPL: that is for label printers.",
        ]
        choose(form.printer, "zebra")
        assert form.shown().native
        invoices = room.presenter.printers.view.forms[DocumentKind.INVOICE]
        assert invoices.native.isHidden()
        await room.presenter.printers._save()
        assert room.opened.desk.printing.profile(LABEL).native
