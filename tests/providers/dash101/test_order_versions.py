"""Tests of creating orders by V1, the account's option: a number is used once and for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from shipdesk.domain.account import Account
from shipdesk.domain.money import Money
from shipdesk.errors import RejectedError, UnreachableError
from shipdesk.providers.base import Provider
from shipdesk.providers.dash101 import mapping
from shipdesk.providers.dash101.provider import open_dash101
from shipdesk.providers.steps import Bought, Settled
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table
from tests.providers.dash101.parcels import cod_order, placed
from tests.providers.driving import carry_out, now
from tests.support.driven_clock import DrivenClock
from tests.support.simulator import DASH101_PASSWORD, Simulator


@pytest.fixture
async def older(account: Account, clock: DrivenClock, table: Table) -> AsyncIterator[Provider]:
    """The account with the option for V1."""
    own = replace(account, settings={**account.settings, "order_version": "1"})
    around = Surroundings(clock, table, allow_loopback=True)
    built = open_dash101(own, {"password": DASH101_PASSWORD}, around)
    yield built.provider
    await built.aclose()


async def test_the_option_creates_by_v1_and_never_repeats_it(
    older: Provider, sim: Simulator
) -> None:
    assert older.booking is not None
    intent = await placed(older)
    bought, _ = await carry_out(older.booking, intent, sim)
    assert isinstance(bought, Bought)
    assert len(sim.requests(operation="dash101.order_create_v1")) == 1
    assert sim.requests(operation="dash101.order_create_v2") == []
    assert not older.booking.steps(intent)[0].repeatable


async def test_a_lost_reply_of_v1_is_found_by_its_number(older: Provider, sim: Simulator) -> None:
    assert older.booking is not None
    intent = await placed(older)
    assert await older.booking.find("create_order", intent, {}, now()) == ()
    sim.fault("dash101.order_create_v1", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await older.booking.run("create_order", intent, {})
    (match,) = await older.booking.find("create_order", intent, {}, now())
    assert match.ours
    again = await older.booking.run("create_order", intent, {})
    assert isinstance(again, Settled), "the used number is ours: nothing differs"


async def test_a_used_number_of_another_order_is_refused_with_a_free_one(
    older: Provider, sim: Simulator
) -> None:
    assert older.booking is not None
    intent = await placed(older)
    await older.booking.run("create_order", intent, {})
    other = replace(intent, total=Money(100, "INR"), cod=Money(100, "INR"))
    with pytest.raises(RejectedError) as caught:
        await older.booking.run("create_order", other, {})
    assert caught.value.code == "order_exists"
    assert "total there “1249.50”, here “1.00”" in caught.value.words
    sim.cancel_order(intent.reference)
    with pytest.raises(RejectedError) as burnt:
        await older.booking.run("create_order", intent, {})
    assert burnt.value.code == "order_cancelled"


async def test_a_number_that_dash101_cannot_take_is_not_sent(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.booking is not None
    for number in ("ORD 1", "Zamówienie-1", "A" * 21):
        with pytest.raises(RejectedError) as caught:
            await dash.booking.run("create_order", cod_order(reference=number), {})
        assert "order_number" in caught.value.fields
    assert sim.requests(operation="dash101.order_create_v2") == []


@pytest.mark.parametrize(
    ("used", "free"),
    [
        ("ORD-870#A1B", "ORD-870#A1B-1"),
        ("ORD-870#A1B-1", "ORD-870#A1B-2"),
        ("ORD-870#A1B-9", "ORD-870#A1B-10"),
        ("A" * 20, "A" * 18 + "-1"),
    ],
)
def test_a_free_number_has_a_suffix_and_at_most_twenty_characters(used: str, free: str) -> None:
    assert mapping.next_reference(used) == free
    assert len(free) <= 20


async def test_a_path_that_is_not_there_is_told_as_one(dash: Provider, sim: Simulator) -> None:
    assert dash.probe is not None
    sim.fault("dash101.couriers", "404", times=-1)
    sim.fault("dash101.pickup_list", "404", times=-1)
    answers = {each.operation: each for each in await dash.probe.test()}
    assert answers["couriers"].state == "address_unknown"
    assert answers["pickup_list"].state == "address_unknown"
    assert "this path is wrong" in answers["pickup_list"].words
    assert answers["auth"].words.startswith("until 2")
