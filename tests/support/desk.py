"""A real desk against the real simulator, without a window: what services and presenters need."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from shipdesk.app import Program, close_after, open_program
from shipdesk.clock import Clock, SystemClock
from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import Environment
from shipdesk.domain.operation import OPEN_STATES, Operation, OperationId
from shipdesk.domain.order import OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.domain.rows import OrderRow
from shipdesk.storage.vault import MemoryVault
from tests.support.quick_ingest import quick_context
from tests.support.simulator import Simulator

T = TypeVar("T")

_BY_HAND = frozenset({"sync", "finder"})
"""Root work that tests start themselves, where they want it."""
_PATIENCE = 30.0
_LOOK = 0.01


async def eventually(look: Callable[[], Awaitable[T | None]], what: str) -> T:
    """Return the first true answer of `look`; fails with `what` after half a minute."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _PATIENCE
    while loop.time() < end:
        found = await look()
        if found:
            return found
        await asyncio.sleep(_LOOK)
    raise AssertionError(f"never came: {what}")


class OpenDesk:
    """An open program with its root work running, and a few words that tests share."""

    def __init__(self, program: Program, faults: list[tuple[str, BaseException]]) -> None:
        self.program = program
        self.desk = program.desk
        self.faults = faults

    async def row(self, number: str) -> OrderRow:
        """Return the row of an order by its number, once it is listed."""

        async def look() -> OrderRow | None:
            ids = await self.desk.order_list.ids(ListQuery(text=number))
            rows = await self.desk.order_list.rows(list(ids))
            return next((each for each in rows.values() if each.number == number), None)

        return await eventually(look, f"order {number}")

    async def key(self, number: str) -> OrderKey:
        """Return the key of an order by its number."""
        return OrderKey((await self.row(number)).key)

    async def settled(self, operation: Operation) -> Operation:
        """Return the operation once it is not open any more."""

        async def look() -> Operation | None:
            sheet = await self.desk.activity.read(OperationId(operation.id))
            return sheet.operation if sheet.operation.state not in OPEN_STATES else None

        return await eventually(look, f"the end of {operation.kind}")

    async def buy(self, number: str) -> Operation:
        """Ask for quotes, buy with the best one and wait for the outcome."""
        key = await self.key(number)
        await self.desk.quoting.ask(key)
        plan = await self.desk.shipping.prepare(key)
        return await self.settled(await self.desk.shipping.buy(plan))


@asynccontextmanager
async def open_desk(
    simulator: Simulator,
    folder: Path,
    *,
    sync: bool = True,
    fresh: bool = True,
    clock: Clock | None = None,
    url: str = "",
) -> AsyncIterator[OpenDesk]:
    """Open the demo's profile against the simulator; syncs once, then runs the root work.

    `fresh` False opens what an earlier desk left in the folder, as after a restart; `url` is where
    the services are to be found, where that is not the simulator itself.
    """
    paths, vault = await demo_profile_in(url or simulator.url, folder, fill=fresh)
    faults: list[tuple[str, BaseException]] = []
    program = open_program(
        paths,
        Environment.DEMO,
        vault or MemoryVault(),
        clock or SystemClock(),
        lambda where, error: faults.append((where, error)),
    )
    ingest, _ = program.workers
    ingest.context = quick_context()
    await program.prepare()
    opened = OpenDesk(program, faults)
    work = {name: each for name, each in program.root_work.items() if name not in _BY_HAND}
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each(), name=name) for name, each in work.items()]
        try:
            if sync:
                await program.desk.sync.sync_all()
            yield opened
        finally:
            await close_after(program, tasks)
