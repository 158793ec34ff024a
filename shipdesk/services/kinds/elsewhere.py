"""Before a purchase is sent the courier is asked whether another computer bought the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from shipdesk.domain.held import ASK_FIRST
from shipdesk.domain.operation import ShipIntent
from shipdesk.providers.steps import (
    Facts,
    Match,
    Procedure,
    Settled,
    Standing,
    Step,
    StepResult,
)
from shipdesk.services.kinds.base import Bound

LOOK = Step(ASK_FIRST, writes=False, precedes=True)
"""The first step of a purchase: a read, so that stopping it is always safe."""

_BEFORE = timedelta(days=1)
"""How much older than its order a purchase may look: clocks of shop and courier differ."""


def buying_step(steps: tuple[Step, ...]) -> Step:
    """Return the step after which a shipment stands: the last one that writes."""
    return [each for each in steps if each.writes][-1]


def looks_first(bound: Bound, booking: Procedure[ShipIntent], intent: ShipIntent) -> Bound:
    """Return the purchase with the look before it.

    What is found under its reference cannot be ours: a reference is taken anew for each purchase
    of which anything may stand.
    """
    plain = replace(intent, draft="")
    buying = buying_step(booking.steps(plain)).name

    async def look() -> tuple[Match, ...]:
        found = await booking.find(buying, plain, {}, intent.ordered_at - _BEFORE)
        return tuple(each for each in found if each.remote_id != intent.draft)

    async def run(step: str, facts: Facts) -> StepResult:
        if step != LOOK.name:
            return await bound.run(step, facts)
        matches = await look()
        return Standing(matches) if matches else Settled()

    async def find(step: str, facts: Facts, since: datetime) -> tuple[Match, ...]:
        return await (look() if step == LOOK.name else bound.find(step, facts, since))

    return replace(bound, steps=(LOOK, *bound.steps), run=run, find=find)
