"""Filters for Dispatch's lists, built as a tree so that no text of a person becomes an operator.

A field must be on the list of its resource, and a value is written by the field's declared type,
never by what it looks like (API reference § 4.5, § 4.8 and § 4.10). Raises ValueError before any
network use for everything else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from shipdesk.providers.tables import Table

LONGEST_TEXT = 256
LONGEST_FILTER = 2_000
MOST_LEAVES = 20
DEEPEST = 6
LONGEST_SEARCH = 200

Value = str | bool | int | Decimal | datetime | UUID | None
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_OPERATOR_WORDS = frozenset({"AND", "OR", "NOT"})


class Op(StrEnum):
    """How two values are compared."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"


class Fn(StrEnum):
    """Questions to a text; Dispatch may tell letter cases apart."""

    CONTAINS = "contains"
    STARTS_WITH = "startswith"
    ENDS_WITH = "endswith"


@dataclass(frozen=True, slots=True)
class Cmp:
    """A field against a value; None only with EQ and NE."""

    field: str
    op: Op
    value: Value


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to a text field."""

    fn: Fn
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    part: Node


Node = Cmp | Ask | And | Or | Not


def filterable(table: Table, resource: str) -> Mapping[str, str]:
    """Return what a list may be filtered and sorted by, each field with its type (§ 4.8)."""
    groups = table.section("filterable")[resource]
    return {name: kind for kind, names in groups.items() for name in names}


def to_filter(node: Node, fields: Mapping[str, str]) -> str:
    """Return the text of `$filter`, not yet percent-encoded."""
    leaves = _leaves(node, 1)
    if leaves > MOST_LEAVES:
        raise ValueError(f"more than {MOST_LEAVES} conditions")
    text = _write(node, fields)
    if len(text) > LONGEST_FILTER:
        raise ValueError(f"longer than {LONGEST_FILTER} characters")
    return text


def to_orderby(keys: Sequence[tuple[str, bool]], fields: Mapping[str, str]) -> str:
    """Return the text of `$orderby` for (field, newest or largest first)."""
    names = [name for name, _ in keys]
    if not names or len(set(names)) != len(names) or not set(names) <= set(fields):
        raise ValueError("not an order of known fields")
    return ",".join(f"{name} desc" if down else name for name, down in keys)


def to_search(text: str) -> str:
    """Return what a person typed as `$search` takes it: words, none of them an operator."""
    words = _CONTROL.sub(" ", text.replace('"', " ")).split()
    safe = [word.lower() if word in _OPERATOR_WORDS else word for word in words]
    return " ".join(safe)[:LONGEST_SEARCH].rstrip()


def _leaves(node: Node, depth: int) -> int:
    if depth > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST}")
    match node:
        case And(parts) | Or(parts):
            if not parts:
                raise ValueError("an empty group")
            return sum(_leaves(part, depth + 1) for part in parts)
        case Not(part):
            return _leaves(part, depth + 1)
    return 1


def _write(node: Node, fields: Mapping[str, str]) -> str:
    match node:
        case Cmp(field, op, value):
            return f"{field} {Op(op).value} {_literal(field, op, value, fields)}"
        case Ask(fn, field, value):
            if fields.get(field) != "string":
                raise ValueError(f"{field} is not a text that can be asked")
            return f"{Fn(fn).value}({field},{_text(value)})"
        case And(parts):
            return " and ".join(f"({_write(part, fields)})" for part in parts)
        case Or(parts):
            return " or ".join(f"({_write(part, fields)})" for part in parts)
        case Not(part):
            # `not a eq b` means `(not a) eq b`; parentheses always.
            return f"not ({_write(part, fields)})"


def _literal(field: str, op: Op, value: Value, fields: Mapping[str, str]) -> str:
    kind = fields.get(field)
    if kind is None:
        raise ValueError(f"{field} cannot be filtered by")
    if value is None:
        if op not in {Op.EQ, Op.NE}:
            raise ValueError("nothing is neither larger nor smaller")
        return "null"
    written = {
        "string": lambda: _text(value),
        "number": lambda: _number(value),
        "moment": lambda: _moment(value),
        "guid": lambda: _guid(value),
        "flag": lambda: _flag(value),
    }[kind]()
    return str(written)


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is needed")  # noqa: TRY004 - one kind of error for callers
    text = unicodedata.normalize("NFC", value)
    if _CONTROL.search(text) or len(text) > LONGEST_TEXT:
        raise ValueError("a text without control characters, of at most 256")
    # Doubling is OData's only escape: percent-encoding a quote does not hide it.
    return "'" + text.replace("'", "''") + "'"


def _number(value: Value) -> str:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("a number is needed")  # noqa: TRY004 - as above
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("a finite number is needed")
    return format(number, "f")


def _moment(value: Value) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("a moment with its zone is needed")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _guid(value: Value) -> str:
    if not isinstance(value, str | UUID):
        raise ValueError("an identifier is needed")  # noqa: TRY004 - as above
    return str(UUID(str(value)))


def _flag(value: Value) -> str:
    if not isinstance(value, bool):
        raise ValueError("yes or no is needed")  # noqa: TRY004 - as above
    return "true" if value else "false"
