"""Dispatch's operations on customers (§ 7, § 8.3), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call, Upload


class Customers:
    """Customers with their contacts and references."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "customers.list": self.list,
            "customers.create": self.create,
            "customers.get": self.get,
            "customers.replace": self.replace,
            "customers.delete": self.delete,
            "customers.ref_add": self.ref_add,
            "customers.ref_remove": self.ref_remove,
            "customers.contact_add": self.contact_add,
            "customers.contact_patch": self.contact_patch,
            "customers.contact_delete": self.contact_delete,
            "customers.recent_shipments": self.recent_shipments,
            "customers.sales": self.sales,
            "customers.upload": self.upload,
            "customers.confirm_upload": self.confirm_upload,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """List a page: `Page`, `PageSize` (at most 100), `$filter`, `$orderby`, `$search`."""
        return await self._ask.page("customers.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a customer: `name` (200), `email` (254), `phone` (32), `company` (200), `address`.

        An e-mail or a phone is needed. Raises RejectedError with 400 and the fields. No way to find
        a lost creation but the e-mail: none is unique by promise.
        """
        return await self._ask.write("customers.create", body=body)

    async def get(self, customer_id: str, *, query: Query = ()) -> Answer:
        """Read one customer with contacts and references; RejectedError with 404."""
        return await self._ask.read("customers.get", customer_id, query=query)

    async def replace(self, customer_id: str, *, body: Body) -> Answer:
        """Write a customer anew, whole (§ 12, trap 7); contacts and references have own ways."""
        return await self._ask.write("customers.replace", customer_id, body=body)

    async def delete(self, customer_id: str) -> Answer:
        """Delete a customer; RejectedError with 409 while orders are open."""
        return await self._ask.write("customers.delete", customer_id)

    async def ref_add(self, customer_id: str, *, body: Body) -> Answer:
        """Add a number of another system: `name`, `value`; a PATCH that adds each time."""
        return await self._ask.write("customers.ref_add", customer_id, body=body)

    async def ref_remove(self, customer_id: str, reference_id: str) -> Answer:
        """Remove one reference; RejectedError with 404."""
        return await self._ask.write("customers.ref_remove", customer_id, reference_id)

    async def contact_add(self, customer_id: str, *, body: Body) -> Answer:
        """Add a person: `name`, `role`, `email`, `phone`, `isPrimary` (one only)."""
        return await self._ask.write("customers.contact_add", customer_id, body=body)

    async def contact_patch(self, customer_id: str, contact_id: str, *, body: Body) -> Answer:
        """Change the given fields of a person; RejectedError with 404."""
        return await self._ask.write("customers.contact_patch", customer_id, contact_id, body=body)

    async def contact_delete(self, customer_id: str, contact_id: str) -> Answer:
        """Remove one person; RejectedError with 404."""
        return await self._ask.write("customers.contact_delete", customer_id, contact_id)

    async def recent_shipments(self, customer_id: str, *, query: Query = ()) -> Answer:
        """List the last shipments to a customer, without paging."""
        return await self._ask.read("customers.recent_shipments", customer_id, query=query)

    async def sales(self, customer_id: str, *, query: Query = ()) -> Answer:
        """Read what was sold to a customer: totals in `currency`, and by month."""
        return await self._ask.read("customers.sales", customer_id, query=query)

    async def upload(self, *, upload: Upload) -> Answer:
        """Send a CSV or XLSX file of customers to be checked; nothing is imported yet.

        Returns `uploadId`, `totalRows`, `validRows` and `errors` (row, field, message). Raises
        RejectedError with 400 for a file that cannot be read, 413 for one too large.
        """
        return await self._ask.upload("customers.upload", upload)

    async def confirm_upload(self, *, query: Query = ()) -> Answer:
        """Import the good rows of a checked file: `uploadId`; a GET that changes something.

        Only ever on a click, never repeated. Raises RejectedError with 409 the second time.
        """
        return await self._ask.write("customers.confirm_upload", query=query)
