"""Print runs: many labels in the order of a list, one durable print after the other.

The next label is asked for when the one before has ended, so that a run can be stopped after the
current one, and that its order is the order on the packer's table. A label that is on its way is
waited for at its place; one that our check stops leaves the others alone; one that may be on paper
stops the run, since whoever goes on has to look at the printer first.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Sequence
from dataclasses import replace

from shipdesk.clock import Clock
from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import (
    Operation,
    OperationId,
)
from shipdesk.domain.print_run import PrintRun, PrintRunId, RowState, RunState, Why
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import OperationRefusedError, StorageError
from shipdesk.services import print_turns
from shipdesk.services.changes import ChangeBus
from shipdesk.services.operations import Runner
from shipdesk.services.parcel_rules import acts_of
from shipdesk.services.print_turns import Turns
from shipdesk.services.printing import Printing
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import operations, print_ledger
from shipdesk.storage import print_runs as store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database

logger = logging.getLogger(__name__)

_AGAIN_S = 2.0


class PrintRuns:
    """Runs of paper over many parcels; used on the UI thread's loop."""

    def __init__(
        self,
        journal: Database,
        printing: Printing,
        providers: ProviderDesk,
        runner: Runner,
        bus: ChangeBus,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._printing = printing
        self._providers = providers
        self._runner = runner
        self._bus = bus
        self._clock = clock
        self._turns = Turns(printing, clock)
        self._wake = asyncio.Event()

    # What a person asks

    async def copies(self, ids: Sequence[ShipmentId]) -> dict[ShipmentId, int]:
        """Return how often the label of each shipment was handed over; the others are not in it."""
        found = await self._journal.read(lambda conn: print_ledger.handed_over(conn, ids))
        return {ShipmentId(key): count for key, count in found.items()}

    async def start(self, ids: Sequence[ShipmentId], reason: str = "") -> PrintRun:
        """Write down a run of these shipments' labels, in this order, and begin it.

        `reason` is for those that were printed before (REASONS or typed). Parcels that were bought
        elsewhere are left out: no label of theirs is kept. Raises OperationRefusedError, with
        nothing written, where the reason is missing or nothing is left.
        """
        now, run_id = self._clock.now(), PrintRunId(uuid.uuid4().hex)

        def write(conn: Conn) -> None:
            here = {each.id for each in shipment_store.all_of(conn, ids)}
            again = print_ledger.handed_over(conn, ids)
            rows = [(one, reason if one in again else "") for one in dict.fromkeys(ids)]
            rows = [row for row in rows if row[0] in here]
            if not rows:
                raise OperationRefusedError(
                    reason="None of them was bought here, so that no label is kept.",
                    hint="Print it where it was bought.",
                )
            if not reason.strip() and any(one in again for one, _ in rows):
                raise OperationRefusedError(
                    reason="Some of them were sent to a printer before.",
                    hint="Choose why another copy is needed.",
                    field="reason",
                )
            store.create(conn, run_id, rows, now)

        await self._journal.write(write)
        self._tell()
        return await self.read(run_id)

    async def stop(self, run_id: PrintRunId) -> bool:
        """Ask for no further label; what was asked for and is not sent is taken back.

        Returns False, and changes nothing, where the run did not move any more.
        """

        def write(conn: Conn) -> tuple[OperationId, ...] | None:
            if store.read(conn, run_id).state is not RunState.RUNNING:
                return None
            store.set_state(conn, run_id, RunState.STOPPED, Why.PERSON)
            return self._turns.take_back(conn, run_id)

        return await self._told(await self._journal.write(write))

    async def resume(self, run_id: PrintRunId) -> bool:
        """Go on with the first label that was not printed; its printer is asked anew.

        Returns False, and changes nothing, where no label is left.
        """
        now = self._clock.now()

        def write(conn: Conn) -> tuple[OperationId, ...] | None:
            if store.read(conn, run_id).next_row is None:
                return None
            gone = self._turns.take_back(conn, run_id)
            store.set_state(conn, run_id, RunState.RUNNING)
            store.moved(conn, run_id, now)
            return gone

        return await self._told(await self._journal.write(write))

    async def skip(self, run_id: PrintRunId, place: int) -> bool:
        """Go on without a label that was not asked for, or not sent; a retry prints it later.

        Returns False, and changes nothing, where it was sent or has ended.
        """
        now = self._clock.now()

        def write(conn: Conn) -> tuple[OperationId, ...] | None:
            gone = self._turns.take_back(conn, run_id, place)
            row = next(each for each in store.read(conn, run_id).rows if each.place == place)
            if row.state is not RowState.OPEN:
                return gone or None
            store.put(conn, run_id, place, RowState.SKIPPED)
            store.moved(conn, run_id, now)
            return gone

        return await self._told(await self._journal.write(write))

    async def retry(
        self, run_id: PrintRunId, places: Sequence[int], reason: str = "", *, force: bool = False
    ) -> int:
        """Print once more what was not printed, at its place, and return how many that are.

        What is or may be on paper is left alone. A label that is not kept is fetched. `force`
        overrules the check, and needs the reason.
        """
        now, count = self._clock.now(), 0
        if force and not reason.strip():
            raise OperationRefusedError(reason="A reason is needed.", hint="Type it first.")

        def make(conn: Conn) -> tuple[Operation, ...]:
            nonlocal count
            rows = [row for row in store.read(conn, run_id).rows if row.place in set(places)]
            mine = [row for row in rows if row.can_be_asked_again]
            count = len(mine)
            if mine:
                store.open_again(conn, run_id, [row.place for row in mine], reason, forced=force)
                store.set_state(conn, run_id, RunState.RUNNING)
                store.moved(conn, run_id, now)
            return self._fetches(conn, [row.shipment_id for row in mine if not row.kept])

        await self._runner.queue(make)
        self._tell()
        return count

    async def read(self, run_id: PrintRunId) -> PrintRun:
        """Return a run as it stands; raises StorageError where there is none."""
        return await self._journal.read(lambda conn: self._viewed(conn, store.read(conn, run_id)))

    async def recent(self, most: int = 20) -> tuple[PrintRun, ...]:
        """Return the newest runs, newest first."""

        def read(conn: Conn) -> tuple[PrintRun, ...]:
            return tuple(self._viewed(conn, each) for each in store.recent(conn, most))

        return await self._journal.read(read)

    async def parcels(self, run: PrintRun) -> dict[ShipmentId, Shipment]:
        """Return the shipments of a run."""
        ids = [row.shipment_id for row in run.rows]
        found = await self._journal.read(lambda conn: shipment_store.all_of(conn, ids))
        return {each.id: each for each in found}

    def _viewed(self, conn: Conn, run: PrintRun) -> PrintRun:
        if run.state is not RunState.RUNNING:
            return run
        behind = store.running(conn) != run.id
        under_way = any(row.state is RowState.ASKED for row in run.rows)
        left = [row for row in run.rows if row.state is RowState.OPEN]
        page = () if under_way else self._turns.ahead(conn, left)
        waits = next((row for row in page if not row.kept), None)
        if waits is None or behind:
            return replace(run, behind=behind)
        fetching = print_turns.fetching(conn, waits.shipment_id)
        words = fetching.reason if fetching is not None else ""
        return replace(run, waits=words, waits_at=waits.place)

    # How a run goes on

    async def run(self) -> None:
        """Ask for one label after the other, as long as the program runs."""
        ends = self._bus.subscribe(self._on_changes)
        try:
            while True:
                self._wake.clear()
                try:
                    await self._step()
                except StorageError:
                    # The disk is full or locked: nothing was asked for, and it lasts.
                    logger.exception("a print run cannot go on now")
                    await self._clock.sleep(_AGAIN_S)
                    continue
                await self._wake.wait()
        finally:
            ends()

    def _on_changes(self, changes: Changes) -> None:
        if changes.operations or changes.print_runs:
            self._wake.set()

    def _tell(self) -> None:
        self._bus.publish(Changes(print_runs=True))

    async def _told(self, ids: Sequence[OperationId] | None) -> bool:
        """Tell of what was taken back, and whether anything was done: None is nothing."""
        if ids:
            gone = await self._journal.read(
                lambda conn: tuple(operations.read(conn, each) for each in ids)
            )
            self._runner.told(*gone)
        self._tell()
        return ids is not None

    async def _step(self) -> None:
        """Note what ended and ask for the next label, all in one transaction."""
        if await self._journal.read(store.running) is None:
            return
        moved = False

        def make(conn: Conn) -> tuple[Operation, ...]:
            nonlocal moved
            before = conn.total_changes()
            asked = self._printing.with_beside(conn, self._turns.next(conn))
            moved = conn.total_changes() != before
            return asked

        await self._runner.queue(make)
        if moved:
            self._tell()

    def _fetches(self, conn: Conn, ids: Sequence[ShipmentId]) -> tuple[Operation, ...]:
        """Return the fetching of labels, where their courier still gives them."""
        found = []
        for shipment in shipment_store.all_of(conn, ids):
            provider = self._providers.provider(shipment.account_id)
            done = operations.of_subject(conn, shipment.id)
            if not acts_of(shipment, provider, done).fetch_label:
                found.append(self._printing.fetching(shipment))
        return tuple(found)
