"""Writes rows, their searched text and the counts of tabs, in sets; tells what really changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from shipdesk.storage import order_rows, shipment_rows
from shipdesk.storage.sql import Conn, Row, marks, run, run_many, to_json

SEQUENCE_BITS = 20


@dataclass(frozen=True, slots=True)
class Written:
    """Ids of rows that changed; `moved` when any stands in another place or tab than before."""

    ids: frozenset[int] = frozenset()
    moved: bool = False

    def __or__(self, other: Written) -> Written:
        return Written(self.ids | other.ids, self.moved or other.moved)


@dataclass(frozen=True, slots=True)
class RowKind:
    """A list: its tables, columns (id and key first), what moves a row, and its tabs."""

    name: str
    prefix: str
    columns: str
    moves: tuple[int, ...]
    tabs_of: Callable[[Row], tuple[str, ...]]


def _order_tabs(row: Row) -> tuple[str, ...]:
    return ("", str(row[order_rows.STAGE]))


def _flags(first: int, names: Sequence[str]) -> Callable[[Row], tuple[str, ...]]:
    def tabs_of(row: Row) -> tuple[str, ...]:
        return ("", *(name for place, name in enumerate(names, first) if row[place]))

    return tabs_of


ORDERS = RowKind("orders", "order", order_rows.COLUMNS, order_rows.MOVES, _order_tabs)
SHIPMENTS = RowKind(
    "shipments",
    "shipment",
    shipment_rows.SHIPMENT_COLUMNS,
    shipment_rows.SHIPMENT_MOVES,
    _flags(shipment_rows.FIRST_SHIPMENT_TAB, shipment_rows.SHIPMENT_TABS),
)
DISPATCH_ORDERS = RowKind(
    "dispatch_orders",
    "dispatch_order",
    shipment_rows.DISPATCH_ORDER_COLUMNS,
    shipment_rows.DISPATCH_ORDER_MOVES,
    _flags(shipment_rows.FIRST_DISPATCH_ORDER_TAB, shipment_rows.DISPATCH_ORDER_TABS),
)
KINDS = {kind.name: kind for kind in (ORDERS, SHIPMENTS, DISPATCH_ORDERS)}


class RowIds:
    """Gives new row ids in the order of creation, for one batch in one transaction."""

    def __init__(self, conn: Conn, *tables: str) -> None:
        self._conn = conn
        self._tables = tables
        self._next: dict[int, int] = {}

    def expect(self, created_ms: Iterable[int]) -> None:
        """Look up what is taken in all the seconds of a batch, in one statement for each table."""
        seconds = {_second(each) for each in created_ms} - set(self._next)
        for second in seconds:
            self._next[second] = second << SEQUENCE_BITS
        for table in self._tables:
            found = run(
                self._conn,
                f"SELECT value, (SELECT max(id) FROM {table} WHERE id >= value << {SEQUENCE_BITS}"  # noqa: S608
                f" AND id < (value + 1) << {SEQUENCE_BITS}) FROM json_each(?)",
                (to_json(sorted(seconds)),),
            )
            for second, last in found:
                if last is not None:
                    self._next[second] = max(self._next[second], last + 1)

    def take(self, created_ms: int) -> int:
        """Return an id that no row of the tables has."""
        second = _second(created_ms)
        if second not in self._next:
            self.expect((created_ms,))
        free = self._next[second]
        self._next[second] = free + 1
        return free


def _second(created_ms: int) -> int:
    return max(0, created_ms // 1000)


def read_rows(conn: Conn, kind: RowKind, keys: Sequence[str]) -> dict[str, Row]:
    """Return the rows that there are, by key, as values of the kind's columns."""
    rows = run(
        conn,
        f"SELECT {kind.columns} FROM {kind.prefix}_row"  # noqa: S608
        " WHERE key IN (SELECT value FROM json_each(?))",
        (to_json(list(keys)),),
    )
    return {row[1]: row for row in rows}


def write(
    conn: Conn,
    kind: RowKind,
    before: Mapping[str, Row],
    after: Mapping[str, tuple[Row, str]],
) -> Written:
    """Make the rows of `before` those of `after` (row and text by key); a key left out vanishes.

    Must run inside a transaction. Rows that are equal are not touched.
    """
    gone = [row for key, row in before.items() if key not in after]
    new = {key: row for key, (row, _) in after.items()}
    changed = [row for key, row in new.items() if before.get(key) != row]
    _count(conn, kind, [*gone, *(before[row[1]] for row in changed if row[1] in before)], changed)
    if gone:
        _remove(conn, kind, [row[0] for row in gone])
    if changed:
        width = len(changed[0])
        names = [name.strip() for name in kind.columns.split(",")]
        updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        run_many(
            conn,
            f"INSERT INTO {kind.prefix}_row ({kind.columns}) VALUES ({marks(width)})"  # noqa: S608
            f" ON CONFLICT (id) DO UPDATE SET {updates}",
            sorted(changed),
        )
    _index(conn, kind, [(row[0], words) for row, words in after.values()])
    moved = bool(gone) or any(
        row[1] not in before or _moved(kind, before[row[1]], row) for row in changed
    )
    return Written(frozenset(row[0] for row in (*gone, *changed)), moved)


def _moved(kind: RowKind, old: Row, new: Row) -> bool:
    return any(old[place] != new[place] for place in kind.moves)


def _count(conn: Conn, kind: RowKind, old: Sequence[Row], new: Sequence[Row]) -> None:
    delta: Counter[str] = Counter()
    for row in new:
        delta.update(kind.tabs_of(row))
    for row in old:
        delta.subtract(kind.tabs_of(row))
    run_many(
        conn,
        "INSERT INTO counter (kind, tab, n) VALUES (?, ?, ?)"
        " ON CONFLICT (kind, tab) DO UPDATE SET n = n + excluded.n",
        [(kind.name, tab, n) for tab, n in delta.items() if n],
    )


def _remove(conn: Conn, kind: RowKind, ids: Sequence[int]) -> None:
    listed = to_json(list(ids))
    run(
        conn,
        f"INSERT INTO {kind.prefix}_fts ({kind.prefix}_fts, rowid, words)"  # noqa: S608
        f" SELECT 'delete', id, words FROM {kind.prefix}_text"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (listed,),
    )
    for table in ("text", "row"):
        run(
            conn,
            f"DELETE FROM {kind.prefix}_{table}"  # noqa: S608
            " WHERE id IN (SELECT value FROM json_each(?))",
            (listed,),
        )


def _index(conn: Conn, kind: RowKind, texts: Sequence[tuple[int, str]]) -> None:
    """FTS5 flushes at each statement: one set-based statement is five times faster than many."""
    name = kind.prefix
    rows = run(
        conn,
        f"SELECT id, words FROM {name}_text WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
        (to_json([row_id for row_id, _ in texts]),),
    )
    known: dict[int, str] = dict(rows)
    changed = [text for text in texts if known.get(text[0]) != text[1]]
    if not changed:
        return
    run(
        conn,
        "CREATE TEMP TABLE IF NOT EXISTS stage (id INTEGER PRIMARY KEY, words TEXT NOT NULL);"
        " DELETE FROM stage",
    )
    run_many(conn, "INSERT INTO stage (id, words) VALUES (?, ?)", changed)
    if any(row_id in known for row_id, _ in changed):
        run(
            conn,
            f"INSERT INTO {name}_fts ({name}_fts, rowid, words)"  # noqa: S608
            f" SELECT 'delete', known.id, known.words FROM {name}_text AS known"
            " JOIN stage ON stage.id = known.id",
        )
    run(
        conn,
        f"INSERT OR REPLACE INTO {name}_text (id, words) SELECT id, words FROM stage",  # noqa: S608
    )
    run(
        conn,
        f"INSERT INTO {name}_fts (rowid, words) SELECT id, words FROM stage",  # noqa: S608
    )
