"""Dispatch's own memory: orders, shipments, customers, products, and the rules between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from shipdesk.simulator.clock import SimulatorClock
from shipdesk.simulator.dispatch_tokens import Tokens
from shipdesk.simulator.dispatch_wire import ProblemError, Row, conflict, dumps, iso, not_found
from shipdesk.simulator.endpoints import provider_table

CENT = Decimal("0.01")
IDEMPOTENCY_HOURS = 24
PRODUCT_SETTINGS = {"weightUnit": "kg", "dimensionUnit": "cm", "autoCreateFromOrders": False}
OPEN_SHIPMENT = frozenset({"pending", "in_transit", "out_for_delivery", "failed"})
CARRIER_NAMES = ("Simulator Parcel", "InPost", "Delhivery", "Simulator Express")
_ORDER_AFTER_SHIPMENT = {"in_transit": "shipped", "out_for_delivery": "shipped"}
_TRACE_WORDS = {
    "pending": "Shipment registered",
    "in_transit": "Left the hub",
    "out_for_delivery": "Out for delivery",
    "delivered": "Delivered",
    "failed": "Delivery failed, nobody was there",
    "returned": "Returned to the sender",
    "cancelled": "Shipment cancelled",
}


class DispatchBook:
    """Everything one business keeps at Dispatch, with the transitions that Dispatch allows.

    Rows are dicts in the wire's own words, with moments as aware datetimes and money as Decimal.
    Whoever changes a row tells it (`touch_order`), since lists keep rows written as JSON.
    """

    def __init__(self, clock: SimulatorClock, rng: Random) -> None:
        self._clock = clock
        self._rng = rng
        self.revision = 0
        self.reset()

    def reset(self) -> None:
        """Forget everything: an empty business remains."""
        self.orders: dict[str, Row] = {}
        self.shipments: dict[str, Row] = {}
        self.traces: dict[str, list[Row]] = {}
        self.customers: dict[str, Row] = {}
        self.products: dict[str, Row] = {}
        self.integrations: dict[str, Row] = {}
        self.workflows: dict[str, Row] = {}
        self.subscriptions: list[Row] = []
        self.vehicles: dict[str, Row] = {}
        self.devices: dict[str, Row] = {}
        self.drivers: dict[str, Row] = {}
        self.runs: dict[str, Row] = {}
        self.uploads: dict[str, Row] = {}
        self.registered: list[Row] = []
        self.tokens = Tokens(self._clock, self._rng, self.new_guid)
        self.product_settings: Row = dict(PRODUCT_SETTINGS)
        self.presets: dict[str, Row] = {}
        self.carriers: dict[str, Row] = {}
        self.business: Row = {}
        self.defaults: Row = {}
        self.revision += 1
        self.next_number = 1
        self.rates: dict[str, tuple[datetime, int]] = {}
        self._written: dict[str, str] = {}
        self._answered: dict[str, tuple[datetime, int, bytes]] = {}
        for name in CARRIER_NAMES:
            guid = self.new_guid()
            self.carriers[guid] = {"guid": guid, "name": name}

    def new_guid(self) -> str:
        """A reproducible UUID of the random kind."""
        return str(UUID(int=self._rng.getrandbits(128), version=4))

    def now(self) -> datetime:
        """The present moment of the world."""
        return self._clock.now()

    def carrier_named(self, name: str) -> Row:
        """The carrier of that name, as rows refer to it."""
        return next(row for row in self.carriers.values() if row["name"] == name)

    def add_order(self, row: Row) -> Row:
        """Store a new order, filling in what Dispatch makes itself: numbers, totals, times."""
        moment = row.get("createdAt") or self.now()
        number = row.get("orderNumber")
        if not number:
            number = f"ORD-{self.next_number:06d}"
        self._note_number(number)
        order: Row = {
            "guid": row.get("guid") or self.new_guid(),
            "orderNumber": number,
            "status": "pending",
            "customer": None,
            "items": [],
            "deliveryAddress": None,
            "billingAddress": None,
            "carrier": None,
            "collectionDate": None,
            "dimensionPresetId": None,
            "currency": self.business.get("settings", {}).get("currency", "EUR"),
            "shippingCost": Decimal(0),
            "taxTotal": Decimal(0),
            "discountTotal": Decimal(0),
            "externalReference": None,
            "notes": None,
            "source": "api",
            "shipmentIds": [],
            **row,
            "createdAt": moment,
            "createdDate": moment,
        }
        order["orderNumber"] = number
        order["updatedDate"] = row.get("updatedDate") or moment
        for item in order["items"]:
            item.setdefault("guid", self.new_guid())
        self.add_up(order)
        self.orders[order["guid"]] = order
        self.revision += 1
        return order

    def add_up(self, order: Row) -> None:
        """Work out subtotal and total from the items."""
        lines = (item["quantity"] * Decimal(item["price"]) for item in order["items"])
        order["subtotal"] = sum(lines, Decimal(0)).quantize(CENT)
        extras = order["shippingCost"] + order["taxTotal"] - order["discountTotal"]
        order["total"] = (order["subtotal"] + extras).quantize(CENT)

    def add_customer(self, fields: Row) -> Row:
        """Store a new customer."""
        customer = new_customer(self.new_guid(), self.now(), fields)
        self.customers[customer["guid"]] = customer
        self.revision += 1
        return customer

    def order(self, guid: str) -> Row:
        """One order; raises ProblemError when there is none."""
        row = self.orders.get(guid.lower())
        if row is None:
            raise not_found("Order")
        return row

    def order_numbered(self, number: str) -> Row | None:
        """The order with that number, if any."""
        return next((row for row in self.orders.values() if row["orderNumber"] == number), None)

    def touch_order(self, order: Row, moment: datetime | None = None) -> None:
        """Note that an order has changed (now, or at `moment`): its time, its written form."""
        order["updatedDate"] = moment or self.now()
        self._written.pop(order["guid"], None)
        self.revision += 1

    def move_order(self, order: Row, status: str) -> None:
        """Change an order's status along the transition table; raises ProblemError otherwise."""
        known: dict[str, list[str]] = provider_table("dispatch")["statuses"]["order"]
        if status not in known:
            raise ProblemError(
                400, "VALIDATION_ERROR", "Unknown status", [("status", "is not known")]
            )
        if status == order["status"]:
            return
        if status not in known[order["status"]]:
            raise ProblemError(
                409,
                "INVALID_STATUS_TRANSITION",
                f"An order cannot go from {order['status']} to {status}",
            )
        order["status"] = status
        self.touch_order(order)

    def delete_order(self, guid: str) -> None:
        """Remove an order that has not been shipped; raises ProblemError."""
        order = self.order(guid)
        if order["status"] in {"shipped", "delivered", "returned"}:
            raise conflict(f"Order is {order['status']}")
        del self.orders[order["guid"]]
        self._written.pop(order["guid"], None)
        self.revision += 1

    def check_reference(self, reference: str | None, own: str | None = None) -> None:
        """Refuse an externalReference that another order already carries."""
        if reference and any(
            row["externalReference"] == reference and row["guid"] != own
            for row in self.orders.values()
        ):
            raise conflict("An order with this externalReference exists")

    def written(self, order: Row, write: Callable[[Row], Row]) -> str:
        """The order as JSON text for a list, kept until it changes."""
        text = self._written.get(order["guid"])
        if text is None:
            text = self._written[order["guid"]] = dumps(write(order))
        return text

    def add_shipment(self, row: Row) -> Row:
        """Store a new shipment with its first trace; an order it belongs to is linked."""
        moment = row.get("createdAt") or self.now()
        shipment: Row = {
            "guid": self.new_guid(),
            "trackingNumber": None,
            "status": "pending",
            "customer": None,
            "carrier": None,
            "sender": None,
            "recipient": None,
            "orderId": None,
            "serviceLevel": None,
            "packages": [],
            "reference": None,
            "collectionDate": None,
            "deliveryDate": None,
            "estimatedDelivery": None,
            "deliveredAt": None,
            "labelUrl": None,
            "trackingUrl": None,
            "cost": None,
            "currency": self.business.get("settings", {}).get("currency", "EUR"),
            "dispatchId": None,
            "notes": None,
            **row,
            "createdAt": moment,
            "createdDate": moment,
        }
        self.shipments[shipment["guid"]] = shipment
        self.traces[shipment["guid"]] = []
        self.add_trace(shipment, "pending", moment)
        order = self.orders.get(shipment["orderId"] or "")
        if order is not None:
            order["shipmentIds"].append(shipment["guid"])
        return shipment

    def shipment(self, guid: str) -> Row:
        """One shipment; raises ProblemError when there is none."""
        row = self.shipments.get(guid.lower())
        if row is None:
            raise not_found("Shipment")
        return row

    def open_shipment(self, order: Row) -> Row | None:
        """The shipment of an order that is still under way, if any."""
        known = (self.shipments.get(guid) for guid in order["shipmentIds"])
        return next((row for row in known if row and row["status"] in OPEN_SHIPMENT), None)

    def ship_order(self, order: Row, row: Row) -> Row:
        """Make the shipment of an order, which begins its processing; raises ProblemError."""
        if order["status"] in {"cancelled", "delivered", "returned"}:
            raise conflict(f"Order is {order['status']}")
        if self.open_shipment(order) is not None:
            raise conflict("The order already has an open shipment")
        shipment = self.add_shipment({**row, "orderId": order["guid"]})
        if order["status"] in {"pending", "on_hold"}:
            order["status"] = "processing"
        self.touch_order(order)
        return shipment

    def move_shipment(self, shipment: Row, status: str, moment: datetime | None = None) -> None:
        """Record what the carrier saw, and take the order along: shipped, then delivered."""
        shipment["status"] = status
        self.add_trace(shipment, status, moment or self.now())
        if status == "delivered":
            shipment["deliveredAt"] = moment or self.now()
        order = self.orders.get(shipment["orderId"] or "")
        if order is None:
            return
        if status == "delivered":
            rows = [self.shipments[guid] for guid in order["shipmentIds"]]
            if all(row["status"] in {"delivered", "cancelled"} for row in rows):
                order["status"] = "delivered"
        elif status in _ORDER_AFTER_SHIPMENT and order["status"] in {"pending", "processing"}:
            order["status"] = _ORDER_AFTER_SHIPMENT[status]
        self.touch_order(order, moment)

    def delete_shipment(self, guid: str) -> None:
        """Remove a shipment that is not on its way; raises ProblemError."""
        shipment = self.shipment(guid)
        if shipment["status"] not in {"pending", "cancelled"}:
            raise conflict(f"Shipment is {shipment['status']}")
        del self.shipments[shipment["guid"]]
        del self.traces[shipment["guid"]]
        order = self.orders.get(shipment["orderId"] or "")
        if order is not None:
            order["shipmentIds"].remove(shipment["guid"])
            self.touch_order(order)

    def add_trace(self, shipment: Row, status: str, moment: datetime) -> None:
        """Write one scan into a shipment's history."""
        city = (shipment.get("recipient") or {}).get("city") or ""
        self.traces[shipment["guid"]].append(
            {
                "guid": self.new_guid(),
                "status": status,
                "description": _TRACE_WORDS.get(status, status),
                "location": {"name": f"Hub {city}".strip(), "city": city},
                "timestamp": moment,
                "source": "carrier",
            }
        )

    def answered(self, key: str) -> tuple[int, bytes] | None:
        """The answer already given under an Idempotency-Key in the last 24 hours."""
        kept = self._answered.get(key)
        if kept is None or self.now() - kept[0] > timedelta(hours=IDEMPOTENCY_HOURS):
            return None
        return kept[1], kept[2]

    def keep_answer(self, key: str, status: int, body: bytes) -> None:
        """Remember an answer for a repeated Idempotency-Key."""
        self._answered[key] = (self.now(), status, body)

    def summary(self) -> Row:
        """Orders by number and all shipments, as plain JSON."""
        return {
            "orders": {row["orderNumber"]: self._order_line(row) for row in self.orders.values()},
            "shipments": [self._shipment_line(row) for row in self.shipments.values()],
        }

    def _order_line(self, order: Row) -> Row:
        names = ("guid", "status", "notes", "externalReference", "currency", "shipmentIds")
        line = {name: order[name] for name in names}
        return {**line, "total": str(order["total"])}

    def _shipment_line(self, shipment: Row) -> Row:
        order = self.orders.get(shipment["orderId"] or "")
        names = ("guid", "trackingNumber", "status", "reference", "orderId")
        return {
            **{name: shipment[name] for name in names},
            "orderNumber": order["orderNumber"] if order else None,
            "recipient": (shipment["recipient"] or {}).get("name"),
            "carrier": (shipment["carrier"] or {}).get("name"),
            "createdAt": iso(shipment["createdAt"]),
            "traces": [trace["status"] for trace in self.traces[shipment["guid"]]],
        }

    def _note_number(self, number: str) -> None:
        digits = number.removeprefix("ORD-")
        if digits.isdecimal():
            self.next_number = max(self.next_number, int(digits) + 1)


def new_customer(guid: str, moment: object, fields: Row) -> Row:
    """A customer with everything that a single read shows."""
    blank = dict.fromkeys(("email", "phone", "company", "address", "notes"))
    return {
        "guid": guid,
        **blank,
        "addresses": [],
        **fields,
        "references": [],
        "contacts": [],
        "createdAt": moment,
        "createdDate": moment,
        "updatedDate": moment,
    }


def in_bulk(guids: Iterable[str], act: Callable[[str], Any]) -> tuple[list[str], list[Row]]:
    """Do something to each, gathering which were done and which failed with why."""
    did: list[str] = []
    failed: list[Row] = []
    for guid in guids:
        try:
            act(guid)
        except ProblemError as problem:
            failed.append({"guid": guid, "code": problem.code, "message": problem.message})
        else:
            did.append(guid)
    return did, failed
