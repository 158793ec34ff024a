"""What stands at a courier and is not known here: bought by another hand, or by a lost one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.order import OrderKey
from shipdesk.domain.shipment import SCANNED, Shipment


class FoundKind(StrEnum):
    """What can be found; each is kept in the journal as what it becomes when it is adopted."""

    SHIPMENT = "shipment"
    DISPATCH_ORDER = "dispatch_order"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing at a courier that the journal does not know; `left_at` when a person left it.

    `told`: an order book knows it with its order, as what another computer bought.
    """

    account_id: AccountId
    kind: FoundKind
    remote_id: str
    found_at: datetime
    thing: Shipment | DispatchOrder
    left_at: datetime | None = None
    told: bool = False

    @property
    def id(self) -> str:
        """What tells it from others."""
        return f"{self.account_id}:{self.kind}:{self.remote_id}"

    @property
    def on_its_way(self) -> bool:
        """Whether the carrier has it already, so that nothing lies about unused."""
        return isinstance(self.thing, Shipment) and self.thing.status in SCANNED

    @property
    def waits(self) -> bool:
        """Whether somebody should look: paid, not handed over, known to nobody, and not left."""
        return self.left_at is None and not self.on_its_way and not self.told


@dataclass(frozen=True, slots=True)
class Look:
    """How an account was asked last.

    `done_at` is the last time it told everything, `since` how far back that went (None: only its
    orders were tracked), `whole` False where there was more than is read at a time. `why` says why
    the last try failed, "" where it did not.
    """

    account_id: AccountId
    asked_at: datetime
    done_at: datetime | None = None
    since: datetime | None = None
    rows: int = 0
    whole: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class LikelyOrder:
    """An order that a found shipment may belong to, and which facts of both agree."""

    key: OrderKey
    number: str
    recipient: Address
    locker: str
    named: bool
    same_recipient: bool
    same_place: bool

    @property
    def sure(self) -> bool:
        """Whether number or reference, recipient and place all agree."""
        return self.named and self.same_recipient and self.same_place

    @property
    def likely(self) -> bool:
        """Whether enough agrees for a person to be shown it."""
        return self.named or (self.same_recipient and self.same_place)
