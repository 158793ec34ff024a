"""What a courier is asked for after a failed delivery: come again, or bring the parcel back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shipdesk.domain.delivery_exception import ASKED, ASKED_DAY, ReattemptIntent, ReturnIntent
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.providers.steps import StepResult
from shipdesk.services.kinds.base import Bound, bind_part
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn


class _ExceptionAct:
    """Notes on the parcel what was asked; where it stands is told by tracking, never assumed."""

    kind: OperationKind

    def __init__(self, providers: ProviderDesk) -> None:
        self._providers = providers

    def settle(
        self,
        conn: Conn,
        operation: Operation,
        result: StepResult,  # noqa: ARG002 - only told where it is done
        now: datetime,  # noqa: ARG002
    ) -> tuple[Operation, ...]:
        """Note on the parcel what was asked of the courier, and for which day."""
        intent = operation.intent
        shipment = shipment_store.find(conn, str(intent["shipment_id"]))
        if shipment is not None:
            day = str(intent.get("day", ""))
            noted = {**shipment.extra, ASKED: self.kind.value, ASKED_DAY: day}
            shipment_store.save(conn, replace(shipment, extra=noted))
        return ()


class ReattemptKind(_ExceptionAct):
    """Asks for another try."""

    kind = OperationKind.REATTEMPT

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the re-attempt of the parcel's account."""
        return await bind_part(
            self._providers, operation, ReattemptIntent, lambda provider: provider.reattempt
        )


class ReturnKind(_ExceptionAct):
    """Calls one parcel back to the sender."""

    kind = OperationKind.RETURN_TO_ORIGIN

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the return of the parcel's account."""
        return await bind_part(
            self._providers, operation, ReturnIntent, lambda provider: provider.return_to_origin
        )
