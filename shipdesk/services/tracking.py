"""Where parcels are: asked on demand and in the background, open ones first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from shipdesk.clock import Clock
from shipdesk.domain.operation import OPEN_STATES, Operation, OperationKind, OperationState
from shipdesk.domain.shipment import (
    SCANNED,
    Payable,
    Shipment,
    ShipmentId,
    ShipmentStatus,
    TrackingEvent,
)
from shipdesk.errors import (
    OperationRefusedError,
    ProviderError,
    RejectedError,
    ShipDeskError,
    UnexpectedReplyError,
)
from shipdesk.providers.base import Provider, TrackingAnswer
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.kinds.pickup import keep_told
from shipdesk.services.kinds.ship import after_purchase, write_back_intent
from shipdesk.services.operations import Runner
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import dispatch_orders as collections
from shipdesk.storage import operations
from shipdesk.storage import shipments as store
from shipdesk.storage.database import Conn, Database

logger = logging.getLogger(__name__)

_PERIOD = 300.0
_ROUND = 200


class Tracking:
    """Asks couriers about shipments that are not final, within each one's rate."""

    def __init__(
        self,
        journal: Database,
        providers: ProviderDesk,
        runner: Runner,
        clock: Clock,
        on_fault: Callable[[str, BaseException], None],
    ) -> None:
        self._journal = journal
        self._providers = providers
        self._runner = runner
        self._clock = clock
        self._on_fault = on_fault

    async def run(self) -> None:
        """Track in the background every five minutes: a root task."""
        while True:
            await self._clock.sleep(_PERIOD)
            await self.track_all()

    async def track_all(self) -> None:
        """Ask about all open shipments, the least recently asked first; accounts fail alone."""
        for provider in await self._providers.all_ready():
            if provider.tracking is None or not self._providers.runs(provider.account.id):
                continue
            account_id = provider.account.id
            due = await self._journal.read(
                partial(store.to_track, account_id=account_id, limit=_ROUND)
            )
            try:
                failed = await self._ask(provider, due)
                await self._follow_collections(provider)
            except ProviderError as error:
                self._providers.trouble(account_id, error)
            except ShipDeskError as error:
                self._on_fault(f"tracking {account_id}", error)
            else:
                self._providers.fine(account_id)
                if failed is not None:
                    logger.info("tracking %s: %s", account_id, failed.key)

    async def track(self, ids: Sequence[ShipmentId]) -> None:
        """Ask about these shipments now; raises ProviderError where their courier fails."""
        found = await self._journal.read(
            lambda conn: [store.read(conn, each) for each in ids if ":" not in each]
        )
        by_account: dict[str, list[Shipment]] = {}
        for shipment in found:
            by_account.setdefault(shipment.account_id, []).append(shipment)
        for shipments in by_account.values():
            provider = await self._providers.ready(shipments[0].account_id)
            if provider is None or provider.tracking is None:
                raise OperationRefusedError(reason="This account cannot track.")
            failed = await self._ask(provider, shipments)
            if failed is not None:
                raise failed

    async def fetch_events(self, shipment: Shipment) -> tuple[TrackingEvent, ...]:
        """Return the history as the courier tells it, kept for the next time."""
        provider = await self._providers.ready(shipment.account_id)
        if provider is None or provider.tracking is None:
            return ()
        told = await provider.tracking.fetch_events(shipment)

        def keep(conn: Conn) -> None:
            store.save_events(conn, shipment.id, told.events)
            known = store.find(conn, shipment.id)
            if known is not None and told.raw and known.tracked != told.raw:
                store.save(conn, replace(known, tracked=told.raw))

        if told.events or told.raw:
            await self._journal.write(keep)
        return told.events

    async def _ask(self, provider: Provider, shipments: Sequence[Shipment]) -> ProviderError | None:
        """Ask for all of them; returns the first refusal of single parcels, raises any other."""
        if provider.tracking is None:
            return None
        size = provider.limits.track_batch
        failed: ProviderError | None = None
        for start in range(0, len(shipments), size):
            batch = shipments[start : start + size]
            try:
                answers = await provider.tracking.fetch(batch)
            except (RejectedError, UnexpectedReplyError) as error:
                # Of these parcels only: they count as asked, so that the others get their turn.
                answers, failed = (), failed or error
            await self._keep(batch, answers)
            if start + size < len(shipments):
                await self._clock.sleep(provider.limits.track_pause)
        return failed

    async def _follow_collections(self, provider: Provider) -> None:
        """Read the open collections that were booked here: one may be refused after all."""
        if provider.dispatch_orders is None:
            return
        account_id = provider.account.id
        known = await self._journal.read(partial(collections.open, account_id=account_id))
        for order in known:
            try:
                told = await provider.dispatch_orders.fetch(order.remote_id)
            except (RejectedError, UnexpectedReplyError) as error:
                logger.info("dispatch order %s: %s", order.remote_id, error.key)
                continue
            await self._journal.write(partial(keep_told, known=order, told=told))
        if known:
            self._runner.told()

    async def _keep(self, batch: Sequence[Shipment], answers: tuple[TrackingAnswer, ...]) -> None:
        now = self._clock.now()
        known = {shipment.id: shipment for shipment in batch}
        queued: list[Operation] = []

        def keep(conn: Conn) -> None:
            store.asked(conn, [shipment.id for shipment in batch], now)
            for answer in answers:
                shipment = known.get(ShipmentId(answer.shipment_id))
                if shipment is None or answer.error:
                    continue
                current = store.read(conn, shipment.id)
                told = _told(current, answer)
                if answer.events:
                    store.save_events(conn, shipment.id, answer.events)
                if told != current:
                    store.save(conn, told)
                for operation in self._following(conn, current, told, now):
                    # What is under way already needs no second one.
                    with suppress(OperationRefusedError):
                        operations.enqueue(conn, operation)
                        queued.append(operation)

        await self._journal.write(keep)
        self._runner.told(*queued)
        self._runner.wake()

    def _following(
        self, conn: Conn, before: Shipment, told: Shipment, now: datetime
    ) -> tuple[Operation, ...]:
        """Return what follows from what tracking told, to be queued in the same transaction.

        One that was paid for elsewhere gets its label; the order book is told `shipped` at the
        first scan and not before, since a label can still be voided.
        """
        account_id = self._providers.write_back_account(told.order_key)
        following: tuple[Operation, ...] = ()
        if before.payable is not Payable.PAID and told.payable is Payable.PAID:
            following = after_purchase(told, account_id, now)
        scanned = told.status in SCANNED and before.status not in SCANNED
        subject = f"{told.id}:shipped"
        if account_id and scanned and not _stands(operations.of_subject(conn, subject)):
            shipped = new_operation(
                OperationKind.WRITE_BACK,
                subject,
                account_id,
                told.order_number,
                write_back_intent(told, shipped=True),
                now,
            )
            following = (*following, shipped)
        return following


def _stands(told: Sequence[Operation]) -> bool:
    """Return whether the order book was told already, or is being told."""
    return any(each.state is OperationState.DONE or each.state in OPEN_STATES for each in told)


def _told(shipment: Shipment, answer: TrackingAnswer) -> Shipment:
    """Return the shipment with the courier's newest words; booked pickups stay visible."""
    status = answer.status
    if status is ShipmentStatus.BOUGHT and shipment.dispatch_order_id:
        status = ShipmentStatus.PICKUP_BOOKED
    raw = answer.raw or shipment.raw
    told = replace(shipment, status=status, code=answer.code, words=answer.words, raw=raw)
    more = answer.changes
    if more is None:
        return told
    return replace(
        told,
        tracking_number=more.tracking_number or shipment.tracking_number,
        payable=more.payable,
        price=more.price or shipment.price,
        files=more.files or shipment.files,
        pickup=shipment.pickup or more.pickup,
        extra={**shipment.extra, **more.extra},
    )
