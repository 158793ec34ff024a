"""Settings › Printers: papers of ours have printers of their own, and what goes with a label."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from shipdesk.domain.label import DocumentKind
from shipdesk.ui.settings.form import choose
from tests.support.pages import click, until
from tests.support.settings_room import SettingsRoom

Opening = Callable[[], AbstractAsyncContextManager[SettingsRoom]]


async def test_packing_slips_go_to_label_paper_and_the_invoice_goes_with_each_label(
    settings_room: Opening,
) -> None:
    async with settings_room() as room:
        printing = room.opened.desk.printing
        await room.presenter.open("printers")
        assert not printing.profile(DocumentKind.INVOICE).with_label
        form = room.presenter.printers.view.forms[DocumentKind.PACKING_SLIP]
        assert form.stock.findData("a4-2x2") < 0 <= form.stock.findData("a6")
        choose(form.stock, "100x150")
        click(room.page, "Print with each label: Invoices")
        click(room.page, "Save printers")
        await until(lambda: "Printers are saved" in room.notices.shown(), "the toast")
        slips = printing.profile(DocumentKind.PACKING_SLIP)
        assert (slips.stock.key, slips.with_label) == ("100x150", False)
        assert printing.profile(DocumentKind.HAND_OVER).stock.key == "a4"
        assert printing.profile(DocumentKind.INVOICE).with_label
        assert not printing.profile(DocumentKind.ORDER_DETAILS).with_label
