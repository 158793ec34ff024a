"""A desk whose way to the services can be cut and mended, for tests of what waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from shipdesk.domain.held import Held
from shipdesk.domain.operation import Operation
from shipdesk.services.queues import Waiting
from shipdesk.services.shipping import ShipPlan
from tests.support.desk import OpenDesk, eventually
from tests.support.driven_clock import PushedClock
from tests.support.gateway import Gateway
from tests.support.simulator import Simulator

FINE, CANCELLED, DEARER = "ORD-000871", "ORD-000865", "ORD-000870"
NUMBERS = (FINE, CANCELLED, DEARER)


@dataclass
class Away:
    """A desk whose way to the services can be cut."""

    opened: OpenDesk
    simulator: Simulator
    gateway: Gateway
    clock: PushedClock

    async def queue(self, *numbers: str) -> dict[str, Operation]:
        """Ask for quotes, lose the connection, and buy all the same."""
        desk = self.opened.desk
        plans = {}
        for number in numbers:
            key = await self.opened.key(number)
            await desk.quoting.ask(key)
            plans[number] = await desk.shipping.prepare(key)
        self.gateway.cut()
        bought = {number: await desk.shipping.buy(plan) for number, plan in plans.items()}
        for each in bought.values():
            await self.says(each, lambda told: told.reason_key == "unreachable", "not sent")
        return bought

    async def says(
        self, operation: Operation, wanted: Callable[[Operation], bool], what: str
    ) -> Operation:
        """Return the operation once it is as wanted."""

        async def look() -> Operation | None:
            sheet = await self.opened.desk.activity.read(operation.id)
            return sheet.operation if wanted(sheet.operation) else None

        return await eventually(look, what)

    async def come_back(self) -> None:
        """Mend the connection and read all lists."""
        self.gateway.mend()
        await self.opened.desk.sync.sync_all()

    async def waiting(self, wanted: Callable[[Waiting], bool], what: str) -> Waiting:
        """Return what waits once it is as wanted."""

        async def look() -> Waiting | None:
            found = await self.opened.desk.queues.waiting()
            if not wanted(found):
                await self.opened.desk.sync.sync_all()
                return None
            return found

        return await eventually(look, what)

    async def read_again(self, count: int) -> dict[str, Held]:
        """Return what is held, by its title, once it was all read again.

        Until then the lists are read as often as the program would.
        """
        found = await self.waiting(
            lambda told: (
                len(told.held) == count and all(each.looked_at is not None for each in told.held)
            ),
            "everything is read again",
        )
        return {each.operation.title: each for each in found.held}

    def bought(self) -> set[str]:
        """Return the references of everything that lives in the couriers' books from today."""
        books = self.simulator.books()
        told = [each for name in ("shipx", "dash101") for each in books[name]["shipments"]]
        references = {str(each.get("reference") or "") for each in told if each["live"]}
        return {number for number in NUMBERS if any(number in each for each in references)}


Opening = Callable[[], AbstractAsyncContextManager[Away]]


async def planned(opened: OpenDesk, number: str) -> ShipPlan:
    """Ask for quotes and return what would be bought."""
    key = await opened.key(number)
    await opened.desk.quoting.ask(key)
    return await opened.desk.shipping.prepare(key)
