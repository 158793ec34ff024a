"""Shipping many orders at once: reviewed together, written down together, each bought by itself."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shipdesk.domain.batch import Batch, BatchId
from shipdesk.domain.operation import Operation, OperationKind, OperationState
from shipdesk.domain.order import OrderKey
from shipdesk.domain.sender import Sender
from shipdesk.domain.shipment import Payable, ShipmentId
from shipdesk.errors import OperationRefusedError
from shipdesk.services.batch_review import Review, ReviewDesk, ReviewRow
from shipdesk.services.kinds.ship import shipment_id_of
from shipdesk.services.operations import Runner
from shipdesk.services.orders import Fetched
from shipdesk.services.queues import Queues
from shipdesk.services.quoting import handing_in_of
from shipdesk.services.senders import first_of
from shipdesk.services.shipping import ShipPlan, chosen, standing, to_operation
from shipdesk.services.since_looked import refuse_changed
from shipdesk.storage import batches as store
from shipdesk.storage import purchases, refusals
from shipdesk.storage import senders as sender_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database


class Batches:
    """Purchases that are asked for at one go; used on the UI thread's loop.

    Each row is an operation of its own: what becomes of one says nothing of the others, and the
    runner goes on with them after a restart.
    """

    def __init__(self, journal: Database, desk: ReviewDesk, queues: Queues, runner: Runner) -> None:
        self._journal = journal
        self._desk = desk
        self._queues = queues
        self._runner = runner

    def review(self, keys: Sequence[OrderKey]) -> Review:
        """Return a review of orders, not read yet; see `Review.run`."""
        return Review(self._desk, keys)

    def review_again(self, batch: Batch) -> Review:
        """Return a review of what was refused, failed or taken back, not read yet.

        What is bought by it stands at the same places of the same batch.
        """
        again = [row for row in batch.rows if row.can_be_asked_again]
        places = {OrderKey(row.operation.subject): row.place for row in again}
        return Review(self._desk, tuple(places), batch.id, places)

    async def buy(self, review: Review) -> Batch:
        """Write down a purchase for each row that is ready and left in, all in one transaction.

        In it each order is compared with what was shown: one that changed, or that was bought
        meanwhile, stays in the review with its reason, and the others are written. Prices that
        became old since are asked for first. Returns the batch, one without rows where nothing was
        written. Raises OperationRefusedError, with nothing written, while purchases are closed.
        """
        shown = review.wanted
        await review.freshen([row.key for row in shown])
        still = {row.key for row in review.wanted}
        rows = [row for row in shown if row.key in still]
        sources = await self._desk.orders.read_sources([row.key for row in rows])
        batch_id = review.batch_id or BatchId(uuid.uuid4().hex)
        left: dict[OrderKey, OperationRefusedError] = {}

        def make(conn: Conn) -> tuple[Operation, ...]:
            purchases.refuse_if_closed(conn, OperationKind.SHIP)
            senders = sender_store.all(conn)
            left.clear()
            found: list[Operation] = []
            for row in rows:
                try:
                    operation = self._purchase(conn, row, sources, senders)
                    place = review.places.get(row.key)
                    if place is not None:
                        before = store.occupant(conn, batch_id, place) or ""
                        operation = replace(operation, parent_id=before)
                    refusals.refuse(conn, operation)
                except OperationRefusedError as error:
                    left[row.key] = error
                else:
                    found.append(operation)
            if found and review.batch_id is None:
                store.create(conn, batch_id, [each.id for each in found], self._desk.clock.now())
            return tuple(found)

        written = await self._runner.queue(make) if rows else ()
        review.remove(OrderKey(each.subject) for each in written)
        await self._leave_out(review, left)
        if not written:
            return Batch(batch_id, self._desk.clock.now(), ())
        return await self.read(batch_id)

    def _purchase(
        self,
        conn: Conn,
        row: ReviewRow,
        sources: Mapping[OrderKey, Fetched],
        senders: Sequence[Sender],
    ) -> Operation:
        """Return the purchase of a row as it stands in this transaction.

        Raises OperationRefusedError where it is stopped now, or not as it was shown.
        """
        sheet = self._desk.orders.sheet(conn, sources.get(row.key))
        stop = standing(sheet)
        if stop is not None:
            raise stop
        sender = first_of(senders, sheet.order.recipient.country)
        handing_in = handing_in_of(sheet, sender)
        now = ShipPlan(sheet, chosen(sheet), sender, handing_in)
        if row.plan is not None:
            refuse_changed(row.plan, now)
        return to_operation(conn, now, self._desk.clock.now(), print_after=False)

    async def _leave_out(
        self, review: Review, left: Mapping[OrderKey, OperationRefusedError]
    ) -> None:
        changed = {key for key, stop in left.items() if stop.key == "changed_since"}
        for key, stop in left.items():
            review.leave_out(key, stop, changed=key in changed)
        await review.read_again(changed)

    async def read(self, batch_id: BatchId) -> Batch:
        """Return a batch with its rows as they stand; raises StorageError where there is none."""
        return await self._journal.read(lambda conn: store.read(conn, batch_id))

    async def recent(self, most: int = 20) -> tuple[Batch, ...]:
        """Return the newest batches, newest first."""
        return await self._journal.read(lambda conn: store.recent(conn, most))

    async def stop(self, batch_id: BatchId) -> int:
        """Take back at once what was not sent; returns how many rows that were.

        What is under way ends by itself.
        """
        batch = await self.read(batch_id)
        waiting = [
            row.operation.id
            for row in batch.rows
            if row.operation.state in {OperationState.QUEUED, OperationState.WAITING}
        ]
        return len(await self._queues.cancel(waiting))

    async def parcels(self, batch: Batch) -> tuple[ShipmentId, ...]:
        """Return the shipments that were bought, in the order of the list, for one print run."""
        ids = [shipment_id_of(row.operation.id) for row in batch.rows]

        def read(conn: Conn) -> tuple[ShipmentId, ...]:
            found = shipment_store.all_of(conn, ids)
            bought = {each.id for each in found if each.live and each.payable is Payable.PAID}
            return tuple(each for each in ids if each in bought)

        return await self._journal.read(read)
