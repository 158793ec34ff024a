"""Puts orders, their customers and their parcels into the world, as the seeds describe them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from shipdesk.simulator.dispatch_book import new_customer
from shipdesk.simulator.dispatch_orders import recipient_of, sender_of
from shipdesk.simulator.dispatch_products import new_product
from shipdesk.simulator.seed_goods import BY_SKU, Goods
from shipdesk.simulator.seed_people import email_of
from shipdesk.simulator.world import World

Row = dict[str, Any]

INPOST = "InPost"
DELHIVERY = "Delhivery"
_SHIPX_SCANS = {
    "confirmed": (),
    "sent_from_source_branch": ("in_transit",),
    "adopted_at_sorting_center": ("in_transit",),
    "out_for_delivery": ("in_transit", "out_for_delivery"),
    "ready_to_pickup": ("in_transit", "out_for_delivery"),
    "undelivered_wrong_address": ("in_transit", "out_for_delivery", "failed"),
    "delivered": ("in_transit", "out_for_delivery", "delivered"),
}
_DASH101_SCANS = {
    "3": ("in_transit",),
    "11": ("in_transit", "out_for_delivery"),
    "12": ("in_transit", "out_for_delivery", "failed"),
    "4": ("in_transit", "out_for_delivery", "delivered"),
}
COURIER_IDS = ("4", "1", "2")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One order to be put into the world; what is blank is what its buyer left out."""

    name: str
    street: str
    city: str
    post_code: str
    country: str
    phone: str
    lines: tuple[tuple[str, int], ...]
    payment: str
    created_at: datetime
    state: str = ""
    locker: str = ""
    number: str = ""
    status: str = "pending"
    remark: str = ""
    bare_code: bool = False
    email: str = ""
    company: str = ""


def open_business(world: World, business: Row, goods: tuple[Goods, ...]) -> None:
    """Set up the business, its defaults, presets and products."""
    book = world.dispatch
    book.business = {"guid": book.new_guid(), **business}
    size = {"length": 30, "width": 20, "height": 10, "weight": Decimal("0.6")}
    preset: Row = {"guid": book.new_guid(), "name": "Small box", "dimensions": size}
    book.presets[preset["guid"]] = preset
    book.defaults = {
        "defaultCarrier": book.carrier_named(INPOST)["guid"],
        "defaultServiceLevel": "standard",
        "defaultDimensions": size,
    }
    moment = book.now() - timedelta(days=200)
    for place, item in enumerate(goods):
        dimensions = item.dimensions()
        weight = dimensions.pop("weight") if dimensions else None
        product = new_product(
            book.new_guid(),
            moment,
            {
                "name": item.name,
                "sku": item.sku,
                "description": f"{item.name}, made by hand.",
                "price": Decimal(item.price),
                "cost": (Decimal(item.price) * Decimal("0.4")).quantize(Decimal("0.01")),
                "weight": weight,
                "dimensions": dimensions,
                "barcode": f"590{place:010d}",
            },
        )
        book.products[product["guid"]] = product


def place_order(world: World, wanted: Wanted) -> Row:
    """The order, with its customer, as Dispatch would hold it."""
    book = world.dispatch
    first = BY_SKU[wanted.lines[0][0]]
    address = {
        "name": wanted.name,
        "street": wanted.street,
        "city": wanted.city,
        "state": wanted.state,
        "postalCode": wanted.post_code,
        "country": wanted.country,
        "phone": wanted.phone,
    }
    customer = customer_for(world, wanted, address)
    order = book.add_order(
        {
            "orderNumber": wanted.number,
            "status": wanted.status,
            "customer": {name: customer[name] for name in ("guid", "name", "email")},
            "items": [_line(world, sku, quantity) for sku, quantity in wanted.lines],
            "deliveryAddress": address,
            "currency": first.currency,
            "notes": notes_of(wanted),
            "source": "WooCommerce" if wanted.country == "PL" else "Shopify",
            "createdAt": wanted.created_at,
        }
    )
    digits = int(order["orderNumber"].removeprefix("ORD-"))
    order["externalReference"] = f"SHOP-{digits + 1360}"
    return order


def notes_of(wanted: Wanted) -> str | None:
    """The remarks of an order: payment, locker and what the buyer wrote."""
    lines = []
    if wanted.payment:
        lines.append(f"Payment: {wanted.payment}")
    if wanted.locker:
        lines.append(f"Paczkomat {wanted.locker}" if wanted.bare_code else _locker_line(wanted))
    if wanted.remark:
        lines.append(wanted.remark)
    return "\n".join(lines) or None


def customer_for(world: World, wanted: Wanted, address: Row) -> Row:
    """The customer of that name, made where there is none yet."""
    book = world.dispatch
    for known in book.customers.values():
        if known["name"] == (wanted.company or wanted.name):
            return known
    customer = new_customer(
        book.new_guid(),
        wanted.created_at,
        {
            "name": wanted.company or wanted.name,
            "email": wanted.email or email_of(wanted.name),
            "phone": wanted.phone or None,
            "company": wanted.company or None,
            "address": {name: value for name, value in address.items() if name != "name"},
        },
    )
    book.customers[customer["guid"]] = customer
    return customer


def ship_with_inpost(world: World, order: Row, wanted: Wanted, status: str) -> int:
    """A parcel of the order in InPost's books and at Dispatch; gives InPost's id of it."""
    first, rest = ("6", 23) if wanted.locker else ("52", 22)
    number = first + "".join(str(world.rng.randint(0, 9)) for _ in range(rest))
    bought = wanted.created_at + timedelta(hours=3)
    street, _, building = wanted.street.rpartition(" ")
    shipment_id = world.shipx.add_existing(
        tracking_number=number,
        reference=order["orderNumber"],
        name=wanted.name,
        phone=wanted.phone.replace("+48", "").replace(" ", ""),
        email=wanted.email or email_of(wanted.name),
        street=street.removeprefix("ul. "),
        building_number=building,
        city=wanted.city,
        post_code=wanted.post_code,
        status=status,
        created_at=bought,
        service="inpost_locker_standard" if wanted.locker else "inpost_courier_standard",
        locker=wanted.locker or None,
        sending_method="dispatch_order",
        cod=float(order["total"]) if wanted.payment == "COD" else None,
    )
    _record(world, order, INPOST, number, bought, _SHIPX_SCANS[status])
    return shipment_id


def ship_with_dash101(world: World, order: Row, wanted: Wanted, status: str) -> None:
    """A parcel of the order in Dash101's books and at Dispatch; `status` is the code as text."""
    number = str(world.rng.randint(10**15, 10**16 - 1))
    bought = wanted.created_at + timedelta(hours=4)
    world.dash101.add_existing(
        tracking_number=number,
        order_id=order["orderNumber"],
        name=wanted.name,
        phone=wanted.phone.replace("+91", "").replace(" ", ""),
        address=wanted.street,
        city=wanted.city,
        state=wanted.state,
        pincode=wanted.post_code,
        status=status,
        created_at=bought,
        courier_id=world.rng.choice(COURIER_IDS),
        order_total=str(order["total"]),
        payment_mode="cod" if wanted.payment == "COD" else "prepaid",
    )
    _record(world, order, DELHIVERY, number, bought, _DASH101_SCANS[status])


def _record(
    world: World, order: Row, carrier: str, number: str, bought: datetime, scans: tuple[str, ...]
) -> None:
    """The shipment at Dispatch, with a scan every twenty hours or so, none in the future."""
    book = world.dispatch
    shipment = book.ship_order(
        order,
        {
            "createdAt": bought,
            "trackingNumber": number,
            "customer": {name: order["customer"][name] for name in ("guid", "name")},
            "carrier": book.carrier_named(carrier),
            "sender": sender_of(book.business),
            "recipient": recipient_of(order),
            "serviceLevel": "standard",
            "packages": [{**book.defaults["defaultDimensions"], "quantity": 1}],
            "reference": order["orderNumber"],
            "currency": order["currency"],
        },
    )
    now = book.now()
    room = (now - bought) / (len(scans) + 1)
    step = min(room, timedelta(hours=20))
    book.touch_order(order, bought)
    for place, status in enumerate(scans, start=1):
        book.move_shipment(shipment, status, bought + step * place)


def _line(world: World, sku: str, quantity: int) -> Row:
    goods = BY_SKU[sku]
    product = next(row for row in world.dispatch.products.values() if row["sku"] == sku)
    return {
        "description": goods.name,
        "quantity": quantity,
        "price": Decimal(goods.price),
        "dimensions": goods.dimensions(),
        "sku": sku,
        "productId": product["guid"],
    }


def _locker_line(wanted: Wanted) -> str:
    return f"Locker: {wanted.locker}"
