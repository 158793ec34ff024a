"""Sheets of several labels on the Shipments screen: the next place is said, shown and chosen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shipdesk.domain.label import PDF_FILE, DocumentKind, PrinterProfile, stock_of
from shipdesk.domain.sheet import SheetPlace
from shipdesk.ui.shipments.sheet_row import doubt_words, place_words
from shipdesk.ui.shortcuts import Actions

Opening = Callable[..., AbstractAsyncContextManager[Any]]


async def with_a_sheet(screen: Any, place: int = 0) -> PrinterProfile:
    """Put a sheet of four into the label printer, its first places used."""
    await screen.show("ORD-000871")
    await screen.printed(1)
    stock = stock_of("a4-2x2")
    assert stock is not None
    profile = PrinterProfile("PDF file", PDF_FILE, stock)
    await screen.desk.printing.save_profile(DocumentKind.LABEL, profile)
    await screen.desk.printing.places.choose(profile, place)
    screen.page.hide()  # as while Settings are in sight
    screen.page.show()
    return profile


async def test_next_place_is_said_and_the_preview_shows_the_label_in_it(
    shipments_screen: Opening,
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        await with_a_sheet(screen, 2)
        row, preview = screen.page.panel.sheet, screen.page.details.preview.preview
        said = "Sheet: next label goes to place 3 of 4."
        await screen.shows(lambda: row.isVisible() and row.words.text() == said, said)
        assert row.choice.choice() == "2"
        await screen.shows(
            lambda: preview._placed and preview._placed.width_mm == 210, "where it will lie"
        )
        assert (preview._lying().left < 5, preview._lying().top > 148) == (True, True)
        assert screen.page.panel.facts.value("Ink fits stock") == "100 %, no cut"


async def test_place_is_chosen_by_the_keys_and_a_new_sheet_by_its_action(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        profile = await with_a_sheet(screen, 2)
        row = screen.page.panel.sheet
        await screen.shows(lambda: row.choice.choice() == "2", "the third place")
        QTest.keyClick(row.choice.tab_stop(), Qt.Key.Key_Right)
        await screen.shows(lambda: "place 4 of 4" in row.words.text(), "the last place")
        assert await screen.desk.printing.places.next(profile) == SheetPlace(3, 4)
        actions.get("shipments.new_sheet").trigger()
        await screen.shows(lambda: "begins a new sheet of 4" in row.words.text(), "a new sheet")
        screen.said.undo()
        await screen.shows(lambda: "place 4 of 4" in row.words.text(), "the way back")
        actions.get("shipments.next_place").trigger()
        await screen.shows(lambda: "begins a new sheet of 4" in row.words.text(), "and on")


async def test_after_a_print_the_following_place_is_next(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        await screen.printed(1)
        assert screen.page.panel.sheet.isHidden()
        assert not actions.get("shipments.new_sheet").isEnabled()
        await with_a_sheet(screen)
        screen.page.panel.reasons.choose("jam")
        actions.get("shipments.print").trigger()
        await screen.printed(2)
        row = screen.page.panel.sheet
        await screen.shows(lambda: "place 2 of 4" in row.words.text(), "the next place")


def test_places_that_nobody_knows_are_told() -> None:
    assert doubt_words(SheetPlace(2, 4)) == ""
    assert "look at the sheet" in doubt_words(SheetPlace(2, 4, unsure_from=1))
    assert place_words(SheetPlace(0, 2)) == "Sheet: next label begins a new sheet of 2."
