"""A simulator and a desk over it, for the tests of services that are about both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.desk import OpenDesk, open_desk
from tests.support.simulator import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """The demo's world, in which InPost confirms at once."""
    with Simulator.in_thread("demo") as running:
        running.knobs(shipx_confirm_seconds=0)
        yield running


@pytest.fixture
async def opened(simulator: Simulator, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    """The demo's desk over the simulator, synced once."""
    async with open_desk(simulator, tmp_path) as desk:
        yield desk
