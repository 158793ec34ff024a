"""The Orders and Quotes screens in a window, over a real desk and the real simulator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from shipdesk.clock import to_millis
from shipdesk.domain.rows import OrderRow
from shipdesk.services.desk import Desk
from shipdesk.ui.orders import OrdersPage, OrdersPresenter, build_orders
from shipdesk.ui.quotes import QuotesPage, QuotesPresenter, build_quotes
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState
from tests.support.complaints import Heard
from tests.support.desk import OpenDesk, open_desk
from tests.support.pages import until
from tests.support.simulator import Simulator

ROW = OrderRow(
    id=1,
    key="a:1",
    account_id="a",
    number="ORD-1",
    created_ms=to_millis(datetime(2025, 11, 20, 10, 42, tzinfo=UTC)),
    recipient="Jan Nowak",
    place="KRA010 · Kraków",
    country="PL",
    country_guessed=False,
    to_locker=True,
    quantity=4,
    total_minor=13600,
    currency="PLN",
    payment="paid",
    cod_minor=None,
    parcel_size="A",
    weight_g=800,
    parcel_assumed=False,
    stage="ready",
    state_key="",
    state_words="",
    source="Shop",
    best_minor=1250,
    best_currency="PLN",
)
"""A line of the list, for tests that need any."""


class Screen:
    """What a person has before them, and the few things a person does."""

    def __init__(self, opened: OpenDesk, simulator: Simulator, said: Heard) -> None:
        self.opened = opened
        self.simulator = simulator
        self.said = said
        self.page: OrdersPage
        self.presenter: OrdersPresenter
        self.quotes: QuotesPage
        self.quotes_presenter: QuotesPresenter
        self.window: QMainWindow
        self.stack: QStackedWidget

    @property
    def desk(self) -> Desk:
        """The services below the screen."""
        return self.opened.desk

    def press(self, key: Qt.Key) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key)

    until = staticmethod(until)
    """Waits until something on the screen is so."""

    async def select(self, number: str) -> None:
        """Go to an order and wait for its details."""
        await self.presenter.open(await self.opened.key(number))
        await self.until(lambda: self.in_hand() == number, f"details of {number}")

    def in_hand(self) -> str:
        """Return the number of the order whose details are up to date; empty without one."""
        view = self.presenter.view()
        shown = self.page.details.header.number.text()
        return shown if view is not None and view.order.number == shown else ""

    async def quoted(self, number: str) -> None:
        """Go to an order and wait for its quotes."""
        await self.select(number)
        await self.until(
            lambda: self.page.details.quotes.list.count() and not self.presenter.quotes.is_asking(),
            f"quotes of {number}",
        )

    def bought(self) -> int:
        """Return how many shipments the simulator's couriers were asked to make and made."""
        books = self.simulator.books()
        return sum(len(books[courier]["shipments"]) for courier in ("shipx", "dash101"))


@asynccontextmanager
async def open_screen(simulator: Simulator, folder: Path) -> AsyncIterator[Screen]:
    """Open desk and window; needs Qt's loop and a theme."""
    said = Heard()
    async with open_desk(simulator, folder) as opened:
        screen = Screen(opened, simulator, said)
        window = QMainWindow()
        window.resize(1300, 820)
        actions = Actions(window)
        state = MemoryViewState()
        scope, other = TaskScope("orders", said), TaskScope("quotes", said)
        page, presenter = build_orders(opened.desk, actions, state, scope, said)
        quotes, quotes_presenter = build_quotes(opened.desk, actions, state, other, said, presenter)
        stack = QStackedWidget()
        for each in (page, quotes):
            stack.addWidget(each)
        window.setCentralWidget(stack)
        page.page_wanted.connect(lambda: stack.setCurrentWidget(page))
        window.show()
        screen.page, screen.presenter = page, presenter
        screen.quotes, screen.quotes_presenter = quotes, quotes_presenter
        screen.window, screen.stack = window, stack
        try:
            await screen.until(window.isActiveWindow, "the window in front")
            page.focus_list()
            await screen.until(screen.in_hand, "the first order")
            yield screen
        finally:
            await presenter.aclose()
            await quotes_presenter.aclose()
            window.close()
            window.deleteLater()
            await asyncio.sleep(0)


def named(root: QWidget, name: str) -> QWidget:
    """Return the one visible widget with an accessible name."""
    found = [
        each
        for each in root.findChildren(QWidget)
        if each.accessibleName() == name and each.isVisible()
    ]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


def on_screen(test: Callable[[Screen], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Run a test inside an open screen, all in one task.

    A fixture would end and begin Qt's loop around the test, and the desk's tasks would wake up
    between the two, where no loop runs.
    """

    async def run(shop: Simulator, theme: Theme, tmp_path: Path) -> None:
        assert not theme.is_dark
        shop.reset()
        shop.clear_faults()
        async with open_screen(shop, tmp_path) as screen:
            await test(screen)

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run
