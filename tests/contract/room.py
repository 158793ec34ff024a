"""The real window over a real desk at the simulator, in which operations are reached by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from shipdesk.domain.shipment import Shipment
from shipdesk.services.desk import Desk
from shipdesk.tour.hands import Hands
from shipdesk.ui.main.pages import add_pages
from shipdesk.ui.main.presenter import MainPresenter
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState
from tests.contract.bench import route
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator


@dataclass
class Room:
    """Window, desk, hands and simulator; `opened` knows how orders are found and bought."""

    window: MainWindow
    presenter: MainPresenter
    opened: OpenDesk
    actions: Actions
    hands: Hands
    sim: Simulator

    @property
    def desk(self) -> Desk:
        """The services behind the window."""
        return self.opened.desk

    async def trigger(self, key: str) -> None:
        """Trigger an action as a menu, a button or a key would, once it is allowed."""

        def allowed() -> QAction | None:
            action = self.actions.get(key)
            return action if action.isEnabled() else None

        action = await self.hands.until(allowed, f"the action {key} was never allowed")
        action.trigger()

    async def page(self, key: str) -> None:
        """Bring a page to the front."""
        self.window.show_page(key)
        await self.hands.until(
            lambda: self.window.isVisible() and self.window.current_page() == key, f"page {key}"
        )

    async def dialog(self) -> QDialog:
        """Wait for the dialog or sheet that asks something."""

        def look() -> QDialog | None:
            shown = [one for one in self.window.findChildren(QDialog) if one.isVisible()]
            return shown[-1] if shown else None

        return await self.hands.until(look, "a dialog")

    async def sheet(self, kind: type[QWidget]) -> Any:
        """Wait for the open sheet or dialog of a kind."""

        def look() -> QWidget | None:
            found = [one for one in self.window.findChildren(kind) if one.isVisible()]
            return found[-1] if found else None

        return await self.hands.until(look, f"a {kind.__name__}")

    async def show_bought(self, number: str) -> Shipment:
        """Buy an order and bring its shipment into sight."""
        await self.opened.buy(number)
        key = await self.opened.key(number)
        (shipment,) = (await self.desk.orders.read(key)).shipments

        async def listed() -> bool:
            return bool(await self.desk.shipment_list.row_ids([shipment.id]))

        await eventually(listed, "its row")
        await self.presenter.open("shipment", shipment.id)
        return shipment

    async def type_into(self, name: str, text: str) -> None:
        """Put a text into the visible field with this accessible name."""
        field = await self.hands.find_as(name, QLineEdit)
        field.setText(text)
        field.editingFinished.emit()

    async def sent(self, slug: str, op: str) -> dict[str, Any]:
        """Return the newest request of an operation, once there is one."""

        async def look() -> dict[str, Any] | None:
            found = self.sim.requests(operation=route(slug, op))
            return found[-1] if found else None

        return await eventually(look, f"a request of {slug} {op}")

    async def until(self, look: Callable[[], object], what: str) -> None:
        """Wait until `look` is true."""
        await self.hands.until(look, what)

    def seen(self, name: str) -> QWidget | None:
        """Return the visible widget with this accessible name."""
        return self.hands.seen(name)


@asynccontextmanager
async def room_at(
    sim: Simulator, folder: Path, qtbot: QtBot, theme: Theme, *, sync: bool = True
) -> AsyncIterator[Room]:
    """Open the program's window over a fresh demo profile, inside the test's body."""
    async with open_desk(sim, folder, sync=sync) as opened:
        await opened.desk.providers.all_ready()
        actions = Actions()
        window = MainWindow(actions, theme, state=MemoryViewState(), demo=True)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        scope = TaskScope("window", window.notices)
        presenter = MainPresenter(window, opened.desk, scope, actions)
        scopes = list(add_pages(presenter, opened.desk, actions, MemoryViewState(), theme))
        presenter.start()
        window.show()
        try:
            yield Room(window, presenter, opened, actions, Hands(window), sim)
        finally:
            window.hide()
            await presenter.aclose()
            for each in (*scopes, scope):
                await each.aclose()
