"""Dispatch's operations on products (§ 7, § 8.4), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class Products:
    """Products and variants; `weight` stands beside `dimensions`, unlike in orders (§ 12, 8)."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "products.list": self.list,
            "products.create": self.create,
            "products.get": self.get,
            "products.replace": self.replace,
            "products.variant_create": self.variant_create,
            "products.variant_get": self.variant_get,
            "products.variant_patch": self.variant_patch,
            "products.variant_delete": self.variant_delete,
            "products.settings": self.save_settings,
            "products.delete": self.delete,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """List a page: `Page`, `PageSize` (at most 100), `$filter`, `$orderby`, `$search`.

        Rows lack description and cost, and have `variantCount`.
        """
        return await self._ask.page("products.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a product: `name`, `sku` (64, unique), `price`, `cost`, `weight`, `dimensions`.

        Weight in kg, sides in cm (§ 11). Raises RejectedError with 409 DUPLICATE_SKU.
        """
        return await self._ask.write("products.create", body=body)

    async def get(self, product_id: str, *, query: Query = ()) -> Answer:
        """Read one product with its variants; RejectedError with 404."""
        return await self._ask.read("products.get", product_id, query=query)

    async def replace(self, product_id: str, *, body: Body) -> Answer:
        """Write a product anew, whole (§ 12, trap 7); RejectedError with 409 DUPLICATE_SKU."""
        return await self._ask.write("products.replace", product_id, body=body)

    async def variant_create(self, product_id: str, *, body: Body) -> Answer:
        """Add a variant: `name`, `sku`, `price`, `cost`, `weight`, `dimensions`, `barcode`."""
        return await self._ask.write("products.variant_create", product_id, body=body)

    async def variant_get(self, product_id: str, variant_id: str, *, query: Query = ()) -> Answer:
        """Read one variant; RejectedError with 404."""
        return await self._ask.read("products.variant_get", product_id, variant_id, query=query)

    async def variant_patch(self, product_id: str, variant_id: str, *, body: Body) -> Answer:
        """Change the given fields of a variant; RejectedError with 409 DUPLICATE_SKU."""
        return await self._ask.write("products.variant_patch", product_id, variant_id, body=body)

    async def variant_delete(self, product_id: str, variant_id: str) -> Answer:
        """Remove one variant; RejectedError with 404."""
        return await self._ask.write("products.variant_delete", product_id, variant_id)

    async def save_settings(self, *, body: Body) -> Answer:
        """Change what holds for all: `weightUnit`, `dimensionUnit`, `autoCreateFromOrders`.

        Nothing reads them but the answer to this; only what is sent changes.
        """
        return await self._ask.write("products.settings", body=body)

    async def delete(self, product_id: str) -> Answer:
        """Delete a product; a designed path, the vendor lists none."""
        return await self._ask.write("products.delete", product_id)
