"""Paths and names of the services' JSON stand in their tables, and nowhere in the program."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from shipdesk.providers.tables import load_table

PROVIDERS = Path(__file__).resolve().parents[1] / "shipdesk" / "providers"
SLUGS = ("dispatch", "shipx", "dash101")


def _wire_names(value: object) -> Iterator[str]:
    """Return the names of a table's right-hand sides, taken apart at their points."""
    if isinstance(value, str):
        yield from value.split(".")
    elif isinstance(value, list):
        for item in value:
            yield from _wire_names(item)


def _of_fields(fields: Mapping[str, Any], ours: set[str], theirs: set[str]) -> None:
    for name, entry in fields.items():
        ours.add(name)
        theirs.update(_wire_names(entry.get("at", name)))
        _of_fields(entry.get("of", {}), ours, theirs)


def vocabulary(slug: str) -> tuple[set[str], set[str]]:
    """Return our names and the service's, of everything that its tables translate."""
    table = load_table(slug)
    ours: set[str] = set()
    theirs: set[str] = set()
    for endpoint in table.endpoints.values():
        ours.update(endpoint.places)
    for groups in table.section("filterable").values():
        theirs.update(name for names in groups.values() for name in names)
    for names in (*table.section("wire").values(), *table.section("body").values()):
        ours.update(names)
        theirs.update(name for wire in names.values() for name in _wire_names(wire))
    for kind in table.section("records").values():
        _of_kind(kind, ours, theirs)
    return ours, theirs


def _of_kind(kind: Mapping[str, Any], ours: set[str], theirs: set[str]) -> None:
    for group in ("fields", "asks", "filters"):
        _of_fields(kind.get(group, {}), ours, theirs)
    for part in kind.get("parts", {}).values():
        theirs.update(_wire_names(part["at"]))
        _of_fields(part.get("fields", {}), ours, theirs)
    for act in kind.get("acts", {}).values():
        _of_fields(act.get("asks", {}), ours, theirs)
        _of_fields(act.get("shows", {}), ours, theirs)
        theirs.update(_wire_names([act.get("ids_to", ""), act.get("id_to", "")]))


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Return the texts of a module that are not its documentation."""
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        texts = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if texts and id(node) not in documentation:
            yield node.lineno, str(node.value)  # type: ignore[attr-defined]


def _modules(slug: str) -> list[Path]:
    return sorted((PROVIDERS / slug).glob("*.py"))


@pytest.mark.parametrize("slug", SLUGS)
def test_no_name_of_a_services_json_stands_in_code(slug: str) -> None:
    ours, theirs = vocabulary(slug)
    distinct = {name for name in theirs - ours if "_" in name or name != name.lower()}
    found = [
        f"{path.name}:{line}: {text}"
        for path in _modules(slug)
        for line, text in literals(ast.parse(path.read_text(encoding="utf-8")))
        if text in distinct
    ]
    assert found == []


def test_no_path_of_a_service_stands_in_code() -> None:
    found = [
        f"{path.name}:{line}: {text}"
        for path in sorted(PROVIDERS.rglob("*.py"))
        for line, text in literals(ast.parse(path.read_text(encoding="utf-8")))
        if text.startswith(("/v1", "/api", "v1/", "api/"))
    ]
    assert found == []


def test_a_planted_name_is_seen() -> None:
    tree = ast.parse('"""customAttributes"""\nbody = {"customAttributes": 1}')
    assert [text for _, text in literals(tree)] == ["customAttributes"]
