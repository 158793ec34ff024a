"""Lists of a service that are synced: pages of bytes, what they held, and how to go on.

Streams run on the UI thread's loop and raise only errors of `shipdesk.errors.ProviderError`;
parsers are pure and run in the ingest process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from shipdesk.domain.account import Account
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.order import Order
from shipdesk.domain.shipment import Shipment


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page of a list as bytes, to be parsed in the ingest process; `cursor` is the one asked."""

    stream: str
    cursor: str
    body: bytes


class Reach(StrEnum):
    """Of what a page is a page.

    ALL: of the whole list, newest first. SINCE: of what was made since a moment, newest first.
    CHANGED: of what changed since one, which says nothing of the other rows.
    """

    ALL = "all"
    SINCE = "since"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """What a page held: objects, rows skipped with a reason, and where to go on ("" = the end).

    `newest` is when the newest change of its rows was made, by the service's own clock; `raw` is
    the JSON text of what stood around the rows and is not known.
    """

    orders: tuple[Order, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    dispatch_orders: tuple[DispatchOrder, ...] = ()
    skipped: tuple[str, ...] = ()
    total: int | None = None
    next_cursor: str = ""
    newest: datetime | None = None
    reach: Reach = Reach.ALL
    raw: str = ""


class Parser(Protocol):
    """The pure half of a provider, used by the ingest process: bytes to domain objects."""

    def parse(self, account: Account, stream: str, cursor: str, body: bytes) -> ParsedPage:
        """Return the page's objects; one bad row is skipped with its reason.

        Raises UnexpectedReplyError when the page as a whole does not fit.
        """
        ...


class Streams(Protocol):
    """Lists that are synced page by page; the first cursor of a stream's whole list is ""."""

    @property
    def names(self) -> tuple[str, ...]:
        """The streams in the order in which they are read: orders, shipments, dispatch_orders."""
        ...

    async def fetch_page(self, stream: str, cursor: str) -> RawPage:
        """Fetch one page."""
        ...

    async def fetch_one(self, stream: str, remote_id: str) -> RawPage:
        """Fetch one row of a stream with all details, as a page of `SINGLE[stream]`.

        Raises RejectedError with status 404 where there is none.
        """
        ...

    def following(self, cursor: str) -> str:
        """Return the cursor of the page after the one of `cursor`, whether or not there is one."""
        ...

    def since(self, stream: str, newest: datetime | None, oldest: datetime | None) -> str:
        """Return the first cursor of what is new; "" where the stream cannot be asked for that.

        `newest` is the newest change known, `oldest` when the oldest open row was made.
        """
        ...


SINGLE: Mapping[str, str] = MappingProxyType(
    {"orders": "order", "shipments": "shipment", "dispatch_orders": "dispatch_order"}
)
"""Streams to the stream of a page that holds one row alone, with all its details."""
