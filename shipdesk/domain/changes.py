"""What really changed, told once to whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """Row ids per list; `*_order` is True when ids were added, removed or moved between tabs."""

    orders: frozenset[int] = field(default_factory=frozenset)
    shipments: frozenset[int] = field(default_factory=frozenset)
    dispatch_orders: frozenset[int] = field(default_factory=frozenset)
    operations: frozenset[str] = field(default_factory=frozenset)
    orders_moved: bool = False
    shipments_moved: bool = False
    dispatch_orders_moved: bool = False
    accounts: bool = False
    senders: bool = False
    prints: frozenset[str] = field(default_factory=frozenset)
    """Shipments of whose jobs a printer's queue told something new."""
    print_runs: bool = False

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            orders=self.orders | other.orders,
            shipments=self.shipments | other.shipments,
            dispatch_orders=self.dispatch_orders | other.dispatch_orders,
            operations=self.operations | other.operations,
            orders_moved=self.orders_moved or other.orders_moved,
            shipments_moved=self.shipments_moved or other.shipments_moved,
            dispatch_orders_moved=self.dispatch_orders_moved or other.dispatch_orders_moved,
            accounts=self.accounts or other.accounts,
            senders=self.senders or other.senders,
            prints=self.prints | other.prints,
            print_runs=self.print_runs or other.print_runs,
        )


@dataclass(frozen=True, slots=True)
class PageSaved:
    """What became of one page in the ingest process; `next_cursor` "" means the stream's end.

    `unseen` are the remote ids of known rows that the list should have told and did not.
    """

    changes: Changes
    rows: int = 0
    changed: int = 0
    skipped: tuple[str, ...] = ()
    total: int | None = None
    next_cursor: str = ""
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StreamMark:
    """How far a stream is known; `newest` is the newest change by the service's own clock.

    `walked_ms` is when its whole list was last read (0: never), `oldest_open_ms` when the oldest of
    its rows that is not settled was made.
    """

    walked_ms: int = 0
    newest: datetime | None = None
    oldest_open_ms: int | None = None
