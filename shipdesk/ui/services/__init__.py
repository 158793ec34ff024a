"""Services: the pages of each account, all that it keeps besides orders, parcels and catalogue."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.records import RecordsPage, RecordsPresenter, Screen, build_records
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState
from shipdesk.wording import phrase as say


def build_services(
    desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
) -> tuple[RecordsPage, RecordsPresenter]:
    """Build the page; the caller keeps the presenter alive and closes it."""
    screen = Screen(
        key="services",
        title=say("Services"),
        icon="services",
        empty_title=say("No account has pages yet"),
        empty_sentence=say("What a service keeps besides orders and parcels is shown here. "
                           "Connect one in Settings, Accounts."),
    )  # fmt: skip
    return build_records(screen, desk, actions, state, scope, notices)
