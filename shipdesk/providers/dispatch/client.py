"""Dispatch's operations as requests: paths, queries and bodies, in Dispatch's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.bodies import body_of, query_of
from shipdesk.providers.dispatch import odata
from shipdesk.providers.dispatch.ask import BY_PAGE, ODATA
from shipdesk.providers.dispatch.envelopes import Envelopes
from shipdesk.providers.dispatch.wire import text_of
from shipdesk.providers.http import Api, Reply
from shipdesk.providers.record_rows import sent_back
from shipdesk.providers.record_tables import record_tables
from shipdesk.providers.tables import Table

PAGE_SIZE = "100"
"""The largest that Orders take; shipments promise no limit."""

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NO_BODY: Mapping[str, Any] = {}


class DispatchClient:
    """One account's requests; raises errors of ProviderError only."""

    def __init__(self, api: Api, table: Table) -> None:
        self.api = api
        self._table = table
        self._envelopes = Envelopes(table)
        self._guid_of_shipment = table.aliases("shipment")["guid"]
        self._order_by = str(table.section("settings")["order_by"])
        self._changed = str(table.section("settings")["changed"])
        self._fields = odata.filterable(table, "orders")

    async def fetch_orders(self, page: int, since: str = "") -> bytes:
        """Fetch a page of orders, newest first, or of those changed since a moment in ISO 8601."""
        asked = {"page": page, "size": PAGE_SIZE, "order": f"{self._order_by} desc"}
        if since:
            changed = odata.Cmp(self._changed, odata.Op.GE, datetime.fromisoformat(since))
            asked["order"] = odata.to_orderby(((self._changed, True),), self._fields)
            asked["filter"] = odata.to_filter(changed, self._fields)
        query = query_of(self._table, ODATA, asked)
        reply = await self._ask("orders.list", query=query, background=True)
        return reply.body

    async def fetch_shipments(self, page: int, since: str = "") -> bytes:
        """Fetch a page of shipments, newest first, or of those made since a moment.

        They take neither `$orderby` nor `$filter` (§ 8.2).
        """
        asked = {"page": page, "size": PAGE_SIZE, "since": since}
        query = query_of(self._table, BY_PAGE, asked)
        reply = await self._ask("shipments.list", query=query, background=True)
        return reply.body

    async def fetch_order(self, guid: str) -> bytes:
        """Fetch one order with its details."""
        reply = await self._ask("orders.get", {"orderId": guid}, background=True)
        return reply.body

    async def fetch_shipment(self, guid: str) -> bytes:
        """Fetch one shipment with its details."""
        reply = await self._ask("shipments.get", {"shipmentId": guid}, background=True)
        return reply.body

    async def read_order(self, guid: str) -> Mapping[str, Any]:
        """Return one order as it stands now."""
        return self._row(await self._ask("orders.get", {"orderId": guid}))

    async def read_shipment(self, guid: str) -> Mapping[str, Any]:
        """Return one shipment as it stands now."""
        return self._row(await self._ask("shipments.get", {"shipmentId": guid}))

    async def read_newest_shipments(self) -> tuple[Mapping[str, Any], ...]:
        """Return the newest shipments, one page of them."""
        query = query_of(self._table, BY_PAGE, {"page": 1, "size": PAGE_SIZE})
        reply = await self._ask("shipments.list", query=query)
        rows = self._envelopes.page(reply.body, self.api.account_title).rows
        return tuple(row for row in rows if isinstance(row, Mapping))

    async def create_shipment(self, order_guid: str) -> str:
        """Make the shipment of an order from the business's defaults; returns its guid.

        Raises RejectedError with status 409 where the order has an open one already.
        """
        reply = await self._ask("orders.create_shipment", {"orderId": order_guid}, body=_NO_BODY)
        guid = text_of(self._row(reply), self._guid_of_shipment)
        if not guid:
            where = f"{self._guid_of_shipment[0]}: is missing"
            raise UnexpectedReplyError(where, account=self.api.account_title)
        return guid

    async def replace_shipment(
        self, guid: str, row: Mapping[str, Any], ours: Mapping[str, object]
    ) -> None:
        """Write a shipment as it was read, with ours laid over it, by the names of [body].

        Sent whole without what only reads: what is left out may be cleared (§ 12, trap 7).
        """
        operation = "shipments.replace"
        act = record_tables(self._table)["shipments"].acts[operation]
        body = {**sent_back(row, act), **body_of(self._table, operation, ours)}
        given = {name: value for name, value in body.items() if value is not None}
        await self._write(operation, {"shipmentId": guid}, given)

    async def set_status(self, order_guid: str, status: str) -> None:
        """Move an order to a status; raises RejectedError with 409 where it may not go there."""
        body = body_of(self._table, "orders.status", {"status": status})
        await self._write("orders.status", {"orderId": order_guid}, body)

    async def write_notes(self, order_guid: str, notes: str) -> None:
        """Replace an order's notes; a designed path, which may answer 404."""
        body = body_of(self._table, "orders.patch", {"notes": notes})
        await self._write("orders.patch", {"orderId": order_guid}, body)

    async def try_operation(self, operation: str, paging: str = "") -> None:
        """Ask a read once, to see whether it answers: of a list, by its paging, one row."""
        query = query_of(self._table, paging, {"page": 1, "size": 1}) if paging else ()
        reply = await self._ask(operation, query=query, tries=1)
        self._envelopes.opened(reply.body, self.api.account_title)

    def _row(self, reply: Reply) -> Mapping[str, Any]:
        title = self.api.account_title
        return self._envelopes.row(self._envelopes.opened(reply.body, title), title)

    async def _write(
        self, operation: str, places: Mapping[str, str], body: Mapping[str, Any]
    ) -> None:
        reply = await self._ask(operation, places, body=body)
        if reply.body.strip():
            self._envelopes.opened(reply.body, self.api.account_title)

    async def _ask(
        self,
        operation: str,
        places: Mapping[str, str] | None = None,
        *,
        query: tuple[tuple[str, str], ...] = (),
        body: object = None,
        background: bool = False,
        tries: int | None = None,
    ) -> Reply:
        for name, given in (places or {}).items():
            if _GUID.fullmatch(given) is None:
                where = f"{name}: not an identifier"
                raise UnexpectedReplyError(where, account=self.api.account_title)
        return await self.api.request(
            self._table.endpoints[operation],
            places,
            query,
            body,
            background=background,
            tries=tries,
        )
