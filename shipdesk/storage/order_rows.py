"""The flat row of an order: everything a line of Orders shows, worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shipdesk import wording
from shipdesk.clock import to_millis
from shipdesk.domain.account import Account
from shipdesk.domain.codec import to_plain
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.operation import Operation
from shipdesk.domain.order import (
    Additions,
    Order,
    Payment,
    PaymentKind,
    Stage,
    effective,
    parcel_of,
)
from shipdesk.domain.rules import RuleSet, cod_of
from shipdesk.domain.shipment import Shipment
from shipdesk.domain.stage import Standing, standing_of
from shipdesk.storage.search import compact, fold_name, index_words
from shipdesk.storage.sql import Row, to_json

ACCOUNT_DEFAULT = "account default"
"""Who told us the payment of an order whose account says that all its orders are paid."""

COLUMNS = (
    "id, key, account_id, number, created_ms, recipient, place, country, country_guessed,"
    " to_locker, quantity, total_minor, currency, payment, cod_minor, parcel_size, weight_g,"
    " parcel_assumed, stage, state_key, state_words, source, best_minor, best_currency,"
    " number_key, recipient_key, place_key, payment_source, problems"
)
STAGE = 18
"""The place of `stage` among the columns."""

MOVES = (0, 3, 4, 10, 11, 13, 14, 16, 18, 22, 25, 26)
"""The columns that decide in which tab and where in it a row stands."""

_OPEN_WORDS = {
    "queued": "Queued",
    "sent": "Buying…",
    "waiting": "Waits for the courier",
    "unknown": "Needs a check",
    "refused": "Refused",
    "failed": "Failed",
}
_INDEXED_LINES = 20


@dataclass(frozen=True, slots=True)
class Context:
    """What all rows depend on: the accounts, the rules of their providers, the usual parcel.

    `couriers` are the accounts that ship; the others only keep orders.
    """

    accounts: Mapping[str, Account] = field(default_factory=dict)
    rule_sets: tuple[RuleSet, ...] = ()
    preset: Parcel | None = None
    couriers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known of one order besides its source: all from the journal, and fetched shipments.

    `operations` are its purchases, newest first; `pickups` and `prints` are by shipment id;
    `elsewhere` are the shipments that were not bought here.
    """

    additions: Additions = field(default_factory=Additions)
    shipments: Sequence[Shipment] = ()
    operations: Sequence[Operation] = ()
    best: Money | None = None
    prints: Mapping[str, int] = field(default_factory=dict)
    pickups: Mapping[str, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()


def with_default_payment(order: Order, account: Account | None) -> Order:
    """Return the order as paid where nothing is known and the account's setting says so."""
    if (
        order.payment.kind is PaymentKind.UNKNOWN
        and account is not None
        and account.settings.get("default_payment") == PaymentKind.PAID.value
    ):
        return replace(order, payment=Payment(PaymentKind.PAID, source=ACCOUNT_DEFAULT))
    return order


def make_row(row_id: int, order: Order, facts: OrderFacts, context: Context) -> Row:
    """Return the values of `COLUMNS`."""
    account = context.accounts.get(order.account_id)
    told = with_default_payment(order, account)
    shown = effective(told, facts.additions)
    parcel = parcel_of(told, facts.additions, context.preset)
    standing = standing_of(
        told, facts.additions, parcel, facts.shipments, facts.operations, context.rule_sets
    )
    state_key, state_words = _state(standing, facts)
    cod = cod_of(shown)
    money = shown.total or cod
    to = shown.recipient
    return (
        row_id,
        order.key,
        order.account_id,
        order.number,
        to_millis(order.created_at),
        to.who,
        place_of(shown),
        to.country,
        int(to.country_guessed),
        int(bool(shown.locker)),
        order.quantity,
        shown.total.minor if shown.total else None,
        money.currency if money else "",
        shown.payment.kind.value,
        cod.minor if cod else None,
        parcel.size,
        parcel.weight_g,
        int(parcel.assumed),
        standing.stage.value,
        state_key,
        state_words,
        order.source or (account.title if account else ""),
        facts.best.minor if facts.best else None,
        facts.best.currency if facts.best else "",
        compact(order.number),
        fold_name(to.who),
        fold_name(to.city),
        shown.payment.source,
        to_json(to_plain(standing.problems)) if standing.problems else "",
    )


def make_words(order: Order, facts: OrderFacts) -> str:
    """Return the text by which the order is found."""
    shown = effective(order, facts.additions)
    to = shown.recipient
    lines = order.lines[:_INDEXED_LINES]
    return index_words(
        texts=(
            to.name,
            to.company,
            to.city,
            to.street,
            to.email,
            order.source,
            order.note,
            facts.additions.note,
            shown.locker,
            *(line.description for line in lines),
        ),
        numbers=(
            order.number,
            order.remote_id if order.remote_id != order.number else "",
            to.postcode,
            *(line.sku for line in lines),
            *(shipment.tracking_number for shipment in facts.shipments),
            *(shipment.reference for shipment in facts.shipments),
        ),
        phones=(to.phone,),
    )


def place_of(order: Order) -> str:
    """Return where it goes: a locker is known by its code, a postcode tells towns apart."""
    to = order.recipient
    if order.locker:
        return " · ".join(part for part in (order.locker, to.city) if part)
    return " ".join(part for part in (to.city, to.postcode) if part)


def _state(standing: Standing, facts: OrderFacts) -> tuple[str, str]:
    if standing.state_key:
        return standing.state_key, standing.words or _OPEN_WORDS.get(standing.state_key, "")
    if standing.stage is Stage.HANDED_OVER:
        return "scanned", wording.phrase("scanned")
    if standing.stage is not Stage.LABELLED:
        return "", standing.words
    live = [shipment for shipment in facts.shipments if shipment.live]
    for shipment in live:
        number = facts.pickups.get(shipment.id, shipment.pickup)
        if number:
            return "in_pickup", wording.phrase("in_pickup", number=number)
    if live and all(item.id in facts.elsewhere for item in live):
        return "elsewhere", wording.phrase("elsewhere")
    key = "sent_to_printer" if any(facts.prints.get(item.id) for item in live) else "bought"
    return key, wording.phrase(key)
