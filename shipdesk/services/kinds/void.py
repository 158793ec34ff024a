"""Cancelling a shipment at the courier, and sending an unpaid one's data anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shipdesk import wording
from shipdesk.domain.codec import from_plain
from shipdesk.domain.offer import VoidIntent
from shipdesk.domain.operation import (
    CorrectIntent,
    Operation,
    OperationId,
    OperationKind,
    OperationState,
)
from shipdesk.providers.steps import Settled, StepResult
from shipdesk.services.kinds.base import Bound, bind_part
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import operations as operation_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn

VOIDED = "voided"
"""The reason of an unknown whose outcome was cancelled at the courier."""


class VoidKind:
    """Cancels one shipment at its courier; its order can be bought again afterwards."""

    kind = OperationKind.VOID

    def __init__(self, providers: ProviderDesk) -> None:
        self._providers = providers

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the cancelling of the operation's account."""
        return await bind_part(
            self._providers, operation, VoidIntent, lambda provider: provider.voiding
        )

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Mark the shipment as cancelled, and close the unknown of which it was the outcome."""
        if isinstance(result, Settled):
            intent = from_plain(VoidIntent, operation.intent)
            _close_unknown(conn, operation, intent.remote_id, now)
            shipment = shipment_store.by_remote(conn, operation.account_id, intent.remote_id)
            if shipment is not None:
                shipment_store.save(conn, shipment.cancelled)
        return ()


def _close_unknown(conn: Conn, void: Operation, remote_id: str, now: datetime) -> None:
    """Close a purchase whose only match is cancelled now; a further match stays to be decided."""
    if not void.parent_id:
        return
    lost = operation_store.read(conn, OperationId(void.parent_id))
    facts = {name: told for name, told in lost.facts.items() if name != f"match.{remote_id}"}
    if lost.state is not OperationState.UNKNOWN:
        return
    told = replace(lost, facts=facts, updated_at=now)
    if not any(name.startswith("match.") for name in facts):
        told = replace(
            told,
            state=OperationState.CANCELLED,
            reason_key=VOIDED,
            reason=wording.phrase(VOIDED),
            not_before=None,
        )
    operation_store.save(conn, told)


class CorrectKind:
    """Sends what an unpaid shipment's order says now; it stays the same shipment."""

    kind = OperationKind.CORRECT

    def __init__(self, providers: ProviderDesk) -> None:
        self._providers = providers

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the correcting of the operation's account."""
        return await bind_part(
            self._providers, operation, CorrectIntent, lambda provider: provider.correcting
        )

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Keep with the shipment what was sent."""
        del now
        if isinstance(result, Settled):
            intent = from_plain(CorrectIntent, operation.intent)
            shipment = shipment_store.by_remote(conn, operation.account_id, intent.remote_id)
            if shipment is None:
                return ()
            ship = intent.ship
            corrected = replace(
                shipment,
                recipient=ship.recipient,
                parcel=ship.parcel,
                locker=ship.locker,
                handing_in=ship.handing_in,
                cod=ship.cod,
            )
            shipment_store.save(conn, corrected)
        return ()
