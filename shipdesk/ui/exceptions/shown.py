"""What the Exceptions screen says of a parcel: pure words, made of its row or sheet."""

from __future__ import annotations

from datetime import date, datetime, time

from shipdesk.domain.address import place_lines
from shipdesk.domain.delivery_exception import ASKED, ASKED_DAY, Place, ReattemptRule
from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.shipment import CUSTOMER_RETURN, Shipment
from shipdesk.services.exceptions import ExceptionRow, ExceptionSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.status import Status
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import Entry
from shipdesk.wording import phrase as say

_HOUR = 3600.0
_RETURNS = {
    "requested": ("Return asked for", "clock", Tone.AMBER),
    "approved": ("Return approved", "check", Tone.BLUE),
    "collected": ("On its way to me", "return", Tone.BLUE),
    "received": ("Came back", "check", Tone.GREEN),
}
_ASKED = {
    OperationKind.REATTEMPT.value: "Re-attempt asked",
    OperationKind.RETURN_TO_ORIGIN.value: "Return asked",
}


def status_of(row: ExceptionRow) -> Status:
    """Return where the parcel stands for a person."""
    extra = row.shipment.extra
    if row.open is not None:
        if row.open.state is OperationState.UNKNOWN:
            return Status(say("Asked, not known"), "question", Tone.VIOLET)
        return Status(say("Being asked"), "clock", Tone.BLUE)
    if row.place is Place.CUSTOMER_RETURNS:
        word, icon, tone = _RETURNS.get(
            extra.get(CUSTOMER_RETURN, ""), ("Customer return", "return", Tone.GREY)
        )
        return Status(say(word), icon, tone)
    if row.place is Place.GOING_BACK:
        return Status(say("On its way back"), "return", Tone.BLUE)
    if extra.get(ASKED) in _ASKED:
        return Status(say(_ASKED[extra[ASKED]]), "clock", Tone.BLUE)
    return Status(say("To decide"), "alert", Tone.AMBER)


def left_words(row: ExceptionRow, now: datetime) -> str:
    """Return the time that is left to have the courier come tomorrow, a dash where none is."""
    if row.closes_at is None or row.place is not Place.TO_DECIDE:
        return fmt.DASH
    return fmt.left((row.closes_at - now).total_seconds())


def left_tone(row: ExceptionRow, now: datetime) -> Tone | None:
    """Return red in the last hour, amber before, nothing where no time runs."""
    if row.closes_at is None or row.place is not Place.TO_DECIDE:
        return None
    seconds = (row.closes_at - now).total_seconds()
    return Tone.RED if seconds < _HOUR else Tone.AMBER


def reason_words(shipment: Shipment) -> str:
    """Return why the delivery failed, in the courier's words."""
    return shipment.extra.get("failed_reason", "") or shipment.words or shipment.code or fmt.DASH


def day_words(day: date) -> str:
    """Return a date of another zone as it is written there, not moved into ours."""
    return fmt.long_day(datetime.combine(day, time(12), fmt.today().tzinfo))


def rule_words(rule: ReattemptRule, now: datetime) -> str:
    """Return why the earliest date is what it is."""
    there = f"{now.astimezone(rule.zone):%H:%M}"
    cutoff, earliest = f"{rule.cutoff:%H:%M}", day_words(rule.earliest(now))
    where = rule.zone_title
    if rule.late(now):
        return say(
            "It is {there} in {where}, past {cutoff}: the courier comes on {day} at the earliest.",
            there=there, where=where, cutoff=cutoff, day=earliest,
        )  # fmt: skip
    return say(
        "It is {there} in {where}. Asked for before {cutoff} there, the courier can come on {day}.",
        there=there, where=where, cutoff=cutoff, day=earliest,
    )  # fmt: skip


def facts(sheet: ExceptionSheet) -> list[tuple[str, str]]:
    """Return what a person wants to know before deciding."""
    shipment = sheet.shipment
    found = [
        (say("Why"), reason_words(shipment)),
        (say("Attempts"), shipment.extra.get("attempts", "")),
        (say("Courier"), fmt.service(shipment.courier, shipment.service_title)),
        (say("Tracking"), fmt.tracking(shipment.tracking_number)),
        (say("COD"), fmt.money(shipment.cod) if shipment.cod else ""),
        (say("Phone"), shipment.recipient.phone),
        (say("Address"), "\n".join(place_lines(shipment.recipient))),
    ]
    asked = shipment.extra.get(ASKED, "")
    if asked in _ASKED:
        day = shipment.extra.get(ASKED_DAY, "")
        when = day_words(date.fromisoformat(day)) if day else say("the next round")
        words = say("Re-attempt on {day}", day=when) if asked == "reattempt" else say("Return")
        found.append((say("Last asked"), words))
    return [(label, value) for label, value in found if value]


def way(sheet: ExceptionSheet) -> list[Entry]:
    """Return the parcel's way, newest first."""
    entries = []
    for event in reversed(sheet.events):
        failed = event.status is sheet.shipment.status and event.code == sheet.shipment.code
        tone = Tone.AMBER if failed else Tone.BLUE
        entries.append(Entry(fmt.moment(event.at), event.words, event.place, tone))
    return entries
