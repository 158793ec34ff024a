"""Values under our names to a service's JSON and back: where each one stands is data (pure).

The one place where request bodies are put together. A name like `receiver.address.city` leads into
objects; the tables [body.*] and [records.*] of a provider hold them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from shipdesk.domain.record import FieldType, RecordField
from shipdesk.domain.record_rules import is_unanswered
from shipdesk.errors import RuleError
from shipdesk.providers.tables import Table

Body = dict[str, object]
Names = Mapping[str, str]

_YES = frozenset({"true", "yes", "1"})
_LONGEST_CELL = 2_000
_DAY = len("2026-03-14")


def body_of(table: Table, name: str, values: Mapping[str, object]) -> Body:
    """Return typed values as the JSON of [body.<name>]; None and "" are left out.

    Raises KeyError for a value that the table does not name: a slip of ours.
    """
    names = table.section("body")[name]
    body: Body = {}
    for field, value in values.items():
        if value is not None and value != "":
            put(body, names[field], value)
    return body


def query_of(table: Table, name: str, values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return values as a query with the names of [body.<name>]; None and "" are left out.

    A list is repeated under its name, once for each value. Raises KeyError as `body_of` does.
    """
    names = table.section("body")[name]
    return tuple(
        (str(names[field]), str(each))
        for field, value in values.items()
        if value is not None and value != ""
        for each in (value if isinstance(value, list) else [value])
    )


def name_of(table: Table, name: str, field: str) -> str:
    """Return the service's name of one value of [body.<name>]; raises KeyError without one."""
    return str(table.section("body")[name][field])


def put(body: Body, path: str, value: object) -> None:
    """Set a value inside nested objects, which are made on the way."""
    *way, last = path.split(".")
    here = body
    for step in way:
        inside = here.get(step)
        if not isinstance(inside, dict):
            inside = {}
            here[step] = inside
        here = inside
    here[last] = value


def pick(row: object, paths: Sequence[str]) -> object:
    """Return what stands under the first of the paths that is there; None where none is."""
    for path in paths:
        here: object = row
        for step in path.split("."):
            here = here.get(step) if isinstance(here, Mapping) else None
            if here is None:
                break
        else:
            return here
    return None


def project(row: object, path: str) -> object:
    """Return what stands under a path; `[]` after a step takes the rest from each of a list."""
    head, marked, rest = path.partition("[].")
    found = pick(row, (head,))
    if not marked:
        return found
    taken = (project(each, rest) for each in _each(found))
    return [value for value in taken if value is not None]


def encode(fields: Sequence[RecordField], values: Mapping[str, object]) -> Body:
    """Return answers of a form as the service's JSON; what was not answered is left out.

    Raises RuleError with the field's name for an answer that its type cannot hold.
    """
    body: Body = {}
    for field in fields:
        value = to_json_value(field, values.get(field.name))
        if value is not None:
            put(body, field.at[0], value)
            if field.unit_at:
                put(body, field.unit_at, field.unit)
    return body


def merge(
    raw: Mapping[str, object], fields: Sequence[RecordField], values: Mapping[str, object]
) -> Body:
    """Return a whole object with some values changed: what was emptied is sent empty (§ PUT).

    What is empty and was not there before stays away; an object that lost its last value is null.
    """
    body: Body = deepcopy(dict(raw))
    for field in fields:
        if field.name not in values:
            continue
        value = to_json_value(field, values[field.name])
        if value is None and pick(raw, field.at[:1]) is None:
            continue
        put(body, field.at[0], _emptied(field) if value is None else value)
        if value is None:
            _drop_hollow(body, field.at[0])
        elif field.unit_at:
            put(body, field.unit_at, field.unit)
    return body


def changed(
    fields: Sequence[RecordField], values: Mapping[str, object], before: Mapping[str, str]
) -> Body:
    """Return only what a form changed; of an object inside, all its values where one changed."""
    given = [each for each in fields if each.name in values]
    moved = {
        _group(each)
        for each in given
        if not same(each, _text(each, values[each.name]), before.get(each.name, ""))
    }
    body: Body = {}
    for field in given:
        value = to_json_value(field, values[field.name])
        if _group(field) not in moved or (value is None and not before.get(field.name)):
            continue
        put(body, field.at[0], _emptied(field) if value is None else value)
        if field.unit_at and value is not None:
            put(body, field.unit_at, field.unit)
    return body


def same(field: RecordField, one: str, other: str) -> bool:
    """Return whether two texts are one value: numbers by amount, days without their hour."""
    if field.type in {FieldType.NUMBER, FieldType.INTEGER}:
        try:
            return Decimal(one) == Decimal(other)
        except InvalidOperation:
            return one == other
    if field.type is FieldType.DATE:
        return one[:_DAY] == other[:_DAY]
    return one == other


def _text(field: RecordField, value: object) -> str:
    return to_text_value(field, to_json_value(field, value))


def _group(field: RecordField) -> str:
    return field.at[0].rpartition(".")[0] or field.name


def _emptied(field: RecordField) -> object:
    return "" if field.type in {FieldType.TEXT, FieldType.LONG_TEXT} else None


def _drop_hollow(body: Body, path: str) -> None:
    outer = path.rpartition(".")[0]
    inside = pick(body, (outer,)) if outer else None
    if isinstance(inside, Mapping) and all(value in ("", None) for value in inside.values()):
        put(body, outer, None)


def to_json_value(field: RecordField, value: object) -> object:
    """Return one answer in the JSON type of its field; None where nothing was answered."""
    if is_unanswered(value):
        return None
    match field.type:
        case FieldType.NUMBER:
            return _number(field, value)
        case FieldType.INTEGER:
            number = _number(field, value)
            if number != number.to_integral_value():
                raise RuleError(
                    field.name, "whole_number", reason=f"{field.title}: a whole number."
                )
            return int(number)
        case FieldType.TIME:
            return _instant(field, str(value).strip())
        case FieldType.YES_NO:
            return value if isinstance(value, bool) else str(value).strip().lower() in _YES
        case FieldType.TEXTS:
            texts = value.split(",") if isinstance(value, str) else value
            return [str(text).strip() for text in _each(texts) if str(text).strip()]
        case FieldType.ROWS:
            rows = json.loads(value) if isinstance(value, str) else value
            return [encode(field.of, row) for row in _each(rows) if isinstance(row, Mapping)]
    return str(value).strip()


def to_text_value(field: RecordField, value: object) -> str:
    """Return a value of an answer as text: numbers without exponent, lists by commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str | int | float | date | datetime):
        return str(value)[:_LONGEST_CELL]
    if isinstance(value, list) and not any(isinstance(item, Mapping) for item in value):
        return ", ".join(to_text_value(field, item) for item in value)
    if isinstance(value, list) and field.type is not FieldType.ROWS:
        return str(len(value))
    return json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST_CELL]


def _instant(field: RecordField, text: str) -> str:
    """Return a moment in UTC; one without a zone is of this computer's."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise RuleError(field.name, "time", reason=f"{field.title}: a date and time.") from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(field: RecordField, value: object) -> Decimal:
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation as error:
        raise RuleError(field.name, "number", reason=f"{field.title}: a number.") from error
    if not number.is_finite():
        raise RuleError(field.name, "number", reason=f"{field.title}: a number.")
    return number


def _each(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()
