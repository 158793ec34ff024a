"""Frozen dataclasses to plain JSON values and back, by their annotations.

Used for the journal, the cache and the pipes between our processes; never for a service's JSON.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")
_SCALARS = frozenset({str, int, float, bool, type(None)})


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON values
    """Return the value as JSON knows it; fields that equal their default are left out."""
    if type(value) in _SCALARS:
        return value
    outer = one_level(value)
    if isinstance(outer, dict):
        return {
            name: item if type(item) in _SCALARS else to_plain(item) for name, item in outer.items()
        }
    return [to_plain(item) for item in outer] if isinstance(outer, list) else outer


def one_level(value: object) -> Any:  # noqa: ANN401 - JSON values
    """Return what `to_plain` does of the outermost object only.

    For an encoder that asks again for what stands inside; what JSON cannot tell stays as it is.
    """
    return _outer(cast("Any", type(value)))(value)


def from_plain(kind: type[T], plain: object) -> T:
    """Return the dataclass of `to_plain`; keys that are not known any more are ignored.

    Raises TypeError or ValueError when a required field is missing or does not fit.
    """
    return cast("T", _reader(cast("Any", kind))(plain))


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default is not dataclasses.MISSING:
        return field.default
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return dataclasses.MISSING


@cache
def _outer(kind: type[Any]) -> Callable[[Any], Any]:
    """What turns the outermost level of a value into JSON's, worked out once for each class."""
    if dataclasses.is_dataclass(kind):
        return _fields_of(kind)
    if issubclass(kind, Enum):
        return attrgetter("value")
    if issubclass(kind, datetime):
        return lambda value: value.astimezone(UTC).isoformat()
    if issubclass(kind, Mapping):
        return lambda value: {str(key): item for key, item in value.items()}
    return list if issubclass(kind, list | tuple | set | frozenset) else _as_it_is


def _fields_of(kind: type[Any]) -> Callable[[Any], dict[str, Any]]:
    """Return a function that tells a dataclass's fields, without those that equal their default.

    Written out for each class, as dataclasses does: a loop over the fields takes twice as long.
    """
    known: dict[str, Any] = {}
    told, asked = [], []
    for field in dataclasses.fields(kind):
        name, default = field.name, _default(field)
        if default is dataclasses.MISSING:
            told.append(f"{name!r}: value.{name}")
            continue
        known[f"_{name}"] = default
        same = "" if default is None else f" and item != _{name}"
        asked.append(f"    item = value.{name}")
        asked.append(f"    if item is not _{name}{same}: told[{name!r}] = item")
    begin = f"def fields_of(value):\n    told = {{{', '.join(told)}}}"
    exec("\n".join([begin, *asked, "    return told"]), known)  # noqa: S102 - names of fields only
    return cast("Callable[[Any], dict[str, Any]]", known["fields_of"])


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    """What turns plain values into the kind, worked out once for each kind."""
    supertype = getattr(kind, "__supertype__", None)
    if supertype is not None:
        return _reader(supertype)
    origin = typing.get_origin(kind)
    if origin in {types.UnionType, typing.Union}:
        inner = next(item for item in typing.get_args(kind) if item is not types.NoneType)
        return _optional_reader(_reader(inner))
    if origin is tuple:
        return _tuple_reader(typing.get_args(kind))
    if origin is not None and issubclass(origin, Mapping):
        each = _reader(typing.get_args(kind)[1])
        return lambda plain: {str(key): each(item) for key, item in plain.items()}
    if not isinstance(kind, type):
        return _as_it_is
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    if issubclass(kind, Enum):
        return kind
    return datetime.fromisoformat if issubclass(kind, datetime) else _as_it_is


def _as_it_is(plain: Any) -> Any:  # noqa: ANN401
    return plain


def _optional_reader(inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda plain: None if plain is None else inner(plain)


def _tuple_reader(kinds: tuple[Any, ...]) -> Callable[[Any], Any]:
    readers = [_reader(kind) for kind in kinds if kind is not Ellipsis]
    if len(kinds) == 2 and kinds[1] is Ellipsis:  # noqa: PLR2004
        each = readers[0]
        return lambda plain: tuple(each(item) for item in plain)
    return lambda plain: tuple(reader(item) for reader, item in zip(readers, plain, strict=True))


def _dataclass_reader(kind: type[Any]) -> Callable[[Any], Any]:
    readers: dict[str, Callable[[Any], Any]] = {}

    def read(plain: Any) -> Any:  # noqa: ANN401
        if not readers:
            # Not before the first use: a kind may hold others of its own.
            hints = typing.get_type_hints(kind)
            readers.update(
                {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}
            )
        return kind(
            **{name: readers[name](item) for name, item in plain.items() if name in readers}
        )

    return read
