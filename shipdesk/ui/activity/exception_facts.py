"""What re-attempts, returns and batch cancels asked for, as facts to read."""

from __future__ import annotations

from shipdesk.domain.codec import from_plain
from shipdesk.domain.delivery_exception import ReattemptIntent, ReturnIntent
from shipdesk.domain.operation import Operation
from shipdesk.domain.order_cancel import CancelOutcome, CancelResult
from shipdesk.services.cancelling import results_of
from shipdesk.ui import format as fmt
from shipdesk.wording import phrase as say

Facts = list[tuple[str, str]]

_OUTCOMES = {
    CancelOutcome.CANCELLED: "Cancelled",
    CancelOutcome.REFUSED: "Not cancelled",
    CancelOutcome.UNKNOWN: "Not known: check by tracking",
}


def reattempt_facts(operation: Operation) -> Facts:
    """Return when and where the courier was asked to come again."""
    intent = from_plain(ReattemptIntent, operation.intent)
    phone = f"••• {intent.phone[-3:]}" if intent.phone else ""
    return [
        (say("Tracking number"), fmt.tracking(intent.tracking_number)),
        (say("Date"), intent.day or say("the courier's next round")),
        (say("New address"), intent.address),
        (say("Other phone"), phone),
    ]


def return_facts(operation: Operation) -> Facts:
    """Return why a parcel was called back."""
    intent = from_plain(ReturnIntent, operation.intent)
    return [
        (say("Tracking number"), fmt.tracking(intent.tracking_number)),
        (say("Reason"), intent.reason),
        (say("Comment"), intent.comment),
    ]


def outcome_words(result: CancelResult) -> str:
    """Return what became of one order of a batch cancel, with the platform's reason."""
    words = say(_OUTCOMES[result.outcome])
    plain = result.outcome is CancelOutcome.CANCELLED or not result.words
    return words if plain else f"{words}: {result.words}"


def cancel_facts(operation: Operation) -> Facts:
    """Return every order of a batch cancel with what became of it."""
    return [(each.order.shown, outcome_words(each)) for each in results_of(operation)]
