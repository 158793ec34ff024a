"""Dispatch orders: the courier comes for the parcels that wait."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.dispatch_orders.columns import dispatch_order_columns
from shipdesk.ui.dispatch_orders.page import DispatchOrdersPage
from shipdesk.ui.dispatch_orders.presenter import DispatchOrdersPresenter
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState


def build_dispatch_orders(
    desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
) -> tuple[DispatchOrdersPage, DispatchOrdersPresenter]:
    """Build the screen; the caller keeps the presenter alive and closes it."""
    model = RowsModel(dispatch_order_columns(), desk.dispatch_order_list, scope)
    page = DispatchOrdersPage(actions, model, state)
    return page, DispatchOrdersPresenter(page, model, desk, scope, notices)
