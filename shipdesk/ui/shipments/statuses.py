"""Where a parcel stands, in our words: icon, word and tone; never more than is known."""

from __future__ import annotations

from shipdesk.domain.order import HandingIn
from shipdesk.domain.rows import ShipmentRow
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.services.scan_back import Tally
from shipdesk.ui import format as fmt
from shipdesk.ui.status import Status
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

_SHORT = 7
"""Letters of a pickup's number that a pill has room for."""


def bought_here(row: ShipmentRow) -> bool:
    """Tell whether the shipment was bought here, or only seen at the courier's."""
    return ":" not in row.shipment_id


def is_unpaid(row: ShipmentRow) -> bool:
    """Tell whether it stands at the courier unpaid: no tracking number before it is paid."""
    return bought_here(row) and row.status == ShipmentStatus.DRAFT.value and not row.tracking_number


def status_of(row: ShipmentRow) -> Status:
    """Return the parcel's status; a code that we do not know is shown in the courier's words."""
    if is_unpaid(row):
        return Status(say("Not paid: no funds"), "coin", Tone.RED)
    status = ShipmentStatus(row.status)
    if status in (ShipmentStatus.BOUGHT, ShipmentStatus.PICKUP_BOOKED):
        return _before_scan(row)
    told = _TOLD.get(status)
    if told is not None:
        return told.said()
    if status is ShipmentStatus.DRAFT:
        return Status(row.words or say("Waits for the courier"), "clock", Tone.AMBER)
    return Status(row.words or say("Status not known"), "question", Tone.GREY)


def _before_scan(row: ShipmentRow) -> Status:
    if row.pickup:
        number = row.pickup.rpartition(" · ")[2]  # before it stands the slot, where one is told
        tail = number if len(number) <= _SHORT else f"…{number[-4:]}"
        return Status(say("In pickup {number}", number=tail), "box", Tone.BLUE)
    if not bought_here(row):
        return Status(say("Bought elsewhere"), "external", Tone.GREY)
    if row.scanned_ms:
        return Status(say("Packed, scanned"), "scan", Tone.GREEN)
    if row.prints:
        times = f" × {row.prints}" if row.prints > 1 else ""
        return Status(say("Sent to printer") + times, "arrow-right", Tone.GREY)
    if row.label == "none":
        return Status(say("Bought, no label yet"), "alert", Tone.AMBER)
    return Status(say("Bought, not printed"), "printer", Tone.BLUE)


_TOLD = {
    ShipmentStatus.COLLECTED: Status("Scanned by carrier", "check", Tone.GREEN),
    ShipmentStatus.IN_TRANSIT: Status("Scanned by carrier", "check", Tone.GREEN),
    ShipmentStatus.OUT_FOR_DELIVERY: Status("Out for delivery", "truck", Tone.GREEN),
    ShipmentStatus.READY_TO_COLLECT: Status("Ready to collect", "locker", Tone.GREEN),
    ShipmentStatus.DELIVERED: Status("Delivered", "check", Tone.GREEN),
    ShipmentStatus.EXCEPTION: Status("Failed delivery", "alert", Tone.RED),
    ShipmentStatus.RETURNING: Status("Coming back", "return", Tone.AMBER),
    ShipmentStatus.RETURNED: Status("Came back", "return", Tone.GREY),
    ShipmentStatus.CANCELLED: Status("Cancelled", "close", Tone.GREY),
    ShipmentStatus.LOST: Status("Lost", "alert", Tone.RED),
}
"""Our words for what the courier told; each goes through the catalogue where it is shown."""


def event_tone(status: ShipmentStatus) -> Tone:
    """Return the colour of one event of a parcel's way."""
    if status in (ShipmentStatus.EXCEPTION, ShipmentStatus.LOST):
        return Tone.RED
    if status in (ShipmentStatus.RETURNING, ShipmentStatus.RETURNED):
        return Tone.AMBER
    if status in (ShipmentStatus.DRAFT, ShipmentStatus.BOUGHT, ShipmentStatus.PICKUP_BOOKED):
        return Tone.BLUE
    return Tone.GREY if status is ShipmentStatus.UNKNOWN else Tone.GREEN


def handing_in_words(handing_in: str) -> str:
    """Return the way of handing in, in words."""
    return {
        HandingIn.COLLECT.value: say("courier collects"),
        HandingIn.DROP_OFF.value: say("you drop it off"),
    }.get(handing_in, "")


def label_words(row: ShipmentRow) -> str:
    """Return what is known of the label: kept, or not fetched."""
    return say("kept") if row.label == "kept" else say("not fetched")


def waits_for_scan(row: ShipmentRow) -> bool:
    """Tell whether its label was printed and is still to be scanned."""
    before = row.status in (ShipmentStatus.BOUGHT.value, ShipmentStatus.PICKUP_BOOKED.value)
    return before and bool(row.prints) and not row.scanned_ms


def scans_words(tally: Tally | None) -> str:
    """Return how far the scanning is."""
    if tally is None:
        return ""
    scanned, printed = fmt.count(tally.scanned), fmt.count(tally.printed)
    return say("{scanned} of {printed} scanned", scanned=scanned, printed=printed)
