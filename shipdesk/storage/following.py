"""Follows the journal: its numbered changes since the last projected one become changed rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from shipdesk.domain.changes import Changes
from shipdesk.domain.codec import from_plain
from shipdesk.domain.measures import Parcel
from shipdesk.domain.rules import RuleSet
from shipdesk.storage import accounts, changes, orders, pages, preferences
from shipdesk.storage.order_rows import Context
from shipdesk.storage.projection import BATCH, Projection
from shipdesk.storage.sql import Conn, from_json, one, run, to_json

PRESET = "parcel_preset"
"""The preference that holds the usual parcel."""

_IN = "IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Touched:
    """What the journal's changes touch; ids and keys may repeat."""

    orders: set[str] = field(default_factory=set)
    shipments: set[str] = field(default_factory=set)
    dispatch_orders: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    context: bool = False
    accounts: bool = False
    senders: bool = False


def read_context(journal: Conn, rules_of: Callable[[str], RuleSet | None]) -> Context:
    """Return what all rows depend on; `rules_of` gives a provider's rules by its slug."""
    known = accounts.all(journal)
    found = {slug: rules_of(slug) for slug in dict.fromkeys(each.provider for each in known)}
    plain = preferences.get(journal, PRESET)
    return Context(
        accounts={account.id: account for account in known},
        rule_sets=tuple(rules for rules in found.values() if rules is not None),
        preset=from_plain(Parcel, plain) if plain else None,
        couriers=frozenset(each.id for each in known if found[each.provider] is not None),
    )


def follow(cache: Conn, journal: Conn, context: Context) -> Changes:
    """Project what the journal says since last time; inside a transaction and a snapshot.

    A journal of another lineage, or one that dropped numbers not read yet, is projected whole.
    """
    lineage = changes.lineage(journal)
    lowest, highest = changes.bounds(journal)
    place = one(cache, "SELECT value FROM meta WHERE name = 'projected'")
    known, seq = from_json(place[0]) if place else ("", 0)
    projection = Projection(cache, journal, context)
    if known != lineage or seq > highest or seq < lowest - 1:
        result = _everything(cache, journal, projection)
    elif seq == highest:
        return Changes()
    else:
        result = _touched(cache, journal, projection, changes.since(journal, seq))
    run(
        cache,
        "INSERT OR REPLACE INTO meta (name, value) VALUES ('projected', ?)",
        (to_json([lineage, highest]),),
    )
    return result


def refresh(cache: Conn, journal: Conn, context: Context) -> Changes:
    """Make anew every row that rules, presets or an account's settings can change."""
    return Projection(cache, journal, context).orders(_unsettled(cache))


def _unsettled(cache: Conn) -> list[str]:
    stages = to_json([stage.value for stage in pages.UNSETTLED])
    rows = run(cache, f"SELECT key FROM order_row WHERE stage {_IN}", (stages,))  # noqa: S608
    return [row[0] for row in rows]


def _everything(cache: Conn, journal: Conn, projection: Projection) -> Changes:
    typed = orders.locals(journal)
    held = {order.key for order in typed}
    known = run(cache, "SELECT key FROM order_object WHERE local = 1")
    pages.remove_typed(cache, [key for (key,) in known if key not in held])
    for start in range(0, len(typed), BATCH):
        pages.save_typed(cache, typed[start : start + BATCH])
    shipment_ids = _keys(journal, "SELECT id FROM shipment") | _keys(
        cache, "SELECT key FROM shipment_object UNION SELECT key FROM shipment_row"
    )
    dispatch_ids = _keys(journal, "SELECT id FROM dispatch_order") | _keys(
        cache, "SELECT key FROM dispatch_order_object UNION SELECT key FROM dispatch_order_row"
    )
    order_keys = _keys(cache, "SELECT key FROM order_object UNION SELECT key FROM order_row")
    return (
        projection.shipments(shipment_ids)
        | projection.dispatch_orders(dispatch_ids)
        | projection.orders(order_keys)
        | Changes(accounts=True, senders=True)
    )


def _keys(conn: Conn, sql: str) -> set[str]:
    return {row[0] for row in run(conn, sql)}


def _touched(
    cache: Conn, journal: Conn, projection: Projection, noted: Iterable[tuple[str, str]]
) -> Changes:
    touched = Touched()
    for kind, key in noted:
        _note(touched, kind, key)
    touched.orders |= _subjects(journal, touched.operations)
    touched.shipments |= _collected(journal, touched.dispatch_orders)
    reach = projection.reach(touched.shipments)
    touched.orders |= reach.orders
    touched.dispatch_orders |= _same_collections(cache, journal, touched.dispatch_orders)
    # Before its order: whether a fetched parcel is shown decides where the order stands.
    result = projection.shipments(reach.ids)
    result |= projection.dispatch_orders(touched.dispatch_orders)
    typed = orders.locals_of(journal, list(touched.orders))
    pages.remove_typed(cache, [key for key in touched.orders if key not in typed])
    pages.save_typed(cache, list(typed.values()))
    if touched.context:
        touched.orders.update(_unsettled(cache))
    result |= projection.orders(touched.orders)
    return result | Changes(
        operations=frozenset(touched.operations),
        accounts=touched.accounts,
        senders=touched.senders,
    )


def _note(touched: Touched, kind: str, key: str) -> None:
    match kind:
        case "order" | "quotes":
            touched.orders.add(key)
        case "shipment" | "label" | "print" | "scan":
            touched.shipments.add(key)
        case "dispatch_order":
            touched.dispatch_orders.add(key)
        case "operation":
            touched.operations.add(key)
        case "account":
            touched.accounts = touched.context = True
        case "sender":
            touched.senders = True
        case "preference":
            touched.context = touched.context or key == PRESET


def _subjects(journal: Conn, operation_ids: set[str]) -> set[str]:
    rows = run(
        journal,
        f"SELECT DISTINCT subject FROM operation WHERE id {_IN}"  # noqa: S608
        " AND kind IN ('ship', 'ship_another')",
        (to_json(list(operation_ids)),),
    )
    return {row[0] for row in rows}


def _collected(journal: Conn, dispatch_order_ids: set[str]) -> set[str]:
    rows = run(
        journal,
        f"SELECT id FROM shipment WHERE dispatch_order_id {_IN} AND dispatch_order_id <> ''",  # noqa: S608
        (to_json(list(dispatch_order_ids)),),
    )
    return {row[0] for row in rows}


def _same_collections(cache: Conn, journal: Conn, ids: set[str]) -> set[str]:
    """Fetched dispatch orders that were booked here and are shown under our own id."""
    rows = run(
        journal,
        f"SELECT account_id || ':' || remote_id FROM dispatch_order WHERE id {_IN}",  # noqa: S608
        (to_json(list(ids)),),
    )
    keys = to_json([row[0] for row in rows])
    return {
        row[0]
        for row in run(cache, f"SELECT key FROM dispatch_order_object WHERE key {_IN}", (keys,))  # noqa: S608
    }
