"""Shipments: what was bought, its labels and prints, and where it is."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shipments.columns import shipment_columns
from shipdesk.ui.shipments.page import ShipmentsPage
from shipdesk.ui.shipments.presenter import ShipmentsPresenter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState


def build_shipments(
    desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
) -> tuple[ShipmentsPage, ShipmentsPresenter]:
    """Build the screen; the caller keeps the presenter alive and closes it."""
    model = RowsModel(shipment_columns(), desk.shipment_list, scope, checks=True)
    page = ShipmentsPage(actions, model, state)
    return page, ShipmentsPresenter(page, model, desk, scope, notices)
