"""Dispatch's operations on shipments (§ 7, § 8.2), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class ShipmentsClient:
    """Shipments at the order book: lower-case paths, paging of their own and no filters (§ 3).

    Every method raises what `Ask` does, too.
    """

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

        Newest first; both days count whole. Asked with `perPage`, answered with `pageSize` (§ 2.2).
        Addresses come as one text. Raises RejectedError: 400 VALIDATION_ERROR for a date that is
        none or `from` after `to`, 400 UNSUPPORTED_QUERY_OPTION for `$filter` and its like.
        """
        return await self._ask.page("shipments.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a shipment: `customerId`, `orderId`, `carrierId`, `sender`, `recipient`, `packages`.

        Addresses are structured here (name, street, city, state, postalCode, country, phone).
        Packages, 1 to 50: `weight` in kg, sides in cm, `quantity`, `description`; `reference` of
        100 characters. Raises RejectedError: 400 VALIDATION_ERROR, 404 NOT_FOUND, 409 CONFLICT
        where the order has an open one. Never repeated blindly (§ 5.1).
        """
        return await self._ask.write("shipments.create", body=body)

    async def get(self, shipment_id: str, *, query: Query = ()) -> Answer:
        """Read one shipment with its events.

        `trackingNumber` is text, and null before the carrier took it. Raises RejectedError: 404
        NOT_FOUND.
        """
        return await self._ask.read("shipments.get", shipment_id, query=query)

    async def replace(self, shipment_id: str, *, body: Body) -> Answer:
        """Write a shipment anew: the fields of `create`, all of them (§ 12, trap 7).

        Whether a tracking number is kept nobody promises. Raises RejectedError: 409 CONFLICT where
        it is delivered, returned or cancelled, 400 VALIDATION_ERROR, 404 NOT_FOUND.
        """
        return await self._ask.write("shipments.replace", shipment_id, body=body)

    async def delete(self, shipment_id: str) -> Answer:
        """Delete one shipment; returns nothing (§ 2.2).

        Raises RejectedError: 409 CONFLICT where it is on its way, 404 NOT_FOUND.
        """
        return await self._ask.write("shipments.delete", shipment_id)

    async def set_dates(self, *, body: Body) -> Answer:
        """Change dates of several: `shipmentIds`, `collectionDate`, `deliveryDate`.

        Dates are ISO 8601, days or moments. Sent to the path of the list, with PATCH (§ 8.2).
        Returns `updated` (ids) and `failed` (guid, code, message). Raises RejectedError: 400
        VALIDATION_ERROR.
        """
        return await self._ask.write("shipments.dates", body=body)

    async def overview(self, *, query: Query = ()) -> Answer:
        """Count the shipments in each status; names that are not known are kept (§ 8.2).

        Raises RejectedError for `success: false` only: it asks for nothing that could be wrong.
        """
        return await self._ask.read("shipments.overview", query=query)

    async def unassigned(self, *, query: Query = ()) -> Answer:
        """List a page of the shipments that are in no delivery run, asked as the list is.

        Raises RejectedError: 400 VALIDATION_ERROR as `list` does.
        """
        return await self._ask.page("shipments.unassigned", query=query)

    async def delete_many(self, *, body: Body) -> Answer:
        """Delete shipments: `shipmentIds` (1 to 100).

        Returns `deleted` (ids) and `failed` (guid, code, message), or bare success (§ 8.1). Raises
        RejectedError: 400 VALIDATION_ERROR for none or too many.
        """
        return await self._ask.write("shipments.delete_many", body=body)

    async def traces(self, shipment_id: str, *, query: Query = ()) -> Answer:
        """List a shipment's scans, oldest first however they come, without paging; times in UTC.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.scans("shipments.traces", shipment_id, query=query)
