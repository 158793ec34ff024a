"""The Indian aggregator's books: orders, pickup locations, shipments, and how they move."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from shipdesk.simulator import dash101_couriers as couriers
from shipdesk.simulator.clock import SimulatorClock
from shipdesk.simulator.dash101_errors import not_found, unprocessable
from shipdesk.simulator.dash101_model import (
    APPROVED,
    BY_BUYER,
    CANCELLABLE,
    CANCELLED,
    CREATED,
    FAILED,
    OUT,
    PENDING,
    Event,
    Order,
    Shipment,
    normal,
    order_line,
    shipment_line,
    statuses,
    title_of,
    way_from,
)
from shipdesk.simulator.dash101_rules import IST

_FILES = ("shipping_label", "order_details_file", "shipping_tax_invoice")
_DRIFT = {PENDING: ("3", 20), "3": (OUT, 40), OUT: ("4", 7)}
_REMARKS = {FAILED: "Customer not available", "4": "Received by customer"}


class Dash101Book:
    """All that the aggregator knows; used from the server's one loop only.

    `knobs` are the world's switches, bound by `dash101.routes`.
    """

    def __init__(self, clock: SimulatorClock, rng: Random) -> None:
        self.clock = clock
        self.rng = rng
        self.knobs: Mapping[str, object] = {}
        self.reset()

    def reset(self) -> None:
        """Forget everything but the one pickup location that the account begins with."""
        self.orders: dict[str, Order] = {}
        self.pickups: dict[str, dict[str, str]] = {}
        self.files: dict[str, tuple[str, str]] = {}
        self.labels: list[dict[str, str]] = []
        self.tokens: dict[str, tuple[int, datetime, str]] = {}
        self.calls: dict[int, deque[datetime]] = {}
        self._by_order_id: dict[str, str] = {}
        self._by_tracking: dict[str, str] = {}
        self._next = 0
        # Extra fields come from a sequence of their own, so that they disturb no number.
        self.whims = Random(101)
        self.add_pickup(
            {
                "pickup_seller_name": "Clay House",
                "pickup_seller_phone": "9812345678",
                "pickup_address1": "Unit 4, Lake Industrial Estate",
                "pickup_address2": "MIDC Road, Andheri East",
                "pickup_landmark": "",
                "pickup_city": "Mumbai",
                "pickup_pincode": "400093",
            }
        )

    def knob(self, name: str, default: Any) -> Any:  # noqa: ANN401 - as kind as its default
        """The value of a switch, or `default` where it is not set."""
        return self.knobs.get(name, default)

    def _number(self, first: int) -> str:
        self._next += 1
        return str(first + self._next)

    # What has happened meanwhile

    def settle(self) -> None:
        """Approve what is due; with `auto_progress` let the parcels move."""
        if not self.knob("hold_approval", default=False):
            after = timedelta(seconds=float(self.knob("approve_after_s", 0.0)))
            partial = bool(self.knob("partial_approval", default=False))
            for order in self.orders.values():
                if order.code == CREATED and order.created_at + after <= self.clock.now():
                    self._approve(order, order.created_at + after, partial=partial)
        if self.knob("auto_progress", default=False):
            scale = float(self.knob("auto_progress_scale", 1.0))
            for order in self.orders.values():
                self._drift(order, scale)

    def _approve(self, order: Order, at: datetime, *, partial: bool) -> None:
        kept_back = 1 if partial else 0
        approved = len(order.suborders) - kept_back
        order.suborders = [APPROVED] * approved + [CREATED] * kept_back
        if not kept_back:
            order.code = APPROVED
            order.history.append(Event(APPROVED, at, ""))

    def _drift(self, order: Order, scale: float) -> None:
        while order.shipment is not None and order.code in _DRIFT:
            code, hours = _DRIFT[order.code]
            pace = 0.7 + int(order.dash101_order_id) * 37 % 60 / 100
            at = order.history[-1].at + timedelta(hours=hours * pace * scale)
            if at > self.clock.now():
                return
            self._move(order, code, at)

    def _move(self, order: Order, code: str, at: datetime, remarks: str = "") -> None:
        city = str(order.asked["delivery_city"])
        if code in {PENDING, "3"} and order.shipment is not None:
            city = order.shipment.pickup["pickup_city"]
        remarks = remarks or _REMARKS.get(code, "")
        order.history.append(Event(code, at, city, remarks))
        order.code = code
        order.suborders = [code] * len(order.suborders)
        if code == FAILED:
            order.attempts += 1
            order.failed_reason = remarks

    # Reading

    def order(self, key: str, value: str) -> Order:
        """An order by `order_id` or `dash101_order_id`; raises Refusal when there is none."""
        self.settle()
        number = self._by_order_id.get(value) if key == "order_id" else value
        found = self.orders.get(number or "")
        if found is None:
            raise not_found("Order")
        return found

    def shipped(self, tracking_number: str) -> Order:
        """The order with this tracking number; raises Refusal when there is none."""
        self.settle()
        number = self._by_tracking.get(tracking_number)
        if number is None:
            raise not_found("Tracking number")
        return self.orders[number]

    def known(self, order_id: str) -> Order | None:
        """The order of the merchant's number, cancelled or not."""
        self.settle()
        number = self._by_order_id.get(order_id)
        return None if number is None else self.orders[number]

    # Writing

    def create_order(self, asked: dict[str, Any]) -> Order:
        """Store a new order; whether its number is free is the caller's to ask first."""
        now = self._now()
        order = Order(
            self._number(7_300_000_000), asked, now, [CREATED] * len(asked["order_items"])
        )
        order.history.append(Event(CREATED, now, ""))
        self.orders[order.dash101_order_id] = order
        self._by_order_id[order.order_id] = order.dash101_order_id
        return order

    def _now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)

    def cancel(self, order: Order) -> str:
        """Cancel an order; gives the reason where it cannot be, else an empty text."""
        if order.code in {CANCELLED, BY_BUYER}:
            return "Order is already cancelled"
        if order.code not in CANCELLABLE:
            return "Order is already dispatched"
        self._move(order, CANCELLED, self._now())
        return ""

    def add_pickup(self, place: dict[str, str]) -> tuple[str, bool]:
        """The id of a pickup location, and whether it is new: the same values give the same id."""
        for known, values in self.pickups.items():
            if values == place:
                return known, False
        number = self._number(8_200_000_000)
        self.pickups[number] = place
        return number, True

    def create_shipment(self, order: Order, parcel: Mapping[str, Any]) -> Shipment:
        """Book a courier for an approved order; never a second time (rule B12)."""
        if order.code != APPROVED or set(order.suborders) != {APPROVED}:
            title = title_of(order.code)
            raise unprocessable(
                "ORDER_NOT_APPROVED",
                f"Shipment needs every suborder in Approved state, order is {title}",
                "order_id",
            )
        courier = couriers.COURIERS.get(parcel["courier_partner_id"])
        if courier is None:
            raise unprocessable("COURIER_NOT_FOUND", "No such courier", "courier_partner_id")
        pickup = self.pickups.get(parcel["pickup_location_id"])
        if pickup is None:
            raise unprocessable("PICKUP_NOT_FOUND", "No such pickup", "pickup_location_id")
        drop, weight = str(order.asked["delivery_pincode"]), Decimal(parcel["dead_weight"])
        if not couriers.serves(courier, drop, weight, cod=order.cod):
            raise unprocessable(
                "NOT_SERVICEABLE",
                f"{courier.name} does not serve this order",
                "courier_partner_id",
            )
        sides = (parcel["length"], parcel["breadth"], parcel["height"])
        charged = weight
        if self.knob("dash101_volumetric", default=False):
            charged = max(weight, sides[0] * sides[1] * sides[2] / 5000)
        shipment = self._book(order, courier, pickup, charged, self._now())
        shipment.weight, shipment.sides = weight, sides
        self._move(order, PENDING, shipment.created_at)
        return shipment

    def _book(
        self,
        order: Order,
        courier: couriers.Courier,
        pickup: dict[str, str],
        weight: Decimal,
        at: datetime,
    ) -> Shipment:
        drop = str(order.asked["delivery_pincode"])
        factor = Decimal(str(self.knob("dash101_price_factor", 1.0)))
        charges = couriers.carriage(courier, pickup["pickup_pincode"], drop, weight, factor)
        number = f"44{self.rng.randrange(10**6):06d}{self._number(10_000_000)}"
        shipment = Shipment(
            tracking_number=number,
            courier=courier,
            pickup=pickup,
            weight=weight,
            sides=(Decimal(20), Decimal(15), Decimal(10)),
            shipping_charges=charges,
            cod_charges=couriers.cod_fee(order.asked["order_total"]) if order.cod else Decimal(0),
            created_at=at,
            pickup_day=at.astimezone(IST) + timedelta(days=1),
            pickup_request_number=self._number(880_000_000),
            files={kind: f"{self.rng.randrange(2**96):024x}" for kind in _FILES},
        )
        self._ship(order, shipment)
        return shipment

    def _ship(self, order: Order, shipment: Shipment) -> None:
        order.shipment = shipment
        self._by_tracking[shipment.tracking_number] = order.dash101_order_id
        for kind, token in shipment.files.items():
            self.files[token] = (kind, order.dash101_order_id)

    def reattempt(self, order: Order, asked: Mapping[str, str]) -> None:
        """Send the courier out again (from Failed Delivery to Out for Delivery)."""
        self._only_failed(order)
        if asked["updated_customer_address"]:
            order.asked["delivery_address1"] = asked["updated_customer_address"][:100]
        day = asked["preferred_delivery_date"]
        self._move(order, OUT, self._now(), f"Reattempt asked for {day}" if day else "Reattempt")

    def return_to_origin(self, order: Order, asked: Mapping[str, str]) -> None:
        """Turn the parcel back to the seller."""
        self._only_failed(order)
        self._move(order, "13", self._now(), f"RTO reason {asked['rto_reason']}")

    def _only_failed(self, order: Order) -> None:
        if order.code != FAILED:
            raise unprocessable(
                "INVALID_STATE", f"Shipment is not in Failed Delivery but {title_of(order.code)}"
            )

    # The world outside: seed, control routes

    def advance(self, number: str, to: str) -> None:
        """Move an order (by tracking number or either order number) to a status code.

        Goes the usual way there. Raises KeyError for what is unknown, ValueError where there
        is no way.
        """
        self.settle()
        known = self._by_tracking.get(number) or self._by_order_id.get(number)
        order = self.orders[known or number]
        code = normal(to)
        if code not in statuses():
            raise KeyError(to)
        way = way_from(order.code, code)
        if not way or (order.shipment is None and not set(way) <= {APPROVED, CANCELLED, BY_BUYER}):
            raise ValueError(f"no way from {order.code} to {code}")
        now, last = self._now(), order.history[-1].at
        span = max(now - last, timedelta(0)) / len(way)
        for place, step in enumerate(way, 1):
            self._move(order, step, now if place == len(way) else last + span * place)

    def cancel_by_buyer(self, order_id: str) -> bool:
        """The buyer cancels; False where there is no such order or it has left."""
        order = self.known(order_id)
        if order is None or order.code not in CANCELLABLE:
            return False
        self._move(order, BY_BUYER, self._now(), "Cancelled by the buyer")
        return True

    def add_existing(
        self,
        *,
        tracking_number: str,
        order_id: str,
        name: str,
        phone: str,
        address: str,
        city: str,
        state: str,
        pincode: str,
        status: str,
        created_at: datetime,
        courier_id: str,
        order_total: str,
        payment_mode: str,
    ) -> str:
        """Put an order shipped in the past into the books; gives its dash101_order_id."""
        total = Decimal(order_total)
        goods = {"product_name": "Goods", "sku": "", "quantity": 1, "price": total, "hsn_code": ""}
        order = self.create_order(
            {
                "order_id": order_id,
                "order_date": f"{created_at.astimezone(IST):%Y-%m-%d %H:%M:%S}",
                "customer_name": name,
                "customer_phone": phone,
                "customer_email": "",
                "delivery_address1": address,
                "delivery_address2": state,
                "delivery_city": city,
                "delivery_pincode": pincode,
                "order_total": total,
                "payment_method": payment_mode,
                "order_items": [goods],
            }
        )
        order.created_at = created_at.replace(microsecond=0)
        order.history = [Event(CREATED, order.created_at, "")]
        self._move(order, APPROVED, order.created_at)
        pickup = next(iter(self.pickups.values()))
        courier = couriers.COURIERS[courier_id]
        shipment = self._book(order, courier, pickup, Decimal("0.5"), order.created_at)
        del self._by_tracking[shipment.tracking_number]
        shipment.tracking_number = tracking_number
        self._ship(order, shipment)
        self._move(order, PENDING, order.created_at)
        way = way_from(PENDING, normal(status))
        span = (self._now() - order.created_at) / (len(way) + 1)
        for place, code in enumerate(way, 1):
            self._move(order, code, (order.created_at + span * place).replace(microsecond=0))
        return order.dash101_order_id

    def summary(self) -> dict[str, Any]:
        """The books as plain JSON, for the control route."""
        self.settle()
        orders = [order_line(order) for order in self.orders.values()]
        shipments = [shipment_line(order) for order in self.orders.values() if order.shipment]
        return {
            "orders": orders,
            "shipments": shipments,
            "pickup_locations": [{"pickup_location_id": key} for key in self.pickups],
            "labels": list(self.labels),
        }
