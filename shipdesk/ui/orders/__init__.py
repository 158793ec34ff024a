"""Orders: the list by stage, the details, and everything up to buying."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders.columns import order_columns
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.orders.presenter import OrdersPresenter
from shipdesk.ui.orders.source import HeldSource
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState

__all__ = ["OrdersPage", "OrdersPresenter", "build_orders"]


def build_orders(
    desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
) -> tuple[OrdersPage, OrdersPresenter]:
    """Build the screen and start it; call on the running loop and keep the presenter."""
    source = HeldSource(desk.order_list)
    columns = order_columns(lambda: source.all_stages)
    model = RowsModel(columns, source, scope, checks=True)
    page = OrdersPage(actions, model, state)
    presenter = OrdersPresenter(page, desk, source, state, scope, notices)
    presenter.start()
    return page, presenter
