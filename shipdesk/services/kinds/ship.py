"""Buying a shipment: through the provider's booking, once per intent."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import place_lines
from shipdesk.domain.codec import from_plain
from shipdesk.domain.operation import (
    LabelIntent,
    Operation,
    OperationId,
    OperationKind,
    ShipIntent,
    WriteBackIntent,
)
from shipdesk.domain.sender import Sender, SenderId
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.providers.base import Limits, PickupLocations
from shipdesk.providers.steps import (
    NO_FUNDS,
    Bought,
    Facts,
    Failed,
    Match,
    Procedure,
    Settled,
    Step,
    StepResult,
)
from shipdesk.services.kinds.base import Bound, NotOursError, bind_procedure, new_operation
from shipdesk.services.kinds.elsewhere import looks_first
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import queues
from shipdesk.storage import senders as sender_store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn


def shipment_id_of(operation_id: OperationId) -> ShipmentId:
    """Return the id of the shipment that a purchase makes, the same at every look."""
    return ShipmentId(uuid.uuid5(uuid.NAMESPACE_URL, f"shipdesk:{operation_id}").hex)


def shipment_of(
    operation: Operation, intent: ShipIntent, bought: Bought, now: datetime
) -> Shipment:
    """Return the shipment that a purchase made, from what was sent and what the courier told."""
    return Shipment(
        id=shipment_id_of(operation.id),
        account_id=operation.account_id,
        remote_id=bought.remote_id,
        reference=operation.reference or intent.reference,
        created_at=now,
        order_key=intent.order_key,
        order_number=intent.order_number,
        tracking_number=bought.tracking_number,
        courier=bought.courier or intent.courier,
        service=bought.service or intent.service,
        service_title=bought.service_title or intent.service_title,
        status=bought.status,
        code=bought.code,
        words=bought.words,
        payable=bought.payable,
        recipient=intent.recipient,
        parcel=intent.parcel,
        locker=intent.locker,
        handing_in=intent.handing_in,
        price=bought.price or intent.quoted,
        cod=intent.cod,
        files=bought.files,
        tracking_url=bought.tracking_url,
        pickup=bought.pickup,
        extra=bought.extra,
        raw=bought.raw,
    )


def write_back_intent(shipment: Shipment, *, shipped: bool) -> WriteBackIntent:
    """Return what the order's own account is told about a shipment."""
    return WriteBackIntent(
        order_key=shipment.order_key,
        order_remote_id=shipment.order_key.partition(":")[2],
        shipment_id=shipment.id,
        tracking_number=shipment.tracking_number,
        courier=shipment.courier,
        tracking_url=shipment.tracking_url,
        shipped=shipped,
    )


def after_purchase(
    shipment: Shipment,
    order_account: AccountId,
    now: datetime,
    *,
    parent: Operation | None = None,
    prints: bool = False,
) -> tuple[Operation, ...]:
    """Return what follows a purchase: fetch the label, and tell the order's own account.

    `parent` is the operation that bought it, None where it was paid for elsewhere.
    """
    parent_id = parent.id if parent is not None else ""
    wanted_at = parent.created_at if parent is not None else None
    label = new_operation(
        OperationKind.FETCH_LABEL,
        shipment.id,
        shipment.account_id,
        shipment.order_number or shipment.tracking_number,
        LabelIntent(shipment.id, print_after=prints, wanted_at=wanted_at),
        now,
        parent_id=parent_id,
    )
    if not order_account:
        return (label,)
    told = new_operation(
        OperationKind.WRITE_BACK,
        shipment.id,
        order_account,
        shipment.order_number,
        write_back_intent(shipment, shipped=False),
        now,
        parent_id=parent_id,
    )
    return (label, told)


class ShipKind:
    """Buys a shipment for an order, and once more for another parcel where a reason is given."""

    def __init__(self, kind: OperationKind, providers: ProviderDesk) -> None:
        self.kind = kind
        self._providers = providers

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the booking of the operation's account."""
        provider = await self._providers.ready(operation.account_id)
        if provider is None or provider.booking is None:
            return None
        intent = from_plain(ShipIntent, operation.intent)
        if provider.pickup_locations is None or intent.pickup_id:
            bound = bind_procedure(provider.booking, intent, provider.limits)
        else:
            places = provider.pickup_locations
            bound = _with_place(provider.booking, places, intent, provider.limits)
        return looks_first(bound, provider.booking, intent)

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Keep the shipment and queue what follows; an unpaid one is kept as unpaid.

        An account that has no funds buys nothing more until a person says so.
        """
        intent = from_plain(ShipIntent, operation.intent)
        if isinstance(result, Failed):
            if result.bought is not None:
                unpaid = shipment_of(operation, intent, result.bought, now)
                _refuse_another(conn, unpaid)
                shipment_store.save(conn, unpaid)
            if result.key == NO_FUNDS:
                queues.hold_unfunded(conn, operation, now)
            return ()
        if not isinstance(result, Bought):
            raise NotOursError("The purchase ended without a shipment.")
        shipment = shipment_of(operation, intent, result, now)
        _refuse_another(conn, shipment)
        shipment_store.save(conn, shipment)
        _keep_place(conn, operation, intent)
        order_account = self._providers.write_back_account(intent.order_key)
        return after_purchase(
            shipment, order_account, now, parent=operation, prints=intent.print_after
        )


def _refuse_another(conn: Conn, shipment: Shipment) -> None:
    """Refuse an answer that names a shipment which was bought for something else."""
    known = shipment_store.by_remote(conn, shipment.account_id, shipment.remote_id)
    if known is not None and known.id != shipment.id:
        shown = known.tracking_number or known.remote_id
        raise NotOursError(f"The answer names {shown}, which belongs to {known.order_number}.")


_PLACE = Step("pickup_location", writes=True, repeatable=True)


def _with_place(
    booking: Procedure[ShipIntent], places: PickupLocations, intent: ShipIntent, limits: Limits
) -> Bound:
    """Return the booking preceded by making the place of collection, which it wants to know."""
    sender = Sender(SenderId(""), intent.sender.who, intent.sender)

    def placed(facts: Facts) -> ShipIntent:
        return replace(intent, pickup_id=facts.get("pickup_id", ""))

    async def run(step: str, facts: Facts) -> StepResult:
        if step == _PLACE.name:
            return Settled({"pickup_id": await places.make(sender)})
        return await booking.run(step, placed(facts), facts)

    async def find(step: str, facts: Facts, since: datetime) -> tuple[Match, ...]:
        if step == _PLACE.name:
            line = ", ".join(place_lines(sender.address))
            shown = (("place", line, line),)
            return tuple(
                Match(made, ours=True, result=Settled({"pickup_id": made}), compared=shown)
                for made in await places.find(sender)
            )
        return await booking.find(step, placed(facts), facts, since)

    return Bound((_PLACE, *booking.steps(intent)), limits.quiet, run, find)


def _keep_place(conn: Conn, operation: Operation, intent: ShipIntent) -> None:
    """Remember the place's id with the sender, so that it is asked for once."""
    made = operation.facts.get("pickup_id", "")
    for sender in sender_store.all(conn):
        if made and sender.address == intent.sender:
            ids = {**sender.pickup_ids, operation.account_id: made}
            sender_store.save(conn, replace(sender, pickup_ids=ids))
