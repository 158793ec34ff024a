"""Which pages the window has: only screens that work, each with its presenter and its own tasks."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from shipdesk.services.desk import Desk
from shipdesk.ui.activity import build_activity
from shipdesk.ui.dispatch_orders import build_dispatch_orders
from shipdesk.ui.main.presenter import MainPresenter
from shipdesk.ui.orders import build_orders
from shipdesk.ui.quotes import build_quotes
from shipdesk.ui.settings import build_settings
from shipdesk.ui.shipments import build_shipments
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import ViewState
from shipdesk.wording import phrase as say


def add_pages(
    main: MainPresenter, desk: Desk, actions: Actions, state: ViewState, theme: Theme
) -> tuple[TaskScope, ...]:
    """Build and register every page in the sidebar's order; the caller closes the scopes."""
    notices = main.window.notices
    scopes: list[TaskScope] = []

    def scope(name: str) -> TaskScope:
        scopes.append(TaskScope(name, notices))
        return scopes[-1]

    orders, order_presenter = build_orders(desk, actions, state, scope("orders"), notices)
    main.add_page("orders", say("Orders"), "orders", orders, order_presenter)
    shipments, shipment_presenter = build_shipments(
        desk, actions, state, scope("shipments"), notices
    )
    main.add_page("shipments", say("Shipments"), "shipments", shipments, shipment_presenter)
    pickups, pickup_presenter = build_dispatch_orders(
        desk, actions, state, scope("dispatch orders"), notices
    )
    main.add_page(
        "dispatch_orders", say("Dispatch orders"), "dispatch-orders", pickups, pickup_presenter
    )
    quotes, quote_presenter = build_quotes(
        desk, actions, state, scope("quotes"), notices, order_presenter
    )
    main.add_page("quotes", say("Quotes"), "quotes", quotes, quote_presenter)
    activity, activity_presenter = build_activity(desk, actions, state, scope("activity"), notices)
    main.add_page(
        "activity", say("Activity"), "activity", activity, activity_presenter, second=True
    )
    settings, settings_presenter = build_settings(
        desk, actions, state, scope("settings"), notices, theme
    )
    main.add_page(
        "settings", say("Settings"), "settings", settings, settings_presenter, second=True
    )
    main.use_repair(lambda account_id: main.lead("account", account_id))
    for page in (orders, shipments, pickups, quotes, activity, settings):
        _connect(main, page)
    return tuple(scopes)


def _connect(main: MainPresenter, page: QWidget) -> None:
    """Let a page lead to an order, a shipment or an operation on another one."""
    for signal_name, kind in (
        ("order_opened", "order"),
        ("shipment_opened", "shipment"),
        ("operation_opened", "operation"),
    ):
        signal = getattr(page, signal_name, None)
        if signal is not None:
            signal.connect(lambda key, wanted=kind: main.lead(wanted, key))
