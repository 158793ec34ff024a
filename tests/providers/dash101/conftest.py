"""A Dash101 account at the real simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.providers.base import Provider
from shipdesk.providers.dash101.provider import OpenDash101, open_dash101
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table, load_table
from tests.support.driven_clock import DrivenClock
from tests.support.simulator import DASH101_EMAIL, DASH101_PASSWORD, DASH101_USER, Simulator


@pytest.fixture(scope="session")
def _world() -> Iterator[Simulator]:
    with Simulator.in_thread(seed="empty") as simulator:
        yield simulator


@pytest.fixture
def sim(_world: Simulator) -> Simulator:
    """The simulated world, empty; it never tires of being asked."""
    _world.reset("empty")
    _world.knobs(dash101_requests_per_minute=10_000)
    return _world


@pytest.fixture
def table() -> Table:
    """What is known of Dash101."""
    return load_table("dash101")


@pytest.fixture
def clock() -> DrivenClock:
    """A clock that nobody waits for, beginning now as the simulator's does."""
    return DrivenClock(datetime.now(UTC))


@pytest.fixture
def account(sim: Simulator) -> Account:
    """An account whose address is the simulator's."""
    settings = {
        "base_url": sim.dash101_url,
        "user_id": str(DASH101_USER),
        "email": DASH101_EMAIL,
    }
    return Account(AccountId("dash"), "dash101", "Dash101", Environment.DEMO, settings)


@pytest.fixture
async def opened(account: Account, clock: DrivenClock, table: Table) -> AsyncIterator[OpenDash101]:
    """The account, built with its password."""
    around = Surroundings(clock, table, allow_loopback=True)
    built = open_dash101(account, {"password": DASH101_PASSWORD}, around)
    yield built
    await built.aclose()


@pytest.fixture
def dash(opened: OpenDash101) -> Provider:
    """The account's parts."""
    return opened.provider
