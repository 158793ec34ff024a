"""Paths and names of the services' JSON stand in their tables, and nowhere in the program."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shipdesk.providers.tables import load_table
from shipdesk.providers.wire import WireModel
from tests.support.wire_literals import OURS, keys, texts
from tests.support.wire_names import own_names, wire_names

PROVIDERS = Path(__file__).resolve().parents[1] / "shipdesk" / "providers"
SLUGS = ("dispatch", "shipx", "dash101")
MODULES = sorted(PROVIDERS.rglob("*.py"))

READS_TABLES = {
    "tables.py", "table_sections.py", "table_checks.py", "table_files.py", "record_checks.py",
    "record_tables.py", "support.py",
}  # fmt: skip
"""These read the tables themselves, whose keys are ours, and never an answer."""

MASKED = {"redact.py": {"customer_delivering_code", "open_code"}}
"""Secrets of people are masked in every log, whatever a person's own table says."""


def vocabulary(path: Path) -> tuple[set[str], set[str]]:
    """Return the names of the service that a module is of (of all, where of none), and ours."""
    slugs = [slug for slug in SLUGS if slug == path.parent.name] or list(SLUGS)
    tables = [load_table(slug) for slug in slugs]
    theirs = set[str]().union(*map(wire_names, tables))
    return theirs, set[str]().union(*map(own_names, tables))


def distinct(path: Path) -> set[str]:
    """Return the names that cannot be mistaken for a word of a sentence."""
    theirs, ours = vocabulary(path)
    return {name for name in theirs - ours if re.search(r"[_$A-Z]", name)}


def spelled_out(tree: ast.Module, names: set[str]) -> Iterator[tuple[int, str]]:
    """Yield the names that stand anywhere in a module's texts, as a word of a longer one too."""
    for line, text in texts(tree):
        yield from ((line, word) for word in re.findall(r"[\w$]+", text) if word in names)


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_name_that_only_a_service_has_stands_in_a_text_of_the_code() -> None:
    found = [
        f"{path.relative_to(PROVIDERS)}:{line}: {name}"
        for path in MODULES
        for line, name in spelled_out(_parsed(path), distinct(path) - MASKED.get(path.name, set()))
    ]
    assert found == []


def test_no_key_of_json_or_of_a_query_is_written_in_code() -> None:
    found = [
        f"{path.relative_to(PROVIDERS)}:{line}: {name}"
        for path in MODULES
        if path.name not in READS_TABLES
        for line, name in keys(_parsed(path), *vocabulary(path))
    ]
    assert found == []


def test_no_path_of_a_service_stands_in_code() -> None:
    found = [
        f"{path.name}:{line}: {text}"
        for path in MODULES
        for line, text in texts(_parsed(path))
        if text.startswith(("/v1", "/api", "v1/", "api/"))
    ]
    assert found == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_table_names_every_field_of_every_row_that_is_read(slug: str) -> None:
    for name in ("wire", "wire_page") if slug == "shipx" else ("wire",):
        importlib.import_module(f"shipdesk.providers.{slug}.{name}")
    rows = [
        each
        for each in WireModel.__subclasses__()
        if each.__module__.startswith(f"shipdesk.providers.{slug}.") and each.kind
    ]
    named = load_table(slug).aliases
    assert rows
    assert [
        f"{row.__name__}.{field}"
        for row in rows
        for field in row.model_fields
        if field not in named(row.kind)
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        'code = body["message"]',
        'code = body.get("message")',
        'code = body.pop("message", None)',
        'row["status"] = 1',
        'found = "error" in body',
        'found = "error" not in content["errors"]',
        'words = dig(body, "error.message")',
        'words = pick(body, ("message", "detail"))',
        'put(row, "status", 1)',
        'guid = text_of(row, ("guid",))',
        'pairs = (("page", str(number)), *query)',
        'query = [("$filter", text)]',
        'body = {"status": 1}',
        'def one():\n    rows = table.section("a")\ndef other(rows):\n    return rows["data"]',
        'asked: Body = {"status": 1}',
        'send(operation, body={"status": 1})',
        'answer = Answer({"id": made})',
        'def to_note(text: str) -> Body:\n    return {"notes": text}',
        'values = {"perPage": 1}',
        'values["perPage"] = 1',
        'found, texts = parse_rows(text, ("data",), "body")',
        'said = next(row.get(name) for name in ("message", "error") if row.get(name))',
        'for name in ("message", "error"):\n    words = words or found[name]',
        'name: Text = Field(alias="name")',
        'name: Text = Field(validation_alias=AliasChoices("name", "title"))',
        'match body:\n    case {"data": rows}:\n        pass',
    ],
)
def test_a_planted_key_is_seen(line: str) -> None:
    assert list(keys(ast.parse(line), *vocabulary(PROVIDERS / "dispatch" / "any.py")))


@pytest.mark.parametrize(
    "line",
    [
        'names = table.aliases("order")\nnumber = names["number"][0]',
        'order_by = str(table.section("settings")["order_by"])',
        'query = query_of(table, "odata", {"page": 1, "size": PAGE_SIZE})',
        'address = account.settings.get("base_url", "")',
        'dated = "T" in text.casefold()',
        'for kind in ("order", "shipment"):\n    pass',
        'for code, row in table.section("extras").items():\n    title = row.get("title", code)',
        'words = _ERRORS["unavailable"]',
        'tried = (("orders.list", "Read orders"),)',
    ],
)
def test_a_word_of_ours_is_not_taken_for_a_key(line: str) -> None:
    assert not list(keys(ast.parse(line), *vocabulary(PROVIDERS / "dispatch" / "any.py")))


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_mapping_that_is_let_through_is_still_there(name: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    assert re.search(rf"\b{name}(?:\[\"|\.get\(\")|\" (?:not )?in [\w.]*\b{name}\b", code)


def test_a_planted_name_is_seen_as_a_whole_text_and_inside_of_one() -> None:
    tree = ast.parse('"""orderNumber"""\nname = "orderNumber"\nwhere = f"{row}.createdAt: missing"')
    names = distinct(PROVIDERS / "dispatch" / "any.py")
    assert [name for _, name in spelled_out(tree, names)] == ["orderNumber", "createdAt"]
