"""Paying for a shipment that stands unpaid at the courier, after a top-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shipdesk.domain.codec import from_plain
from shipdesk.domain.operation import Operation, OperationKind, PayIntent
from shipdesk.domain.shipment import ShipmentId
from shipdesk.providers.steps import NO_FUNDS, Bought, Failed, StepResult
from shipdesk.services.kinds.base import Bound, bind_part
from shipdesk.services.kinds.ship import after_purchase
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import queues
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn


class PayKind:
    """Pays for one unpaid shipment; it stays the same shipment."""

    kind = OperationKind.PAY

    def __init__(self, providers: ProviderDesk) -> None:
        self._providers = providers

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the payment of the operation's account."""
        return await bind_part(
            self._providers, operation, PayIntent, lambda provider: provider.payment
        )

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Mark the shipment as paid with what the courier told, and queue what follows.

        An account that has no funds buys nothing more until a person says so.
        """
        if isinstance(result, Failed) and result.key == NO_FUNDS:
            queues.hold_unfunded(conn, operation, now)
        if not isinstance(result, Bought):
            return ()
        intent = from_plain(PayIntent, operation.intent)
        unpaid = shipment_store.read(conn, ShipmentId(intent.shipment_id))
        paid = replace(
            unpaid,
            tracking_number=result.tracking_number,
            status=result.status,
            code=result.code,
            words=result.words,
            payable=result.payable,
            price=result.price or unpaid.price,
            files=result.files or unpaid.files,
            extra={**unpaid.extra, **result.extra},
            raw=result.raw or unpaid.raw,
        )
        shipment_store.save(conn, paid)
        order_account = self._providers.write_back_account(paid.order_key)
        return after_purchase(paid, order_account, now, parent=operation)
