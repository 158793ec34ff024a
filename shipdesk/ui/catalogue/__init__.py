"""Catalogue: the customers and products that the order books keep."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.records import RecordsPage, RecordsPresenter, Screen, build_records
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState
from shipdesk.wording import phrase as say


def build_catalogue(
    desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
) -> tuple[RecordsPage, RecordsPresenter]:
    """Build the page; the caller keeps the presenter alive and closes it."""
    screen = Screen(
        key="catalogue",
        title=say("Catalogue"),
        icon="catalogue",
        empty_title=say("No catalogue yet"),
        empty_sentence=say("Customers and products of an order book are kept here. "
                           "Connect one in Settings, Accounts."),
    )  # fmt: skip
    return build_records(screen, desk, actions, state, scope, notices)
