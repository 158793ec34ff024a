"""Which pages the window has: only screens that work."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.main.presenter import MainPresenter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import ViewState


def add_pages(
    main: MainPresenter, desk: Desk, actions: Actions, state: ViewState, theme: Theme
) -> None:
    """Build every page and register it, in the order of the sidebar."""
