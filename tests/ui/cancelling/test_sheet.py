"""The cancelling sheet tells whole why an order is left out, where its column has no room."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow

from shipdesk.domain.account import AccountId
from shipdesk.domain.order_cancel import CancelOutcome, CancelResult, OrderNumber
from shipdesk.services.cancelling import CancelRow
from shipdesk.ui.cancelling.sheet import CancelSheet
from shipdesk.ui.tasks import TaskScope
from tests.support.pages import until

LATE = "Too late: it is Out For Delivery. Dash101 cancels what no courier has picked up yet."


def order(number: str, why_not: str = "") -> CancelRow:
    return CancelRow(
        OrderNumber(number), AccountId("dash101"), "Dash101", "Asha Rao", "Pending Pickup", why_not
    )


async def test_reason_of_the_chosen_order_stands_whole_below_the_list(
    window: QMainWindow, scope: TaskScope
) -> None:
    sheet = CancelSheet(window, [order("ORD-1"), order("ORD-2", LATE)], scope)
    sheet.open()
    await until(lambda: "Pending Pickup" in sheet.whole.text(), "the first order's state")
    sheet.view.go_to(1)
    await until(lambda: sheet.whole.text() == f"ORD-2: {LATE}", "the other one's reason")
    sheet.view.go_to(0)
    sheet.show_results([CancelResult(OrderNumber("ORD-1"), CancelOutcome.CANCELLED)])
    await until(sheet.whole.isHidden, "nothing to tell of what is cancelled")
    sheet.close_sheet()
