"""Taking a shipment back: cancelled at the courier where its rules allow it, else left unused."""

from __future__ import annotations

from dataclasses import replace

from shipdesk.clock import Clock
from shipdesk.domain.offer import VoidIntent
from shipdesk.domain.operation import CorrectIntent, Operation, OperationKind
from shipdesk.domain.quote import Quote
from shipdesk.domain.shipment import LEFT_UNUSED, SCANNED, Payable, Shipment, ShipmentId
from shipdesk.errors import OperationRefusedError
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.operations import Runner
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.shipping import Shipping, to_intent
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database


class Voiding:
    """What can be done with a shipment that shall not be sent as it is."""

    def __init__(
        self,
        journal: Database,
        shipping: Shipping,
        providers: ProviderDesk,
        runner: Runner,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._shipping = shipping
        self._providers = providers
        self._runner = runner
        self._clock = clock

    async def why_not_void(self, shipment: Shipment) -> str:
        """Return the courier's rule that forbids cancelling a shipment, "" where it can be."""
        provider = await self._providers.ready(shipment.account_id)
        if provider is None:
            return "Its account is not connected."
        if provider.voiding is None and provider.order_cancel is not None:
            return f"{provider.title} cancels the whole order: Cancel orders at the courier."
        if provider.voiding is None:
            return f"{provider.title} cancels no single shipment here."
        return provider.voiding.why_not(shipment)

    async def void(self, shipment: Shipment) -> Operation:
        """Cancel a shipment at the courier.

        Raises OperationRefusedError with the courier's rule where it forbids that.
        """
        why_not = await self.why_not_void(shipment)
        if why_not:
            raise OperationRefusedError(reason=why_not)
        intent = VoidIntent(shipment.id, shipment.remote_id)
        return await self._request(OperationKind.VOID, shipment, intent)

    async def why_not_correct(self, shipment: Shipment) -> str:
        """Return why a shipment's data cannot be sent anew, "" where it can."""
        if shipment.payable is Payable.PAID:
            return "It is paid: the courier takes no changes after the purchase."
        if not shipment.order_key:
            return "Its order is not known here."
        provider = await self._providers.ready(shipment.account_id)
        if provider is None or provider.correcting is None:
            return "This courier takes no changes."
        return "" if shipment.live else "It is cancelled."

    async def correct(self, shipment: Shipment) -> Operation:
        """Send what the order of an unpaid shipment says now; the shipment stays the same.

        Raises OperationRefusedError with the reason, and the field, where that cannot be done.
        """
        why_not = await self.why_not_correct(shipment)
        if why_not:
            raise OperationRefusedError(reason=why_not)
        quote = Quote(
            shipment.account_id,
            "",
            shipment.courier,
            shipment.service,
            shipment.service_title,
            shipment.created_at,
            total=shipment.price,
            to_locker=bool(shipment.locker),
        )
        plan = await self._shipping.prepare_offer(shipment.order_key, quote)
        if plan.problems:
            first = plan.problems[0]
            raise OperationRefusedError(reason=first.words, hint="Correct it.", field=first.field)
        if plan.sender is None:
            raise plan.stop or OperationRefusedError(reason="There is no sender.")
        ship = replace(to_intent(plan, quote, plan.sender, ""), reference=shipment.reference)
        intent = CorrectIntent(shipment.id, shipment.remote_id, ship)
        return await self._request(OperationKind.CORRECT, shipment, intent)

    def why_not_leave(self, shipment: Shipment) -> str:
        """Return why a label cannot be left unused, "" where it can."""
        if shipment.status in SCANNED:
            return "The courier has it already."
        return "" if shipment.live else "It is cancelled: there is nothing to leave."

    async def leave_unused(self, shipment_id: ShipmentId, *, unused: bool) -> None:
        """Note that a bought label stays unused, so that no courier is booked for it; or not."""
        today = self._clock.now().date().isoformat()

        def note(conn: Conn) -> None:
            shipment = shipment_store.read(conn, shipment_id)
            extra = {name: text for name, text in shipment.extra.items() if name != LEFT_UNUSED}
            if unused:
                extra[LEFT_UNUSED] = today
            shipment_store.save(conn, replace(shipment, extra=extra))

        await self._journal.write(note)
        self._runner.told()

    async def _request(self, kind: OperationKind, shipment: Shipment, intent: object) -> Operation:
        operation = new_operation(
            kind,
            shipment.id,
            shipment.account_id,
            shipment.order_number or shipment.remote_id,
            intent,
            self._clock.now(),
        )
        await self._runner.request(operation)
        return operation
