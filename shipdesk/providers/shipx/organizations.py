"""Organizations, their users and figures, reports and import mappings (reference § 4, § 15)."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.records import Answer, Call
from shipdesk.providers.shipx.ask import Query, ShipxAsk
from shipdesk.providers.shipx.files import ANY_FILE


class Organizations:
    """Who sends: what a token may see of it. Every method reads; errors of all: `ShipxAsk`."""

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "organizations.list": self.list,
            "organizations.get": self.get,
            "organizations.statistics": self.statistics,
            "organizations.users": self.users,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """Return the organizations that the token may see, normally one (§ 4.1).

        Filters: tax_id, name, address_street, owner_full_name, application_name. Sorts: id, name,
        tax_id, address_street, created_at. Raises AuthError (401 token_invalid) for a token that is
        not accepted; the cheapest way to test one.
        """
        return await self._ask.rows("organizations.list", query=query)

    async def get(self, organization_id: str = "") -> Answer:
        """Return one organization, the account's own unless told, with the services it may use.

        Raises RejectedError: 404 resource_not_found; AuthError (403 forbidden) for another's.
        """
        return await self._ask.one("organizations.get", self._place(organization_id))

    async def statistics(self, organization_id: str = "", *, query: Query = ()) -> Answer:
        """Return figures of an organization; their names are not documented (§ 4.1, open question).

        Raises RejectedError: 404 resource_not_found where the account has none.
        """
        places = self._place(organization_id)
        return await self._ask.one("organizations.statistics", places, query=query)

    async def users(self, *, query: Query = ()) -> Answer:
        """Return who may use the organization (§ 4.3): all for its owner, oneself for others.

        `q` searches in everything; sorts: id, email, phone, full_name, created_at. Raises
        RejectedError: 404, as the sandbox was seen answering.
        """
        return await self._ask.rows("organizations.users", query=query)

    def _place(self, organization_id: str) -> Mapping[str, str]:
        return {"organization_id": organization_id} if organization_id else {}


class Reports:
    """Files and lists that the panel offers beside shipments (§ 15, seen in one SDK).

    Every method raises what `ShipxAsk` does, too.
    """

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "reports.cod": self.cod,
            "file_mappings.list": self.file_mappings,
            "file_mappings.export": self.file_mappings_export,
        }

    async def cod(self, *, query: Query = ()) -> Answer:
        """Return the report of cash collected on delivery as a file, values parted by commas.

        `start_date` and `end_date` are days as 2026-03-14. Raises RejectedError: 400
        validation_failed with the field for a day that is none; UnexpectedReplyError for an answer
        that is no file.
        """
        return await self._ask.file("reports.cod", "cod-report", query=query)

    async def file_mappings(self, *, query: Query = ()) -> Answer:
        """Return how columns of files are read when shipments are imported in the web panel.

        Raises RejectedError: 404 resource_not_found or routing_not_found where the account has
        none: only an SDK knows of it (§ 15).
        """
        return await self._ask.rows("file_mappings.list", query=query)

    async def file_mappings_export(self, *, query: Query = ()) -> Answer:
        """Return all import mappings as one file; told by its bytes, its form is not documented.

        Raises RejectedError: 404 as `file_mappings` does; UnexpectedReplyError for no file.
        """
        name = "file_mappings.export"
        return await self._ask.file(name, "import-mappings", query=query, kinds=ANY_FILE)
