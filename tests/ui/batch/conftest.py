"""One simulator for all tests of a module; each test begins with the shop's first day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.simulator import Simulator


@pytest.fixture(scope="module")
def shop() -> Iterator[Simulator]:
    """The demo's shop."""
    with Simulator.in_thread("demo") as simulator:
        yield simulator
