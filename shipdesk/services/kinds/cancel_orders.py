"""Withdrawing a chunk of orders at a platform: one request, one outcome for each order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shipdesk.domain.codec import from_plain
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.domain.order_cancel import CancelOrdersIntent, CancelOutcome, from_facts
from shipdesk.providers.steps import StepResult
from shipdesk.services.kinds.base import Bound, bind_part
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn


class CancelOrdersKind:
    """Cancels a chunk; the outcome of each order is kept in the operation's facts."""

    kind = OperationKind.CANCEL_ORDERS

    def __init__(self, providers: ProviderDesk) -> None:
        self._providers = providers

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the batch cancel of the orders' account."""
        return await bind_part(
            self._providers, operation, CancelOrdersIntent, lambda provider: provider.order_cancel
        )

    def settle(
        self,
        conn: Conn,
        operation: Operation,
        result: StepResult,
        now: datetime,  # noqa: ARG002
    ) -> tuple[Operation, ...]:
        """Mark the parcels of the orders that are cancelled, and of no other one."""
        intent = from_plain(CancelOrdersIntent, operation.intent)
        for each in from_facts(intent, {**operation.facts, **result.facts}):
            if each.outcome is not CancelOutcome.CANCELLED or not each.order.shipment_id:
                continue
            shipment = shipment_store.find(conn, each.order.shipment_id)
            if shipment is not None:
                shipment_store.save(conn, replace(shipment.cancelled, words=each.words))
        return ()
