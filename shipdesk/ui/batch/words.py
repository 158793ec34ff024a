"""What is said of many purchases at once: why one stops, what it costs, what became of it; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shipdesk.domain.batch import Batch, Fate, Totals
from shipdesk.domain.measures import Source
from shipdesk.domain.operation import PURCHASES, Operation, OperationState
from shipdesk.domain.order import PaymentKind
from shipdesk.domain.rules import RuleProblem, cod_of
from shipdesk.errors import ShipDeskError
from shipdesk.services.batch_review import ReviewRow
from shipdesk.services.orders import OrderSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.orders.quote_rows import price_of, title_of
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural


class Told(NamedTuple):
    """What a row says: the matter, what is known or suggested beside it, and all of it in full."""

    matter: str = ""
    note: str = ""
    whole: str = ""


NOTHING = Told()


class FateLook(NamedTuple):
    """How a fate reads: one word, its icon and its tone."""

    word: str
    icon: str
    tone: Tone


_STOPS = {
    "payment_unknown": "Payment not known",
    "weight_missing": "Weight not known",
    "locker_missing": "No locker chosen",
    "handing_in_missing": "Collected or dropped off?",
    "quote_missing": "No price",
    "sender_missing": "No sender there",
    "already_bought": "Already bought",
    "already_open": "Being bought already",
    "no_quote": "No courier takes it",
    "not_asked": "No price could be asked for",
    "choice_gone": "The chosen service is not offered now",
    "changed_since": "Changed since you looked",
}
_PLAIN = frozenset({"handing_in_missing"})
"""Stops whose matter says enough in a row."""
_FATES = {
    Fate.QUEUED: ("Waits its turn", "clock", Tone.GREY),
    Fate.UNDER_WAY: ("Being bought", "arrow-right", Tone.BLUE),
    Fate.HELD: ("Waits for you", "pause", Tone.AMBER),
    Fate.DONE: ("Bought", "check", Tone.GREEN),
    Fate.REFUSED: ("Refused", "alert", Tone.RED),
    Fate.FAILED: ("Not paid", "alert", Tone.RED),
    Fate.UNKNOWN: ("Unknown", "question", Tone.VIOLET),
    Fate.TAKEN_BACK: ("Taken back", "minus", Tone.GREY),
}


def sheet_of(row: ReviewRow) -> OrderSheet | None:
    """Return the order as it was read, None while it is not there."""
    return row.plan.sheet if row.plan is not None else None


def told_of_stop(row: ReviewRow) -> Told:
    """Return why a row cannot be bought, and what would settle it."""
    problems, stop = row.problems, row.stop
    if stop is not None and (not problems or stop.params.get("field") != "quotes"):
        return told_of_error(stop, row)
    return _told_of_problem(problems[0], len(problems) - 1) if problems else NOTHING


def told_of_error(stop: ShipDeskError, row: ReviewRow) -> Told:
    """Return what stops a row whatever its rules say."""
    whole = _joined(stop.title, stop.detail, stop.hint)
    if stop.key == "operation_refused":
        matter, note, whole = stop.detail, stop.hint, _joined(stop.detail, stop.hint)
        return Told((matter or stop.title).rstrip("."), note, whole)
    matter = say(_STOPS[stop.key]) if stop.key in _STOPS else stop.title
    sheet = sheet_of(row)
    if stop.key == "payment_unknown" and sheet is not None:
        amount = fmt.money(sheet.order.total, "")
        note = say("paid, or COD {amount}", amount=amount) if amount else say("paid, or COD")
        return Told(matter, note, whole)
    return Told(matter, "" if stop.key in _PLAIN else stop.detail, whole)


def _told_of_problem(problem: RuleProblem, more: int) -> Told:
    note = f"→ {problem.suggestion}" if problem.suggestion else ""
    if more:
        note = _joined(note, plural(more, "and 1 more", "and {n} more"))
    return Told(problem.words.rstrip("."), note, problem.words)


def notes_of(row: ReviewRow) -> tuple[str, ...]:
    """Return what is to be looked at though nothing stops it."""
    sheet = sheet_of(row)
    if sheet is None:
        return ()
    notes = []
    if sheet.parcel.source is Source.PRESET:
        notes.append(say("weight assumed, {weight}", weight=fmt.weight(sheet.parcel.weight_g)))
    if sheet.order.recipient.country_guessed:
        country = sheet.order.recipient.country
        notes.append(say("country {country} guessed from the postcode", country=country))
    if row.quote is not None and row.quote.total is None:
        notes.append(say("price not told"))
    before = _refused_before(sheet)
    if before is not None:
        notes.append(say("refused before: {why}", why=before.reason))
    return tuple(notes)


def _refused_before(sheet: OrderSheet) -> Operation | None:
    """Return the last purchase where it was refused and nothing was corrected since."""
    last = next((one for one in sheet.operations if one.kind in PURCHASES), None)
    if last is None or last.state is not OperationState.REFUSED:
        return None
    touched = sheet.additions.touched_at
    return None if touched is not None and touched > last.updated_at else last


def cod_words(row: ReviewRow) -> str:
    """Return what the courier collects, "" for nothing."""
    sheet = sheet_of(row)
    cod = cod_of(sheet.order) if sheet is not None else None
    return "" if cod is None else say("COD {amount}", amount=fmt.money(cod))


def payment_words(kind: PaymentKind, amount: str) -> str:
    """Return how a payment was settled just now."""
    return say("paid") if kind is PaymentKind.PAID else say("COD {amount}", amount=amount)


def offers_of(row: ReviewRow) -> str:
    """Return the offers that the digits pick, the one in force marked."""
    sheet = sheet_of(row)
    if sheet is None or sheet.quotes is None:
        return ""
    chosen = row.quote.key if row.quote is not None else ""
    parts = []
    for number, quote in enumerate(sheet.quotes.quotes[:9], 1):
        mark = "✓" if quote.key == chosen else str(number)
        parts.append(f"{mark}{fmt.NBSP}{title_of(quote)} {price_of(quote)}")
    return "   ".join(parts)


def sum_words(totals: Totals, *, short: bool = False) -> str:
    """Return what purchases cost: each currency apart, then how many tell no price."""
    parts = [fmt.money(amount) for amount in totals.amounts]
    if totals.unpriced:
        words = "{n} by contract" if short else "{n} without a told price"
        parts.append(say(words, n=fmt.count(totals.unpriced)))
    return " + ".join(parts)


def buy_words(count: int, totals: Totals) -> str:
    """Return what the one button says: how many labels, for how much."""
    labels = plural(count, "Buy 1 label", "Buy {n} labels")
    return ", ".join(part for part in (labels, sum_words(totals)) if part)


def fate_look(fate: Fate) -> FateLook:
    """Return how a fate reads."""
    word, icon, tone = _FATES[fate]
    return FateLook(say(word), icon, tone)


def fates_words(batch: Batch) -> str:
    """Return how far a batch is, such as `87 of 187 · 3 refused · 1 unknown`."""
    counts, total = batch.counts, len(batch.rows)
    done = say("{n} of {total}", n=fmt.count(batch.settled), total=fmt.count(total))
    refused = counts[Fate.REFUSED] + counts[Fate.FAILED]
    others = (
        (refused, say("{n} refused", n=fmt.count(refused))),
        (counts[Fate.UNKNOWN], say("{n} unknown", n=fmt.count(counts[Fate.UNKNOWN]))),
        (counts[Fate.HELD], say("{n} wait for you", n=fmt.count(counts[Fate.HELD]))),
        (counts[Fate.TAKEN_BACK], say("{n} taken back", n=fmt.count(counts[Fate.TAKEN_BACK]))),
    )
    return " · ".join([done, *(words for count, words in others if count)])


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def listed(parts: Iterable[str]) -> str:
    """Return several short remarks in one line."""
    return " · ".join(part for part in parts if part)
