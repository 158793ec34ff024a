"""A short time out of reach: the order is read again before it is bought, and all goes in order."""

from __future__ import annotations

import pytest

from shipdesk.domain.account import AccountId, AccountState
from shipdesk.domain.operation import OperationState
from tests.support.away import CANCELLED, FINE, Away, Opening, planned
from tests.support.desk import eventually

INPOST = AccountId("inpost")
BUYS, READS, LOOKS = "shipx.shipments.create", "orders.get", "shipx.shipments.list"


def sent(away: Away, operation: str) -> int:
    """Return how many requests of an operation reached the service."""
    return len(away.simulator.requests(operation=operation))


async def test_an_order_cancelled_during_a_short_break_is_not_bought(opening: Opening) -> None:
    async with opening() as away:
        queued = await away.queue(CANCELLED, FINE)
        away.clock.push(3 * 60)
        away.simulator.cancel_order(CANCELLED)
        away.gateway.mend()
        away.opened.desk.runner.wake()
        changed = await away.says(
            queued[CANCELLED], lambda told: told.reason_key == "changed", "it changed"
        )
        assert changed.state is OperationState.QUEUED
        done = await away.opened.settled(queued[FINE])
        assert done.state is OperationState.DONE, done.reason
        (held,) = (await away.opened.desk.queues.waiting()).held
        assert held.operation.id == queued[CANCELLED].id
        assert [each.name for each in held.changes] == ["closed"]
        assert await away.opened.desk.queues.go_on([queued[CANCELLED].id]) == ()
        assert away.bought() == {FINE}
        assert away.opened.faults == []


async def test_one_request_reads_the_order_again_and_none_where_the_book_was_synced_since(
    opening: Opening,
) -> None:
    async with opening() as away:
        queued = await away.queue(FINE)
        away.simulator.clear_requests()
        away.gateway.mend()
        away.opened.desk.runner.wake()
        assert (await away.opened.settled(queued[FINE])).state is OperationState.DONE
        assert (sent(away, READS), sent(away, BUYS)) == (1, 1)

        queued = await away.queue(CANCELLED)
        away.simulator.clear_requests()
        away.clock.push(60)
        await away.come_back()
        assert (await away.opened.settled(queued[CANCELLED])).state is OperationState.DONE
        assert sent(away, BUYS) == 1
        assert sent(away, READS) <= 1


async def test_a_purchase_without_a_break_reads_nothing_again(opening: Opening) -> None:
    async with opening() as away:
        away.simulator.clear_requests()
        done = await away.opened.buy(FINE)
        assert done.state is OperationState.DONE, done.reason
        assert (sent(away, LOOKS), sent(away, READS), sent(away, BUYS)) == (1, 0, 1)


async def test_what_waited_for_a_restart_is_read_again(opening: Opening) -> None:
    async with opening() as away:
        queued = await away.queue(CANCELLED)
    away.simulator.cancel_order(CANCELLED)
    away.gateway.mend()
    async with opening() as again:
        await again.says(queued[CANCELLED], lambda told: told.reason_key == "changed", "changed")
        assert again.bought() == set()


async def test_while_the_order_cannot_be_read_again_nothing_is_bought_and_it_says_why(
    opening: Opening,
) -> None:
    async with opening() as away:
        queued = await away.queue(FINE)
        away.simulator.fault(READS, "503", times=-1)
        away.simulator.fault("orders.list", "503", times=-1)
        away.gateway.mend()
        away.opened.desk.runner.wake()
        waits = await away.says(
            queued[FINE], lambda told: "Order book" in told.reason, "why it waits"
        )
        assert waits.reason_key == "reread"
        assert (await away.opened.desk.queues.waiting()).held == ()
        away.clock.push(16 * 60)
        await away.opened.desk.queues.look()
        (held,) = (await away.opened.desk.queues.waiting()).held
        assert held.operation.reason_key == "held"
        assert sent(away, BUYS) == 0


async def test_a_look_for_others_that_is_long_ago_is_taken_again(opening: Opening) -> None:
    async with opening() as away:
        away.simulator.fault(BUYS, "429_retry_after", times=1, retry_after=360)
        plan = await planned(away.opened, FINE)
        operation = await away.opened.desk.shipping.buy(plan)
        await away.says(operation, lambda told: told.reason_key == "rate_limited", "the limit")
        other = away.simulator.buy_elsewhere(FINE, reference=operation.reference)
        away.simulator.push(10)  # its list is seconds late
        away.clock.push(361)
        away.opened.desk.runner.wake()
        settled = await away.opened.settled(operation)
        assert (settled.state, settled.reason_key) == (OperationState.REFUSED, "bought_elsewhere")
        assert str(other["tracking_number"]) in settled.reason
        assert sent(away, BUYS) == 1


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("401", AccountState.PAUSED_AUTH),
        ("403", AccountState.PAUSED_AUTH),
        ("429_retry_after", AccountState.LIMITED),
    ],
)
async def test_a_refusal_of_the_account_pauses_its_queue_which_goes_on_in_order(
    opening: Opening, fault: str, state: AccountState
) -> None:
    async with opening() as away:
        desk = away.opened.desk
        plans = [await planned(away.opened, number) for number in (FINE, CANCELLED)]
        away.simulator.fault(BUYS, fault, times=1, retry_after=60)
        first = await desk.shipping.buy(plans[0])

        async def paused() -> bool:
            return state in {x.state for x in desk.accounts.health if x.account_id == INPOST}

        await eventually(paused, "the pause")
        second = await desk.shipping.buy(plans[1])
        (standing,) = (await away.waiting(lambda told: bool(told.standing), "it stands")).standing
        assert (standing.health.account_id, standing.purchases) == (INPOST, 2)
        assert sent(away, BUYS) == 1

        away.clock.push(61)
        if state is AccountState.LIMITED:
            desk.runner.wake()
        else:
            await desk.providers.reopen(INPOST)
        for each in (first, second):
            done = await away.opened.settled(each)
            assert done.state is OperationState.DONE, done.reason
        told = away.simulator.books()["shipx"]["shipments"]
        mine = [str(each["reference"]) for each in told if each["live"]]
        places = [next(i for i, name in enumerate(mine) if name.startswith(number))
                  for number in (FINE, CANCELLED)]  # fmt: skip
        assert places == sorted(places)
        assert (await desk.queues.waiting()).standing == ()
