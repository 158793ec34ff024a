"""Writes a tracking number back to the order: the shipment there, our number on it, a look again.

Whether Dispatch keeps a tracking number of somebody else is not documented. So the number is
written, read again, and where it was not kept, or another number stands there already, it becomes
a line in the order's notes (product § 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shipdesk.domain.operation import WriteBackIntent
from shipdesk.errors import ProviderError, RejectedError, UnexpectedReplyError
from shipdesk.providers.dispatch.client import DispatchClient
from shipdesk.providers.dispatch.wire import text_of, texts_of
from shipdesk.providers.steps import Facts, Match, Settled, Step, StepResult
from shipdesk.providers.tables import Table, normal_code

CREATE, MERGE, CHECK, SHIPPED = "create_shipment", "merge", "check", "mark_shipped"

_OPEN = frozenset({"pending", "in_transit", "out_for_delivery", "failed"})
_SHIPPED_OR_LATER = frozenset({"shipped", "delivered", "returned"})
_LONGEST_NOTES = 1_000
_MOST_SHIPMENTS = 10
_NO_SUCH_PATH = frozenset({404, 405})


class Fulfilment:
    """The write-back as a procedure; every step reads first and writes only what is missing."""

    def __init__(self, client: DispatchClient, table: Table) -> None:
        self._client = client
        self._of_order = table.aliases("order")
        self._of_shipment = table.aliases("shipment")

    def steps(self, intent: WriteBackIntent) -> tuple[Step, ...]:
        """Return the steps; `mark_shipped` only where the parcel has been scanned."""
        steps = (
            Step(CREATE, writes=True),
            Step(MERGE, writes=True, repeatable=True),
            Step(CHECK, writes=True, repeatable=True),
        )
        return (*steps, Step(SHIPPED, writes=True, repeatable=True)) if intent.shipped else steps

    async def run(self, step: str, intent: WriteBackIntent, facts: Facts) -> StepResult:
        """Take one step once."""
        if step == CREATE:
            return await self._create(intent)
        if step == MERGE:
            return await self._merge(intent, facts["dispatch_shipment"])
        if step == CHECK:
            return await self._check(intent, facts["dispatch_shipment"])
        return await self._mark_shipped(intent)

    async def find(
        self, step: str, intent: WriteBackIntent, facts: Facts, since: datetime
    ) -> tuple[Match, ...]:
        """Look whether a step whose reply was lost has been carried out."""
        del since  # each look is at one order or shipment by its id, whatever its age
        order_guid = intent.order_remote_id
        if step == CREATE:
            shipment = await self._shipment_of(intent)
            if shipment is None:
                return ()
            guid = text_of(shipment, self._of_shipment["guid"])
            compared = (("order", order_guid, text_of(shipment, self._of_shipment["order_id"])),)
            return (Match(guid, ours=True, result=_found(guid), compared=compared),)
        if step in {MERGE, CHECK}:
            guid = facts["dispatch_shipment"]
            number = text_of(
                await self._client.read_shipment(guid), self._of_shipment["tracking_number"]
            )
            noted = step == CHECK and intent.tracking_number in await self._notes(order_guid)
            if number != intent.tracking_number and not noted:
                return ()
            compared = (("tracking number", intent.tracking_number, number),)
            kept = Settled({"kept": "no" if noted else "yes"})
            return (Match(guid, ours=True, result=kept, compared=compared),)
        order = await self._client.read_order(order_guid)
        status = text_of(order, self._of_order["status"])
        if normal_code(status) not in _SHIPPED_OR_LATER:
            return ()
        compared = (("status", "shipped", status),)
        return (Match(order_guid, ours=True, result=Settled(words=status), compared=compared),)

    async def _create(self, intent: WriteBackIntent) -> Settled:
        try:
            guid = await self._client.create_shipment(intent.order_remote_id)
        except RejectedError as error:
            if error.status != 409:  # noqa: PLR2004
                raise
            # Looks refused but can mean done: an open shipment is used, whoever made it.
            try:
                shipment = await self._shipment_of(intent)
            except ProviderError as failed:
                # A look that failed must not make it look as if nothing had been sent.
                account = self._client.api.account_title
                raise UnexpectedReplyError("order.shipments", account=account) from failed
            if shipment is None:
                raise
            guid = text_of(shipment, self._of_shipment["guid"])
        return _found(guid)

    async def _merge(self, intent: WriteBackIntent, guid: str) -> Settled:
        shipment = await self._client.read_shipment(guid)
        number = text_of(shipment, self._of_shipment["tracking_number"])
        if number and number != intent.tracking_number:
            return Settled({"kept": "no"}, words=f"Another number stands there: {number}")
        if number == intent.tracking_number and (
            not intent.tracking_url or text_of(shipment, self._of_shipment["tracking_url"])
        ):
            return Settled(words="It stands there already.")
        await self._client.replace_shipment(guid, shipment, _ours(intent))
        return Settled()

    async def _check(self, intent: WriteBackIntent, guid: str) -> Settled:
        shipment = await self._client.read_shipment(guid)
        if text_of(shipment, self._of_shipment["tracking_number"]) == intent.tracking_number:
            return Settled({"kept": "yes"})
        notes = await self._notes(intent.order_remote_id)
        if intent.tracking_number in notes:
            return Settled({"kept": "no"}, words="It stands in the order's notes.")
        told = f"Shipped with {intent.courier}: {intent.tracking_number} {intent.tracking_url}"
        longer = f"{notes}\n{told.strip()}".strip()
        if len(longer) > _LONGEST_NOTES:
            return Settled({"kept": "no"}, words="The order's notes have no room for it.")
        try:
            await self._client.write_notes(intent.order_remote_id, longer)
        except RejectedError as error:
            if error.status not in _NO_SUCH_PATH:
                raise
            return Settled({"kept": "no"}, words="Dispatch offers no way to note it.")
        return Settled({"kept": "no"}, words="Not kept; noted on the order.")

    async def _mark_shipped(self, intent: WriteBackIntent) -> Settled:
        order = await self._client.read_order(intent.order_remote_id)
        status = text_of(order, self._of_order["status"])
        if normal_code(status) in _SHIPPED_OR_LATER:
            return Settled(words=status)
        await self._client.set_status(intent.order_remote_id, "shipped")
        return Settled()

    async def _notes(self, order_guid: str) -> str:
        return text_of(await self._client.read_order(order_guid), self._of_order["notes"])

    async def _shipment_of(self, intent: WriteBackIntent) -> Mapping[str, Any] | None:
        """Return the order's shipment with our number, else the newest open one, else None."""
        order = await self._client.read_order(intent.order_remote_id)
        guids = texts_of(order, self._of_order["shipment_ids"])
        rows = [await self._read_if_there(guid) for guid in guids[-_MOST_SHIPMENTS:]]
        if not guids:
            # `shipmentIds` is designed; where there is none, the newest shipments are looked at.
            rows = [
                row
                for row in reversed(await self._client.read_newest_shipments())
                if text_of(row, self._of_shipment["order_id"]) == intent.order_remote_id
            ]
        rows = [row for row in rows if text_of(row, self._of_shipment["guid"])]
        for row in rows:
            if text_of(row, self._of_shipment["tracking_number"]) == intent.tracking_number:
                return row
        status = self._of_shipment["status"]
        still_open = [row for row in rows if normal_code(text_of(row, status)) in _OPEN]
        return still_open[-1] if still_open else None

    async def _read_if_there(self, guid: str) -> Mapping[str, Any]:
        try:
            return await self._client.read_shipment(guid)
        except RejectedError as error:
            if error.status not in _NO_SUCH_PATH:
                raise
            return {}


def _found(guid: str) -> Settled:
    return Settled({"dispatch_shipment": guid})


def _ours(intent: WriteBackIntent) -> Mapping[str, str]:
    """Return what of a shipment at Dispatch is ours to write, by our names."""
    return {
        "tracking_number": intent.tracking_number,
        "courier": intent.courier,
        "tracking_url": intent.tracking_url,
    }
