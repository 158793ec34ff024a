"""Frozen dataclasses to plain JSON values and back, by their annotations.

Used for the journal, the cache and the pipes between our processes; never for a service's JSON.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON values
    """Return the value as JSON knows it; fields that equal their default are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(item)
            for field in dataclasses.fields(value)
            if (item := getattr(value, field.name)) != _default(field)
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
    return cast("T", _read(kind, plain))


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default is not dataclasses.MISSING:
        return field.default
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return dataclasses.MISSING


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(kind: Any, plain: Any) -> Any:  # noqa: ANN401
    supertype = getattr(kind, "__supertype__", None)
    if supertype is not None:
        return _read(supertype, plain)
    origin = typing.get_origin(kind)
    if origin in {types.UnionType, typing.Union}:
        return _read_optional(kind, plain)
    if origin is tuple:
        return _read_tuple(kind, plain)
    if origin is not None and issubclass(origin, Mapping):
        inner = typing.get_args(kind)[1]
        return {str(key): _read(inner, item) for key, item in plain.items()}
    return _read_plain_type(kind, plain) if isinstance(kind, type) else plain


def _read_plain_type(kind: type, plain: Any) -> Any:  # noqa: ANN401
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        known = {field.name for field in dataclasses.fields(kind)}
        return kind(
            **{name: _read(hints[name], item) for name, item in plain.items() if name in known}
        )
    if issubclass(kind, Enum):
        return kind(plain)
    if issubclass(kind, datetime):
        return datetime.fromisoformat(plain)
    return plain


def _read_optional(kind: Any, plain: Any) -> Any:  # noqa: ANN401
    if plain is None:
        return None
    inner = next(item for item in typing.get_args(kind) if item is not types.NoneType)
    return _read(inner, plain)


def _read_tuple(kind: Any, plain: Any) -> tuple[Any, ...]:  # noqa: ANN401
    inner = typing.get_args(kind)
    if len(inner) == 2 and inner[1] is Ellipsis:  # noqa: PLR2004
        return tuple(_read(inner[0], item) for item in plain)
    return tuple(_read(each, item) for each, item in zip(inner, plain, strict=True))
