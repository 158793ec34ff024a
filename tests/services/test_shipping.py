"""Buying: references are never shared, and another parcel is checked like the first one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.order import Payment, PaymentKind
from shipdesk.errors import OperationRefusedError
from shipdesk.services.references import make_reference
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator


async def test_purchases_of_one_order_never_share_a_reference(opened: OpenDesk) -> None:
    desk = opened.desk
    assert (await opened.buy("ORD-000871")).state is OperationState.DONE
    key = await opened.key("ORD-000871")
    plan = await desk.shipping.prepare(key)
    assert plan.stop is not None
    assert plan.stop.key == "already_bought"
    # Both plans were made before either was bought.
    first = await opened.settled(await desk.shipping.buy_another(plan, "A second mug"))
    second = await opened.settled(await desk.shipping.buy_another(plan, "A third mug"))
    assert [each.state for each in (first, second)] == [OperationState.DONE] * 2
    operations = (await desk.orders.read(key)).operations
    references = [each.reference for each in operations if "ship" in each.kind]
    assert len(set(references)) == 3
    assert {each.intent["reference"] for each in operations if "ship" in each.kind} == set(
        references
    )


async def test_another_parcel_is_stopped_by_all_but_the_first_one(opened: OpenDesk) -> None:
    desk = opened.desk
    assert (await opened.buy("ORD-000870")).state is OperationState.DONE
    key = await opened.key("ORD-000870")
    plan = replace(await desk.shipping.prepare(key), stop=None)
    with pytest.raises(OperationRefusedError):
        await desk.shipping.buy_another(plan, "")
    await desk.orders.set_payment([key], Payment(PaymentKind.UNKNOWN))
    plan = replace(await desk.shipping.prepare(key), stop=None)
    with pytest.raises(OperationRefusedError) as unpaid:
        await desk.shipping.buy_another(plan, "A second scarf")
    assert unpaid.value.key == "payment_unknown"
    await desk.orders.set_hold([key], hold=True)
    plan = replace(await desk.shipping.prepare(key), stop=None)
    with pytest.raises(OperationRefusedError) as held:
        await desk.shipping.buy_another(plan, "A second scarf")
    assert "hold" in held.value.detail


async def test_two_clicks_at_the_same_moment_buy_and_pay_once(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    simulator.knobs(shipx_out_of_funds=True)
    key = await opened.key("ORD-000871")
    await desk.quoting.ask(key)
    plan = await desk.shipping.prepare(key)
    clicks = await asyncio.gather(
        *(desk.shipping.buy(plan) for _ in range(3)), return_exceptions=True
    )
    refused = [each for each in clicks if isinstance(each, OperationRefusedError)]
    assert [each.key for each in refused] == ["already_open"] * 2
    (bought,) = [each for each in clicks if not isinstance(each, BaseException)]
    failed = await opened.settled(bought)
    assert failed.state is OperationState.FAILED_AFTER_ACCEPTANCE
    with pytest.raises(OperationRefusedError) as standing:
        await desk.shipping.buy(plan)
    assert standing.value.key == "already_bought"

    (unpaid,) = (await desk.orders.read(key)).shipments
    simulator.knobs(shipx_out_of_funds=False)
    simulator.top_up(100.0)
    paid = await asyncio.gather(
        *(desk.shipping.pay(unpaid.id) for _ in range(2)), return_exceptions=True
    )
    (paying,) = [each for each in paid if not isinstance(each, BaseException)]
    assert (await opened.settled(paying)).state is OperationState.DONE
    with pytest.raises(OperationRefusedError) as again:
        await desk.shipping.pay(unpaid.id)
    assert "paid already" in again.value.detail
    assert len(simulator.requests(operation="shipx.shipments.create")) == 1
    assert len(simulator.requests(operation="shipx.shipments.buy")) == 1


async def test_order_book_is_told_even_if_it_was_not_opened_since_the_restart(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.knobs(shipx_confirm_seconds=3600)
    async with open_desk(simulator, tmp_path) as opened:
        key = await opened.key("ORD-000871")
        await opened.desk.quoting.ask(key)
        requested = await opened.desk.shipping.buy(await opened.desk.shipping.prepare(key))

        async def accepted() -> bool:
            told = (await opened.desk.activity.read(requested.id)).operation
            return told.state is OperationState.WAITING

        await eventually(accepted, "accepted")
    simulator.push(3700)
    async with open_desk(simulator, tmp_path, sync=False, fresh=False) as again:
        assert again.desk.providers.provider(AccountId("orderbook")) is None
        assert (await again.settled(requested)).state is OperationState.DONE

        async def told() -> bool:
            rows = await again.desk.activity.page("", "")
            states = [row.state for row in rows if row.kind == OperationKind.WRITE_BACK]
            return states == [OperationState.DONE]

        await eventually(told, "the order book was told")


def test_reference_fits_every_courier_and_tells_orders_apart() -> None:
    long = "Zamówienie/2026/11/0000871"
    made = {make_reference(long, f"shop:{number}", 0) for number in range(5)}  # type: ignore[arg-type]
    assert len(made) == 5
    assert all(len(each) <= 20 and each.isascii() for each in made)
    again = [make_reference(long, "shop:1", count) for count in range(12)]  # type: ignore[arg-type]
    assert len(set(again)) == 12
    assert all(len(each) <= 20 for each in again)


async def test_order_that_was_shipped_elsewhere_is_not_bought_again(opened: OpenDesk) -> None:
    desk = opened.desk
    assert (await opened.row("ORD-000843")).state_words == "Bought elsewhere"
    key = await opened.key("ORD-000843")
    sheet = await desk.orders.read(key)
    assert [each.live for each in sheet.elsewhere] == [True]
    await desk.quoting.ask(key)
    plan = await desk.shipping.prepare(key)
    assert plan.stop is not None
    assert plan.stop.key == "already_bought"
    with pytest.raises(OperationRefusedError):
        await desk.shipping.buy(plan)
