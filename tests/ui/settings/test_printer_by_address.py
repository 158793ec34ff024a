"""Settings › Printers: a label printer without a queue is reached by its address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from shipdesk.domain.label import DocumentKind
from shipdesk.ui.settings.form import chosen
from shipdesk.ui.settings.printers_presenter import with_port
from tests.support.pages import answer, click, until
from tests.support.settings_room import SettingsRoom
from tests.support.zpl_printer import ZplPrinter

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]
LABEL = DocumentKind.LABEL


async def test_what_is_for_labels_goes_to_a_printer_whose_address_was_typed(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        zebra = ZplPrinter("ready")
        await room.presenter.open("printers")
        view, printing = room.presenter.printers.view, room.opened.desk.printing
        await until(lambda: not view._again.is_busy(), "the printers of this computer")
        click(room.page, "Printer by address…")
        await answer(room.page, "Choose it for labels", zebra.address)
        form = view.forms[LABEL]
        await until(lambda: chosen(form.printer) == zebra.address, "it is chosen")
        assert form.native.box.isEnabled()
        click(room.page, "Save printers")
        await until(lambda: printing.profile(LABEL).printer == zebra.address, "it is kept")
        await room.presenter.open("printers")
        view.show_printers(())
        assert form.printer.currentText() == zebra.address, "nothing says that it is not there"
        click(room.page, "Print ruler page for labels")
        (printed,) = await asyncio.to_thread(zebra.wait_for_jobs, 1)
        assert printed.startswith(b"^XA")
        zebra.close()


@pytest.mark.parametrize(
    ("typed", "printer"),
    [
        ("192.168.1.40", "192.168.1.40:9100"),
        (" zebra.local:6101 ", "zebra.local:6101"),
        ("[fe80::1]", "[fe80::1]:9100"),
        ("zebra:0", ""),
        ("two words", ""),
        ("http://zebra", ""),
        ("", ""),
    ],
)
def test_address_gets_the_usual_port_and_nothing_else_is_taken(typed: str, printer: str) -> None:
    assert with_port(typed) == printer
