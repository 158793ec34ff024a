"""Recorded answers of the services: no key of them is lost, and a lost one is named."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from shipdesk.providers.tables import load_table
from tests.recorded.__main__ import main, recordings, what_is_dropped
from tests.recorded.keys import Found, sort_out
from tests.recorded.replay import Made, replay

ANSWERS = Path(__file__).parent / "fixtures" / "answers"
RECORDED = [(slug, op, path) for path, slug, op in recordings(ANSWERS)]
each_answer = pytest.mark.parametrize(
    ("slug", "operation", "path"), RECORDED, ids=[path.stem for _, _, path in RECORDED]
)


def look(slug: str, operation: str, content: object) -> tuple[Made, Found]:
    """Gives an answer to the program and sorts out its keys."""
    made = asyncio.run(replay(slug, operation, json.dumps(content).encode()))
    return made, sort_out(content, made.objects, what_is_dropped(load_table(slug)))


def with_unknown(value: Any, level: int = 0) -> Any:
    """The answer as a growing service gives it: a new key in every object of it."""
    if isinstance(value, dict):
        grown = {name: with_unknown(item, level + 1) for name, item in value.items()}
        return {**grown, f"brand_new_{level}": {"told": [f"since {level}"]}}
    return [with_unknown(item, level) for item in value] if isinstance(value, list) else value


@each_answer
def test_every_key_of_an_answer_is_kept_or_on_the_list(
    slug: str, operation: str, path: Path
) -> None:
    made, found = look(slug, operation, json.loads(path.read_bytes()))
    assert made.objects
    assert made.problems == ()
    assert found.kept
    assert found.lost == set()


@each_answer
def test_a_key_that_nobody_knows_is_kept_wherever_it_stands(
    slug: str, operation: str, path: Path
) -> None:
    grown = with_unknown(json.loads(path.read_bytes()))
    made, found = look(slug, operation, grown)
    assert made.problems == ()
    assert any("brand_new_0" in each for each in found.kept)
    assert found.lost == set()


def test_the_code_that_opens_a_locker_is_kept_nowhere() -> None:
    path = ANSWERS / "shipx.shipments.get.json"
    content = json.loads(path.read_bytes())
    content["custom_attributes"]["customer_delivering_code"] = "314159"
    content["parcels"][0]["open_code"] = "271828"
    made, found = look("shipx", "shipments.get", content)
    assert "314159" not in repr(made.objects)
    assert "271828" not in repr(made.objects)
    assert found.dropped >= {"custom_attributes.customer_delivering_code", "parcels.open_code"}


def test_an_amount_stays_exact_in_the_copy() -> None:
    content = json.loads((ANSWERS / "dispatch.orders.get.json").read_bytes())
    content["data"]["weightExactly"] = 0.1
    made, _ = look("dispatch", "orders.get", content)
    assert '"weightExactly":0.1' in repr(made.objects)


def test_a_lost_key_is_named_and_ends_the_loader_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "dispatch"
    folder.mkdir()
    answer = {"success": True, "data": [{"name": "without an identifier"}]}
    (folder / "customers.list@odd.json").write_text(json.dumps(answer))
    assert main([str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "customers.list@odd.json" in told
    assert "lost: data.name" in told


def test_the_loader_is_content_with_what_the_references_show(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([str(ANSWERS), "--quiet"]) == 0
    assert f"{len(RECORDED)} answers; lost: 0" in capsys.readouterr().out


def test_an_operation_that_is_not_known_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shipx.parcels.fly.json").write_text("{}")
    assert main([str(tmp_path)]) == 1
    assert "no operation parcels.fly" in capsys.readouterr().out
