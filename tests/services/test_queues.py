"""After a long time offline: synced first, read again, and only what was named is bought."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import OperationState
from shipdesk.errors import AuthError, OperationRefusedError
from tests.support.away import CANCELLED, DEARER, FINE, NUMBERS, Opening

AWAY_S = 20 * 60.0


async def test_after_twenty_minutes_away_only_what_was_named_and_is_as_it_was_is_bought(
    opening: Opening,
) -> None:
    async with opening() as away:
        queued = await away.queue(*NUMBERS)
        away.clock.push(AWAY_S)
        away.simulator.cancel_order(CANCELLED)
        away.simulator.knobs(dash101_price_factor=1.2)
        await away.come_back()
        held = await away.read_again(3)
        assert away.bought() == set()
        assert held[FINE].ready
        assert [each.name for each in held[CANCELLED].changes] == ["closed"]
        (dearer,) = held[DEARER].changes
        assert dearer.name == "price"
        assert dearer.before_price is not None
        assert dearer.now_price is not None
        assert (dearer.before_price.minor, dearer.now_price.minor) == (7200, 8040)

        gone = await away.opened.desk.queues.go_on([each.id for each in queued.values()])
        assert gone == (queued[FINE].id,)
        done = await away.opened.settled(queued[FINE])
        assert done.state is OperationState.DONE, done.reason
        assert away.bought() == {FINE}
        assert away.opened.faults == []


async def test_what_became_dearer_is_bought_at_the_new_price_or_left(opening: Opening) -> None:
    async with opening() as away:
        queued = await away.queue(CANCELLED, DEARER)
        away.clock.push(AWAY_S)
        away.simulator.cancel_order(CANCELLED)
        away.simulator.knobs(dash101_price_factor=1.2)
        await away.come_back()
        held = await away.read_again(2)
        queues = away.opened.desk.queues
        with pytest.raises(OperationRefusedError):
            await queues.buy_now(queued[CANCELLED].id)
        assert await queues.cancel([queued[CANCELLED].id]) == (queued[CANCELLED].id,)
        fresh = await queues.buy_now(queued[DEARER].id)
        done = await away.opened.settled(fresh)
        assert done.state is OperationState.DONE, done.reason
        assert done.intent["quoted"] == {
            "minor": held[DEARER].changes[0].now_price.minor,  # type: ignore[union-attr]
            "currency": "INR",
        }
        first = await away.opened.desk.activity.read(queued[DEARER].id)
        assert first.operation.state is OperationState.CANCELLED
        assert away.bought() == {DEARER}


async def test_a_short_time_away_asks_nobody(opening: Opening) -> None:
    async with opening() as away:
        queued = await away.queue(FINE)
        away.clock.push(10 * 60)
        await away.come_back()
        done = await away.opened.settled(queued[FINE])
        assert done.state is OperationState.DONE, done.reason
        assert (await away.opened.desk.queues.waiting()).held == ()


async def test_a_closed_program_asks_before_it_buys_what_waited(opening: Opening) -> None:
    async with opening() as away:
        queued = await away.queue(FINE)
    away.gateway.mend()
    away.clock.push(AWAY_S)
    async with opening() as again:
        await again.read_again(1)
        assert again.bought() == set()
        await again.opened.desk.queues.go_on([queued[FINE].id])
        done = await again.opened.settled(queued[FINE])
        assert done.state is OperationState.DONE, done.reason
        assert again.bought() == {FINE}


async def test_an_order_put_on_hold_or_readdressed_meanwhile_is_not_bought(
    opening: Opening,
) -> None:
    async with opening() as away:
        await away.queue(FINE, CANCELLED)
        desk = away.opened.desk
        held_key, moved_key = await away.opened.key(FINE), await away.opened.key(CANCELLED)
        await desk.orders.set_hold([held_key], hold=True)
        address = (await desk.orders.read(moved_key)).order.recipient
        await desk.orders.set_address(moved_key, replace(address, name="Anna Zielińska"))
        away.clock.push(AWAY_S)
        await away.come_back()
        held = await away.read_again(2)
        assert [each.name for each in held[FINE].changes] == ["hold"]
        (moved,) = held[CANCELLED].changes
        assert moved.name == "recipient"
        assert moved.before.splitlines()[0] == address.name
        assert moved.now.splitlines()[0] == "Anna Zielińska"
        assert held[CANCELLED].can_be_bought
        assert away.bought() == set()


async def test_a_paused_account_tells_how_much_of_its_work_waits_and_why(
    opening: Opening,
) -> None:
    async with opening() as away:
        desk = away.opened.desk
        await away.queue(FINE)
        desk.providers.trouble(AccountId("inpost"), AuthError(account="InPost"))
        found = await away.waiting(lambda told: bool(told.standing), "the account stands")
        (standing,) = found.standing
        assert (standing.health.title, standing.purchases, standing.others) == ("InPost", 1, 0)
        assert "Settings › Accounts" in standing.health.error_hint
