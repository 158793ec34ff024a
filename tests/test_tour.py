"""The tour proves the main job, and fails when a step of it does not happen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.journey]


def run_tour(folder: Path, *more: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "shipdesk", "demo", "--tour", str(folder), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_tour_ships_both_orders_and_leaves_proof(tmp_path: Path) -> None:
    code, said = run_tour(tmp_path)
    assert code == 0, said
    assert len(list(tmp_path.glob("[0-9][0-9]-*.png"))) >= 12
    assert {path.name for path in tmp_path.glob("label-*.pdf")} == {
        "label-ORD-000870.pdf",
        "label-ORD-000871.pdf",
    }
    summary = (tmp_path / "summary.txt").read_text(encoding="utf-8")
    assert "NO " not in summary


@pytest.mark.parametrize(
    ("skipped", "missed"),
    [("pickup", "The courier is booked for the Polish parcel"), ("indian", "ORD-000870 is bought")],
)
def test_tour_without_a_step_says_so_and_fails(tmp_path: Path, skipped: str, missed: str) -> None:
    code, said = run_tour(tmp_path, "--skip", skipped)
    assert code == 1, said
    summary = (tmp_path / "summary.txt").read_text(encoding="utf-8")
    assert any(line.startswith("NO ") and missed in line for line in summary.splitlines())
