"""What waited too long to be sent without a person's word, and what changed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shipdesk.domain.address import Address
from shipdesk.domain.money import Money
from shipdesk.domain.operation import PURCHASES, Operation, OperationKind, ShipIntent
from shipdesk.domain.order import Order, Payment, PaymentKind
from shipdesk.domain.quote import Quote
from shipdesk.domain.rules import cod_of

LONGEST = timedelta(minutes=15)
"""What could not be sent for longer than this is not sent without a person's word."""

ASK_AGAIN = timedelta(minutes=5)
"""How long the answer counts that nobody else bought it: after that the courier is asked again."""

ASK_FIRST = "elsewhere"
"""The step of a purchase that asks the courier whether another computer bought the same."""

REREAD = "reread"
"""The reason of a purchase that waits for its order to be read again, and then goes on by itself:
its account was out of reach meanwhile."""

FUNDS = "funds"
"""The reason of a purchase that is kept back since its account took no payment for another one:
sent, it would leave one more unpaid shipment."""

KEPT_BACK = frozenset({"held", FUNDS, "changed"})
"""The reasons of what goes on only when a person names it."""

HELD_KINDS = frozenset(
    {
        OperationKind.SHIP,
        OperationKind.SHIP_ANOTHER,
        OperationKind.PAY,
        OperationKind.PRINT,
        OperationKind.BOOK_DISPATCH_ORDER,
        OperationKind.CANCEL_DISPATCH_ORDER,
        OperationKind.VOID,
        OperationKind.CANCEL_ORDERS,
        OperationKind.REATTEMPT,
        OperationKind.RETURN_TO_ORIGIN,
    }
)
"""What costs money or paper or moves a parcel; labels and write-backs go on by themselves."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not any more as it was when the purchase was asked for.

    `name` is recipient, payment, price or one of `STOPPING`; before and now are texts of the order,
    or amounts.
    """

    name: str
    before: str = ""
    now: str = ""
    before_price: Money | None = None
    now_price: Money | None = None


STOPPING = frozenset({"closed", "gone", "hold", "bought", "offer", "settle"})
"""Changes with which the order cannot be bought as it stands."""


@dataclass(frozen=True, slots=True)
class Held:
    """An operation that goes on only when a person names it.

    `since` is from when on it could not be sent; `looked_at` when its order and quote were read
    again, None while they were not; `unread` says why they cannot be.
    """

    operation: Operation
    since: datetime
    held_at: datetime
    looked_at: datetime | None = None
    unread: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def to_be_read(self) -> bool:
        """Whether it may go on only after its order and quote were read again."""
        return self.operation.kind in PURCHASES

    @property
    def by_itself(self) -> bool:
        """Whether it goes on without a word once its order was read again and is as it was."""
        return self.operation.reason_key == REREAD

    @property
    def unfunded(self) -> bool:
        """Whether its account took no payment for another purchase."""
        return self.operation.reason_key == FUNDS

    @property
    def ready(self) -> bool:
        """Whether it may go on as it was asked for."""
        return not self.changes and (self.looked_at is not None or not self.to_be_read)

    @property
    def can_be_bought(self) -> bool:
        """Whether the order can be bought as it stands now, instead of as it was asked for."""
        return bool(self.changes) and not any(one.name in STOPPING for one in self.changes)

    @property
    def price_now(self) -> Money | None:
        """What it costs now, None where that has not changed."""
        return next((one.now_price for one in self.changes if one.name == "price"), None)


@dataclass(frozen=True, slots=True)
class PriceLimit:
    """How much dearer a purchase may have become without a question, in percent."""

    percent: int = 5

    def passed(self, before: Money | None, now: Money | None) -> bool:
        """Whether the price rose by more than that; an amount that is told only once has changed.

        A price "by contract" was and stays none.
        """
        if before is None or now is None:
            return before is not now
        if before.currency != now.currency:
            return True
        return (now.minor - before.minor) * 100 > before.minor * self.percent


def differences(
    intent: ShipIntent, order: Order, quote: Quote | None, limit: PriceLimit
) -> tuple[Change, ...]:
    """Return what is not as it was when the purchase was written down; () where all is.

    `order` has a person's additions laid over it, `quote` is today's for the same service.
    """
    found = order_differences(intent, order)
    if quote is None:
        return (*found, Change("offer", before_price=intent.quoted))
    if limit.passed(intent.quoted, quote.total):
        return (*found, Change("price", before_price=intent.quoted, now_price=quote.total))
    return found


def order_differences(intent: ShipIntent, order: Order) -> tuple[Change, ...]:
    """Return what of the order is not as it was when the purchase was written down."""
    found: list[Change] = []
    if _told(intent.recipient) != _told(order.recipient):
        found.append(Change("recipient", _lines(intent.recipient), _lines(order.recipient)))
    if intent.cod != cod_of(order):
        before = Payment(PaymentKind.COD if intent.cod else PaymentKind.PAID, intent.cod)
        found.append(_payment(before, order.payment))
    return tuple(found)


def _payment(before: Payment, now: Payment) -> Change:
    return Change("payment", before.kind.value, now.kind.value, before.amount, now.amount)


def _told(address: Address) -> Address:
    """Return what is told; whether the country was guessed says nothing of where it is."""
    return replace(address, country_guessed=False)


def _lines(address: Address) -> str:
    place = f"{address.postcode} {address.city}".strip()
    parts = (address.name, address.company, address.street, address.street2, place)
    reach = (address.country, address.phone, address.email)
    return "\n".join(part for part in (*parts, *reach) if part)
