"""What a business has besides orders: tokens, shops, workflows, vehicles, runs, contacts, variants.

Their identifiers are the same in every world, so that a test or a demo may name them.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from shipdesk.simulator.dispatch_integrations import SETTINGS, SHOPS
from shipdesk.simulator.world import World

Row = dict[str, Any]

_RUNS = ("in_progress", "ready", "draft", "draft", "completed", "cancelled")
_VEHICLES = ("in_use", "available", "available", "maintenance")
_DRIVERS = ("Marek Gołąb", "Dorota Kania", "Igor Wilk")
_ON_THE_WAY = frozenset({"in_transit", "out_for_delivery"})
_PER_RUN = 3
_VARIANT_COLOURS = ("sand", "moss")


def guid_of(kind: str, number: int) -> str:
    """The fixed identifier of the n-th thing of a kind: its initials, zeros, its number."""
    return f"{kind:0<8}-0000-4000-8000-{number:012d}"


INTEGRATION, WORKFLOW, VEHICLE, DEVICE = "1e", "3f", "ca", "de"
DRIVER, RUN, TOKEN, CONTACT, REFERENCE, VARIANT, PRESET = "da", "d1", "70", "c0", "4e", "fa", "b0"


def plant_operations(world: World) -> None:
    """Add them to a world that has its orders, shipments, customers and products."""
    book = world.dispatch
    book.tokens.plant(guid_of(TOKEN, number) for number in (1, 2, 3))
    _presets(world)
    _customers(world)
    _variants(world)
    _integrations(world)
    _workflows(world)
    for number, name in enumerate(_DRIVERS, 1):
        book.drivers[guid_of(DRIVER, number)] = {"guid": guid_of(DRIVER, number), "name": name}
    _vehicles(world)
    _runs(world)


def _presets(world: World) -> None:
    for number, name, sides, weight in (
        (1, "Letter box", (35, 25, 3), "0.3"),
        (2, "Pot box", (30, 30, 30), "2.5"),
    ):
        length, width, height = sides
        size = {"length": length, "width": width, "height": height, "weight": Decimal(weight)}
        guid = guid_of(PRESET, number)
        world.dispatch.presets[guid] = {"guid": guid, "name": name, "dimensions": size}
    # No list gives presets: they are known from an order that has one, here the newest.
    orders = world.dispatch.orders.values()
    newest = max(orders, key=lambda row: str(row["createdAt"]), default=None)
    if newest is not None:
        newest["dimensionPresetId"] = guid_of(PRESET, 1)


def _customers(world: World) -> None:
    """The first customer has two contacts, two references and a second address."""
    customer = next(iter(world.dispatch.customers.values()), None)
    if customer is None:
        return
    people = (
        ("Halina Bąk", "Orders", "halina.bak@example.test", "+48 600 300 401", True),
        ("Oskar Bąk", "Accounts", "oskar.bak@example.test", "+48 600 300 402", False),
    )
    customer["contacts"] = [
        {
            "guid": guid_of(CONTACT, number), "name": name, "role": role, "email": email,
            "phone": phone, "isPrimary": primary,
        }
        for number, (name, role, email, phone, primary) in enumerate(people, 1)
    ]  # fmt: skip
    customer["references"] = [
        {"guid": guid_of(REFERENCE, 1), "name": "Bookkeeping", "value": "K-00417"},
        {"guid": guid_of(REFERENCE, 2), "name": "Old shop", "value": "1182"},
    ]
    customer["addresses"] = [
        {
            "street": "ul. Długa 15/8", "city": "Gdańsk", "state": "", "postalCode": "80-831",
            "country": "PL", "type": "billing", "isDefault": True,
        }
    ]  # fmt: skip


def _variants(world: World) -> None:
    """The first product has two variants."""
    product = next(iter(world.dispatch.products.values()), None)
    if product is None:
        return
    product["variants"] = [
        {
            "guid": guid_of(VARIANT, number), "name": f"{product['name']}, {colour}",
            "sku": f"{product['sku']}-{number}", "price": product["price"],
            "cost": product["cost"], "weight": product["weight"],
            "dimensions": product["dimensions"], "barcode": f"591{number:010d}",
            "attributes": {"colour": colour},
        }
        for number, colour in enumerate(_VARIANT_COLOURS, 1)
    ]  # fmt: skip
    product["variantCount"] = len(product["variants"])


def _integrations(world: World) -> None:
    book = world.dispatch
    states = ("active", "active", "disabled")
    for number, (provider, status) in enumerate(zip(SHOPS, states, strict=False), 1):
        row: Row = {
            "guid": guid_of(INTEGRATION, number),
            "provider": SHOPS[provider],
            "status": status,
            "connectedAt": book.now() - timedelta(days=100 * number),
            "lastSyncAt": book.now() - timedelta(minutes=12 * number),
            "lastError": None if status == "active" else "The shop answered 401",
            "providerId": provider,
            "providerType": "ecommerce",
            "settings": dict.fromkeys(SETTINGS, status == "active"),
        }
        book.integrations[row["guid"]] = row


def _workflows(world: World) -> None:
    for number, (name, trigger, enabled) in enumerate(
        (
            ("Mail on delivery", "shipment.delivered", True),
            ("Tell the shop of a failed delivery", "shipment.failed", False),
            ("Thank for an order", "order.created", True),
        ),
        1,
    ):
        guid = guid_of(WORKFLOW, number)
        world.dispatch.workflows[guid] = {
            "guid": guid, "name": name, "trigger": trigger,
            "entityType": trigger.partition(".")[0], "isEnabled": enabled,
            "actions": [{"type": "send_email", "settings": {"template": "default"}}],
        }  # fmt: skip


def _vehicles(world: World) -> None:
    """Four vans: the first on its round, the last in the workshop; a tracker in the first two."""
    book = world.dispatch
    for number, status in enumerate(_VEHICLES, 1):
        tracked = number <= 2  # noqa: PLR2004 - as told above
        guid = guid_of(VEHICLE, number)
        book.vehicles[guid] = {
            "guid": guid, "name": f"Van {number}", "licensePlate": f"KR {number}042A",
            "type": "van", "status": status, "make": "Fiat", "model": "Ducato", "year": 2021,
            "capacity": {"weight": 1200, "volume": 11.5},
            "driverId": guid_of(DRIVER, 1) if status == "in_use" else None,
            "deviceId": guid_of(DEVICE, number) if tracked else None,
        }  # fmt: skip
    for number in (1, 2, 3):
        guid = guid_of(DEVICE, number)
        tracked = number <= 2  # noqa: PLR2004 - the third lies in a drawer
        book.devices[guid] = {
            "guid": guid, "name": f"Tracker {number}", "serialNumber": f"TRK-44{number:04d}",
            "vehicleId": guid_of(VEHICLE, number) if tracked else None,
            "status": "active" if tracked else "unassigned",
            "lastUpdate": book.now() - timedelta(minutes=2) if tracked else None,
        }  # fmt: skip


def _runs(world: World) -> None:
    """Six runs; the first is on its way with three parcels, the second waits with two."""
    book = world.dispatch
    moving = [row for row in book.shipments.values() if row["status"] in _ON_THE_WAY]
    waiting = [row for row in book.shipments.values() if row["status"] == "pending"]
    loads = {1: moving[:_PER_RUN], 2: waiting[:2]}
    for number, status in enumerate(_RUNS, 1):
        guid, load = guid_of(RUN, number), loads.get(number, [])
        begun = status in {"in_progress", "completed"}
        book.runs[guid] = {
            "guid": guid, "name": f"Round {number}", "status": status, "notes": None,
            "driverId": guid_of(DRIVER, number % len(_DRIVERS) or 1),
            "vehicleId": guid_of(VEHICLE, number % len(_VEHICLES) or 1),
            "plannedDate": book.now(),
            "startedAt": book.now() - timedelta(hours=1) if begun else None,
            "shipmentIds": [row["guid"] for row in load],
        }  # fmt: skip
        for row in load:
            row["dispatchId"] = guid
