"""What happened to a pickup: its states as the courier told them, and what was done from here."""

from __future__ import annotations

from datetime import datetime

from shipdesk.domain.operation import OPEN_STATES, Operation, OperationKind, OperationState
from shipdesk.services.pickups import DispatchOrderSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.dispatch_orders.statuses import status_of
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import Entry
from shipdesk.wording import phrase as say

_ACTS = {
    OperationKind.COMMENT: "Comment added",
    OperationKind.EDIT_COMMENT: "Comment changed",
    OperationKind.DELETE_COMMENT: "Comment deleted",
    OperationKind.CANCEL_DISPATCH_ORDER: "Cancelled from here",
}
_BAD = frozenset({OperationState.REFUSED, OperationState.FAILED_AFTER_ACCEPTANCE})


def history_of(sheet: DispatchOrderSheet) -> list[Entry]:
    """Return what is known, newest first: courier's states, our acts, and errors in words."""
    order = sheet.order
    lines: list[tuple[datetime, Entry]] = [
        (order.created_at, Entry("", say("Booked"), fmt.moment(order.created_at), Tone.BLUE))
    ]
    lines += [
        (each.at, Entry("", each.words, fmt.moment(each.at), Tone.BLUE))
        for each in order.history
        if each.at is not None
    ]
    lines += [(each.updated_at, _act(each)) for each in sheet.operations if each.kind in _ACTS]
    status = status_of(order.status.value, order.words)
    at = order.updated_at or order.created_at
    detail = fmt.moment(at)
    if order.reason:
        detail = f"{detail} · {order.reason}"
    lines.append((at, Entry("", status.word, detail, status.tone)))
    # Sorted by time only: of one moment the later line is the newer one.
    ordered = sorted(enumerate(lines), key=lambda each: (each[1][0], each[0]), reverse=True)
    return [entry for _, (_, entry) in ordered]


def _act(operation: Operation) -> Entry:
    words = say(_ACTS[operation.kind])
    when = fmt.moment(operation.updated_at)
    if operation.state in _BAD:
        title = say("{what}: refused", what=words)
        return Entry("", title, f"{when} · {operation.reason}", Tone.RED)
    if operation.state is OperationState.UNKNOWN:
        title = say("{what}: the courier did not answer", what=words)
        return Entry("", title, when, Tone.VIOLET, done=False)
    if operation.state in OPEN_STATES:
        return Entry("", say("{what}…", what=words), when, Tone.GREY, done=False)
    return Entry("", words, when, Tone.GREEN)
