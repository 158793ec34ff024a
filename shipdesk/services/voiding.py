"""Taking a shipment back: cancelled at the courier where its rules allow it, else left unused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shipdesk.clock import Clock
from shipdesk.domain.offer import VoidIntent
from shipdesk.domain.operation import CorrectIntent, Operation, OperationKind
from shipdesk.domain.quote import Quote
from shipdesk.domain.shipment import LEFT_UNUSED, REFUND, Refund, Shipment, ShipmentId
from shipdesk.errors import OperationRefusedError
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.operations import Runner
from shipdesk.services.parcel_rules import BOUGHT_ELSEWHERE, ParcelActs, acts_of, refuse_busy
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.shipments import ShipmentSheet
from shipdesk.services.shipping import Shipping, to_intent
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database


class Voiding:
    """What can be done with a shipment, above all where it shall not be sent as it is."""

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

    async def acts(self, sheet: ShipmentSheet) -> ParcelActs:
        """Return what may be done with a parcel now, and why not."""
        if not sheet.bought_here:
            return BOUGHT_ELSEWHERE
        return await self._acts(sheet.shipment, sheet.operations)

    async def _acts(self, shipment: Shipment, done: Sequence[Operation] = ()) -> ParcelActs:
        return acts_of(shipment, await self._providers.usable(shipment.account_id), done)

    async def void(self, shipment: Shipment) -> Operation:
        """Cancel a shipment at the courier.

        Raises OperationRefusedError with the courier's rule where it forbids that.
        """
        why_not = (await self._acts(shipment)).void
        if why_not:
            raise OperationRefusedError(reason=why_not)
        intent = VoidIntent(shipment.id, shipment.remote_id)
        return await self._request(OperationKind.VOID, shipment, intent)

    async def correct(self, shipment: Shipment) -> Operation:
        """Send what the order of an unpaid shipment says now; the shipment stays the same.

        Raises OperationRefusedError with the reason, and the field, where that cannot be done.
        """
        why_not = (await self._acts(shipment)).correct
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
        ship = replace(to_intent(plan), reference=shipment.reference)
        intent = CorrectIntent(shipment.id, shipment.remote_id, ship)
        return await self._request(OperationKind.CORRECT, shipment, intent)

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

    async def note_refund(self, shipment_id: ShipmentId, refund: Refund) -> None:
        """Note whether the money of a cancelled shipment came back, as its account's owner saw it.

        Raises OperationRefusedError where the shipment is not cancelled or was never paid.
        """

        def note(conn: Conn) -> None:
            shipment = shipment_store.read(conn, shipment_id)
            if shipment.extra.get(REFUND, Refund.NONE) == Refund.NONE:
                raise OperationRefusedError(reason="Nothing that was paid for was cancelled.")
            extra = {**shipment.extra, REFUND: refund.value}
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

        def make(conn: Conn) -> tuple[Operation, ...]:
            refuse_busy(conn, shipment.id)
            return (operation,)

        await self._runner.queue(make)
        return operation
