"""What is said of a print run: how far it is, what it waits for, why a label stopped; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from shipdesk.domain.label import CheckOutcome
from shipdesk.domain.operation import OperationState
from shipdesk.domain.print_run import PrintFate, PrintRow, PrintRun, RunState, Why
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.words import FateLook
from shipdesk.ui.shipments.shown import FORCEABLE
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_FATES = {
    PrintFate.NEXT: ("Waits its turn", "clock", Tone.GREY),
    PrintFate.NO_LABEL: ("Label on its way", "clock", Tone.GREY),
    PrintFate.AT_PRINTER: ("Waits for the printer", "pause", Tone.AMBER),
    PrintFate.SENDING: ("Being sent", "arrow-right", Tone.BLUE),
    PrintFate.HELD: ("Waits for you", "pause", Tone.AMBER),
    PrintFate.SENT: ("Sent to printer", "check", Tone.GREEN),
    PrintFate.NOT_PRINTED: ("Not printed", "alert", Tone.RED),
    PrintFate.UNKNOWN: ("May be on paper", "question", Tone.VIOLET),
    PrintFate.SKIPPED: ("Skipped", "minus", Tone.GREY),
    PrintFate.TAKEN_BACK: ("Taken back", "minus", Tone.GREY),
}
_NOT_KEPT = "label_missing"
_AT_PRINTER = frozenset({PrintFate.SENDING, PrintFate.SENT, PrintFate.UNKNOWN})

Printers = Mapping[ShipmentId, str]
"""The printer of each label of a run, by its title."""


def printers_of(
    run: PrintRun, parcels: Mapping[ShipmentId, Shipment], title_of: Callable[[str], str]
) -> Printers:
    """Return where each label was handed to, or goes to now; `title_of` names a courier's printer.

    Couriers may have printers of their own.
    """

    def printer(row: PrintRow) -> str:
        parcel = parcels.get(row.shipment_id)
        sent = row.printer if row.fate in _AT_PRINTER else ""
        return sent or title_of(parcel.courier if parcel is not None else "")

    return {row.shipment_id: printer(row) for row in run.rows}


def print_look(fate: PrintFate) -> FateLook:
    """Return how a fate reads."""
    word, icon, tone = _FATES[fate]
    return FateLook(say(word), icon, tone)


def far_words(run: PrintRun) -> str:
    """Return how far a run is, such as `7 of 40 · 2 not printed`."""
    counts = run.counts
    done = say("{n} of {total}", n=fmt.count(run.settled), total=fmt.count(len(run.rows)))
    failed, unknown = counts[PrintFate.NOT_PRINTED], counts[PrintFate.UNKNOWN]
    left = counts[PrintFate.SKIPPED] + counts[PrintFate.TAKEN_BACK]
    others = (
        (failed, say("{n} not printed", n=fmt.count(failed))),
        (unknown, say("{n} may be on paper", n=fmt.count(unknown))),
        (left, say("{n} left out", n=fmt.count(left))),
    )
    return " · ".join([done, *(words for count, words in others if count)])


def now_words(run: PrintRun, parcels: Mapping[ShipmentId, Shipment], printers: Printers) -> str:
    """Return what a run does now, or what it waits for and what ends that."""
    row = run.next_row
    if row is None:
        return _all_sent(run, printers)
    number, printer = number_of(parcels.get(row.shipment_id)), printers[row.shipment_id]
    if run.state is RunState.STOPPED:
        return _stopped(run, number, printer)
    if run.behind:
        return say("Waits for the end of the run before it: two would mix on the table.")
    if run.waits_at is not None:
        waited = number_of(parcels.get(run.rows[run.waits_at].shipment_id))
        waits = say("Waits at its place for the label of {number}.", number=waited)
        return _joined(waits, run.waits, say("Skip it to go on without it."))
    if row.fate in {PrintFate.AT_PRINTER, PrintFate.HELD}:
        waits = say("{number} waits for {printer}.", number=number, printer=printer)
        return _joined(waits, row.why)
    return say("Now {number}, to {printer}.", number=number, printer=printer)


def _all_sent(run: PrintRun, printers: Printers) -> str:
    sent = [row.shipment_id for row in run.rows if row.fate is PrintFate.SENT]
    counts = Counter(printers[each] for each in sent)
    if len(counts) < 2:  # noqa: PLR2004 - one, or none
        return plural(len(sent), "1 sent to the printer.", "{n} sent to the printer.")
    each = [say("{n} to {printer}", n=fmt.count(counts[one]), printer=one) for one in counts]
    return say("Sent: {each}.", each=", ".join(each))


def _stopped(run: PrintRun, number: str, printer: str) -> str:
    match run.why:
        case Why.UNKNOWN:
            return say(
                "{number} may be on paper: look at the printer, then go on.", number=run.words
            )
        case Why.PRINTER:
            why = run.words if run.words.endswith(".") else f"{run.words}."
            stopped = say("Stopped at {printer}. {why}", printer=printer, why=why)
            return _joined(stopped, say("Go on begins with {number}.", number=number))
        case Why.LATE:
            return say("It stood still for over 15 minutes. Go on begins with {number}.",
                       number=number)  # fmt: skip
        case _:
            return say("Stopped by you. Go on begins with {number}.", number=number)


def row_words(row: PrintRow, printer: str = "") -> str:
    """Return what is known of a label beside its fate; `printer` where a run has several."""
    match row.fate:
        case PrintFate.NEXT | PrintFate.SENDING:
            return say("To {printer}.", printer=printer) if printer else ""
        case PrintFate.NO_LABEL:
            return say("Its place is kept until its label is here.")
        case PrintFate.AT_PRINTER | PrintFate.HELD:
            return row.why
        case PrintFate.SENT:
            return _sent(row, printer)
        case PrintFate.NOT_PRINTED:
            return row.why
        case PrintFate.UNKNOWN:
            return say("Look at the printer; it is not sent again by itself.")
        case PrintFate.SKIPPED:
            return say("Left out by you.")
        case PrintFate.TAKEN_BACK:
            return row.why or say("Taken back before it was sent.")


def _sent(row: PrintRow, printer: str) -> str:
    copy = say("copy {number}", number=row.copies) if row.copies > 1 else ""
    told = row.operation.facts.get("check", "") if row.operation is not None else ""
    by_eye = say("Not checked: compare the number by eye.")
    unread = by_eye if told == CheckOutcome.NOT_CHECKED.value else ""
    return " · ".join(part for part in (printer, copy, unread) if part)


def way_out(row: PrintRow) -> str:
    """Return what can be done about a label that did not come out, "" where nothing has to be."""
    if row.fate is PrintFate.UNKNOWN:
        return say("Settle it in Activity: it came out, or print it again with a reason.")
    if row.fate is not PrintFate.NOT_PRINTED:
        return say("A retry prints it.") if row.can_be_asked_again else ""
    if row.why_key in FORCEABLE:
        return say("Fetch its label again in Shipments, or print it anyway with a reason.")
    if row.why_key == _NOT_KEPT:
        return say("A retry fetches its label and prints it.")
    if _was_printed(row):
        return say("A retry asks why another copy is needed.")
    return say("Settle that in Shipments, then retry.")


def _was_printed(row: PrintRow) -> bool:
    refused = row.operation is None or row.operation.state is OperationState.DONE
    return refused and row.copies > 0


def number_of(parcel: Shipment | None) -> str:
    """Return what a parcel is called: its order's number, else its own."""
    if parcel is None:
        return say("a parcel")
    return parcel.order_number or fmt.tracking(parcel.tracking_number)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
