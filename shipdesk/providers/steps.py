"""An act that changes the world, as named steps with results and a way to find out afterwards.

The runner takes the steps one by one, writing an attempt before each step that writes. All methods
run on the UI thread's loop and raise only errors of `shipdesk.errors.ProviderError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.money import Money
from shipdesk.domain.shipment import Payable, ShipmentStatus

IntentT_contra = TypeVar("IntentT_contra", contravariant=True)
Facts = Mapping[str, str]
"""Remote ids and words learnt by earlier steps of the same operation."""

BY_ITSELF: ContextVar[bool] = ContextVar("by_itself", default=False)
"""True in the runner's tasks: nobody stands and waits, so a closed gate is told to the runner soon,
which notes in the journal when to ask again, instead of being waited for inside of a request."""

IN_BULK: ContextVar[bool] = ContextVar("in_bulk", default=False)
"""True in work on many rows that one person looks at: its requests let every other one of a person
go first, and wait at a closed gate for as long as the service asks."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure.

    `writes`: it changes the world, so an attempt is journalled before it is sent. `repeatable`: the
    provider promises that sending it again does nothing new. A step that does not write is a poll.
    `precedes`: it asks before anything is sent, so that the operation stays queued until it is
    answered and can be taken back.
    """

    name: str
    writes: bool
    repeatable: bool = False
    precedes: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """The step is done; `facts` are added to what the next steps know.

    `secrets` go to the key store before anything is journalled, and nowhere else.
    """

    facts: Facts = field(default_factory=dict)
    words: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Accepted but not settled; ask again after `seconds`. `key` words what is waited for.

    `at_once`: it is told from the first moment, since only a person can end it.
    """

    key: str
    seconds: float
    words: str = ""
    facts: Facts = field(default_factory=dict)
    at_once: bool = False


def wait_longer(
    key: str, facts: Facts, first: float, longest: float, words: str = "", **told: str
) -> Waiting:
    """Wait twice as long as the last time, from `first` to `longest` seconds.

    How often it was waited stands in the facts as `polls`; `told` are further ones to keep.
    """
    polls = int(facts.get("polls", "0"))
    kept = {**told, "polls": str(min(polls + 1, 10))}
    return Waiting(key, min(first * 2**polls, longest), words, kept)


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase stands: all that the courier told about the shipment, `raw` as it told it."""

    remote_id: str
    tracking_number: str
    status: ShipmentStatus = ShipmentStatus.BOUGHT
    code: str = ""
    words: str = ""
    payable: Payable = Payable.PAID
    price: Money | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    tracking_url: str = ""
    pickup: str = ""
    courier: str = ""
    service: str = ""
    service_title: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    raw: str = ""


NO_FUNDS = "no_funds"
"""The key of what the account took no payment for: whatever it is asked for next fails as well."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Accepted, then failed (payment, rejected collection): the remote thing exists.

    `bought` holds the shipment that stands unpaid at the courier where there is one.
    """

    key: str
    words: str
    facts: Facts = field(default_factory=dict)
    bought: Bought | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A dispatch order stands at the courier as told."""

    dispatch_order: DispatchOrder
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Nothing was sent: under our reference something stands at the provider, by another hand."""

    matches: tuple[Match, ...]
    facts: Facts = field(default_factory=dict)


StepResult = Settled | Waiting | Bought | Failed | Booked | Standing


@dataclass(frozen=True, slots=True)
class Match:
    """Something found at the provider that may be the outcome of a lost step.

    `ours` is True only when reference, recipient and postcode were compared on our side and agree;
    `compared` lists (name, sent, shown) for a person to see. `result` is what the step would have
    returned. `tracking_number` and `made_at` are what the provider tells of it, where it does.
    """

    remote_id: str
    ours: bool
    result: StepResult
    compared: tuple[tuple[str, str, str], ...] = ()
    tracking_number: str = ""
    made_at: datetime | None = None


class Procedure(Protocol[IntentT_contra]):
    """An act that changes the world, as steps."""

    def steps(self, intent: IntentT_contra) -> tuple[Step, ...]:
        """Return the steps in order; the names are stable, they stand in the journal."""
        ...

    async def run(self, step: str, intent: IntentT_contra, facts: Facts) -> StepResult:
        """Take one step once; never repeats a request that writes."""
        ...

    async def find(
        self, step: str, intent: IntentT_contra, facts: Facts, since: datetime
    ) -> tuple[Match, ...]:
        """Look for the outcome of a step that was sent at `since` and whose reply was lost.

        A failed look-up raises; an empty answer means "not seen", which proves nothing yet.
        """
        ...
