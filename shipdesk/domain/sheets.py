"""The facts of our own sheets: one order's slip, what is to be picked, what the driver takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shipdesk.domain.address import Address
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.money import Money
from shipdesk.domain.order import Order, OrderKey, OrderLine
from shipdesk.domain.shipment import Shipment


@dataclass(frozen=True, slots=True)
class Slip:
    """What goes into the box of one order; `shipment` is its live parcel, if there is one."""

    order: Order
    sender: Address | None = None
    shipment: Shipment | None = None


@dataclass(frozen=True, slots=True)
class PickLine:
    """One article to fetch: how many in all, and how many of them for which order's number."""

    sku: str
    description: str
    quantity: int
    orders: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PickList:
    """Articles by SKU, the orders they are for, and the numbers of those that tell no items.

    `left_out` are orders that are not packed now: on hold, cancelled or gone.
    """

    lines: tuple[PickLine, ...]
    orders: tuple[Order, ...]
    unknown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def quantity(self) -> int:
        """How many pieces are to be fetched in all."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Handed:
    """One parcel that is handed over; `shipment` is None where it was bought elsewhere."""

    tracking_number: str
    shipment: Shipment | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """Parcels that one courier takes; `pickup` is None while none is booked."""

    courier: str
    parcels: tuple[Handed, ...]
    sender: Address | None = None
    pickup: DispatchOrder | None = None

    @property
    def weight_g(self) -> int:
        """The weight of all parcels whose weight is known, in grams."""
        return sum(each.shipment.parcel.weight_g for each in self.parcels if each.shipment)

    @property
    def cod(self) -> tuple[Money, ...]:
        """What is to be collected on delivery, one sum for each currency."""
        return sums(each.shipment.cod for each in self.parcels if each.shipment)


def sums(amounts: Iterable[Money | None]) -> tuple[Money, ...]:
    """Return one sum for each currency, in the order of their first amount."""
    found: dict[str, Money] = {}
    for amount in amounts:
        if amount is not None:
            before = found.get(amount.currency, Money(0, amount.currency))
            found[amount.currency] = before + amount
    return tuple(found.values())


def amount_of(line: OrderLine) -> Money | None:
    """Return what all pieces of a position cost; None where its price is not known."""
    if line.price is None:
        return None
    return Money(line.price.minor * line.quantity, line.price.currency)


def pick_list(orders: Sequence[Order], left_out: Sequence[str] = ()) -> PickList:
    """Sum the positions of orders by SKU, by description where there is none."""
    found: dict[str, PickLine] = {}
    for order in orders:
        for line in order.lines:
            key = line.sku.strip().casefold() or f"\n{line.description.strip().casefold()}"
            before = found.get(key) or PickLine(line.sku.strip(), line.description, 0, ())
            found[key] = PickLine(
                before.sku,
                before.description,
                before.quantity + line.quantity,
                _added(before.orders, order.number, line.quantity),
            )
    lines = sorted(found.values(), key=lambda line: (not line.sku, line.sku, line.description))
    return PickList(
        tuple(lines),
        tuple(orders),
        tuple(order.number for order in orders if not order.lines),
        tuple(left_out),
    )


def live_parcel(shipments: Sequence[Shipment], key: OrderKey) -> Shipment | None:
    """Return the newest parcel of an order that stands at a courier."""
    live = [each for each in shipments if each.live and each.order_key == key]
    return max(live, key=lambda each: each.created_at, default=None)


def _added(
    orders: tuple[tuple[str, int], ...], number: str, quantity: int
) -> tuple[tuple[str, int], ...]:
    """Count the pieces of an order once, also where it names the article in two positions."""
    if orders and orders[-1][0] == number:
        return (*orders[:-1], (number, orders[-1][1] + quantity))
    return (*orders, (number, quantity))
