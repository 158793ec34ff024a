"""Our own sheets before they are printed: what they say, how they look, where they go."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.papers.attaching import PaperActions
from shipdesk.ui.papers.presenter import PapersPresenter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState


def build_papers(
    desk: Desk, actions: Actions, state: ViewState, scope: TaskScope, notices: Notifier
) -> PaperActions:
    """Build what gives the pages their papers; pages are attached to it."""
    return PaperActions(PapersPresenter(desk, actions, state, scope, notices), actions)
