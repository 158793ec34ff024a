"""What the web panel keeps: cost centres, address book, templates of shipments (reference § 15).

Seen in SDKs; only the cost centres are documented.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from shipdesk.providers.records import Answer, Call
from shipdesk.providers.shipx.ask import Query, ShipxAsk

Body = Mapping[str, object]


class _PanelRecords:
    """One kind of thing that the panel keeps; every method raises what `ShipxAsk` does, too."""

    subject: ClassVar[str]
    """How its operations begin, as in `mpks.list`."""
    id_name: ClassVar[str]
    """The parameter of the path that names one of them."""

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            f"{self.subject}.list": self.list,
            f"{self.subject}.create": self.create,
            f"{self.subject}.get": self.get,
            f"{self.subject}.update": self.update,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """Return a page of them.

        Raises RejectedError: 404 where the account has none of what is not documented.
        """
        return await self._ask.rows(f"{self.subject}.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Add one; its fields stand with the class.

        Raises RejectedError: 400 validation_failed with the fields.
        """
        return await self._ask.one(f"{self.subject}.create", body=body)

    async def get(self, record_id: str) -> Answer:
        """Return one.

        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.one(f"{self.subject}.get", self._place(record_id))

    async def update(self, record_id: str, *, body: Body) -> Answer:
        """Change one; what the body leaves out stands with the class.

        Raises RejectedError: 400 validation_failed, 404 resource_not_found.
        """
        return await self._ask.one(f"{self.subject}.update", self._place(record_id), body=body)

    def _place(self, record_id: str) -> Mapping[str, str]:
        return {self.id_name: record_id}


class _RemovableRecords(_PanelRecords):
    """Those known from an SDK only (§ 15), where 404 may mean that there are none; they can go."""

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {**super().calls(), f"{self.subject}.delete": self.delete}

    async def delete(self, record_id: str) -> Answer:
        """Remove one for good; answers 204.

        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.done(f"{self.subject}.delete", self._place(record_id))


class CostCentreRecords(_PanelRecords):
    """Cost centres: a shipment names one by its name. They cannot be deleted.

    `name` (up to 255 characters) and `description`, both text; after a change, shipments that were
    bought keep the old name. The list raises AuthError only (403 forbidden) for another's
    organization; nothing else can be wrong.
    """

    subject = "mpks"
    id_name = "mpk_id"


class AddressBook(_RemovableRecords):
    """People and places that the panel offers when a shipment is made.

    Names, phone (nine digits), e-mail, addresses, what it is offered for: `main_address` and
    `delivery_address` are objects, the post code as NN-NNN; `sender_parcel`, `sender_courier`,
    `sender_letter` booleans. What a change leaves out may be emptied, so that all of the form is
    sent.
    """

    subject = "address_books"
    id_name = "address_book_id"


class ShipmentTemplates(_RemovableRecords):
    """Shipments prepared in the panel to be filled in: a name, and what a shipment is created with.

    Their fields are not documented (§ 5.3; mm, kg, PLN); one is changed by sending it whole, as it
    was read.
    """

    subject = "shipment_templates"
    id_name = "shipment_template_id"
