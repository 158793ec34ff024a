"""A label in the printer's own language, and ZPL against fine bars, as the details tell of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from shipdesk.domain.label import (
    PDF_FILE,
    STOCKS,
    CheckOutcome,
    CheckResult,
    DocumentKind,
    PrinterProfile,
    Proof,
)
from shipdesk.services.parcel_rules import ParcelActs
from shipdesk.services.printing import PaperSheet
from shipdesk.services.shipments import ShipmentSheet
from shipdesk.ui.shipments.check_words import Target, check_words
from shipdesk.ui.shipments.shown import ParcelView
from shipdesk.ui.shortcuts import Actions
from tests.support.shop import a_shipment
from tests.support.zpl_printer import ZplPrinter
from tests.ui.shipments.conftest import Screen
from tests.ui.shipments.test_shown import ROW

Opening = Callable[..., AbstractAsyncContextManager[Screen]]
LABEL = DocumentKind.LABEL
ZEBRA = PrinterProfile("Zebra", "zebra", STOCKS[0])


async def test_a_label_in_zpl_says_who_draws_it_and_comes_anew_for_a_printer_without_it(
    shipments_screen: Opening, actions: Actions
) -> None:
    zebra = ZplPrinter("ready")
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        await screen.printed(1)
        profile = PrinterProfile("Zebra", zebra.address, STOCKS[0], native=True)
        await screen.desk.printing.save_profile(LABEL, profile)
        pane, card = screen.page.details.preview, screen.page.panel.check
        instead = pane.instead
        actions.get("shipments.fetch_label").trigger()
        await screen.shows(
            lambda: "ZPL: the printer draws it" in instead.accessibleDescription(), "the new label"
        )
        assert not pane.shows_label()
        assert "as the courier made it, byte for byte" in instead.accessibleDescription()
        await screen.shows(
            lambda: "How the printer draws it is not checked." in card.sentence.text(), "the check"
        )
        assert card.title.accessibleName() == "Matches"
        screen.page.panel.printer_chosen.emit(PDF_FILE)
        await screen.shows(
            lambda: "PDF file does not print ZPL." in instead.accessibleDescription(), "what to do"
        )
        actions.get("shipments.fetch_label").trigger()
        await screen.shows(pane.shows_label, "its picture")
    zebra.close()


def told(target: Target, zpl: tuple[int, ...]) -> str:
    """Return what is said of bars that are too fine."""
    sheet, paper = ShipmentSheet(a_shipment("abc"), (), (), bought_here=True), PaperSheet((), ())
    view = ParcelView(ROW, sheet, paper, acts=ParcelActs(zpl=zpl))
    return check_words(view, Proof(CheckResult(CheckOutcome.TOO_FINE), ()), target).sentence


@pytest.mark.parametrize(
    ("target", "zpl", "helps"),
    [
        (Target(ZEBRA, speaks_zpl=True), (203, 300), "Ask the courier for ZPL"),
        (Target(replace(ZEBRA, native=True), speaks_zpl=True), (203,), "Fetch the label again"),
        (Target(replace(ZEBRA, dpi=600), speaks_zpl=True), (203,), "Take a finer printer."),
        (Target(ZEBRA, speaks_zpl=True), (), "Take a finer printer."),
        (Target(ZEBRA, speaks_zpl=False), (203,), "Take a finer printer."),
        (Target(ZEBRA), (203,), "Take a finer printer."),
    ],
)
def test_zpl_is_offered_against_fine_bars_where_printer_and_courier_can(
    target: Target, zpl: tuple[int, ...], helps: str
) -> None:
    words = told(target, zpl)
    assert words.startswith(f"At {target.profile.dpi} dpi a scanner may not read them. {helps}")
