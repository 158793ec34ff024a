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
from typing import Protocol

from shipdesk import wording
from shipdesk.clock import Clock
from shipdesk.domain.account import LOCAL, AccountId
from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import AttemptState, Operation, OperationKind, OperationState
from shipdesk.errors import OperationRefusedError, ProviderError, ShipDeskError
from shipdesk.providers.steps import Bought, Match, Settled, Step, StepResult
from shipdesk.services import outcomes
from shipdesk.services.changes import ChangeBus
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.kinds.base import Bound, Kind
from shipdesk.services.outcomes import Turn
from shipdesk.storage import operations as store
from shipdesk.storage.database import Conn, Database

logger = logging.getLogger(__name__)

_GRACE = 5.0
_NEW = "shipdesk.runner"


class AccountGate(Protocol):
    """What the runner asks about accounts."""

    def runs(self, account_id: AccountId) -> bool:
        """Return whether the account's work may be sent now."""
        ...

    def concurrency(self, account_id: AccountId) -> int:
        """Return how many operations of the account may be under way at once."""
        ...

    def trouble(self, account_id: AccountId, error: ProviderError) -> None:
        """Take note of an error that pauses the account, such as a refused token."""
        ...

    def fine(self, account_id: AccountId) -> None:
        """Take note that the account answered."""
        ...


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
        self._closing = False

    def wake(self) -> None:
        """Look for due operations now; called after anything was queued or an account resumed."""
        self._wake.set()

    async def request(self, *operations: Operation) -> None:
        """Write the intents down in one transaction, then start them.

        Raises OperationRefusedError, with nothing written, where one of them must not be queued.
        """

        def write(conn: Conn) -> None:
            for operation in operations:
                store.enqueue(conn, operation)

        await self._journal.write(write)
        self.told(*operations)
        self.wake()

    def told(self, *operations: Operation) -> None:
        """Publish that operations changed and bring their subjects' rows up to date."""
        self._bus.publish(Changes(operations=frozenset(item.id for item in operations)))
        self._door.project()

    async def recover(self) -> tuple[Operation, ...]:
        """At start: whatever was `sent` when the program ended is unknown and is looked up."""
        now = self._clock.now()
        recovered = await self._journal.write(lambda conn: store.recover(conn, now))
        for operation in recovered:
            bound = await self._kinds[operation.kind].bind(operation)
            if bound is None:
                continue
            step = next((each for each in bound.steps if each.name == operation.step), None)
            if step is not None and step.repeatable:
                again = replace(operation, state=OperationState.QUEUED, not_before=None)
            else:
                again = outcomes.unknown(operation, bound, now)
                if bound.quiet:
                    again = replace(again, not_before=None, reason=self._aside(again))
            await self._save(again)
        self.told(*recovered)
        return recovered

    async def run(self) -> None:
        """Serve all accounts until closed."""
        await self.recover()
        async with asyncio.TaskGroup() as group:
            while not self._closing:
                self._wake.clear()
                due = await self._start_due(group)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), timeout=self._seconds_to(due))

    async def aclose(self) -> None:
        """Claim nothing more and give what is under way five seconds."""
        self._closing = True
        self.wake()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), _GRACE)

    def _seconds_to(self, due: datetime | None) -> float | None:
        if due is None or due >= outcomes.FOREVER:
            return None
        return max(0.0, (due - self._clock.now()).total_seconds())

    async def _start_due(self, group: asyncio.TaskGroup) -> datetime | None:
        accounts = await self._journal.read(store.open_accounts)
        earliest: datetime | None = None
        for account_id in accounts:
            if not self._gate.runs(account_id):
                continue
            busy = frozenset(self._busy[account_id])
            room = self._gate.concurrency(account_id) - len(busy)
            now = self._clock.now()
            if room > 0:
                claimed = await self._journal.read(
                    partial(store.claim, account_id=account_id, now=now, busy=busy, limit=room)
                )
                for operation in claimed:
                    self._busy[account_id].add(operation.id)
                    self._idle.clear()
                    group.create_task(self._take(operation), name=f"{_NEW}:{operation.id}")
            held = frozenset(self._busy[account_id])
            due = await self._journal.read(
                partial(store.next_due, account_id=account_id, busy=held)
            )
            if due is not None and (earliest is None or due < earliest) and room > 0:
                earliest = due
        return earliest

    async def _take(self, operation: Operation) -> None:
        try:
            await self._turn(operation)
        except ShipDeskError as error:
            self._on_fault(f"operation {operation.id}", error)
        except Exception as error:  # noqa: BLE001 - one of the four edges of house § 8
            self._on_fault(f"operation {operation.id}", error)
            await self._leave_unknown(operation)
        finally:
            self._busy[operation.account_id].discard(operation.id)
            if not any(self._busy.values()):
                self._idle.set()
            self.wake()

    async def _leave_unknown(self, operation: Operation) -> None:
        """Our own fault in the middle of a step: whatever was sent is looked up, not sent again."""
        current = await self._journal.read(lambda conn: store.read(conn, operation.id))
        later = outcomes.after(outcomes.SAY_AFTER, self._clock.now())
        if current.state is not OperationState.SENT:
            later = outcomes.FOREVER
        await self._save(replace(current, state=OperationState.UNKNOWN, not_before=later))
        self.told(current)

    async def _turn(self, operation: Operation) -> None:
        bound = await self._kinds[operation.kind].bind(operation)
        if bound is None:
            later = outcomes.after(outcomes.SAY_AFTER, self._clock.now())
            held = replace(operation, not_before=later)
            await self._journal.write(lambda conn: store.save_if(conn, operation, held))
            return
        if operation.state is OperationState.UNKNOWN:
            await self._look_up(operation, bound)
            return
        name = operation.step or bound.steps[0].name
        step = next(each for each in bound.steps if each.name == name)
        attempt_id: int | None = None
        if step.writes:
            attempt_id = await self._begin(operation, step)
            if attempt_id is None:
                return
            self._bus.publish(Changes(operations=frozenset({operation.id})))
            self._door.project()
        sent = OperationState.SENT if step.writes else operation.state
        taken = replace(operation, step=name if step.writes else operation.step, state=sent)
        turn = await self._step(replace(operation, step=name), step, bound)
        await self._commit(taken, turn, attempt_id)

    async def _begin(self, operation: Operation, step: Step) -> int | None:
        """Commit the attempt; None where the operation was cancelled or moved meanwhile."""
        now = self._clock.now()

        def begin(conn: Conn) -> int | None:
            current = store.read(conn, operation.id)
            if (current.state, current.step) != (operation.state, operation.step):
                return None
            return store.begin_attempt(conn, operation.id, step.name, operation.reference, now)

        return await self._journal.write(begin)

    async def _step(self, operation: Operation, step: Step, bound: Bound) -> Turn:
        key = (operation.id, step.name)
        try:
            result = await bound.run(step.name, operation.facts)
        except ShipDeskError as error:
            now = self._clock.now()
            turn = outcomes.on_error(operation, step, error, bound, now, self._failures[key])
            self._failures[key] += 1
            if turn.operation.state is OperationState.UNKNOWN:
                aside = replace(turn.operation, reason=self._aside(turn.operation))
                return replace(turn, operation=aside)
            return turn
        self._failures.pop(key, None)
        self._gate.fine(operation.account_id)
        return outcomes.on_result(operation, step, result, bound, self._clock.now())

    def _aside(self, operation: Operation) -> str:
        until = operation.facts.get("checking_until", "")
        if not until:
            return wording.phrase("decide.look")
        local = datetime.fromisoformat(until).astimezone()
        return wording.phrase("aside", until=f"{local:%H:%M}")

    async def _commit(self, before: Operation, turn: Turn, attempt_id: int | None) -> None:
        now = self._clock.now()
        operation = turn.operation
        effective = turn.result is not None and operation.state in {
            OperationState.DONE,
            OperationState.FAILED_AFTER_ACCEPTANCE,
        }

        def commit(conn: Conn) -> None:
            if not store.save_if(conn, before, operation):
                return
            if attempt_id is not None and turn.attempt is not None:
                store.settle_attempt(conn, attempt_id, turn.attempt, turn.answer, now)
            if effective and turn.result is not None:
                self._settle(conn, operation, turn.result, now)

        await self._journal.write(commit)
        if turn.pauses is not None and operation.account_id != LOCAL:
            self._gate.trouble(operation.account_id, turn.pauses)
        self.told(operation)

    def _settle(self, conn: Conn, operation: Operation, result: StepResult, now: datetime) -> None:
        for further in self._kinds[operation.kind].settle(conn, operation, result, now):
            with suppress(OperationRefusedError):
                store.enqueue(conn, further)

    async def _look_up(self, operation: Operation, bound: Bound) -> None:
        since = operation.waiting_since or operation.updated_at
        attempts = await self._journal.read(lambda conn: store.attempts(conn, operation.id))
        if attempts:
            since = attempts[-1].sent_at
        try:
            matches = await bound.find(operation.step, operation.facts, since)
        except ProviderError as error:
            failed = outcomes.look_up_failed(operation, error, self._clock.now())
            await self._commit(operation, failed, attempt_id=None)
            return
        match = outcomes.adoptable(matches)
        if match is not None:
            await self.adopt(operation, match, bound)
            return
        looked = outcomes.on_look_up(operation, matches, bound, self._clock.now())
        await self._commit(operation, Turn(looked), attempt_id=None)

    async def adopt(self, operation: Operation, match: Match, bound: Bound) -> None:
        """Take what was found at the provider as the outcome of the step whose reply was lost."""
        now = self._clock.now()
        step = next(each for each in bound.steps if each.name == operation.step)
        turn = outcomes.on_result(operation, step, match.result, bound, now)
        adopted = replace(turn.operation, reason=wording.phrase("adopted"), reason_key="adopted")
        attempts = await self._journal.read(lambda conn: store.attempts(conn, operation.id))
        last = attempts[-1].id if attempts else None
        found = replace(turn, operation=adopted, attempt=AttemptState.LOOKED_UP)
        if isinstance(match.result, Settled | Bought):
            found = replace(found, answer=match.remote_id)
        await self._commit(operation, found, last)

    async def _save(self, operation: Operation) -> None:
        await self._journal.write(lambda conn: store.save(conn, operation))
