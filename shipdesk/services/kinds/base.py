"""What the runner needs of a kind of operation."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.operation import Operation, OperationId, OperationKind, OperationState
from shipdesk.providers.base import Limits, Provider
from shipdesk.providers.steps import Facts, Match, Procedure, Step, StepResult
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage.database import Conn


class NotOursError(Exception):
    """An answer that cannot be the outcome of what was asked; its text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Bound:
    """An operation's procedure with its intent filled in.

    `quiet` are the waits in seconds before each look-up after a lost reply, counted from the end of
    the attempt; empty where a person sees at once what came of it, as of paper. `seen` False: no
    look-up can find it, so that a person decides once the last of these waits is over. `begins` is
    the step that a new operation takes first, where that is not the first of them.
    """

    steps: tuple[Step, ...]
    quiet: tuple[float, ...]
    run: Callable[[str, Facts], Awaitable[StepResult]]
    find: Callable[[str, Facts, datetime], Awaitable[tuple[Match, ...]]]
    seen: bool = True
    begins: str = ""


class Kind(Protocol):
    """A kind of operation: how it is bound to a provider, and what its outcome changes."""

    @property
    def kind(self) -> OperationKind:
        """The kind that it handles."""
        ...

    async def bind(self, operation: Operation) -> Bound | None:
        """Return the procedure, or None while the account cannot work."""
        ...

    def settle(
        self, conn: Conn, operation: Operation, result: StepResult, now: datetime
    ) -> tuple[Operation, ...]:
        """Write the effects of an outcome, in the transaction that settles the operation.

        Called for Bought, Failed and Booked, and for the Settled of the last step. Returns the
        operations to enqueue in the same transaction. Raises NotOursError, so that nothing is
        written, where the outcome cannot be this operation's.
        """
        ...


def new_operation(
    kind: OperationKind,
    subject: str,
    account_id: AccountId,
    title: str,
    intent: object,
    now: datetime,
    **more: Any,  # noqa: ANN401 - any further field of Operation
) -> Operation:
    """Return a queued operation with a new id, its intent in plain form."""
    plain = to_plain(intent)
    return Operation(
        id=OperationId(uuid.uuid4().hex),
        kind=kind,
        subject=subject,
        account_id=account_id,
        title=title,
        state=OperationState.QUEUED,
        created_at=now,
        updated_at=now,
        intent=plain if isinstance(plain, Mapping) else {},
        **more,
    )


IntentT = TypeVar("IntentT")


async def bind_part(
    providers: ProviderDesk,
    operation: Operation,
    intent: type[IntentT],
    part: Callable[[Provider], Procedure[IntentT] | None],
) -> Bound | None:
    """Return a part of the account's provider bound to the operation's intent; None without one."""
    provider = await providers.ready(operation.account_id)
    procedure = None if provider is None else part(provider)
    if provider is None or procedure is None:
        return None
    return bind_procedure(procedure, from_plain(intent, operation.intent), provider.limits)


def bind_procedure(procedure: Procedure[IntentT], intent: IntentT, limits: Limits) -> Bound:
    """Return a provider's procedure with the intent filled in and the provider's quiet times."""

    async def run(step: str, facts: Facts) -> StepResult:
        return await procedure.run(step, intent, facts)

    async def find(step: str, facts: Facts, since: datetime) -> tuple[Match, ...]:
        return await procedure.find(step, intent, facts, since)

    return Bound(procedure.steps(intent), limits.quiet, run, find)
