"""Failed deliveries: which wait for a person, what the courier allows, and asking it for that."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shipdesk.clock import Clock
from shipdesk.domain.account import AccountId
from shipdesk.domain.delivery_exception import (
    RECOGNISED,
    ExceptionRules,
    Place,
    ReattemptIntent,
    ReturnIntent,
    check_reattempt,
    check_return,
    place_of,
)
from shipdesk.domain.operation import Operation, OperationKind
from shipdesk.domain.rules import RuleProblem
from shipdesk.domain.shipment import Shipment, ShipmentId, TrackingEvent
from shipdesk.errors import OperationRefusedError, ProviderError
from shipdesk.providers.parts import Recognised
from shipdesk.services.exception_rules import EXCEPTION_ACTS, Allowed, busy_words, why_not
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.operations import Runner
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import exceptions as store
from shipdesk.storage import lists, operations
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database

_NOTE = "note"
Undo = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A line of Exceptions; `id` is its row among shipments, `open` an act that is not settled.

    `since` is when the courier last told anything, `closes_at` today's cut-off in UTC while it can
    still be met.
    """

    id: int
    place: Place
    shipment: Shipment
    since: datetime
    closes_at: datetime | None = None
    open: Operation | None = None


def by_time_left(row: ExceptionRow) -> tuple[bool, datetime, datetime]:
    """Return what puts rows into the order in which they are dealt with."""
    bought = row.shipment.created_at
    return (row.closes_at is None, row.closes_at or bought, bought)


@dataclass(frozen=True, slots=True)
class ExceptionSheet:
    """One parcel with its history, what was done about it, and what may be done."""

    shipment: Shipment
    events: tuple[TrackingEvent, ...]
    operations: tuple[Operation, ...]
    allowed: Allowed
    rules: ExceptionRules | None
    bought_here: bool

    @property
    def note(self) -> str:
        """A person's own note."""
        return self.shipment.extra.get(_NOTE, "")


class Exceptions:
    """Lists failed deliveries and requests the acts on them; used on the UI thread's loop."""

    def __init__(
        self,
        journal: Database,
        cache: Database,
        providers: ProviderDesk,
        runner: Runner,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._cache = cache
        self._providers = providers
        self._runner = runner
        self._clock = clock

    # Looking

    async def rows(self) -> tuple[ExceptionRow, ...]:
        """Return every parcel that waits, by time left, then the one bought first.

        Not by what its courier told last: a row must not move away because it was looked at.
        """
        own, events, busy = await self._journal.read(_own)
        fetched = await self._cache.read(store.fetched)
        known = (*own, *fetched)
        ids = await self._cache.read(
            lambda conn: lists.row_ids(conn, "shipments", [each.id for each in known])
        )
        # One that was just recognised stands in the list as it was fetched until its row is there.
        found = self._once([each for each in known if each.id in ids])
        now = self._clock.now()
        rules = {each.account_id: await self._rules(each.account_id) for each in found}
        rows = [
            ExceptionRow(
                ids[each.id],
                place_of(each),
                each,
                events.get(each.id, each.created_at),
                _closes(rules[each.account_id], each, now),
                busy.get(each.id),
            )
            for each in found
        ]
        return tuple(sorted(rows, key=by_time_left))

    def _once(self, found: Sequence[Shipment]) -> tuple[Shipment, ...]:
        """Return each parcel once: an order book and a courier may both have told of it.

        Ours before theirs, the courier's word before the order book's.
        """

        def rank(shipment: Shipment) -> tuple[bool, bool]:
            provider = self._providers.provider(shipment.account_id)
            return ":" in shipment.id, provider is None or provider.tracking is None

        by_number = {each.tracking_number or each.id: each for each in sorted(
            found, key=rank, reverse=True)}  # fmt: skip
        return tuple(each for each in found if by_number[each.tracking_number or each.id] is each)

    async def counts(self) -> Mapping[Place, int]:
        """Return how many parcels stand in each tab."""
        rows = await self.rows()
        return {place: sum(row.place is place for row in rows) for place in Place}

    async def read(self, shipment_id: str) -> ExceptionSheet:
        """Return one parcel; raises OperationRefusedError where it is no longer listed."""
        if ":" in shipment_id:
            fetched = await self._cache.read(lambda conn: lists.fetched_shipment(conn, shipment_id))
            if fetched is None:
                raise OperationRefusedError(reason="The shipment is no longer listed.")
            return await self._sheet(fetched, (), (), own=False)
        shipment, events, done = await self._journal.read(
            lambda conn: (
                shipment_store.read(conn, ShipmentId(shipment_id)),
                shipment_store.events(conn, ShipmentId(shipment_id)),
                operations.of_subject(conn, shipment_id),
            )
        )
        return await self._sheet(shipment, events, done, own=True)

    async def _sheet(
        self,
        shipment: Shipment,
        events: tuple[TrackingEvent, ...],
        done: tuple[Operation, ...],
        *,
        own: bool,
    ) -> ExceptionSheet:
        rules = await self._rules(shipment.account_id)
        allowed = self._allowed(shipment, rules, done, own=own)
        return ExceptionSheet(shipment, events, done, allowed, rules, own)

    async def earliest_reattempt(self, shipment: Shipment) -> date | None:
        """Return the first day the courier can come again; None where it takes no wishes."""
        rules = await self._rules(shipment.account_id)
        return None if rules is None else rules.reattempt.earliest(self._clock.now())

    def check_reattempt(
        self, sheet: ExceptionSheet, day: str, address: str, phone: str
    ) -> tuple[RuleProblem, ...]:
        """Return what the courier would refuse now, per field."""
        if sheet.rules is None:
            return ()
        to, now = sheet.shipment.recipient, self._clock.now()
        return check_reattempt(sheet.rules, day, address, phone, to, now)

    async def _rules(self, account_id: AccountId) -> ExceptionRules | None:
        provider = await self._providers.usable(account_id)
        exceptions = None if provider is None else provider.exceptions
        return None if exceptions is None else exceptions.rules

    def _allowed(
        self,
        shipment: Shipment,
        rules: ExceptionRules | None,
        done: Sequence[Operation],
        *,
        own: bool,
    ) -> Allowed:
        call = "" if shipment.recipient.phone else "No phone number is known."
        note = "" if own else "Bought elsewhere: a note is kept with parcels bought here."
        track = "" if own else "Bought elsewhere: what is told of it comes with its service's list."
        provider = self._providers.provider(shipment.account_id)
        if own and (provider is None or provider.tracking is None):
            track = "Its account is not connected."
        why = why_not(shipment, rules, done)
        if not why and rules is None:
            courier = provider is not None and provider.tracking is not None
            title = provider.account.title if provider else "This courier"
            why = f"{title} takes no instructions: call the courier."
            if not own and not courier:
                why = "Bought elsewhere, and no courier account here knows it: call the courier."
        return Allowed(why, why, call, note, track)

    # Recognising what was bought elsewhere

    async def recognise(self, shipment_id: str) -> ShipmentId | None:
        """Look whether an account of ours knows a parcel that was only fetched; keep it then.

        Returns the id under which it is kept, so that something can be done about it; None where
        nobody knows it. Reads at the courier's, changes nothing there.
        """
        sheet = await self.read(shipment_id)
        if sheet.bought_here or not sheet.shipment.tracking_number:
            return None
        for provider in await self._providers.all_ready():
            account = provider.account
            if provider.exceptions is None or not self._providers.runs(account.id):
                continue
            try:
                told = await provider.exceptions.recognise(sheet.shipment)
            except ProviderError as error:
                self._providers.trouble(account.id, error)
                continue
            if told is not None:
                return await self._keep(sheet.shipment, account.id, told)
        return None

    async def _keep(
        self, fetched: Shipment, account_id: AccountId, known_as: Recognised
    ) -> ShipmentId:
        told = known_as.bought
        name = f"shipdesk:{account_id}:{told.tracking_number}"
        kept = replace(
            fetched,
            id=ShipmentId(uuid.uuid5(uuid.NAMESPACE_URL, name).hex),
            account_id=account_id,
            remote_id=told.remote_id,
            reference=known_as.order_number,
            order_number=fetched.order_number or known_as.order_number,
            recipient=known_as.recipient if known_as.recipient.who else fetched.recipient,
            courier=told.courier or fetched.courier,
            status=told.status,
            code=told.code,
            words=told.words,
            price=told.price or fetched.price,
            files=told.files,
            tracking_url=told.tracking_url,
            extra={**told.extra, RECOGNISED: "yes"},
        )

        def keep(conn: Conn) -> ShipmentId:
            known = shipment_store.by_remote(conn, account_id, kept.remote_id)
            if known is not None:
                return known.id
            shipment_store.save(conn, kept)
            return kept.id

        kept_id = await self._journal.write(keep)
        self._runner.told()
        return kept_id

    # Acts

    async def reattempt(
        self, ids: Sequence[str], day: str, address: str = "", phone: str = ""
    ) -> tuple[Operation, ...]:
        """Ask the courier to come again on a day, `2024-06-11` in its own zone, or "" for any.

        One request each. Raises OperationRefusedError, with nothing written, where one of them may
        not be, or where a value would be refused.
        """
        sheets = [await self.read(each) for each in ids]
        for sheet in sheets:
            _refuse(sheet.allowed.reattempt, self.check_reattempt(sheet, day, address, phone))

        def plan(conn: Conn) -> tuple[Operation, ...]:
            return tuple(
                self._operation(conn, OperationKind.REATTEMPT, each, _to_reattempt(
                    each.shipment, day, address, phone))
                for each in sheets
            )  # fmt: skip

        return await self._runner.queue(plan)

    async def return_to_origin(self, shipment_id: str, reason: str, comment: str = "") -> Operation:
        """Call a parcel back for a reason of the courier's list; cannot be undone.

        Raises OperationRefusedError, with nothing written, where it may not be.
        """
        sheet = await self.read(shipment_id)
        problems = check_return(sheet.rules, reason, comment) if sheet.rules else ()
        _refuse(sheet.allowed.return_to_origin, problems)
        to = sheet.shipment
        intent = ReturnIntent(
            to.id, to.tracking_number, to.reference, to.remote_id, reason, comment.strip()
        )
        kind = OperationKind.RETURN_TO_ORIGIN
        (operation,) = await self._runner.queue(
            lambda conn: (self._operation(conn, kind, sheet, intent),)
        )
        return operation

    def _operation(
        self, conn: Conn, kind: OperationKind, sheet: ExceptionSheet, intent: object
    ) -> Operation:
        """Return the intent, unless either act is under way: the second would undo the first."""
        shipment = sheet.shipment
        why = busy_words(operations.of_subject(conn, shipment.id))
        if why:
            raise OperationRefusedError(reason=why, hint="See Activity.")
        title = shipment.order_number or shipment.tracking_number
        return new_operation(
            kind, shipment.id, shipment.account_id, title, intent, self._clock.now()
        )

    async def set_note(self, shipment_id: str, note: str) -> Undo:
        """Keep a note with a parcel bought here; returns what takes it back."""

        def put(text: str) -> Callable[[Conn], str]:
            def write(conn: Conn) -> str:
                shipment = shipment_store.read(conn, ShipmentId(shipment_id))
                before = shipment.extra.get(_NOTE, "")
                noted = {**shipment.extra, _NOTE: text}
                shipment_store.save(conn, replace(shipment, extra=noted))
                return before

            return write

        before = await self._journal.write(put(note.strip()))
        self._runner.told()

        async def undo() -> None:
            await self._journal.write(put(before))
            self._runner.told()

        return undo


def _to_reattempt(to: Shipment, day: str, address: str, phone: str) -> ReattemptIntent:
    return ReattemptIntent(
        to.id, to.tracking_number, to.reference, to.remote_id, day, address.strip(), phone.strip()
    )


def _own(
    conn: Conn,
) -> tuple[tuple[Shipment, ...], dict[str, datetime], dict[str, Operation]]:
    shipments = store.own(conn)
    busy = {
        each.subject: each
        for kind in EXCEPTION_ACTS
        for each in operations.open_of_kind(conn, kind)
    }
    return shipments, shipment_store.last_events(conn, [each.id for each in shipments]), busy


def _closes(rules: ExceptionRules | None, shipment: Shipment, now: datetime) -> datetime | None:
    if rules is None or not rules.allows(shipment):
        return None
    return rules.reattempt.closes_at(now)


def _refuse(why: str, problems: Sequence[RuleProblem]) -> None:
    if why:
        raise OperationRefusedError(reason=why)
    if problems:
        first = problems[0]
        hint = f"Take {first.suggestion}." if first.suggestion else "Correct it."
        raise OperationRefusedError(reason=first.words, hint=hint, field=first.field)
