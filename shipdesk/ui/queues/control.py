"""The ways out of a held act: go on, buy as it stands now, leave it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from shipdesk.domain.codec import from_plain
from shipdesk.domain.held import KEPT_BACK, Held
from shipdesk.domain.money import Money
from shipdesk.domain.operation import Operation, ShipIntent
from shipdesk.services.desk import Desk
from shipdesk.ui import format as fmt
from shipdesk.ui.notices import Notifier
from shipdesk.ui.queues.card import HeldCard
from shipdesk.ui.shortcuts import OwnedActions
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import Section
from shipdesk.wording import phrase as say


class HeldControl:
    """Keeps a card and its three actions true to one operation, and does what they say."""

    def __init__(self, own: OwnedActions, *, lined: bool = False) -> None:
        """`lined`: `part` is a section of its own, as the details of an order are made of."""
        self._desk: Desk
        self._scope: TaskScope
        self._notices: Notifier
        self._held: Held | None = None
        self._go_on = own.add(
            "go_on_one", say("Go on"), lambda: self._act("go_on", self._on_go_on),
            tip=say("Do it as it was asked for"),
        )  # fmt: skip
        self._buy = own.add(
            "buy_now", say("Buy as it is now"), lambda: self._act("buy", self._on_buy),
            tip=say("Take back what was asked for and buy as order and price are now"),
        )  # fmt: skip
        self._leave = own.add(
            "leave_it", say("Leave it"), lambda: self._act("leave", self._on_leave),
            tip=say("Take it back; nothing is sent"),
        )  # fmt: skip
        self.card = HeldCard(self._go_on, self._buy, self._leave)
        self.part: QWidget = self.card
        if lined:
            section = Section()
            section.add(self.card)
            self.part = section
        self._show(None)

    def use(self, desk: Desk, scope: TaskScope, notices: Notifier) -> None:
        """Do the work with these; called once, before anything is shown."""
        self._desk, self._scope, self._notices = desk, scope, notices

    async def follow(self, operation: Operation | None) -> None:
        """Show an operation where it is held, else nothing."""
        held = None
        if operation is not None and operation.reason_key in KEPT_BACK:
            held = await self._desk.queues.find(operation.id)
        self._show(held)

    def _show(self, held: Held | None) -> None:
        self._held = held
        self.card.show_held(held)
        self.part.setVisible(held is not None)
        price = _price(held)
        words = say("Buy at {price} now", price=price) if price else say("Buy as it is now")
        self._buy.setText(words.replace("&", "&&"))
        _offer(self._go_on, allowed=held is not None and held.ready)
        _offer(self._buy, allowed=held is not None and held.can_be_bought)
        _offer(self._leave, allowed=held is not None)

    def _act(self, name: str, work: Callable[[Held], Awaitable[None]]) -> None:
        if self._held is not None:
            self._scope.start(work, self._held, key=f"held.{name}")

    async def _on_go_on(self, held: Held) -> None:
        if not await self._desk.queues.go_on([held.operation.id]):
            self._notices.toast(say("It cannot go on yet: see what it waits for."), tone=Tone.AMBER)

    async def _on_buy(self, held: Held) -> None:
        await self._desk.queues.buy_now(held.operation.id)

    async def _on_leave(self, held: Held) -> None:
        gone = await self._desk.queues.cancel([held.operation.id])
        words = say("{number} is left; nothing was sent.", number=held.operation.title)
        if gone:
            self._notices.toast(words, tone=Tone.GREY)


def _price(held: Held | None) -> str:
    """Return what it costs as it stands now; "" where that is not known."""
    if held is None or not held.to_be_read:
        return ""
    quoted: Money | None = from_plain(ShipIntent, held.operation.intent).quoted
    changed = any(one.name == "price" for one in held.changes)
    return fmt.money(held.price_now if changed else quoted, "")


def _offer(action: QAction, *, allowed: bool) -> None:
    action.setEnabled(allowed)
    action.setVisible(allowed)
