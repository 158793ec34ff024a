"""Activity: the screen of every operation that changed the world."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.activity.columns import COLUMNS
from shipdesk.ui.activity.found_part import COLUMNS as FOUND_COLUMNS
from shipdesk.ui.activity.found_presenter import FoundPresenter
from shipdesk.ui.activity.page import ActivityPage
from shipdesk.ui.activity.presenter import ActivityPresenter
from shipdesk.ui.activity.requests_part import COLUMNS as REQUEST_COLUMNS
from shipdesk.ui.activity.requests_presenter import RequestsPresenter
from shipdesk.ui.activity.source import OperationSource
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import MemorySource, RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState

__all__ = ["ActivityPage", "ActivityPresenter", "build_activity"]


def build_activity(
    desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
) -> tuple[ActivityPage, ActivityPresenter]:
    """Build the page and its presenter; call on the loop's thread, with the loop running."""
    source = OperationSource(desk.activity)
    model = RowsModel(COLUMNS, source, scope)
    asked = MemorySource(id_of=lambda exchange: exchange.number)
    requests = RowsModel(REQUEST_COLUMNS, asked, scope)
    there = MemorySource(id_of=lambda row: row.number)
    found = RowsModel(FOUND_COLUMNS, there, scope)
    page = ActivityPage(actions, model, requests, found, state)
    model.setParent(page)
    requests.setParent(page)
    found.setParent(page)
    reading = RequestsPresenter(page, requests, asked, desk, notices)
    finding = FoundPresenter(page, found, there, desk, scope, notices)
    presenter = ActivityPresenter(page, model, source, desk, scope, notices, reading, finding)
    return page, presenter
