"""The things in the Indian aggregator's books, and the ways between its status codes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from shipdesk.simulator import dash101_couriers as couriers
from shipdesk.simulator.endpoints import provider_table

CREATED, APPROVED, PENDING, CANCELLED, BY_BUYER, FAILED, OUT = "1", "2", "2.5", "5", "6", "12", "11"
CANCELLABLE = frozenset({CREATED, APPROVED, PENDING})

# Legal, but a control command takes the usual way past Out for Delivery.
_SKIPS = frozenset({("3", "4"), ("3", "12"), ("3", "13")})


@dataclass(slots=True)
class Event:
    """One line of an order's history."""

    code: str
    at: datetime
    location: str
    remarks: str = ""


@dataclass(slots=True)
class Shipment:
    """What was booked for an order."""

    tracking_number: str
    courier: couriers.Courier
    pickup: dict[str, str]
    weight: Decimal
    sides: tuple[Decimal, Decimal, Decimal]
    shipping_charges: Decimal
    cod_charges: Decimal
    created_at: datetime
    pickup_day: datetime
    pickup_request_number: str
    files: dict[str, str]
    """Kind of document to the random part of its address."""


@dataclass(slots=True)
class Order:
    """One order with its suborders, one per item."""

    dash101_order_id: str
    asked: dict[str, Any]
    created_at: datetime
    suborders: list[str]
    """The status code of each suborder."""
    code: str = CREATED
    history: list[Event] = field(default_factory=list)
    shipment: Shipment | None = None
    attempts: int = 0
    failed_reason: str = ""

    @property
    def order_id(self) -> str:
        """The merchant's own number."""
        return str(self.asked["order_id"])

    @property
    def cod(self) -> bool:
        """Whether cash is to be collected."""
        return bool(self.asked["payment_method"] == "cod")


def normal(code: str) -> str:
    """A status code as the list has it: 2.50 is 2.5; other text is left alone."""
    try:
        return format(Decimal(code).normalize(), "f")
    except InvalidOperation:
        return code


def statuses() -> dict[str, Any]:
    """The status list of the data file, by code."""
    table: dict[str, Any] = provider_table("dash101")["statuses"]
    return table


def title_of(code: str) -> str:
    """The vendor's word for a code."""
    return str(statuses()[code]["title"])


def way_from(code: str, goal: str) -> list[str]:
    """The codes from one (left out) to another, by the shortest usual way; empty without one."""
    table = statuses()
    if goal in table[code]["next"]:
        return [goal]
    waiting, came_from = deque([code]), {code: ""}
    while waiting:
        here = waiting.popleft()
        for following in table[here]["next"]:
            if following in came_from or (here, following) in _SKIPS:
                continue
            came_from[following] = here
            waiting.append(following)
    if goal == code or goal not in came_from:
        return []
    way = [goal]
    while came_from[way[0]] != code:
        way.insert(0, came_from[way[0]])
    return way


def order_line(order: Order) -> dict[str, Any]:
    """An order as the control route's books show it."""
    return {
        "id": order.dash101_order_id,
        "dash101_order_id": order.dash101_order_id,
        "order_id": order.order_id,
        "recipient": order.asked["customer_name"],
        "total": float(order.asked["order_total"]),
        "currency": "INR",
        "payment_method": order.asked["payment_method"],
        "status": order.code,
        "live": order.code not in {CANCELLED, BY_BUYER},
        "tracking_number": order.shipment.tracking_number if order.shipment else None,
        "created_at": order.created_at.isoformat(),
    }


def shipment_line(order: Order) -> dict[str, Any]:
    """A shipment as the control route's books show it."""
    shipment = order.shipment
    if shipment is None:
        raise ValueError("the order has no shipment")
    price = shipment.shipping_charges + shipment.cod_charges
    return {
        "id": shipment.tracking_number,
        "tracking_number": shipment.tracking_number,
        "order_id": order.order_id,
        "reference": order.order_id,
        "recipient": order.asked["customer_name"],
        "courier": shipment.courier.name,
        "price": float(price),
        "currency": "INR",
        "cod": float(order.asked["order_total"]) if order.cod else None,
        "status": order.code,
        "live": order.code not in {CANCELLED, BY_BUYER},
        "created_at": shipment.created_at.isoformat(),
    }
