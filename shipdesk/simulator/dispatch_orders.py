"""Dispatch's order operations: list, read, create, change, and the actions on them."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from shipdesk.simulator.dispatch_book import CENT, DispatchBook, in_bulk
from shipdesk.simulator.dispatch_lists import ORDERS, Lists
from shipdesk.simulator.dispatch_wire import (
    Reading,
    Row,
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

MAX_ITEMS = 200
MAX_PACKAGES = 50
MAX_QUANTITY = 100_000


class OrderDesk:
    """Answers the order operations out of the world's Dispatch book."""

    def __init__(self, world: World, lists: Lists) -> None:
        self._world = world
        self._lists = lists

    def handlers(self) -> dict[str, Handler]:
        """Operation id to what answers it."""
        return {
            "orders.list": self.list_all,
            "orders.get": self.get,
            "orders.create": self.create,
            "orders.replace": self.replace,
            "orders.patch": self.patch,
            "orders.delete_one": self.delete_one,
            "orders.delete_many": self.delete_many,
            "orders.status": self.status,
            "orders.assign_carrier": self.assign_carrier,
            "orders.dimension_preset": self.dimension_preset,
            "orders.collection_date": self.collection_date,
            "orders.create_shipment": self.create_shipment,
        }

    async def list_all(self, request: web.Request) -> web.Response:
        """One page of orders."""
        return self._lists.answer(request, ORDERS, self._world.dispatch.orders)

    async def get(self, request: web.Request) -> web.Response:
        """One order with all it has."""
        return one(self._order(request))

    async def create(self, request: web.Request) -> web.Response:
        """A new order; the vendor promises it and documents no way, so that this one is ours."""
        book = self._world.dispatch
        fields = self._fields(Reading(await body_of(request)))
        book.check_reference(fields["externalReference"])
        return one(book.add_order(fields), 201)

    async def replace(self, request: web.Request) -> web.Response:
        """The order with everything that may be written written anew; what is left out is gone."""
        book = self._world.dispatch
        order = self._order(request)
        body = await body_of(request)
        if "customerId" not in body and order["customer"]:
            body["customerId"] = order["customer"]["guid"]
        fields = self._fields(Reading(body))
        fields.pop("orderNumber", None)
        return self._store(order, fields, book)

    async def patch(self, request: web.Request) -> web.Response:
        """The order with only the sent fields changed."""
        book = self._world.dispatch
        order = self._order(request)
        reading = Reading(await body_of(request))
        fields: Row = {}
        for name, limit in (("notes", 1000), ("externalReference", 100)):
            if reading.has(name):
                fields[name] = reading.text(name, limit)
        for name in ("deliveryAddress", "billingAddress"):
            part = reading.part(name)
            if part is not None:
                fields[name] = read_address(part)
        if reading.has("items"):
            fields["items"] = [_item(part) for part in reading.parts("items", MAX_ITEMS)]
        reading.check()
        return self._store(order, fields, book)

    async def delete_one(self, request: web.Request) -> web.Response:
        """The order is gone."""
        self._world.dispatch.delete_order(request.match_info["orderId"])
        return done()

    async def delete_many(self, request: web.Request) -> web.Response:
        """Each order is gone or stands under `failed`."""
        reading = Reading(await body_of(request))
        guids = reading.guids("orderIds")
        reading.check()
        deleted, failed = in_bulk(guids, self._world.dispatch.delete_order)
        return one({"deleted": deleted, "failed": failed})

    async def status(self, request: web.Request) -> web.Response:
        """The order in its new status, where the transition is allowed."""
        order = self._order(request)
        reading = Reading(await body_of(request))
        status = reading.text("status", 40, required=True)
        reading.check()
        self._world.dispatch.move_order(order, status or "")
        return one(order)

    async def assign_carrier(self, request: web.Request) -> web.Response:
        """Each order has the carrier or stands under `failed`."""
        book = self._world.dispatch
        reading = Reading(await body_of(request))
        guids = reading.guids("orderIds")
        carrier = self._carrier(reading.guid("carrierId", required=True))
        reading.check()

        def assign(guid: str) -> None:
            order = book.order(guid)
            order["carrier"] = carrier
            book.touch_order(order)

        updated, failed = in_bulk(guids, assign)
        return one({"updated": updated, "failed": failed})

    async def dimension_preset(self, request: web.Request) -> web.Response:
        """The order with a preset whose size its items without one take over."""
        book = self._world.dispatch
        order = self._order(request)
        reading = Reading(await body_of(request))
        guid = reading.guid("presetId", required=True)
        reading.check()
        preset = book.presets.get(guid or "")
        if preset is None:
            raise not_found("Dimension preset")
        order["dimensionPresetId"] = guid
        for item in order["items"]:
            item["dimensions"] = item.get("dimensions") or dict(preset["dimensions"])
        book.touch_order(order)
        return one(order)

    async def collection_date(self, request: web.Request) -> web.Response:
        """The order with the day on which it is collected; not in the past."""
        book = self._world.dispatch
        order = self._order(request)
        reading = Reading(await body_of(request))
        moment = reading.moment("collectionDate", required=True)
        if moment is not None and moment < book.now() - timedelta(days=1):
            reading.problems.append(("collectionDate", "lies in the past"))
        reading.check()
        order["collectionDate"] = moment
        book.touch_order(order)
        return one(order)

    async def create_shipment(self, request: web.Request) -> web.Response:
        """A shipment of the order; what the body lacks comes from the business's defaults."""
        book = self._world.dispatch
        order = self._order(request)
        reading = Reading(await body_of(request) if await request.read() else {})
        carrier = reading.guid("carrierId") or book.defaults.get("defaultCarrier")
        packages = read_packages(reading)
        service, notes = reading.text("serviceLevel", 100), reading.text("notes", 1000)
        reading.check()
        size = book.defaults.get("defaultDimensions") or {}
        shipment = book.ship_order(
            order,
            {
                "customer": _named(order["customer"]),
                "carrier": self._carrier(carrier) if carrier else None,
                "sender": sender_of(book.business),
                "recipient": recipient_of(order),
                "serviceLevel": service or book.defaults.get("defaultServiceLevel"),
                "packages": packages or [{**size, "quantity": 1, "description": None}],
                "currency": order["currency"],
                "notes": notes,
            },
        )
        return one(shipment, 201)

    def _order(self, request: web.Request) -> Row:
        return self._world.dispatch.order(request.match_info["orderId"])

    def _carrier(self, guid: str | None) -> Row:
        carrier = self._world.dispatch.carriers.get(guid or "")
        if carrier is None:
            raise not_found("Carrier")
        return carrier

    def _store(self, order: Row, fields: Row, book: DispatchBook) -> web.Response:
        if order["status"] in {"cancelled", "returned"}:
            raise conflict(f"Order is {order['status']}")
        book.check_reference(fields.get("externalReference"), own=order["guid"])
        order.update(fields)
        for item in order["items"]:
            item.setdefault("guid", book.new_guid())
        book.add_up(order)
        book.touch_order(order)
        return one(order)

    def _fields(self, reading: Reading) -> Row:
        book = self._world.dispatch
        customer_guid = reading.guid("customerId", required=True)
        items = [_item(part) for part in reading.parts("items", MAX_ITEMS, required=True)]
        address = reading.part("deliveryAddress", required=True)
        delivery = read_address(address) if address else None
        billing = reading.part("billingAddress")
        currency = reading.text("currency", 3) or book.business["settings"]["currency"]
        fields: Row = {
            "orderNumber": reading.text("orderNumber", 50),
            "items": items,
            "deliveryAddress": delivery,
            "billingAddress": read_address(billing) if billing else None,
            "currency": currency,
            "externalReference": reading.text("externalReference", 100),
            "notes": reading.text("notes", 1000),
        }
        reading.check()
        customer = book.customers.get(customer_guid or "")
        if customer is None:
            raise not_found("Customer")
        fields["customer"] = {name: customer[name] for name in ("guid", "name", "email")}
        return fields


def read_packages(reading: Reading) -> list[Row]:
    """The parcels of a shipment, in kilograms and centimetres."""
    packages = []
    for part in reading.parts("packages", MAX_PACKAGES):
        size = read_size(part) or {}
        quantity = part.whole("quantity", 1, 1000) if part.has("quantity") else 1
        packages.append(
            {**size, "quantity": quantity, "description": part.text("description", 255)}
        )
    return packages


def recipient_of(order: Row) -> Row:
    """Who receives an order: its address, under the customer's name where it has none."""
    address = order["deliveryAddress"] or {}
    name = address.get("name") or (order["customer"] or {}).get("name")
    return {**address, "name": name}


def sender_of(business: Row) -> Row:
    """Who sends: the business itself."""
    return {
        "name": business.get("name"),
        **business.get("address", {}),
        "phone": business.get("phone"),
    }


def _named(customer: Row | None) -> Row | None:
    return customer and {"guid": customer["guid"], "name": customer["name"]}


def _item(part: Reading) -> Row:
    item: Row = {
        "description": part.text("description", 255, required=True),
        "quantity": part.whole("quantity", 1, MAX_QUANTITY),
        "price": part.number("price", required=True).quantize(CENT),
        "dimensions": read_size(part.part("dimensions")),
        "sku": part.text("sku", 64),
        "productId": part.guid("productId"),
    }
    if part.has("guid"):
        item["guid"] = part.guid("guid")
    return item
