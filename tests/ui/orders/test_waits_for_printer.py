"""The details of an order say why the label that was just bought is not printed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.ui.widgets import Text
from tests.support.orders_screen import Screen, on_screen
from tests.support.pages import named
from tests.support.zpl_printer import ZplPrinter


@on_screen
async def test_a_label_that_waits_for_its_printer_says_so_where_it_was_bought(
    screen: Screen,
) -> None:
    zebra = ZplPrinter("paper_out")
    try:
        profile = PrinterProfile("Zebra", zebra.address, STOCKS[0])
        await screen.desk.printing.save_profile(DocumentKind.LABEL, profile)
        await screen.quoted("ORD-000871")
        screen.press(Qt.Key.Key_F9)
        card = screen.page.details.shipment
        await screen.until(
            lambda: any(one.accessibleName() == "It waits for" for one in card.findChildren(Text)),
            "what it waits for",
        )
        assert named(card, Text, "Label state").text() == "Waits for the printer"
        assert named(card, Text, "It waits for").text().startswith("Zebra is out of labels.")
        assert not screen.page.actions_.print.isEnabled()
        assert "Take it back in Activity" in screen.page.actions_.print.toolTip()
        assert zebra.jobs == []
    finally:
        zebra.close()
