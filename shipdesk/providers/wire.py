"""What services send, read leniently: unknown, missing, null and text-for-number are tolerated.

A type of this module never refuses a value that can be understood, and reads one that cannot as
"not known" (None, or "" for text); only an object where a text should be, or the other way round,
makes a row unreadable. Under which names the values of a row come stands in [wire.<kind>].
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, NoReturn, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from shipdesk.errors import UnexpectedReplyError
from shipdesk.providers.tables import Table

_MILLISECONDS = Decimal("1e11")
_LATEST = Decimal("2e14")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TRUE = frozenset({"true", "1", "yes", "y", "t"})
_FALSE = frozenset({"false", "0", "no", "n", "f"})


def parse_json(body: bytes, where: str = "body", **params: object) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON value of a body, numbers with a point as Decimal.

    Raises UnexpectedReplyError for anything that is not whole JSON: empty, cut, HTML, NaN.
    """
    if not body.strip():
        raise UnexpectedReplyError(f"{where}: empty", **params)
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnexpectedReplyError(f"{where}: not JSON", **params) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def to_text(value: object) -> str:
    """Return a scalar as text without control characters; None is ""."""
    if type(value) is str:
        # Most values by far, and most of those hold nothing to take out.
        return value.strip() if value.isprintable() else _CONTROL.sub("", value).strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str | int | float):
        return _CONTROL.sub("", str(value)).strip()
    raise ValueError("must be a text")


def to_decimal(value: object) -> Decimal | None:
    """Return a number, also from text with a comma; None where it is none."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        return number if number.is_finite() else None
    text = to_text(value).replace("\u00a0", "").replace(" ", "")
    text = text.replace(",", "" if "." in text else ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def to_whole(value: object) -> int | None:
    """Return a whole number, cutting what is behind the point; None where it is none."""
    number = to_decimal(value)
    return None if number is None or abs(number) > _LATEST else int(number)


def to_flag(value: object) -> bool | None:
    """Return yes or no, also from text and 0/1; None where it is neither."""
    text = to_text(value).lower()
    if text in _TRUE:
        return True
    return False if text in _FALSE else None


def to_moment(value: object) -> datetime | None:
    """Return a moment in UTC from ISO 8601 or an epoch in seconds or milliseconds.

    A time without a zone is read as UTC; None where it is no time.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    text = to_text(value)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _from_epoch(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _from_epoch(text: str) -> datetime | None:
    number = to_decimal(text)
    if number is None or not 0 < number < _LATEST:
        return None
    return datetime.fromtimestamp(float(number / 1000 if number > _MILLISECONDS else number), UTC)


def to_texts(value: object) -> tuple[str, ...]:
    """Return a list of texts, also from a single one; empty ones are left out."""
    given = value if isinstance(value, list | tuple) else [value]
    return tuple(text for item in given if (text := to_text(item)))


def _to_id(value: object) -> str:
    text = to_text(value)
    if not text:
        raise ValueError("is missing")
    return text


Id = Annotated[str, BeforeValidator(_to_id)]
"""A text without which a row is worth nothing."""
Text = Annotated[str, BeforeValidator(to_text)]
Texts = Annotated[tuple[str, ...], BeforeValidator(to_texts)]
Number = Annotated[Decimal | None, BeforeValidator(to_decimal)]
Whole = Annotated[int | None, BeforeValidator(to_whole)]
Flag = Annotated[bool | None, BeforeValidator(to_flag)]
Moment = Annotated[datetime | None, BeforeValidator(to_moment)]


class WireModel(BaseModel):
    """A row of a service's answer; every field needs a default but what cannot be missed.

    Fields have names of ours; the service's stand in [wire.<kind>] of its table.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)
    kind: ClassVar[str] = ""
    told: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """The object that was read, whole, for its raw copy; empty where it stood inside another."""

    @classmethod
    def read(
        cls, value: object, where: str, table: Table, told: Mapping[str, Any] | None = None
    ) -> Self:
        """Return the row of a JSON object, its fields taken from under any of their names.

        `told` is what the row was taken from where that is more. Raises UnexpectedReplyError with
        the field path in the service's names.
        """
        if not isinstance(value, Mapping):
            raise UnexpectedReplyError(f"{where}: not an object")
        names = names_of(cls, table)
        try:
            model = cls.model_validate(names.placed(value))
        except ValidationError as error:
            fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
            words = fault["msg"].removeprefix("Value error, ")
            raise UnexpectedReplyError(f"{where}.{names.path(fault['loc'])}: {words}") from None
        # Beside the fields: a private attribute would cost each of thousands of inner rows.
        object.__setattr__(model, "told", value if told is None else told)
        return model


@dataclass(frozen=True, slots=True)
class Names:
    """Where a service puts the fields of a kind of row, and those of the rows inside it.

    `first` has the first name of each field; `moved` all names of those that do not simply come
    under their own; `inside` the names of the rows in a field, where any of those is moved.
    """

    first: Mapping[str, str]
    moved: tuple[tuple[str, tuple[str, ...]], ...]
    inside: Mapping[str, Names]

    def placed(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a row with its values under our names; a value goes before a null."""
        if not self.moved and not self.inside:
            return row
        placed = dict(row)
        for field_, names in self.moved:
            for name in names:
                found = row.get(name)
                if found is None and "." in name:
                    found = dig(row, name)
                if found is not None:
                    placed[field_] = found
                    break
            else:
                placed.pop(field_, None)
                if any(name in row for name in names):
                    placed[field_] = None
        for field_, inner in self.inside.items():
            if field_ in placed:
                placed[field_] = inner.placed_in(placed[field_])
        return placed

    def placed_in(self, value: object) -> object:
        """Return a value with the rows in it placed: itself, or all of a list."""
        if isinstance(value, dict):
            return self.placed(value)
        return [self.placed_in(each) for each in value] if isinstance(value, list) else value

    def path(self, steps: Sequence[str | int]) -> str:
        """Return the way to a field in the service's names."""
        here: Names | None = self
        told = []
        for step in steps:
            if isinstance(step, int) or here is None:
                told.append(str(step))
            else:
                told.append(here.first.get(step, step))
                here = here.inside.get(step)
        return ".".join(told)


def names_of(model: type[WireModel], table: Table) -> Names:
    """Return where a table puts the fields of a model; worked out once for each table.

    Raises KeyError for a field that [wire.<kind>] does not name: a slip of ours.
    """
    found = table.kept.get(model)
    if not isinstance(found, Names):
        found = table.kept[model] = _names(model, table)
    return found


def _names(model: type[WireModel], table: Table) -> Names:
    given = table.aliases(model.kind)
    moved = tuple((name, given[name]) for name in model.model_fields if given[name] != (name,))
    inner = {
        name: names_of(each, table)
        for name, told in model.model_fields.items()
        for each in _models_in(told.annotation)
    }
    inside = {name: names for name, names in inner.items() if names.moved or names.inside}
    return Names({name: given[name][0] for name in model.model_fields}, moved, inside)


def _models_in(annotation: object) -> Iterator[type[WireModel]]:
    """Yield the models in a field's type, such as `tuple[WireItem, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, WireModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def dig(value: object, path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what stands under a path such as `order.id` or `items.0.sku`; None where nothing."""
    found: Any = value
    for part in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found


@dataclass(frozen=True, slots=True)
class Explained:
    """What a refusal says: a code for programs, words for people, words per field.

    `trace` is the number by which the service's own people find the request.
    """

    code: str
    words: str = ""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trace: str = ""


def to_json(body: object) -> bytes:
    """Return JSON in UTF-8; a Decimal becomes the shortest number that reads back the same."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"cannot send {type(value).__name__}")
