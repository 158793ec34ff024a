"""Differences of two lists: carried out, they make the new one and leave what stays alone."""

from __future__ import annotations

import random
from array import array
from collections.abc import Sequence

import pytest

from shipdesk.ui.table.difference import Difference, Run, difference


def between(old: Sequence[int], new: Sequence[int]) -> Difference | None:
    return difference(array("q", old), array("q", new))


def carried_out(old: Sequence[int], new: Sequence[int], found: Difference) -> list[int]:
    made = list(old)
    for run in found.gone:
        del made[run.first : run.first + run.count]
    for run in found.come:
        made[run.first : run.first] = new[run.first : run.first + run.count]
    return made


@pytest.mark.parametrize("seed", range(40))
def test_what_left_and_came_makes_the_new_list_and_touches_nothing_else(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same lists each time
    everything = chance.sample(range(1000), 30)
    old = [one for one in everything if chance.random() < 0.6]
    new = [one for one in everything if chance.random() < 0.6]
    found = between(old, new)
    assert found is not None
    assert carried_out(old, new, found) == new
    assert sum(run.count for run in found.gone) == len(set(old) - set(new))
    assert sum(run.count for run in found.come) == len(set(new) - set(old))


def test_neighbours_are_one_run() -> None:
    found = between([1, 2, 3, 4, 5, 6], [9, 8, 1, 4, 6])
    assert found == Difference((Run(4, 1), Run(1, 2)), (Run(0, 2),))


def test_rows_in_another_order_are_a_new_list() -> None:
    assert between([1, 2, 3], [3, 2, 1]) is None


def test_many_scattered_changes_are_a_new_list_and_one_long_run_is_not() -> None:
    assert between(range(1000), range(0, 1000, 2)) is None
    found = between([1, 2], [1, *range(10, 100_010), 2])
    assert found == Difference((), (Run(1, 100_000),))
