"""Labels whose truth is known come out at their size and scan; what is wrong is stopped."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.printing import truth
from tests.support.cups import PrivateCups
from tests.support.judged_labels import DPIS, STOCKS, Judged, Paper, QueuePaper, judge

STEP = 97
"""Every so many labels of the corpus; `dev.py bench labels` takes them all."""


@pytest.fixture
def paper() -> Iterator[Paper]:
    """A printer that keeps what it prints."""
    made = Paper()
    yield made
    made.close()


def test_a_label_comes_out_at_its_size_and_scans_wherever_it_lies_on_its_page(
    paper: Paper, tmp_path: Path
) -> None:
    places = itertools.cycle(itertools.product(STOCKS, DPIS))
    wrong: dict[str, Judged] = {}
    for label, (stock, dpi) in zip(
        itertools.islice(truth.shapes(), 0, None, STEP), places, strict=False
    ):
        found = judge(label, paper, stock, dpi, tmp_path)
        if not found.right:
            wrong[f"{label} {stock} {dpi}"] = found
    assert wrong == {}


@pytest.mark.cups
def test_what_a_real_queue_made_of_a_label_is_the_label(cups: PrivateCups, tmp_path: Path) -> None:
    """Judged on the file that came out of CUPS, by programs that know nothing of ShipDesk."""
    places = itertools.cycle(itertools.product(STOCKS, DPIS))
    labels = itertools.islice(truth.shapes(), 5, None, 4 * STEP)
    tray = QueuePaper(cups)
    ends = [
        (label, stock, dpi, judge(label, tray, stock, dpi, tmp_path))
        for label, (stock, dpi) in zip(labels, places, strict=False)
    ]
    assert [end for end in ends if not end[-1].right] == []
    assert len(ends) >= 3


def test_a_label_that_must_not_go_out_is_stopped_and_says_why(paper: Paper, tmp_path: Path) -> None:
    ends = {
        f"{key}: {label}": judge(label, paper, "4x6", 203, tmp_path).refused
        for key, label in truth.negatives()
    }
    assert len(ends) == 20
    assert {name: key for name, key in ends.items() if not name.startswith(f"{key}:")} == {}


@pytest.mark.parametrize("symbology", truth.LINEAR)
@pytest.mark.parametrize("dpi", DPIS[:2])
def test_bars_under_two_dots_are_said_to_be_too_fine(
    paper: Paper, tmp_path: Path, symbology: str, dpi: int
) -> None:
    fine = truth.Truth(symbology, 1.6 * 25.4 / dpi)
    assert judge(fine, paper, "a6", dpi, tmp_path).refused == "label_too_fine"
