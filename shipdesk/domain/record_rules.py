"""What is wrong with a form before it is sent, per field, and which acts a record allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from shipdesk.domain.record import (
    Condition,
    FieldType,
    Record,
    RecordAct,
    RecordField,
    Target,
)
from shipdesk.domain.rules import FIXES, RuleProblem

_MOMENTS: Mapping[FieldType, tuple[Callable[[str], object], str]] = {
    FieldType.DATE: (date.fromisoformat, "a date as 2026-03-14."),
    FieldType.TIME: (datetime.fromisoformat, "a date and time as 2026-03-14T09:30."),
}
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.INTEGER})
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


def check_act(
    act: RecordAct, values: Mapping[str, object], today: date | None = None
) -> tuple[RuleProblem, ...]:
    """Return what is wrong with an act's form: each field alone, then fields together."""
    found = check_form(act.fields, values, today)
    wrong = {problem.field for problem in found}
    across = check_order(act.fields, act.order, values)
    if act.one_of and all(is_unanswered(values.get(name)) for name in act.one_of):
        titles = [each.title for name in act.one_of for each in act.fields if each.name == name]
        words = f"One of these is needed: {', '.join(titles)}."
        across = (RuleProblem(act.one_of[0], words, missing=True), *across)
    return (*found, *(problem for problem in across if problem.field not in wrong))


def check_form(
    fields: Sequence[RecordField], values: Mapping[str, object], today: date | None = None
) -> tuple[RuleProblem, ...]:
    """Return the first problem of each field, in the order of the form.

    `today` is the person's own day; without it nothing is told to lie in the past.
    """
    found = (check_field(each, values.get(each.name), today) for each in fields)
    return tuple(problem for problem in found if problem is not None)


def check_order(
    fields: Sequence[RecordField],
    order: Sequence[Sequence[str]],
    values: Mapping[str, object],
) -> tuple[RuleProblem, ...]:
    """Return a problem for each answer that comes before the one it must follow."""
    by_name = {each.name: each for each in fields}
    found = []
    for names in order:
        given = [(by_name[name], _measure(by_name[name], values.get(name))) for name in names]
        known = [(each, size) for each, size in given if size is not None]
        for (first, low), (then, high) in pairwise(known):
            if high < low:
                words = f"{then.title}: not before “{first.title}”."
                if then.type in _NUMBERS:
                    words = f"{then.title}: not less than “{first.title}”."
                found.append(RuleProblem(then.name, words, missing=False))
    return tuple(found)


def _measure(field: RecordField, value: object) -> Decimal | None:
    """Return an answer as a number that can be compared, None where it is none."""
    if is_unanswered(value):
        return None
    text = str(value).strip()
    try:
        if field.type in _NUMBERS:
            number = Decimal(text.replace(",", "."))
            return number if number.is_finite() else None
        # A moment without a zone is the person's own.
        moment = datetime.fromisoformat(text)
        return Decimal(str(moment.timestamp()))
    except (InvalidOperation, ValueError, OverflowError, OSError):
        return None


def is_unanswered(value: object) -> bool:
    """Return whether nothing was answered: blanks alone and no lines are nothing."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def check_field(field: RecordField, value: object, today: date | None = None) -> RuleProblem | None:
    """Return what is wrong with one answer and what would pass instead, None where it is right."""
    if is_unanswered(value):
        words = f"{field.title} is missing."
        return RuleProblem(field.name, words, missing=True) if field.required else None
    words = _fault(field, value, today)
    if not words:
        return None
    given = str(value).strip()
    fixed = FIXES[field.fix](given).strip() if field.fix else ""
    passes = bool(fixed) and fixed != given and not _fault(field, fixed, today)
    return RuleProblem(field.name, words, missing=False, suggestion=fixed if passes else "")


def _fault(field: RecordField, value: object, today: date | None) -> str:
    if field.type is FieldType.ROWS:
        return _fault_of_rows(field, value, today)
    text = str(value).strip()
    if _CONTROL.search(text):
        return f"{field.title} holds a character that cannot be sent."
    if field.most and len(text) > field.most:
        return f"{field.title}: at most {field.most} characters, {len(text)} are given."
    if (field.choices or field.by) and text not in {choice for choice, _ in field.choices}:
        return f"{field.title}: choose one of the list."
    if field.type in _NUMBERS:
        return _fault_of_number(field, text)
    if field.type in _MOMENTS:
        return _fault_of_moment(field, text, today)
    if field.pattern and not re.fullmatch(field.pattern, text):
        return f"{field.title}: {field.hint or 'this form is not accepted.'}"
    return ""


def _fault_of_moment(field: RecordField, text: str, today: date | None) -> str:
    parse, form = _MOMENTS[field.type]
    if not _reads(parse, text):
        return f"{field.title}: {form}"
    if today and field.least == "today" and date.fromisoformat(text) < today:
        return f"{field.title}: today or later."
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
    if field.decimals is not None and number != round(number, field.decimals):
        return f"{field.title}: at most {field.decimals} digits behind the point."
    return ""


def _fault_of_rows(field: RecordField, value: object, today: date | None) -> str:
    rows = value if isinstance(value, list | tuple) else ()
    for number, row in enumerate(rows, 1):
        problems = check_form(field.of, row if isinstance(row, Mapping) else {}, today)
        if problems:
            words = f"{field.title}, line {number}: {problems[0].words}"
            instead = problems[0].suggestion
            return f"{words.rstrip('.')}. “{instead}” would do." if instead else words
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
    return next((words for each in act.when if (words := _unmet(each, records))), "")


def _unmet(condition: Condition, records: Sequence[Record]) -> str:
    """Return a condition's sentence where it does not hold, naming the record of several."""
    failing = [record for record in records if not condition.holds(record)]
    if not failing or (condition.some and len(failing) < len(records)):
        return ""
    everywhere = len(failing) == len(records)
    return condition.why_not if everywhere else f"{failing[0].title}: {condition.why_not}"
