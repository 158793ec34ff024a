"""Tests of the batch cancel at Dash101: chunks, four lists, and what is not told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shipdesk.domain.order_cancel import (
    CancelOrdersIntent,
    CancelOutcome,
    CancelResult,
    OrderNumber,
    from_facts,
    without_repeats,
)
from shipdesk.errors import UnreachableError
from shipdesk.providers.base import Provider
from shipdesk.providers.dash101 import wire
from shipdesk.providers.steps import Settled
from shipdesk.providers.tables import Table
from tests.providers.dash101.parcels import buy, cod_order, placed
from tests.providers.driving import now
from tests.support.simulator import Simulator

DONE, REFUSED, UNKNOWN = CancelOutcome.CANCELLED, CancelOutcome.REFUSED, CancelOutcome.UNKNOWN


async def made(dash: Provider, number: str) -> OrderNumber:
    """An order that stands at Dash101."""
    assert dash.booking is not None
    intent = replace(await placed(dash), reference=number)
    facts = (await dash.booking.run("create_order", intent, {})).facts
    return OrderNumber(number, facts["dash101_order_id"])


async def cancel(dash: Provider, *orders: OrderNumber) -> tuple[CancelResult, ...]:
    assert dash.order_cancel is not None
    intent = CancelOrdersIntent(orders)
    result = await dash.order_cancel.run("cancel_orders", intent, {})
    assert isinstance(result, Settled)
    return from_facts(intent, result.facts)


async def test_each_order_gets_its_own_answer(dash: Provider, sim: Simulator) -> None:
    first = await made(dash, "ORD-1#A")
    bought, _ = await buy(dash, sim, cod_order(reference="ORD-2"))
    sim.advance(bought.tracking_number, "3")
    gone = OrderNumber("ORD-2", bought.remote_id)
    by_number = OrderNumber((await made(dash, "ORD-3#B")).number)
    results = await cancel(dash, first, gone, by_number, OrderNumber("NEVER"))
    assert [each.outcome for each in results] == [DONE, REFUSED, DONE, REFUSED]
    assert results[1].words == "Order is already dispatched"
    (sent,) = sim.requests(operation="dash101.order_cancel")
    assert sent["body"] == {
        "order_ids": [
            {"dash101_order_id": first.remote_id},
            {"dash101_order_id": bought.remote_id},
            {"order_id": "ORD-3#B"},
            {"order_id": "NEVER"},
        ]
    }


async def test_an_order_chosen_under_both_numbers_is_sent_once_and_answered_twice(
    dash: Provider, sim: Simulator
) -> None:
    order = await made(dash, "ORD-1")
    results = await cancel(dash, OrderNumber("", order.remote_id), order)
    assert [each.outcome for each in results] == [DONE, DONE]
    assert len(sim.requests(operation="dash101.order_cancel")[0]["body"]["order_ids"]) == 1


def test_only_the_same_order_is_a_repeat() -> None:
    one, two = OrderNumber("A", "1"), OrderNumber("B", "2")
    assert without_repeats([one, two, OrderNumber("A"), OrderNumber("", "2")]) == (one, two)
    assert len(without_repeats([OrderNumber("1"), OrderNumber("", "1")])) == 2


async def test_one_bad_row_does_not_stop_the_others(dash: Provider, sim: Simulator) -> None:
    good, also = await made(dash, "ORD-1"), await made(dash, "ORD-2")
    sim.fault("dash101.order_cancel", "422", times=1)
    results = await cancel(dash, good, also)
    assert [each.outcome for each in results] == [DONE, DONE]
    assert len(sim.requests(operation="dash101.order_cancel")) == 3


async def test_an_order_that_is_cancelled_already_is_told_as_cancelled(
    dash: Provider, sim: Simulator
) -> None:
    order = await made(dash, "ORD-1")
    sim.cancel_order("ORD-1")
    (result,) = await cancel(dash, order)
    assert (result.outcome, result.words) == (DONE, "Cancelled by Buyer")


async def test_a_lost_reply_is_sent_again_and_tracking_tells_what_was_done(
    dash: Provider, sim: Simulator
) -> None:
    assert dash.order_cancel is not None
    order = await made(dash, "ORD-1")
    intent = CancelOrdersIntent((order,))
    assert await dash.order_cancel.find("cancel_orders", intent, {}, now()) == ()
    sim.fault("dash101.order_cancel", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await dash.order_cancel.run("cancel_orders", intent, {})
    (match,) = await dash.order_cancel.find("cancel_orders", intent, {}, now())
    assert match.ours
    (result,) = await cancel(dash, order)
    assert result.outcome is DONE
    (step,) = dash.order_cancel.steps(intent)
    assert step.repeatable


def told(content: object, table: Table) -> list[tuple[str, str, bool, str]]:
    found = wire.read_cancelled(content, table)
    return [(each.key, each.number, each.done, each.reason) for each in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, []),
        ({"cancelled_order_ids": None, "uncancelled_order_ids": []}, []),
        ({"cancelled_order_ids": ["A"]}, [("order_id", "A", True, "")]),
        ({"cancelled_order_ids": "A"}, [("order_id", "A", True, "")]),
        ({"cancelled_dash101_order_ids": [73]}, [("dash101_order_id", "73", True, "")]),
        ({"cancelled_order_ids": [{"order_id": "A"}]}, [("order_id", "A", True, "")]),
        (
            {"data": {"uncancelled_order_ids": {"order_id": "A", "error": "late"}}},
            [("order_id", "A", False, "late")],
        ),
        (
            {"uncancelled_dash101_order_ids": [{"dash101_order_id": "7", "remarks": "x"}]},
            [("dash101_order_id", "7", False, "x")],
        ),
    ],
)
def test_the_four_lists_come_in_every_form(
    table: Table, body: dict[str, Any], expected: list[tuple[str, str, bool, str]]
) -> None:
    assert told(body, table) == expected
