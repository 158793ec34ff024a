"""An operation's intent as facts to read; phones and e-mails are masked, nobody needs them here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from shipdesk.domain.address import Address
from shipdesk.domain.codec import from_plain
from shipdesk.domain.offer import CompareIntent, VoidIntent
from shipdesk.domain.operation import (
    CancelPickupIntent,
    CommentIntent,
    CorrectIntent,
    DeleteCommentIntent,
    EditCommentIntent,
    LabelIntent,
    Operation,
    OperationKind,
    PayIntent,
    PickupIntent,
    PrintIntent,
    ShipIntent,
    WriteBackIntent,
)
from shipdesk.domain.order import HandingIn
from shipdesk.domain.record import RecordIntent
from shipdesk.ui import format as fmt
from shipdesk.ui.activity.exception_facts import cancel_facts, reattempt_facts, return_facts
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

Facts = list[tuple[str, str]]
IntentT = TypeVar("IntentT")

_HANDING_IN = {
    HandingIn.COLLECT: "Courier collects",
    HandingIn.DROP_OFF: "I drop them off",
    HandingIn.UNKNOWN: "",
}


def masked_phone(phone: str) -> str:
    """Return a phone of which only the last three digits can be read."""
    return f"••• {phone[-3:]}" if phone else ""


def masked_email(email: str) -> str:
    """Return an e-mail address of which only the domain can be read."""
    return f"•••@{email.rpartition('@')[2]}" if "@" in email else ""


def intent_facts(operation: Operation) -> Facts:
    """Return what was wanted, line by line, without empty ones."""
    try:
        found = _WORDED[operation.kind](operation)
    except (TypeError, ValueError, KeyError, AttributeError):
        # Written by an older ShipDesk: the rest of the screen still has to be there.
        found = []
    if operation.reference:
        found.insert(0, (say("Reference"), operation.reference))
    return [(label, value) for label, value in found if value]


def _ship(intent: ShipIntent) -> Facts:
    parcel = intent.parcel
    measures = (parcel.length_mm, parcel.width_mm, parcel.height_mm)
    parts = (
        parcel.size,
        fmt.weight(parcel.weight_g) if parcel.weight_g else "",
        fmt.size(*measures) if all(measures) else "",
    )
    return [
        (say("Order"), intent.order_number),
        (say("Service"), " ".join(x for x in (intent.courier, intent.service_title) if x)),
        (say("Recipient"), _place(intent.recipient)),
        (say("Phone"), masked_phone(intent.recipient.phone)),
        (say("E-mail"), masked_email(intent.recipient.email)),
        (say("Locker"), intent.locker),
        (say("Parcel"), " · ".join(part for part in parts if part)),
        (say("Handing in"), say(_HANDING_IN[intent.handing_in])),
        (say("Cash on delivery"), fmt.money(intent.cod) if intent.cod else say("none")),
        (say("Insurance"), fmt.money(intent.insurance) if intent.insurance else ""),
        (say("Price in the quote"), fmt.money(intent.quoted) if intent.quoted else ""),
        (say("Sender"), _place(intent.sender)),
        (say("Reason"), intent.reason),
    ]


def _pickup(intent: PickupIntent) -> Facts:
    numbers = ", ".join(fmt.tracking_tail(number) for number in intent.tracking_numbers)
    return [
        (say("Collect from"), _place(intent.place)),
        (say("Office hours"), intent.office_hours),
        (say("Parcels"), plural(len(intent.shipment_ids), "{n} parcel", "{n} parcels")),
        (say("Numbers"), numbers),
        (say("Comment"), intent.comment),
    ]


def _print(intent: PrintIntent) -> Facts:
    return [
        (say("Copy"), str(intent.copy)),
        (say("Reason"), intent.reason),
        (say("File"), f"{intent.sha256[:12]}…"),
        (say("Labels on the sheet"), str(len(intent.parts)) if intent.also else ""),
        (say("Although it does not match"), say("yes") if intent.force else ""),
    ]


def _label(intent: LabelIntent) -> Facts:
    return [(say("Then print"), say("yes") if intent.print_after else say("no"))]


def _at_courier(intent: PayIntent | VoidIntent) -> Facts:
    return [(say("Shipment at the courier"), intent.remote_id)]


def _comment(intent: CommentIntent) -> Facts:
    return [(say("Dispatch order"), intent.remote_id), (say("Comment"), intent.text)]


def _edit(intent: EditCommentIntent) -> Facts:
    return [
        (say("Dispatch order"), intent.remote_id),
        (say("It said"), intent.before),
        (say("Comment"), intent.text),
    ]


def _delete(intent: DeleteCommentIntent) -> Facts:
    return [(say("Dispatch order"), intent.remote_id), (say("Comment"), intent.text)]


def _compare(intent: CompareIntent) -> Facts:
    return [
        (say("Order"), intent.order_number),
        (say("Recipient"), _place(intent.recipient)),
        (say("Locker"), intent.locker),
        (say("Sender"), _place(intent.sender)),
    ]


def _correct(intent: CorrectIntent) -> Facts:
    return [(say("Shipment at the courier"), intent.remote_id), *_ship(intent.ship)]


def _cancel(intent: CancelPickupIntent) -> Facts:
    return [(say("Dispatch order"), intent.remote_id)]


def _write_back(intent: WriteBackIntent) -> Facts:
    return [
        (say("Tracking number"), fmt.tracking(intent.tracking_number)),
        (say("Courier"), intent.courier),
        (say("Status"), say("shipped") if intent.shipped else ""),
    ]


def _record(intent: RecordIntent) -> Facts:
    sent = [(name.replace("_", " ").capitalize(), str(v)) for name, v in intent.fields.items()]
    hidden = [(name.replace("_", " ").capitalize(), "••••") for name in intent.secrets]
    return [(say("What"), intent.title), *sent, *hidden, (say("File"), intent.filename)]


def _place(address: Address) -> str:
    place = f"{address.postcode} {address.city}".strip()
    return ", ".join(part for part in (address.who, address.street, place) if part)


def _of(kind: type[IntentT], words: Callable[[IntentT], Facts]) -> Callable[[Operation], Facts]:
    return lambda operation: words(from_plain(kind, operation.intent))


_WORDED: dict[OperationKind, Callable[[Operation], Facts]] = {
    OperationKind.SHIP: _of(ShipIntent, _ship),
    OperationKind.SHIP_ANOTHER: _of(ShipIntent, _ship),
    OperationKind.PAY: _of(PayIntent, _at_courier),
    OperationKind.VOID: _of(VoidIntent, _at_courier),
    OperationKind.CORRECT: _of(CorrectIntent, _correct),
    OperationKind.COMPARE: _of(CompareIntent, _compare),
    OperationKind.FETCH_LABEL: _of(LabelIntent, _label),
    OperationKind.PRINT: _of(PrintIntent, _print),
    OperationKind.BOOK_DISPATCH_ORDER: _of(PickupIntent, _pickup),
    OperationKind.COMMENT: _of(CommentIntent, _comment),
    OperationKind.EDIT_COMMENT: _of(EditCommentIntent, _edit),
    OperationKind.DELETE_COMMENT: _of(DeleteCommentIntent, _delete),
    OperationKind.CANCEL_DISPATCH_ORDER: _of(CancelPickupIntent, _cancel),
    OperationKind.WRITE_BACK: _of(WriteBackIntent, _write_back),
    OperationKind.RECORD: _of(RecordIntent, _record),
    OperationKind.REATTEMPT: reattempt_facts,
    OperationKind.RETURN_TO_ORIGIN: return_facts,
    OperationKind.CANCEL_ORDERS: cancel_facts,
}
