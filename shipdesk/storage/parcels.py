"""One parcel, one row: who of those that know a parcel speaks for it, and whose order it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from shipdesk.domain.order import Order, OrderKey
from shipdesk.domain.shipment import Payable, Shipment, ShipmentStatus
from shipdesk.storage.search import compact, fold
from shipdesk.storage.sql import Conn, run, to_json, to_object

_IN = "IN (SELECT value FROM json_each(?))"
_DRAFTS = frozenset({ShipmentStatus.DRAFT, ShipmentStatus.UNKNOWN})
_NOT_PAID_FOR = _DRAFTS | {ShipmentStatus.CANCELLED}
_OURS = 0


@dataclass(frozen=True, slots=True)
class Teller:
    """A shipment that tells of a parcel; the lowest rank speaks for it: ours, courier, order book.

    `order_number` is what the order itself is called, "" where no order is known.
    """

    rank: tuple[int, int]
    key: str
    account_id: str
    number: str
    order_key: str
    order_number: str

    @property
    def ours(self) -> bool:
        """Whether it was bought here."""
        return self.rank[0] == _OURS


@dataclass(frozen=True, slots=True)
class Parcels:
    """Those who tell of some parcels, by tracking number in rank; `taken` are ids of ours.

    `taken` holds `account:remote id`: what a courier lists under it is ours, number or not.
    """

    tellers: dict[str, list[Teller]] = field(default_factory=dict)
    taken: AbstractSet[str] = frozenset()

    def hidden(self, fetched: Shipment) -> bool:
        """Return whether another one speaks for the parcel.

        Two rows of one account are two parcels for it, and so they are for us.
        """
        if fetched.id in self.taken:
            return True
        for teller in self.tellers.get(compact(fetched.tracking_number), ()):
            if teller.key == fetched.id:
                return False
            if teller.ours or teller.account_id != fetched.account_id:
                return True
        return False

    def linked(self, shipment: Shipment) -> Shipment:
        """Return the shipment with the order of whoever knows it."""
        if shipment.order_key:
            return shipment
        for teller in self.tellers.get(compact(shipment.tracking_number), ()):
            if teller.order_key:
                return replace(
                    shipment,
                    order_key=OrderKey(teller.order_key),
                    order_number=teller.order_number or shipment.order_number,
                )
        return shipment


def read(
    cache: Conn, journal: Conn, couriers: AbstractSet[str], shipments: Sequence[Shipment]
) -> Parcels:
    """Return who tells of the parcels of these shipments; `couriers` are account ids."""
    numbers = to_json(sorted({compact(each.tracking_number) for each in shipments} - {""}))
    found: list[Teller] = []
    for seq, *told in run(
        journal,
        "SELECT seq, id, account_id, tracking_key, order_key,"  # noqa: S608
        " coalesce(json_extract(body, '$.order_number'), '') FROM shipment"
        f" WHERE tracking_key {_IN} AND tracking_key <> ''",
        (numbers,),
    ):
        found.append(Teller((_OURS, -seq), *told))
    for row_id, *told in run(
        cache,
        "SELECT object.id, object.key, object.account_id, object.tracking_key, object.order_key,"  # noqa: S608
        " coalesce(known.number, '') FROM shipment_object AS object"
        " LEFT JOIN order_row AS known ON known.key = object.order_key"
        f" WHERE object.tracking_key {_IN} AND object.tracking_key <> ''",
        (numbers,),
    ):
        found.append(Teller((_level(told[1], told[3], couriers), row_id), *told))
    tellers: dict[str, list[Teller]] = {}
    for teller in sorted(found, key=lambda each: each.rank):
        tellers.setdefault(teller.number, []).append(teller)
    return Parcels(tellers, _taken(journal, shipments))


def _level(account_id: str, order_key: str, couriers: AbstractSet[str]) -> int:
    """A courier's account before an order book; who lists the order himself is rather a book."""
    return 1 + 2 * (account_id not in couriers) + order_key.startswith(f"{account_id}:")


def _taken(journal: Conn, shipments: Sequence[Shipment]) -> frozenset[str]:
    pairs = [[each.account_id, each.remote_id] for each in shipments if each.remote_id]
    rows = run(
        journal,
        "SELECT shipment.account_id || ':' || shipment.remote_id FROM json_each(?) AS wanted"
        " CROSS JOIN shipment ON shipment.account_id = json_extract(wanted.value, '$[0]')"
        " AND shipment.remote_id = json_extract(wanted.value, '$[1]') AND shipment.remote_id <> ''",
        (to_json(pairs),),
    )
    return frozenset(row[0] for row in rows)


@dataclass(slots=True)
class Reach:
    """All shipments that are or were one parcel with some that changed, and their orders."""

    ids: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)


def reach(cache: Conn, journal: Conn, ids: Iterable[str], numbers: Iterable[str] = ()) -> Reach:
    """Return whose rows the change of these shipments may change, the rows being as before.

    `numbers` are tracking numbers, as compared, that the shipments had and that are not known by
    their rows: a hidden one has none.
    """
    found = Reach(set(ids))
    listed = (to_json(list(found.ids)),)
    told = set(numbers)
    for table in ("shipment_row", "shipment_object"):
        sql = f"SELECT tracking_key FROM {table} WHERE key {_IN}"  # noqa: S608
        told.update(row[0] for row in run(cache, sql, listed))
    twins: list[str] = []
    for number, account_id, remote_id in run(
        journal,
        f"SELECT tracking_key, account_id, remote_id FROM shipment WHERE id {_IN}",  # noqa: S608
        listed,
    ):
        told.add(number)
        twins.append(f"{account_id}:{remote_id}")
    same = (to_json(sorted(told - {""})),)
    where = f"WHERE tracking_key {_IN} AND tracking_key <> ''"
    for conn, sql, values in (
        (cache, f"SELECT key FROM shipment_object {where}", same),  # noqa: S608
        (journal, f"SELECT id FROM shipment {where}", same),  # noqa: S608
        (cache, f"SELECT key FROM shipment_object WHERE key {_IN}", (to_json(twins),)),  # noqa: S608
    ):
        found.ids.update(row[0] for row in run(conn, sql, values))
    reached = (to_json(list(found.ids)),)
    for conn, table, column in (
        (cache, "shipment_row", "key"),
        (cache, "shipment_object", "key"),
        (journal, "shipment", "id"),
    ):
        sql = f"SELECT order_key FROM {table} WHERE {column} {_IN}"  # noqa: S608
        found.orders.update(row[0] for row in run(conn, sql, reached) if row[0])
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """A parcel of an order: `shipment` was fetched, None where it is shown as ours, `shown_id`.

    `own` is what the order's source itself told, `shown_order` whose order the shown row holds.
    """

    order_key: str
    shown_id: str
    shown_order: str
    own: Shipment
    shipment: Shipment | None


def of_orders(cache: Conn, keys: Sequence[str]) -> list[Standing]:
    """Return the parcels that the orders' source knows, as who speaks for them tells, newest first.

    One without a number is a draft of the order book; the courier's word goes before the book's.
    """
    rows = run(
        cache,
        "SELECT object.key, object.order_key, object.body, shown.key, shown.order_key,"  # noqa: S608
        " shown.order_number, other.body FROM shipment_object AS object"
        " JOIN shipment_row AS shown ON shown.tracking_key = object.tracking_key"
        " LEFT JOIN shipment_object AS other ON other.key = shown.key"
        f" WHERE object.order_key {_IN} AND object.order_key <> '' AND object.tracking_key <> ''"
        " ORDER BY object.id DESC, shown.key <> object.key, shown.id",
        (to_json(list(keys)),),
    )
    seen: set[str] = set()
    found: dict[tuple[str, str], Standing] = {}
    for key, order_key, body, shown_id, shown_order, number, other in rows:
        if key in seen:
            continue
        seen.add(key)
        own = to_object(Shipment, body)
        told = None if other is None else to_object(Shipment, other)
        if told is not None and told.status in _DRAFTS:
            told = own
        if own.status in _DRAFTS and (told is None or told.status in _DRAFTS):
            continue
        if told is not None and told.order_key != order_key:
            told = replace(
                told,
                order_key=OrderKey(order_key),
                order_number=number if shown_order == order_key else told.order_number,
            )
        standing = Standing(order_key, shown_id, shown_order, own, told)
        found.setdefault((order_key, shown_id), standing)
    return list(found.values())


def is_paid(shipment: Shipment) -> bool:
    """Return whether a courier was paid for it; one without a number is no label yet."""
    numbered = bool(shipment.tracking_number) and shipment.status not in _NOT_PAID_FOR
    return numbered and shipment.payable is Payable.PAID


def same_recipient(shipment: Shipment, order: Order) -> bool:
    """Return whether both go to somebody of the same name."""
    return bool(order.recipient.who) and fold(order.recipient.who) == fold(shipment.recipient.who)


def same_place(shipment: Shipment, order: Order) -> bool:
    """Return whether both go to one place.

    A locker parcel has no address: there it is the locker, or its buyer's phone.
    """
    to, given = order.recipient, shipment.recipient
    if shipment.locker:
        phones = compact(to.phone)[-9:], compact(given.phone)[-9:]
        same_phone = bool(phones[0]) and phones[0] == phones[1]
        return order.locker.upper() == shipment.locker.upper() or same_phone
    return bool(to.postcode) and compact(to.postcode) == compact(given.postcode)


def by_number(cache: Conn, orders: Iterable[Order]) -> dict[OrderKey, list[Shipment]]:
    """Return what couriers list under the orders' numbers for their recipients and places.

    It is paid for, and nobody tells whose it is: as what was bought by hand at the courier's.
    """
    numbered: dict[str, list[Order]] = {}
    for order in orders:
        numbered.setdefault(compact(order.number), []).append(order)
    rows = run(
        cache,
        "SELECT shown.reference_key, object.body FROM shipment_row AS shown"  # noqa: S608
        " JOIN shipment_object AS object ON object.key = shown.key"
        f" WHERE shown.reference_key {_IN} AND shown.reference_key <> ''"
        " AND shown.order_key = '' ORDER BY object.id DESC",
        (to_json(list(numbered)),),
    )
    found: dict[OrderKey, list[Shipment]] = {}
    for number, body in rows:
        shipment = to_object(Shipment, body)
        for order in numbered[number] if is_paid(shipment) else ():
            if same_recipient(shipment, order) and same_place(shipment, order):
                found.setdefault(order.key, []).append(shipment)
    return found


def orders_by_number(cache: Conn, ids: Sequence[str]) -> set[str]:
    """Return the orders that have the reference of one of these shipments, as shown, for number."""
    rows = run(
        cache,
        "SELECT known.key FROM shipment_row AS shown"  # noqa: S608
        " JOIN order_row AS known ON known.number_key = shown.reference_key"
        f" WHERE shown.key {_IN} AND shown.reference_key <> ''",
        (to_json(list(ids)),),
    )
    return {row[0] for row in rows}


def misnamed(cache: Conn, order_keys: Sequence[str]) -> tuple[str, ...]:
    """Return shipments whose rows call their order by another name than the order itself.

    The courier tells what its sender typed; the order may be fetched later than its parcel.
    """
    rows = run(
        cache,
        "SELECT shown.key FROM shipment_row AS shown"  # noqa: S608
        " JOIN order_row AS known ON known.key = shown.order_key"
        " JOIN shipment_object AS object ON object.key = shown.key"
        f" WHERE shown.order_key {_IN} AND shown.order_number <> known.number"
        " AND known.number <> '' AND object.order_key = ''",
        (to_json(list(order_keys)),),
    )
    return tuple(row[0] for row in rows)


def other_copies(cache: Conn, shipment: Shipment) -> dict[str, str]:
    """Return what other accounts told of the parcel, word for word, by account."""
    rows = run(
        cache,
        "SELECT account_id, json_extract(body, '$.raw') FROM shipment_object WHERE tracking_key = ?"
        " AND tracking_key <> '' AND account_id <> ? ORDER BY id",
        (compact(shipment.tracking_number), shipment.account_id),
    )
    return {account_id: raw for account_id, raw in rows if raw}
