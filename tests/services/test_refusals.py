"""A plain refusal frees its order at once; what looks like one is looked up first, once."""

from __future__ import annotations

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import (
    Operation,
    OperationKind,
    OperationState,
    WriteBackIntent,
)
from shipdesk.providers.steps import Settled
from shipdesk.services.comparing import Comparison
from tests.support.away import Away, Opening, planned
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import Simulator

POLISH, INDIAN, TO_DOOR = "ORD-000871", "ORD-000870", "ORD-000867"
PLACE = "dash101.pickup_create"
STEPS = [
    (POLISH, "shipx.shipments.create"),
    (INDIAN, PLACE),
    (INDIAN, "dash101.order_create_v2"),
    (INDIAN, "dash101.shipment_create"),
]


def live(simulator: Simulator, number: str) -> int:
    """Return how many live shipments stand at the couriers for the order."""
    found = simulator.books()
    return sum(
        1
        for courier in ("shipx", "dash101")
        for each in found[courier]["shipments"]
        if each["live"] and str(each.get("reference") or "").startswith(number)
    )


@pytest.mark.parametrize(("number", "step"), STEPS)
async def test_an_order_that_was_refused_can_be_bought_at_once(
    opened: OpenDesk, simulator: Simulator, number: str, step: str
) -> None:
    simulator.fault(step, "422", times=1, message="The parcel is too heavy.")
    refused = await opened.buy(number)
    assert (refused.state, refused.look_ups) == (OperationState.REFUSED, 0)
    assert refused.waiting_since is None
    assert live(simulator, number) == 0
    assert (await opened.buy(number)).state is OperationState.DONE
    assert live(simulator, number) == 1


async def test_a_lost_reply_to_the_place_of_collection_makes_no_second_place(
    opened: OpenDesk, simulator: Simulator
) -> None:
    before = len(simulator.books()["dash101"]["pickup_locations"])
    simulator.fault("dash101.pickup_create", "drop_after_commit", times=1)
    assert (await opened.buy(INDIAN)).state is OperationState.DONE
    assert len(simulator.requests(operation="dash101.pickup_create")) == 2
    assert len(simulator.books()["dash101"]["pickup_locations"]) == before + 1
    assert live(simulator, INDIAN) == 1


async def test_a_shipment_refused_after_it_was_made_is_found_at_once(
    opened: OpenDesk, simulator: Simulator
) -> None:
    simulator.fault("dash101.shipment_create", "422", times=1, committed=True)
    bought = await opened.buy(INDIAN)
    assert bought.state is OperationState.DONE, bought.reason
    assert bought.look_ups == 0
    assert len(simulator.requests(operation="dash101.shipment_create")) == 1
    assert live(simulator, INDIAN) == 1


async def test_an_offer_refused_after_it_was_bought_is_found_at_once_and_not_bought_again(
    opened: OpenDesk, simulator: Simulator
) -> None:
    comparing = opened.desk.comparing
    ((account, _),) = await comparing.accounts()
    compare = await comparing.start_order(await opened.key(TO_DOOR), account)

    async def offers() -> Comparison | None:
        found = await comparing.read(compare.id)
        return found if found.offers else None

    offer = next(each for each in (await eventually(offers, "offers")).offers if each.available)
    simulator.fault("shipx.shipments.buy", "422", times=1, committed=True)
    bought = await opened.settled(await comparing.buy(compare.id, offer))
    assert bought.state is OperationState.DONE, bought.reason
    assert bought.look_ups == 0
    assert len(simulator.requests(operation="shipx.shipments.buy")) == 1
    assert live(simulator, TO_DOOR) == 1


async def test_an_open_shipment_in_the_order_book_is_used_and_no_second_one_is_made(
    opened: OpenDesk, simulator: Simulator
) -> None:
    key = await opened.key(POLISH)
    account_id, _, remote_id = key.partition(":")
    book = await opened.desk.providers.ready(AccountId(account_id))
    assert book is not None
    assert book.fulfilment is not None
    other = WriteBackIntent(key, remote_id, "elsewhere", "", "")
    made = await book.fulfilment.run("create_shipment", other, {})
    assert isinstance(made, Settled)
    await opened.buy(POLISH)
    (shipment,) = (await opened.desk.orders.read(key)).shipments

    async def told() -> Operation | None:
        done = (await opened.desk.shipments.read(shipment.id)).operations
        return next((each for each in done if each.kind is OperationKind.WRITE_BACK), None)

    written = await opened.settled(await eventually(told, "the order book is told"))
    assert written.state is OperationState.DONE, written.reason
    assert written.facts["dispatch_shipment"] == made.facts["dispatch_shipment"]
    assert len(simulator.requests(operation="orders.create_shipment")) == 2
    there = simulator.books()["dispatch"]["shipments"]
    mine = [each["trackingNumber"] for each in there if each["orderId"] == remote_id]
    assert mine == [shipment.tracking_number]


async def lost_place(away: Away) -> Operation:
    """Buy until the reply to the place of collection was lost as often as it is sent again."""
    plan = await planned(away.opened, INDIAN)
    operation = await away.opened.desk.shipping.buy(plan)
    told = await away.says(operation, lambda now: now.reason_key == "no_answer", "a lost reply")
    while told.state is not OperationState.UNKNOWN:
        sent = len(away.simulator.requests(operation=PLACE))
        away.clock.push(70)
        away.opened.desk.runner.wake()

        async def once_more(sent: int = sent) -> bool:
            return len(away.simulator.requests(operation=PLACE)) > sent

        await eventually(once_more, "it is sent again")
        told = await away.says(operation, lambda now: now.state is not OperationState.SENT, "over")
    return told


async def test_a_place_of_collection_that_was_made_after_all_is_found_and_the_purchase_goes_on(
    opening: Opening,
) -> None:
    async with opening() as away:
        before = len(away.simulator.books()["dash101"]["pickup_locations"])
        away.simulator.fault(PLACE, "drop_after_commit", times=-1)
        lost = await lost_place(away)
        away.clock.push(11)
        away.opened.desk.runner.wake()
        done = await away.opened.settled(lost)
        assert done.state is OperationState.DONE, done.reason
        assert len(away.simulator.books()["dash101"]["pickup_locations"]) == before + 1
        assert live(away.simulator, INDIAN) == 1


async def test_a_place_of_collection_that_was_never_made_is_left_and_the_order_bought_again(
    opening: Opening,
) -> None:
    async with opening() as away:
        away.simulator.fault(PLACE, "drop_before", times=-1)
        lost = await lost_place(away)
        away.clock.push(151)
        away.opened.desk.runner.wake()
        await away.says(lost, lambda now: now.reason_key == "decide", "it is to be decided")
        assert live(away.simulator, INDIAN) == 0
        await away.opened.desk.activity.leave(lost.id, "Dash101 makes no place today.")
        away.simulator.clear_faults()
        assert (await away.opened.buy(INDIAN)).state is OperationState.DONE
        assert live(away.simulator, INDIAN) == 1
