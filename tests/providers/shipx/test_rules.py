"""Tests of what InPost's data file asks of a shipment."""

from __future__ import annotations

import subprocess
import sys

import pytest

from shipdesk.domain.rules import RuleProblem, check
from shipdesk.providers.tables import Table

DOOR = {
    "name": "Ewa Zielińska", "street": "ul. Prosta", "building": "5", "city": "Warszawa",
    "postcode": "00-838", "phone": "500600700", "email": "", "weight_kg": "1.2",
    "length_cm": "30", "width_cm": "20", "height_cm": "7",
}  # fmt: skip
LOCKER = {"locker": "KRA010", "size": "A", "phone": "500600700", "email": "ewa@example.com"}


def problems(table: Table, draft: dict[str, str]) -> dict[str, RuleProblem]:
    assert table.rules is not None
    return {problem.field: problem for problem in check(table.rules, draft)}


@pytest.mark.parametrize("draft", [DOOR, LOCKER])
def test_a_whole_draft_has_no_problem(table: Table, draft: dict[str, str]) -> None:
    assert problems(table, draft) == {}


@pytest.mark.parametrize("field", ["phone", "email", "size"])
def test_a_locker_needs(table: Table, field: str) -> None:
    found = problems(table, {**LOCKER, field: ""})
    assert list(found) == [field]
    assert found[field].missing
    assert found[field].words.endswith(".")


@pytest.mark.parametrize("field", sorted(set(DOOR) - {"email"}))
def test_the_door_needs(table: Table, field: str) -> None:
    assert list(problems(table, {**DOOR, field: ""})) == [field]


@pytest.mark.parametrize("field", ["name", "street", "city"])
def test_255_characters_go_and_256_do_not(table: Table, field: str) -> None:
    assert problems(table, {**DOOR, field: "Ł" * 255}) == {}
    assert list(problems(table, {**DOOR, field: "Ł" * 256})) == [field]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({**LOCKER, "locker": "Kraków!"}, "locker"),
        ({**LOCKER, "size": "D"}, "size"),
        ({**LOCKER, "weight_kg": "25.5"}, "weight_kg"),
        ({**LOCKER, "email": "nobody"}, "email"),
        ({**DOOR, "phone": "012345678"}, "phone"),
        ({**DOOR, "postcode": "0083"}, "postcode"),
        ({**DOOR, "cod": "0.50", "cod_currency": "PLN"}, "cod"),
        ({**DOOR, "cod": "10.00", "cod_currency": "EUR"}, "cod"),
    ],
)
def test_a_wrong_value_is_named(table: Table, draft: dict[str, str], field: str) -> None:
    assert list(problems(table, draft)) == [field]


@pytest.mark.parametrize(
    "change", [{"phone": "+48 500 600 700"}, {"postcode": "00838"}, {"phone": "48500600700"}]
)
def test_spaces_and_prefixes_are_no_problem(table: Table, change: dict[str, str]) -> None:
    assert problems(table, {**DOOR, **change}) == {}


@pytest.mark.parametrize("code", ["KRA010", "KRA01M", "WAW123HP", "POP-KRA59", "BBI02A"])
def test_codes_of_lockers_and_points_are_known_by_their_shape(table: Table, code: str) -> None:
    assert problems(table, {**LOCKER, "locker": code}) == {}


def test_the_way_of_handing_in_is_settled_at_buying_and_is_no_rule(table: Table) -> None:
    assert table.rules is not None
    assert "handing_in" not in {rule.field for rule in table.rules.rules}


@pytest.mark.parametrize("package", ["shipdesk.providers.shipx", "shipdesk.providers.dash101"])
def test_a_package_is_imported_without_its_heavy_libraries(package: str) -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import {package}, sys; print('httpx' in sys.modules, 'pydantic' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["False", "False"]


def test_the_pure_half_does_not_load_httpx() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import shipdesk.providers.shipx.mapping, sys; print('httpx' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"
