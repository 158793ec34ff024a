"""Dispatch's operations on products (§ 7, § 8.4), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class Products:
    """Products and variants; `weight` stands beside `dimensions`, unlike in orders (§ 12, 8).

    Weights are kg and sides cm by design (§ 11); prices have no currency of their own. Every method
    raises what `Ask` does, too.
    """

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

        Rows lack description and cost, and have `variantCount`. Raises RejectedError: 400
        VALIDATION_ERROR (a page or size below 1), INVALID_FILTER, INVALID_ORDERBY,
        UNSUPPORTED_QUERY_OPTION.
        """
        return await self._ask.page("products.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a product: `name`, `sku` (64, unique), `price`, `cost`, `weight`, `dimensions`.

        The name has up to 200 characters; also `description` (4000), `barcode` (32, leading zeros
        are kept). Prices are numbers of two places from 0; weight in kg above 0; length, width and
        height in cm. Returns `guid`, `name`, `sku`. Raises RejectedError: 409 DUPLICATE_SKU, 400
        VALIDATION_ERROR with the fields.
        """
        return await self._ask.write("products.create", body=body)

    async def get(self, product_id: str, *, query: Query = ()) -> Answer:
        """Read one product with its variants.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.read("products.get", product_id, query=query)

    async def replace(self, product_id: str, *, body: Body) -> Answer:
        """Write a product anew: the fields of `create`, all of them (§ 12, trap 7).

        Raises RejectedError: 409 DUPLICATE_SKU, 400 VALIDATION_ERROR, 404 NOT_FOUND.
        """
        return await self._ask.write("products.replace", product_id, body=body)

    async def variant_create(self, product_id: str, *, body: Body) -> Answer:
        """Add a variant: `name`, `sku`, `price`, `cost`, `weight`, `dimensions`, `barcode`.

        Also `attributes`, an object; types and units are those of the product (kg, cm). Raises
        RejectedError: 409 DUPLICATE_SKU, 400 VALIDATION_ERROR, 404 NOT_FOUND.
        """
        return await self._ask.write("products.variant_create", product_id, body=body)

    async def variant_get(self, product_id: str, variant_id: str, *, query: Query = ()) -> Answer:
        """Read one variant.

        Raises RejectedError: 404 NOT_FOUND for the product or the variant.
        """
        return await self._ask.read("products.variant_get", product_id, variant_id, query=query)

    async def variant_patch(self, product_id: str, variant_id: str, *, body: Body) -> Answer:
        """Change the given fields of a variant, named as in `variant_create`.

        Raises RejectedError: 409 DUPLICATE_SKU, 400 VALIDATION_ERROR, 404 NOT_FOUND.
        """
        return await self._ask.write("products.variant_patch", product_id, variant_id, body=body)

    async def variant_delete(self, product_id: str, variant_id: str) -> Answer:
        """Remove one variant; returns nothing.

        Raises RejectedError: 404 NOT_FOUND for the product or the variant.
        """
        return await self._ask.write("products.variant_delete", product_id, variant_id)

    async def save_settings(self, *, body: Body) -> Answer:
        """Change what holds for all: `weightUnit`, `dimensionUnit`, `autoCreateFromOrders`.

        The units are kg or lb, and cm or in; the third is a boolean (§ 8.4). Nothing reads them but
        the answer to this; only what is sent changes. Raises RejectedError: 400 VALIDATION_ERROR.
        """
        return await self._ask.write("products.settings", body=body)

    async def delete(self, product_id: str) -> Answer:
        """Delete a product; a designed path, the vendor lists none (§ 7).

        Raises RejectedError: 404 NOT_FOUND; 404 and 405 of the path itself say that the account has
        no such operation.
        """
        return await self._ask.write("products.delete", product_id)
