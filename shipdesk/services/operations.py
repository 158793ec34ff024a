"""The runner: takes durable operations step by step, and never sends twice what may be done.

Everything it does follows one order: an attempt is committed to the journal, then the request
leaves, then outcome, effects and follow-up operations are committed in one transaction. A restart
finds `sent` and looks it up. One scheduler serves all accounts, each with its own bound.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from shipdesk import wording
from shipdesk.clock import Clock
from shipdesk.domain.account import LOCAL, AccountId
from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import (
    OPEN_STATES,
    AttemptState,
    Operation,
    OperationKind,
    OperationState,
)
from shipdesk.errors import OperationRefusedError, ProviderError, ShipDeskError, StorageError
from shipdesk.providers.steps import BY_ITSELF, Match, Step, StepResult
from shipdesk.services import outcomes
from shipdesk.services.changes import ChangeBus
from shipdesk.services.gate import AccountGate
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.kinds.base import Bound, Kind, NotOursError
from shipdesk.services.outcomes import Turn
from shipdesk.services.steady_time import JumpWatch
from shipdesk.storage import operations as store
from shipdesk.storage import queues
from shipdesk.storage.database import Conn, Database

logger = logging.getLogger(__name__)

_GRACE = 5.0
_HOLD = 30.0
_WRITE_AGAIN = 2.0
_LONGEST_SLEEP = 60.0
"""A computer that was suspended counts no seconds: the clock is looked at again this often."""

_NEW = "shipdesk.runner"
_NO_ANSWER = "no_answer"
_WITHDRAWABLE = frozenset({AttemptState.REFUSED, AttemptState.NEVER_LEFT})

T = TypeVar("T")


class Runner:
    """Runs open operations until it is closed; a root task on the UI thread's loop."""

    def __init__(
        self,
        journal: Database,
        kinds: Mapping[OperationKind, Kind],
        gate: AccountGate,
        door: IngestDoor,
        bus: ChangeBus,
        clock: Clock,
        on_fault: Callable[[str, BaseException], None],
    ) -> None:
        self._journal = journal
        self._kinds = kinds
        self._gate = gate
        self._door = door
        self._bus = bus
        self._clock = clock
        self._on_fault = on_fault
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._busy: dict[AccountId, set[str]] = defaultdict(set)
        self._failures: dict[tuple[str, str], int] = defaultdict(int)
        self._held: dict[str, datetime] = {}
        self._complained: set[str] = set()
        self._closing = False
        self._time = JumpWatch(clock)

    def wake(self) -> None:
        """Look for due operations now; called after anything was queued or an account resumed."""
        self._wake.set()

    def serves(self, account_id: AccountId) -> bool:
        """Return whether the account's work may be sent, or looked up, now; safe in any thread."""
        return self._gate.runs(account_id)

    async def request(self, *operations: Operation) -> None:
        """Write the intents down in one transaction, then start them.

        Raises OperationRefusedError, with nothing written, where one of them must not be queued.
        """
        await self.queue(lambda _conn: operations)

    async def queue(self, make: Callable[[Conn], tuple[Operation, ...]]) -> tuple[Operation, ...]:
        """Write down the intents that `make` returns, in the transaction in which it looks.

        What it finds (a count, a booking that is open) still holds when they are written. Raises
        OperationRefusedError, with nothing written, where one of them must not be queued.
        """

        def write(conn: Conn) -> tuple[Operation, ...]:
            operations = make(conn)
            for operation in operations:
                store.enqueue(conn, operation)
            return operations

        queued = await self._journal.write(write)
        self.told(*queued)
        self.wake()
        return queued

    def told(self, *operations: Operation) -> None:
        """Publish that operations changed and bring their subjects' rows up to date."""
        self._bus.publish(Changes(operations=frozenset(item.id for item in operations)))
        self._door.project()

    async def recover(self) -> tuple[Operation, ...]:
        """At start: whatever was `sent` when the program ended is unknown and is looked up."""
        now = self._clock.now()
        await self._time.mend(self._journal)
        recovered = await self._journal.write(lambda conn: store.recover(conn, now))
        self.told(*recovered)
        return recovered

    async def run(self) -> None:
        """Serve all accounts until closed."""
        await self.recover()
        async with asyncio.TaskGroup() as group:
            while not self._closing:
                self._wake.clear()
                try:
                    if moved := await self._time.keep(self._journal):
                        self.told(*moved)
                    due = await self._start_due(group)
                except StorageError as error:
                    # What is under way must not be cancelled because a read failed.
                    self._on_fault("operations", error)
                    due = outcomes.after(_HOLD, self._clock.now())
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._seconds_to(due)):
                        await self._wake.wait()

    async def aclose(self) -> None:
        """Claim nothing more and give what is under way five seconds."""
        self._closing = True
        self.wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await self._idle.wait()

    def _seconds_to(self, due: datetime | None) -> float | None:
        if due is None or due >= outcomes.FOREVER:
            return None
        return min(_LONGEST_SLEEP, max(0.0, (due - self._clock.now()).total_seconds()))

    async def _start_due(self, group: asyncio.TaskGroup) -> datetime | None:
        accounts = await self._journal.read(store.open_accounts)
        now = self._clock.now()
        self._held = {held: until for held, until in self._held.items() if until > now}
        earliest = min(self._held.values(), default=None)
        for account_id in accounts:
            if not self._gate.runs(account_id):
                continue
            room = self._gate.concurrency(account_id) - len(self._busy[account_id])
            if room <= 0:
                continue
            now, out = self._clock.now(), self._not_free(account_id)
            claimed = await self._journal.read(
                partial(store.claim, account_id=account_id, now=now, busy=out, limit=room)
            )
            if self._closing:
                return None
            for operation in claimed:
                self._busy[account_id].add(operation.id)
                self._idle.clear()
                group.create_task(self._take(operation), name=f"{_NEW}:{operation.id}")
            out = self._not_free(account_id)
            due = await self._journal.read(partial(store.next_due, account_id=account_id, busy=out))
            if due is not None and (earliest is None or due < earliest):
                earliest = due
        return earliest

    def _not_free(self, account_id: AccountId) -> frozenset[str]:
        return frozenset(self._busy[account_id]) | frozenset(self._held)

    async def _take(self, operation: Operation) -> None:
        bound: Bound | None = None
        BY_ITSELF.set(True)  # holds for this task only
        try:
            bound = await self._kinds[operation.kind].bind(operation)
            await self._turn(operation, bound)
            self._complained.discard(operation.id)
        except NotOursError as error:
            await self._stop_short(operation, bound, str(error))
        except ShipDeskError as error:
            self._hold(operation, error)
        except Exception as error:  # noqa: BLE001 - one of the four edges of house § 8
            self._on_fault(f"operation {operation.id}", error)
            await self._stop_short(operation, bound, wording.phrase("decide.look"))
        finally:
            self._busy[operation.account_id].discard(operation.id)
            if not any(self._busy.values()):
                self._idle.set()
            self.wake()

    def _hold(self, operation: Operation, error: ShipDeskError) -> None:
        """Leave it alone for a while, told once: a full disk or a locked key store lasts."""
        if self._gate.runs(operation.account_id):
            self._held[operation.id] = outcomes.after(_HOLD, self._clock.now())
        if operation.id not in self._complained:
            self._complained.add(operation.id)
            self._on_fault(f"operation {operation.id}", error)

    async def _stop_short(self, operation: Operation, bound: Bound | None, reason: str) -> None:
        """Our own fault in the middle of a turn: what may have been done is never done again.

        What was sent is looked up; what nothing was ever sent of is refused; else a person decides.
        What is settled already stays so.
        """
        now = self._clock.now()

        def stop(conn: Conn) -> None:
            current = store.read(conn, operation.id)
            attempts = store.attempts(conn, operation.id)
            if attempts and attempts[-1].state is AttemptState.SENT:
                store.settle_attempt(conn, attempts[-1].id, AttemptState.AMBIGUOUS, reason, now)
            if current.state not in OPEN_STATES:
                return
            told = replace(current, updated_at=now, not_before=None, reason=reason)
            if current.state is OperationState.SENT and bound is not None:
                unknown = outcomes.unknown(told, bound, now)
                store.save(conn, outcomes.looked_after(unknown) if bound.quiet else unknown)
            elif {each.state for each in attempts} <= _WITHDRAWABLE:
                store.save(conn, replace(told, state=OperationState.REFUSED, reason_key="refused"))
            else:
                waits = replace(told, not_before=outcomes.FOREVER, reason_key="decide")
                store.save(conn, replace(waits, state=OperationState.UNKNOWN))

        try:
            await self._surely(stop)
        except StorageError as error:
            self._hold(operation, error)
        self.told(operation)

    async def _turn(self, operation: Operation, bound: Bound | None) -> None:
        if bound is None:
            later = outcomes.after(outcomes.SAY_AFTER, self._clock.now())
            held = replace(operation, not_before=later)
            await self._journal.write(lambda conn: store.save_if(conn, operation, held))
            return
        if operation.state is OperationState.UNKNOWN:
            await self._unknown(operation, bound)
            return
        name = operation.step or bound.begins or bound.steps[0].name
        step = next(each for each in bound.steps if each.name == name)
        attempt_id: int | None = None
        if step.writes:
            attempt_id = await self._begin(operation, step)
            if attempt_id is None:
                self.told(operation)
                return
            self._bus.publish(Changes(operations=frozenset({operation.id})))
            self._door.project()
        sent = OperationState.SENT if step.writes else operation.state
        taken = replace(operation, step=name if step.writes else operation.step, state=sent)
        turn = await self._step(replace(operation, step=name), step, bound)
        await self._commit(taken, turn, attempt_id)

    async def _begin(self, operation: Operation, step: Step) -> int | None:
        """Commit the attempt; None where it moved meanwhile, or waits for a word or a look."""
        now, away = self._clock.now(), self._gate.away_at(operation.account_id)
        return await self._journal.write(
            lambda conn: queues.begin(conn, operation, step.name, now, away)
        )

    async def _step(self, operation: Operation, step: Step, bound: Bound) -> Turn:
        key = (operation.id, step.name)
        try:
            result = await bound.run(step.name, operation.facts)
        except ShipDeskError as error:
            now = self._clock.now()
            turn = outcomes.on_error(operation, step, error, bound, now, self._failures[key])
            self._failures[key] += 1
            return replace(turn, operation=outcomes.looked_after(turn.operation))
        self._failures.pop(key, None)
        self._gate.fine(operation.account_id)
        turn = outcomes.on_result(operation, step, result, bound, self._clock.now())
        return replace(turn, operation=outcomes.looked_after(turn.operation))

    async def _commit(self, before: Operation, turn: Turn, attempt_id: int | None) -> bool:
        """Write outcome, effects and what follows; False where it was settled meanwhile."""
        now = self._clock.now()
        operation = turn.operation
        effective = turn.result is not None and operation.state in {
            OperationState.DONE,
            OperationState.FAILED_AFTER_ACCEPTANCE,
        }

        def commit(conn: Conn) -> bool:
            if turn.answered:
                queues.served(conn, operation.account_id, now)
            if attempt_id is not None and turn.attempt is not None:
                store.settle_attempt(conn, attempt_id, turn.attempt, turn.answer, now)
            if not store.save_if(conn, before, operation):
                return False
            if effective and turn.result is not None:
                self._settle(conn, operation, turn.result, now)
            return True

        written = await self._surely(commit)
        if turn.pauses is not None and operation.account_id != LOCAL:
            self._gate.trouble(operation.account_id, turn.pauses)
        self.told(operation)
        return written

    async def _surely(self, work: Callable[[Conn], T]) -> T:
        """Write what came back, again until the disk takes it: it is known nowhere else."""
        told = False
        while True:
            try:
                return await self._journal.write(work)
            except StorageError as error:
                if self._closing:
                    raise
                if not told:
                    told = True
                    self._on_fault("journal", error)
                await self._clock.sleep(_WRITE_AGAIN)

    def _settle(self, conn: Conn, operation: Operation, result: StepResult, now: datetime) -> None:
        try:
            following = self._kinds[operation.kind].settle(conn, operation, result, now)
        except StorageError as error:
            # Not the disk (that is told from outside of the transaction): something is missing.
            raise NotOursError(str(error)) from error
        for further in following:
            with suppress(OperationRefusedError):
                store.enqueue(conn, further)

    async def _unknown(self, operation: Operation, bound: Bound) -> None:
        if operation.reason_key == _NO_ANSWER:
            begun = replace(operation, step=operation.step or bound.steps[0].name)
            planned = outcomes.after_crash(begun, bound, self._clock.now())
        elif not bound.quiet:
            planned = replace(operation, not_before=outcomes.FOREVER)
        else:
            await self._look_up(operation, bound)
            return
        written = await self._commit(operation, Turn(planned), attempt_id=None)
        if written and bound.quiet and planned.state is OperationState.UNKNOWN:
            await self._look_up(planned, bound)

    async def _look_up(self, operation: Operation, bound: Bound) -> None:
        since = operation.waiting_since or operation.updated_at
        attempts = await self._journal.read(lambda conn: store.attempts(conn, operation.id))
        if attempts:
            since = attempts[-1].sent_at
        try:
            matches = await bound.find(operation.step, operation.facts, since)
        except ProviderError as error:
            failed = outcomes.look_up_failed(operation, error, bound, self._clock.now())
            await self._commit(operation, failed, attempt_id=None)
            return
        self._gate.fine(operation.account_id)
        match = outcomes.adoptable(matches)
        if match is not None:
            await self.adopt(operation, match, bound)
            return
        looked = outcomes.on_look_up(operation, matches, bound, self._clock.now())
        await self._commit(operation, Turn(looked), attempt_id=None)

    async def adopt(
        self, operation: Operation, match: Match, bound: Bound, taken: str = ""
    ) -> bool:
        """Take a match as the outcome of its step, or of `taken`; False where it is settled."""
        now = self._clock.now()
        step = next(each for each in bound.steps if each.name == (taken or operation.step))
        facts = {**operation.facts, outcomes.ADOPTED: match.remote_id}
        turn = outcomes.on_result(replace(operation, facts=facts), step, match.result, bound, now)
        adopted = turn.operation
        if adopted.state is not OperationState.FAILED_AFTER_ACCEPTANCE:
            words = outcomes.adopted_words(facts)
            adopted = replace(adopted, reason=words, reason_key=outcomes.ADOPTED)
        attempts = await self._journal.read(lambda conn: store.attempts(conn, operation.id))
        mine = [each.id for each in attempts if each.step == operation.step]
        found = replace(
            turn, operation=adopted, attempt=AttemptState.LOOKED_UP, answer=match.remote_id
        )
        self._failures.pop((operation.id, step.name), None)
        return await self._commit(operation, found, mine[-1] if mine else None)
