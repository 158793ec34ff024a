"""Values, counts and outcomes of records in words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from shipdesk.domain.operation import Operation, OperationState
from shipdesk.domain.record import FieldType, Record, RecordAct, RecordField, RecordKind, RecordPage
from shipdesk.ui import format as fmt
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say

NUMBERS = frozenset({FieldType.NUMBER, FieldType.INTEGER})
_ID_LENGTH = 24
_MOST_PLACES = 6
_CENTS = 2
_CURRENCY = 3
_SUM_WORDS = "amount cod cost fee gross insurance net price revenue total value"
SUMS = frozenset(_SUM_WORDS.split())
"""Words of a field's name that say that it is a sum: services tell it without its currency."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
"""A moment as services write it, wherever it stands."""


_HUMP = re.compile(r"([a-z0-9])([A-Z])")
_CODES = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*(_[a-z0-9]+)+(, [a-z0-9_]+)*")
"""Codes such as `out_for_delivery`, one or several: read as words, copied as they are."""


def shown_value(field: RecordField, text: str) -> str:
    """Return a value as a person reads it: local numbers and dates, choices by their titles."""
    if not text or field.type is FieldType.CODE:
        return text
    if field.type is FieldType.YES_NO:
        return {"true": say("Yes"), "false": say("No")}.get(text.lower(), text)
    if field.type in NUMBERS:
        currency = not field.unit or (field.unit.isupper() and len(field.unit) == _CURRENCY)
        money = currency and bool(SUMS.intersection(field.name.split("_")))
        return _number(text, field.unit, money=money)
    if field.type in {FieldType.DATE, FieldType.TIME}:
        return _moment(text)
    titles = dict(field.choices)
    codes = text.split(", ") if field.type is FieldType.TEXTS else [text]
    if any(code in titles for code in codes):
        return ", ".join(dict.fromkeys(say(titles[c]) if c in titles else c for c in codes))
    if _INSTANT.fullmatch(text):
        return _moment(text)
    if _CODES.fullmatch(text):
        text = text.replace("_", " ")
    if field.name.endswith("status"):
        return text[:1].upper() + text[1:]
    return f"{text} {field.unit}" if field.unit else text


def _number(text: str, unit: str, *, money: bool) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or len(text) > _ID_LENGTH:
        return text
    exponent = number.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if money and places <= _CENTS:
        places = _CENTS
    if places > _MOST_PLACES:
        return f"{text}\u00a0{unit}" if unit else text
    shown = fmt.decimal(number, places)
    return f"{shown}\u00a0{unit}" if unit else shown


def _moment(text: str) -> str:
    try:
        if "T" not in text and " " not in text:
            noon = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
            return fmt.day(noon.replace(hour=12)) if noon.date() != _today() else say("today")
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return fmt.moment(when if when.tzinfo else when.replace(tzinfo=UTC))


def _today() -> date:
    return fmt.today().date()


def named(path: str) -> str:
    """Return a service's name of a value as words: `months.averageValue` as `Months: average…`."""
    words = _HUMP.sub(r"\1 \2", path).replace("_", " ").replace(".", ": ").casefold()
    return words[:1].upper() + words[1:]


def field_title(field: RecordField) -> str:
    """Return a field's label in a form: title, unit, and whether it must be filled."""
    title = say(field.title)
    return f"{title} *" if field.required else title


def plain_title(act: RecordAct) -> str:
    """Return an act's title without the sign that it asks something."""
    return say(act.title).removesuffix("…").rstrip()


def confirm_words(act: RecordAct, records: tuple[Record, ...], part: Record | None) -> str:
    """Return what the confirming button says; what cannot be undone names whom it hits."""
    title = plain_title(act)
    if not act.danger:
        return say(act.confirm) if act.confirm else title
    if part is not None:
        return f"{title} {part.title}"
    if len(records) == 1:
        return f"{title} {records[0].title}"
    return f"{title} ({fmt.count(len(records))})" if records else title


def about(records: tuple[Record, ...], part: Record | None, kind: RecordKind) -> str:
    """Return whom an act is for, as the subtitle of its form."""
    if part is not None and records:
        return f"{part.title} · {records[0].title}"
    if len(records) == 1:
        return records[0].title
    if records:
        return say("{n} chosen", n=fmt.count(len(records)))
    return say(kind.title)


def lower_title(kind: RecordKind) -> str:
    """Return a kind's title inside a sentence; abbreviations keep their capitals."""
    title = say(kind.title)
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def counted(kind: RecordKind, number: int) -> str:
    """Return `1 customer`, `120 customers`."""
    return f"{fmt.count(number)} {say(kind.singular) if number == 1 else lower_title(kind)}"


def list_words(kind: RecordKind, page: RecordPage) -> str:
    """Return how many there are, of a service that does not count how many are in sight."""
    return counted(kind, len(page.records) if page.total is None else page.total)


def page_words(page: RecordPage, number: int, size: int) -> str:
    """Return which page is in sight, "" where there is one only; `size` is a full page's."""
    if page.total is None or not size:
        return say("page {page}", page=number) if number > 1 or page.more else ""
    pages = max(number, -(-page.total // size))
    return say("page {page} of {pages}", page=number, pages=pages) if pages > 1 else ""


def age_words(page: RecordPage, now: datetime) -> str:
    """Return of when a page is: just fetched, or as it was listed last."""
    if page.fetched_at is not None:
        words = say("as of {time} (cached)", time=fmt.moment(page.fetched_at))
    else:
        words = say("as of {time}", time=fmt.clock_time(now))
    if page.skipped:
        words = f"{say('{n} could not be read', n=len(page.skipped))} · {words}"
    return words


def outcome(operation: Operation) -> tuple[str, str, str, Tone]:
    """Return how an act stands: the word, what is to be said of it, icon and tone."""
    reason = operation.reason
    match operation.state:
        case OperationState.QUEUED:
            return say("Waits to be sent"), reason, "clock", Tone.GREY
        case OperationState.SENT:
            return say("Being sent…"), "", "refresh", Tone.BLUE
        case OperationState.WAITING:
            return say("Waits for an answer"), reason, "clock", Tone.BLUE
        case OperationState.UNKNOWN:
            words = say("The answer was lost; it may be done or not. It is looked up.")
            return say("Unknown"), words, "question", Tone.VIOLET
        case OperationState.DONE:
            return say("Done"), reason, "check", Tone.GREEN
        case OperationState.CANCELLED:
            return say("Taken back"), reason, "minus", Tone.GREY
        case OperationState.REFUSED | OperationState.FAILED_AFTER_ACCEPTANCE:
            told = [f"{name}: {'; '.join(words)}" for name, words in _told(operation)]
            return (
                say("Refused"),
                " · ".join(part for part in (reason, *told) if part),
                "alert",
                (Tone.RED),
            )


def _told(operation: Operation) -> list[tuple[str, tuple[str, ...]]]:
    return [(name, words) for name, words in operation.reason_fields.items() if name]
