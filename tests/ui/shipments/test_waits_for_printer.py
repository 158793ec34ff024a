"""A print that waits for its printer, and what became of a job, as the details show them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest

from shipdesk.domain.label import PDF_FILE, STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.printer_state import JobState
from shipdesk.services import printer_watch
from shipdesk.services.printing import Followed
from shipdesk.ui.job_words import job_words
from shipdesk.ui.shortcuts import Actions
from tests.support.zpl_printer import ZplPrinter
from tests.ui.shipments.conftest import Screen

Opening = Callable[..., AbstractAsyncContextManager[Screen]]


@pytest.fixture
def zebra(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZplPrinter]:
    """A printer that is out of labels; it is asked again at once."""
    monkeypatch.setattr(printer_watch, "AGAIN", 0.05)
    made = ZplPrinter("paper_out")
    yield made
    made.close()


async def test_a_label_that_waits_says_for_what_and_goes_to_another_printer_that_is_chosen(
    shipments_screen: Opening, actions: Actions, zebra: ZplPrinter
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        await screen.printed(1)
        profile = PrinterProfile("Zebra", zebra.address, STOCKS[0])
        await screen.desk.printing.save_profile(DocumentKind.LABEL, profile)
        screen.page.panel.reasons.choose("jam")
        actions.get("shipments.print").trigger()
        card, button = screen.page.panel.check, screen.page.panel.print_button
        await screen.shows(
            lambda: card.title.accessibleName() == "Waits for the printer", "that it waits"
        )
        assert card.sentence.text().startswith("Zebra is out of labels. Put in a new roll")
        assert button.words() == "Waits for the printer"
        assert button.sizeHint().width() <= screen.page.panel.width() - 28, "it is not cut off"
        assert not actions.get("shipments.print").isEnabled()
        assert "Take it back in Activity" in actions.get("shipments.print").toolTip()
        screen.page.panel.printer_chosen.emit(PDF_FILE)
        await screen.printed(2)
        await screen.shows(
            lambda: card.title.accessibleName() != "Waits for the printer", "that it waits no more"
        )
        assert zebra.jobs == []


NOW = datetime(2026, 11, 28, 10, 31, tzinfo=UTC)


@pytest.mark.parametrize("state", JobState)
def test_every_state_of_a_job_has_a_word_and_the_queues_own_come_first(state: JobState) -> None:
    told = job_words(Followed("r", "s", "Q-1", state, "Out of toner", NOW, NOW))
    assert told.title
    assert told.title == told.title.lower()
    if state is not JobState.PRINTED:
        assert told.words.startswith("Out of toner.")
