"""Comparing a courier's own services by a draft, which is taken back unless it is bought."""

from __future__ import annotations

from datetime import datetime

from shipdesk.domain.codec import from_plain
from shipdesk.domain.offer import CompareIntent
from shipdesk.domain.operation import OPEN_STATES, PURCHASES, Operation, OperationKind
from shipdesk.providers.steps import Bought, Facts, Match, Settled, Step, StepResult, Waiting
from shipdesk.services.kinds.base import Bound
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import operations
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database

HOLD = "hold"
"""The step between the offers and taking the draft back: a person looks, or it is being bought."""

_LOOK_AGAIN = 30.0
_BUYING = 1.0


class CompareKind:
    """Keeps a draft for as long as somebody looks at its offers or buys one.

    Who looks is known in memory only: after a restart nobody does, so that a draft which the
    program left behind is taken back.
    """

    kind = OperationKind.COMPARE

    def __init__(self, journal: Database, providers: ProviderDesk) -> None:
        self._journal = journal
        self._providers = providers
        self._looked_at: set[str] = set()

    def look(self, operation_id: str) -> None:
        """Keep the draft of this operation until `leave`."""
        self._looked_at.add(operation_id)

    def leave(self, operation_id: str) -> None:
        """Nobody looks at the draft any more."""
        self._looked_at.discard(operation_id)

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the comparing of the operation's account, with the step that waits put in."""
        provider = await self._providers.ready(operation.account_id)
        if provider is None or provider.comparing is None:
            return None
        procedure = provider.comparing
        intent = from_plain(CompareIntent, operation.intent)
        *before, last = procedure.steps(intent)

        async def run(step: str, facts: Facts) -> StepResult:
            if step == HOLD:
                return await self._hold(operation, facts)
            return await procedure.run(step, intent, facts)

        async def find(step: str, facts: Facts, since: datetime) -> tuple[Match, ...]:
            return await procedure.find(step, intent, facts, since)

        steps = (*before, Step(HOLD, writes=False), last)
        return Bound(steps, provider.limits.quiet, run, find)

    async def _hold(self, operation: Operation, facts: Facts) -> StepResult:
        """Wait while somebody looks or buys; the draft that was bought is kept for good."""
        remote_id = facts["remote_id"]

        def read(conn: Conn) -> tuple[bool, bool]:
            found = [
                each for each in operations.of_parent(conn, operation.id) if each.kind in PURCHASES
            ]
            buying = any(each.state in OPEN_STATES for each in found)
            kept = shipment_store.by_remote(conn, operation.account_id, remote_id)
            return buying, kept is not None

        buying, kept = await self._journal.read(read)
        if buying:
            return Waiting("wait.purchase", _BUYING)
        if kept:
            return Bought(remote_id, "")
        if operation.id in self._looked_at:
            return Waiting("wait.choice", _LOOK_AGAIN)
        return Settled()

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Change nothing: a draft is no shipment."""
        del conn, operation, result, now
        return ()
