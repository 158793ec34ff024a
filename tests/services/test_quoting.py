"""Quotes: every courier side by side, one that fails is a row, and what stops the question."""

from __future__ import annotations

import pytest

from shipdesk.domain.account import AccountId, AccountState
from shipdesk.domain.measures import Parcel
from shipdesk.errors import OperationRefusedError
from shipdesk.services.accounts import AccountDraft
from tests.support.desk import OpenDesk
from tests.support.simulator import Simulator

COD = "ORD-000868"


async def test_rows_are_ranked_kept_with_the_order_and_one_account_fails_alone(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    settings = {"base_url": simulator.shipx_url, "organization_id": "1001"}
    wrong = AccountDraft("shipx", "Second InPost", settings, {"token": "not-a-token"})
    second = await desk.accounts.save(wrong)
    key = await opened.key("ORD-000871")
    sheet = await desk.quoting.ask(key)
    totals = [each.total.minor for each in sheet.quotes if each.total]
    assert totals == sorted(totals)
    assert len(totals) == len(sheet.quotes) > 1
    assert {"cheapest", "best"} == set(sheet.quotes[0].badges)
    assert {each.account_id for each in sheet.quotes} == {"inpost"}
    reasons = {each.account_id: each.reason for each in sheet.not_for}
    assert reasons[AccountId("dash101")] == "Delivers in India only."
    assert "token" in reasons[second.id]
    states = {each.account_id: each.state for each in desk.accounts.health}
    assert states[second.id] is AccountState.PAUSED_AUTH
    assert states[AccountId("inpost")] is AccountState.OK
    kept = await desk.orders.read(key)
    assert kept.quotes == sheet
    assert kept.quotes_at is not None

    simulator.clear_requests()
    again = await desk.quoting.ask(key)
    paused = next(each for each in again.not_for if each.account_id == second.id)
    assert "does not accept the token" in paused.reason
    assert "Settings › Accounts" in paused.fix
    asked = simulator.requests(dialect="shipx")
    assert len({each["operation"] for each in asked}) == 1


async def test_what_is_not_known_stops_before_a_courier_is_asked(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    unpaid, paid = await opened.key("ORD-000856"), await opened.key("ORD-000871")
    simulator.clear_requests()
    with pytest.raises(OperationRefusedError) as payment:
        await desk.quoting.ask(unpaid)
    await desk.orders.set_parcel([paid], Parcel(0, 200, 100, 50))
    with pytest.raises(OperationRefusedError) as weight:
        await desk.quoting.ask(paid)
    for sender in await desk.senders.all():
        await desk.senders.remove(sender.id)
    await desk.orders.set_parcel([paid], Parcel(700, 200, 100, 50))
    with pytest.raises(OperationRefusedError) as nobody:
        await desk.quoting.ask(paid)
    fields = [refused.value.params["field"] for refused in (payment, weight, nobody)]
    assert fields == ["payment", "weight", "sender"]
    assert simulator.requests() == []


async def test_prices_kept_before_stay_when_nobody_could_be_asked(
    opened: OpenDesk, simulator: Simulator
) -> None:
    key = await opened.key("ORD-000871")
    known = await opened.desk.quoting.ask(key)
    simulator.fault("*", "401", times=-1)
    answer = await opened.desk.quoting.ask(key)
    assert answer.quotes == ()
    assert (await opened.desk.orders.read(key)).quotes == known


async def test_cod_that_could_not_be_paid_out_is_refused_before_it_is_sent(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk, key = opened.desk, await opened.key(COD)
    await desk.quoting.ask(key)
    assert (await desk.shipping.prepare(key)).problems == ()
    simulator.knobs(shipx_bank_account="none")
    simulator.fault("shipx.organizations.get", "500", times=-1)
    await desk.providers.reopen(AccountId("inpost"))
    assert not await desk.quoting.learn_cash("PL", "PLN")
    assert (await desk.shipping.prepare(key)).problems == (), "not known stops nothing"

    simulator.clear_faults()
    assert await desk.quoting.learn_cash("PL", "PLN")
    assert not await desk.quoting.learn_cash("PL", "PLN"), "nothing new"
    assert await desk.quoting.learn_cash("IN", "INR") is False
    assert desk.quoting.cash_problems("IN", "INR") == ()
    plan = await desk.shipping.prepare(key)
    (problem,) = plan.problems
    assert problem.field == "cod"
    assert "no bank account" in problem.words
    assert "web panel" in problem.words
    simulator.clear_requests()
    with pytest.raises(OperationRefusedError) as refused:
        await desk.shipping.buy(plan)
    assert refused.value.params["field"] == "cod"
    assert simulator.requests(operation="shipx.shipments.create") == []
    paid = await opened.key("ORD-000871")
    await desk.quoting.ask(paid)
    assert (await desk.shipping.prepare(paid)).problems == (), "only cash needs it"


async def test_each_courier_that_could_not_be_asked_says_why_and_what_to_do(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    key = await opened.key("ORD-000871")
    simulator.fault("shipx.*", "401", times=-1)
    simulator.fault("dash101.*", "429", times=-1, retry_after=40)
    first = await desk.quoting.ask(key)
    assert first.unasked
    assert (await desk.orders.read(key)).quotes is None, "an answer that tells nothing is not kept"
    told = {row.title: (row.reason, row.fix) for row in first.not_for}
    assert told["InPost"][0].startswith("InPost does not accept the token")
    assert told["InPost"][1].startswith("Open Settings")

    again = {row.title: (row.reason, row.fix) for row in (await desk.quoting.ask(key)).not_for}
    assert again["InPost"] == told["InPost"], "a paused account says the same without being asked"


async def test_an_account_that_cannot_be_set_up_is_told_beside_the_others(
    opened: OpenDesk,
) -> None:
    desk, key = opened.desk, await opened.key("ORD-000871")
    settings = {"base_url": "ftp://nowhere", "organization_id": "1001"}
    draft = AccountDraft("shipx", "Second InPost", settings, {"token": "t"})
    broken = await desk.accounts.save(draft)
    rows = {row.account_id: row for row in (await desk.quoting.ask(key)).not_for}
    assert rows[broken.id].failed
    assert rows[broken.id].fix
    assert AccountId("orderbook") not in rows
