"""What was done to the world: operations, their attempts, and a person's way out of an unknown."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from shipdesk.clock import Clock
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.offer import VoidIntent
from shipdesk.domain.operation import (
    PURCHASES,
    UNSEEN,
    Attempt,
    AttemptState,
    Operation,
    OperationId,
    OperationKind,
    OperationState,
    PrintIntent,
)
from shipdesk.domain.order import OrderKey
from shipdesk.domain.rows import OperationRow
from shipdesk.errors import OperationRefusedError, RuleError, VaultError
from shipdesk.services import outcomes
from shipdesk.services.kinds.base import Kind, new_operation
from shipdesk.services.kinds.elsewhere import buying_step
from shipdesk.services.operations import Runner
from shipdesk.services.references import free_reference
from shipdesk.storage import operations as store
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database

_WAITING = frozenset({OperationState.QUEUED, OperationState.WAITING})


@dataclass(frozen=True, slots=True)
class Comparison:
    """Something found at the courier, line by line: name, what we sent, what is shown there."""

    remote_id: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class OperationSheet:
    """One operation with its attempts and what a person may do about it now."""

    operation: Operation
    attempts: tuple[Attempt, ...]
    found: tuple[Comparison, ...]
    can_cancel: bool
    can_look_up: bool
    can_decide: bool
    can_void: bool = False

    @property
    def elsewhere(self) -> bool:
        """Whether it was not sent, since another hand had bought it already."""
        return is_elsewhere(self.operation)


def is_elsewhere(operation: Operation) -> bool:
    """Return whether a purchase ended as already bought elsewhere."""
    refused = operation.state is OperationState.REFUSED
    return refused and operation.reason_key == outcomes.ELSEWHERE


class Activity:
    """Reads operations and settles those that wait for a person."""

    def __init__(
        self,
        journal: Database,
        runner: Runner,
        kinds: dict[OperationKind, Kind],
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._runner = runner
        self._kinds = kinds
        self._clock = clock

    async def page(self, tab: str, text: str) -> tuple[OperationRow, ...]:
        """Return the newest operations of a tab ("", unknown, refused, waiting)."""
        return await self._journal.read(lambda conn: store.list_page(conn, tab, text))

    async def counts(self) -> dict[str, int]:
        """Return how many operations each tab holds."""
        return await self._journal.read(store.counts)

    async def read(self, operation_id: OperationId) -> OperationSheet:
        """Return one operation with its attempts."""

        def read(conn: Conn) -> OperationSheet:
            operation = store.read(conn, operation_id)
            attempts = store.attempts(conn, operation_id)
            unknown = operation.state is OperationState.UNKNOWN
            return OperationSheet(
                operation=operation,
                attempts=attempts,
                found=_found(operation),
                can_cancel=operation.state in _WAITING and not any(map(_taken, attempts)),
                can_look_up=unknown and _can_be_seen(operation),
                can_decide=self._decidable(operation),
            )

        sheet = await self._journal.read(read)
        voids = sheet.operation.kind in PURCHASES and sheet.can_decide and bool(sheet.found)
        return replace(sheet, can_void=voids and await self._voids(sheet.operation))

    async def _voids(self, operation: Operation) -> bool:
        """Return whether the account's courier cancels shipments at all."""
        with suppress(VaultError, RuleError):
            void = self._void_of(operation, "")
            return await self._kinds[void.kind].bind(void) is not None
        return False

    async def cancel(self, operation_id: OperationId) -> None:
        """Take back what was not sent; raises OperationRefusedError where it was."""
        now = self._clock.now()
        done = await self._journal.write(lambda conn: store.cancel(conn, operation_id, now))
        if not done:
            raise OperationRefusedError(
                reason="It may have been sent already.", hint="See what came of it in Activity."
            )
        await self._told(operation_id)

    async def look_up_now(self, operation_id: OperationId) -> None:
        """Look once more at the courier; the timetable of look-ups stays as it is."""
        now = self._clock.now()

        def hurry(conn: Conn) -> None:
            operation = _unknown(conn, operation_id)
            if operation.kind is OperationKind.PRINT:
                reason = "A printer cannot tell what came out of it."
                raise OperationRefusedError(reason=reason, hint="Look at the paper, then decide.")
            if not _can_be_seen(operation):
                reason = "The service cannot be asked what came of it."
                raise OperationRefusedError(reason=reason, hint="Look at its own page.")
            store.save(conn, replace(operation, not_before=now))

        await self._journal.write(hurry)
        self._runner.wake()

    async def adopt(self, operation_id: OperationId, remote_id: str) -> None:
        """Take what the courier shows as the outcome: a person compared and decided.

        What was bought elsewhere becomes this order's shipment; its label is fetched, not printed.
        """
        operation = await self._journal.read(lambda conn: _undecided(conn, operation_id))
        taken = ""
        if is_elsewhere(operation):
            operation = _as_bought(operation, remote_id)
            await self._journal.read(lambda conn: _refuse_known(conn, operation, remote_id))
        bound = await self._kinds[operation.kind].bind(operation)
        attempts = await self._journal.read(lambda conn: store.attempts(conn, operation_id))
        if bound is None or not (attempts or is_elsewhere(operation)):
            raise OperationRefusedError(reason="The account cannot work now.")
        if is_elsewhere(operation):
            taken = buying_step(bound.steps).name
        since = attempts[-1].sent_at if attempts else operation.created_at
        matches = await bound.find(operation.step, operation.facts, since)
        match = next((each for each in matches if each.remote_id == remote_id), None)
        if match is None:
            raise OperationRefusedError(reason="The courier does not show it any more.")
        if not await self._runner.adopt(operation, match, bound, taken):
            raise OperationRefusedError(reason="It is settled already.")
        self._runner.wake()

    async def void(self, operation_id: OperationId, remote_id: str) -> Operation:
        """Cancel at the courier what was found; once it is, the unknown is closed by itself.

        Raises OperationRefusedError before the last look-up, or where it was not found.
        """

        def make(conn: Conn) -> tuple[Operation, ...]:
            operation = _unknown(conn, operation_id)
            self._refuse_early(operation)
            if all(each.remote_id != remote_id for each in _found(operation)):
                raise OperationRefusedError(reason="The courier does not show it any more.")
            return (self._void_of(operation, remote_id),)

        (queued,) = await self._runner.queue(make)
        return queued

    def _void_of(self, operation: Operation, remote_id: str) -> Operation:
        return new_operation(
            OperationKind.VOID,
            f"{operation.account_id}:{remote_id}",
            operation.account_id,
            operation.title,
            VoidIntent("", remote_id),
            self._clock.now(),
            parent_id=operation.id,
        )

    async def leave(self, operation_id: OperationId, reason: str) -> None:
        """Close an unknown as not done; whatever stands at the courier is left unused."""
        closed = await self._journal.write(lambda conn: self._close(conn, operation_id, reason))
        self._runner.told(closed)

    async def again(self, operation_id: OperationId, reason: str) -> Operation:
        """Do it again with a new reference, after the last look-up, with a typed reason.

        The old intent is closed and the new one written in one transaction. Beside what was bought
        elsewhere it is another parcel.
        """
        if not reason.strip():
            raise OperationRefusedError(reason="A reason is needed.", hint="Type it first.")

        def renew(conn: Conn) -> tuple[Operation, ...]:
            before = _undecided(conn, operation_id)
            if is_elsewhere(before):
                intent = {**before.intent, "reason": reason.strip()}
                before = replace(before, kind=OperationKind.SHIP_ANOTHER, intent=intent)
            else:
                before = self._close(conn, operation_id, reason)
            return (self._renewed(conn, before, reason),)

        (fresh,) = await self._runner.queue(renew)
        return fresh

    def _renewed(self, conn: Conn, closed: Operation, reason: str) -> Operation:
        intent, reference = dict(closed.intent), closed.reference
        if closed.kind in PURCHASES:
            order = OrderKey(closed.subject)
            another = closed.kind is OperationKind.SHIP_ANOTHER
            reference = free_reference(conn, str(intent["order_number"]), order, another=another)
            intent["reference"] = reference
        if closed.kind is OperationKind.PRINT:
            intent = to_plain(from_plain(PrintIntent, intent).again(reason.strip()))
        return new_operation(
            closed.kind,
            closed.subject,
            closed.account_id,
            closed.title,
            intent,
            self._clock.now(),
            reference=reference,
            parent_id=closed.id,
        )

    def _decidable(self, operation: Operation) -> bool:
        asked = self._runner.serves(operation.account_id)
        return outcomes.decidable(operation, self._clock.now(), asked=asked)

    def _refuse_early(self, operation: Operation) -> None:
        if not self._decidable(operation):
            raise OperationRefusedError(
                reason="The last look-up has not been yet.", hint="Wait until it has been."
            )

    def _close(self, conn: Conn, operation_id: OperationId, reason: str) -> Operation:
        operation = _unknown(conn, operation_id)
        self._refuse_early(operation)
        closed = replace(
            operation,
            state=OperationState.CANCELLED,
            reason_key="left",
            reason=reason.strip(),
            not_before=None,
            updated_at=self._clock.now(),
        )
        store.save(conn, closed)
        return closed

    async def _told(self, operation_id: OperationId) -> None:
        operation = await self._journal.read(lambda conn: store.read(conn, operation_id))
        self._runner.told(operation)


def _can_be_seen(operation: Operation) -> bool:
    """Return whether a look-up may tell what came of it."""
    return operation.kind is not OperationKind.PRINT and UNSEEN not in operation.facts


def _taken(attempt: Attempt) -> bool:
    """Return whether a request was, or may have been, carried out."""
    return attempt.state not in {AttemptState.REFUSED, AttemptState.NEVER_LEFT}


def _unknown(conn: Conn, operation_id: OperationId) -> Operation:
    operation = store.read(conn, operation_id)
    if operation.state is not OperationState.UNKNOWN:
        raise OperationRefusedError(reason="It is settled already.")
    return operation


def _undecided(conn: Conn, operation_id: OperationId) -> Operation:
    operation = store.read(conn, operation_id)
    return operation if is_elsewhere(operation) else _unknown(conn, operation_id)


def _as_bought(operation: Operation, remote_id: str) -> Operation:
    """Return a purchase that was not sent as one whose shipment stands; nothing prints by itself.

    An offer that was chosen of a draft is not what was bought.
    """
    intent = {**operation.intent, "print_after": False, "draft": ""}
    facts = {outcomes.ELSEWHERE: remote_id}
    return replace(operation, intent=intent, facts=facts)


def _refuse_known(conn: Conn, operation: Operation, remote_id: str) -> None:
    known = shipment_store.by_remote(conn, operation.account_id, remote_id)
    if known is not None:
        number = known.order_number or known.tracking_number
        raise OperationRefusedError(reason=f"It is here already, with order {number}.")


def _found(operation: Operation) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(key.removeprefix("match."), _rows(text))
        for key, text in operation.facts.items()
        if key.startswith("match.")
    )


def _rows(text: str) -> tuple[tuple[str, str, str], ...]:
    rows = (line.split("\t") for line in text.splitlines())
    return tuple((row[0], row[1], row[2]) for row in rows if len(row) == 3)  # noqa: PLR2004
