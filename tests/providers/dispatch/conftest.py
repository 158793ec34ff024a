"""A Dispatch account at the real simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.providers.dispatch.mapping import DispatchParser
from shipdesk.providers.dispatch.provider import OpenDispatch
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import load_table
from tests.support.driven_clock import DrivenClock
from tests.support.simulator import DISPATCH_TOKEN, Simulator


@pytest.fixture(scope="session")
def _world() -> Iterator[Simulator]:
    with Simulator.in_thread(seed="test") as simulator:
        yield simulator


@pytest.fixture
def sim(_world: Simulator) -> Simulator:
    """The simulated world, as new."""
    _world.reset("test")
    return _world


@pytest.fixture
def account(sim: Simulator) -> Account:
    """An account whose address is the simulator's."""
    settings = {"base_url": sim.dispatch_url}
    return Account(AccountId("shop"), "dispatch", "Shop", Environment.DEMO, settings)


@pytest.fixture
def parser() -> DispatchParser:
    """The pure half."""
    return DispatchParser(load_table("dispatch"))


@pytest.fixture
def clock() -> DrivenClock:
    """A clock that nobody waits for."""
    return DrivenClock()


@pytest.fixture
async def opened(account: Account, clock: DrivenClock) -> AsyncIterator[OpenDispatch]:
    """The account, built with the token that may do everything."""
    built = OpenDispatch(
        account, {"token": DISPATCH_TOKEN}, Surroundings(clock, load_table("dispatch"))
    )
    yield built
    await built.aclose()
