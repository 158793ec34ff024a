"""A simulator and a desk over it, for the tests of services that are about both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support.away import Away, Opening
from tests.support.desk import OpenDesk, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.gateway import Gateway
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


@pytest.fixture
def gateway(simulator: Simulator) -> Iterator[Gateway]:
    with Gateway(simulator.url) as made:
        yield made


@pytest.fixture
def opening(simulator: Simulator, gateway: Gateway, tmp_path: Path) -> Opening:
    fresh = [True]
    clock = PushedClock()

    @asynccontextmanager
    async def away() -> AsyncIterator[Away]:
        async with open_desk(
            simulator, tmp_path, clock=clock, fresh=fresh.pop(), url=gateway.url
        ) as opened:
            fresh.append(False)
            yield Away(opened, simulator, gateway, clock)

    return away
