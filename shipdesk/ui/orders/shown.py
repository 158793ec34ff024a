"""One order as its details show it: everything gathered, and the sentences made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shipdesk.domain.held import KEPT_BACK
from shipdesk.domain.operation import Operation, OperationKind, OperationState
from shipdesk.domain.order import HandingIn, Order, PaymentKind
from shipdesk.domain.rows import OrderRow
from shipdesk.domain.shipment import Payable, Shipment
from shipdesk.services.orders import OrderSheet
from shipdesk.services.printing import PaperSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

SAY_AFTER = timedelta(seconds=10)
"""A purchase that waits longer says for what."""

QUOTES_KEEP = timedelta(minutes=15)
"""Quotes older than this are asked again before they are relied on."""

BUYING = frozenset({OperationKind.SHIP, OperationKind.SHIP_ANOTHER})
_MOVING = frozenset({OperationState.QUEUED, OperationState.SENT, OperationState.WAITING})


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order for the details; `row` is its line in the list, which knows its stage."""

    row: OrderRow
    sheet: OrderSheet
    handing_in: HandingIn = HandingIn.UNKNOWN
    asks_handing_in: bool = False
    has_lockers: bool = False
    papers: Mapping[str, PaperSheet] = field(default_factory=dict)
    cash_problems: tuple[str, ...] = ()
    """Why couriers could not pay out what they collect."""

    @property
    def order(self) -> Order:
        """The order with what was added to it here."""
        return self.sheet.order

    @property
    def live(self) -> tuple[Shipment, ...]:
        """The shipments that stand at a courier, whoever bought them; ours first."""
        known = (*self.sheet.shipments, *self.sheet.elsewhere)
        return tuple(one for one in known if one.live)

    @property
    def printable(self) -> Shipment | None:
        """The newest parcel bought here whose label may be stuck on, None without one."""
        return next((one for one in self.sheet.shipments if not one.void), None)

    @property
    def closed(self) -> bool:
        """Whether the order book says that nothing is left to be done."""
        return self.sheet.fetched.closed is not None

    @property
    def purchase(self) -> Operation | None:
        """The newest purchase of this order, None where none was tried."""
        return next((one for one in self.sheet.operations if one.kind in BUYING), None)

    @property
    def under_way(self) -> bool:
        """Whether a purchase is on its way or not known yet."""
        return any(
            one.kind in BUYING and (one.state in _MOVING or one.state is OperationState.UNKNOWN)
            for one in self.sheet.operations
        )

    @property
    def editable(self) -> bool:
        """Whether what is sent may still be changed."""
        return not self.live and not self.under_way and not self.closed


@dataclass(frozen=True, slots=True)
class StateWords:
    """What the card above the details says of an order that is not simply waiting for a person."""

    title: str
    detail: str = ""
    tone: Tone = Tone.BLUE
    operation_id: str = ""
    unsent: bool = False
    """Whether it can be taken back at once."""


def heading_of(order: Order) -> str:
    """Return how a sheet names the order that it is for: its number and who gets it."""
    return " · ".join(part for part in (order.number, order.recipient.who) if part)


def meta_of(order: Order) -> str:
    """Return when, from where and how it is paid, in one line."""
    reference = order.extra.get("reference", "")
    parts = [
        fmt.moment(order.created_at),
        say("shop number {number}", number=reference) if reference else order.source,
        payment_words(order),
    ]
    return " · ".join(part for part in parts if part)


def payment_words(order: Order) -> str:
    """Return how it is paid, with the amount."""
    kind, amount = order.payment.kind, order.payment.amount
    if kind is PaymentKind.COD:
        words = say("COD {amount}", amount=fmt.money(amount))
        return words.replace(" ", fmt.NBSP)
    if kind is PaymentKind.PAID:
        words = say("paid {amount}", amount=fmt.money(order.total, missing=""))
        return words.replace(" ", fmt.NBSP)
    return say("payment not known")


def state_of(view: OrderView, now: datetime) -> StateWords | None:
    """Return what is to be said of a purchase under way, refused or unknown; None for nothing."""
    unpaid = next((one for one in view.live if one.payable is Payable.NO_FUNDS), None)
    if unpaid is not None:
        todo = say("Top up at the courier, then open the shipment and pay for it.")
        return StateWords(say("Not paid: no funds"), todo, Tone.RED)
    found = view.purchase
    if found is None or found.reason_key in KEPT_BACK:
        return None  # what is held is told by a card of its own, with the ways out
    told = _purchase_words(found, now)
    if found.state in {OperationState.REFUSED, OperationState.FAILED_AFTER_ACCEPTANCE}:
        return told if view.row.state_key in {"refused", "failed"} else None
    return told


def _purchase_words(found: Operation, now: datetime) -> StateWords | None:
    match found.state:
        case OperationState.QUEUED:
            later = say("It is bought as soon as the courier can be reached.")
            words = found.reason or later
            return StateWords(say("Queued"), words, Tone.BLUE, found.id, unsent=True)
        case OperationState.SENT:
            return StateWords(say("Buying…"), "", Tone.BLUE, found.id)
        case OperationState.WAITING:
            return _waiting_words(found, now)
        case OperationState.UNKNOWN:
            words = found.reason or say("Put this parcel aside.")
            more = say("Whether it was bought is not known yet. Nothing is bought twice.")
            return StateWords(words, more, Tone.VIOLET, found.id)
        case OperationState.REFUSED:
            return _refused_words(found)
        case OperationState.FAILED_AFTER_ACCEPTANCE:
            return StateWords(say("Accepted, then failed"), found.reason, Tone.RED, found.id)
        case OperationState.DONE if was_found(found):
            words = found.reason or say("adopted")
            return StateWords(say("Found, not bought again"), words, Tone.GREEN, found.id)
    return None


def pill_key(view: OrderView, now: datetime) -> str:
    """Return the state for the pill: a wait of a few seconds still reads as buying."""
    found = view.purchase
    if view.row.state_key == "waiting" and found is not None:
        return "sent" if now - (found.waiting_since or found.updated_at) < SAY_AFTER else "waiting"
    return view.row.state_key


def was_found(done: Operation) -> bool:
    """Tell whether a purchase was not known for a while and then found at the courier."""
    return done.reason_key == "adopted" or "checking_until" in done.facts


def _waiting_words(found: Operation, now: datetime) -> StateWords:
    since = found.waiting_since or found.updated_at
    if now - since < SAY_AFTER:
        return StateWords(say("Buying…"), "", Tone.BLUE, found.id)
    words = found.reason or say("Waits for the courier.")
    more = say("The desk is free for the next parcel.")
    return StateWords(say("Waiting"), f"{words} {more}", Tone.AMBER, found.id)


def _refused_words(found: Operation) -> StateWords:
    if found.reason_key == "bought_elsewhere":
        title = say("Already bought elsewhere")
        return StateWords(title, found.reason, Tone.VIOLET, found.id)
    title = say("Refused, nothing was bought")
    return StateWords(title, refusal(found), Tone.RED, found.id)


def refusal(found: Operation) -> str:
    """Return the courier's reason, with its words per field where they say more."""
    told = "; ".join(f"{name}: {', '.join(said)}" for name, said in found.reason_fields.items())
    return found.reason if not told or told in found.reason else f"{found.reason} {told}".strip()


def label_state(paper: PaperSheet | None, *, void: bool = False) -> str:
    """Return how far the label is, in words that say what is true: a spooler cannot know."""
    if void:
        return say("The label is void")
    if paper is None or not any(one.kind == "label" for one in paper.documents):
        return say("Label not fetched yet")
    if "label" in paper.waiting:
        return say("Waits for the printer")
    sent = [one for one in paper.prints if one.kind == "label" and one.state != "failed"]
    if not sent:
        return say("Bought, not printed")
    words = say("sent_to_printer")
    return f"{words} × {len(sent)}" if len(sent) > 1 else words


def label_waits(paper: PaperSheet | None) -> str:
    """Return what the print of the label waits for, "" where it waits for nothing."""
    waiting = paper.waiting.get("label") if paper is not None else None
    return waiting.reason if waiting is not None else ""


def needs_quotes(view: OrderView, now: datetime) -> bool:
    """Tell whether the order waits for quotes that are not there or are too old."""
    if view.row.stage != "ready" or not view.editable:
        return False
    at = view.sheet.quotes_at
    return view.sheet.quotes is None or at is None or now - at > QUOTES_KEEP
