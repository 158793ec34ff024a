"""A state machine of a shop's day: whatever is lost, and whenever the program dies, books agree.

Hypothesis draws what is bought, cancelled and collected, which replies are lost and when the
program dies. The program is the real one over a real journal; the couriers are the simulator, in a
process of its own; the time of both is driven. Whenever nothing is open, every live shipment at a
courier is exactly one live shipment in the journal. `HYPOTHESIS_PROFILE=machine` runs 200 days,
drawn anew each time, and makes one that fails as short as can be.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import shutil
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from shipdesk.app import Program, open_program
from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import AccountId, Environment
from shipdesk.domain.operation import (
    OPEN_STATES,
    AttemptState,
    Operation,
    OperationState,
)
from shipdesk.domain.order import OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.domain.shipment import ShipmentId
from shipdesk.errors import OperationRefusedError, ProviderError, ShipDeskError
from shipdesk.paths import profile_paths
from shipdesk.storage import dispatch_orders, operations, shipments
from tests.crash import books
from tests.crash.person import Person, Wishes, repair
from tests.crash.victim import drive
from tests.crash.world import World, WorldClock
from tests.support.desk import eventually
from tests.support.quick_ingest import quick_context

T = TypeVar("T")
_INPOST, _DASH101 = AccountId("inpost"), AccountId("dash101")
_DRAFTS = 4
_ORDERS = 2
_HOURS = "9:00-17:00"
_WORK = ("projection", "operations", "queues")
_SENDS_ONCE = frozenset({"create", "create_shipment", "buy", "void", "cancel"})
"""Steps that nobody promises to be harmless when they are taken twice."""

_BUYS = {
    _INPOST: ("shipx.shipments.create",),
    _DASH101: ("dash101.order_create_v2", "dash101.shipment_create"),
}
_FAULTS: tuple[dict[str, object], ...] = (
    {"do": "drop_before"},
    {"do": "drop_after_commit"},
    {"do": "late_commit", "ms": 90_000},
    {"do": "500"},
    {"do": "500", "committed": True},
    {"do": "html", "committed": True},
    {"do": "truncated_json"},
    {"do": "empty_200"},
    {"do": "422"},
    {"do": "401"},
    {"do": "429", "retry_after": 30},
)
_DEATHS: tuple[dict[str, object], ...] = (
    {"do": "timeout"},
    {"do": "timeout", "committed": True},
)
"""The courier's answer is still awaited when the program dies: it did it, or did not."""

couriers = st.sampled_from((_INPOST, _DASH101))
places = st.integers(0, _ORDERS - 1)
mishaps = st.none() | st.sampled_from(_FAULTS) | st.sampled_from(_DEATHS)


class Shop:
    """The world, and a profile that has read all orders and asked for prices."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self._numbers = count(1)
        self.drafts = world.begin(_DRAFTS)
        self.orders: dict[AccountId, list[OrderKey]] = {_INPOST: [], _DASH101: []}
        asyncio.run(self._prepare())

    def begin(self) -> Path:
        """Begin anew, world and profile; returns the profile's folder."""
        assert self.world.begin(_DRAFTS) == self.drafts
        fresh = self.folder / f"{next(self._numbers)}"
        shutil.copytree(self.folder / "template", fresh)
        return fresh

    async def _prepare(self) -> None:
        program, _ = await opened(self.world.url, self.folder / "template", [], fresh=True)
        desk = program.desk
        await desk.sync.sync_all()
        rows = await desk.order_list.rows(list(await desk.order_list.ids(ListQuery())))
        for row in rows.values():
            if all(len(found) >= _ORDERS for found in self.orders.values()):
                break
            key = OrderKey(row.key)
            with suppress(ShipDeskError):
                await desk.quoting.ask(key)
                plan = await desk.shipping.prepare(key)
                if plan.ready and plan.quote is not None:
                    self.orders[plan.quote.account_id].append(key)
        await program.door.project_now()
        await program.aclose()


async def opened(
    url: str, folder: Path, faults: list[str], *, fresh: bool = False
) -> tuple[Program, WorldClock]:
    """Open the profile in a folder; `faults` takes what no person can do anything about."""
    paths, vault = await demo_profile_in(url, folder, fill=fresh)
    clock = WorldClock(url)

    def report(where: str, error: BaseException) -> None:
        if not isinstance(error, ShipDeskError):
            faults.append(f"{where}: {error!r}")

    program = open_program(paths, Environment.DEMO, vault, clock, report)
    program.workers[0].context = quick_context()
    await program.prepare()
    return program, clock


class Day(RuleBasedStateMachine):
    """One day: a person's acts, the couriers' faults, and the program's deaths."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._folder = shop.begin()
        self._before = shop.world.books()
        self._loop = asyncio.Runner()
        self._tasks: list[asyncio.Task[None]] = []
        self._faults: list[str] = []
        self._do(self._open())

    def teardown(self) -> None:
        """Bring the day to its end, compare the books once more, and close everything."""
        try:
            self.reconcile(leaves=False)
            self.books_agree()
        finally:
            self._close()

    def _close(self) -> None:
        self._do(self._die())
        self._loop.close()
        shutil.rmtree(self._folder)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(work)

    async def _open(self) -> None:
        self._program, clock = await opened(self._shop.world.url, self._folder, self._faults)
        self._desk = self._program.desk
        loop = asyncio.get_running_loop()
        work = [self._program.root_work[name]() for name in _WORK]
        work.append(drive(self._program, clock))
        self._tasks = [loop.create_task(each) for each in work]

    async def _die(self) -> None:
        """End as a killed program does: whatever is under way is told nobody."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._program.aclose()

    async def _read(self, work: Callable[[Any], T]) -> T:
        return await self._program.journal.read(work)

    # Rules

    @rule(courier=couriers, place=places, mishap=mishaps, step=places)
    def buy(
        self,
        courier: AccountId,
        place: int,
        mishap: dict[str, object] | None,
        step: int,
    ) -> None:
        """Ask for prices and buy an order; the reply may be lost, or the program die before it."""
        steps = _BUYS[courier]
        match = steps[step % len(steps)]
        key = self._shop.orders[courier][place]
        self._act(partial(self._buy, key), match, mishap)

    @rule(place=st.integers(0, _DRAFTS - 1), mishap=mishaps)
    def void(self, place: int, mishap: dict[str, object] | None) -> None:
        """Cancel a shipment that stands unpaid at InPost."""
        self._act(partial(self._void, place), "shipx.shipments.cancel", mishap)

    @rule(place=places, mishap=mishaps)
    def cancel(self, place: int, mishap: dict[str, object] | None) -> None:
        """Cancel a bought order at Dash101, so that it can be bought again."""
        self._act(partial(self._cancel, place), "dash101.order_cancel", mishap)

    @rule(mishap=mishaps)
    def book(self, mishap: dict[str, object] | None) -> None:
        """Have a parcel collected."""
        self._act(self._book, "shipx.dispatch_orders.create", mishap)

    @rule(mishap=mishaps)
    def withdraw(self, mishap: dict[str, object] | None) -> None:
        """Cancel a collection."""
        self._act(self._withdraw, "shipx.dispatch_orders.cancel", mishap)

    @rule()
    def restart(self) -> None:
        """Die and open again."""
        self._do(self._reopen())

    @rule(leaves=st.booleans())
    def reconcile(self, leaves: bool) -> None:  # noqa: FBT001
        """Let all be looked up, and decide what is left for a person, until nothing is open."""
        self._shop.world.faults([])
        self._do(self._settle(leaves=leaves))

    # Acts

    def _act(
        self,
        act: Callable[[], Awaitable[Operation | None]],
        match: str,
        mishap: dict[str, object] | None,
    ) -> None:
        self._shop.world.faults([{"match": match, "times": 1, **mishap}] if mishap else [])
        self._do(self._acted(act, dies=mishap in _DEATHS))

    async def _acted(self, act: Callable[[], Awaitable[Operation | None]], *, dies: bool) -> None:
        await repair(self._desk)
        with suppress(OperationRefusedError, ProviderError):
            operation = await act()
            if operation is not None:
                await eventually(partial(self._rests, operation), f"{operation.kind} rests")
            if dies:
                await self._reopen()

    async def _rests(self, operation: Operation) -> bool:
        """Whether its answer hangs, or it has begun to wait for something, or has ended."""
        found = await self._read(lambda conn: operations.read(conn, operation.id))
        tried = await self._read(lambda conn: operations.attempts(conn, operation.id))
        faults = self._shop.world.ask("GET", "faults")["faults"]
        hangs = any(each["do"] == "timeout" and each["hits"] for each in faults)
        waits = found.state in {OperationState.UNKNOWN, OperationState.WAITING}
        begun = any(tried) or found.reason_key == "held"
        stands = begun and found.state is OperationState.QUEUED
        return hangs or waits or stands or found.state not in OPEN_STATES

    async def _reopen(self) -> None:
        await self._die()
        await self._open()

    async def _buy(self, key: OrderKey) -> Operation | None:
        await self._desk.quoting.ask(key)
        plan = await self._desk.shipping.prepare(key)
        return await self._desk.shipping.buy(plan) if plan.ready else None

    async def _void(self, place: int) -> Operation | None:
        listed = ShipmentId(f"{_INPOST}:{self._shop.drafts[place]}")
        shipment = (await self._desk.shipments.read(listed)).shipment
        return await self._desk.voiding.void(shipment)

    async def _cancel(self, place: int) -> Operation | None:
        key = self._shop.orders[_DASH101][place]
        found = await self._read(lambda conn: shipments.of_order(conn, key))
        rows = await self._desk.cancelling.plan([each.id for each in found if each.live])
        return (await self._desk.cancelling.request(rows))[0]

    async def _book(self) -> Operation | None:
        sheet = await self._desk.pickups.waiting()
        groups = [each for each in sheet.groups if each.account_id == _INPOST and not each.closed]
        waiting = [each for group in groups for each in group.shipments]
        sender = await self._desk.senders.default_for("PL")
        return await self._desk.pickups.book(_INPOST, waiting[:1], sender, _HOURS)

    async def _withdraw(self) -> Operation | None:
        booked = await self._read(lambda conn: dispatch_orders.open(conn, _INPOST))
        return await self._desk.pickups.cancel(booked[0].id) if booked else None

    async def _settle(self, *, leaves: bool) -> None:
        person = Person(self._program, Wishes((), {}, (), leaves=float(leaves)))

        async def look() -> bool:
            await person.look()
            return not await self._read(operations.unsettled)

        try:
            await eventually(look, "nothing is open any more")
        except AssertionError as error:
            for each in await self._read(operations.unsettled):
                error.add_note(f"{each.kind} {each.title}: {each.state} {each.reason_key}")
            raise

    # What always holds

    @invariant()
    def nothing_broke(self) -> None:
        """Whatever came back was understood."""
        assert not self._faults

    @invariant()
    def nothing_unknown_is_taken_for_known(self) -> None:
        """A step whose last reply was lost is done or refused only once it was looked up."""
        for operation, tried in self._do(self._read(_with_attempts)):
            if operation.state in {OperationState.DONE, OperationState.REFUSED} and tried:
                last = tried[-1]
                assert not (last.state is AttemptState.AMBIGUOUS and last.step in _SENDS_ONCE), (
                    f"{operation.kind} {operation.state}: the reply to {last.step} was lost"
                )

    @invariant()
    def books_agree(self) -> None:
        """Never two live shipments of an intent; and where nothing is open, courier is journal."""
        ledger = books.Ledger(self._before, self._shop.world.books())
        journal = profile_paths("demo", self._folder).journal
        verdict = books.judge(journal, ledger, ended=True)
        assert not verdict.duplicates
        open_ = self._do(self._read(operations.unsettled))
        if open_:
            return
        assert not verdict.lost
        there = sorted((account, number) for account, reference, number in ledger.live())
        assert there == sorted(self._do(self._read(_bought)))


def _bought(conn: Any) -> list[tuple[str, str]]:
    found = []
    for operation in books.all_operations(conn):
        for each in shipments.of_order(conn, OrderKey(operation.subject)):
            number = each.remote_id if each.account_id == _INPOST else each.tracking_number
            if each.live and (each.account_id, number) not in found:
                found.append((each.account_id, number))
    return found


def _with_attempts(conn: Any) -> list[tuple[Operation, tuple[Any, ...]]]:
    all_ = books.all_operations(conn)
    return [(each, operations.attempts(conn, each.id)) for each in all_]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with orders that both couriers carry."""
    world = World()
    try:
        yield Shop(world, tmp_path_factory.mktemp("machine"))
    finally:
        world.stop()


def test_whatever_is_lost_and_whenever_it_dies_the_books_agree(shop: Shop) -> None:
    many = os.environ.get("HYPOTHESIS_PROFILE") == "machine"
    if many:
        # 200 days may take longer than the watch over tests that hang allows; every wait of a day
        # has a limit of its own.
        faulthandler.cancel_dump_traceback_later()
    run_state_machine_as_test(
        lambda: Day(shop),
        settings=settings(
            max_examples=200 if many else 8,
            stateful_step_count=12,
            deadline=None,
            derandomize=not many,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink) if many else (Phase.generate,),
            print_blob=True,
        ),
    )
