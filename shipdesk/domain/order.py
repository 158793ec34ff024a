"""What a buyer bought, and what only a person here knows about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel, Source, smallest_size
from shipdesk.domain.money import Money
from shipdesk.domain.ship_options import PLAIN, ShipOptions

OrderKey = NewType("OrderKey", str)
"""`<account id>:<remote id>` of a fetched order, `local:<uuid>` of a typed one."""


class Stage(StrEnum):
    """Where an order stands, as the tabs of Orders count it."""

    NEW = "new"
    READY = "ready"
    PROBLEM = "problem"
    ON_HOLD = "on_hold"
    LABELLED = "labelled"
    HANDED_OVER = "handed_over"
    DONE = "done"
    CANCELLED = "cancelled"


class PaymentKind(StrEnum):
    """Whether the courier has to collect money; unknown never silently becomes paid."""

    UNKNOWN = "unknown"
    PAID = "paid"
    COD = "cod"


class HandingIn(StrEnum):
    """How the courier gets the parcel; binding once bought."""

    UNKNOWN = ""
    COLLECT = "collect"
    DROP_OFF = "drop_off"


@dataclass(frozen=True, slots=True)
class Payment:
    """Paid, cash on delivery with its amount, or not known; `source` says who told us."""

    kind: PaymentKind = PaymentKind.UNKNOWN
    amount: Money | None = None
    source: str = ""

    @property
    def settled(self) -> bool:
        """Whether a courier can be told: COD without an amount would be bought as paid."""
        if self.kind is PaymentKind.COD:
            return self.amount is not None and self.amount.minor > 0
        return self.kind is PaymentKind.PAID


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One position of an order; price is per unit, measures are per unit (0 = not known)."""

    description: str
    quantity: int
    price: Money | None = None
    sku: str = ""
    weight_g: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """An order as its source tells it; `detailed` is False while only the list was read.

    `raw` is the JSON text of all that the source told; `gone`: the source has deleted it since.
    """

    key: OrderKey
    account_id: AccountId
    remote_id: str
    number: str
    created_at: datetime
    recipient: Address
    status: str = ""
    lines: tuple[OrderLine, ...] = ()
    total: Money | None = None
    payment: Payment = field(default_factory=Payment)
    note: str = ""
    locker: str = ""
    source: str = ""
    detailed: bool = False
    closed: Stage | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    raw: str = ""
    gone: bool = False

    @property
    def quantity(self) -> int:
        """How many pieces the order holds."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Additions:
    """What a person added to an order here; None or "" means nothing was added."""

    hold: bool = False
    note: str = ""
    payment: Payment | None = None
    locker: str = ""
    parcel: Parcel | None = None
    handing_in: HandingIn = HandingIn.UNKNOWN
    quote_key: str = ""
    address: Address | None = None
    options: ShipOptions = PLAIN
    touched_at: datetime | None = None


def effective(order: Order, additions: Additions) -> Order:
    """Return the order with what a person added laid over it."""
    if not (additions.address or additions.payment or additions.locker):
        return order
    return replace(
        order,
        recipient=additions.address or order.recipient,
        payment=additions.payment or order.payment,
        locker=additions.locker or order.locker,
    )


def parcel_of(order: Order, additions: Additions, preset: Parcel | None = None) -> Parcel:
    """Return the parcel typed by a person, else from the items, else the preset; shown as assumed.

    Items are stacked: the longest and widest of them, their heights added. A locker order without
    a chosen size gets the smallest that holds it.
    """
    parcel = additions.parcel or _from_lines(order.lines) or preset or Parcel()
    locker = additions.locker or order.locker
    if locker and not parcel.size:
        parcel = parcel.with_size(smallest_size(parcel))
    return parcel


def _from_lines(lines: tuple[OrderLine, ...]) -> Parcel | None:
    if not lines or any(line.weight_g <= 0 for line in lines):
        return None
    return Parcel(
        weight_g=sum(line.weight_g * line.quantity for line in lines),
        length_mm=max(line.length_mm for line in lines),
        width_mm=max(line.width_mm for line in lines),
        height_mm=sum(line.height_mm * line.quantity for line in lines),
        source=Source.ITEMS,
    )
