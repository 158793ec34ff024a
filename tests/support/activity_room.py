"""The Activity page in a window, the desk behind it and the simulated world."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QMainWindow

from shipdesk.domain.operation import Operation, OperationId, OperationState
from shipdesk.services.activity import OperationSheet
from shipdesk.storage import operations as store
from shipdesk.ui.activity import ActivityPage, ActivityPresenter
from shipdesk.ui.notices import Notices
from tests.support.desk import OpenDesk, eventually
from tests.support.driven_clock import PushedClock
from tests.support.simulator import Simulator


@dataclass
class Room:
    """A window with the page, the desk behind it and the simulated world."""

    window: QMainWindow
    page: ActivityPage
    presenter: ActivityPresenter
    opened: OpenDesk
    simulator: Simulator
    clock: PushedClock
    notices: Notices

    async def request(self, number: str) -> Operation:
        """Ask for quotes and buy with the best one, without waiting for the outcome."""
        desk = self.opened.desk
        key = await self.opened.key(number)
        await desk.quoting.ask(key)
        return await desk.shipping.buy(await desk.shipping.prepare(key))

    async def read(self, operation: Operation) -> OperationSheet:
        """Return the operation as the journal has it."""
        return await self.opened.desk.activity.read(OperationId(operation.id))

    async def until(self, operation: Operation, *states: OperationState) -> OperationSheet:
        """Wait until the operation is in one of these states."""

        async def look() -> OperationSheet | None:
            sheet = await self.read(operation)
            return sheet if sheet.operation.state in states else None

        return await eventually(look, f"{states}")

    async def push(self, seconds: float) -> None:
        """Let the computer's time go on, and the runner see it."""
        self.clock.push(seconds)
        self.opened.desk.runner.wake()

    async def decided(self, operation: Operation) -> None:
        """Let all look-ups pass, so that a person has to decide."""

        async def look() -> bool:
            await self.push(60)
            return (await self.read(operation)).can_decide

        await eventually(look, "the last look-up")

    async def found(self, operation: Operation, remote_id: str, compared: str) -> None:
        """Write down that a look-up found this, as the runner does for one that differs."""
        kept = (await self.read(operation)).operation
        facts = {**kept.facts, f"match.{remote_id}": compared}
        looked = replace(kept, facts=facts)
        await self.opened.program.journal.write(lambda conn: store.save(conn, looked))
        self.opened.desk.runner.told(looked)
