"""What is wrong with a form before it is sent, per field, and which acts a record allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from shipdesk.domain.record import FieldType, Record, RecordAct, RecordField, Target
from shipdesk.domain.rules import RuleProblem

_MOMENTS: Mapping[FieldType, tuple[Callable[[str], object], str]] = {
    FieldType.DATE: (date.fromisoformat, "a date as 2026-03-14."),
    FieldType.TIME: (datetime.fromisoformat, "a date and time as 2026-03-14T09:30."),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def narrowed(act: RecordAct, records: Sequence[Record]) -> RecordAct:
    """Return an act whose fields offer only what can be chosen for these records."""
    return replace(act, fields=tuple(_narrow(each, records) for each in act.fields))


def _narrow(field: RecordField, records: Sequence[Record]) -> RecordField:
    if not field.by or not records:
        return field
    allowed = [set(field.only.get(each.values.get(field.by, ""), ())) for each in records]
    both = set.intersection(*allowed)
    return replace(field, choices=tuple(pair for pair in field.choices if pair[0] in both))


def check_form(
    fields: Sequence[RecordField], values: Mapping[str, object]
) -> tuple[RuleProblem, ...]:
    """Return the first problem of each field, in the order of the form."""
    found = (check_field(each, values.get(each.name)) for each in fields)
    return tuple(problem for problem in found if problem is not None)


def is_unanswered(value: object) -> bool:
    """Return whether nothing was answered: blanks alone and no lines are nothing."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def check_field(field: RecordField, value: object) -> RuleProblem | None:
    """Return what is wrong with one answer, None where nothing is."""
    if is_unanswered(value):
        words = f"{field.title} is missing."
        return RuleProblem(field.name, words, missing=True) if field.required else None
    words = _fault(field, value)
    return RuleProblem(field.name, words, missing=False) if words else None


def _fault(field: RecordField, value: object) -> str:
    if field.type is FieldType.ROWS:
        return _fault_of_rows(field, value)
    text = str(value).strip()
    if _CONTROL.search(text):
        return f"{field.title} holds a character that cannot be sent."
    if field.most and len(text) > field.most:
        return f"{field.title}: at most {field.most} characters, {len(text)} are given."
    if (field.choices or field.by) and text not in {choice for choice, _ in field.choices}:
        return f"{field.title}: choose one of the list."
    if field.type in {FieldType.NUMBER, FieldType.INTEGER}:
        return _fault_of_number(field, text)
    if field.type in _MOMENTS and not _reads(_MOMENTS[field.type][0], text):
        return f"{field.title}: {_MOMENTS[field.type][1]}"
    if field.pattern and not re.fullmatch(field.pattern, text):
        return f"{field.title}: {field.hint or 'this form is not accepted.'}"
    return ""


def _fault_of_number(field: RecordField, text: str) -> str:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return f"{field.title}: a number."
    if not number.is_finite() or (
        field.type is FieldType.INTEGER and number != number.to_integral_value()
    ):
        return f"{field.title}: a whole number."
    unit = f" {field.unit}" if field.unit else ""
    if field.least and number < Decimal(field.least):
        return f"{field.title}: at least {field.least}{unit}."
    if field.greatest and number > Decimal(field.greatest):
        return f"{field.title}: at most {field.greatest}{unit}."
    return ""


def _fault_of_rows(field: RecordField, value: object) -> str:
    rows = value if isinstance(value, list | tuple) else ()
    for number, row in enumerate(rows, 1):
        problems = check_form(field.of, row if isinstance(row, Mapping) else {})
        if problems:
            return f"{field.title}, line {number}: {problems[0].words}"
    return ""


def _reads(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def why_not(act: RecordAct, records: Sequence[Record], part_id: str = "") -> str:
    """Return why an act cannot be done to these records, "" where it can."""
    if act.target is Target.NONE:
        return ""
    if not records:
        return "Choose a line first."
    if act.target is Target.PART and not part_id:
        return "Choose a line of the small table first."
    if act.target in {Target.RECORD, Target.PART} and len(records) > 1:
        return "It is done to one line at a time."
    if act.target is Target.RECORDS and len(records) > act.most:
        return f"At most {act.most} at once."
    if act.when_field:
        for record in records:
            state = record.values.get(act.when_field, "")
            if (state not in act.when_in) if act.when_in else not state:
                return act.why_not or f"Not while it is “{state or 'not known'}”."
    return ""
