"""Exceptions: failed deliveries that wait for a decision, and parcels that come back."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.exceptions.columns import exception_columns
from shipdesk.ui.exceptions.page import ExceptionsPage
from shipdesk.ui.exceptions.presenter import ExceptionsPresenter
from shipdesk.ui.exceptions.source import ExceptionSource
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState

__all__ = ["ExceptionsPage", "ExceptionsPresenter", "build_exceptions"]


def build_exceptions(
    desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
) -> tuple[ExceptionsPage, ExceptionsPresenter]:
    """Build the screen; the caller keeps the presenter alive and closes it."""
    source = ExceptionSource(desk.exceptions)
    model = RowsModel(exception_columns(desk.clock.now), source, scope, checks=True)
    page = ExceptionsPage(actions, model, state)
    return page, ExceptionsPresenter(page, model, source, desk, scope, notices)
