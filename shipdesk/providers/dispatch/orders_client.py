"""Dispatch's operations on orders (§ 7, § 8.1), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class OrdersClient:
    """Orders at the order book; prices are numbers in the order's currency, kg and cm (§ 11)."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "orders.list": self.list,
            "orders.get": self.get,
            "orders.status": self.set_status,
            "orders.assign_carrier": self.assign_carrier,
            "orders.delete_many": self.delete_many,
            "orders.dimension_preset": self.add_dimension_preset,
            "orders.collection_date": self.assign_collection_date,
            "orders.create_shipment": self.create_shipment,
            "orders.create": self.create,
            "orders.replace": self.replace,
            "orders.patch": self.patch,
            "orders.delete_one": self.delete_one,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """List a page: `Page`, `PageSize` (at most 100), `$filter`, `$orderby`, `$search`.

        Raises RejectedError (400 INVALID_FILTER, INVALID_ORDERBY). Rows lack the country (§ 8.1).
        """
        return await self._ask.page("orders.list", query=query)

    async def get(self, order_id: str, *, query: Query = ()) -> Answer:
        """Read one order with its items, addresses and carrier; RejectedError with 404."""
        return await self._ask.read("orders.get", order_id, query=query)

    async def set_status(self, order_id: str, *, body: Body) -> Answer:
        """Move an order: `status`, `reason`; returns the order.

        Raises RejectedError with 409 INVALID_STATUS_TRANSITION, 400 for a status not known (§ 9).
        """
        return await self._ask.write("orders.status", order_id, body=body)

    async def assign_carrier(self, *, body: Body) -> Answer:
        """Give orders a carrier: `orderIds` (1 to 100), `carrierId`; returns updated and failed.

        Some may fail while others are done; RejectedError with 404 for the carrier.
        """
        return await self._ask.write("orders.assign_carrier", body=body)

    async def delete_many(self, *, body: Body) -> Answer:
        """Delete orders: `orderIds` (1 to 100); returns deleted and failed (CONFLICT: shipped)."""
        return await self._ask.write("orders.delete_many", body=body)

    async def add_dimension_preset(self, order_id: str, *, body: Body) -> Answer:
        """Give an order's items the size of a preset: `presetId`; RejectedError with 404."""
        return await self._ask.write("orders.dimension_preset", order_id, body=body)

    async def assign_collection_date(self, order_id: str, *, body: Body) -> Answer:
        """Set when an order is collected: `collectionDate`, a day or moment; 400 for a past one."""
        return await self._ask.write("orders.collection_date", order_id, body=body)

    async def create_shipment(self, order_id: str, *, body: Body) -> Answer:
        """Make an order's shipment: `carrierId`, `serviceLevel`, `packages` (kg, cm), `notes`.

        What is left out comes from the business's defaults. Raises RejectedError with 409 where the
        order is cancelled or delivered, or has an open shipment.
        """
        return await self._ask.write("orders.create_shipment", order_id, body=body)

    async def create(self, *, body: Body) -> Answer:
        """Make an order: `customerId`, `items`, `deliveryAddress`, `externalReference`, `notes`.

        A designed path (§ 12, trap 1): 404 and 405 say that the account has none. Raises
        RejectedError with 409 where the external reference is taken.
        """
        return await self._ask.write("orders.create", body=body)

    async def replace(self, order_id: str, *, body: Body) -> Answer:
        """Write an order anew, whole: what is left out may be cleared (§ 12, trap 7); designed."""
        return await self._ask.write("orders.replace", order_id, body=body)

    async def patch(self, order_id: str, *, body: Body) -> Answer:
        """Change single fields of an order, such as `notes`; a designed path."""
        return await self._ask.write("orders.patch", order_id, body=body)

    async def delete_one(self, order_id: str) -> Answer:
        """Delete one order; designed, `delete_many` with one id is the documented way."""
        return await self._ask.write("orders.delete_one", order_id)
