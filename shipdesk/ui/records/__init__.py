"""Records of the services by tables: one list, one form and one details pane for all kinds."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.records.page import RecordsPage
from shipdesk.ui.records.presenter import RecordsPresenter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState

__all__ = ["RecordsPage", "RecordsPresenter", "Screen", "build_records"]


@dataclass(frozen=True, slots=True)
class Screen:
    """A page of records: which kinds it has (`key`), its title, and what it says without any."""

    key: str
    title: str
    icon: str
    empty_title: str
    empty_sentence: str


def build_records(
    screen: Screen,
    desk: Desk,
    actions: Actions,
    state: ViewState,
    scope: TaskScope,
    notices: Notifier,
) -> tuple[RecordsPage, RecordsPresenter]:
    """Build a page of records; the caller keeps the presenter alive and closes it."""
    page = RecordsPage(screen.key, screen.title, actions, state, scope)
    page.show_none(screen.empty_title, screen.empty_sentence, screen.icon)
    return page, RecordsPresenter(page, screen.key, desk, scope, notices, state)
