"""The six things to try in the demo: what a click on each does, and when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import PURCHASES, Operation, OperationId, OperationKind
from shipdesk.domain.operation import OperationState as State
from shipdesk.domain.order import OrderKey
from shipdesk.services.desk import Desk
from shipdesk.ui.dialogs import ask_confirm
from shipdesk.ui.main.launch import COMMAND, start_program
from shipdesk.ui.main.what_if import WhatIf
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

BUY, AGAIN, BOOK, LOSE, FOUND, CONNECT = range(1, 7)


class OrderDesk(Protocol):
    """What the steps ask of the Orders screen."""

    async def open(self, key: str) -> None:
        """Show one order."""
        ...

    async def open_next(self) -> None:
        """Show the first order that can be bought."""
        ...

    def in_hand(self) -> OrderKey | None:
        """Return the order in sight."""
        ...


class DemoSteps:
    """Leads through the strip; a step that was done by hand counts as well."""

    def __init__(
        self,
        window: MainWindow,
        desk: Desk,
        scope: TaskScope,
        actions: Actions,
        what_if: WhatIf,
        *,
        orders: Callable[[], OrderDesk],
        lead: Callable[[str, str], None],
        launch: Callable[[], bool] = start_program,
    ) -> None:
        """`lead` opens an item on its page; `launch` starts the program with the real profile."""
        self._window, self._desk, self._scope = window, desk, scope
        self._actions, self._what_if = actions, what_if
        self._orders, self._lead, self._launch = orders, lead, launch
        self._step = BUY
        self._bought: OrderKey | None = None
        self._aside: OperationId | None = None
        window.strip.set_step(BUY)
        window.strip.step_chosen.connect(self.on_step)

    def on_step(self, step: int) -> None:
        """Do what the step says, and count on from there."""
        work = {
            BUY: self._buy,
            AGAIN: self._again,
            BOOK: self._book,
            LOSE: self._lose,
            FOUND: self._find,
            CONNECT: self._connect,
        }
        self._go(step)
        self._scope.start(work[step], key="demo:step")

    def on_changes(self, changes: Changes) -> None:
        """See whether what happened is the step in hand."""
        if changes.operations:
            self._scope.start(self._look, tuple(changes.operations))

    def on_nothing_bought(self) -> None:
        """A second press bought nothing."""
        if self._step == AGAIN:
            self._done(AGAIN)

    def _go(self, step: int) -> None:
        self._step = step
        self._window.strip.set_step(step)

    def _done(self, step: int) -> None:
        self._window.strip.set_done(step)
        self._go(step + 1)

    async def _look(self, ids: Iterable[OperationId]) -> None:
        for each in ids:
            self._take((await self._desk.activity.read(each)).operation)

    def _take(self, operation: Operation) -> None:
        booked = operation.kind is OperationKind.BOOK_DISPATCH_ORDER
        if operation.kind in PURCHASES:
            self._take_purchase(operation)
        elif booked and operation.state is State.DONE and self._step == BOOK:
            self._done(BOOK)

    def _take_purchase(self, operation: Operation) -> None:
        if operation.state is State.UNKNOWN and operation.id != self._aside:
            self._aside = operation.id
            self._done(LOSE)
        elif operation.state is State.DONE and operation.id == self._aside:
            if self._step == FOUND:
                self._done(FOUND)
        elif operation.state is State.DONE:
            self._bought = OrderKey(operation.subject)
            if self._step == BUY:
                self._done(BUY)

    # What a click does

    async def _buy(self) -> None:
        self._window.show_page("orders")
        await self._orders().open_next()
        self._actions.get("orders.buy").trigger()

    async def _again(self) -> None:
        if self._bought is None:
            self._go(BUY)
            await self._buy()
            return
        self._window.show_page("orders")
        if self._orders().in_hand() != self._bought:
            await self._orders().open(self._bought)
        self._actions.get("orders.buy").trigger()

    async def _book(self) -> None:
        self._window.show_page("dispatch_orders")
        self._actions.get("dispatch_orders.book").trigger()

    async def _lose(self) -> None:
        self._window.show_page("orders")
        await self._what_if.lose_reply()
        await self._orders().open_next()

    async def _find(self) -> None:
        if self._aside is None:
            self._go(LOSE)
            words = say("No reply was lost yet: step 4 loses the next one.")
            self._window.notices.toast(words, tone=Tone.GREY)
            return
        self._lead("operation", self._aside)

    async def _connect(self) -> None:
        wanted = await ask_confirm(
            self._window,
            title=say("Connect your own shop?"),
            text=say(
                "Your own desk opens beside the demo, with a profile of its own. It asks for the "
                "accounts of your shop; nothing of the demo goes with it."
            ),
            confirm=say("Open my desk"),
            cancel=say("Stay in the demo"),
        )
        if not wanted:
            return
        if self._launch():
            self._window.strip.set_done(CONNECT)
            return
        words = say(
            "It could not be started from here. By hand: {command}", command=COMMAND + " run"
        )
        self._window.notices.toast(words, tone=Tone.AMBER)
