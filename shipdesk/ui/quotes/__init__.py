"""Quotes: what every courier wants for a parcel, typed freely or of the selected order."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.quotes.columns import quote_columns
from shipdesk.ui.quotes.page import QuotesPage
from shipdesk.ui.quotes.presenter import OrdersInHand, QuotesPresenter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import MemorySource, RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.view_state import ViewState

__all__ = ["QuotesPage", "QuotesPresenter", "build_quotes"]


def build_quotes(
    desk: Desk,
    actions: Actions,
    state: ViewState,
    scope: TaskScope,
    notices: Notifier,
    orders: OrdersInHand,
) -> tuple[QuotesPage, QuotesPresenter]:
    """Build the screen and start it; call on the running loop and keep the presenter."""
    source = MemorySource(id_of=lambda line: line.id)
    model = RowsModel(quote_columns(), source, scope)
    page = QuotesPage(actions, model, state)
    presenter = QuotesPresenter(page, desk, source, scope, notices, orders)
    presenter.start()
    return page, presenter
