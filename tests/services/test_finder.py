"""The finder: what another hand bought is found, adopted or left; a failed look is told as such."""

from __future__ import annotations

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.found import Found
from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import OperationRefusedError
from shipdesk.services.adopting import the_one
from shipdesk.services.purchases import Why
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import Simulator

ORDER = "ORD-000871"
INPOST, DASH101 = AccountId("inpost"), AccountId("dash101")


async def found_parcel(opened: OpenDesk, number: str) -> Found:
    """Ask all accounts and return what was found under a tracking number."""
    await opened.desk.finder.look()
    found = await opened.desk.finder.found()
    return next(each for each in found if number_of(each) == number)


def number_of(found: Found) -> str:
    """Return the tracking number of a found parcel; "" of a collection."""
    return found.thing.tracking_number if isinstance(found.thing, Shipment) else ""


async def numbers(opened: OpenDesk) -> set[str]:
    """Return the tracking numbers of all that is found."""
    return {number_of(each) for each in await opened.desk.finder.found()}


async def test_what_another_hand_bought_is_found_with_its_order_and_adopted_without_printing(
    opened: OpenDesk, simulator: Simulator
) -> None:
    number = simulator.buy_elsewhere(ORDER)["tracking_number"]
    found = await found_parcel(opened, number)
    assert found.waits
    order = the_one(await opened.desk.finder.likely(found))
    assert order is not None
    assert order.number == ORDER

    await opened.desk.finder.adopt(found, order)
    assert number not in await numbers(opened)
    sheet = await opened.desk.orders.read(order.key)
    (shipment,) = sheet.shipments
    assert (shipment.tracking_number, shipment.order_number) == (number, ORDER)

    async def labelled() -> bool:
        done = (await opened.desk.shipments.read(shipment.id)).operations
        label = [each for each in done if each.kind is OperationKind.FETCH_LABEL]
        assert OperationKind.PRINT not in {each.kind for each in done}
        return bool(label) and label[0].state is OperationState.DONE

    await eventually(labelled, "its label")
    # It is ours from now on: neither bought again nor found again.
    await opened.desk.quoting.ask(order.key)
    plan = await opened.desk.shipping.prepare(order.key)
    with pytest.raises(OperationRefusedError):
        await opened.desk.shipping.buy(plan)
    await opened.desk.finder.look()
    assert number not in await numbers(opened)
    with pytest.raises(OperationRefusedError):
        await opened.desk.finder.adopt(found, order)


async def listed_as(opened: OpenDesk, stage: str, state: str) -> None:
    """Wait until the list of orders tells this of the order."""

    async def look() -> bool:
        row = await opened.row(ORDER)
        return (row.stage, row.state_key) == (stage, state)

    await eventually(look, f"{stage} {state}")


async def test_what_the_courier_lists_under_an_order_is_not_bought_again_unless_it_is_not_ours(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk, key = opened.desk, await opened.key(ORDER)
    number = simulator.buy_elsewhere(ORDER)["tracking_number"]
    await desk.sync.sync_all()
    sheet = await desk.orders.read(key)
    assert [each.tracking_number for each in sheet.elsewhere] == [number]
    await desk.quoting.ask(key)
    plan = await desk.shipping.prepare(key)
    with pytest.raises(OperationRefusedError, match=number):
        await desk.shipping.buy(plan)
    await listed_as(opened, "labelled", "elsewhere")
    undo = await desk.finder.leave(await found_parcel(opened, number))
    await listed_as(opened, "ready", "")
    await undo()
    await listed_as(opened, "labelled", "elsewhere")
    await desk.finder.leave(await found_parcel(opened, number))
    assert (await desk.orders.read(key)).elsewhere == ()
    assert (await opened.buy(ORDER)).state is OperationState.DONE


async def test_a_parcel_of_the_same_number_for_somebody_else_stops_nothing(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    simulator.buy_elsewhere("ORD-000867", reference=ORDER)
    await desk.sync.sync_all()
    assert (await desk.orders.read(await opened.key(ORDER))).elsewhere == ()


async def test_two_orders_that_fit_are_never_chosen_between(
    opened: OpenDesk, simulator: Simulator
) -> None:
    found = await found_parcel(opened, simulator.buy_elsewhere(ORDER)["tracking_number"])
    likely = await opened.desk.finder.likely(found)
    assert the_one((likely[0], likely[0])) is None


async def test_what_was_bought_here_or_is_still_looked_up_is_not_found(
    opened: OpenDesk, simulator: Simulator
) -> None:
    assert (await opened.buy(ORDER)).state is OperationState.DONE
    simulator.fault("shipx.shipments.create", "drop_after_commit")
    key = await opened.key("ORD-000867")
    await opened.desk.quoting.ask(key)
    lost = await opened.desk.shipping.buy(await opened.desk.shipping.prepare(key))

    async def unknown() -> bool:
        sheet = await opened.desk.activity.read(lost.id)
        return sheet.operation.state is OperationState.UNKNOWN

    before = await numbers(opened)
    await eventually(unknown, "unknown")
    simulator.push(6)
    await opened.desk.finder.look()
    fresh = await numbers(opened) - before
    mine = {
        each["tracking_number"]
        for each in simulator.books()["shipx"]["shipments"]
        if str(each["reference"]).startswith((ORDER, "ORD-000867"))
    }
    assert len(mine) == 2
    assert not fresh & mine


async def test_what_was_left_stays_left_until_that_is_undone(
    opened: OpenDesk, simulator: Simulator
) -> None:
    number = simulator.buy_elsewhere(ORDER)["tracking_number"]
    undo = await opened.desk.finder.leave(await found_parcel(opened, number))
    assert not (await found_parcel(opened, number)).waits
    await undo()
    assert (await found_parcel(opened, number)).waits


async def test_what_is_cancelled_there_is_no_longer_found(
    opened: OpenDesk, simulator: Simulator
) -> None:
    number = simulator.buy_elsewhere(ORDER)["tracking_number"]
    await found_parcel(opened, number)
    simulator.control("POST", "/_simulator/advance", {"tracking_number": number, "to": "delivered"})
    await opened.desk.finder.look()
    assert number not in await numbers(opened)


async def test_a_collection_that_another_hand_booked_is_adopted_too(
    opened: OpenDesk, simulator: Simulator
) -> None:
    booked = str(simulator.buy_elsewhere(ORDER, collected=True)["dispatch_order"])
    await opened.desk.finder.look()
    (found,) = [
        each for each in await opened.desk.finder.found()
        if isinstance(each.thing, DispatchOrder) and each.remote_id == booked
    ]  # fmt: skip
    assert await opened.desk.finder.likely(found) == ()
    await opened.desk.finder.adopt(found, None)
    assert found.id not in {each.id for each in await opened.desk.finder.found()}


async def test_an_account_that_could_not_be_asked_says_why_and_is_not_taken_for_empty(
    opened: OpenDesk, simulator: Simulator
) -> None:
    number = simulator.buy_elsewhere(ORDER)["tracking_number"]
    await found_parcel(opened, number)
    asked = {each.account.id: each.look for each in await opened.desk.finder.lines()}
    good = asked[INPOST]
    assert good is not None
    simulator.fault("shipx.shipments.list", "500", times=-1)
    await opened.desk.finder.look()

    look = {each.account.id: each.look for each in await opened.desk.finder.lines()}[INPOST]
    assert look is not None
    assert look.why
    # Neither its time of the last good look nor what was found then is touched.
    assert look.done_at == good.done_at
    assert number in await numbers(opened)


async def test_an_account_is_asked_by_itself_only_where_its_last_good_look_is_old(
    opened: OpenDesk, simulator: Simulator
) -> None:
    await opened.desk.finder.look(everything=False)
    simulator.clear_requests()
    await opened.desk.finder.look(everything=False)
    assert simulator.requests(operation="shipx.shipments.list") == []
    for line in await opened.desk.finder.lines():
        assert line.look is not None
        assert line.look.done_at is not None


async def test_a_filter_that_is_ignored_hides_nothing_and_finds_nothing_of_ours(
    opened: OpenDesk, simulator: Simulator
) -> None:
    assert (await opened.buy("ORD-000867")).state is OperationState.DONE
    number = simulator.buy_elsewhere(ORDER)["tracking_number"]
    simulator.fault("shipx.shipments.list", "unfiltered", times=-1)
    simulator.push(6)
    await found_parcel(opened, number)
    mine = await opened.desk.orders.read(await opened.key("ORD-000867"))
    assert mine.shipments[0].tracking_number not in await numbers(opened)


async def test_the_service_that_lists_nothing_has_its_own_order_numbers_tracked_again(
    opened: OpenDesk, simulator: Simulator
) -> None:
    lines = {each.account.id: each for each in await opened.desk.finder.lines()}
    assert not lines[DASH101].lists
    simulator.fault("dash101.shipment_create", "422")
    refused = await opened.buy("ORD-000870")
    assert refused.state is not OperationState.DONE
    await opened.desk.finder.look()
    look = {each.account.id: each.look for each in await opened.desk.finder.lines()}[DASH101]
    assert look is not None
    assert (look.rows, look.since, look.why) == (1, None, "")


async def test_after_a_restored_journal_purchases_open_when_every_account_that_lists_was_compared(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    await desk.purchases.close(Why.MOVED)
    simulator.fault("shipx.shipments.list", "500", times=-1)
    await desk.finder.look()
    assert desk.purchases.closure is not None, "InPost could not be asked"
    simulator.clear_faults()
    # By itself, although the order book was asked a moment ago.
    await desk.finder.look(everything=False)
    assert desk.purchases.closure is None
    assert (await opened.buy(ORDER)).state is OperationState.DONE


async def test_a_run_that_is_stopped_says_so_and_is_not_taken_for_done(
    opened: OpenDesk, simulator: Simulator
) -> None:
    simulator.buy_elsewhere(ORDER)
    end = opened.desk.finder.listen(opened.desk.finder.stop)
    await opened.desk.finder.look()
    end()
    first = (await opened.desk.finder.lines())[0]
    assert first.look is not None
    assert first.look.done_at is None
    assert "stopped" in first.look.why
    assert await opened.desk.finder.found() == ()
