"""The lists of InPost that are synced: shipments, also those bought elsewhere, and collections."""

from __future__ import annotations

from datetime import datetime

from shipdesk.errors import RejectedError
from shipdesk.providers.cursors import cursor_of, page_of, since_of
from shipdesk.providers.lists import SINGLE, RawPage
from shipdesk.providers.shipx.client import ShipxClient, to_filter_time

_SHIPMENTS = "shipments"
_NO_NUMBER = 404


class ShipxStreams:
    """Lists newest first, page by page; pages count from 1 (§ 3.2).

    They are told by a search index that is seconds late, and leave cancelled shipments out (§ 3.3):
    a row that is missing proves nothing until it is read by its id.
    """

    names: tuple[str, ...] = (_SHIPMENTS, "dispatch_orders")

    def __init__(self, client: ShipxClient) -> None:
        self._client = client

    async def fetch_page(self, stream: str, cursor: str) -> RawPage:
        """Fetch one page."""
        page = str(page_of(cursor))
        if stream == _SHIPMENTS:
            body = await self._client.fetch_shipments_page(page, since_of(cursor))
        else:
            body = await self._client.fetch_dispatch_orders_page(page)
        return RawPage(stream, cursor, body)

    async def fetch_one(self, stream: str, remote_id: str) -> RawPage:
        """Fetch one row by its id, which is never late."""
        if not remote_id.isdecimal():
            # An id that is no number is refused as a whole call (§ 5.9).
            raise RejectedError(
                "unknown_id",
                f"InPost knows no {remote_id}.",
                status=_NO_NUMBER,
                account=self._client.account_title,
            )
        if stream == _SHIPMENTS:
            body = await self._client.fetch_shipment_body(remote_id)
        else:
            body = await self._client.fetch_dispatch_order_body(remote_id)
        return RawPage(SINGLE[stream], "", body)

    def following(self, cursor: str) -> str:
        """Return the cursor of the next page."""
        return cursor_of(page_of(cursor) + 1, since_of(cursor))

    def since(self, stream: str, newest: datetime | None, oldest: datetime | None) -> str:
        """Return the first cursor of shipments from the oldest open one on.

        There is no filter by what changed.
        """
        del newest
        if stream != _SHIPMENTS or oldest is None:
            return ""
        return cursor_of(1, to_filter_time(oldest))
