"""The tracking number goes back to the order once, and is found again when a reply is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shipdesk.domain.operation import WriteBackIntent
from shipdesk.domain.order import OrderKey
from shipdesk.errors import (
    AuthError,
    ProviderError,
    RejectedError,
    UnexpectedReplyError,
    UnreachableError,
)
from shipdesk.providers.dispatch.provider import OpenDispatch
from shipdesk.providers.steps import Match, Procedure, Settled
from tests.support.simulator import Simulator

NUMBER = "620012345678901234567890"
SINCE = datetime(2024, 3, 1, tzinfo=UTC)


def _fulfilment(opened: OpenDispatch) -> Procedure[WriteBackIntent]:
    assert opened.provider.fulfilment is not None
    return opened.provider.fulfilment


def _order(sim: Simulator, status: str, *, shipments: int = 0) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = sim.books()["dispatch"]["orders"]
    return next(
        row
        for row in rows.values()
        if row["status"] == status and len(row["shipmentIds"]) == shipments
    )


def _intent(order: dict[str, Any], *, shipped: bool = False) -> WriteBackIntent:
    return WriteBackIntent(
        order_key=OrderKey(f"shop:{order['guid']}"),
        order_remote_id=order["guid"],
        shipment_id="s-1",
        tracking_number=NUMBER,
        courier="InPost",
        tracking_url="https://inpost.test/find?number=1",
        shipped=shipped,
    )


async def _run(opened: OpenDispatch, intent: WriteBackIntent) -> dict[str, str]:
    procedure = _fulfilment(opened)
    facts: dict[str, str] = {}
    for step in procedure.steps(intent):
        result = await procedure.run(step.name, intent, facts)
        assert isinstance(result, Settled)
        facts.update(result.facts)
    return facts


async def _find(
    opened: OpenDispatch, step: str, intent: WriteBackIntent, **facts: str
) -> tuple[Match, ...]:
    return await _fulfilment(opened).find(step, intent, facts, SINCE)


def _writes(sim: Simulator) -> list[str]:
    rows = sim.requests(dialect="dispatch")
    return [row["operation"] for row in rows if row["method"] != "GET"]


def _shipments(sim: Simulator, order: dict[str, Any]) -> list[dict[str, Any]]:
    rows = sim.books()["dispatch"]["shipments"]
    return [row for row in rows if row["orderId"] == order["guid"]]


def _again(sim: Simulator, order: dict[str, Any]) -> dict[str, Any]:
    rows = sim.books()["dispatch"]["orders"].values()
    return next(row for row in rows if row["guid"] == order["guid"])


async def test_number_and_status_stand_in_the_order_book(
    sim: Simulator, opened: OpenDispatch
) -> None:
    order = _order(sim, "pending")
    facts = await _run(opened, _intent(order, shipped=True))
    (shipment,) = _shipments(sim, order)
    assert shipment["trackingNumber"] == NUMBER
    assert facts == {"dispatch_shipment": shipment["guid"], "kept": "yes"}
    assert _again(sim, order)["status"] == "shipped"
    assert _again(sim, order)["notes"] == order["notes"]
    assert _writes(sim) == ["orders.create_shipment", "shipments.replace", "orders.status"]


async def test_the_order_is_not_called_shipped_before_the_first_scan(
    sim: Simulator, opened: OpenDispatch
) -> None:
    order = _order(sim, "pending")
    await _run(opened, _intent(order))
    assert _again(sim, order)["status"] == "processing"
    assert "orders.status" not in _writes(sim)


async def test_what_stood_in_the_shipment_is_kept(sim: Simulator, opened: OpenDispatch) -> None:
    order = _order(sim, "pending")
    facts = await _run(opened, _intent(order))
    (sent,) = (
        row["body"] for row in sim.requests(operation="shipments.replace", dialect="dispatch")
    )
    after = await opened.client.read_shipment(facts["dispatch_shipment"])
    assert sent["trackingNumber"] == NUMBER
    assert sent["carrierName"] == "InPost"
    assert after["packages"]
    assert after["recipient"]["postalCode"]
    assert after["carrier"]
    assert after["serviceLevel"]


async def test_writing_back_again_changes_nothing(sim: Simulator, opened: OpenDispatch) -> None:
    order = _order(sim, "pending")
    intent = _intent(order, shipped=True)
    await _run(opened, intent)
    before = _again(sim, order)
    await _run(opened, intent)
    assert len(_shipments(sim, order)) == 1
    assert _again(sim, order) == before
    # The shipment is asked for once more and refused; nothing else is even sent.
    assert _writes(sim)[3:] == ["orders.create_shipment"]


async def test_an_open_shipment_is_used_instead_of_a_second_one(
    sim: Simulator, opened: OpenDispatch
) -> None:
    order = _order(sim, "pending")
    mine = await opened.client.create_shipment(order["guid"])
    facts = await _run(opened, _intent(order))
    assert facts["dispatch_shipment"] == mine
    assert [row["trackingNumber"] for row in _shipments(sim, order)] == [NUMBER]


async def test_an_open_shipment_that_cannot_be_looked_up_is_neither_refused_nor_made_again(
    sim: Simulator, opened: OpenDispatch
) -> None:
    order = _order(sim, "pending")
    await opened.client.create_shipment(order["guid"])
    sim.fault("orders.get", "404", times=-1)
    with pytest.raises(UnexpectedReplyError):
        await _fulfilment(opened).run("create_shipment", _intent(order), {})
    assert len(_shipments(sim, order)) == 1


async def test_another_number_is_never_overwritten_but_ours_is_noted(
    sim: Simulator, opened: OpenDispatch
) -> None:
    order = _order(sim, "pending")
    await _run(opened, replace(_intent(order), tracking_number="FIRST-1"))
    facts = await _run(opened, _intent(order))
    assert [row["trackingNumber"] for row in _shipments(sim, order)] == ["FIRST-1"]
    assert facts["kept"] == "no"
    lines = _again(sim, order)["notes"].splitlines()
    assert lines[:-1] == (order["notes"] or "").splitlines()
    assert lines[-1] == f"Shipped with InPost: {NUMBER} https://inpost.test/find?number=1"


async def test_a_number_that_is_not_kept_is_noted_once(
    sim: Simulator, opened: OpenDispatch
) -> None:
    sim.knobs(keeps_tracking_numbers=False)
    order = _order(sim, "pending")
    intent = _intent(order)
    for _ in range(2):
        assert (await _run(opened, intent))["kept"] == "no"
    assert _again(sim, order)["notes"].count(NUMBER) == 1


async def test_where_no_note_can_be_written_the_rest_goes_on(
    sim: Simulator, opened: OpenDispatch
) -> None:
    sim.knobs(keeps_tracking_numbers=False, designed_endpoints=False)
    order = _order(sim, "pending")
    facts = await _run(opened, _intent(order, shipped=True))
    assert facts["kept"] == "no"
    assert _again(sim, order)["status"] == "shipped"


async def test_a_cancelled_order_is_refused_in_the_services_words(
    sim: Simulator, opened: OpenDispatch
) -> None:
    order = _order(sim, "cancelled")
    with pytest.raises(RejectedError) as caught:
        await _run(opened, _intent(order))
    assert caught.value.status == 409
    assert "cancelled" in caught.value.words
    assert _shipments(sim, order) == []


async def test_an_order_that_was_delivered_meanwhile_stays_delivered(
    sim: Simulator, opened: OpenDispatch
) -> None:
    order = _order(sim, "pending")
    intent = _intent(order)
    await _run(opened, intent)
    sim.advance(NUMBER, "in_transit")
    sim.advance(NUMBER, "delivered")
    facts = await _run(opened, replace(intent, shipped=True))
    assert facts["kept"] == "yes"
    assert _again(sim, order)["status"] == "delivered"


@pytest.mark.parametrize(
    ("step", "operation"),
    [
        ("create_shipment", "orders.create_shipment"),
        ("merge", "shipments.replace"),
        ("mark_shipped", "orders.status"),
    ],
)
@pytest.mark.parametrize("how", ["drop_after_commit", "500", "empty_body"])
async def test_a_lost_reply_is_sent_once_and_found_if_it_was_carried_out(
    sim: Simulator, opened: OpenDispatch, step: str, operation: str, how: str
) -> None:
    order = _order(sim, "pending")
    intent = _intent(order, shipped=True)
    procedure = _fulfilment(opened)
    facts: dict[str, str] = {}
    for each in procedure.steps(intent):
        if each.name == step:
            break
        result = await procedure.run(each.name, intent, facts)
        facts.update(result.facts)
    sim.fault(operation, how)
    sim.clear_requests()
    quiet = how == "empty_body" and step != "create_shipment"
    if quiet:
        # Updates may answer without data (reference § 2.2): an empty answer is a good one.
        await procedure.run(step, intent, facts)
    else:
        with pytest.raises(ProviderError) as caught:
            await procedure.run(step, intent, facts)
        if isinstance(caught.value, UnreachableError):
            assert caught.value.sent
    assert _writes(sim) == [operation]
    matches = await _find(opened, step, intent, **facts)
    carried_out = how != "500"
    assert [match.ours for match in matches] == ([True] if carried_out else [])
    assert _writes(sim) == [operation]


async def test_a_note_whose_reply_was_lost_is_found(sim: Simulator, opened: OpenDispatch) -> None:
    sim.knobs(keeps_tracking_numbers=False)
    intent = _intent(_order(sim, "pending"))
    sim.fault("orders.patch", "drop_after_commit")
    with pytest.raises(UnreachableError):
        await _run(opened, intent)
    (shipment,) = (
        row["guid"]
        for row in sim.books()["dispatch"]["shipments"]
        if row["orderId"] == intent.order_remote_id
    )
    (match,) = await _find(opened, "check", intent, dispatch_shipment=shipment)
    assert match.result == Settled({"kept": "no"})


async def test_nothing_is_found_where_nothing_was_done(
    sim: Simulator, opened: OpenDispatch
) -> None:
    intent = _intent(_order(sim, "pending"), shipped=True)
    assert await _find(opened, "create_shipment", intent) == ()
    assert await _find(opened, "mark_shipped", intent) == ()


async def test_a_failed_look_up_is_an_error_and_not_an_empty_answer(
    sim: Simulator, opened: OpenDispatch
) -> None:
    intent = _intent(_order(sim, "pending"))
    sim.fault("orders.get", "500", times=-1)
    with pytest.raises(ProviderError):
        await _find(opened, "create_shipment", intent)


async def test_a_token_that_may_only_read_pauses_the_account(
    sim: Simulator, opened: OpenDispatch
) -> None:
    sim.fault("orders.create_shipment", "403")
    with pytest.raises(AuthError) as caught:
        await _run(opened, _intent(_order(sim, "pending")))
    assert caught.value.status == 403
