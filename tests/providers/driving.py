"""Carries a procedure out against the simulator as the runner does, without waiting for real."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import ShipIntent
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.providers.steps import Bought, Facts, Failed, Procedure, StepResult, Waiting
from tests.support.simulator import Simulator

IntentT = TypeVar("IntentT")
_MOST_POLLS = 30


async def take_step(
    procedure: Procedure[IntentT], name: str, intent: IntentT, facts: Facts, sim: Simulator
) -> StepResult:
    """Take one step, pushing the world's clock for as long as it asks to wait."""
    known = dict(facts)
    for _ in range(_MOST_POLLS):
        result = await procedure.run(name, intent, known)
        if not isinstance(result, Waiting):
            return result
        known.update(result.facts)
        sim.push(result.seconds)
    raise AssertionError(f"{name} never settled")


async def carry_out(
    procedure: Procedure[IntentT], intent: IntentT, sim: Simulator, facts: Facts | None = None
) -> tuple[StepResult, dict[str, str]]:
    """Take all steps in order; returns the last result and all facts."""
    known = dict(facts or {})
    result: StepResult | None = None
    for step in procedure.steps(intent):
        result = await take_step(procedure, step.name, intent, known, sim)
        known.update(result.facts)
        if isinstance(result, Bought | Failed):
            break
    assert result is not None
    return result, known


def now() -> datetime:
    """The moment that an attempt is journalled with."""
    return datetime.now(UTC)


def kept(account_id: AccountId, intent: ShipIntent, bought: Bought, **changes: Any) -> Shipment:
    """The shipment as it is kept after a purchase."""
    shipment = Shipment(
        id=ShipmentId(f"kept-{bought.remote_id}"),
        account_id=account_id,
        remote_id=bought.remote_id,
        reference=intent.reference,
        created_at=datetime.now(UTC),
        tracking_number=bought.tracking_number,
        status=bought.status,
        payable=bought.payable,
        recipient=intent.recipient,
        files=bought.files,
        pickup=bought.pickup,
        extra=bought.extra,
    )
    return replace(shipment, **changes)
