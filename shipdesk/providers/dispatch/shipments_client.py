"""Dispatch's operations on shipments (§ 7, § 8.2), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class ShipmentsClient:
    """Shipments at the order book: lower-case paths, paging of their own and no filters (§ 3)."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "shipments.list": self.list,
            "shipments.create": self.create,
            "shipments.get": self.get,
            "shipments.replace": self.replace,
            "shipments.delete": self.delete,
            "shipments.dates": self.set_dates,
            "shipments.overview": self.overview,
            "shipments.unassigned": self.unassigned,
            "shipments.delete_many": self.delete_many,
            "shipments.traces": self.traces,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """List a page: `page`, `perPage`, `from`, `to` (days, UTC), `status`, `customerGuid`.

        Newest first. Asked with `perPage`, answered with `pageSize` (§ 2.2). Raises RejectedError
        with 400 for a date that is none, or `from` after `to`. Addresses come as one text.
        """
        return await self._ask.page("shipments.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a shipment: `customerId`, `orderId`, `carrierId`, `sender`, `recipient`, `packages`.

        Addresses are structured here; packages in kg and cm. RejectedError with 404 or 409.
        """
        return await self._ask.write("shipments.create", body=body)

    async def get(self, shipment_id: str, *, query: Query = ()) -> Answer:
        """Read one shipment with its events; RejectedError with 404."""
        return await self._ask.read("shipments.get", shipment_id, query=query)

    async def replace(self, shipment_id: str, *, body: Body) -> Answer:
        """Write a shipment anew, whole; whether a tracking number is kept nobody promises.

        Raises RejectedError with 409 where it is delivered, returned or cancelled.
        """
        return await self._ask.write("shipments.replace", shipment_id, body=body)

    async def delete(self, shipment_id: str) -> Answer:
        """Delete one shipment; RejectedError with 409 where it is on its way."""
        return await self._ask.write("shipments.delete", shipment_id)

    async def set_dates(self, *, body: Body) -> Answer:
        """Change dates of several: `shipmentIds`, `collectionDate`, `deliveryDate`.

        Sent to the path of the list, with PATCH; returns updated and failed.
        """
        return await self._ask.write("shipments.dates", body=body)

    async def overview(self, *, query: Query = ()) -> Answer:
        """Count the shipments in each status; names that are not known are kept."""
        return await self._ask.read("shipments.overview", query=query)

    async def unassigned(self, *, query: Query = ()) -> Answer:
        """List a page of the shipments that are in no delivery run, asked as the list is."""
        return await self._ask.page("shipments.unassigned", query=query)

    async def delete_many(self, *, body: Body) -> Answer:
        """Delete shipments: `shipmentIds` (1 to 100); returns deleted and failed."""
        return await self._ask.write("shipments.delete_many", body=body)

    async def traces(self, shipment_id: str, *, query: Query = ()) -> Answer:
        """List a shipment's scans, oldest first, without paging."""
        return await self._ask.read("shipments.traces", shipment_id, query=query)
