"""Where a booked collection stands, in our words: icon, word and tone."""

from __future__ import annotations

from shipdesk.domain.dispatch_order import DispatchOrderStatus
from shipdesk.ui.status import Status
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say


def status_of(status: str, words: str = "") -> Status:
    """Return the status; one that we do not know is shown in the courier's words."""
    told = _TOLD.get(DispatchOrderStatus(status))
    if told is None:
        return Status(words or say("Status not known"), "question", Tone.GREY)
    return told.said()


_TOLD = {
    DispatchOrderStatus.NEW: Status("New, not passed on yet", "clock", Tone.AMBER),
    DispatchOrderStatus.SENT: Status("Sent to the courier", "truck", Tone.BLUE),
    DispatchOrderStatus.ACCEPTED: Status("Courier will come", "check", Tone.GREEN),
    DispatchOrderStatus.SCHEDULED: Status("Scheduled", "clock", Tone.BLUE),
    DispatchOrderStatus.DONE: Status("Collected", "check", Tone.GREEN),
    DispatchOrderStatus.REJECTED: Status("Rejected", "alert", Tone.RED),
    DispatchOrderStatus.CANCELLED: Status("Cancelled", "close", Tone.GREY),
}


def part_words(part: str) -> str:
    """Return which of an account's parcels a group holds."""
    return {
        "locker": say("locker parcels"),
        "courier": say("courier parcels"),
    }.get(part, say("courier collects"))
