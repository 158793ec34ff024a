"""Finds where the syntax of a module holds a name of a service's JSON or query as a text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

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
_FINDERS = frozenset(
    {"dig", "pick", "project", "put", "text_of", "texts_of", "parse_rows", "rows_of", "around"}
)
_ALIASES = re.compile(r"(?:\w+_)?alias(?:_generator)?")
_SENT = frozenset({"body", "query", "json", "data", "params", "content"})

_LOOPS = ast.For | ast.comprehension

Found = tuple[int, str]
Look = tuple[ast.expr | None, Sequence[ast.expr]]


def texts(tree: ast.Module) -> Iterator[Found]:
    """Yield the texts of a module that are not its documentation."""
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text), lineno=line) if id(node) not in documentation:
                yield line, text


def keys(tree: ast.Module, theirs: set[str], ours: set[str]) -> Iterator[Found]:
    """Yield the names that stand where a key of JSON or of a query does.

    Looked up in anything but the mappings of `OURS` and what comes out of a table: any name. As the
    key of a dict: one that only the service has, or any where the dict is sent. As the first half
    of a pair: one of the service's.
    """
    kept = {name for name in _tabled(tree) if name.startswith("self.")}
    for part in _parts(tree):
        yield from _keys_in(part, kept | _tabled(part), theirs, ours)


def _parts(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the functions, methods and other statements of a module, each with its own names."""
    for statement in tree.body:
        yield from statement.body if isinstance(statement, ast.ClassDef) else [statement]


def _keys_in(part: ast.stmt, tabled: set[str], theirs: set[str], ours: set[str]) -> Iterator[Found]:
    walked = {id(each.iter) for each in ast.walk(part) if isinstance(each, _LOOPS)}
    for node in ast.walk(part):
        for receiver, names in (*_looked_up(node), *_tried(node)):
            if not _of_table(receiver, tabled):
                yield from _strange(receiver, names, theirs - ours)
        if isinstance(node, ast.Dict):
            yield from (each for each in _named(node.keys) if each[1] in theirs - ours)
        if isinstance(node, ast.Tuple) and len(node.elts) == len("kv") and id(node) not in walked:
            yield from (each for each in _named(node.elts[:1]) if each[1] in theirs - PAIRS)
        for sent in _sent(node):
            yield from _named(sent.keys)


def _strange(
    receiver: ast.expr | None, names: Sequence[ast.expr], theirs: set[str]
) -> Iterator[Found]:
    """Yield the names that may not be looked up in a mapping."""
    last = receiver.attr if isinstance(receiver, ast.Attribute) else ""
    last = last or (ast.unparse(receiver) if receiver else "")
    if last in UNNAMED:
        yield from (each for each in _named(names) if each[1] in theirs)
    elif last not in OURS and not _CONSTANT.fullmatch(last):
        yield from _named(names)


def _looked_up(node: ast.AST) -> Iterator[Look]:
    """Yield what is looked into (None: a row, by its very use) and the names looked for."""
    match node:
        case ast.Subscript(value=receiver, slice=name):
            yield receiver, [name]
        case ast.Compare(left=name, ops=[ast.In() | ast.NotIn()], comparators=[receiver]):
            if not ast.unparse(receiver).endswith((".lower()", ".casefold()")):
                yield receiver, [name]
        case ast.Call(func=ast.Attribute(value=receiver, attr=attr), args=[name, *_]):
            if attr in _READERS:
                yield receiver, [name]
        case ast.Call(func=ast.Name(id=finder), args=[_, name, *_]) if finder in _FINDERS:
            yield None, getattr(name, "elts", [name])
        case ast.MatchMapping(keys=names):
            yield None, names
    if isinstance(node, ast.Call):
        yield None, [each.value for each in node.keywords if _ALIASES.fullmatch(each.arg or "")]
        if ast.unparse(node.func).endswith(("AliasChoices", "AliasPath")):
            yield None, node.args


def _tried(node: ast.AST) -> Iterator[Look]:
    """Yield what is looked into in a loop over names as they stand, and those names."""
    for loop in [node] if isinstance(node, ast.For) else getattr(node, "generators", []):
        names = loop.iter.elts if isinstance(loop.iter, ast.Tuple | ast.List | ast.Set) else []
        for inner in ast.walk(node) if names else ():
            for receiver, (*_, name) in filter(lambda look: look[1], _looked_up(inner)):
                if ast.unparse(name) == ast.unparse(loop.target):
                    yield receiver, names


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


def _named(nodes: Iterable[ast.expr | None]) -> Iterator[Found]:
    for node in nodes:
        match node:
            case ast.Constant(value=str(text), lineno=line) if _NAME.fullmatch(text):
                yield line, text


def _of_table(receiver: ast.expr | None, tabled: set[str]) -> bool:
    """Return whether a mapping comes out of a table, by the way that leads to it."""
    return receiver is not None and any(
        _is_table(each) or ast.unparse(each) in tabled for each in _way(receiver)
    )


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


def _is_table(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in _TABLES or ast.unparse(node).endswith("table.content")
    return isinstance(node, ast.Name) and node.id == "record_tables"


def _tabled(tree: ast.AST) -> set[str]:
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
