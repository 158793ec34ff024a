"""A durable intent with an outcome, its attempts, and the intents themselves.

An operation is written down before anything is sent. It runs through named steps; each step that
writes has its own attempt row. `facts` are the remote ids learnt on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from shipdesk.domain.account import AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.order import HandingIn, OrderKey, OrderLine
from shipdesk.domain.ship_options import PLAIN, ShipOptions

OperationId = NewType("OperationId", str)


class OperationState(StrEnum):
    """The states of house § 6; the first four are open."""

    QUEUED = "queued"
    SENT = "sent"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    DONE = "done"
    REFUSED = "refused"
    FAILED_AFTER_ACCEPTANCE = "failed_after_acceptance"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset(
    {
        OperationState.QUEUED,
        OperationState.SENT,
        OperationState.WAITING,
        OperationState.UNKNOWN,
    }
)


class OperationKind(StrEnum):
    """What can be done to the world."""

    SHIP = "ship"
    SHIP_ANOTHER = "ship_another"
    PAY = "pay"
    FETCH_LABEL = "fetch_label"
    PRINT = "print"
    BOOK_DISPATCH_ORDER = "book_dispatch_order"
    COMMENT = "comment"
    CANCEL_DISPATCH_ORDER = "cancel_dispatch_order"
    WRITE_BACK = "write_back"
    REATTEMPT = "reattempt"
    RETURN_TO_ORIGIN = "return_to_origin"
    CANCEL_ORDERS = "cancel_orders"
    EDIT_COMMENT = "edit_comment"
    DELETE_COMMENT = "delete_comment"
    COMPARE = "compare"
    VOID = "void"
    CORRECT = "correct"
    RECORD = "record"


PURCHASES = frozenset({OperationKind.SHIP, OperationKind.SHIP_ANOTHER})
"""Buying a shipment for an order."""


SPENDING = frozenset(
    {*PURCHASES, OperationKind.PAY, OperationKind.COMPARE, OperationKind.BOOK_DISPATCH_ORDER}
)
"""What is not done while purchases are closed."""


ASKED = "asked_at"
"""The fact that says when the courier was last asked whether something stands there already."""


UNSEEN = "unseen"
"""The fact of an unknown that no look-up can find: what is done late is waited for, then a person
decides."""


class AttemptState(StrEnum):
    """What became of one request."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NEVER_LEFT = "never_left"
    AMBIGUOUS = "ambiguous"
    LOOKED_UP = "looked_up"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of one step; `answer` is a redacted summary, never a body with secrets."""

    id: int
    operation_id: OperationId
    step: str
    state: AttemptState
    sent_at: datetime
    ended_at: datetime | None = None
    reference: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """An intent as the journal holds it; `intent` is the plain form of its dataclass."""

    id: OperationId
    kind: OperationKind
    subject: str
    account_id: AccountId
    title: str
    state: OperationState
    created_at: datetime
    updated_at: datetime
    intent: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    step: str = ""
    reference: str = ""
    reason_key: str = ""
    reason: str = ""
    reason_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_before: datetime | None = None
    waiting_since: datetime | None = None
    look_ups: int = 0
    last_look_up_at: datetime | None = None
    parent_id: str = ""

    @property
    def begun(self) -> bool:
        """Whether anything is known of what it did at the provider."""
        return any(name != ASKED for name in self.facts)


@dataclass(frozen=True, slots=True)
class ShipIntent:
    """All that a purchase needs; written down whole, so that a restart needs nothing else.

    `draft` is the courier's id of a draft whose offer of `service` is bought instead of creating a
    shipment; `compared_in` the operation that made it.
    """

    order_key: OrderKey
    order_number: str
    reference: str
    courier_id: str
    courier: str
    service: str
    service_title: str
    sender: Address
    recipient: Address
    parcel: Parcel
    ordered_at: datetime
    lines: tuple[OrderLine, ...] = ()
    total: Money | None = None
    cod: Money | None = None
    insurance: Money | None = None
    locker: str = ""
    handing_in: HandingIn = HandingIn.UNKNOWN
    quoted: Money | None = None
    pickup_id: str = ""
    print_after: bool = True
    reason: str = ""
    options: ShipOptions = PLAIN
    draft: str = ""
    compared_in: str = ""


@dataclass(frozen=True, slots=True)
class PayIntent:
    """Pay for a shipment that stands unpaid at the courier."""

    shipment_id: str
    remote_id: str


@dataclass(frozen=True, slots=True)
class LabelIntent:
    """Fetch the label of a shipment and print it if that was the wish, or its other documents."""

    shipment_id: str
    print_after: bool = False
    others: bool = False
    wanted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PrintPart:
    """One document of a print: whose, which kept file, and which copy of it."""

    shipment_id: str
    sha256: str
    copy: int = 1


@dataclass(frozen=True, slots=True)
class PrintIntent:
    """One run of paper: which kept file, on which printer profile, why again.

    `shipment_id` is what it is about where it is a sheet of our own, and no parcel's id.
    `also` are further labels on the same sheet, in their order; `new_sheet` says that they begin
    one, wherever the last one ended.
    `void`: a person wants it although the shipment is cancelled; it is watermarked.
    """

    shipment_id: str
    sha256: str
    document: str = "label"
    copy: int = 1
    reason: str = ""
    force: bool = False
    void: bool = False
    also: tuple[PrintPart, ...] = ()
    new_sheet: bool = False

    @property
    def parts(self) -> tuple[PrintPart, ...]:
        """Every document that it names, the first one too."""
        return (PrintPart(self.shipment_id, self.sha256, self.copy), *self.also)

    def again(self, reason: str) -> PrintIntent:
        """Return the intent to print all of it once more, as the next copy."""
        also = tuple(replace(part, copy=part.copy + 1) for part in self.also)
        return replace(self, copy=self.copy + 1, reason=reason, also=also)


@dataclass(frozen=True, slots=True)
class PickupIntent:
    """Book the courier for these shipments at this place.

    `point_id` is the courier's id of a place that it knows; then no address is sent.
    """

    shipment_ids: tuple[str, ...]
    remote_ids: tuple[str, ...]
    tracking_numbers: tuple[str, ...]
    place: Address
    place_title: str
    office_hours: str
    comment: str = ""
    point_id: str = ""


@dataclass(frozen=True, slots=True)
class CommentIntent:
    """Add one comment to a dispatch order."""

    dispatch_order_id: str
    remote_id: str
    text: str


@dataclass(frozen=True, slots=True)
class EditCommentIntent:
    """Change one comment of a dispatch order; `before` is what it said."""

    dispatch_order_id: str
    remote_id: str
    comment_id: str
    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class DeleteCommentIntent:
    """Remove exactly one comment of a dispatch order; `text` is what it says."""

    dispatch_order_id: str
    remote_id: str
    comment_id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class CorrectIntent:
    """Send an unpaid shipment's data anew; `ship` is what its order says now."""

    shipment_id: str
    remote_id: str
    ship: ShipIntent


@dataclass(frozen=True, slots=True)
class CancelPickupIntent:
    """Withdraw a dispatch order while it is new or sent."""

    dispatch_order_id: str
    remote_id: str


@dataclass(frozen=True, slots=True)
class WriteBackIntent:
    """Tell the order book the tracking number, and `shipped` at the first scan."""

    order_key: OrderKey
    order_remote_id: str
    shipment_id: str
    tracking_number: str
    courier: str
    tracking_url: str = ""
    shipped: bool = False
