"""Looking over many orders before they are bought: each with its offer, or with what stops it.

Nothing is written by it but what a person chooses, and the prices that couriers are asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from shipdesk.clock import Clock
from shipdesk.domain.batch import BatchId, Totals, totals
from shipdesk.domain.held import LONGEST
from shipdesk.domain.order import OrderKey
from shipdesk.domain.quote import NoQuote, Quote, QuoteRequest
from shipdesk.domain.rows import OrderRow
from shipdesk.domain.rules import RuleProblem
from shipdesk.errors import OperationRefusedError, ShipDeskError
from shipdesk.providers.steps import IN_BULK
from shipdesk.services.at_once import for_each
from shipdesk.services.listing import Listing
from shipdesk.services.orders import Orders, OrderSheet
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.quoting import Quoting
from shipdesk.services.shipping import Shipping, ShipPlan
from shipdesk.storage.order_rows import place_of

Told = Callable[[frozenset[OrderKey]], None]

_AT_ONCE = 4
_MOST_ASKED = 5
_REASONS = 3
_WITHOUT_OFFER = frozenset({"quote_missing", "locker_missing", "handing_in_missing"})
"""What stops a plan for want of an offer, or that a newer offer may do without."""


class RowStage(StrEnum):
    """How far the look at a row is."""

    READING = "reading"
    STOPPED = "stopped"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One order of a review: what buying it would do, or what has to be settled first.

    `plan` is None until it was read; while it is read again the last one stays. `included` says
    that a person leaves it in; it counts only where the row is ready.
    """

    key: OrderKey
    number: str = ""
    recipient: str = ""
    place: str = ""
    plan: ShipPlan | None = None
    stop: ShipDeskError | None = None
    included: bool = True
    stage: RowStage = RowStage.READING

    @property
    def quote(self) -> Quote | None:
        """The offer that would be bought."""
        return None if self.plan is None else self.plan.quote

    @property
    def problems(self) -> tuple[RuleProblem, ...]:
        """What the rules say against it: of its courier, or of all where none can be asked."""
        plan = self.plan
        if plan is None:
            return ()
        return plan.problems or (() if plan.quote else plan.sheet.problems)

    @property
    def counts(self) -> bool:
        """Whether it would be bought now."""
        return self.included and self.stage is RowStage.READY


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """What a review needs of the desk."""

    orders: Orders
    order_list: Listing[OrderRow]
    quoting: Quoting
    shipping: Shipping
    providers: ProviderDesk
    clock: Clock


class Review:
    """The rows of a review as they are now; used on the UI thread's loop.

    `batch_id` and `places` are of the batch whose rows are asked for again, else none.
    """

    def __init__(
        self,
        desk: ReviewDesk,
        keys: Sequence[OrderKey],
        batch_id: BatchId | None = None,
        places: Mapping[OrderKey, int] | None = None,
    ) -> None:
        self._desk = desk
        self._rows = {key: ReviewRow(key) for key in keys}
        self.batch_id = batch_id
        self.places = dict(places or {})
        self._asked: dict[OrderKey, QuoteRequest] = {}
        self._changed: dict[OrderKey, OperationRefusedError] = {}
        self._turn = 0
        self._shown: dict[OrderKey, int] = {}

    @property
    def rows(self) -> tuple[ReviewRow, ...]:
        """All rows, in the order of the list they were chosen from."""
        return tuple(self._rows.values())

    @property
    def read(self) -> int:
        """How many rows are read to their end."""
        return sum(row.stage is not RowStage.READING for row in self._rows.values())

    @property
    def ready(self) -> int:
        """How many rows can be bought, left in or not."""
        return sum(row.stage is RowStage.READY for row in self._rows.values())

    @property
    def stopped(self) -> int:
        """How many rows something stops."""
        return sum(row.stage is RowStage.STOPPED for row in self._rows.values())

    @property
    def wanted(self) -> tuple[ReviewRow, ...]:
        """The rows that would be bought now."""
        return tuple(row for row in self._rows.values() if row.counts)

    @property
    def totals(self) -> Totals:
        """What the rows cost that would be bought now."""
        return totals(row.quote.total if row.quote else None for row in self.wanted)

    async def run(self, told: Told) -> None:
        """Read the rows that are not read yet, a few at once; `told` hears of each one.

        Couriers are asked where prices are missing or old; what another person's click asks for
        goes first. May be cancelled at any time and run again; no row's failure ends it.
        """
        await self._name(told)

        async def read(key: OrderKey) -> None:
            await self._look(key, told)

        unread = (key for key, row in self._rows.items() if row.stage is RowStage.READING)
        await _in_bulk(read, tuple(unread))

    async def read_again(self, keys: Iterable[OrderKey]) -> None:
        """Read rows anew after a fix or a change elsewhere.

        Couriers are asked again only where their prices are old or what they were asked for
        changed. A row that buying left out as changed stays so until it is included again.
        """
        wanted = tuple(dict.fromkeys(key for key in keys if key in self._rows))
        await for_each(self._look, wanted, _AT_ONCE)

    async def freshen(self, keys: Iterable[OrderKey]) -> None:
        """Read those of the rows anew whose prices have become old since they were read."""
        now = self._desk.clock.now()
        rows = (self._rows[key] for key in keys if key in self._rows)
        old = (row.key for row in rows if row.plan and not _fresh(row.plan.sheet.quotes_at, now))
        await _in_bulk(self._look, tuple(old))

    def include(self, keys: Iterable[OrderKey], included: bool) -> None:  # noqa: FBT001
        """Leave rows in or out; what changed since it was looked at is taken as it is now."""
        for key in keys:
            row = self._rows.get(key)
            if row is None:
                continue
            self._rows[key] = replace(row, included=included)
            changed = self._changed.pop(key, None) if included else None
            if changed is not None and changed is row.stop and row.plan is not None:
                self._put(key, row.plan, _stop_of(row.plan))

    async def choose(self, key: OrderKey, quote_key: str) -> None:
        """Take another offer for a row; it is kept as the order's choice."""
        await self._desk.orders.choose_quote(key, quote_key)
        await self.read_again([key])

    def leave_out(self, key: OrderKey, stop: OperationRefusedError, *, changed: bool) -> None:
        """Stop a row that could not be bought; one that `changed` until it is included again."""
        row = self._rows.get(key)
        if row is None:
            return
        if changed:
            self._changed[key] = stop
        self._rows[key] = replace(row, stop=stop, stage=RowStage.STOPPED)

    def remove(self, keys: Iterable[OrderKey]) -> None:
        """Drop rows that were bought."""
        for key in keys:
            self._rows.pop(key, None)

    # Reading

    async def _name(self, told: Told) -> None:
        """Show the rows as the list of orders does, before they are read."""
        ids = await self._desk.order_list.row_ids(list(self._rows))
        listed = await self._desk.order_list.rows(list(ids.values()))
        for key, row_id in ids.items():
            row, known = listed.get(row_id), self._rows.get(OrderKey(key))
            if row is not None and known is not None and known.plan is None:
                self._rows[known.key] = replace(
                    known, number=row.number, recipient=row.recipient, place=row.place
                )
        told(frozenset(self._rows))

    async def _look(self, key: OrderKey, told: Told = lambda _keys: None) -> None:
        """Read a row and put it in its place, unless a later look was quicker or it is gone."""
        before = self._rows.get(key)
        if before is None:
            return
        self._turn = turn = self._turn + 1
        plan: ShipPlan | None = None
        try:
            plan = await self._desk.shipping.prepare(key)
            if _may_be_asked(plan) and await self._asks(plan):
                plan, stop = await self._with_prices(key)
            else:
                stop = _stop_of(plan)
        except ShipDeskError as error:
            stop = error
        except asyncio.CancelledError:
            self._mark(key, before.stage)
            raise
        if key in self._rows and turn > self._shown.get(key, 0):
            self._shown[key] = turn
            self._put(key, plan, stop)
            told(frozenset({key}))

    def _put(self, key: OrderKey, plan: ShipPlan | None, stop: ShipDeskError | None) -> None:
        row, stop = self._rows[key], stop or self._changed.get(key)
        if plan is not None:
            order = plan.sheet.order
            row = replace(
                row,
                plan=plan,
                number=order.number,
                recipient=order.recipient.who,
                place=place_of(order),
            )
        stage = RowStage.STOPPED if stop is not None or row.problems else RowStage.READY
        self._rows[key] = replace(row, stop=stop, stage=stage)

    def _mark(self, key: OrderKey, stage: RowStage) -> None:
        if key in self._rows:
            self._rows[key] = replace(self._rows[key], stage=stage)

    async def _asks(self, plan: ShipPlan) -> bool:
        """Whether couriers have to be asked: for want of prices, or since the question changed."""
        sheet, key = plan.sheet, plan.sheet.order.key
        request = await self._desk.quoting.request_for(sheet)
        if _fresh(sheet.quotes_at, self._desk.clock.now()):
            asked = self._asked.get(key)
            same = request == asked if asked is not None else _still_fits(sheet)
            if same:
                self._asked[key] = request
                return False
        self._asked[key] = request
        return True

    async def _with_prices(self, key: OrderKey) -> tuple[ShipPlan, ShipDeskError | None]:
        self._mark(key, RowStage.READING)
        for _ in range(_MOST_ASKED):
            answer = await self._desk.quoting.ask(key)
            pause = max((self._desk.providers.waits(no.account_id) for no in answer.not_for
                         if no.failed), default=0.0)  # fmt: skip
            if not pause:
                break
            await self._desk.clock.sleep(pause)
        plan = await self._desk.shipping.prepare(key)
        if answer.unasked:
            self._asked.pop(key, None)
            failed = [no for no in answer.not_for if no.failed]
            return plan, _no_offer("not_asked", failed)
        return plan, _stop_of(plan)


async def _in_bulk(work: Callable[[OrderKey], Awaitable[None]], keys: Sequence[OrderKey]) -> None:
    before = IN_BULK.set(True)
    try:
        await for_each(work, keys, _AT_ONCE)
    finally:
        IN_BULK.reset(before)


def _may_be_asked(plan: ShipPlan) -> bool:
    """Whether couriers can be asked; what no rule lets pass may still go from locker to door."""
    if plan.stop is not None and plan.stop.key not in _WITHOUT_OFFER:
        return False
    return not plan.sheet.problems or bool(plan.sheet.order.locker)


def _fresh(at: datetime | None, now: datetime) -> bool:
    return at is not None and timedelta(0) <= now - at <= LONGEST


def _still_fits(sheet: OrderSheet) -> bool:
    """Whether kept prices are taken that were asked for before the review.

    Not where a person changed the order since, nor where no courier took it: its customer, or what
    it weighs, may have been read later.
    """
    touched, asked = sheet.additions.touched_at, sheet.quotes_at
    changed = touched is not None and asked is not None and touched > asked
    return not changed and sheet.quotes is not None and bool(sheet.quotes.quotes)


def _stop_of(plan: ShipPlan) -> ShipDeskError | None:
    """Return what stops a plan whose prices are of now, in words that say why no offer is there."""
    kept, sheet = plan.sheet.additions.quote_key, plan.sheet.quotes
    if plan.stop is not None and plan.stop.key == "quote_missing":
        if plan.sheet.problems:
            return None  # they say what stops it, each with its field
        return _no_offer("no_quote", sheet.not_for if sheet else ())
    if plan.stop is None and kept and plan.quote is not None and plan.quote.key != kept:
        return OperationRefusedError("choice_gone", field="quotes")
    return plan.stop


def _no_offer(key: str, told: Sequence[NoQuote]) -> OperationRefusedError:
    some = told[:_REASONS]
    reasons = " ".join(f"{no.title}: {no.reason}" for no in some)
    fix = next((no.fix for no in some if no.fix), "")
    return OperationRefusedError(key, reasons=reasons, fix=fix, field="quotes")
