"""The Orders page by itself: what it says where there is nothing, and how things are called."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from shipdesk.ui.orders.columns import order_columns
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.table import MemorySource, MemoryViewState, RowsModel
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.widgets import StatePane
from tests.support.orders_screen import ROW, Screen, on_screen


def built(
    window: QMainWindow, actions: Actions, scope: TaskScope, *rows: object
) -> tuple[OrdersPage, RowsModel]:
    source = MemorySource(rows, id_of=lambda row: row.id)
    model = RowsModel(order_columns(lambda: False), source, scope, checks=True)
    page = OrdersPage(actions, model, MemoryViewState())
    window.setCentralWidget(page)
    return page, model


def pane(page: OrdersPage) -> StatePane:
    return next(one for one in page.view.findChildren(StatePane))


async def test_an_empty_stage_says_why_and_what_to_do(
    window: QMainWindow, actions: Actions, scope: TaskScope
) -> None:
    page, model = built(window, actions, scope)
    page.show_stage("ready", "")
    model.set_query(1)
    await scope.drain()
    assert "All is shipped" in pane(page).accessibleDescription()
    page.show_stage("", "Nowak")
    assert "Nowak" in pane(page).accessibleDescription()


async def test_the_tabs_count_and_the_footer_says_how_many_are_chosen(
    window: QMainWindow, actions: Actions, scope: TaskScope
) -> None:
    page, model = built(window, actions, scope, ROW)
    page.show_counts({"ready": 52, "problem": 3})
    said = {one.key: one.accessibleDescription() for one in page.tabs._buttons}
    assert said["ready"] == "Ready 52"
    assert said["new"] == "New 0"
    model.set_query(1)
    await scope.drain()
    page.show_selection(1, 52)
    assert page._chosen.text() == "1 of 52 selected"


def test_orders_can_be_added_by_number_only_where_an_account_finds_them(
    window: QMainWindow, actions: Actions, scope: TaskScope, qtbot: QtBot
) -> None:
    del qtbot
    page, _ = built(window, actions, scope)
    assert not page.actions_.find.isVisible()
    page.show_finders(["Parcels & Co"])
    assert page.actions_.find.isVisible()
    assert page.actions_.find.text() == "Add a Parcels && Co order…"
    page.show_finders(["One", "Two"])
    assert page.actions_.find.text() == "Add an order by number…"


def test_a_servers_text_is_never_markup(
    window: QMainWindow, actions: Actions, scope: TaskScope
) -> None:
    page, _ = built(window, actions, scope)
    page.details.header.number.setText("<b>bold</b>")
    assert page.details.header.number.text() == "<b>bold</b>"
    assert page.details.header.number.textFormat().name == "PlainText"


@on_screen
async def test_whatever_a_person_uses_has_a_name_of_its_own(screen: Screen) -> None:
    await screen.quoted("ORD-000871")
    wanted = {
        "Orders", "Order stages", "Order number", "Order stage", "Quotes of the order",
        "Ask for quotes", "Buy", "Paid", "COD", "Weight", "Locker", "Locker size", "Handing in",
        "Choose locker…", "New order", "Refresh", "Columns", "Note",
    }  # fmt: skip
    shown = [one for one in screen.page.findChildren(QWidget) if one.isVisible()]
    names = Counter(one.accessibleName() for one in shown if one.accessibleName() in wanted)
    doubled = {name: count for name, count in names.items() if count > 1 and name != "Orders"}
    assert set(names) == wanted
    assert doubled == {}
