"""The timeline of an operation: each request with what became of it, look-ups, what is to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from shipdesk.domain.operation import (
    UNSEEN,
    Attempt,
    AttemptState,
    OperationKind,
    OperationState,
)
from shipdesk.services.activity import OperationSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.activity.words import PURCHASES, step_words
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import Entry
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_LONGEST = 240
"""A service's answer is shown whole in the report; here its beginning is enough."""


def entries(sheet: OperationSheet, quiet: tuple[float, ...]) -> tuple[Entry, ...]:
    """Return the steps in order, those yet to come last; times are the window's."""
    operation = sheet.operation
    found = []
    if not sheet.attempts:
        time = fmt.exact_time(operation.created_at)
        queued = operation.state is OperationState.QUEUED
        told = say("nothing was sent yet") if queued else say("it only reads")
        told = say("nothing was sent") if sheet.elsewhere else told
        found.append(Entry(time, say("Written down"), told, Tone.BLUE))
    for attempt in sheet.attempts:
        found += _attempt(attempt, operation.kind)
    if sheet.elsewhere:
        time, title = fmt.exact_time(operation.updated_at), say("Asked the courier: it is there")
        found.append(Entry(time, title, say("bought by another hand"), Tone.VIOLET))
    buys = operation.kind in PURCHASES
    if operation.state is OperationState.DONE and (buys or not sheet.attempts):
        told = say("Confirmed by the courier") if buys else say("Done")
        found.append(Entry(fmt.exact_time(operation.updated_at), told, "", Tone.GREEN))
    found += _looked(sheet)
    found += _to_come(sheet, quiet)
    return tuple(found)


def _attempt(attempt: Attempt, kind: OperationKind) -> Iterator[Entry]:
    sent = fmt.exact_time(attempt.sent_at)
    if attempt.state is AttemptState.SENT:
        told = say("Written down, then sent; no answer yet")
        yield Entry(sent, told, step_words(attempt.step, kind), Tone.BLUE)
        return
    yield Entry(sent, say("Written down, then sent"), step_words(attempt.step, kind), Tone.BLUE)
    ended = fmt.exact_time(attempt.ended_at, "")
    answer = _shortened(attempt.answer)
    match attempt.state:
        case AttemptState.ACCEPTED:
            yield Entry(ended, say("Accepted"), answer, Tone.GREEN)
        case AttemptState.REFUSED:
            yield Entry(ended, say("Refused"), answer, Tone.RED)
        case AttemptState.NEVER_LEFT:
            yield Entry(ended, say("It never left"), answer, Tone.GREY)
        case AttemptState.AMBIGUOUS:
            yield Entry(ended, _no_answer(attempt), answer, Tone.VIOLET)
        case _:
            told = say("The reply was lost. Nothing more is paid.")
            yield Entry(ended, say("Looked up: found and adopted"), told, Tone.GREEN)


def _no_answer(attempt: Attempt) -> str:
    if attempt.ended_at is None:
        return say("No answer")
    seconds = round((attempt.ended_at - attempt.sent_at).total_seconds())
    if seconds < 1:
        return say("No answer")
    return say("No answer after {seconds} s", seconds=seconds)


def _looked(sheet: OperationSheet) -> Iterator[Entry]:
    operation = sheet.operation
    if operation.last_look_up_at is None or operation.state is not OperationState.UNKNOWN:
        return
    time = fmt.exact_time(operation.last_look_up_at)
    if not sheet.found:
        told = (
            say("nothing with our reference stands there")
            if sheet.can_decide
            else say("proves nothing yet, the list may lag")
        )
        yield Entry(time, say("Looked up: nothing"), told, Tone.GREY)
        return
    title = plural(len(sheet.found), "Looked up: one match", "Looked up: {n} matches")
    yield Entry(time, title, say("it has to be compared by a person"), Tone.AMBER)


def _to_come(sheet: OperationSheet, quiet: tuple[float, ...]) -> Iterator[Entry]:
    """Tell the look-ups that are planned; the last one hands the decision over."""
    operation = sheet.operation
    since = operation.waiting_since
    if operation.state is OperationState.WAITING and operation.not_before is not None:
        yield _planned(operation.not_before, say("Asked again"), "")
    if operation.state is not OperationState.UNKNOWN or sheet.can_decide or since is None:
        return
    if UNSEEN in operation.facts:
        until = datetime.fromisoformat(operation.facts["checking_until"])
        yield _planned(until, say("Yours to decide"), say("it may still be done until then"))
        return
    planned = [since + timedelta(seconds=each) for each in quiet[operation.look_ups :]]
    for moment in planned[:-1]:
        yield _planned(moment, say("Look-up"), "")
    if planned:
        yield _planned(planned[-1], say("Last look-up"), say("then it is yours to decide"))


def _planned(moment: datetime, title: str, detail: str) -> Entry:
    return Entry(fmt.exact_time(moment), title, detail, Tone.GREY, done=False)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
