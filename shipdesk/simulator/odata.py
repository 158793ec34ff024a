"""The part of OData that Dispatch understands: filters, ordering and free-text search.

The grammar and its semantics are those of OData v4 narrowed to what the reference lists; names
of operators and functions are accepted in lower case only, so that a sloppy client fails early.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

Row = Mapping[str, Any]
AnyRow = TypeVar("AnyRow", bound=Row)
Evaluate = Callable[[Row], Any]
Truth = Callable[[Row], "bool | None"]

STRING, NUMBER, DATE, GUID, BOOL, NULL = "string", "number", "datetime", "guid", "bool", "null"

MAX_DEPTH = 40
MAX_LENGTH = 8_000
MAX_SEARCH = 200


class InvalidFilterError(ValueError):
    """The `$filter` cannot be understood; the text says why."""


class InvalidOrderByError(ValueError):
    """The `$orderby` cannot be understood; the text says why."""


class Node(NamedTuple):
    """One typed piece of a filter: what kind of value it gives, and how to get it from a row."""

    kind: str
    evaluate: Evaluate


class Token(NamedTuple):
    """One word of a filter; `spaced` tells whether white space stood before it."""

    kind: str
    text: str
    spaced: bool


_TOKEN = re.compile(
    r"""
    (?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))
    |(?P<guid>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<string>'(?:[^']|'')*')
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>[(),/])
    """,
    re.VERBOSE,
)
_FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
}
_RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda left, right: bool(left > right),
    "ge": lambda left, right: bool(left >= right),
    "lt": lambda left, right: bool(left < right),
    "le": lambda left, right: bool(left <= right),
}


def parse_filter(text: str, fields: Mapping[str, str]) -> Callable[[Row], bool]:
    """A test of rows from a `$filter`; `fields` maps each known path to its kind.

    Raises InvalidFilterError. Only rows where the whole is true pass; false and null do not.
    """
    if len(text) > MAX_LENGTH:
        raise InvalidFilterError("the filter is too long")
    node = _Parser(_tokens(text), fields).whole()
    if node.kind != BOOL:
        raise InvalidFilterError("the filter is not a condition")
    evaluate = node.evaluate
    return lambda row: evaluate(row) is True


def parse_orderby(text: str, fields: Mapping[str, str]) -> list[tuple[str, bool]]:
    """(path, descending) pairs of an `$orderby`; raises InvalidOrderByError."""
    keys: list[tuple[str, bool]] = []
    for item in text.split(","):
        words = item.split()
        if not words or len(words) > 2 or words[1:] not in ([], ["asc"], ["desc"]):  # noqa: PLR2004
            raise InvalidOrderByError(f"cannot read the order '{item.strip()}'")
        if words[0] not in fields:
            raise InvalidOrderByError(f"cannot order by '{words[0]}'")
        if any(words[0] == known for known, _ in keys):
            raise InvalidOrderByError(f"'{words[0]}' is named twice")
        keys.append((words[0], words[1:] == ["desc"]))
    return keys


def sort_rows(rows: Iterable[AnyRow], keys: Sequence[tuple[str, bool]]) -> list[AnyRow]:
    """The rows in that order, nulls lowest, equal ones by guid so that pages are stable."""
    ordered = sorted(rows, key=lambda row: str(row["guid"]))
    for path, descending in reversed(keys):
        read = reader(path)
        ordered.sort(key=lambda row: _sortable(read(row)), reverse=descending)
    return ordered


def parse_search(text: str) -> list[str]:
    """The folded terms of a `$search`: words, and what stands in double quotes as one."""
    clipped = text.strip()[:MAX_SEARCH].casefold()
    return [quoted or word for quoted, word in re.findall(r'"([^"]+)"|([^\s"]+)', clipped)]


def reader(path: str) -> Evaluate:
    """A function that reads a path ("customer/name") from a row; null where a step is missing."""
    first, *rest = path.split("/")
    if not rest:
        return lambda row: row.get(first)

    def read(row: Row) -> Any:  # noqa: ANN401 - a row's values are of any kind
        value = row.get(first)
        for step in rest:
            if not isinstance(value, Mapping):
                return None
            value = value.get(step)
        return value

    return read


def _sortable(value: object) -> tuple[bool, Any]:
    return (value is not None, "" if value is None else value)


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    spaced = False
    while place < len(text):
        if text[place] in " \t":
            spaced = True
            place += 1
            continue
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise InvalidFilterError(f"unexpected '{text[place]}' at {place + 1}")
        tokens.append(Token(match.lastgroup, match.group(), spaced))
        place = match.end()
        spaced = False
    return tokens


class _Parser:
    """Recursive descent over the tokens, lowest precedence first; types are checked on the way."""

    def __init__(self, tokens: list[Token], fields: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._place = 0
        self._fields = fields
        self._depth = 0

    def whole(self) -> Node:
        """The expression, with nothing left after it."""
        if not self._tokens:
            raise InvalidFilterError("the filter is empty")
        node = self._or()
        if self._place < len(self._tokens):
            raise InvalidFilterError(f"unexpected '{self._tokens[self._place].text}'")
        return node

    def _or(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise InvalidFilterError("the filter is nested too deeply")
        node = self._and()
        while self._operator("or"):
            node = _logical(node, self._and(), decisive=True)
        self._depth -= 1
        return node

    def _and(self) -> Node:
        node = self._equality()
        while self._operator("and"):
            node = _logical(node, self._equality(), decisive=False)
        return node

    def _equality(self) -> Node:
        node = self._relation()
        while word := self._operator("eq", "ne"):
            node = _equal(node, self._relation(), wanted=word == "eq")
        return node

    def _relation(self) -> Node:
        node = self._unary()
        while word := self._operator("gt", "ge", "lt", "le"):
            node = _compare(node, self._unary(), _RELATIONS[word])
        return node

    def _unary(self) -> Node:
        if self._peek("not") and self._place + 1 < len(self._tokens):
            following = self._tokens[self._place + 1]
            if following.spaced:
                self._place += 1
                self._depth += 1
                if self._depth > MAX_DEPTH:
                    raise InvalidFilterError("the filter is nested too deeply")
                node = _negate(self._unary())
                self._depth -= 1
                return node
        return self._primary()

    def _primary(self) -> Node:
        token = self._next()
        if token.text == "(" and token.kind == "mark":
            node = self._or()
            self._expect(")")
            return node
        if token.kind == "word":
            return self._word(token.text)
        return _literal(token)

    def _word(self, word: str) -> Node:
        if word in _FUNCTIONS and self._peek("("):
            self._expect("(")
            text = self._or()
            self._expect(",")
            part = self._or()
            self._expect(")")
            return _function(_FUNCTIONS[word], text, part)
        if word in {"true", "false"}:
            return _constant(BOOL, word == "true")
        if word == "null":
            return _constant(NULL, None)
        path = word
        while self._peek("/"):
            self._place += 1
            path += "/" + self._next().text
        if path not in self._fields:
            raise InvalidFilterError(f"there is no field '{path}'")
        return Node(self._fields[path], reader(path))

    def _peek(self, text: str) -> bool:
        return self._place < len(self._tokens) and self._tokens[self._place].text == text

    def _next(self) -> Token:
        if self._place >= len(self._tokens):
            raise InvalidFilterError("the filter ends too early")
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _expect(self, mark: str) -> None:
        if self._next().text != mark:
            raise InvalidFilterError(f"'{mark}' is missing")

    def _operator(self, *words: str) -> str | None:
        if self._place >= len(self._tokens):
            return None
        token = self._tokens[self._place]
        if token.kind != "word" or token.text not in words:
            return None
        self._place += 1
        following = self._tokens[self._place] if self._place < len(self._tokens) else None
        if not token.spaced or following is None or not following.spaced:
            raise InvalidFilterError(f"'{token.text}' needs white space around it")
        return token.text


def _literal(token: Token) -> Node:
    text = token.text
    if token.kind == STRING:
        return _constant(STRING, text[1:-1].replace("''", "'"))
    if token.kind == NUMBER:
        return _constant(NUMBER, Decimal(text))
    if token.kind == GUID:
        return _constant(GUID, text.lower())
    if token.kind == DATE:
        try:
            return _constant(DATE, datetime.fromisoformat(text))
        except ValueError as error:
            raise InvalidFilterError(f"'{text}' is no moment") from error
    raise InvalidFilterError(f"unexpected '{text}'")


def _constant(kind: str, value: object) -> Node:
    return Node(kind, lambda _row: value)


def _alike(left: Node, right: Node) -> None:
    if left.kind != right.kind and NULL not in {left.kind, right.kind}:
        raise InvalidFilterError(f"cannot compare a {left.kind} with a {right.kind}")


def _condition(node: Node) -> Truth:
    if node.kind not in {BOOL, NULL}:
        raise InvalidFilterError(f"a {node.kind} is not a condition")
    return node.evaluate


def _logical(left: Node, right: Node, *, decisive: bool) -> Node:
    """`or` (true decides) and `and` (false decides) over true, false and null."""
    first, second = _condition(left), _condition(right)

    def evaluate(row: Row) -> bool | None:
        one = first(row)
        if one is decisive:
            return decisive
        two = second(row)
        if two is decisive:
            return decisive
        return None if one is None or two is None else not decisive

    return Node(BOOL, evaluate)


def _negate(node: Node) -> Node:
    inner = _condition(node)

    def evaluate(row: Row) -> bool | None:
        value = inner(row)
        return None if value is None else not value

    return Node(BOOL, evaluate)


def _equal(left: Node, right: Node, *, wanted: bool) -> Node:
    _alike(left, right)
    one, two = left.evaluate, right.evaluate
    return Node(BOOL, lambda row: (one(row) == two(row)) is wanted)


def _compare(left: Node, right: Node, holds: Callable[[Any, Any], bool]) -> Node:
    _alike(left, right)
    if BOOL in {left.kind, right.kind}:
        raise InvalidFilterError("conditions have no order")
    one, two = left.evaluate, right.evaluate

    def evaluate(row: Row) -> bool:
        first, second = one(row), two(row)
        return first is not None and second is not None and holds(first, second)

    return Node(BOOL, evaluate)


def _function(holds: Callable[[str, str], bool], text: Node, part: Node) -> Node:
    if not {text.kind, part.kind} <= {STRING, NULL}:
        raise InvalidFilterError("the function is for text")
    one, two = text.evaluate, part.evaluate

    def evaluate(row: Row) -> bool | None:
        whole, piece = one(row), two(row)
        return None if whole is None or piece is None else holds(whole, piece)

    return Node(BOOL, evaluate)
