"""The guide's table of operations is what the procedures say, and leaves out none of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shipdesk.domain.operation import OperationKind
from tests.contract.bench import bench_at
from tests.contract.coverage import TITLES
from tests.contract.operation_words import WORDS
from tests.contract.operations_guide import GUIDE, guide, parts_of
from tests.support.simulator import Simulator


@pytest.fixture
def sim() -> Iterator[Simulator]:
    """A simulated world with something to act on."""
    with Simulator.in_thread("test") as simulator:
        yield simulator


async def test_the_table_of_operations_is_not_stale(sim: Simulator) -> None:
    assert GUIDE.read_text(encoding="utf-8") == await guide(sim), (
        "write it anew: python -m tests.contract.operations_guide"
    )


def test_every_kind_of_operation_stands_in_the_table() -> None:
    assert set(WORDS) == set(OperationKind)


@pytest.mark.parametrize("slug", list(TITLES))
async def test_every_procedure_of_a_service_belongs_to_a_kind(slug: str, sim: Simulator) -> None:
    async with bench_at(sim) as bench:
        known = {words.part for words in WORDS.values()}
        assert set(parts_of(bench.provider(slug))) <= known


@pytest.mark.parametrize("slug", list(TITLES))
async def test_nobody_decides_before_150_seconds(slug: str, sim: Simulator) -> None:
    async with bench_at(sim) as bench:
        quiet = bench.provider(slug).limits.quiet
        assert list(quiet) == sorted(quiet)
        assert quiet[-1] >= 150
