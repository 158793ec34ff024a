"""Many purchases asked for at one go: what became of each, and what they cost together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NewType

from shipdesk.domain.money import Money
from shipdesk.domain.operation import OPEN_STATES, Operation, OperationState

BatchId = NewType("BatchId", str)


class Fate(StrEnum):
    """What became of one row of a batch, in the words of a person who waits for it."""

    QUEUED = "queued"
    UNDER_WAY = "under_way"
    HELD = "held"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    TAKEN_BACK = "taken_back"


_FATES = {
    OperationState.QUEUED: Fate.QUEUED,
    OperationState.SENT: Fate.UNDER_WAY,
    OperationState.WAITING: Fate.UNDER_WAY,
    OperationState.UNKNOWN: Fate.UNKNOWN,
    OperationState.DONE: Fate.DONE,
    OperationState.REFUSED: Fate.REFUSED,
    OperationState.FAILED_AFTER_ACCEPTANCE: Fate.FAILED,
    OperationState.CANCELLED: Fate.TAKEN_BACK,
}
_AGAIN = frozenset({Fate.REFUSED, Fate.FAILED, Fate.TAKEN_BACK})


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One purchase of a batch: its place in the list, and its operation as it stands.

    `held` says that it waited so long that it goes on only when a person names it.
    """

    place: int
    operation: Operation
    held: bool = False

    @property
    def fate(self) -> Fate:
        """What became of it."""
        held = self.held and self.operation.state is OperationState.QUEUED
        return Fate.HELD if held else _FATES[self.operation.state]

    @property
    def can_be_asked_again(self) -> bool:
        """Whether it may be reviewed once more: never where it may have been bought."""
        return self.fate in _AGAIN


@dataclass(frozen=True)
class Batch:
    """Purchases that were asked for at one go, in the order of the list they came from."""

    id: BatchId
    created_at: datetime
    rows: tuple[BatchRow, ...]

    @cached_property
    def counts(self) -> Counter[Fate]:
        """How many rows came to which fate."""
        return Counter(row.fate for row in self.rows)

    @property
    def settled(self) -> int:
        """How many rows have nothing left to happen by themselves."""
        return sum(row.operation.state not in OPEN_STATES for row in self.rows)


@dataclass(frozen=True, slots=True)
class Totals:
    """What some purchases cost together: an amount per currency, and how many tell no price."""

    amounts: tuple[Money, ...] = ()
    unpriced: int = 0


def totals(prices: Iterable[Money | None]) -> Totals:
    """Add up prices, each currency apart, in the order in which they come; None is never nought."""
    sums: dict[str, Money] = {}
    unpriced = 0
    for price in prices:
        if price is None:
            unpriced += 1
        else:
            known = sums.get(price.currency)
            sums[price.currency] = price if known is None else known + price
    return Totals(tuple(sums.values()), unpriced)
