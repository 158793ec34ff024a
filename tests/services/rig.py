"""A runner over a real journal and a courier that plays a script, for the tests of the runner."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import AttemptState, Operation, OperationKind, OperationState
from shipdesk.errors import UnreachableError
from shipdesk.providers.steps import Bought, Step
from shipdesk.services.changes import ChangeBus
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.operations import Runner
from shipdesk.storage import operations as store
from shipdesk.storage.database import Database
from tests.support.desk import eventually
from tests.support.driven_clock import PushedClock
from tests.support.scripted_courier import OpenGate, QuietDoor, ScriptedCourier, ScriptedKind

CREATE = Step("create", writes=True)
CONFIRM = Step("confirm", writes=False)
BOUGHT = Bought("900", "620000000000000000000001")
LOST = UnreachableError(sent=True, account="Courier")


@dataclass
class Rig:
    """A runner over a real journal and a scripted courier."""

    runner: Runner
    journal: Database
    courier: ScriptedCourier
    kind: ScriptedKind
    gate: OpenGate
    clock: PushedClock
    faults: list[BaseException]

    async def request(self, subject: str = "shop:1", **more: Any) -> Operation:
        """Queue a purchase and return it."""
        operation = new_operation(
            OperationKind.SHIP,
            subject,
            AccountId("courier"),
            "ORD-1",
            {"order_key": subject},
            self.clock.now(),
            reference="ORD-1-ABC",
            **more,
        )
        await self.runner.request(operation)
        return operation

    async def read(self, operation: Operation) -> Operation:
        """Return the operation as it stands."""
        return await self.journal.read(lambda conn: store.read(conn, operation.id))

    async def sees(self, operation: Operation, wanted: Callable[[Operation], bool]) -> Operation:
        """Return the operation once it is as wanted."""

        async def look() -> Operation | None:
            current = await self.read(operation)
            return current if wanted(current) else None

        return await eventually(look, f"{operation.title} as wanted")

    async def until(self, operation: Operation, *states: OperationState) -> Operation:
        """Return the operation once it is in one of the states."""
        return await self.sees(operation, lambda current: current.state in states)

    async def push(self, seconds: float) -> None:
        """Move the clock ahead and wake the runner."""
        self.clock.push(seconds)
        self.runner.wake()

    async def jump(self, by: timedelta) -> None:
        """Put the time of day forward or back, as a wrong clock does or a sleep; no time passes."""
        self.clock.wrong += by
        self.runner.wake()

    async def attempts(self, operation: Operation) -> list[AttemptState]:
        """Return how each attempt ended, oldest first."""
        found = await self.journal.read(lambda conn: store.attempts(conn, operation.id))
        return [attempt.state for attempt in found]


def make_rig(folder: Path, courier: ScriptedCourier) -> Rig:
    """Return a rig over the folder's journal; its runner does not run yet."""
    journal = Database.open(folder / "journal.sqlite", writable=True, readers=1)
    kind, gate, clock = ScriptedKind(courier), OpenGate(), PushedClock()
    faults: list[BaseException] = []
    runner = Runner(
        journal,
        {OperationKind.SHIP: kind},
        gate,
        cast("IngestDoor", QuietDoor()),
        ChangeBus(),
        clock,
        lambda _where, error: faults.append(error),
    )
    return Rig(runner, journal, courier, kind, gate, clock, faults)


@asynccontextmanager
async def running(made: Rig) -> AsyncIterator[Rig]:
    """Run the rig's runner; closes it and the journal afterwards."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(made.runner.run())
        yield made
        await made.runner.aclose()
        await task
    await made.journal.aclose()
