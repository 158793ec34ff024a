"""Finds where the syntax of a module holds a name of a service's JSON or query as a text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

OURS = {
    "facts": "what a step of an operation noted for the next one",
    "extra": "what is kept of a shipment beside its fields",
    "settings": "of an account, or the table's section of that name",
    "secrets": "of an account, by our names",
    "params": "of an error of ours",
    "headers": "of HTTP",
    "answer_head": "of HTTP, too",
    "values": "a table's words on a status or product, or values before a table names them",
    "asked": "values before a table names them",
    "place": "a place of collection by the names of its rules",
    "names": "the service's names by ours, out of a table",
    "bulk": "the service's names by ours, out of a table",
    "what": "arguments of a call",
    "fault": "what pydantic says of one",
    "_dropped": "what is kept nowhere, by the kind of row",
}
"""Mappings whose keys are not a service's: the last name that leads to them, what they are."""

UNNAMED = frozenset({"values", "asked", "place"})
"""Those of them that are sent once a table has named them: none of a service's names is in."""

PAIRS = frozenset({"order_id", "dash101_order_id"})
"""First halves of pairs that are no query: which of its two numbers names an order."""

_NAME = re.compile(r"[$A-Za-z_][\w$./-]*(?:\[\])?")
_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
_TABLES = frozenset({"section", "aliases", "endpoints", "bulk"})
_READERS = frozenset({"get", "pop", "setdefault"})
_FINDERS = frozenset({"dig", "pick", "project", "put", "text_of", "texts_of", "itemgetter"})
_ALIASES = re.compile(r"(?:\w+_)?alias(?:_generator)?")
_SENT = frozenset({"body", "query", "json", "data", "params", "content"})

Found = tuple[int, str]


def texts(tree: ast.Module) -> Iterator[Found]:
    """Yield the texts of a module that are not its documentation."""
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documentation:
            yield from _named(node, re.compile(r"(?s).+"))


def keys(tree: ast.Module, theirs: set[str], ours: set[str]) -> Iterator[Found]:
    """Yield the names that stand where a key of JSON or of a query does.

    Looked up in anything but the mappings of `OURS` and what comes out of a table: any name. As the
    key of a dict: one that only the service has, or any where the dict is sent. As the first half
    of a pair: one of the service's.
    """
    tabled = _tabled(tree)
    walked = {
        id(node.iter) for node in ast.walk(tree) if isinstance(node, ast.For | ast.comprehension)
    }
    for node in ast.walk(tree):
        for receiver, name in _looked_up(node):
            if receiver is not None and _of_table(receiver, tabled):
                continue
            last = _last(receiver)
            if last in OURS or _CONSTANT.fullmatch(last):
                strange = theirs - ours if last in UNNAMED else set()
                yield from (each for each in _named(name) if each[1] in strange)
            else:
                yield from _named(name)
        if isinstance(node, ast.Dict):
            for key in filter(None, node.keys):
                yield from (each for each in _named(key) if each[1] in theirs - ours)
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and id(node) not in walked:
            found = (each for each in _named(node.elts[0]) if each[1] in theirs - PAIRS)
            yield from found
        for sent in _sent(node):
            for key in filter(None, sent.keys):
                yield from _named(key)


def _looked_up(node: ast.AST) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    """Yield what is looked into (None: a row, by its very use) and the name looked for."""
    match node:
        case ast.Subscript(value=receiver, slice=name):
            yield receiver, name
        case ast.Compare(left=name, ops=[ast.In() | ast.NotIn()], comparators=[receiver]):
            if not ast.unparse(receiver).endswith((".lower()", ".casefold()")):
                yield receiver, name
        case ast.Call(func=ast.Attribute(value=receiver, attr=attr), args=[name, *_]):
            if attr in _READERS:
                yield receiver, name
        case ast.Call(func=ast.Name(id=finder), args=[_, name, *_]) if finder in _FINDERS:
            yield from ((None, each) for each in getattr(name, "elts", [name]))
        case ast.MatchMapping(keys=names):
            yield from ((None, name) for name in names)
    if isinstance(node, ast.Call):
        aliases = (each.value for each in node.keywords if _ALIASES.fullmatch(each.arg or ""))
        choices = (
            node.args if ast.unparse(node.func).endswith(("AliasChoices", "AliasPath")) else []
        )
        yield from ((None, each) for each in (*aliases, *choices))


def _sent(node: ast.AST) -> Iterator[ast.Dict]:
    """Yield the dicts that are a body or a query as they stand."""
    pairs: list[tuple[str, ast.AST | None]] = []
    match node:
        case ast.keyword(arg=str(name), value=value):
            pairs = [(name, value)]
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pairs = [(name, value)]
        case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=value):
            pairs = [(name, value), (ast.unparse(kind).lower(), value)]
        case ast.Call(func=ast.Name(id="Answer" | "to_json" | "to_json_text"), args=[value, *_]):
            pairs = [("body", value)]
        case ast.FunctionDef(returns=ast.Name(id="Body")):
            pairs = [
                ("body", each.value) for each in ast.walk(node) if isinstance(each, ast.Return)
            ]
    yield from (value for name, value in pairs if name in _SENT and isinstance(value, ast.Dict))


def _named(node: ast.expr, like: re.Pattern[str] = _NAME) -> Iterator[Found]:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and like.fullmatch(node.value)
    ):
        yield node.lineno, node.value


def _of_table(receiver: ast.expr, tabled: set[str]) -> bool:
    """Return whether a mapping comes out of a table, by the way that leads to it."""
    return any(_is_table(each) or ast.unparse(each) in tabled for each in _way(receiver))


def _way(node: ast.expr) -> Iterator[ast.expr]:
    """Yield an expression and what it is a part or a copy of, outwards in."""
    yield node
    match node:
        case ast.Attribute(value=inner) | ast.Subscript(value=inner):
            yield from _way(inner)
        case ast.Call(func=ast.Attribute() as inner):
            yield from _way(inner)
        case ast.Call(func=ast.Name(id="str" | "tuple" | "frozenset" | "dict"), args=[inner]):
            yield from _way(inner)
        case ast.Call(func=inner):
            yield inner


def _last(receiver: ast.expr | None) -> str:
    """Return the last name that leads to a mapping, "" for a row."""
    if receiver is None:
        return ""
    return receiver.attr if isinstance(receiver, ast.Attribute) else ast.unparse(receiver)


def _is_table(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in _TABLES or ast.unparse(node).endswith("table.content")
    return isinstance(node, ast.Name) and node.id == "record_tables"


def _tabled(tree: ast.Module) -> set[str]:
    """Return the names that are given something out of a table."""
    found: set[str] = set()
    for node in ast.walk(tree):
        for target, value in _given(node):
            if value is not None and _of_table(value, found):
                found.update(map(ast.unparse, getattr(target, "elts", [target])))
    return found


def _given(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Yield what gets which value: each by itself where several do at once."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            yield from zip(targets, values, strict=False)
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value) for target in targets)
        case ast.AnnAssign(target=target, value=value):
            yield target, value
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            yield target, value
