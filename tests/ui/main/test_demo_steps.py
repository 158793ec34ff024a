"""The demo's strip leads on by itself, and a click on a step does what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from shipdesk.domain.account import AccountId
from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import Operation, OperationId, OperationKind, OperationState
from shipdesk.domain.order import OrderKey
from shipdesk.ui.main.demo_steps import BOOK, FOUND, LOSE, DemoSteps
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Theme
from shipdesk.ui.view_state import MemoryViewState

NOW = datetime(2025, 11, 20, 10, 42, tzinfo=UTC)


class Room:
    """A demo window whose desk, orders and simulator are told what to say."""

    def __init__(self, window: MainWindow, actions: Actions) -> None:
        self.window = window
        self.scope = TaskScope("demo", window.notices)
        self.did: list[str] = []
        self.operations: dict[str, Operation] = {}
        self.hand: OrderKey | None = None
        actions.add("orders.buy", "Buy", on=lambda: self.did.append("buy"))
        actions.add("dispatch_orders.book", "Book", on=lambda: self.did.append("book"))
        desk: Any = SimpleNamespace(activity=self)
        what_if: Any = self
        self.steps = DemoSteps(
            window,
            desk,
            self.scope,
            actions,
            what_if,
            orders=lambda: self,
            lead=lambda kind, key: self.did.append(f"{kind} {key}"),
            launch=lambda: True,
        )

    async def read(self, operation_id: OperationId) -> Any:
        return SimpleNamespace(operation=self.operations[operation_id])

    async def lose_reply(self) -> None:
        self.did.append("lose")

    async def open(self, key: str) -> None:
        self.did.append(f"open {key}")

    async def open_next(self) -> None:
        self.did.append("next")

    def in_hand(self) -> OrderKey | None:
        return self.hand

    async def happened(
        self, key: str, state: OperationState, kind: OperationKind = OperationKind.SHIP
    ) -> None:
        made = Operation(OperationId(key), kind, "a:1", AccountId("a"), "ORD-1", state, NOW, NOW)
        self.operations[key] = made
        self.steps.on_changes(Changes(operations=frozenset({key})))
        await self.scope.drain()

    async def click(self, step: int) -> list[str]:
        """Click a step and return what that did."""
        self.did.clear()
        self.window.strip.step_chosen.emit(step)
        await self.scope.drain()
        return list(self.did)

    def current(self) -> int:
        return self.window.strip.current()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[MainWindow]:
    made = MainWindow(Actions(), theme, state=MemoryViewState(), demo=True)
    qtbot.addWidget(made)
    for key in ("orders", "dispatch_orders"):
        made.add_page(key, key.title(), "orders", QWidget())
    yield made
    made.hide()


async def test_strip_goes_on_when_a_step_was_done_by_hand(window: MainWindow) -> None:
    room = Room(window, window.actions_registry)
    assert room.current() == 1
    await room.happened("1", OperationState.DONE)
    assert room.current() == 2
    room.steps.on_nothing_bought()
    assert room.current() == BOOK
    await room.happened("2", OperationState.DONE, OperationKind.BOOK_DISPATCH_ORDER)
    assert room.current() == LOSE
    await room.happened("3", OperationState.UNKNOWN)
    assert room.current() == FOUND
    await room.happened("3", OperationState.DONE)
    assert room.current() == 6
    await room.scope.aclose()


async def test_click_on_a_step_does_what_it_says(window: MainWindow) -> None:
    room = Room(window, window.actions_registry)
    assert await room.click(1) == ["next", "buy"]
    await room.happened("1", OperationState.DONE)
    assert await room.click(2) == ["open a:1", "buy"]
    room.hand = OrderKey("a:1")
    assert await room.click(2) == ["buy"]
    assert await room.click(3) == ["book"]
    assert window.current_page() == "dispatch_orders"
    assert await room.click(4) == ["lose", "next"]
    assert window.current_page() == "orders"
    await room.happened("3", OperationState.UNKNOWN)
    assert await room.click(5) == ["operation 3"]
    await room.scope.aclose()


async def test_second_purchase_is_never_made_where_none_was_made_yet(window: MainWindow) -> None:
    room = Room(window, window.actions_registry)
    assert await room.click(2) == ["next", "buy"]
    assert room.current() == 1
    assert await room.click(5) == []
    assert room.current() == LOSE
    assert any("step 4" in words for words in window.notices.shown())
    await room.scope.aclose()
