"""Dispatch's business, customers and products, and its read-only side resources."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from shipdesk.simulator.dispatch_book import CENT
from shipdesk.simulator.dispatch_lists import CUSTOMERS, PRODUCTS, Lists
from shipdesk.simulator.dispatch_wire import (
    ProblemError,
    Reading,
    Row,
    answer,
    body_of,
    conflict,
    done,
    not_found,
    one,
    read_address,
    read_size,
)
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.world import World

_OPEN_ORDER = frozenset({"pending", "processing", "on_hold", "shipped"})


class CatalogueDesk:
    """Answers what concerns the business itself, its customers and its products."""

    def __init__(self, world: World, lists: Lists) -> None:
        self._world = world
        self._lists = lists

    def handlers(self) -> dict[str, Handler]:
        """Operation id to what answers it."""
        return {
            "business.me": self.business,
            "business.defaults": self.defaults,
            "business.soft_check": self.soft_check,
            "customers.list": self.customers,
            "customers.get": self.customer,
            "customers.create": self.create_customer,
            "customers.replace": self.replace_customer,
            "customers.delete": self.delete_customer,
            "customers.recent_shipments": self.recent_shipments,
            "products.list": self.products,
            "products.get": self.product,
            "products.create": self.create_product,
            "products.replace": self.replace_product,
            "products.delete": self.delete_product,
            "integrations.list": self.integrations,
            "integrations.get": self.integration,
            "vehicles.list": self.vehicles,
            "dispatch.get": self.run,
            "dispatch.overview": self.overview,
        }

    async def business(self, _request: web.Request) -> web.Response:
        """The business whose token this is."""
        return one(self._world.dispatch.business)

    async def defaults(self, _request: web.Request) -> web.Response:
        """Carrier, service and size that shipments get by default."""
        return one(self._world.dispatch.defaults)

    async def soft_check(self, request: web.Request) -> web.Response:
        """Whether an address is registered: a bare JSON boolean, as the vendor's page shows it."""
        email = request.query.get("emailAddress", "")
        return answer(email.casefold() == str(self._world.dispatch.business.get("email")))

    async def customers(self, request: web.Request) -> web.Response:
        """One page of customers."""
        return self._lists.answer(request, CUSTOMERS, self._world.dispatch.customers)

    async def customer(self, request: web.Request) -> web.Response:
        """One customer."""
        return one(self._customer(request))

    async def create_customer(self, request: web.Request) -> web.Response:
        """A new customer; e-mail or phone is needed."""
        book = self._world.dispatch
        fields = _customer_fields(Reading(await body_of(request)))
        customer = new_customer(book.new_guid(), book.now(), fields)
        book.customers[customer["guid"]] = customer
        book.revision += 1
        return one(customer, 201)

    async def replace_customer(self, request: web.Request) -> web.Response:
        """The customer written anew."""
        book = self._world.dispatch
        customer = self._customer(request)
        customer.update(_customer_fields(Reading(await body_of(request))))
        customer["updatedDate"] = book.now()
        book.revision += 1
        return one(customer)

    async def delete_customer(self, request: web.Request) -> web.Response:
        """The customer is gone, unless open orders stand."""
        book = self._world.dispatch
        customer = self._customer(request)
        for order in book.orders.values():
            owner = order["customer"] or {}
            if owner.get("guid") == customer["guid"] and order["status"] in _OPEN_ORDER:
                raise conflict("The customer has open orders")
        del book.customers[customer["guid"]]
        book.revision += 1
        return done()

    async def recent_shipments(self, request: web.Request) -> web.Response:
        """The last shipments to a customer, without paging."""
        guid = self._customer(request)["guid"]
        rows = self._world.dispatch.shipments.values()
        mine = [row for row in rows if (row["customer"] or {}).get("guid") == guid]
        mine.sort(key=lambda row: str(row["createdAt"]), reverse=True)
        return answer({"data": mine[:10], "success": True})

    async def products(self, request: web.Request) -> web.Response:
        """One page of products."""
        return self._lists.answer(request, PRODUCTS, self._world.dispatch.products)

    async def product(self, request: web.Request) -> web.Response:
        """One product."""
        return one(self._product(request))

    async def create_product(self, request: web.Request) -> web.Response:
        """A new product; its sku is unique."""
        book = self._world.dispatch
        fields = _product_fields(Reading(await body_of(request)))
        self._check_sku(fields["sku"])
        product = new_product(book.new_guid(), book.now(), fields)
        book.products[product["guid"]] = product
        book.revision += 1
        return one(product, 201)

    async def replace_product(self, request: web.Request) -> web.Response:
        """The product written anew."""
        book = self._world.dispatch
        product = self._product(request)
        fields = _product_fields(Reading(await body_of(request)))
        self._check_sku(fields["sku"], own=product["guid"])
        product.update(fields)
        product["updatedDate"] = book.now()
        book.revision += 1
        return one(product)

    async def delete_product(self, request: web.Request) -> web.Response:
        """The product is gone; the vendor lists no such operation, so that this one is ours."""
        book = self._world.dispatch
        del book.products[self._product(request)["guid"]]
        book.revision += 1
        return done()

    async def integrations(self, _request: web.Request) -> web.Response:
        """The connected shops, without paging."""
        return _unpaged(self._world.dispatch.integrations.values())

    async def integration(self, request: web.Request) -> web.Response:
        """One connected shop."""
        known = self._world.dispatch.integrations
        return one(_named(known, request.match_info["businessProviderId"], "Integration"))

    async def vehicles(self, _request: web.Request) -> web.Response:
        """The vehicles: a list with no paging keys at all, as the vendor's page shows it."""
        return _unpaged(self._world.dispatch.vehicles.values())

    async def run(self, request: web.Request) -> web.Response:
        """One delivery run."""
        return one(_named(self._world.dispatch.runs, request.match_info["id"], "Dispatch"))

    async def overview(self, _request: web.Request) -> web.Response:
        """The delivery runs in numbers."""
        book = self._world.dispatch
        runs = list(book.runs.values())
        pending = sum(
            row["status"] in {"pending", "in_transit", "out_for_delivery"}
            for row in book.shipments.values()
        )
        return one(
            {
                "totalDispatches": len(runs),
                "activeDispatches": sum(row["status"] == "in_progress" for row in runs),
                "completedToday": sum(row["status"] == "completed" for row in runs),
                "pendingDeliveries": pending,
                "driversActive": sum(row["status"] == "in_progress" for row in runs),
                "onTimeRate": 0.94,
            }
        )

    def _customer(self, request: web.Request) -> Row:
        known = self._world.dispatch.customers
        return _named(known, request.match_info["customerId"], "Customer")

    def _product(self, request: web.Request) -> Row:
        return _named(self._world.dispatch.products, request.match_info["guid"], "Product")

    def _check_sku(self, sku: str, own: str | None = None) -> None:
        for product in self._world.dispatch.products.values():
            if product["sku"] == sku and product["guid"] != own:
                raise ProblemError(409, "DUPLICATE_SKU", "A product with this sku exists")


def new_customer(guid: str, moment: object, fields: Row) -> Row:
    """A customer with everything that a single read shows."""
    blank = dict.fromkeys(("email", "phone", "company", "address", "notes"))
    return {
        "guid": guid,
        **blank,
        **fields,
        "addresses": [],
        "references": [],
        "contacts": [],
        "createdAt": moment,
        "createdDate": moment,
        "updatedDate": moment,
    }


def new_product(guid: str, moment: object, fields: Row) -> Row:
    """A product with everything that a single read shows; weight stands beside dimensions."""
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


def _unpaged(rows: Iterable[Row]) -> web.Response:
    return answer({"data": list(rows), "success": True})


def _named(known: dict[str, Row], guid: str, what: str) -> Row:
    row = known.get(guid.lower())
    if row is None:
        raise not_found(what)
    return row


def _customer_fields(reading: Reading) -> Row:
    address = reading.part("address")
    fields: Row = {
        "name": reading.text("name", 200, required=True),
        "email": reading.text("email", 254),
        "phone": reading.text("phone", 32),
        "company": reading.text("company", 200),
        "address": read_address(address) if address else None,
        "notes": reading.text("notes", 1000),
    }
    if not fields["email"] and not fields["phone"]:
        reading.problems.append(("email", "or phone is required"))
    reading.check()
    return fields


def _product_fields(reading: Reading) -> Row:
    fields: Row = {
        "name": reading.text("name", 200, required=True),
        "sku": reading.text("sku", 64, required=True),
        "description": reading.text("description", 4000),
        "price": reading.number("price", required=True).quantize(CENT),
        "cost": reading.number("cost").quantize(CENT) if reading.has("cost") else None,
        "weight": reading.number("weight", above=0) if reading.has("weight") else None,
        "dimensions": read_size(reading.part("dimensions"), weight=False),
        "barcode": reading.text("barcode", 32),
    }
    reading.check()
    return fields
