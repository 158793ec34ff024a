"""Calling a parcel back to the sender after a failed delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shipdesk.domain.codec import from_plain
from shipdesk.domain.delivery_exception import ASKED, ASKED_DAY, ReturnIntent
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.providers.steps import StepResult
from shipdesk.services.kinds.base import Bound, bind_part
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn


class ReturnKind:
    """Calls one parcel back; that it is on its way is told by tracking, never assumed."""

    kind = OperationKind.RETURN_TO_ORIGIN

    def __init__(self, providers: ProviderDesk) -> None:
        self._providers = providers

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the return of the parcel's account."""
        return await bind_part(
            self._providers, operation, ReturnIntent, lambda provider: provider.return_to_origin
        )

    def settle(
        self,
        conn: Conn,
        operation: Operation,
        result: StepResult,  # noqa: ARG002 - only told where it is done
        now: datetime,  # noqa: ARG002
    ) -> tuple[Operation, ...]:
        """Note on the parcel what was asked of the courier."""
        intent = from_plain(ReturnIntent, operation.intent)
        shipment = shipment_store.find(conn, intent.shipment_id)
        if shipment is not None:
            noted = {**shipment.extra, ASKED: self.kind.value, ASKED_DAY: ""}
            shipment_store.save(conn, replace(shipment, extra=noted))
        return ()
