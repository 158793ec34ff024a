"""Dispatch's operations on customers (§ 7, § 8.3), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call, Upload


class Customers:
    """Customers with their contacts and references; every method raises what `Ask` does, too."""

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
        """List a page: `Page`, `PageSize` (at most 100), `$filter`, `$orderby`, `$search`.

        Searches name, email, phone, company, city and postcode (§ 4.7); the count is of all pages.
        Raises RejectedError: 400 VALIDATION_ERROR (a page or size below 1), INVALID_FILTER,
        INVALID_ORDERBY, UNSUPPORTED_QUERY_OPTION.
        """
        return await self._ask.page("customers.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a customer: `name` (200), `email` (254), `phone` (32), `company` (200), `address`.

        Texts with their most characters. An e-mail or a phone is needed (§ 8.3). Returns at least
        `guid` and `name`. Raises RejectedError: 400 VALIDATION_ERROR with the fields. No way to
        find a lost creation but the e-mail: none is unique by promise.
        """
        return await self._ask.write("customers.create", body=body)

    async def get(self, customer_id: str, *, query: Query = ()) -> Answer:
        """Read one customer with addresses, contacts and references.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.read("customers.get", customer_id, query=query)

    async def replace(self, customer_id: str, *, body: Body) -> Answer:
        """Write a customer anew: the fields of `create`, all of them.

        What is left out may be kept or cleared (§ 12, trap 7), so it is read first; contacts and
        references have ways of their own. Raises RejectedError: 400 VALIDATION_ERROR, 404
        NOT_FOUND.
        """
        return await self._ask.write("customers.replace", customer_id, body=body)

    async def delete(self, customer_id: str) -> Answer:
        """Delete a customer; returns nothing (§ 2.2).

        Raises RejectedError: 409 CONFLICT while orders are open (§ 8.3), 404 NOT_FOUND.
        """
        return await self._ask.write("customers.delete", customer_id)

    async def ref_add(self, customer_id: str, *, body: Body) -> Answer:
        """Add a number of another system: `name`, `value`, both text.

        A PATCH that adds one each time (§ 7). Raises RejectedError: 400 VALIDATION_ERROR, 404
        NOT_FOUND.
        """
        return await self._ask.write("customers.ref_add", customer_id, body=body)

    async def ref_remove(self, customer_id: str, reference_id: str) -> Answer:
        """Remove one reference; returns nothing.

        Raises RejectedError: 404 NOT_FOUND for the customer or the reference.
        """
        return await self._ask.write("customers.ref_remove", customer_id, reference_id)

    async def contact_add(self, customer_id: str, *, body: Body) -> Answer:
        """Add a person: `name`, `role`, `email`, `phone` (text), `isPrimary` (one only).

        Raises RejectedError: 400 VALIDATION_ERROR with the fields, 404 NOT_FOUND.
        """
        return await self._ask.write("customers.contact_add", customer_id, body=body)

    async def contact_patch(self, customer_id: str, contact_id: str, *, body: Body) -> Answer:
        """Change the given fields of a person, named as in `contact_add`.

        Raises RejectedError: 400 VALIDATION_ERROR with the fields, 404 NOT_FOUND.
        """
        return await self._ask.write("customers.contact_patch", customer_id, contact_id, body=body)

    async def contact_delete(self, customer_id: str, contact_id: str) -> Answer:
        """Remove one person; returns nothing.

        Raises RejectedError: 404 NOT_FOUND for the customer or the person.
        """
        return await self._ask.write("customers.contact_delete", customer_id, contact_id)

    async def recent_shipments(self, customer_id: str, *, query: Query = ()) -> Answer:
        """List the last shipments to a customer, without paging (§ 3).

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.read("customers.recent_shipments", customer_id, query=query)

    async def sales(self, customer_id: str, *, query: Query = ()) -> Answer:
        """Read what was sold to a customer: totals in `currency`, and by month.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.read("customers.sales", customer_id, query=query)

    async def upload(self, *, upload: Upload) -> Answer:
        """Send a CSV or XLSX file of customers to be checked; nothing is imported yet.

        Returns `uploadId`, `totalRows`, `validRows` and `errors` (row, field, message). Raises
        RejectedError: 400 VALIDATION_ERROR for a file that cannot be read, 413 PAYLOAD_TOO_LARGE,
        415 UNSUPPORTED_MEDIA_TYPE.
        """
        return await self._ask.upload("customers.upload", upload)

    async def confirm_upload(self, *, query: Query = ()) -> Answer:
        """Import the good rows of a checked file: `uploadId`; a GET that changes something.

        Only ever on a click, never repeated (§ 7). Raises RejectedError: 409 CONFLICT the second
        time, 404 NOT_FOUND for an upload that is not known.
        """
        return await self._ask.write("customers.confirm_upload", query=query)
