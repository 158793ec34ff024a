"""An ingest of the plain provider over a real cache and journal, without a process around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from shipdesk.clock import SystemClock
from shipdesk.domain.account import Account
from shipdesk.domain.changes import Changes, PageSaved
from shipdesk.domain.codec import to_plain
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.order import Order, OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.domain.rows import DispatchOrderRow, OrderRow, ShipmentRow
from shipdesk.domain.shipment import Shipment
from shipdesk.ingest import Ingest
from shipdesk.storage import lists
from shipdesk.storage.sql import Conn, connect, transaction
from tests.support.shop import BOOK, COURIER, PlainPages, make_cache, make_journal, page_of


class Shop:
    """The three connections of a running program: the journal's, ingest's and the lists'."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = make_journal(folder / "data" / "journal.sqlite")
        self.provider = PlainPages()
        self.open()

    def open(self) -> None:
        """Starts ingest and opens the lists, as each start of the program does."""
        self.cache_path = make_cache(self.folder / "cache")
        self.start_ingest()
        self.cache: Conn = connect(str(self.cache_path), durable=False, writable=False)

    def start_ingest(self) -> None:
        """Starts ingest alone, as when its process died."""
        journal = str(self.folder / "data" / "journal.sqlite")
        self.ingest = Ingest(str(self.cache_path), journal, self.provider, SystemClock())

    def close(self) -> None:
        """Closes ingest and the lists; the journal stays."""
        self.cache.close()
        self.ingest.close()

    def save(
        self,
        *,
        orders: Sequence[Order] = (),
        shipments: Sequence[Shipment] = (),
        dispatch_orders: Sequence[DispatchOrder] = (),
        stream: str = "orders",
        cursor: str = "",
        next_cursor: str = "",
        total: int | None = None,
        account: Account | None = None,
    ) -> PageSaved:
        """Saves one page."""
        body = page_of(
            orders=orders,
            shipments=shipments,
            dispatch_orders=dispatch_orders,
            next_cursor=next_cursor,
            total=total,
        )
        owner = account or (BOOK if orders else COURIER)
        return self.ingest.save_page(to_plain(owner), stream, cursor, body)

    def write(self, work: Callable[[Conn], object]) -> Changes:
        """Writes to the journal and projects it."""
        with transaction(self.journal):
            work(self.journal)
        return self.ingest.project()

    def order_rows(self, query: ListQuery | None = None) -> list[OrderRow]:
        """Gives the lines of Orders in their order."""
        ids = lists.ids(self.cache, "orders", query or ListQuery())
        rows = lists.order_rows(self.cache, ids)
        return [rows[row_id] for row_id in ids]

    def order_row(self, key: str = "book:1") -> OrderRow:
        """Gives the line of one order."""
        (row_id,) = lists.row_ids(self.cache, "orders", [key]).values()
        return lists.order_rows(self.cache, [row_id])[row_id]

    def shipment_rows(self, query: ListQuery | None = None) -> list[ShipmentRow]:
        """Gives the lines of Shipments in their order."""
        ids = lists.ids(self.cache, "shipments", query or ListQuery())
        rows = lists.shipment_rows(self.cache, ids)
        return [rows[row_id] for row_id in ids]

    def dispatch_order_rows(self, query: ListQuery | None = None) -> list[DispatchOrderRow]:
        """Gives the lines of Dispatch orders in their order."""
        ids = lists.ids(self.cache, "dispatch_orders", query or ListQuery())
        rows = lists.dispatch_order_rows(self.cache, ids)
        return [rows[row_id] for row_id in ids]

    def order(self, key: str = "book:1") -> Order:
        """Gives an order as it was fetched."""
        found = lists.order(self.cache, OrderKey(key))
        assert found is not None
        return found
