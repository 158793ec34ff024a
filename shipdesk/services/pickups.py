"""Booking the courier for the parcels that wait, and what one does with a booked collection."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from shipdesk.clock import Clock
from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import from_plain
from shipdesk.domain.dispatch_order import (
    CANCELLABLE,
    DispatchOrder,
    DispatchOrderId,
    PickupGroup,
)
from shipdesk.domain.money import Money
from shipdesk.domain.operation import (
    CancelPickupIntent,
    CommentIntent,
    Operation,
    OperationKind,
    PickupIntent,
)
from shipdesk.domain.order import HandingIn
from shipdesk.domain.sender import Sender
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import OperationRefusedError
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.kinds.pickup import as_sent
from shipdesk.services.operations import Runner
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import dispatch_orders as store
from shipdesk.storage import lists, operations
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database

_COLLECTS_BY_ITSELF = "The courier comes by its own schedule; nothing has to be booked."
_DROP_OFF = "Bought as drop off: take them to a locker or point."
_BEING_BOOKED = "A pickup of them is being booked; see what comes of it."
_PART = "pickup_group"
"""What a provider notes on a shipment where its parcels are not all collected together."""


@dataclass(frozen=True, slots=True)
class PickupSheet:
    """What can be booked now: groups, and the shipments in them by id."""

    groups: tuple[PickupGroup, ...]
    shipments: dict[ShipmentId, Shipment]


@dataclass(frozen=True, slots=True)
class DispatchOrderSheet:
    """One dispatch order with the shipments of ours that it holds."""

    order: DispatchOrder
    shipments: tuple[Shipment, ...]
    cancellable: bool
    operations: tuple[Operation, ...]


class Pickups:
    """Groups parcels as the couriers want them and requests the acts on collections."""

    def __init__(
        self,
        journal: Database,
        cache: Database,
        providers: ProviderDesk,
        runner: Runner,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._cache = cache
        self._providers = providers
        self._runner = runner
        self._clock = clock

    async def waiting(self) -> PickupSheet:
        """Return the parcels that wait for a courier, in groups that one booking may hold.

        Parcels that a courier refused before are left out, with the reason; a person may add them.
        """
        shipments, refused, asked = await self._journal.read(
            lambda conn: (shipment_store.not_handed_in(conn), _refused(conn), _being_booked(conn))
        )
        groups: list[PickupGroup] = []
        for provider in await self._providers.all_ready():
            account = provider.account
            own = [each for each in shipments if each.account_id == account.id]
            if not own:
                continue
            if provider.pickup_booking is None:
                ids = tuple(each.id for each in own)
                groups.append(PickupGroup(account.id, account.title, ids, (), _COLLECTS_BY_ITSELF))
                continue
            free = [each for each in own if each.id not in asked]
            groups.extend(_groups(account.id, account.title, free, refused))
            ids = tuple(each.id for each in own if each.id in asked)
            if ids:
                groups.append(PickupGroup(account.id, account.title, ids, (), _BEING_BOOKED))
        return PickupSheet(tuple(groups), {each.id: each for each in shipments})

    async def fetch_price(self, account_id: AccountId, ids: Sequence[ShipmentId]) -> Money | None:
        """Return what the collection would cost, None where the courier does not tell."""
        provider = await self._providers.ready(account_id)
        if provider is None or provider.dispatch_orders is None:
            return None
        shipments = await self._shipments(ids)
        return await provider.dispatch_orders.fetch_price([each.remote_id for each in shipments])

    async def book(
        self,
        account_id: AccountId,
        ids: Sequence[ShipmentId],
        sender: Sender,
        office_hours: str,
        comment: str = "",
    ) -> Operation:
        """Request a collection of these parcels at the sender's place.

        Raises OperationRefusedError where a parcel is booked already or a booking of it is open.
        """
        if not ids:
            raise OperationRefusedError(reason="No parcel is chosen.", hint="Choose at least one.")

        def plan(conn: Conn) -> tuple[Operation, ...]:
            shipments = tuple(shipment_store.read(conn, each) for each in ids)
            _refuse_booked(conn, shipments)
            intent = PickupIntent(
                shipment_ids=tuple(each.id for each in shipments),
                remote_ids=tuple(each.remote_id for each in shipments),
                tracking_numbers=tuple(each.tracking_number for each in shipments),
                place=sender.address,
                place_title=sender.title,
                office_hours=office_hours,
                comment=comment.strip(),
            )
            operation = new_operation(
                OperationKind.BOOK_DISPATCH_ORDER,
                _subject(intent.shipment_ids),
                account_id,
                sender.title,
                intent,
                self._clock.now(),
            )
            return (operation,)

        (operation,) = await self._runner.queue(plan)
        return operation

    async def read(self, dispatch_order_id: DispatchOrderId) -> DispatchOrderSheet:
        """Return one dispatch order, booked here or only fetched."""
        order, operations = await self._journal.read(
            lambda conn: (
                store.find(conn, dispatch_order_id),
                _operations(conn, dispatch_order_id),
            )
        )
        fetched = await self._cache.read(
            lambda conn: lists.fetched_dispatch_order(conn, dispatch_order_id)
        )
        shown = fetched or order
        if shown is None:
            raise OperationRefusedError(reason="This dispatch order is no longer listed.")
        if fetched is not None and order is not None:
            shown = as_sent(fetched, order)
        shipments = await self._journal.read(
            lambda conn: tuple(
                found
                for number in shown.tracking_numbers
                if (found := shipment_store.by_tracking(conn, number)) is not None
            )
        )
        return DispatchOrderSheet(shown, shipments, shown.status in CANCELLABLE, operations)

    async def comment(self, dispatch_order_id: DispatchOrderId, text: str) -> Operation:
        """Request one comment to the courier."""
        if not text.strip():
            raise OperationRefusedError(reason="The comment is empty.", hint="Type it first.")
        order = (await self.read(dispatch_order_id)).order
        intent = CommentIntent(dispatch_order_id, order.remote_id, text.strip())
        return await self._request(OperationKind.COMMENT, order, intent)

    async def cancel(self, dispatch_order_id: DispatchOrderId) -> Operation:
        """Request that a collection is withdrawn; only while it is new or sent."""
        order = (await self.read(dispatch_order_id)).order
        if order.status not in CANCELLABLE:
            raise OperationRefusedError(
                reason="The courier has taken it.", hint="Call the courier instead."
            )
        intent = CancelPickupIntent(dispatch_order_id, order.remote_id)
        return await self._request(OperationKind.CANCEL_DISPATCH_ORDER, order, intent)

    async def _request(
        self, kind: OperationKind, order: DispatchOrder, intent: object
    ) -> Operation:
        operation = new_operation(
            kind, order.id, order.account_id, order.remote_id, intent, self._clock.now()
        )
        await self._runner.request(operation)
        return operation

    async def _shipments(self, ids: Sequence[ShipmentId]) -> tuple[Shipment, ...]:
        return await self._journal.read(
            lambda conn: tuple(shipment_store.read(conn, each) for each in ids)
        )


def _refuse_booked(conn: Conn, shipments: Sequence[Shipment]) -> None:
    """Refuse parcels that a collection holds, or may hold once an open booking is settled."""
    asked = _being_booked(conn)
    for each in shipments:
        if each.id in asked:
            reason = f"A pickup of {each.tracking_number} is being booked already."
            raise OperationRefusedError(reason=reason, hint="See what came of it in Activity.")
        if each.dispatch_order_id:
            reason = f"{each.tracking_number} is in pickup {each.pickup} already."
            raise OperationRefusedError(reason=reason)


def _operations(conn: Conn, dispatch_order_id: DispatchOrderId) -> tuple[Operation, ...]:
    return operations.of_subject(conn, dispatch_order_id)


def _refused(conn: Conn) -> dict[str, str]:
    """Return tracking numbers that a rejected collection named, with that collection's number."""
    return {number: order.remote_id for order in store.rejected(conn) for number in order.refused}


def _being_booked(conn: Conn) -> frozenset[str]:
    """Return the shipments of bookings that are not settled: another one might book them twice."""
    found = operations.open_of_kind(conn, OperationKind.BOOK_DISPATCH_ORDER)
    intents = (from_plain(PickupIntent, each.intent) for each in found)
    return frozenset(each for intent in intents for each in intent.shipment_ids)


def _groups(
    account_id: AccountId, title: str, shipments: list[Shipment], refused: dict[str, str]
) -> list[PickupGroup]:
    """Return what one collection may hold: a courier refuses parcels of two of its networks."""
    parts: dict[str, list[Shipment]] = {}
    dropped: list[Shipment] = []
    for each in shipments:
        if each.handing_in is HandingIn.COLLECT:
            parts.setdefault(each.extra.get(_PART, ""), []).append(each)
        elif each.handing_in is HandingIn.DROP_OFF:
            dropped.append(each)
    groups = []
    for part, collected in sorted(parts.items(), reverse=True):
        left_out = tuple(
            (each.id, f"refused in {refused[each.tracking_number]}")
            for each in collected
            if each.tracking_number in refused
        )
        out = {shipment_id for shipment_id, _ in left_out}
        chosen = tuple(each.id for each in collected if each.id not in out)
        groups.append(PickupGroup(account_id, title, chosen, left_out, part=part))
    if dropped:
        ids = tuple(each.id for each in dropped)
        groups.append(PickupGroup(account_id, title, ids, (), _DROP_OFF))
    return groups


def _subject(shipment_ids: tuple[str, ...]) -> str:
    """Return one subject for one set of parcels: a double click meets itself in the journal."""
    text = ",".join(sorted(shipment_ids))
    return f"pickup:{hashlib.sha256(text.encode()).hexdigest()[:24]}"
