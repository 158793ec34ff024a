"""Dispatch's operations on orders (§ 7, § 8.1), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class OrdersClient:
    """Orders at the order book; prices are numbers in the order's currency, kg and cm (§ 11).

    Every method raises what `Ask` does, too.
    """

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

        Rows lack the country of the address (§ 8.1); the count is of all pages. Raises
        RejectedError: 400 VALIDATION_ERROR (a page or size below 1), INVALID_FILTER,
        INVALID_ORDERBY, UNSUPPORTED_QUERY_OPTION.
        """
        return await self._ask.page("orders.list", query=query)

    async def get(self, order_id: str, *, query: Query = ()) -> Answer:
        """Read one order with its items, addresses, carrier and totals.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.read("orders.get", order_id, query=query)

    async def set_status(self, order_id: str, *, body: Body) -> Answer:
        """Move an order: `status` (a word of § 9), `reason` (text, may be left out).

        Returns the order. Raises RejectedError: 409 INVALID_STATUS_TRANSITION, 400 VALIDATION_ERROR
        for a status that is not known, 404 NOT_FOUND.
        """
        return await self._ask.write("orders.status", order_id, body=body)

    async def assign_carrier(self, *, body: Body) -> Answer:
        """Give orders a carrier: `orderIds` (1 to 100), `carrierId`.

        Returns `updated` (ids) and `failed` (guid, code, message): some may fail while others are
        done. The answer may also be bare success (§ 8.1). Raises RejectedError: 404 NOT_FOUND for
        the carrier, 400 VALIDATION_ERROR for none or too many.
        """
        return await self._ask.write("orders.assign_carrier", body=body)

    async def delete_many(self, *, body: Body) -> Answer:
        """Delete orders: `orderIds` (1 to 100).

        Returns `deleted` (ids) and `failed` (guid, code, message; CONFLICT for shipped and
        delivered ones). The answer may be bare success: then list anew (§ 8.1). Raises
        RejectedError: 400 VALIDATION_ERROR for none or too many.
        """
        return await self._ask.write("orders.delete_many", body=body)

    async def add_dimension_preset(self, order_id: str, *, body: Body) -> Answer:
        """Give an order's items the size of a preset: `presetId`; returns the order.

        Raises RejectedError: 404 NOT_FOUND for the preset or the order.
        """
        return await self._ask.write("orders.dimension_preset", order_id, body=body)

    async def assign_collection_date(self, order_id: str, *, body: Body) -> Answer:
        """Set when an order is collected: `collectionDate`, YYYY-MM-DD or a moment in UTC.

        Returns the order. Raises RejectedError: 400 VALIDATION_ERROR for a day that is past, 404
        NOT_FOUND.
        """
        return await self._ask.write("orders.collection_date", order_id, body=body)

    async def create_shipment(self, order_id: str, *, body: Body) -> Answer:
        """Make an order's shipment: `carrierId`, `serviceLevel`, `packages`, `notes`.

        A package has `weight` in kg and `length`, `width`, `height` in cm. What is left out comes
        from the business's defaults. Returns the shipment; the order is processing then (§ 9).
        Raises RejectedError: 409 where the order is cancelled or delivered, or has an open
        shipment, 404 NOT_FOUND, 400 VALIDATION_ERROR. Never repeated blindly (§ 5.1).
        """
        return await self._ask.write("orders.create_shipment", order_id, body=body)

    async def create(self, *, body: Body) -> Answer:
        """Make an order: `customerId`, `items` (1 to 200), `deliveryAddress`, `externalReference`.

        Also `billingAddress`, `currency` (ISO 4217), `notes` (1000). An item has `description`
        (255), whole `quantity` from 1 and unit `price` of two places, its `dimensions` cm and the
        weight in kg inside (§ 12, 8). A designed path (§ 12, trap 1): 404 and 405 say that the
        account has none. Raises RejectedError: 409 CONFLICT where the external reference (100) is
        taken, 400 VALIDATION_ERROR.
        """
        return await self._ask.write("orders.create", body=body)

    async def replace(self, order_id: str, *, body: Body) -> Answer:
        """Write an order anew: the fields of `create`, all of them; a designed path.

        What is left out may be cleared (§ 12, trap 7). Raises RejectedError: 400 VALIDATION_ERROR,
        404 NOT_FOUND, 409 CONFLICT.
        """
        return await self._ask.write("orders.replace", order_id, body=body)

    async def patch(self, order_id: str, *, body: Body) -> Answer:
        """Change single fields of an order, such as `notes` (1000 characters); a designed path.

        Raises RejectedError: 400 VALIDATION_ERROR, 404 NOT_FOUND, 409 CONFLICT.
        """
        return await self._ask.write("orders.patch", order_id, body=body)

    async def delete_one(self, order_id: str) -> Answer:
        """Delete one order; designed, `delete_many` with one id is the documented way (§ 7).

        Raises RejectedError: 409 CONFLICT where it is shipped or delivered, 404 NOT_FOUND.
        """
        return await self._ask.write("orders.delete_one", order_id)
