"""Shipments as a person looks at them: read whole, with their events."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import Operation
from shipdesk.domain.shipment import Shipment, ShipmentId, TrackingEvent
from shipdesk.errors import OperationRefusedError
from shipdesk.storage import accounts, lists, operations, parcels
from shipdesk.storage import shipments as store
from shipdesk.storage.database import Conn, Database


@dataclass(frozen=True, slots=True)
class ShipmentSheet:
    """One shipment with its history; `bought_here` is False for one that was only fetched.

    `other_copies` is what other accounts told of the same parcel, as JSON under their titles.
    """

    shipment: Shipment
    events: tuple[TrackingEvent, ...]
    operations: tuple[Operation, ...]
    bought_here: bool
    other_copies: tuple[str, ...] = ()


class Shipments:
    """Reads shipments; used on the UI thread's loop."""

    def __init__(self, journal: Database, cache: Database) -> None:
        self._journal = journal
        self._cache = cache

    async def read(self, shipment_id: ShipmentId) -> ShipmentSheet:
        """Return the shipment; raises OperationRefusedError where it is gone."""
        if ":" in shipment_id:
            fetched = await self._cache.read(lambda conn: lists.fetched_shipment(conn, shipment_id))
            if fetched is None:
                raise OperationRefusedError(reason="The shipment is no longer listed.")
            return await self._with_copies(ShipmentSheet(fetched, (), (), bought_here=False))

        def read(conn: Conn) -> ShipmentSheet:
            return ShipmentSheet(
                store.read(conn, shipment_id),
                store.events(conn, shipment_id),
                operations.of_subject(conn, shipment_id),
                bought_here=True,
            )

        return await self._with_copies(await self._journal.read(read))

    async def _with_copies(self, sheet: ShipmentSheet) -> ShipmentSheet:
        copies = await self._cache.read(lambda conn: parcels.other_copies(conn, sheet.shipment))
        if not copies:
            return sheet
        known = await self._journal.read(accounts.all)
        titles = {account.id: account.title for account in known}
        told = tuple(
            json.dumps({titles.get(AccountId(account_id), account_id): json.loads(raw)})
            for account_id, raw in copies.items()
        )
        return replace(sheet, other_copies=told)
