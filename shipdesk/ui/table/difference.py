"""What left a list and what came into it, in runs, so that the rows between stay where they are.

Were a row taken away and brought back only because others around it changed, the bar would jump to
another one, and the next key would be for that.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

_CHUNK = 4096
_MOST_ROWS = 20_000
_MOST_RUNS = 64
"""Beyond these a list is shown anew as a whole: that takes the same time for any change."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring rows: the place of the first, and how many."""

    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """`gone` are places in the old list, last first; `come` are places in the new one in order."""

    gone: tuple[Run, ...]
    come: tuple[Run, ...]


def difference(old: array[int], new: array[int]) -> Difference | None:
    """Return how to make the new list of the old one; None where rows changed their order."""
    head = _common(old, new)
    tail = _common_tail(old, new, head)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    if not before or not after:  # the whole of a million may leave or come without a look at each
        return Difference(_run(head, len(before)), _run(head, len(after)))
    if len(before) + len(after) > _MOST_ROWS:
        return None
    had, has = set(before), set(after)
    if [one for one in before if one in has] != [one for one in after if one in had]:
        return None
    gone = _runs(head + at for at, one in enumerate(before) if one not in has)
    come = _runs(head + at for at, one in enumerate(after) if one not in had)
    if len(gone) + len(come) > _MOST_RUNS:
        return None
    return Difference(gone[::-1], come)


def _run(first: int, count: int) -> tuple[Run, ...]:
    return (Run(first, count),) if count else ()


def _runs(places: Iterable[int]) -> tuple[Run, ...]:
    found: list[Run] = []
    for at in places:
        if found and at == found[-1].first + found[-1].count:
            found[-1] = Run(found[-1].first, found[-1].count + 1)
        else:
            found.append(Run(at, 1))
    return tuple(found)


def _common(one: array[int], other: array[int]) -> int:
    """Return how many ids are the same from the start."""
    least = min(len(one), len(other))
    at = 0
    while at < least and one[at : at + _CHUNK] == other[at : at + _CHUNK]:
        at += _CHUNK
    at = min(at, least)
    while at < least and one[at] == other[at]:
        at += 1
    return at


def _common_tail(one: array[int], other: array[int], head: int) -> int:
    """Return how many ids are the same at the end, not counting the common head."""
    least = min(len(one), len(other)) - head
    at = 0
    while at + _CHUNK <= least and (
        one[len(one) - at - _CHUNK : len(one) - at]
        == other[len(other) - at - _CHUNK : len(other) - at]
    ):
        at += _CHUNK
    while at < least and one[-1 - at] == other[-1 - at]:
        at += 1
    return at
