"""An InPost account at the real simulator, and the people and parcels that tests send."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.providers.base import Provider
from shipdesk.providers.shipx.provider import OpenShipx, open_shipx
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table, load_table
from tests.support.driven_clock import DrivenClock
from tests.support.simulator import SHIPX_ORGANIZATION, SHIPX_TOKEN, Simulator


@pytest.fixture(scope="session")
def _world() -> Iterator[Simulator]:
    with Simulator.in_thread(seed="empty") as simulator:
        yield simulator


@pytest.fixture
def sim(_world: Simulator) -> Simulator:
    """The simulated world, empty."""
    _world.reset("empty")
    return _world


@pytest.fixture
def table() -> Table:
    """What is known of InPost."""
    return load_table("shipx")


@pytest.fixture
def clock() -> DrivenClock:
    """A clock that nobody waits for, beginning now as the simulator's does."""
    return DrivenClock(datetime.now(UTC))


@pytest.fixture
def account(sim: Simulator) -> Account:
    """An account whose address is the simulator's."""
    settings = {"base_url": sim.shipx_url, "organization_id": str(SHIPX_ORGANIZATION)}
    return Account(AccountId("inpost"), "shipx", "InPost", Environment.DEMO, settings)


@pytest.fixture
async def opened(account: Account, clock: DrivenClock, table: Table) -> AsyncIterator[OpenShipx]:
    """The account, built with its token."""
    built = open_shipx(account, {"token": SHIPX_TOKEN}, Surroundings(clock, table))
    yield built
    await built.aclose()


@pytest.fixture
def shipx(opened: OpenShipx) -> Provider:
    """The account's parts."""
    return opened.provider
