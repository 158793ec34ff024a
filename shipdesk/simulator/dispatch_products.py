"""Dispatch's products: list, read, create, change, their variants and the settings of all."""

from __future__ import annotations

from aiohttp import web

from shipdesk.simulator.dispatch_book import CENT
from shipdesk.simulator.dispatch_lists import PRODUCTS, Lists
from shipdesk.simulator.dispatch_wire import (
    ProblemError,
    Reading,
    Row,
    body_of,
    done,
    found,
    one,
    read_size,
)
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.world import World

MAX_ATTRIBUTES = 20
MAX_ATTRIBUTE = 200


class ProductDesk:
    """Answers what concerns the products of the business."""

    def __init__(self, world: World, lists: Lists) -> None:
        self._world = world
        self._lists = lists

    def handlers(self) -> dict[str, Handler]:
        """Operation id to what answers it."""
        return {
            "products.list": self.list_all,
            "products.get": self.get,
            "products.create": self.create,
            "products.replace": self.replace,
            "products.delete": self.delete,
            "products.variant_create": self.create_variant,
            "products.variant_get": self.variant,
            "products.variant_patch": self.patch_variant,
            "products.variant_delete": self.delete_variant,
            "products.settings": self.settings,
        }

    async def list_all(self, request: web.Request) -> web.Response:
        """One page of products."""
        return self._lists.answer(request, PRODUCTS, self._world.dispatch.products)

    async def get(self, request: web.Request) -> web.Response:
        """One product, with its variants instead of their number."""
        return one(_single(self._product(request, "guid")))

    async def create(self, request: web.Request) -> web.Response:
        """A new product; its sku is unique."""
        book = self._world.dispatch
        fields = _product_fields(Reading(await body_of(request)))
        self._check_sku(fields["sku"])
        product = new_product(book.new_guid(), book.now(), fields)
        book.products[product["guid"]] = product
        book.revision += 1
        return one(_single(product), 201)

    async def replace(self, request: web.Request) -> web.Response:
        """The product written anew; its variants have ways of their own."""
        product = self._product(request, "guid")
        fields = _product_fields(Reading(await body_of(request)))
        self._check_sku(fields["sku"], own=product["guid"])
        product.update(fields)
        self._touch(product)
        return one(_single(product))

    async def delete(self, request: web.Request) -> web.Response:
        """The product is gone; the vendor lists no such operation, so that this one is ours."""
        book = self._world.dispatch
        del book.products[self._product(request, "guid")["guid"]]
        book.revision += 1
        return done()

    async def create_variant(self, request: web.Request) -> web.Response:
        """One more variant, with a sku that nothing else has."""
        product = self._product(request)
        reading = Reading(await body_of(request))
        fields = _variant_fields(reading, required=True)
        reading.check()
        self._check_sku(fields["sku"])
        blank = dict.fromkeys(("price", "cost", "weight", "dimensions", "barcode"))
        variant = {"guid": self._world.dispatch.new_guid(), **blank, "attributes": {}, **fields}
        product["variants"].append(variant)
        self._touch(product)
        return one(variant, 201)

    async def variant(self, request: web.Request) -> web.Response:
        """One variant."""
        return one(_variant(self._product(request), request))

    async def patch_variant(self, request: web.Request) -> web.Response:
        """The variant with only the sent fields changed."""
        product = self._product(request)
        variant = _variant(product, request)
        reading = Reading(await body_of(request))
        fields = _variant_fields(reading, required=False)
        reading.check()
        if "sku" in fields:
            self._check_sku(fields["sku"], own=variant["guid"])
        variant.update(fields)
        self._touch(product)
        return one(variant)

    async def delete_variant(self, request: web.Request) -> web.Response:
        """One variant less."""
        product = self._product(request)
        product["variants"].remove(_variant(product, request))
        self._touch(product)
        return done()

    async def settings(self, request: web.Request) -> web.Response:
        """The units of all products and whether orders make new ones; only what is sent changes."""
        settings = self._world.dispatch.product_settings
        reading = Reading(await body_of(request))
        changed: Row = {
            "weightUnit": reading.choice("weightUnit", ("kg", "lb")),
            "dimensionUnit": reading.choice("dimensionUnit", ("cm", "in")),
            "autoCreateFromOrders": reading.flag("autoCreateFromOrders"),
        }
        reading.check()
        settings.update({name: value for name, value in changed.items() if reading.filled(name)})
        return one(settings)

    def _product(self, request: web.Request, part: str = "productId") -> Row:
        return found(self._world.dispatch.products, request.match_info[part], "Product")

    def _touch(self, product: Row) -> None:
        product["variantCount"] = len(product["variants"])
        product["updatedDate"] = self._world.dispatch.now()
        self._world.dispatch.revision += 1

    def _check_sku(self, sku: str, own: str | None = None) -> None:
        for product in self._world.dispatch.products.values():
            for row in (product, *product["variants"]):
                if row["sku"] == sku and row["guid"] != own:
                    raise ProblemError(409, "DUPLICATE_SKU", "A product with this sku exists")


def new_product(guid: str, moment: object, fields: Row) -> Row:
    """A product with everything that is known of it; weight stands beside dimensions."""
    blank = dict.fromkeys(("description", "cost", "weight", "dimensions", "barcode"))
    return {
        "guid": guid,
        **blank,
        **fields,
        "variants": [],
        "variantCount": 0,
        "isActive": True,
        "createdAt": moment,
        "createdDate": moment,
        "updatedDate": moment,
    }


def _single(product: Row) -> Row:
    """A product as a single read shows it: the number of variants is for lists only."""
    return {name: value for name, value in product.items() if name != "variantCount"}


def _variant(product: Row, request: web.Request) -> Row:
    rows = {row["guid"]: row for row in product["variants"]}
    return found(rows, request.match_info["variantId"], "Variant")


def _product_fields(reading: Reading) -> Row:
    fields: Row = {
        "name": reading.text("name", 200, required=True),
        "sku": reading.text("sku", 64, required=True),
        "description": reading.text("description", 4000),
        "price": reading.number("price", required=True).quantize(CENT),
        "cost": reading.number("cost").quantize(CENT) if reading.filled("cost") else None,
        "weight": reading.number("weight", above=0) if reading.filled("weight") else None,
        "dimensions": read_size(reading.part("dimensions"), weight=False),
        "barcode": reading.text("barcode", 32),
    }
    reading.check()
    return fields


def _variant_fields(reading: Reading, *, required: bool) -> Row:
    """The sent fields of a variant; name and sku must not be blanked."""
    fields: Row = {}
    for name, limit in (("name", 200), ("sku", 64)):
        if required or reading.has(name):
            fields[name] = reading.text(name, limit, required=True)
    if reading.has("barcode"):
        fields["barcode"] = reading.text("barcode", 32)
    for name in ("price", "cost"):
        if reading.has(name):
            fields[name] = reading.number(name).quantize(CENT) if reading.filled(name) else None
    if reading.has("weight"):
        fields["weight"] = reading.number("weight", above=0) if reading.filled("weight") else None
    if reading.has("dimensions"):
        fields["dimensions"] = read_size(reading.part("dimensions"), weight=False)
    if reading.has("attributes"):
        fields["attributes"] = reading.words("attributes", MAX_ATTRIBUTES, MAX_ATTRIBUTE)
    return fields
