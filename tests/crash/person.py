"""A simulated person at the desk: asks for what the plan says, and leaves every unknown at once.

Works through the desk's services as the window does, in the victim's process. Impatient on purpose:
*buy again* is pressed the moment it is enabled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from shipdesk.app import Program
from shipdesk.domain.account import AccountId, AccountState
from shipdesk.domain.offer import Offer
from shipdesk.domain.operation import OPEN_STATES, Operation, OperationId, OperationKind
from shipdesk.domain.order import OrderKey
from shipdesk.domain.shipment import ShipmentId
from shipdesk.errors import OperationRefusedError, ProviderError
from shipdesk.services.desk import Desk
from shipdesk.services.shipping import ShipPlan
from shipdesk.storage import dispatch_orders, operations, shipments
from shipdesk.storage.database import Conn, run
from tests.crash.plan import AT_ONE_GO, COMPARED, dice
from tests.crash.probe import CELL, DECIDING, cell_of
from tests.support.desk import eventually

T = TypeVar("T")

LOOK_S = 0.02
_SYNC_EVERY = 30.0
_INPOST, _DASH101 = AccountId("inpost"), AccountId("dash101")
_HOURS = "9:00-17:00"
_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person does in one life: acts by their cell, and orders and drafts to do them with.

    `leaves` is the share of what nobody found that is left unused instead of asked for again.
    """

    acts: tuple[str, ...]
    orders: dict[str, tuple[str, ...]]
    drafts: tuple[str, ...]
    double: bool = False
    pays: bool = True
    leaves: float = 0.0
    seed: int = 0


async def repair(desk: Desk) -> None:
    """Type the password of an account anew where its service refused it."""
    for health in desk.providers.health:
        if health.state is AccountState.PAUSED_AUTH:
            await desk.providers.reopen(AccountId(health.account_id))


class Person:
    """Carries out wishes on an open program; every coroutine belongs to its loop."""

    def __init__(self, program: Program, wishes: Wishes) -> None:
        self._program = program
        self._desk = program.desk
        self._wishes = wishes
        self._random = dice(wishes.seed)
        self._orders = {courier: list(keys) for courier, keys in wishes.orders.items()}
        self._drafts = list(wishes.drafts)
        self._syncs_at = 0.0
        self._acts: dict[str, Callable[[], Awaitable[object]]] = {
            "buy ShipX": lambda: self._buy_one("buy ShipX"),
            "buy Dash101": lambda: self._buy_one("buy Dash101"),
            "buy Dispatch": lambda: self._buy_one("buy ShipX"),
            "void ShipX": self._void_draft,
            "void Dash101": self._cancel_bought,
            "dispatch order ShipX": self._book,
            "withdraw ShipX": self._withdraw,
            COMPARED: self._buy_compared,
            AT_ONE_GO["buy ShipX"]: lambda: self._buy_at_one_go("buy ShipX"),
            AT_ONE_GO["buy Dash101"]: lambda: self._buy_at_one_go("buy Dash101"),
        }

    async def work(self) -> None:
        """Begin every act of the plan at about the same time; one that cannot be done is left."""
        await asyncio.gather(*(self._act(each) for each in self._wishes.acts))

    async def _act(self, act: str) -> None:
        with suppress(OperationRefusedError, ProviderError):
            await self._acts[act]()

    async def decide(self) -> None:
        """Look again and again."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Look at what stands still, and take the first way out of each that is enabled."""
        await repair(self._desk)
        await self._let_go_on()
        if self._wishes.pays:
            await self._pay()
        for row in await self._desk.activity.page("unknown", ""):
            with suppress(OperationRefusedError, ProviderError):
                await self._settle(OperationId(row.operation_id))

    async def _let_go_on(self) -> None:
        """Let go on what waited too long; what changed meanwhile is bought so, or withdrawn."""
        queues = self._desk.queues
        waiting = await queues.waiting()
        if not waiting.held:
            return
        await queues.go_on([one.operation.id for one in waiting.ready])
        for one in waiting.changed:
            with suppress(OperationRefusedError):
                if one.can_be_bought:
                    await queues.buy_now(one.operation.id)
                else:
                    await queues.cancel([one.operation.id])
        unread = len(waiting.ready) + len(waiting.changed) < len(waiting.held)
        if unread and self._desk.clock.monotonic() >= self._syncs_at:
            self._syncs_at = self._desk.clock.monotonic() + _SYNC_EVERY
            await self._desk.sync.sync_all()
            await queues.look()

    async def _pay(self) -> None:
        """Pay for what stands unpaid at the courier."""
        unpaid = await self._read(
            lambda conn: run(
                conn, "SELECT id FROM shipment WHERE payable = 'no_funds' AND live = 1"
            )
        )
        for row in unpaid:
            with suppress(OperationRefusedError):
                await self._desk.shipping.pay(ShipmentId(row[0]))

    async def _settle(self, operation_id: OperationId) -> None:
        sheet = await self._desk.activity.read(operation_id)
        if not sheet.can_decide:
            return
        DECIDING.set(True)
        CELL.set(cell_of(sheet.operation))
        try:
            if sheet.found:
                await self._desk.activity.adopt(operation_id, sheet.found[0].remote_id)
            elif self._random.random() < self._wishes.leaves:
                await self._desk.activity.leave(operation_id, "It is not wanted any more.")
            else:
                await self._desk.activity.again(operation_id, "Nobody answers.")
        finally:
            DECIDING.set(False)
            CELL.set("")

    async def _ask(self, cell: str, request: Callable[[], Awaitable[Any]]) -> Any:
        """Ask for an act, twice at the same moment where the plan wants a double click."""
        CELL.set(cell)
        try:
            if not self._wishes.double:
                return await request()
            told = await asyncio.gather(request(), request(), return_exceptions=True)
        finally:
            CELL.set("")
        faults = [each for each in told if isinstance(each, BaseException)]
        if len(faults) == len(told):
            raise faults[0]
        return next(each for each in told if not isinstance(each, BaseException))

    async def _buy_one(self, cell: str) -> Operation:
        """Buy the next order of the plan that is free; raises OperationRefusedError without one."""
        plan = await self._next_plan(cell)
        found: Operation = await self._ask(cell, lambda: self._desk.shipping.buy(plan))
        return found

    async def _next_plan(self, cell: str) -> ShipPlan:
        """Return the plan of the next order that can be bought; it is this coroutine's from now."""
        waiting = self._orders[cell]
        while waiting:
            plan = await self._desk.shipping.prepare(OrderKey(waiting.pop(0)))
            if plan.ready:
                return plan
        raise OperationRefusedError(reason="No order is left.")

    async def _buy_at_one_go(self, cell: str) -> None:
        """Review the next orders of the plan that are free, and buy them in one transaction."""
        keys = [(await self._next_plan(cell)).sheet.order.key]
        with suppress(OperationRefusedError):
            while len(keys) < _TOGETHER:
                keys.append((await self._next_plan(cell)).sheet.order.key)
        review = self._desk.batches.review(keys)
        await review.run(lambda _keys: None)
        await self._ask(cell, lambda: self._desk.batches.buy(review))

    async def _buy_compared(self) -> None:
        """Have InPost's own services compared for an order, and buy the first offer."""
        key = (await self._next_plan("buy ShipX")).sheet.order.key
        comparison = await self._desk.comparing.start_order(key, _INPOST)

        async def offered() -> Offer | None:
            told = await self._desk.comparing.read(comparison.id)
            if told.why_not:
                raise OperationRefusedError(reason=told.why_not)
            return next((each for each in told.offers if each.available), None)

        offer = await eventually(offered, "the offers are there")
        try:
            await self._ask("buy ShipX", lambda: self._desk.comparing.buy(comparison.id, offer))
        finally:
            await self._desk.comparing.leave(comparison.id)

    async def _bought(self, cell: str) -> Operation:
        """Buy an order and wait until that is settled."""
        operation = await self._buy_one(cell)

        async def settled() -> Operation | None:
            found = await self._read(lambda conn: operations.read(conn, operation.id))
            return None if found.state in OPEN_STATES else found

        return await eventually(settled, "the purchase is settled")

    async def _void_draft(self) -> None:
        """Cancel a draft that stands unbought at the courier."""
        while self._drafts:
            listed = ShipmentId(f"{_INPOST}:{self._drafts.pop(0)}")
            if not await self._read(partial(operations.of_subject, subject=listed)):
                shipment = (await self._desk.shipments.read(listed)).shipment
                await self._ask("void ShipX", partial(self._desk.voiding.void, shipment))
                return

    async def _cancel_bought(self) -> None:
        """Cancel a bought order at Dash101; buys one at first where there is none."""
        keys = self._wishes.orders["cancel"]
        found = await self._read(lambda conn: shipments.of_orders(conn, keys))
        live = [each.id for bought in found.values() for each in bought if each.live]
        rows = await self._desk.cancelling.plan(live)
        if all(row.why_not for row in rows):
            bought = await self._bought("buy Dash101")
            rows = await self._desk.cancelling.plan(order_keys=[OrderKey(bought.subject)])
        free = [row for row in rows if not row.why_not][:1]
        await self._ask("void Dash101", lambda: self._desk.cancelling.request(free))

    async def _book(self) -> None:
        """Have a parcel collected; buys one at first where none waits."""
        ids = await self._waiting()
        if not ids:
            await self._bought("buy ShipX")
            ids = await self._waiting()
        sender = await self._desk.senders.default_for("PL")
        await self._ask(
            "dispatch order ShipX",
            lambda: self._desk.pickups.book(_INPOST, ids[:1], sender, _HOURS),
        )

    async def _waiting(self) -> list[ShipmentId]:
        sheet = await self._desk.pickups.waiting()
        groups = [each for each in sheet.groups if each.account_id == _INPOST and not each.closed]
        return [each for group in groups for each in group.shipments]

    async def _withdraw(self) -> None:
        """Withdraw a collection; books one at first where there is none."""
        booked = await self._open_collections()
        if not booked:
            await self._book()
            booked = await eventually(self._open_collections, "the collection is booked")
        await self._ask("withdraw ShipX", lambda: self._desk.pickups.cancel(booked[0]))

    async def _open_collections(self) -> list[Any]:
        def read(conn: Conn) -> list[Any]:
            asked = operations.open_of_kind(conn, OperationKind.CANCEL_DISPATCH_ORDER)
            subjects = {each.subject for each in asked}
            found = dispatch_orders.open(conn, _INPOST)
            return [each.id for each in found if each.id not in subjects]

        return await self._read(read)

    async def _read(self, work: Callable[[Conn], T]) -> T:
        return await self._program.journal.read(work)
