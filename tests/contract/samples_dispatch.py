"""Dispatch's operations, each once: customers, products, orders and shipments; the rest joins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.contract import samples_dispatch_rest
from tests.contract.bench import Bench
from tests.contract.records import record_intent
from tests.contract.samples import Prepare, RecordSample, Sample
from tests.providers.dispatch.at_dispatch import (
    first_carrier,
    first_customer,
    first_product,
    registered_shipment,
    tell,
    waiting_orders,
)
from tests.support.simulator import Simulator

CONTACT = "c0000000-0000-4000-8000-000000000001"
REFERENCE = "4e000000-0000-4000-8000-000000000001"
VARIANT = "fa000000-0000-4000-8000-000000000001"
PRESET = "b0000000-0000-4000-8000-000000000001"
GONE = {"call 404": "", "state 404": "done"}
"""What is gone already is what a deletion wanted (§ 5)."""

LONG = "ul. Długa 7"
ADDRESS = {
    "street": LONG,
    "city": "Łódź",
    "state": "",
    "postcode": "90-001",
    "country": "PL",
}
PARCEL = {
    "weight": "2,5",
    "length": "30",
    "width": "20",
    "height": "10",
    "quantity": "2",
    "description": "Books",
}
ITEM = {"description": "Ceramic mug", "quantity": "4", "price": "8,50", "sku": "MUG-1"}


async def customer(bench: Bench) -> str:
    """The customer who has contacts and references."""
    return first_customer(bench.sim)


async def lone_customer(bench: Bench) -> str:
    """A customer without orders."""
    body = {"name": "Nobody yet", "phone": "+48505404202"}
    return str(tell(bench.sim, "customers.create", body)["guid"])


async def product(bench: Bench) -> str:
    """The product that has variants."""
    return first_product(bench.sim)


async def pending(bench: Bench) -> str:
    """An order that waits and has no shipment."""
    return waiting_orders(bench.sim)[0]


async def two_pending(bench: Bench) -> str:
    """Two of those."""
    return ",".join(waiting_orders(bench.sim)[:2])


async def shipment(bench: Bench) -> str:
    """A shipment that is not on its way yet."""
    return registered_shipment(bench.sim)


def record(op: str, kind: str, client: str, **given: Any) -> RecordSample:
    """Return a sample of Dispatch; its writes promise no content (§ 2.3, rule 4)."""
    return RecordSample("dispatch", op, kind, client, **{"quiet": True, **given})


def knowing(
    answers: dict[str, object], then: str | Prepare = "", **sources: Callable[[Simulator], str]
) -> Prepare:
    """Return what fills in the ids that a person chooses from what was seen, before their use."""

    async def prepare(bench: Bench) -> str:
        answers.update({name: source(bench.sim) for name, source in sources.items()})
        return then if isinstance(then, str) else await then(bench)

    return prepare


def _customers() -> tuple[Sample, ...]:
    person = {"name": "Zoë O'Neil", "email": "zoe@example.test", "phone": "+48505404202"}
    contact = {**person, "role": "Boss", "primary": "true"}

    def at(op: str, method: str, **given: Any) -> Sample:
        return record(f"customers.{op}", "customers", f"Customers.{method}", **given)

    return (
        at(
            "list",
            "list",
            answers={"name": "O'Neil", "since": "2024-01-15"},
            keys=("Page", "PageSize", "$orderby", "$filter"),
        ),
        at("get", "get", record=customer),
        at(
            "create",
            "create",
            answers={**person, **ADDRESS, "company": "O'Neil & Co"},
            keys=("name", "email", "phone", "company", "address.street", "address.postalCode"),
        ),
        at(
            "replace",
            "replace",
            record=customer,
            answers={"company": "Müller & Söhne"},
            keys=("name", "email", "company"),
        ),
        at("delete", "delete", record=lone_customer, other=GONE),
        at("ref_add", "ref_add", record=customer, answers={"name": "ERP", "value": "00017"},
           keys=("name", "value")),
        at("ref_remove", "ref_remove", record=customer, part=REFERENCE, other=GONE),
        at("contact_add", "contact_add", record=customer, answers=contact,
           keys=("name", "role", "email", "phone", "isPrimary")),
        at("contact_patch", "contact_patch", record=customer, part=CONTACT,
           answers={"name": "New Name", "phone": "+48600100200"}, keys=("name", "phone")),
        at("contact_delete", "contact_delete", record=customer, part=CONTACT, other=GONE),
        at("recent_shipments", "recent_shipments", record=customer),
        at("sales", "sales", record=customer),
        record(
            "customers.upload", "imports", "Customers.upload", quiet=False,
            answers={"file": "name,email\nNew Shop,new@example.test\n"}, keys=("file",),
        ),
        record(
            "customers.confirm_upload", "imports", "Customers.confirm_upload", record=an_upload,
            keys=("uploadId",),
        ),
    )  # fmt: skip


async def an_upload(bench: Bench) -> str:
    """A checked file of customers that nobody confirmed."""
    opened = bench.provider("dispatch")
    assert opened.record_acts is not None
    sample = RecordSample(
        "dispatch", "customers.upload", "imports", "", answers={"file": "name,phone\nShop,+4812\n"}
    )
    intent = await record_intent(sample, bench)
    return (await opened.record_acts.run("send", intent, {})).facts["id"]


def _products() -> tuple[Sample, ...]:
    size = {"weight": "0.35", "length": "10", "width": "10", "height": "11"}
    goods = {"name": "Ceramic mug", "sku": "MUG-77", "price": "8.50", "cost": "2.5", **size,
             "barcode": "0012345678905"}  # fmt: skip
    keys = ("name", "sku", "price", "cost", "weight", "dimensions.length", "barcode")

    def at(op: str, **given: Any) -> Sample:
        method = {"settings": "save_settings"}.get(op, op)
        return record(f"products.{op}", "products", f"Products.{method}", **given)

    return (
        at("list", answers={"price_from": "10", "active": "true"}, keys=("$filter", "$orderby")),
        at("get", record=product),
        at("create", answers=goods, keys=keys),
        at("replace", record=product, answers={"price": "9.90"}, keys=("name", "sku", "price")),
        at("delete", record=product, other=GONE),
        at("variant_create", record=product, answers={**goods, "sku": "MUG-77-B"}, keys=keys),
        at("variant_get", record=product, part=VARIANT),
        at("variant_patch", record=product, part=VARIANT, answers={"price": "7.5"},
           keys=("price",)),
        at("variant_delete", record=product, part=VARIANT, other=GONE),
        at("settings", answers={"weight_unit": "kg", "length_unit": "cm", "from_orders": "false"},
           keys=("weightUnit", "dimensionUnit", "autoCreateFromOrders")),
    )  # fmt: skip


def _orders() -> tuple[Sample, ...]:
    chosen: dict[str, object] = {}
    parcels: dict[str, object] = {"service": "standard", "packages": [PARCEL]}
    wanted: dict[str, object] = {
        **ADDRESS, "reference": "SHOP-90001", "items": [ITEM], "name": "Jan Nowak",
        "phone": "+48505404202", "currency": "EUR", "notes": "Payment: paid",
    }  # fmt: skip

    def at(op: str, method: str, **given: Any) -> Sample:
        return record(f"orders.{op}", "orders", f"OrdersClient.{method}", **given)

    return (
        at("list", "list", answers={"status": "pending", "customer": "O'Neil", "total_from": "1"},
           keys=("Page", "PageSize", "$orderby", "$filter")),
        at("get", "get", record=pending),
        at("status", "set_status", record=pending,
           answers={"status": "on_hold", "reason": "Asked"}, keys=("status", "reason")),
        at("assign_carrier", "assign_carrier", record=knowing(chosen, two_pending,
           carrier_id=first_carrier), answers=chosen, keys=("orderIds", "carrierId")),
        at("delete_many", "delete_many", record=two_pending, keys=("orderIds",)),
        at("dimension_preset", "add_dimension_preset", record=pending,
           answers={"preset_id": PRESET}, keys=("presetId",)),
        at("collection_date", "assign_collection_date", record=pending,
           answers={"collection_date": "2099-03-14"}, keys=("collectionDate",)),
        at("create_shipment", "create_shipment", record=knowing(parcels, pending,
           carrier_id=first_carrier), answers=parcels,
           keys=("carrierId", "serviceLevel", "packages[].weight", "packages[].quantity")),
        at("create", "create", record=knowing(wanted, customer_id=first_customer), answers=wanted,
           keys=("customerId", "externalReference", "items[].price", "deliveryAddress.street")),
        at("replace", "replace", record=pending, answers={"notes": "Payment: COD 120.00"},
           keys=("customerId", "items[].description", "deliveryAddress.street", "notes")),
        at("patch", "patch", record=pending, answers={"notes": "Call first"}, keys=("notes",)),
        at("delete_one", "delete_one", record=pending, other=GONE),
    )  # fmt: skip


def _shipments() -> tuple[Sample, ...]:
    sides = {
        f"{who}_{name}": text
        for who in ("sender", "recipient")
        for name, text in {**ADDRESS, "name": "Jan Nowak", "phone": "+48505404202"}.items()
        if name != "state"
    }
    wanted: dict[str, object] = {**sides, "reference": "SHOP-90002", "packages": [PARCEL]}

    def at(op: str, method: str, **given: Any) -> Sample:
        return record(f"shipments.{op}", "shipments", f"ShipmentsClient.{method}", **given)

    return (
        at("list", "list", answers={"from": "2024-03-01", "to": "2099-03-31", "status": "pending"},
           keys=("page", "perPage", "from", "to", "status")),
        at("create", "create", record=knowing(wanted, customer_id=first_customer,
           carrier_id=first_carrier), answers=wanted,
           keys=("customerId", "carrierId", "sender.street", "recipient.postalCode",
                 "packages[].weight", "reference")),
        at("get", "get", record=shipment),
        at("replace", "replace", record=shipment, answers={"number": "620012345678901234567890"},
           keys=("trackingNumber", "recipient.name")),
        at("delete", "delete", record=shipment, other=GONE),
        at("dates", "set_dates", record=shipment, answers={"delivery_date": "2099-03-15"},
           keys=("shipmentIds", "deliveryDate")),
        at("overview", "overview"),
        record("shipments.unassigned", "unassigned", "ShipmentsClient.unassigned",
               keys=("page", "perPage")),
        at("delete_many", "delete_many", record=shipment, keys=("shipmentIds",)),
        at("traces", "traces", record=shipment),
    )  # fmt: skip


SAMPLES: tuple[Sample, ...] = (
    *_customers(),
    *_products(),
    *_orders(),
    *_shipments(),
    *samples_dispatch_rest.SAMPLES,
)
