"""Booking the courier for the parcels that wait, and what one does with a booked collection."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shipdesk.clock import Clock
from shipdesk.domain.account import AccountId
from shipdesk.domain.dispatch_order import (
    DispatchOrder,
    DispatchOrderId,
    PickupGroup,
)
from shipdesk.domain.money import Money
from shipdesk.domain.operation import (
    CancelPickupIntent,
    CommentIntent,
    DeleteCommentIntent,
    EditCommentIntent,
    Operation,
    OperationKind,
    PickupIntent,
)
from shipdesk.domain.point import CollectionPoint
from shipdesk.domain.sender import Sender
from shipdesk.domain.shipment import LEFT_UNUSED, Shipment, ShipmentId
from shipdesk.errors import OperationRefusedError
from shipdesk.providers.parts import PaperFile, PickupPapers
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.kinds.pickup import as_sent, keep_told
from shipdesk.services.operations import Runner
from shipdesk.services.paper_files import write_files
from shipdesk.services.pickup_groups import (
    being_booked,
    refuse_booked,
    refused_numbers,
    to_groups,
    why_no_cancel,
    why_no_comment,
    why_no_handover,
    why_no_sheet,
    why_not_again,
)
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import dispatch_orders as store
from shipdesk.storage import lists, operations
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database

__all__ = ["DispatchOrderSheet", "PaperFile", "PickupSheet", "Pickups"]

_COLLECTS_BY_ITSELF = "The courier comes by its own schedule; nothing has to be booked."
_BEING_BOOKED = "A pickup of them is being booked; see what comes of it."


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
    operations: tuple[Operation, ...]
    why_no_cancel: str = ""
    """Why it cannot be withdrawn; "" where it can."""
    why_not_again: str = ""
    """Why its parcels cannot be booked once more; "" where they can."""
    why_no_comment: str = ""
    """Why no comment can be added, edited or deleted; "" where one can."""
    why_no_printout: str = ""
    """Why there is no sheet to print; "" where there is one."""
    why_no_price: str = ""
    """Why the price cannot be asked for; "" where it can."""


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
            lambda conn: (
                _to_hand_in(conn),
                refused_numbers(conn),
                being_booked(conn),
            )
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
            groups.extend(to_groups(account.id, account.title, free, refused))
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
        point_id: str = "",
    ) -> Operation:
        """Request a collection of these parcels at the sender's place.

        `point_id`: at a place that the courier knows by that id; then no address is sent.
        Raises OperationRefusedError where a parcel is booked already or a booking of it is open.
        """
        if not ids:
            raise OperationRefusedError(reason="No parcel is chosen.", hint="Choose at least one.")

        def plan(conn: Conn) -> tuple[Operation, ...]:
            shipments = tuple(shipment_store.read(conn, each) for each in ids)
            refuse_booked(conn, shipments)
            intent = PickupIntent(
                shipment_ids=tuple(each.id for each in shipments),
                remote_ids=tuple(each.remote_id for each in shipments),
                tracking_numbers=tuple(each.tracking_number for each in shipments),
                place=sender.address,
                place_title=sender.title,
                office_hours=office_hours,
                comment=comment.strip(),
                point_id=point_id,
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
        reasons = await self._reasons(shown)
        return DispatchOrderSheet(
            shown,
            shipments,
            operations,
            why_no_cancel(shown, operations),
            why_not_again(shown, shipments),
            *reasons,
        )

    async def _reasons(self, order: DispatchOrder) -> tuple[str, str, str]:
        """Return why no comment, no sheet and no price can be had, each "" where it can."""
        if not order.remote_id:
            return ("The courier has not answered yet.",) * 3
        provider = await self._providers.usable(order.account_id)
        if provider is None:
            return ("Its account is not connected.",) * 3
        comment = why_no_comment(order)
        if provider.pickup_comment is None or provider.pickup_comment_edit is None:
            comment = f"{provider.title} takes no comments."
        printout = why_no_sheet(order)
        if provider.pickup_papers is None:
            printout = f"{provider.title} makes no sheet."
        price = "" if provider.dispatch_orders else f"{provider.title} tells no price."
        return comment, printout, price

    async def fetch_now(self, dispatch_order_id: DispatchOrderId) -> DispatchOrder:
        """Ask the courier how a collection stands and what it costs; keeps what is new.

        Its price is None where the courier tells none: it is charged by contract.
        """
        order = (await self.read(dispatch_order_id)).order
        provider = await self._providers.ready(order.account_id)
        if provider is None or provider.dispatch_orders is None:
            raise OperationRefusedError(reason="This account cannot be asked for it.")
        told = await provider.dispatch_orders.fetch(order.remote_id)

        def keep(conn: Conn) -> bool:
            known = store.by_remote(conn, order.account_id, order.remote_id)
            return known is not None and keep_told(conn, known, told)

        if await self._journal.write(keep):
            self._runner.told()
        return as_sent(told, order)

    async def fetch_printout(self, dispatch_order_id: DispatchOrderId) -> tuple[PaperFile, ...]:
        """Fetch the sheets that the driver signs, one for each service where there are several."""
        sheet = await self.read(dispatch_order_id)
        if sheet.why_no_printout:
            raise OperationRefusedError(reason=sheet.why_no_printout)
        papers = await self._papers(sheet.order.account_id)
        return await papers.fetch_printout(sheet.order.remote_id)

    async def fetch_handover(self, ids: Sequence[ShipmentId]) -> tuple[PaperFile, ...]:
        """Fetch the hand-over list of bought parcels of one account that are in no collection.

        Raises OperationRefusedError where they do not go on one list.
        """
        shipments = await self._shipments(ids)
        why_not = await self.why_no_handover(shipments)
        if why_not:
            raise OperationRefusedError(reason=why_not)
        papers = await self._papers(shipments[0].account_id)
        return await papers.fetch_handover([each.remote_id for each in shipments])

    async def why_no_handover(self, shipments: Sequence[Shipment]) -> str:
        """Return why parcels do not go on one hand-over list, "" where they do."""
        why_not = why_no_handover(shipments)
        if why_not:
            return why_not
        provider = await self._providers.usable(shipments[0].account_id)
        if provider is None:
            return "Its account is not connected."
        return "" if provider.pickup_papers else f"{provider.title} makes no hand-over list."

    async def save_papers(self, files: Sequence[PaperFile], folder: Path) -> tuple[Path, ...]:
        """Write sheets into a folder under names of our own; a name that is taken gets a number.

        Raises StorageError where the folder cannot be written to.
        """
        return await asyncio.to_thread(write_files, tuple(files), folder)

    async def _papers(self, account_id: AccountId) -> PickupPapers:
        provider = await self._providers.ready(account_id)
        if provider is None or provider.pickup_papers is None:
            raise OperationRefusedError(reason="This courier makes no hand-over list.")
        return provider.pickup_papers

    async def fetch_points(self, account_id: AccountId) -> tuple[CollectionPoint, ...]:
        """Return the places of collection that the courier knows; none where it keeps no list."""
        provider = await self._providers.ready(account_id)
        if provider is None or provider.collection_points is None:
            return ()
        return await provider.collection_points.fetch_all()

    async def edit_comment(
        self, dispatch_order_id: DispatchOrderId, comment_id: str, text: str
    ) -> Operation:
        """Request that one comment says something else."""
        if not text.strip():
            raise OperationRefusedError(
                reason="The comment is empty.", hint="Delete it, or type what it shall say."
            )
        order, before = await self._commented(dispatch_order_id, comment_id)
        intent = EditCommentIntent(order.id, order.remote_id, comment_id, text.strip(), before)
        return await self._request(OperationKind.EDIT_COMMENT, order, intent)

    async def delete_comment(
        self, dispatch_order_id: DispatchOrderId, comment_id: str
    ) -> Operation:
        """Request that exactly one comment goes."""
        order, before = await self._commented(dispatch_order_id, comment_id)
        intent = DeleteCommentIntent(order.id, order.remote_id, comment_id, before)
        return await self._request(OperationKind.DELETE_COMMENT, order, intent)

    async def _commented(
        self, dispatch_order_id: DispatchOrderId, comment_id: str
    ) -> tuple[DispatchOrder, str]:
        sheet = await self.read(dispatch_order_id)
        if sheet.why_no_comment:
            raise OperationRefusedError(reason=sheet.why_no_comment)
        found = next((each for each in sheet.order.comments if each.id == comment_id), None)
        if found is None or not comment_id:
            raise OperationRefusedError(reason="This comment is no longer there.")
        return sheet.order, found.text

    async def comment(self, dispatch_order_id: DispatchOrderId, text: str) -> Operation:
        """Request one comment to the courier."""
        if not text.strip():
            raise OperationRefusedError(reason="The comment is empty.", hint="Type it first.")
        sheet = await self.read(dispatch_order_id)
        if sheet.why_no_comment:
            raise OperationRefusedError(reason=sheet.why_no_comment)
        order = sheet.order
        intent = CommentIntent(dispatch_order_id, order.remote_id, text.strip())
        return await self._request(OperationKind.COMMENT, order, intent)

    async def cancel(self, dispatch_order_id: DispatchOrderId) -> Operation:
        """Request that a collection is withdrawn; only while it is new or sent."""
        sheet = await self.read(dispatch_order_id)
        if sheet.why_no_cancel:
            raise OperationRefusedError(reason=sheet.why_no_cancel)
        order = sheet.order
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


def _to_hand_in(conn: Conn) -> tuple[Shipment, ...]:
    """Return what waits to be handed in, without what is left unused."""
    found = shipment_store.not_handed_in(conn)
    return tuple(each for each in found if LEFT_UNUSED not in each.extra)


def _operations(conn: Conn, dispatch_order_id: DispatchOrderId) -> tuple[Operation, ...]:
    return operations.of_subject(conn, dispatch_order_id)


def _subject(shipment_ids: tuple[str, ...]) -> str:
    """Return one subject for one set of parcels: a double click meets itself in the journal."""
    text = ",".join(sorted(shipment_ids))
    return f"pickup:{hashlib.sha256(text.encode()).hexdigest()[:24]}"
