"""A cancelled parcel's label in the window: closed with the reason, and the deliberate way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from shipdesk.domain.query import ListQuery
from shipdesk.storage import shipments as shipment_store
from shipdesk.ui.dialogs import Question
from shipdesk.ui.shortcuts import Actions, why_not
from tests.support.desk import eventually
from tests.support.typing import press

Opening = Callable[..., AbstractAsyncContextManager[Any]]
NUMBERS = ("ORD-000871", "ORD-000868", "ORD-000870", "ORD-000867", "ORD-000861")


def question() -> Any:
    """Return the open question, or None."""
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, Question)]
    return next((one for one in found if one.isVisible()), None)


async def cancel(screen: Any, number: str) -> str:
    """Let the courier cancel the order's shipment, and return its id."""
    (shipment,) = (await screen.desk.orders.read(await screen.opened.key(number))).shipments
    void = shipment.cancelled
    await screen.opened.program.journal.write(lambda conn: shipment_store.save(conn, void))
    screen.desk.runner.told()
    return str(shipment.id)


async def test_void_label_says_so_closes_print_and_is_printed_with_a_typed_reason(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen("ORD-000871") as screen:
        await screen.show("ORD-000871")
        await screen.printed(1)
        assert not actions.get("shipments.print_void").isEnabled()
        screen.presenter.asking.everything()  # a cancelled parcel leaves those that are open
        shipment_id = await cancel(screen, "ORD-000871")
        await screen.presenter.open(shipment_id)
        check = screen.page.panel.check
        await screen.shows(lambda: check.title.accessibleName() == "Void", "the card says void")
        assert "must not be stuck on a parcel" in check.sentence.text()
        assert "must not be stuck on a parcel" in why_not(actions.get("shipments.print"))
        assert not actions.get("shipments.print").isEnabled()
        actions.get("shipments.print_void").trigger()
        await screen.shows(question, "the question")
        dialog = question()
        dialog.try_accept()
        assert dialog.isVisible(), "no reason, no print"
        dialog._fields[0].set_text("for the claim")
        dialog.try_accept()

        async def reasons() -> bool:
            prints = (await screen.desk.printing.paper(shipment_id)).prints
            return [each.reason for each in prints] == ["for the claim", ""]

        await eventually(reasons, "the void copy is in the ledger")


async def test_reason_for_the_copies_of_five_parcels_is_asked_once_and_a_void_one_is_left_out(
    shipments_screen: Opening, actions: Actions
) -> None:
    async with shipments_screen(*NUMBERS) as screen:
        ids = {}
        for number in NUMBERS:
            key = await screen.opened.key(number)
            (shipment,) = (await screen.desk.orders.read(key)).shipments
            ids[number] = shipment.id

            async def handed_over(shipment_id: str = shipment.id) -> bool:
                prints = (await screen.desk.printing.paper(shipment_id)).prints
                return [each.state for each in prints] == ["handed_over"]

            await eventually(handed_over, f"the first copy of {number}")
        screen.presenter.asking.everything()
        await screen.show(NUMBERS[0])
        view = screen.page.view
        rows = {row.shipment_id: row.id for row in (await listed(screen)).values()}
        view.rows.selection.replace([rows[one] for one in ids.values()])
        actions.get("shipments.print").trigger()
        await screen.shows(question, "the question")
        await press(question(), Qt.Key.Key_3)

        async def copied() -> bool:
            sheets = [(await screen.desk.printing.paper(one)).prints for one in ids.values()]
            asked_again = question() is not None
            assert not asked_again, "asked once per selection"
            done = [("damaged", "handed_over"), ("", "handed_over")]
            return all([(one.reason, one.state) for one in prints] == done for prints in sheets)

        await eventually(copied, "five second copies with one reason")
        await cancel(screen, NUMBERS[2])

        async def void() -> bool:
            return (await listed(screen))[rows[ids[NUMBERS[2]]]].status == "cancelled"

        await eventually(void, "one is cancelled")
        view.rows.selection.replace([rows[one] for one in ids.values()])
        actions.get("shipments.print").trigger()
        await screen.shows(
            lambda: any(
                "1 of the chosen parcels is cancelled" in each for each in screen.said.toasts
            ),
            "that it is left out",
        )
        await screen.shows(question, "the question")
        await press(question(), Qt.Key.Key_1)

        async def four() -> bool:
            sheets = {
                number: (await screen.desk.printing.paper(one)).prints
                for number, one in ids.items()
            }
            return [len(prints) for prints in sheets.values()] == [3, 3, 2, 3, 3]

        await eventually(four, "the other four are printed")


async def listed(screen: Any) -> dict[int, Any]:
    """Return every row of the list by its id."""
    ids = await screen.desk.shipment_list.ids(ListQuery())
    return dict(await screen.desk.shipment_list.rows(list(ids)))
