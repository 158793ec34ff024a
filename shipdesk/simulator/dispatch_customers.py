"""Dispatch's customers: their data, contacts and references, shipments, sales and import."""

from __future__ import annotations

from decimal import Decimal

from aiohttp import web

from shipdesk.simulator.dispatch_book import CENT
from shipdesk.simulator.dispatch_lists import CUSTOMERS, Lists, shipment_line
from shipdesk.simulator.dispatch_upload import Uploads
from shipdesk.simulator.dispatch_wire import (
    ProblemError,
    Reading,
    Row,
    body_of,
    conflict,
    done,
    found,
    one,
    read_address,
    unpaged,
)
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.world import World

RECENT = 10
MAX_ADDRESSES = 50
_OPEN_ORDER = frozenset({"pending", "processing", "on_hold", "shipped"})
_UNSOLD = frozenset({"cancelled", "returned"})
_ADDRESS_KINDS = frozenset({"billing", "delivery", "other"})
_CONTACT_TEXTS = {"name": 200, "role": 100, "email": 254, "phone": 32}


class CustomerDesk:
    """Answers what concerns the customers of the business."""

    def __init__(self, world: World, lists: Lists) -> None:
        self._world = world
        self._lists = lists
        self._uploads = Uploads(world)

    def handlers(self) -> dict[str, Handler]:
        """Operation id to what answers it."""
        return {
            "customers.list": self.list_all,
            "customers.get": self.get,
            "customers.create": self.create,
            "customers.replace": self.replace,
            "customers.delete": self.delete,
            "customers.ref_add": self.add_reference,
            "customers.ref_remove": self.remove_reference,
            "customers.contact_add": self.add_contact,
            "customers.contact_patch": self.patch_contact,
            "customers.contact_delete": self.delete_contact,
            "customers.recent_shipments": self.recent_shipments,
            "customers.sales": self.sales,
            "customers.upload": self._uploads.upload,
            "customers.confirm_upload": self._uploads.confirm,
        }

    async def list_all(self, request: web.Request) -> web.Response:
        """One page of customers."""
        return self._lists.answer(request, CUSTOMERS, self._world.dispatch.customers)

    async def get(self, request: web.Request) -> web.Response:
        """One customer."""
        return one(self._customer(request))

    async def create(self, request: web.Request) -> web.Response:
        """A new customer; e-mail or phone is needed."""
        fields = customer_fields(Reading(await body_of(request)))
        return one(self._world.dispatch.add_customer(fields), 201)

    async def replace(self, request: web.Request) -> web.Response:
        """The customer written anew; contacts and references have ways of their own."""
        customer = self._customer(request)
        customer.update(customer_fields(Reading(await body_of(request))))
        self._touch(customer)
        return one(customer)

    async def delete(self, request: web.Request) -> web.Response:
        """The customer is gone, unless open orders stand."""
        book = self._world.dispatch
        customer = self._customer(request)
        if any(order["status"] in _OPEN_ORDER for order in self._orders(customer)):
            raise conflict("The customer has open orders")
        del book.customers[customer["guid"]]
        book.revision += 1
        return done()

    async def add_reference(self, request: web.Request) -> web.Response:
        """One more number under which another system knows the customer."""
        customer = self._customer(request)
        reading = Reading(await body_of(request))
        name = reading.text("name", 100, required=True)
        value = reading.text("value", 200, required=True)
        reading.check()
        reference = {"guid": self._world.dispatch.new_guid(), "name": name, "value": value}
        customer["references"].append(reference)
        self._touch(customer)
        return one(reference)

    async def remove_reference(self, request: web.Request) -> web.Response:
        """One reference less."""
        customer = self._customer(request)
        row = _member(customer["references"], request.match_info["referenceId"], "Reference")
        customer["references"].remove(row)
        self._touch(customer)
        return done()

    async def add_contact(self, request: web.Request) -> web.Response:
        """One more person at the customer; the primary one is the only one that is."""
        customer = self._customer(request)
        reading = Reading(await body_of(request))
        fields: Row = {
            name: reading.text(name, limit, required=name == "name")
            for name, limit in _CONTACT_TEXTS.items()
        }
        primary = reading.flag("isPrimary", default=not customer["contacts"])
        reading.check()
        contact = {"guid": self._world.dispatch.new_guid(), **fields, "isPrimary": primary}
        customer["contacts"].append(contact)
        self._keep_one_primary(customer, contact)
        return one(contact, 201)

    async def patch_contact(self, request: web.Request) -> web.Response:
        """The contact with only the sent fields changed."""
        customer = self._customer(request)
        contact = _member(customer["contacts"], request.match_info["contactId"], "Contact")
        reading = Reading(await body_of(request))
        changed: Row = {
            name: reading.text(name, limit, required=name == "name")
            for name, limit in _CONTACT_TEXTS.items()
            if reading.has(name)
        }
        if reading.has("isPrimary"):
            changed["isPrimary"] = reading.flag("isPrimary")
        reading.check()
        contact.update(changed)
        self._keep_one_primary(customer, contact)
        return one(contact)

    async def delete_contact(self, request: web.Request) -> web.Response:
        """One contact less."""
        customer = self._customer(request)
        row = _member(customer["contacts"], request.match_info["contactId"], "Contact")
        customer["contacts"].remove(row)
        self._touch(customer)
        return done()

    async def recent_shipments(self, request: web.Request) -> web.Response:
        """The last shipments to a customer, without paging."""
        guid = self._customer(request)["guid"]
        rows = self._world.dispatch.shipments.values()
        mine = [row for row in rows if (row["customer"] or {}).get("guid") == guid]
        mine.sort(key=lambda row: str(row["createdAt"]), reverse=True)
        return unpaged(shipment_line(row) for row in mine[:RECENT])

    async def sales(self, request: web.Request) -> web.Response:
        """What was sold to a customer, in all and by month; each currency by itself."""
        customer = self._customer(request)
        orders = [row for row in self._orders(customer) if row["status"] not in _UNSOLD]
        months: dict[tuple[str, str], list[Decimal]] = {}
        for order in orders:
            key = (order["createdAt"].strftime("%Y-%m"), order["currency"])
            months.setdefault(key, []).append(order["total"])
        revenue: dict[str, Decimal] = {}
        for order in orders:
            revenue[order["currency"]] = revenue.get(order["currency"], Decimal(0)) + order["total"]
        main = max(revenue, key=lambda currency: revenue[currency], default=None)
        total = revenue.get(main or "", Decimal(0))
        dates = sorted(order["createdAt"] for order in orders)
        return one(
            {
                "customerId": customer["guid"],
                "currency": main or self._world.dispatch.business["settings"]["currency"],
                "totalOrders": len(orders),
                "totalRevenue": total,
                "averageOrderValue": (total / len(orders)).quantize(CENT) if orders else Decimal(0),
                "firstOrderAt": dates[0] if dates else None,
                "lastOrderAt": dates[-1] if dates else None,
                "months": [
                    {
                        "month": month,
                        "currency": currency,
                        "orders": len(totals),
                        "revenue": sum(totals, Decimal(0)),
                    }
                    for (month, currency), totals in sorted(months.items())
                ],
            }
        )

    def _customer(self, request: web.Request) -> Row:
        known = self._world.dispatch.customers
        return found(known, request.match_info["customerId"], "Customer")

    def _orders(self, customer: Row) -> list[Row]:
        return [
            order
            for order in self._world.dispatch.orders.values()
            if (order["customer"] or {}).get("guid") == customer["guid"]
        ]

    def _keep_one_primary(self, customer: Row, contact: Row) -> None:
        if contact["isPrimary"]:
            for other in customer["contacts"]:
                other["isPrimary"] = other is contact
        self._touch(customer)

    def _touch(self, customer: Row) -> None:
        customer["updatedDate"] = self._world.dispatch.now()
        self._world.dispatch.revision += 1


def customer_fields(reading: Reading) -> Row:
    """What a body says of a customer; raises ProblemError for what a customer cannot be."""
    address = reading.part("address")
    fields: Row = {
        "name": reading.text("name", 200, required=True),
        "email": reading.text("email", 254),
        "phone": reading.text("phone", 32),
        "company": reading.text("company", 200),
        "address": read_address(address) if address else None,
        "addresses": [_address(part) for part in _addresses(reading)],
        "notes": reading.text("notes", 1000),
    }
    if not fields["email"] and not fields["phone"]:
        reading.wrong("email", "or phone is required")
    elif fields["email"] and "@" not in fields["email"]:
        reading.wrong("email", "must be an e-mail address")
    reading.check()
    return fields


def _addresses(reading: Reading) -> list[Reading]:
    return reading.parts("addresses", MAX_ADDRESSES) if reading.filled("addresses") else []


def _address(part: Reading) -> Row:
    kind = part.choice("type", _ADDRESS_KINDS)
    default = part.flag("isDefault")
    return {**read_address(part), "type": kind or "other", "isDefault": default}


def _member(rows: list[Row], guid: str, what: str) -> Row:
    row = next((row for row in rows if row["guid"] == guid.lower()), None)
    if row is None:
        raise ProblemError(404, "NOT_FOUND", f"{what} not found")
    return row
