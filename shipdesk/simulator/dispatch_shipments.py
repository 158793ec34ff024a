"""Dispatch's shipment operations: list, read, create, change, dates, overview and traces."""

from __future__ import annotations

from aiohttp import web

from shipdesk.simulator.dispatch_book import OPEN_SHIPMENT, in_bulk
from shipdesk.simulator.dispatch_lists import list_shipments
from shipdesk.simulator.dispatch_orders import read_packages
from shipdesk.simulator.dispatch_wire import (
    Reading,
    Row,
    answer,
    body_of,
    conflict,
    done,
    not_found,
    one,
    read_address,
)
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.world import World

_OVERVIEW = {
    "pending": "pending",
    "inTransit": "in_transit",
    "outForDelivery": "out_for_delivery",
    "delivered": "delivered",
    "failed": "failed",
    "returned": "returned",
    "cancelled": "cancelled",
}


class ShipmentDesk:
    """Answers the shipment operations out of the world's Dispatch book."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> dict[str, Handler]:
        """Operation id to what answers it."""
        return {
            "shipments.list": self.list_all,
            "shipments.unassigned": self.unassigned,
            "shipments.overview": self.overview,
            "shipments.get": self.get,
            "shipments.traces": self.traces,
            "shipments.create": self.create,
            "shipments.replace": self.replace,
            "shipments.dates": self.dates,
            "shipments.delete": self.delete,
            "shipments.delete_many": self.delete_many,
        }

    async def list_all(self, request: web.Request) -> web.Response:
        """One page of shipments."""
        return list_shipments(request, self._world, self._world.dispatch.shipments.values())

    async def unassigned(self, request: web.Request) -> web.Response:
        """One page of the shipments that are in no delivery run."""
        rows = self._world.dispatch.shipments.values()
        return list_shipments(request, self._world, [row for row in rows if not row["dispatchId"]])

    async def overview(self, _request: web.Request) -> web.Response:
        """How many shipments are in each status."""
        rows = list(self._world.dispatch.shipments.values())
        counts = {
            name: sum(row["status"] == status for row in rows) for name, status in _OVERVIEW.items()
        }
        unassigned = sum(not row["dispatchId"] for row in rows)
        return one({"total": len(rows), **counts, "unassigned": unassigned})

    async def get(self, request: web.Request) -> web.Response:
        """One shipment, with its events."""
        shipment = self._shipment(request)
        return one({**shipment, "events": self._world.dispatch.traces[shipment["guid"]]})

    async def traces(self, request: web.Request) -> web.Response:
        """The scans of a shipment, oldest first, in an envelope without paging."""
        shipment = self._shipment(request)
        traces = self._world.dispatch.traces[shipment["guid"]]
        return answer({"data": traces, "success": True})

    async def create(self, request: web.Request) -> web.Response:
        """A new shipment, of an order or of none."""
        book = self._world.dispatch
        reading = Reading(await body_of(request))
        customer_guid = reading.guid("customerId", required=True)
        order_guid = reading.guid("orderId")
        fields = self._fields(reading, addresses=True)
        packages = reading.parts("packages", 50, required=True)
        reading.check()
        customer = book.customers.get(customer_guid or "")
        if customer is None or not packages:
            raise not_found("Customer")
        fields["customer"] = {"guid": customer["guid"], "name": customer["name"]}
        if order_guid:
            return one(book.ship_order(book.order(order_guid), fields), 201)
        return one(book.add_shipment(fields), 201)

    async def replace(self, request: web.Request) -> web.Response:
        """The shipment written anew: what may be written and is left out is gone.

        A tracking number is kept unless the knob `keeps_tracking_numbers` is off; whether the
        real service keeps one is not documented.
        """
        shipment = self._shipment(request)
        if shipment["status"] not in OPEN_SHIPMENT:
            raise conflict(f"Shipment is {shipment['status']}")
        reading = Reading(await body_of(request))
        fields = self._fields(reading, addresses=False)
        number = reading.text("trackingNumber", 64)
        link = reading.text("trackingUrl", 500)
        reading.check()
        if self._world.switch("keeps_tracking_numbers", default=True):
            fields |= {"trackingNumber": number, "trackingUrl": link}
        for name in ("sender", "recipient", "packages", "carrier"):
            if not fields.get(name):
                fields.pop(name, None)
        shipment.update(fields)
        self._touch_order(shipment)
        return one(shipment)

    async def dates(self, request: web.Request) -> web.Response:
        """The collection and delivery days of several shipments, changed at once."""
        book = self._world.dispatch
        reading = Reading(await body_of(request))
        guids = reading.guids("shipmentIds")
        names = [name for name in ("collectionDate", "deliveryDate") if reading.has(name)]
        moments = {name: reading.moment(name) for name in names}
        reading.check()
        updated, failed = in_bulk(guids, lambda guid: book.shipment(guid).update(moments))
        return one({"updated": updated, "failed": failed})

    async def delete(self, request: web.Request) -> web.Response:
        """The shipment is gone, unless it is on its way."""
        self._world.dispatch.delete_shipment(request.match_info["shipmentId"])
        return done()

    async def delete_many(self, request: web.Request) -> web.Response:
        """Each shipment is gone or stands under `failed`."""
        reading = Reading(await body_of(request))
        guids = reading.guids("shipmentIds")
        reading.check()
        deleted, failed = in_bulk(guids, self._world.dispatch.delete_shipment)
        return one({"deleted": deleted, "failed": failed})

    def _shipment(self, request: web.Request) -> Row:
        return self._world.dispatch.shipment(request.match_info["shipmentId"])

    def _touch_order(self, shipment: Row) -> None:
        order = self._world.dispatch.orders.get(shipment["orderId"] or "")
        if order is not None:
            self._world.dispatch.touch_order(order)

    def _fields(self, reading: Reading, *, addresses: bool) -> Row:
        fields: Row = {
            "serviceLevel": reading.text("serviceLevel", 100),
            "reference": reading.text("reference", 100),
            "notes": reading.text("notes", 1000),
            "packages": read_packages(reading),
        }
        for name in ("sender", "recipient"):
            part = reading.part(name, required=addresses)
            fields[name] = read_address(part, named=True) if part else None
        carrier = reading.guid("carrierId")
        if carrier is not None:
            known = self._world.dispatch.carriers.get(carrier)
            if known is None:
                raise not_found("Carrier")
            fields["carrier"] = known
        return fields
