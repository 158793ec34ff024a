"""Withdrawing orders at a courier's platform: which, and what became of each one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class OrderNumber:
    """An order by its numbers: `number` is the shop's, `remote_id` the platform's ("" unknown)."""

    number: str
    remote_id: str = ""
    shipment_id: str = ""
    order_key: str = ""

    @property
    def shown(self) -> str:
        """The number by which a person knows it."""
        return self.number or self.remote_id

    def same(self, other: OrderNumber) -> bool:
        """Return whether both mean one order: it may be chosen once by each of its numbers."""
        remote = bool(self.remote_id) and self.remote_id == other.remote_id
        return remote or (bool(self.number) and self.number == other.number)


def without_repeats(orders: Iterable[OrderNumber]) -> tuple[OrderNumber, ...]:
    """Return each order once: one that is listed twice rejects a whole request."""
    found: list[OrderNumber] = []
    for order in orders:
        if not any(order.same(each) for each in found):
            found.append(order)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class CancelRules:
    """How a platform cancels: so many in a request, only in these states.

    `number_fact` is the name under which a purchase notes the platform's number of its order.
    """

    title: str
    most: int
    codes: frozenset[str]
    number_fact: str

    def why_not(self, code: str, state: str) -> str:
        """Return why an order in a state cannot be cancelled, "" where it can."""
        if code in self.codes:
            return ""
        return f"Too late: it is {state}. {self.title} cancels what no courier has picked up yet."


@dataclass(frozen=True, slots=True)
class CancelOrdersIntent:
    """Cancel these orders in one request; each gets its own answer."""

    orders: tuple[OrderNumber, ...]


class CancelOutcome(StrEnum):
    """UNKNOWN is never told as cancelled: the order has to be tracked."""

    CANCELLED = "cancelled"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CancelResult:
    """What became of one order, in the platform's words."""

    order: OrderNumber
    outcome: CancelOutcome
    words: str = ""


_RESULT = "result."


def to_facts(results: Iterable[CancelResult]) -> dict[str, str]:
    """Return results as the facts of an operation."""
    return {
        f"{_RESULT}{each.order.shown}": f"{each.outcome.value}\t{each.words}" for each in results
    }


def from_facts(intent: CancelOrdersIntent, facts: Mapping[str, str]) -> tuple[CancelResult, ...]:
    """Return the result of each order; one without any is not known."""
    found = []
    for order in intent.orders:
        outcome, _, words = facts.get(f"{_RESULT}{order.shown}", "unknown\t").partition("\t")
        found.append(CancelResult(order, CancelOutcome(outcome), words))
    return tuple(found)
