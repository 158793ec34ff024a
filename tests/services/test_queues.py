"""After a long time offline: synced first, read again, and only what was named is bought."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.held import Held
from shipdesk.domain.operation import Operation, OperationState
from shipdesk.errors import AuthError, OperationRefusedError
from shipdesk.services.queues import Waiting
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.gateway import Gateway
from tests.support.simulator import Simulator

FINE, CANCELLED, DEARER = "ORD-000871", "ORD-000865", "ORD-000870"
NUMBERS = (FINE, CANCELLED, DEARER)
AWAY_S = 20 * 60.0


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


@pytest.fixture
def gateway(simulator: Simulator) -> Iterator[Gateway]:
    with Gateway(simulator.url) as made:
        yield made


@pytest.fixture
def opening(simulator: Simulator, gateway: Gateway, tmp_path: Path) -> Opening:
    fresh = [True]
    clock = PushedClock()

    @asynccontextmanager
    async def away() -> AsyncIterator[Away]:
        async with open_desk(
            simulator, tmp_path, clock=clock, fresh=fresh.pop(), url=gateway.url
        ) as opened:
            fresh.append(False)
            yield Away(opened, simulator, gateway, clock)

    return away


async def test_after_twenty_minutes_away_only_what_was_named_and_is_as_it_was_is_bought(
    opening: Opening,
) -> None:
    async with opening() as away:
        queued = await away.queue(*NUMBERS)
        away.clock.push(AWAY_S)
        away.simulator.cancel_order(CANCELLED)
        away.simulator.knobs(dash101_price_factor=1.2)
        await away.come_back()
        held = await away.read_again(3)
        assert away.bought() == set()
        assert held[FINE].ready
        assert [each.name for each in held[CANCELLED].changes] == ["closed"]
        (dearer,) = held[DEARER].changes
        assert dearer.name == "price"
        assert dearer.before_price is not None
        assert dearer.now_price is not None
        assert (dearer.before_price.minor, dearer.now_price.minor) == (7200, 8040)

        gone = await away.opened.desk.queues.go_on([each.id for each in queued.values()])
        assert gone == (queued[FINE].id,)
        done = await away.opened.settled(queued[FINE])
        assert done.state is OperationState.DONE, done.reason
        assert away.bought() == {FINE}
        assert away.opened.faults == []


async def test_what_became_dearer_is_bought_at_the_new_price_or_left(opening: Opening) -> None:
    async with opening() as away:
        queued = await away.queue(CANCELLED, DEARER)
        away.clock.push(AWAY_S)
        away.simulator.cancel_order(CANCELLED)
        away.simulator.knobs(dash101_price_factor=1.2)
        await away.come_back()
        held = await away.read_again(2)
        queues = away.opened.desk.queues
        with pytest.raises(OperationRefusedError):
            await queues.buy_now(queued[CANCELLED].id)
        assert await queues.cancel([queued[CANCELLED].id]) == (queued[CANCELLED].id,)
        fresh = await queues.buy_now(queued[DEARER].id)
        done = await away.opened.settled(fresh)
        assert done.state is OperationState.DONE, done.reason
        assert done.intent["quoted"] == {
            "minor": held[DEARER].changes[0].now_price.minor,  # type: ignore[union-attr]
            "currency": "INR",
        }
        first = await away.opened.desk.activity.read(queued[DEARER].id)
        assert first.operation.state is OperationState.CANCELLED
        assert away.bought() == {DEARER}


async def test_a_short_time_away_asks_nobody(opening: Opening) -> None:
    async with opening() as away:
        queued = await away.queue(FINE)
        away.clock.push(10 * 60)
        await away.come_back()
        done = await away.opened.settled(queued[FINE])
        assert done.state is OperationState.DONE, done.reason
        assert (await away.opened.desk.queues.waiting()).held == ()


async def test_a_closed_program_asks_before_it_buys_what_waited(opening: Opening) -> None:
    async with opening() as away:
        queued = await away.queue(FINE)
    away.gateway.mend()
    away.clock.push(AWAY_S)
    async with opening() as again:
        await again.read_again(1)
        assert again.bought() == set()
        await again.opened.desk.queues.go_on([queued[FINE].id])
        done = await again.opened.settled(queued[FINE])
        assert done.state is OperationState.DONE, done.reason
        assert again.bought() == {FINE}


async def test_an_order_put_on_hold_or_readdressed_meanwhile_is_not_bought(
    opening: Opening,
) -> None:
    async with opening() as away:
        await away.queue(FINE, CANCELLED)
        desk = away.opened.desk
        held_key, moved_key = await away.opened.key(FINE), await away.opened.key(CANCELLED)
        await desk.orders.set_hold([held_key], hold=True)
        address = (await desk.orders.read(moved_key)).order.recipient
        await desk.orders.set_address(moved_key, replace(address, name="Anna Zielińska"))
        away.clock.push(AWAY_S)
        await away.come_back()
        held = await away.read_again(2)
        assert [each.name for each in held[FINE].changes] == ["hold"]
        (moved,) = held[CANCELLED].changes
        assert moved.name == "recipient"
        assert moved.before.splitlines()[0] == address.name
        assert moved.now.splitlines()[0] == "Anna Zielińska"
        assert held[CANCELLED].can_be_bought
        assert away.bought() == set()


async def test_a_paused_account_tells_how_much_of_its_work_waits_and_why(
    opening: Opening,
) -> None:
    async with opening() as away:
        desk = away.opened.desk
        await away.queue(FINE)
        desk.providers.trouble(AccountId("inpost"), AuthError(account="InPost"))
        found = await away.waiting(lambda told: bool(told.standing), "the account stands")
        ((health, count),) = found.standing
        assert (health.title, count) == ("InPost", 1)
        assert "Settings › Accounts" in health.error_hint
