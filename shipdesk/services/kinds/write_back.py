"""Telling the order book what was shipped: tracking number first, `shipped` at the first scan."""

from __future__ import annotations

from datetime import datetime

from shipdesk.domain.operation import Operation, OperationKind, WriteBackIntent
from shipdesk.providers.steps import StepResult
from shipdesk.services.kinds.base import Bound, bind_part
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage.database import Conn


class WriteBackKind:
    """Writes a shipment back to the order's own account."""

    kind = OperationKind.WRITE_BACK

    def __init__(self, providers: ProviderDesk) -> None:
        self._providers = providers

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the fulfilment of the order's account."""
        return await bind_part(
            self._providers, operation, WriteBackIntent, lambda provider: provider.fulfilment
        )

    def settle(
        self,
        conn: Conn,  # noqa: ARG002 - nothing of ours changes: the order is read again by sync
        operation: Operation,  # noqa: ARG002
        result: StepResult,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> tuple[Operation, ...]:
        """Leave our own data as it is."""
        return ()
