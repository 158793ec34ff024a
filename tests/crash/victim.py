"""One life of the program without a window: opens the profile, works, and dies or is killed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from shipdesk.app import Program, open_program
from shipdesk.clock import to_millis
from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import Environment
from shipdesk.domain.order import OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.errors import ShipDeskError, StorageError
from shipdesk.printing.press import TARGET as PRINT
from shipdesk.services import outcomes
from shipdesk.storage import operations
from shipdesk.storage.sql import Conn
from tests.crash.person import Person, Wishes
from tests.crash.prefork import prefork
from tests.crash.probe import Probe, Target, watch
from tests.crash.world import WorldClock

INGEST = "shipdesk.ingest:main"
_TICK_S = 0.01
_ROOT_WORK = ("projection", "operations", "queues")


@dataclass(frozen=True, slots=True)
class Life:
    """What one life is to do; one that `settles` ends once nothing is open any more.

    `quiet`: it may be refused the profile, since another process has it.
    """

    wishes: Wishes
    target: Target | None = None
    settles: bool = False
    quiet: bool = False


def live(url: str, folder: Path, life: Life, tell: Callable[[str], None]) -> None:
    """Live in this process, which was just forked; never returns."""
    begin(life)
    asyncio.run(_live(url, folder, life, tell))


def begin(life: Life) -> None:
    """Make this process ready for a life, before it has a thread."""
    prefork((INGEST, PRINT))
    if life.quiet:
        # Nothing more is said on the screen until this process ends.
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - it ends with the process


async def _live(url: str, folder: Path, life: Life, tell: Callable[[str], None]) -> None:
    clock = WorldClock(url)
    program = await opened(url, folder, clock, fresh=False)
    watch(program, Probe(life.target, tell))
    await program.prepare()
    person = Person(program, life.wishes)
    async with working(program, clock) as group:
        tell("ready")
        group.create_task(person.decide(), name="person")
        await person.work()
        if life.settles:
            await settled(program)
            end(tell)


@asynccontextmanager
async def working(program: Program, clock: WorldClock) -> AsyncIterator[asyncio.TaskGroup]:
    """Run what a life needs besides its person; an error in any of it ends the life, and is told.

    Of the root work only what a purchase needs: the rest would read what nobody looks at.
    """
    async with asyncio.TaskGroup() as group:
        for name in _ROOT_WORK:
            group.create_task(program.root_work[name](), name=name)
        group.create_task(drive(program, clock), name="time")
        yield group


def end(tell: Callable[[str], None]) -> NoReturn:
    """End this process, whose life has come to rest.

    All is in the journal; closing in good order is what other tests look at.
    """
    tell("settled")
    os._exit(0)


async def opened(url: str, folder: Path, clock: WorldClock, *, fresh: bool) -> Program:
    """Open the demo's profile in a folder."""
    paths, vault = await demo_profile_in(url, folder, fill=fresh)
    return open_program(paths, Environment.DEMO, vault, clock, _report)


def _report(where: str, error: BaseException) -> None:
    if not isinstance(error, ShipDeskError):
        sys.stderr.write(f"{where}: {error!r}\n")


async def drive(program: Program, clock: WorldClock) -> None:
    """Let the time pass that nobody needs: when nothing is under way, jump to what is due next."""
    runner = program.desk.runner
    while True:
        await asyncio.sleep(_TICK_S)
        with suppress(StorageError):
            wait = await program.journal.read(lambda conn: _next_due(conn, program, clock))
            if wait is None:
                continue
            if wait > 0 and runner._idle.is_set():
                await clock.jump(wait)
            if wait <= 0 or runner._idle.is_set():
                runner.wake()


def _next_due(conn: Conn, program: Program, clock: WorldClock) -> float | None:
    """Return in how many seconds the next open operation is due; None where nothing ever is."""
    now = to_millis(clock.now())
    held = program.desk.runner._held
    waits = [
        (to_millis(held.get(each.id) or each.not_before or each.created_at) - now) / 1000
        for each in operations.unsettled(conn)
        if each.not_before is None or each.not_before < outcomes.FOREVER
    ]
    return min(waits, default=None)


async def settled(program: Program) -> None:
    """Wait until nothing is open; the person and the clock bring that about."""
    while True:
        if not await program.journal.read(operations.unsettled):
            return
        await asyncio.sleep(_TICK_S)


async def prepare_profile(url: str, folder: Path) -> dict[str, tuple[str, ...]]:
    """Make a profile that has read everything and asked for prices; returns orders by their cell.

    Opened and closed in good order: what every epoch begins with is a copy of it.
    """
    clock = WorldClock(url)
    program = await opened(url, folder, clock, fresh=True)
    await program.prepare()
    desk = program.desk
    await desk.sync.sync_all()
    rows = await desk.order_list.rows(list(await desk.order_list.ids(ListQuery())))
    found: dict[str, list[str]] = {"inpost": [], "dash101": []}
    for row in rows.values():
        key = OrderKey(row.key)
        with suppress(ShipDeskError):
            await desk.quoting.ask(key)
            plan = await desk.shipping.prepare(key)
            if plan.ready and plan.quote is not None:
                found[plan.quote.account_id].append(key)
    await program.door.project_now()
    await program.aclose()
    return {
        "buy ShipX": tuple(sorted(found["inpost"])),
        "buy Dash101": tuple(sorted(found["dash101"])),
    }
