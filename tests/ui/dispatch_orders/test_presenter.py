"""The Dispatch orders screen against a real desk: booking, refusals, lost replies, comments."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from shipdesk.domain.operation import OperationState
from shipdesk.errors import OperationRefusedError
from shipdesk.ui.dialogs import FormDialog
from tests.support.desk import eventually
from tests.support.pages import answer
from tests.support.simulator import Simulator

Opening = Callable[..., AbstractAsyncContextManager[Any]]
LOCKER, COD_LOCKER, COURIER = "ORD-000871", "ORD-000868", "ORD-000867"


def live_pickups(simulator: Simulator) -> list[dict[str, Any]]:
    """Return the courier's pickups that hold parcels bought here."""
    found = simulator.books()["shipx"]["dispatch_orders"]
    return [one for one in found if one["status"] in {"new", "sent"} and one["id"] != 3100]


def form() -> FormDialog | None:
    """Return the open form, if there is one."""
    found = (one for one in QApplication.topLevelWidgets() if isinstance(one, FormDialog))
    return next((one for one in found if one.isVisible()), None)


async def test_locker_and_courier_parcels_become_two_pickups_by_one_button(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER, COD_LOCKER, COURIER) as screen:
        sheet = await screen.open_sheet()
        assert [(one.title, len(one.ids)) for one in sheet.chosen()] == [
            ("InPost, locker parcels", 2),
            ("InPost, courier parcels", 1),
        ]
        assert sheet.parcels.accessibleName() == "Parcels that wait"
        assert sheet.book_button.accessibleName() == "Book"
        assert sheet.book_button.words() == "Book the courier for 3 parcels"
        await screen.shows(lambda: "zł" in sheet._price.text(), "a price")
        assert "price from the courier" in sheet._price_note.text()
        sheet.comment.setPlainText("Gate on the left")
        sheet.book_button.click()
        await screen.shows(lambda: len(screen.said.toasts) == 2, "both booked")
        assert sheet.isHidden()
        booked = live_pickups(simulator)
        assert sorted(len(one["shipments"]) for one in booked) == [1, 2]
        await screen.shows(
            lambda: screen.page.book_action.text() == "Book the courier…", "nothing waits"
        )


async def test_details_show_hours_place_and_parcels_as_they_were_sent(
    pickups_screen: Opening,
) -> None:
    async with pickups_screen(LOCKER) as screen:
        sheet = await screen.open_sheet()
        sheet.hours_from.setText("10:00")
        sheet.hours_to.setText("14:30")
        sheet.book_button.click()
        await screen.shows(lambda: screen.said.toasts, "booked")
        details = screen.page.details
        await screen.shows(
            lambda: details._facts.value("Office hours") == "10:00-14:30", "the hours as sent"
        )
        assert "Glinka Ceramika" in details._place.text()
        assert "ul. Cicha 8" in details._place.text()
        assert details._count.text() == "1 parcel"
        assert screen.actions.get("dispatch_orders.cancel").isEnabled()


async def test_wrong_hours_are_told_beside_them_and_nothing_is_booked(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER) as screen:
        sheet = await screen.open_sheet()
        sheet.hours_to.setText("8:00")
        sheet.book_button.click()
        assert sheet._hours.problem()
        assert sheet.isVisible()
        sheet.hours_to.setText("16:00")
        sheet.book_button.click()
        await screen.shows(lambda: screen.said.toasts, "booked")
        assert len(live_pickups(simulator)) == 1


async def test_refused_parcel_is_named_and_the_rest_is_booked_again(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER, COD_LOCKER) as screen:
        waiting = await screen.desk.pickups.waiting()
        spoils = next(
            each for each in waiting.shipments.values() if each.order_number == COD_LOCKER
        )
        simulator.knobs(shipx_reject_pickup={spoils.tracking_number: ""})
        sheet = await screen.open_sheet()
        sheet.book_button.click()
        await screen.number("Rejected")
        assert spoils.tracking_number in screen.page.details._reason_words.text()
        assert screen.actions.get("dispatch_orders.book_again").text() == (
            "Book again without that parcel"
        )
        assert not screen.actions.get("dispatch_orders.cancel").isEnabled()
        assert "nobody will come" in screen.page.details._why_not.text()
        await screen.open_sheet("book_again")
        (group,) = sheet.chosen()
        assert [each.order_number for each in group.shipments] == [LOCKER]
        assert sheet.parcels.left_out() == 1
        sheet.book_button.click()
        await screen.shows(lambda: screen.said.toasts, "the rest is booked")
        assert [len(one["shipments"]) for one in live_pickups(simulator)] == [1]


async def test_lost_reply_is_shown_and_its_parcels_cannot_be_booked_meanwhile(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER) as screen:
        simulator.fault("shipx.dispatch_orders.create", "drop_after_commit")
        before = await screen.desk.pickups.waiting()
        sheet = await screen.open_sheet()
        sheet.book_button.click()
        await screen.shows(
            lambda: any(
                "did not answer" in view.accessibleName()
                for _, view in screen.page.progress._shown.values()
            ),
            "the violet banner",
        )
        (operation_id,) = screen.page.progress.keys()
        operation = (await screen.desk.activity.read(operation_id)).operation
        assert operation.state is OperationState.UNKNOWN
        await screen.open_sheet()
        assert sheet.chosen() == []
        assert not sheet.book_button.isEnabled()
        group = next(each for each in before.groups if not each.closed)
        sender = await screen.desk.senders.default_for("PL")
        with pytest.raises(OperationRefusedError) as refused:
            await screen.desk.pickups.book(group.account_id, group.shipments, sender, "09:00-16:00")
        assert "being booked already" in refused.value.detail
        sheet.close_sheet()
        simulator.push(10)

        async def found() -> bool:
            with suppress(OperationRefusedError):  # settled between the two
                await screen.desk.activity.look_up_now(operation_id)
            sheet = await screen.desk.activity.read(operation_id)
            return sheet.operation.state is OperationState.DONE

        await eventually(found, "found at the courier")
        await screen.shows(lambda: screen.page.progress.keys() == [], "no banner")
        assert len(live_pickups(simulator)) == 1


async def test_comment_is_added_and_a_cancelled_pickup_frees_its_parcels(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER) as screen:
        sheet = await screen.open_sheet()
        sheet.book_button.click()
        await screen.shows(lambda: screen.said.toasts, "booked")
        await screen.shows(lambda: screen.page.details._count.text() == "1 parcel", "its details")
        screen.actions.get("dispatch_orders.comment").trigger()
        await screen.shows(form, "the form")
        dialog = form()
        assert dialog is not None
        dialog._fields[0].set_text("Two boxes are fragile")
        dialog.try_accept()
        comments = screen.page.details.comments
        await screen.shows(lambda: "Two boxes are fragile" in comments.texts(), "the comment")
        assert live_pickups(simulator)
        screen.actions.get("dispatch_orders.cancel").trigger()
        await answer(screen.page, "Cancel this pickup")
        await screen.number("Cancelled")
        assert live_pickups(simulator) == []
        await screen.shows(
            lambda: screen.page.book_action.text() == "Book the courier… 1 wait", "it waits again"
        )


async def test_parcel_of_a_pickup_leads_to_its_shipment(pickups_screen: Opening) -> None:
    async with pickups_screen(LOCKER) as screen:
        sheet = await screen.open_sheet()
        sheet.book_button.click()
        await screen.shows(lambda: screen.said.toasts, "booked")
        await screen.shows(lambda: screen.page.details._count.text() == "1 parcel", "its details")
        key = await screen.opened.key(LOCKER)
        (shipment,) = (await screen.desk.orders.read(key)).shipments
        opened: list[str] = []
        screen.page.shipment_opened.connect(opened.append)
        screen.page.details.parcels.opened.emit(shipment.id)
        assert opened == [shipment.id]


async def test_pickup_booked_elsewhere_can_be_cancelled_here(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen() as screen:
        await screen.number("Sent to the courier")
        screen.actions.get("dispatch_orders.cancel").trigger()
        await answer(screen.page, "Cancel this pickup")

        async def withdrawn() -> bool:
            found = simulator.books()["shipx"]["dispatch_orders"]
            return all(one["status"] == "canceled" for one in found)

        await eventually(withdrawn, "withdrawn at the courier")
        await screen.shows(lambda: screen.page.progress.keys() == [], "settled")
        assert screen.opened.faults == []
