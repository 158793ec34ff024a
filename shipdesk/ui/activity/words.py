"""Operations in words: what was wanted, how it stands, with which icon and tone."""

from __future__ import annotations

from dataclasses import dataclass

from shipdesk.domain.held import KEPT_BACK
from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.rows import OperationRow
from shipdesk.ui import format as fmt
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

PURCHASES = frozenset({OperationKind.SHIP, OperationKind.SHIP_ANOTHER})

_DOCUMENTS = {
    "invoice": "Print invoice",
    "order_details": "Print order details",
    "hand_over": "Print hand-over sheet",
    "packing_slip": "Print packing slip",
    "pick_list": "Print pick list",
}
_KINDS = {
    OperationKind.SHIP: "Buy",
    OperationKind.SHIP_ANOTHER: "Buy another",
    OperationKind.PAY: "Pay",
    OperationKind.FETCH_LABEL: "Fetch label",
    OperationKind.PRINT: "Print label",
    OperationKind.BOOK_DISPATCH_ORDER: "Book the courier",
    OperationKind.COMMENT: "Comment",
    OperationKind.CANCEL_DISPATCH_ORDER: "Cancel pickup",
    OperationKind.WRITE_BACK: "Write back",
    OperationKind.EDIT_COMMENT: "Change a comment",
    OperationKind.DELETE_COMMENT: "Delete a comment",
    OperationKind.COMPARE: "Compare offers",
    OperationKind.VOID: "Cancel the shipment",
    OperationKind.CORRECT: "Send the data anew",
    OperationKind.RECORD: "Change at the service",
    OperationKind.REATTEMPT: "Re-attempt",
    OperationKind.RETURN_TO_ORIGIN: "Return to me",
    OperationKind.CANCEL_ORDERS: "Cancel at the courier",
}
_STEPS = {
    "elsewhere": "Ask whether it is bought elsewhere",
    "create": "Make the shipment",
    "confirm": "Wait for the confirmation",
    "pickup_location": "Make the place of collection",
    "create_order": "Make the order",
    "approval": "Wait for the approval",
    "create_shipment": "Buy the shipment",
    "refresh": "Renew the offers",
    "offer": "Wait for an offer",
    "buy": "Pay",
    "print": "Hand over to the printer",
    "fetch": "Fetch the file",
    "comment": "Add the comment",
    "edit": "Change the comment",
    "delete": "Delete the comment",
    "offers": "Wait for the offers",
    "hold": "Wait until one is chosen",
    "discard": "Take the draft back",
    "renew": "Renew the offers",
    "select": "Choose the offer",
    "update": "Send the data",
    "void": "Cancel the shipment",
    "cancel": "Cancel the pickup",
    "settle": "Wait for the courier's answer",
    "read": "Read it as it stands",
    "send": "Send the change",
    "reattempt": "Ask the courier to come again",
    "return": "Call the parcel back",
    "cancel_orders": "Cancel the orders",
}
_WRITE_BACK = {
    "create_shipment": "Make the shipment in the order book",
    "merge": "Write the tracking number",
    "check": "Read it back",
    "mark_shipped": "Mark the order as shipped",
}


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state is shown: its word in a list, its word in a pill, icon and tone."""

    word: str
    pill: str
    icon: str
    tone: Tone


def kind_words(kind: str, *, document: str = "", subject: str = "") -> str:
    """Return what was wanted, such as "Fetch label"."""
    known = OperationKind(kind)
    if known is OperationKind.PRINT:
        return say(_DOCUMENTS.get(document, _KINDS[known]))
    if known is OperationKind.FETCH_LABEL and subject.endswith(":documents"):
        return say("Fetch documents")
    if known is OperationKind.WRITE_BACK and subject.endswith(":shipped"):
        return say("Write back: shipped")
    return say(_KINDS[known])


def step_words(step: str, kind: OperationKind) -> str:
    """Return a step of the journal in words; one that we do not know reads as it is written."""
    if kind is OperationKind.BOOK_DISPATCH_ORDER and step == "create":
        return say("Book the collection")
    words = _WRITE_BACK if kind is OperationKind.WRITE_BACK else _STEPS
    return say(words[step]) if step in words else step.replace("_", " ").capitalize()


def state_look(state: str, reason_key: str = "", *, decides: bool = False) -> StateLook:
    """Return how a state is shown."""
    match OperationState(state):
        case OperationState.QUEUED:
            return _queued_look(reason_key)
        case OperationState.SENT:
            return StateLook(say("sending"), say("Being sent"), "arrow-right", Tone.BLUE)
        case OperationState.WAITING:
            return StateLook(say("waiting"), say("Waiting"), "clock", Tone.AMBER)
        case OperationState.UNKNOWN:
            word = say("to decide") if decides else say("checking")
            return StateLook(word, say("Unknown"), "question", Tone.VIOLET)
        case OperationState.DONE:
            return StateLook(say("done"), say("Done"), "check", Tone.GREEN)
        case OperationState.REFUSED:
            return _refused(reason_key)
        case OperationState.FAILED_AFTER_ACCEPTANCE:
            word = say("not paid") if reason_key == "no_funds" else say("failed")
            return StateLook(word, word.capitalize(), "alert", Tone.RED)
        case OperationState.CANCELLED:
            word = say("left unused") if reason_key == "left" else say("taken back")
            return StateLook(word, word.capitalize(), "minus", Tone.GREY)


def _refused(reason_key: str) -> StateLook:
    if reason_key == "bought_elsewhere":
        return StateLook(say("not bought"), say("Bought elsewhere"), "question", Tone.VIOLET)
    return StateLook(say("refused"), say("Refused"), "alert", Tone.RED)


def _queued_look(reason_key: str) -> StateLook:
    if reason_key == "changed":
        return StateLook(say("changed"), say("Changed"), "alert", Tone.AMBER)
    if reason_key in KEPT_BACK:
        return StateLook(say("waits for you"), say("Waits for you"), "pause", Tone.AMBER)
    if reason_key in {"auth", "forbidden"}:
        return StateLook(say("paused"), say("Paused"), "pause", Tone.RED)
    return StateLook(say("queued"), say("Queued"), "clock", Tone.GREY)


def row_title(row: OperationRow) -> str:
    """Return the first line of a row: what was wanted."""
    words = kind_words(row.kind, document=row.document, subject=row.subject)
    return f"{words} {row.service}".strip() if OperationKind(row.kind) in PURCHASES else words


def row_second(row: OperationRow) -> str:
    """Return the second line of a row: for which order, parcel or place."""
    about = row.recipient if row.service else fmt.parcels(row.parcels) if row.parcels else ""
    return " · ".join(part for part in (row.title, about) if part)


def row_outcome(row: OperationRow) -> str:
    """Return what stands below the time: the price of what was bought, else the state."""
    if OperationState(row.state) is OperationState.DONE and row.price_minor is not None:
        return fmt.minor(row.price_minor, row.currency)
    return state_look(row.state, row.reason_key, decides=row.decides).word
