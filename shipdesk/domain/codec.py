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
    kind: Any = type(value)
    if kind in _SCALARS:
        return value
    told = _told(kind)
    if told is not None:
        names, defaults, values_of = told
        return {
            name: item if type(item) in _SCALARS else to_plain(item)
            for name, default, item in zip(names, defaults, values_of(value), strict=True)
            if item is not default and item != default
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(item) for item in value]
    return value


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
def _told(
    kind: type[Any],
) -> tuple[tuple[str, ...], tuple[object, ...], Callable[[Any], tuple[Any, ...]]] | None:
    """Names, defaults and values of a dataclass, worked out once; None for every other class."""
    if not dataclasses.is_dataclass(kind):
        return None
    fields = dataclasses.fields(kind)
    names = tuple(field.name for field in fields)
    return names, tuple(_default(field) for field in fields), _values_of(names)


def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if not names:
        return lambda _value: ()
    read = attrgetter(*names)
    # Of one name alone it gives the value itself.
    return read if len(names) > 1 else lambda value: (read(value),)


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
