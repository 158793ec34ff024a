"""A good request for every operation of Dispatch."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from shipdesk.simulator import seed_operations as seed
from tests.simulator.examples import Desk, Example, Make

ADDRESS = {"street": "ul. Prosta 5", "city": "Warszawa", "postalCode": "00-838", "country": "PL"}
PERSON = {"name": "Jan Nowak", **ADDRESS, "phone": "+48505404202"}
WEIGHT = {"length": 10, "width": 10, "height": 11, "weight": 0.35}
CSV = b"name,email,phone,street,city,postalCode\nNew One,new@example.test,,ul. Prosta 5,Warszawa,\n"


def first(desk: Desk, name: str, **query: object) -> dict[str, Any]:
    """The first row of a list."""
    row: dict[str, Any] = desk.data("dispatch", name, Example(query=query))[0]
    return row


def order(desk: Desk) -> str:
    """A pending order without a shipment."""
    rows = desk.data(
        "dispatch", "orders.list",
        Example(query={"$filter": "status eq 'pending'", "PageSize": 100}),
    )  # fmt: skip
    return next(str(row["guid"]) for row in rows if not row["shipmentIds"])


def shipment(desk: Desk) -> str:
    """A shipment that nobody has collected."""
    return str(first(desk, "shipments.unassigned", status="pending")["guid"])


def customer(desk: Desk) -> str:
    """The customer with contacts and references."""
    return str(first(desk, "customers.list", **{"$filter": "name eq 'O''Neil'"})["guid"])


def product(desk: Desk) -> str:
    """The product with variants."""
    return str(first(desk, "products.list", **{"$filter": "variantCount gt 0"})["guid"])


def carrier(desk: Desk) -> str:
    """The carrier that shipments get by default."""
    return str(desk.data("dispatch", "business.defaults")["defaultCarrier"])


def order_body(desk: Desk) -> dict[str, Any]:
    """A new order."""
    return {
        "customerId": customer(desk),
        "externalReference": f"SHOP-{uuid4()}",
        "items": [{"description": "Mug", "quantity": 4, "price": 8.5, "dimensions": WEIGHT}],
        "deliveryAddress": PERSON,
    }


def shipment_body(desk: Desk) -> dict[str, Any]:
    """A new shipment."""
    return {
        "customerId": customer(desk), "carrierId": carrier(desk),
        "sender": PERSON, "recipient": PERSON, "packages": [{**WEIGHT, "quantity": 1}],
    }  # fmt: skip


def new_customer(desk: Desk) -> str:
    """A customer without orders."""
    body = {"name": "Ewa Kos", "email": f"{uuid4()}@example.test"}
    return str(desk.data("dispatch", "customers.create", Example(body=body))["guid"])


def integration(number: int = 1) -> Example:
    """One of the shops."""
    return Example({"businessProviderId": seed.guid_of(seed.INTEGRATION, number)})


def variant_body() -> dict[str, Any]:
    """A new variant."""
    return {"name": "Mug, red", "sku": f"MUG-{uuid4()}", "attributes": {"colour": "red"}}


def uploaded(desk: Desk) -> str:
    """A file of customers that waits for being confirmed."""
    upload = Example(file=("customers.csv", CSV))
    return str(desk.data("dispatch", "customers.upload", upload)["uploadId"])


def run(number: int) -> str:
    """One of the delivery runs."""
    return seed.guid_of(seed.RUN, number)


def in_run(desk: Desk) -> str:
    """A shipment of the first delivery run."""
    found = desk.data("dispatch", "dispatch.get", Example({"id": run(1)}))
    return str(found["shipments"][0]["guid"])


VARIANT = seed.guid_of(seed.VARIANT, 1)
VEHICLE = seed.guid_of(seed.VEHICLE, 1)
WORKFLOW = {"guid": seed.guid_of(seed.WORKFLOW, 1)}
CONTACT = seed.guid_of(seed.CONTACT, 1)
REFERENCE = seed.guid_of(seed.REFERENCE, 1)

EXAMPLES: dict[str, Make] = {
    "orders.list": lambda _: Example(query={"$orderby": "createdDate desc", "PageSize": 5}),
    "orders.get": lambda d: Example({"orderId": order(d)}),
    "orders.status": lambda d: Example({"orderId": order(d)}, body={"status": "on_hold"}),
    "orders.assign_carrier": lambda d: Example(
        body={"orderIds": [order(d)], "carrierId": carrier(d)}
    ),
    "orders.delete_many": lambda d: Example(body={"orderIds": [order(d)]}),
    "orders.dimension_preset": lambda d: Example(
        {"orderId": order(d)}, body={"presetId": seed.guid_of(seed.PRESET, 1)}
    ),
    "orders.collection_date": lambda d: Example(
        {"orderId": order(d)}, body={"collectionDate": "2099-05-04"}
    ),
    "orders.create_shipment": lambda d: Example({"orderId": order(d)}, body={}),
    "orders.create": lambda d: Example(body=order_body(d)),
    "orders.replace": lambda d: Example({"orderId": order(d)}, body=order_body(d)),
    "orders.patch": lambda d: Example({"orderId": order(d)}, body={"notes": "Fragile"}),
    "orders.delete_one": lambda d: Example({"orderId": order(d)}),
    "shipments.list": lambda _: Example(query={"status": "in_transit", "perPage": 5}),
    "shipments.create": lambda d: Example(body=shipment_body(d)),
    "shipments.get": lambda d: Example({"shipmentId": shipment(d)}),
    "shipments.replace": lambda d: Example({"shipmentId": shipment(d)}, body=shipment_body(d)),
    "shipments.delete": lambda d: Example({"shipmentId": shipment(d)}),
    "shipments.dates": lambda d: Example(
        body={"shipmentIds": [shipment(d)], "deliveryDate": "2099-05-04"}
    ),
    "shipments.overview": lambda _: Example(),
    "shipments.unassigned": lambda _: Example(query={"page": 1}),
    "shipments.delete_many": lambda d: Example(body={"shipmentIds": [shipment(d)]}),
    "shipments.traces": lambda d: Example({"shipmentId": shipment(d)}),
    "customers.list": lambda _: Example(query={"$search": "neil"}),
    "customers.create": lambda _: Example(body={"name": "Ewa Kos", "phone": "+48505404202"}),
    "customers.get": lambda d: Example({"customerId": customer(d)}),
    "customers.replace": lambda d: Example(
        {"customerId": customer(d)}, body={"name": "O'Neil", "email": "o@example.test"}
    ),
    "customers.delete": lambda d: Example({"customerId": new_customer(d)}),
    "customers.ref_add": lambda d: Example(
        {"customerId": customer(d)}, body={"name": "Bookkeeping", "value": "K-1"}
    ),
    "customers.ref_remove": lambda d: Example(
        {"customerId": customer(d), "referenceId": REFERENCE}
    ),
    "customers.contact_add": lambda d: Example({"customerId": customer(d)}, body={"name": "Ola"}),
    "customers.contact_patch": lambda d: Example(
        {"customerId": customer(d), "contactId": CONTACT}, body={"role": "Stores"}
    ),
    "customers.contact_delete": lambda d: Example(
        {"customerId": customer(d), "contactId": CONTACT}
    ),
    "customers.recent_shipments": lambda d: Example({"customerId": customer(d)}),
    "customers.sales": lambda d: Example({"customerId": customer(d)}),
    "customers.upload": lambda _: Example(file=("customers.csv", CSV)),
    "customers.confirm_upload": lambda d: Example(query={"uploadId": uploaded(d)}),
    "products.list": lambda _: Example(query={"$filter": "isActive eq true"}),
    "products.create": lambda _: Example(
        body={"name": "Mug", "sku": f"SKU-{uuid4()}", "price": 8.5, "weight": 0.35}
    ),
    "products.get": lambda d: Example({"guid": product(d)}),
    "products.replace": lambda d: Example(
        {"guid": product(d)}, body={"name": "Mug", "sku": f"SKU-{uuid4()}", "price": 8.5}
    ),
    "products.variant_create": lambda d: Example({"productId": product(d)}, body=variant_body()),
    "products.variant_get": lambda d: Example({"productId": product(d), "variantId": VARIANT}),
    "products.variant_patch": lambda d: Example(
        {"productId": product(d), "variantId": VARIANT}, body={"price": 9.5}
    ),
    "products.variant_delete": lambda d: Example({"productId": product(d), "variantId": VARIANT}),
    "products.settings": lambda _: Example(body={"weightUnit": "kg"}),
    "products.delete": lambda d: Example({"guid": product(d)}),
    "business.me": lambda _: Example(),
    "business.register": lambda _: Example(body={"name": "Other", "email": f"{uuid4()}@x.test"}),
    "business.update": lambda d: Example(
        body={"guid": d.data("dispatch", "business.me")["guid"], "name": "Kwiat i Glina"}
    ),
    "business.soft_check": lambda _: Example(query={"emailAddress": "shop@example.test"}),
    "business.defaults": lambda _: Example(),
    "business.new_token": lambda _: Example(),
    "business.tokens": lambda _: Example(),
    "integrations.configure": lambda _: Example(
        body={
            "providerId": str(uuid4()),
            "providerType": "ecommerce",
            "credentials": {"apiKey": "k", "apiSecret": "s", "storeUrl": "https://shop.test"},
            "settings": {"autoImportOrders": True},
        }
    ),
    "integrations.disable": lambda _: integration(),
    "integrations.remove": lambda _: integration(),
    "integrations.push_subscription": lambda _: Example(
        body={"endpoint": "https://push.test/1", "keys": {"p256dh": "x", "auth": "y"}}
    ),
    "integrations.list": lambda _: Example(),
    "integrations.get": lambda _: integration(),
    "workflows.triggers": lambda _: Example({"entityType": "order"}),
    "workflows.configured": lambda _: Example({"entityType": "shipment"}),
    "workflows.configure": lambda _: Example(
        body={"name": "Mail", "trigger": "order.created", "entityType": "order"}
    ),
    "workflows.toggle": lambda _: Example(WORKFLOW),
    "workflows.delete": lambda _: Example(WORKFLOW),
    "dispatch.overview": lambda _: Example(),
    "dispatch.create": lambda d: Example(
        body={"name": "Round 7", "plannedDate": "2099-05-04", "shipmentIds": [shipment(d)]}
    ),
    "dispatch.get": lambda _: Example({"id": run(1)}),
    "dispatch.update": lambda _: Example(body={"guid": run(3), "name": "Round 3b"}),
    "dispatch.delete": lambda _: Example({"id": run(2)}),
    "dispatch.remove_shipment": lambda d: Example(
        body={"dispatchId": run(1), "shipmentId": in_run(d)}
    ),
    "dispatch.by_shipment": lambda d: Example({"id": in_run(d)}),
    "route.get": lambda _: Example({"id": run(1)}),
    "route.timeline": lambda _: Example({"id": run(1)}),
    "vehicles.list": lambda _: Example(),
    "vehicles.create": lambda _: Example(
        body={"name": "Van 9", "licensePlate": str(uuid4())[:8], "type": "van"}
    ),
    "vehicles.update": lambda _: Example(body={"guid": VEHICLE, "status": "maintenance"}),
    "vehicles.delete": lambda _: Example({"guid": seed.guid_of(seed.VEHICLE, 2)}),
    "vehicles.location": lambda _: Example({"guid": VEHICLE}),
    "vehicles.history": lambda _: Example({"id": VEHICLE}),
    "tracking.devices": lambda _: Example(),
    "tracking.add_device": lambda _: Example(body={"name": "T", "serialNumber": str(uuid4())}),
}
