"""Which pages the window has: only screens that work, each with its presenter and its own tasks."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from shipdesk.services.desk import Desk
from shipdesk.ui.main.page_list import pages
from shipdesk.ui.main.presenter import MainPresenter, PagePresenter
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import ViewState


def add_pages(  # noqa: PLR0915 - one page after the other
    main: MainPresenter, desk: Desk, actions: Actions, state: ViewState, theme: Theme
) -> Iterator[TaskScope]:
    """Build and register every page, one a step; give the scope of each, for the caller to close.

    They stand in the sidebar's order, which `page_list` tells before any of them is built.
    """
    notices = main.window.notices
    entries = {page.key: page for page in pages()}
    scopes = {key: TaskScope(key, notices) for key in entries}

    def register(key: str, page: QWidget, presenter: PagePresenter) -> TaskScope:
        entry = entries[key]
        main.add_page(key, entry.title, entry.icon, page, presenter, second=entry.second)
        _connect(main, page)
        return scopes[key]

    from shipdesk.ui.orders import build_orders  # noqa: PLC0415 - in its turn

    orders, on_orders = build_orders(desk, actions, state, scopes["orders"], notices)
    orders.page_wanted.connect(lambda: main.window.show_page("orders"))
    orders.nothing_bought.connect(main.on_nothing_bought)
    yield register("orders", orders, on_orders)
    from shipdesk.ui.batch import BatchPresenter  # noqa: PLC0415 - in its turn

    many = BatchPresenter(orders, desk, actions, state, scopes["orders"], notices, main.lead)
    from shipdesk.ui.shipments import build_shipments  # noqa: PLC0415 - in its turn

    shipments, on_shipments = build_shipments(desk, actions, state, scopes["shipments"], notices)
    yield register("shipments", shipments, on_shipments)
    from shipdesk.ui.print_run import PrintRunPresenter  # noqa: PLC0415 - in its turn

    runs = PrintRunPresenter(
        shipments, desk, actions, state, scopes["shipments"], notices, main.lead
    )
    many.print_labels = runs.print_labels
    from shipdesk.ui.cancelling import CancellingPresenter  # noqa: PLC0415 - in its turn
    from shipdesk.ui.widgets import LinkButton  # noqa: PLC0415 - in its turn

    cancelling = CancellingPresenter(desk, actions, scopes["shipments"], notices)
    orders.more_actions.append(cancelling.attach_orders(orders, orders.view))
    cancel = cancelling.attach_shipments(shipments, shipments.view)
    shipments.more_actions.append(cancel)
    shipments.take_back.add(LinkButton(cancel))
    from shipdesk.ui.papers import build_papers  # noqa: PLC0415 - in its turn

    papers = build_papers(desk, actions, state, scopes["shipments"], notices)
    orders.more_actions.extend(papers.attach_orders(orders, orders.view))
    shipments.more_actions.extend(papers.attach_shipments(shipments, shipments.view))
    from shipdesk.ui.dispatch_orders import build_dispatch_orders  # noqa: PLC0415 - in its turn

    pickups, on_pickups = build_dispatch_orders(
        desk, actions, state, scopes["dispatch_orders"], notices
    )
    pickups.add_papers(*papers.attach_pickups(pickups, pickups.view))
    yield register("dispatch_orders", pickups, on_pickups)
    from shipdesk.ui.quotes import build_quotes  # noqa: PLC0415 - in its turn

    quotes, on_quotes = build_quotes(desk, actions, state, scopes["quotes"], notices, on_orders)
    yield register("quotes", quotes, on_quotes)
    from shipdesk.ui.exceptions import build_exceptions  # noqa: PLC0415 - in its turn

    failed, on_failed = build_exceptions(desk, actions, state, scopes["exceptions"], notices)
    yield register("exceptions", failed, on_failed)
    from shipdesk.ui.catalogue import build_catalogue  # noqa: PLC0415 - in its turn

    catalogue, on_catalogue = build_catalogue(desk, actions, state, scopes["catalogue"], notices)
    yield register("catalogue", catalogue, on_catalogue)
    from shipdesk.ui.services import build_services  # noqa: PLC0415 - in its turn

    services, on_services = build_services(desk, actions, state, scopes["services"], notices)
    yield register("services", services, on_services)
    from shipdesk.ui.activity import build_activity  # noqa: PLC0415 - in its turn

    activity, on_activity = build_activity(desk, actions, state, scopes["activity"], notices)
    activity.page_wanted.connect(lambda: main.window.show_page("activity"))
    activity.add_below(LinkButton(many.show_last), LinkButton(runs.show_last))
    shipments.more_actions.append(actions.get("found.look_for"))
    yield register("activity", activity, on_activity)
    from shipdesk.ui.settings import build_settings  # noqa: PLC0415 - in its turn

    settings, on_settings = build_settings(desk, actions, state, scopes["settings"], notices, theme)
    main.use_repair(lambda account_id: main.lead("account", account_id))
    settings.reopen_wanted.connect(main.window.reopen_requested)
    yield register("settings", settings, on_settings)


def _connect(main: MainPresenter, page: QWidget) -> None:
    """Let a page lead to an order, a shipment or an operation on another one."""
    for signal_name, kind in (
        ("order_opened", "order"),
        ("shipment_opened", "shipment"),
        ("operation_opened", "operation"),
        ("service_opened", "service"),
    ):
        signal = getattr(page, signal_name, None)
        if signal is not None:
            signal.connect(lambda key, wanted=kind: main.lead(wanted, key))
