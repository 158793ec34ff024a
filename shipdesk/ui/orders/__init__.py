"""Orders: the list by stage, the details, and everything up to buying."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QTimer

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders.columns import order_columns
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.orders.presenter import OrdersPresenter
from shipdesk.ui.orders.shown import SAY_AFTER
from shipdesk.ui.orders.source import HeldSource
from shipdesk.ui.orders.waits import LongWaits
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState

__all__ = ["OrdersPage", "OrdersPresenter", "build_orders"]

_AFTER_MS = 200


def build_orders(
    desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
) -> tuple[OrdersPage, OrdersPresenter]:
    """Build the screen and start it; call on the running loop and keep the presenter."""
    timer = QTimer(actions)
    timer.setSingleShot(True)
    timer.setInterval(ceil(SAY_AFTER.total_seconds() * 1000) + _AFTER_MS)
    waits = LongWaits(desk.clock.monotonic, timer.start)
    source = HeldSource(desk.order_list, waits)
    columns = order_columns(lambda: source.all_stages, waits.is_long)
    model = RowsModel(columns, source, scope, checks=True)
    timer.timeout.connect(model.restate)
    page = OrdersPage(actions, model, state)
    presenter = OrdersPresenter(page, desk, source, state, scope, notices)
    presenter.start()
    return page, presenter
