"""Cancelling from a list against a real desk: a row for each order, and what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from shipdesk.domain.measures import Parcel
from shipdesk.domain.operation import OperationState
from shipdesk.domain.order_cancel import CancelOutcome
from shipdesk.domain.query import ListQuery
from shipdesk.ui.cancelling import CancellingPresenter, CancelSheet
from shipdesk.ui.shipments import build_shipments
from shipdesk.ui.shortcuts import Actions, why_not
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import MemoryViewState
from tests.support.complaints import Heard
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


async def bought(opened: OpenDesk, count: int) -> list[str]:
    """Buy Indian orders; returns the ids of their shipments."""
    desk = opened.desk
    ids = await desk.order_list.ids(ListQuery(tab="ready"))
    rows = await desk.order_list.rows(list(ids))
    found = []
    for row in [each for each in rows.values() if each.country == "IN"][:count]:
        key = await opened.key(row.number)
        await desk.orders.set_parcel([key], Parcel(500, 200, 150, 100))
        assert (await opened.buy(row.number)).state is OperationState.DONE
        found += [each.id for each in (await desk.orders.read(key)).shipments]
    return found


async def test_chosen_parcels_are_cancelled_and_each_row_says_what_became_of_it(
    tmp_path: Path, window: QMainWindow, actions: Actions
) -> None:
    with Simulator.in_thread("demo") as simulator:
        simulator.knobs(dash101_requests_per_minute=10_000)
        async with open_desk(simulator, tmp_path) as opened:
            ids = await bought(opened, 2)
            number = (await opened.desk.shipments.read(ids[1])).shipment.tracking_number
            simulator.advance(number, "3")
            said = Heard()
            scope = TaskScope("shipments", said)
            page, on_page = build_shipments(opened.desk, actions, MemoryViewState(), scope, said)
            cancelling = CancellingPresenter(opened.desk, actions, scope, said)
            action = cancelling.attach_shipments(page, page.view)
            window.setCentralWidget(page)
            window.show()
            keys = await opened.desk.shipment_list.row_ids(ids)
            on_page.asking.everything()

            async def listed() -> bool:
                return set(keys.values()) <= set(page.view.rows.ids)

            await eventually(listed, "both parcels")
            page.view.rows.selection.replace(list(keys.values()))

            async def allowed() -> bool:
                return action.isEnabled()

            await eventually(allowed, "it can be cancelled")
            action.trigger()

            async def opened_sheet() -> CancelSheet | None:
                return next(
                    (one for one in window.findChildren(CancelSheet) if one.isVisible()), None
                )

            sheet = await eventually(opened_sheet, "the sheet")
            assert sheet.confirm.words() == "Cancel 2 orders"
            sheet.confirm.click()

            async def answered() -> bool:
                return all(line.result is not None for line in sheet.lines)

            await eventually(answered, "an answer for each")
            outcomes = sorted(line.result.outcome for line in sheet.lines if line.result)
            assert outcomes == [CancelOutcome.CANCELLED, CancelOutcome.REFUSED]
            assert sheet.told.text() == "1 cancelled · 1 refused"
            assert not sheet.confirm.isEnabled()
            sheet.close_sheet()

            other = await opened.desk.shipment_list.ids(ListQuery(tab="done"))
            page.view.rows.selection.replace(list(other)[:1])

            async def barred() -> bool:
                return not action.isEnabled() and bool(why_not(action))

            await eventually(barred, "what is over cannot be cancelled, with the reason")
            await cancelling.aclose()
            await on_page.aclose()
            await scope.aclose()
            assert said.crashes == []
