"""The Exceptions screen against a real desk: deciding, asking the courier, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from shipdesk.domain.delivery_exception import Place
from shipdesk.ui.exceptions.reattempt_sheet import ReattemptSheet
from shipdesk.ui.exceptions.return_sheet import ReturnSheet
from shipdesk.ui.shortcuts import Actions, why_not
from tests.support.desk import eventually
from tests.support.simulator import Simulator
from tests.support.typing import press

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Opening = Callable[..., AbstractAsyncContextManager[Any]]


def sheet_of(window: QMainWindow, kind: type[Any]) -> Any:
    """Return the open sheet of a kind, or None."""
    return next((one for one in window.findChildren(kind) if not one.isHidden()), None)


async def test_reattempt_is_asked_for_on_the_earliest_day_and_the_row_goes(
    exceptions_screen: Opening, simulator: Simulator, actions: Actions, window: QMainWindow
) -> None:
    async with exceptions_screen() as screen:
        shipment_id = await screen.known()
        await screen.shows(actions.get("exceptions.reattempt").isEnabled, "it is allowed")
        actions.get("exceptions.reattempt").trigger()
        await screen.shows(lambda: sheet_of(window, ReattemptSheet), "the sheet")
        form = sheet_of(window, ReattemptSheet)
        assert "in India" in form.explained.text()
        earliest = await screen.desk.exceptions.earliest_reattempt(
            (await screen.desk.exceptions.read(shipment_id)).shipment
        )
        assert form.day() == earliest.isoformat()

        form.address.setText("12 Rd")
        form.phone.setText("020 1234")
        form.submit()
        assert not form.isHidden(), "nothing wrong is sent"
        assert "10 characters" in form._fields["address"].problem()
        assert "ten digits" in form._fields["phone"].problem()
        form.address.setText("12 New Street, Sector 4")
        form.phone.setText("98765 00000")
        form.submit()
        await screen.shows(
            lambda: any("comes again" in text for text in screen.said.toasts), "the outcome"
        )
        (sent,) = simulator.requests(operation="dash101.reattempt")
        assert sent["body"]["preferred_delivery_date"] == earliest.isoformat()

        async def gone() -> bool:
            return (await screen.desk.exceptions.counts())[Place.TO_DECIDE] == 2

        await eventually(gone, "the courier is out again")


async def test_return_wants_its_reason_first_and_a_digit_gives_it(
    exceptions_screen: Opening, simulator: Simulator, actions: Actions, window: QMainWindow
) -> None:
    async with exceptions_screen() as screen:
        shipment_id = await screen.known()
        await screen.shows(actions.get("exceptions.return").isEnabled, "it is allowed")
        actions.get("exceptions.return").trigger()
        await screen.shows(lambda: sheet_of(window, ReturnSheet), "the sheet")
        form = sheet_of(window, ReturnSheet)
        shipment = (await screen.desk.exceptions.read(shipment_id)).shipment
        tail = shipment.tracking_number[-4:]
        assert tail in form.confirm.words()
        assert not form.confirm.isEnabled(), "the reason comes first"
        await press(form, Qt.Key.Key_6)
        assert form.reason() == "6"
        form.submit()
        assert not form.isHidden(), "another reason says nothing without a comment"
        await press(form, Qt.Key.Key_2)
        form.submit()
        await screen.shows(
            lambda: any("way back" in text for text in screen.said.toasts), "the outcome"
        )
        assert simulator.requests(operation="dash101.rto")[0]["body"] == {"rto_reason": "2"}
        screen.page.tab_chosen.emit("going_back")
        await screen.shows(lambda: len(screen.page.view.rows.ids) == 1, "it goes back")
        await screen.show(shipment_id)
        await screen.shows(
            lambda: not actions.get("exceptions.return").isEnabled(), "once is enough"
        )
        assert "way back already" in screen.page.details.why_not.text()


async def test_parcel_that_nobody_here_knows_says_why_nothing_can_be_asked(
    exceptions_screen: Opening, actions: Actions
) -> None:
    async with exceptions_screen() as screen:
        rows = await screen.desk.exceptions.rows()
        polish = next(row for row in rows if row.shipment.recipient.country == "PL")
        await screen.show(polish.shipment.id)
        await screen.shows(screen.page.details.why_not.text, "the reason")
        assert "call the courier" in screen.page.details.why_not.text()
        assert not actions.get("exceptions.reattempt").isEnabled()
        assert not actions.get("exceptions.return").isEnabled()


async def test_several_parcels_are_attempted_again_where_one_of_them_takes_it(
    exceptions_screen: Opening, actions: Actions
) -> None:
    async with exceptions_screen() as screen:
        await screen.known()
        rows = await screen.desk.exceptions.rows()
        polish = next(row for row in rows if row.shipment.recipient.country == "PL")
        await screen.show(polish.shipment.id)
        again = actions.get("exceptions.reattempt")
        await screen.shows(lambda: not again.isEnabled(), "not this one alone")
        assert "call the courier" in why_not(again)
        screen.page.view.rows.selection.everything()
        await screen.shows(again.isEnabled, "one of them takes it")
        screen.page.view.rows.selection.clear()
        await screen.shows(lambda: not again.isEnabled(), "again this one alone")


async def test_parcel_that_was_opened_stays_in_sight_when_another_one_is_recognised(
    exceptions_screen: Opening, simulator: Simulator
) -> None:
    simulator.fault("dash101.track", "slow", times=-1, ms=700)
    async with exceptions_screen() as screen:
        await screen.shows(lambda: screen.presenter._sheet, "the first parcel")
        rows = await screen.desk.exceptions.rows()
        polish = next(row for row in rows if row.shipment.recipient.country == "PL")
        assert screen.presenter._sheet.shipment.id != polish.shipment.id
        await screen.show(polish.shipment.id)

        async def recognised() -> bool:
            rows = await screen.desk.exceptions.rows()
            return any(":" not in row.shipment.id for row in rows)

        await eventually(recognised, "the first parcel is known")
        simulator.clear_faults()
        await screen.presenter.scope.drain()
        assert screen.presenter._sheet.shipment.id == polish.shipment.id


async def test_phone_is_copied_and_a_note_is_kept_with_its_way_back(
    exceptions_screen: Opening, actions: Actions
) -> None:
    async with exceptions_screen() as screen:
        shipment_id = await screen.known()
        phone = (await screen.desk.exceptions.read(shipment_id)).shipment.recipient.phone
        actions.get("exceptions.call").trigger()
        assert QGuiApplication.clipboard().text() == phone
        await screen.desk.exceptions.set_note(shipment_id, "Called at noon")
        await screen.shows(lambda: screen.page.details.note.text() == "Called at noon", "the note")


async def test_search_looks_in_every_tab(exceptions_screen: Opening) -> None:
    async with exceptions_screen() as screen:
        await screen.shows(lambda: len(screen.page.view.rows.ids) >= 3, "all of them")
        rows = await screen.desk.exceptions.rows()
        screen.page.tab_chosen.emit("customer_returns")
        await screen.shows(lambda: len(screen.page.view.rows.ids) == 0, "no returns")
        screen.presenter.search(rows[0].shipment.recipient.who)
        await screen.shows(lambda: len(screen.page.view.rows.ids) >= 1, "found all the same")
        screen.presenter.search("")
        await screen.shows(lambda: len(screen.page.view.rows.ids) == 0, "the tab as before")


async def test_the_first_row_stays_in_hand_until_a_person_chooses_another(
    exceptions_screen: Opening,
) -> None:
    async with exceptions_screen() as screen:
        view, source = screen.page.view, screen.presenter.source

        def recognised() -> bool:
            found = [source.row(each) for each in view.rows.ids]
            return sum(":" not in row.shipment.id for row in found if row is not None) == 2

        await screen.shows(recognised, "what our accounts know of them")
        assert view.current_row() == 0
        before, first = list(view.rows.ids), view.current_id()
        events = screen.page.details.way
        await screen.shows(lambda: not events.isHidden(), "its courier was asked for its way")
        rows = await screen.desk.exceptions.rows()
        assert rows[0].since > rows[0].shipment.created_at, "its courier told something newer"
        assert [row.id for row in rows] == before
        assert (view.current_row(), view.current_id()) == (0, first)

        # Another order of the list: what the program chose goes along, what a person chose stays.
        screen.presenter.asking.sort("number", descending=True)
        last = view.rows.ids[-1]
        await screen.shows(lambda: view.rows.ids[0] == last, "the other order")
        assert view.current_row() == 0
        view.go_to(1)
        chosen = view.current_id()
        screen.presenter.asking.sort("number", descending=False)
        await screen.shows(lambda: view.rows.ids[-1] == last, "the first order again")
        assert view.current_id() == chosen
