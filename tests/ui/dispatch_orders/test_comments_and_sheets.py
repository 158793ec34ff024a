"""Comments one at a time, the driver's sheet, the price, and places that the courier knows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication

from shipdesk.errors import OperationRefusedError
from shipdesk.ui.dialogs import FormDialog, Question
from shipdesk.ui.shortcuts import why_not
from tests.support.desk import eventually
from tests.support.pages import answer
from tests.support.simulator import Simulator

Opening = Callable[..., AbstractAsyncContextManager[Any]]
LOCKER, COURIER = "ORD-000871", "ORD-000867"


def dialog(kind: type[Question] = Question) -> Question | None:
    """Return the open question, if there is one."""
    found = (one for one in QApplication.topLevelWidgets() if isinstance(one, kind))
    return next((one for one in found if one.isVisible()), None)


async def booked(screen: Any, comment: str = "Ramp 2") -> None:
    """Book the courier for what waits and wait for the details."""
    sheet = await screen.open_sheet()
    sheet.comment.setPlainText(comment)
    sheet.book_button.click()
    await screen.shows(lambda: screen.said.toasts, "booked")
    await screen.shows(lambda: screen.page.details.comments.texts() == [comment], "its comment")


async def typed(screen: Any, text: str) -> None:
    """Fill the form that is open and confirm it."""
    await screen.shows(lambda: dialog(FormDialog), "the form")
    form = dialog(FormDialog)
    assert isinstance(form, FormDialog)
    form._fields[0].set_text(text)
    form.try_accept()


async def test_one_comment_is_edited_and_one_deleted_and_the_others_stay(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER) as screen:
        await booked(screen)
        comments = screen.page.details.comments
        screen.actions.get("dispatch_orders.comment").trigger()
        await typed(screen, "Ring twice")
        await screen.shows(lambda: comments.texts() == ["Ring twice", "Ramp 2"], "both")
        oldest = comments._lines[-1].comment.id
        comments.choose(oldest)
        screen.actions.get("dispatch_orders.edit_comment").trigger()
        await typed(screen, "Ramp 3")
        await screen.shows(lambda: comments.texts() == ["Ring twice", "Ramp 3"], "changed")
        (edit,) = simulator.requests(operation="shipx.dispatch_orders.edit_comment")
        assert edit["body"] == {"id": int(oldest), "comment": "Ramp 3"}
        screen.actions.get("dispatch_orders.delete_comment").trigger()
        await screen.shows(dialog, "the question")
        question = dialog()
        assert question is not None
        question.accept()
        await screen.shows(lambda: comments.texts() == ["Ring twice"], "one is gone")
        (gone,) = simulator.requests(operation="shipx.dispatch_orders.delete_comments")
        assert gone["body"] == {"comment_ids": [int(oldest)]}


async def test_what_was_pressed_is_done_with_the_pickup_in_sight_though_another_comes_at_once(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER) as screen:
        await booked(screen)
        (mine,) = screen.page.details.comments._lines
        screen.actions.get("dispatch_orders.edit_comment").trigger()
        screen.page.view.setCurrentIndex(QModelIndex())  # the list is renewed in the same moment
        assert not screen.actions.get("dispatch_orders.edit_comment").isEnabled()
        await typed(screen, "Ramp 3")
        edits = simulator.requests
        await screen.shows(lambda: edits(operation="shipx.dispatch_orders.edit_comment"), "sent")
        (edit,) = edits(operation="shipx.dispatch_orders.edit_comment")
        assert edit["body"] == {"id": int(mine.comment.id), "comment": "Ramp 3"}


async def test_lost_reply_to_a_deleted_comment_is_found_by_reading_again(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER) as screen:
        await booked(screen)
        order = screen.presenter._sheet.order
        simulator.fault("shipx.dispatch_orders.delete_comments", "drop_after_commit", times=1)
        operation = await screen.desk.pickups.delete_comment(order.id, order.comments[0].id)

        async def unknown() -> bool:
            sheet = await screen.desk.activity.read(operation.id)
            return bool(sheet.can_look_up)

        await eventually(unknown, "not known")
        await screen.desk.activity.look_up_now(operation.id)
        settled = await screen.opened.settled(operation)
        assert settled.state.value == "done"
        sent = simulator.requests(operation="shipx.dispatch_orders.delete_comments")
        assert len(sent) == 1


async def test_comments_of_a_cancelled_pickup_say_why_they_stay_as_they_are(
    pickups_screen: Opening,
) -> None:
    async with pickups_screen(LOCKER) as screen:
        await booked(screen)
        screen.actions.get("dispatch_orders.cancel").trigger()
        await answer(screen.page, "Cancel this pickup")
        await screen.number("Cancelled")
        for name in ("comment", "edit_comment", "delete_comment", "printout"):
            action = screen.actions.get(f"dispatch_orders.{name}")
            assert not action.isEnabled()
            assert "cancelled" in why_not(action)
            assert action.toolTip().startswith(why_not(action))


async def test_sheet_of_a_pickup_is_saved_under_a_name_of_ours(
    pickups_screen: Opening, tmp_path: Path
) -> None:
    async with pickups_screen(LOCKER) as screen:
        await booked(screen)
        order = screen.presenter._sheet.order
        files = await screen.desk.pickups.fetch_printout(order.id)
        folder = tmp_path / "sheets"
        (first,) = await screen.desk.pickups.save_papers(files, folder)
        (second,) = await screen.desk.pickups.save_papers(files, folder)
        assert first.name == f"pickup-{order.remote_id}.pdf"
        assert second.name == f"pickup-{order.remote_id} (2).pdf"
        assert first.read_bytes().startswith(b"%PDF")


async def test_sheets_of_several_services_are_all_printed(pickups_screen: Opening) -> None:
    async with pickups_screen(LOCKER) as screen:
        await booked(screen)
        order = screen.presenter._sheet.order
        (file,) = await screen.desk.pickups.fetch_printout(order.id)
        async with asyncio.TaskGroup() as group:
            group.create_task(screen.presenter.sheets.offer((file, file), "Two", order.id))
            await answer(screen.page, "Print: PDF file")
        printed = screen.desk.paths.printed
        await screen.shows(lambda: len([*printed.glob("Two-*.pdf")]) == 2, "both files")


async def test_parcels_in_a_pickup_are_not_put_on_a_hand_over_list(
    pickups_screen: Opening,
) -> None:
    async with pickups_screen(LOCKER, COURIER) as screen:
        waiting = await screen.desk.pickups.waiting()
        ids = [each.id for each in waiting.shipments.values()]
        assert await screen.desk.pickups.fetch_handover(ids)
        await booked(screen)
        await screen.shows(lambda: len(screen.said.toasts) == 2, "both booked")
        with pytest.raises(OperationRefusedError, match="print that pickup's sheet"):
            await screen.desk.pickups.fetch_handover(ids)


async def test_price_is_told_or_said_to_be_by_contract(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER) as screen:
        await booked(screen)
        screen.actions.get("dispatch_orders.price").trigger()
        await screen.shows(lambda: any("costs" in one for one in screen.said.toasts), "a price")
        simulator.fault("shipx.dispatch_orders.get", "missing_fields", times=1, fields=["price"])
        screen.actions.get("dispatch_orders.price").trigger()
        await screen.shows(
            lambda: any("by contract" in one for one in screen.said.toasts), "no price"
        )


async def test_courier_comes_to_a_place_that_it_knows_and_no_address_is_sent(
    pickups_screen: Opening, simulator: Simulator
) -> None:
    async with pickups_screen(LOCKER) as screen:
        sheet = await screen.open_sheet()
        await screen.shows(lambda: sheet._points, "the courier's places")
        sheet.senders.setCurrentIndex(len(sheet._senders))
        assert "Pracownia" in sheet.senders.currentText()
        sheet.book_button.click()
        await screen.shows(lambda: screen.said.toasts, "booked")
        (sent,) = simulator.requests(operation="shipx.dispatch_orders.create")
        assert sent["body"]["dispatch_point_id"] == int(sheet._points[0].point.id)
        assert "address" not in sent["body"]
