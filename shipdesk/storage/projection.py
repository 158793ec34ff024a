"""Makes the rows that lists read from what was fetched and what the journal says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from shipdesk.clock import to_millis
from shipdesk.domain.changes import Changes
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.order import Additions, Order
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.storage import (
    dispatch_orders,
    found,
    labels,
    operations,
    orders,
    parcels,
    print_ledger,
    quotes,
    scan_back,
    shipments,
)
from shipdesk.storage.order_rows import Context, OrderFacts, make_row, make_words
from shipdesk.storage.parcels import Reach
from shipdesk.storage.row_writer import (
    DISPATCH_ORDERS,
    ORDERS,
    SHIPMENTS,
    RowIds,
    Written,
    read_rows,
    write,
)
from shipdesk.storage.shipment_rows import (
    ShipmentFacts,
    make_dispatch_order_row,
    make_dispatch_order_words,
    make_shipment_row,
    make_shipment_words,
)
from shipdesk.storage.sql import Conn, Row, run, to_json, to_object

BATCH = 500
_IN = "IN (SELECT value FROM json_each(?))"
_NONE_READ: Mapping[str, tuple[int, Order]] = MappingProxyType({})
_NOTHING_ADDED = Additions()


class Projection:
    """Writes rows of the cache; reads the journal and never writes it.

    All methods run inside a transaction on `cache` and a snapshot of `journal`.
    """

    def __init__(self, cache: Conn, journal: Conn, context: Context) -> None:
        self._cache = cache
        self._journal = journal
        self._context = context
        self._renumbered: set[str] = set()
        """Orders whose number is the reference of a shipment that was made anew."""

    def orders(
        self, keys: Iterable[str], read: Mapping[str, tuple[int, Order]] = _NONE_READ
    ) -> Changes:
        """Make the rows of these orders anew; an order that is no more loses its row.

        With them go those whose number is the reference of a shipment that was made anew.
        `read` are those of the orders that the caller has just saved, with their row ids.
        """
        written = Written()
        misnamed: list[str] = []
        renumbered, self._renumbered = self._renumbered, set()
        for some in _batches([*keys, *renumbered]):
            written |= self._orders(some, read)
            misnamed += parcels.misnamed(self._cache, some)
        changes = Changes(orders=written.ids, orders_moved=written.moved)
        return changes | self.shipments(misnamed)

    def shipments(self, ids: Iterable[str]) -> Changes:
        """Make the rows of these shipments anew; one that another one speaks for has none."""
        written = Written()
        for some in _batches(ids):
            written |= self._shipments(some)
        return Changes(shipments=written.ids, shipments_moved=written.moved)

    def dispatch_orders(self, ids: Iterable[str]) -> Changes:
        """Make the rows of these dispatch orders anew, booked here or fetched."""
        written = Written()
        for some in _batches(ids):
            written |= self._dispatch_orders(some)
        return Changes(dispatch_orders=written.ids, dispatch_orders_moved=written.moved)

    def _orders(self, keys: Sequence[str], read: Mapping[str, tuple[int, Order]]) -> Written:
        known = {key: read[key] for key in keys if key in read}
        others = [key for key in keys if key not in read]
        if others:
            rows = run(
                self._cache,
                f"SELECT id, key, body FROM order_object WHERE key {_IN}",  # noqa: S608
                (to_json(others),),
            )
            for row_id, key, body in rows:
                known[key] = row_id, to_object(Order, body)
        facts = self._facts(keys, [order for _, order in known.values()])
        before = read_rows(self._cache, ORDERS, keys)
        after = {
            key: (make_row(row_id, order, facts[key], self._context), make_words(order, facts[key]))
            for key, (row_id, order) in known.items()
        }
        return write(self._cache, ORDERS, before, after)

    def _facts(self, keys: Sequence[str], told: Sequence[Order]) -> dict[str, OrderFacts]:
        added = orders.additions_of(self._journal, keys)
        done = operations.purchases(self._journal, keys)
        best = quotes.best_of(self._journal, keys)
        bought = shipments.of_orders(self._journal, keys)
        fetched = self._elsewhere(keys, bought)
        for key, by_hand in parcels.by_number(self._cache, told).items():
            ours = (one for one in by_hand if not found.was_left(self._journal, one))
            fetched.setdefault(key, []).extend(ours)
        standing = [item for each in (bought, fetched) for items in each.values() for item in items]
        ids = [item.id for item in standing]
        prints = print_ledger.handed_over(self._journal, ids) if ids else {}
        pickups = self._pickups(standing)
        return {
            key: OrderFacts(
                additions=added.get(key, _NOTHING_ADDED),
                shipments=(*bought.get(key, ()), *fetched.get(key, ())),
                operations=done.get(key, ()),
                best=best.get(key),
                prints=prints,
                pickups=pickups,
                elsewhere=frozenset(item.id for item in fetched.get(key, ()) if ":" in item.id),
            )
            for key in keys
        }

    def _elsewhere(
        self, keys: Sequence[str], bought: Mapping[str, Sequence[Shipment]]
    ) -> dict[str, list[Shipment]]:
        """Parcels that the order's source knows and that were not bought here for that order.

        They stand, whoever bought them: one that is ours may have been bought for another order.
        """
        found = parcels.of_orders(self._cache, keys)
        ids = [each.shown_id for each in found if each.shipment is None]
        ours = {item.id: item for item in shipments.all_of(self._journal, ids)} if ids else {}
        result: dict[str, list[Shipment]] = {}
        for each in found:
            here = {item.id for item in bought.get(each.order_key, ())}
            shipment = each.shipment or ours.get(ShipmentId(each.shown_id))
            if shipment is not None and shipment.id not in here:
                result.setdefault(each.order_key, []).append(shipment)
        return result

    def _pickups(self, bought: Sequence[Shipment]) -> dict[str, str]:
        """The numbers by which couriers know the collections that the shipments are in."""
        booked = {item.id: item.dispatch_order_id for item in bought if item.dispatch_order_id}
        if not booked:
            return {}
        found = dispatch_orders.all_of(self._journal, sorted(set(booked.values())))
        numbers: dict[str, str] = {order.id: order.remote_id for order in found}
        return {
            shipment_id: numbers[order_id]
            for shipment_id, order_id in booked.items()
            if numbers.get(order_id)
        }

    def _shipments(self, ids: Sequence[str]) -> Written:
        bought = {item.id: item for item in shipments.all_of(self._journal, ids)}
        rows = run(
            self._cache,
            f"SELECT id, body FROM shipment_object WHERE key {_IN}",  # noqa: S608
            (to_json(list(ids)),),
        )
        fetched = [(row_id, to_object(Shipment, body)) for row_id, body in rows]
        known = parcels.read(
            self._cache,
            self._journal,
            self._context.couriers,
            [*bought.values(), *(item for _, item in fetched)],
        )
        shown = [(row_id, item) for row_id, item in fetched if not known.hidden(item)]
        before = read_rows(self._cache, SHIPMENTS, ids)
        kept = labels.kept(self._journal, list(bought))
        prints = print_ledger.handed_over(self._journal, list(bought))
        pickups = self._pickups(list(bought.values()))
        last = shipments.last_events(self._journal, list(bought))
        scanned = scan_back.scanned(self._journal, list(bought))
        row_ids = RowIds(self._cache, "shipment_object", "shipment_row")
        after: dict[str, tuple[Row, str]] = {}
        for shipment in sorted(bought.values(), key=lambda item: item.created_at):
            facts = ShipmentFacts(
                own=True,
                kept=shipment.id in kept,
                prints=prints.get(shipment.id, 0),
                pickup=pickups.get(shipment.id, ""),
                updated_ms=to_millis(last[shipment.id]) if shipment.id in last else 0,
                scanned_ms=to_millis(scanned[shipment.id]) if shipment.id in scanned else 0,
            )
            old = before.get(shipment.id)
            row_id = old[0] if old else row_ids.take(to_millis(shipment.created_at))
            after[shipment.id] = _shipment_entry(row_id, known.linked(shipment), facts)
        for row_id, shipment in shown:
            after[shipment.id] = _shipment_entry(row_id, known.linked(shipment), ShipmentFacts())
        self._renumbered |= parcels.orders_by_number(self._cache, ids)
        written = write(self._cache, SHIPMENTS, before, after)
        self._renumbered |= parcels.orders_by_number(self._cache, ids)
        return written

    def reach(self, ids: Iterable[str], numbers: Iterable[str] = ()) -> Reach:
        """Return whose rows the change of these shipments may change; before they are made."""
        return parcels.reach(self._cache, self._journal, ids, numbers)

    def _dispatch_orders(self, ids: Sequence[str]) -> Written:
        booked = dispatch_orders.all_of(self._journal, ids)
        rows = run(
            self._cache,
            f"SELECT id, body FROM dispatch_order_object WHERE key {_IN}",  # noqa: S608
            (to_json(list(ids)),),
        )
        fetched = [(row_id, to_object(DispatchOrder, body)) for row_id, body in rows]
        before = read_rows(self._cache, DISPATCH_ORDERS, ids)
        row_ids = RowIds(self._cache, "dispatch_order_object", "dispatch_order_row")
        after: dict[str, tuple[Row, str]] = {}
        for order in sorted(booked, key=lambda item: item.created_at):
            old = before.get(order.id)
            row_id = old[0] if old else row_ids.take(to_millis(order.created_at))
            words = make_dispatch_order_words(order)
            after[order.id] = (make_dispatch_order_row(row_id, order), words)
        for row_id, order in fetched:
            if dispatch_orders.by_remote(self._journal, order.account_id, order.remote_id) is None:
                words = make_dispatch_order_words(order)
                after[order.id] = (make_dispatch_order_row(row_id, order), words)
        return write(self._cache, DISPATCH_ORDERS, before, after)


def _shipment_entry(row_id: int, shipment: Shipment, facts: ShipmentFacts) -> tuple[Row, str]:
    return make_shipment_row(row_id, shipment, facts), make_shipment_words(shipment, facts)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(dict.fromkeys(keys))
    while some := list(islice(rest, BATCH)):
        yield some
