"""What the web panel keeps: cost centres, address book, templates of shipments (reference § 15).

Seen in SDKs; only the cost centres are documented.
"""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.records import Answer, Call
from shipdesk.providers.shipx.ask import Query, ShipxAsk

Body = Mapping[str, object]


class CostCentreRecords:
    """Cost centres: a shipment names one by its name. They cannot be deleted.

    Every method raises what `ShipxAsk` does, too.
    """

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "mpks.list": self.list,
            "mpks.create": self.create,
            "mpks.get": self.get,
            "mpks.update": self.update,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """Return a page of cost centres: id, name, description.

        Raises AuthError only (403 forbidden) for another's organization; nothing else can be wrong.
        """
        return await self._ask.rows("mpks.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Add a cost centre: `name` (up to 255 characters) and `description`, both text.

        Raises RejectedError: 400 validation_failed with the fields.
        """
        return await self._ask.one("mpks.create", body=body)

    async def get(self, mpk_id: str) -> Answer:
        """Return one cost centre.

        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.one("mpks.get", {"mpk_id": mpk_id})

    async def update(self, mpk_id: str, *, body: Body) -> Answer:
        """Change name and description; shipments that were bought keep the old name.

        Raises RejectedError: 400 validation_failed, 404 resource_not_found.
        """
        return await self._ask.one("mpks.update", {"mpk_id": mpk_id}, body=body)


class AddressBook:
    """People and places that the panel offers when a shipment is made.

    Known from an SDK only (§ 15): 404 also where the account has none. Every method raises what
    `ShipxAsk` does, too.
    """

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "address_books.list": self.list,
            "address_books.create": self.create,
            "address_books.get": self.get,
            "address_books.update": self.update,
            "address_books.delete": self.delete,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """Return a page of the address book.

        Raises RejectedError: 404 where the account has none.
        """
        return await self._ask.rows("address_books.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Add an entry: names, phone (nine digits), e-mail, addresses, what it is offered for.

        `main_address` and `delivery_address` are objects, the post code as NN-NNN; `sender_parcel`,
        `sender_courier`, `sender_letter` booleans. Raises RejectedError: 400 validation_failed with
        the fields.
        """
        return await self._ask.one("address_books.create", body=body)

    async def get(self, address_book_id: str) -> Answer:
        """Return one entry.

        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.one("address_books.get", self._place(address_book_id))

    async def update(self, address_book_id: str, *, body: Body) -> Answer:
        """Change an entry; what is left out may be emptied, so that all of the form is sent.

        Raises RejectedError: 400 validation_failed, 404 resource_not_found.
        """
        place = self._place(address_book_id)
        return await self._ask.one("address_books.update", place, body=body)

    async def delete(self, address_book_id: str) -> Answer:
        """Remove an entry for good; answers 204.

        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.done("address_books.delete", self._place(address_book_id))

    def _place(self, address_book_id: str) -> Mapping[str, str]:
        return {"address_book_id": address_book_id}


class ShipmentTemplates:
    """Shipments prepared in the panel to be filled in; their fields are not documented.

    Known from an SDK only (§ 15): 404 also where the account has none. Every method raises what
    `ShipxAsk` does, too.
    """

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "shipment_templates.list": self.list,
            "shipment_templates.create": self.create,
            "shipment_templates.get": self.get,
            "shipment_templates.update": self.update,
            "shipment_templates.delete": self.delete,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """Return a page of templates.

        Raises RejectedError: 404 where the account has none.
        """
        return await self._ask.rows("shipment_templates.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Add a template: a name and what a shipment is created with (§ 5.3; mm, kg, PLN).

        Raises RejectedError: 400 validation_failed with the fields.
        """
        return await self._ask.one("shipment_templates.create", body=body)

    async def get(self, shipment_template_id: str) -> Answer:
        """Return one template.

        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.one("shipment_templates.get", self._place(shipment_template_id))

    async def update(self, shipment_template_id: str, *, body: Body) -> Answer:
        """Change a template; it is sent whole, as it was read, since its fields are not known.

        Raises RejectedError: 400 validation_failed, 404 resource_not_found.
        """
        place = self._place(shipment_template_id)
        return await self._ask.one("shipment_templates.update", place, body=body)

    async def delete(self, shipment_template_id: str) -> Answer:
        """Remove a template for good; answers 204.

        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.done("shipment_templates.delete", self._place(shipment_template_id))

    def _place(self, shipment_template_id: str) -> Mapping[str, str]:
        return {"shipment_template_id": shipment_template_id}
