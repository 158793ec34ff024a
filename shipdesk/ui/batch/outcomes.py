"""The lines of a batch: what became of each purchase, in words; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shipdesk.domain.address import Address
from shipdesk.domain.batch import Batch, BatchRow, Fate, totals
from shipdesk.domain.codec import from_plain
from shipdesk.domain.money import Money
from shipdesk.domain.operation import Operation, OperationId, ShipIntent
from shipdesk.domain.order import OrderKey
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.words import fate_look, sum_words
from shipdesk.ui.orders.shown import refusal, was_found
from shipdesk.ui.widgets import Tab
from shipdesk.wording import phrase as say

ALL = ""
_WAITING = "waiting"
_TABS: tuple[tuple[str, str, frozenset[Fate]], ...] = (
    ("done", "Bought", frozenset({Fate.DONE})),
    ("refused", "Refused", frozenset({Fate.REFUSED, Fate.FAILED})),
    ("unknown", "Unknown", frozenset({Fate.UNKNOWN})),
    (_WAITING, "Waiting", frozenset({Fate.QUEUED, Fate.UNDER_WAY, Fate.HELD})),
    ("taken_back", "Taken back", frozenset({Fate.TAKEN_BACK})),
)
_FATES = {key: fates for key, _, fates in _TABS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a purchase was to be, read once: it never changes."""

    order_key: OrderKey
    number: str
    recipient: str
    place: str
    courier: str
    cost: Money | None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """A purchase of a batch; `id` is its place counted from 1."""

    id: int
    operation_id: OperationId
    order_key: OrderKey
    number: str
    recipient: str
    place: str
    fate: Fate
    words: str
    courier: str
    cost: Money | None

    @property
    def price(self) -> str:
        """What it was to cost; a contract's price is not told."""
        return fmt.money(self.cost, say("by_contract"))


class OutcomeLines:
    """Makes lines of batches, and remembers what each purchase was to be."""

    def __init__(self) -> None:
        self._wanted: dict[OperationId, Wanted] = {}

    def of(self, batch: Batch, tracking: Mapping[str, str]) -> tuple[OutcomeLine, ...]:
        """Return the lines in the order of the list; `tracking` are the numbers by order."""
        return tuple(self._line(row, tracking) for row in batch.rows)

    def _line(self, row: BatchRow, tracking: Mapping[str, str]) -> OutcomeLine:
        operation = row.operation
        wanted = self._wanted.get(operation.id)
        if wanted is None:
            wanted = self._wanted[operation.id] = _wanted(operation)
        return OutcomeLine(
            id=row.place + 1,
            operation_id=operation.id,
            order_key=wanted.order_key,
            number=wanted.number,
            recipient=wanted.recipient,
            place=wanted.place,
            fate=row.fate,
            words=fate_words(row, tracking.get(wanted.order_key, "")),
            courier=wanted.courier,
            cost=wanted.cost,
        )


def _wanted(operation: Operation) -> Wanted:
    intent = from_plain(ShipIntent, operation.intent)
    return Wanted(
        order_key=intent.order_key,
        number=intent.order_number,
        recipient=intent.recipient.who,
        place=_place(intent.locker, intent.recipient),
        courier=fmt.service(intent.courier, intent.service_title),
        cost=intent.quoted,
    )


def _place(locker: str, recipient: Address) -> str:
    if locker:
        return " · ".join(part for part in (locker, recipient.city) if part)
    return " ".join(part for part in (recipient.city, recipient.postcode) if part)


def fate_words(row: BatchRow, tracking: str) -> str:
    """Return why a row stands where it does, and what to do meanwhile; the number once bought."""
    found = row.operation
    match row.fate:
        case Fate.DONE:
            known = fmt.tracking(tracking, "")
            if not was_found(found):
                return known
            return f"{known} {say('Found at the courier, not bought again.')}".strip()
        case Fate.REFUSED | Fate.FAILED:
            return refusal(found)
        case Fate.UNKNOWN:
            return found.reason or say("Put this parcel aside.")
        case Fate.TAKEN_BACK:
            return found.reason or say("Nothing was sent.")
        case Fate.HELD:
            return found.reason or say("It waited too long to be sent without your word.")
        case Fate.QUEUED | Fate.UNDER_WAY:
            return found.reason


def spent_words(lines: Iterable[OutcomeLine]) -> str:
    """Return what was bought for how much; "" while nothing is."""
    costs = [line.cost for line in lines if line.fate is Fate.DONE]
    if not costs:
        return ""
    return say("Bought for {amount}", amount=sum_words(totals(costs)))


def chosen(lines: Iterable[OutcomeLine], tab: str) -> tuple[OutcomeLine, ...]:
    """Return the lines of a tab."""
    if tab == ALL:
        return tuple(lines)
    return tuple(line for line in lines if line.fate in _FATES[tab])


def tabs(batch: Batch) -> tuple[Tab, ...]:
    """Return the tabs with how many rows each holds."""
    found = [Tab(ALL, say("All"), len(batch.rows))]
    for key, title, fates in _TABS:
        count = sum(batch.counts[fate] for fate in fates)
        tone = fate_look(next(iter(sorted(fates)))).tone if key in {"refused", "unknown"} else None
        found.append(Tab(key, say(title), count, tone if count else None))
    return tuple(found)
