"""The world that tests begin with: every status, odd names, enough orders for several pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from shipdesk.simulator.dispatch_book import new_customer
from shipdesk.simulator.dispatch_products import new_product
from shipdesk.simulator.endpoints import provider_table
from shipdesk.simulator.places import LOCKERS
from shipdesk.simulator.seed_demo import BUSINESS
from shipdesk.simulator.seed_goods import INDIAN_GOODS, POLISH_GOODS
from shipdesk.simulator.seed_people import INDIAN_NAMES, POLISH_NAMES, email_of, indian_town
from shipdesk.simulator.seed_shop import open_business, place_order
from shipdesk.simulator.seed_wanted import to_door, to_indian_town, to_locker
from shipdesk.simulator.world import World

ORDERS, SHIPMENTS, CUSTOMERS, PRODUCTS = 260, 120, 40, 60
DAYS = 90
ODD_NAMES = ("O'Neil", "Müller & Söhne", "100% Łódź", "A" * 200, "No Mail", "No Address")
_PATHS_TO = {
    "pending": (),
    "in_transit": ("in_transit",),
    "out_for_delivery": ("in_transit", "out_for_delivery"),
    "delivered": ("in_transit", "out_for_delivery", "delivered"),
    "failed": ("in_transit", "out_for_delivery", "failed"),
    "returned": ("in_transit", "returned"),
    "cancelled": ("cancelled",),
}


def plant_test(world: World) -> None:
    """Fill an empty world: 260 orders over 90 days, 40 customers, 60 products, 120 shipments."""
    settings = {"timezone": "Europe/Warsaw", "currency": "EUR"}
    goods = (*POLISH_GOODS, *INDIAN_GOODS)
    open_business(world, {**BUSINESS, "settings": settings}, goods)
    _customers(world)
    _products(world, PRODUCTS - len(goods))
    _orders(world)
    _shipments(world)


def _customers(world: World) -> None:
    book = world.dispatch
    moment = book.now() - timedelta(days=DAYS + 10)
    ordinary = CUSTOMERS - len(ODD_NAMES)
    names = [*ODD_NAMES, *POLISH_NAMES[: ordinary // 2], *INDIAN_NAMES[: ordinary - ordinary // 2]]
    address = {"street": "ul. Prosta 5", "city": "Warszawa", "state": "", "postalCode": "00-838",
               "country": "PL"}  # fmt: skip
    for place, name in enumerate(names):
        fields = {
            "name": name,
            "email": None if name == "No Mail" else email_of(name[:40], place),
            "phone": f"+4860010{place:04d}",
            "address": None if name == "No Address" else dict(address),
        }
        customer = new_customer(book.new_guid(), moment, fields)
        book.customers[customer["guid"]] = customer


def _products(world: World, count: int) -> None:
    book = world.dispatch
    for place in range(count):
        fields = {
            "name": f"Sample product {place + 1}",
            "sku": f"SAMPLE-{place + 1}",
            "price": Decimal(place * 150 + 199) / 100,
            "weight": Decimal(place + 1) / 10,
            "barcode": f"000{place:010d}",
        }
        product = new_product(book.new_guid(), book.now() - timedelta(days=DAYS), fields)
        book.products[product["guid"]] = product


def _orders(world: World) -> None:
    """Orders of every status in turn, two in Poland for one in India, oldest first."""
    rng = world.rng
    statuses = list(provider_table("dispatch")["statuses"]["order"])
    people = list(world.dispatch.customers.values())
    for place in range(ORDERS):
        age = timedelta(days=DAYS) * (ORDERS - place) / ORDERS
        customer = people[place % len(people)]
        payment = ("paid", "COD", "")[place % 3 if place % 7 == 0 else place % 2]
        if place % 3 == 2:  # noqa: PLR2004 - every third
            wanted = to_indian_town(world, customer["name"], payment, indian_town(rng), age)
        elif place % 3:
            wanted = to_door(world, customer["name"], payment, age)
        else:
            wanted = to_locker(world, customer["name"], payment, rng.choice(LOCKERS), age)
        status = statuses[place % len(statuses)]
        place_order(world, replace(wanted, status=status, number=f"ORD-{place + 1:06d}"))


def _shipments(world: World) -> None:
    """120 shipments of every status, of orders that had none, with scans a few hours apart."""
    book = world.dispatch
    parcel = book.carrier_named("Simulator Parcel")
    size = {"length": 30, "width": 20, "height": 10, "weight": Decimal("0.6"), "quantity": 1}
    chosen = list(book.orders.values())[-SHIPMENTS * 2 :: 2]
    wanted = list(_PATHS_TO)
    for place, order in enumerate(chosen):
        status_before, changed_before = order["status"], order["updatedDate"]
        moment = order["createdAt"] + timedelta(hours=2)
        shipment = book.add_shipment(
            {
                "createdAt": min(moment, book.now()),
                "trackingNumber": f"TRK{900000000 + place}",
                "orderId": order["guid"],
                "customer": {name: order["customer"][name] for name in ("guid", "name")},
                "carrier": parcel,
                "sender": {"name": "Main store", **BUSINESS_ADDRESS},
                "recipient": dict(order["deliveryAddress"]),
                "packages": [size],
                "reference": order["orderNumber"],
            }
        )
        for step, status in enumerate(_PATHS_TO[wanted[place % len(wanted)]], start=1):
            book.move_shipment(shipment, status, min(moment + timedelta(hours=step), book.now()))
        order["status"], order["updatedDate"] = status_before, changed_before


BUSINESS_ADDRESS = {"street": "Hala 3", "city": "Warszawa", "postalCode": "00-838", "country": "PL"}
