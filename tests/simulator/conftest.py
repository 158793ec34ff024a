"""One running simulator for all tests of it, as new for each."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.simulator.couriers import shipx_client
from tests.support.simulator import DISPATCH_TOKEN, Simulator


@pytest.fixture(scope="session")
def running_simulator() -> Iterator[Simulator]:
    """A simulator that lives as long as the test run."""
    with Simulator.in_thread("test") as simulator:
        yield simulator


@pytest.fixture
def simulator(running_simulator: Simulator) -> Simulator:
    """The running simulator, with its test seed planted anew."""
    running_simulator.reset("test")
    return running_simulator


@pytest.fixture
def dispatch(simulator: Simulator) -> Iterator[httpx.Client]:
    """A client of Dispatch with the token that may do everything."""
    with httpx.Client(
        base_url=simulator.dispatch_url,
        headers={"Authorization": f"Bearer {DISPATCH_TOKEN}"},
        trust_env=False,
    ) as client:
        yield client


@pytest.fixture
def shipx(simulator: Simulator) -> Iterator[httpx.Client]:
    """A client of ShipX, the world standing still."""
    simulator.freeze()
    with shipx_client(simulator) as client:
        yield client
