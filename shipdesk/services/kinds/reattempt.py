"""Having the courier come again for a failed delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shipdesk.domain.codec import from_plain
from shipdesk.domain.delivery_exception import ASKED, ASKED_DAY, ReattemptIntent
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.providers.steps import StepResult
from shipdesk.services.kinds.base import Bound, bind_part
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn


class ReattemptKind:
    """Asks for another try; where the parcel stands is told by tracking, never assumed."""

    kind = OperationKind.REATTEMPT

    def __init__(self, providers: ProviderDesk) -> None:
        self._providers = providers

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the re-attempt of the parcel's account."""
        return await bind_part(
            self._providers, operation, ReattemptIntent, lambda provider: provider.reattempt
        )

    def settle(
        self,
        conn: Conn,
        operation: Operation,
        result: StepResult,  # noqa: ARG002 - only told where it is done
        now: datetime,  # noqa: ARG002
    ) -> tuple[Operation, ...]:
        """Note on the parcel what was asked of the courier."""
        intent = from_plain(ReattemptIntent, operation.intent)
        shipment = shipment_store.find(conn, intent.shipment_id)
        if shipment is not None:
            noted = {**shipment.extra, ASKED: self.kind.value, ASKED_DAY: intent.day}
            shipment_store.save(conn, replace(shipment, extra=noted))
        return ()
