"""A review: every row with its offer or with what stops it, before anything is paid."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path

from shipdesk.domain.account import AccountId
from shipdesk.domain.measures import Parcel
from shipdesk.domain.money import Money
from shipdesk.domain.order import OrderKey, Payment, PaymentKind
from shipdesk.domain.query import ListQuery
from shipdesk.services.batch_review import Review, RowStage
from tests.services.batches import INDIAN, POLISH, UNPAID, reviewed, row_of
from tests.support.desk import OpenDesk, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.simulator import Simulator

COD = "ORD-000868"
NO_PHONE = "ORD-000809"
FOREIGN_LETTERS = "ORD-000811"
PRICES = ("shipx.shipments.calculate", "dash101.serviceability")


def asked(simulator: Simulator) -> bool:
    """Return whether a courier was asked for prices since the last look."""
    found = any(each["operation"] in PRICES for each in simulator.requests())
    simulator.clear_requests()
    return found


def nothing(_keys: frozenset[OrderKey]) -> None:
    """Nobody listens."""


def stops(review: Review) -> dict[str, str]:
    """Return what stops each stopped row: the field of it, else its key."""
    told = {}
    for row in review.rows:
        if row.stop is not None:
            told[row.number] = str(row.stop.params.get("field") or row.stop.key)
        elif row.problems:
            told[row.number] = f"problem: {row.problems[0].field}"
    return told


async def test_each_row_says_what_stops_it_and_the_others_are_ready(opened: OpenDesk) -> None:
    desk = opened.desk
    light, held, bought, fine = POLISH
    await opened.buy(bought)
    await desk.orders.set_hold([await opened.key(held)], hold=True)
    await desk.orders.set_parcel([await opened.key(light)], Parcel(0, 200, 100, 50))
    numbers = (fine, UNPAID, light, held, bought, NO_PHONE, FOREIGN_LETTERS, INDIAN[0])
    keys = [await opened.key(number) for number in numbers]
    review = desk.batches.review([*keys, OrderKey("orderbook:nobody-knows"), keys[0]])
    assert {row.stage for row in review.rows} == {RowStage.READING}
    heard: list[frozenset[OrderKey]] = []
    await review.run(heard.append)
    assert set(keys) <= set().union(*heard)
    assert review.read == len(review.rows) == len(numbers) + 1
    assert stops(review) == {
        UNPAID: "payment",
        light: "weight",
        held: "operation_refused",
        bought: "already_bought",
        NO_PHONE: "problem: phone",
        FOREIGN_LETTERS: "problem: name",
        "": "operation_refused",
    }
    assert [row.number for row in review.wanted] == [fine, INDIAN[0]]
    assert (review.ready, review.stopped) == (2, 7)
    assert [row.number for row in review.rows][: len(numbers)] == list(numbers)
    shown = await opened.row(fine)
    row = row_of(review, fine)
    assert (row.recipient, row.place) == (shown.recipient, shown.place)


async def test_totals_are_told_per_currency_and_a_price_by_contract_is_never_nought(
    opened: OpenDesk, simulator: Simulator
) -> None:
    review = await reviewed(opened, POLISH[0], INDIAN[0], POLISH[1], INDIAN[1])
    prices = [row.quote.total for row in review.wanted if row.quote and row.quote.total]
    zloty, rupees = (
        sum(each.minor for each in prices if each.currency == currency)
        for currency in ("PLN", "INR")
    )
    assert list(review.totals.amounts) == [Money(zloty, "PLN"), Money(rupees, "INR")]
    review.include([row_of(review, INDIAN[0]).key, row_of(review, INDIAN[1]).key], included=False)
    assert list(review.totals.amounts) == [Money(zloty, "PLN")]

    simulator.knobs(shipx_debit=True)
    await opened.desk.providers.reopen(AccountId("inpost"))
    contract = await reviewed(opened, POLISH[2], INDIAN[0])
    assert contract.ready == 2
    assert contract.totals.unpriced == 1
    assert [each.currency for each in contract.totals.amounts] == ["INR"]


async def test_couriers_are_asked_only_for_prices_that_are_missing_old_or_of_something_else(
    simulator: Simulator, tmp_path: Path
) -> None:
    clock = PushedClock()
    async with open_desk(simulator, tmp_path, clock=clock) as opened:
        desk = opened.desk
        await desk.quoting.ask(await opened.key(POLISH[0]))
        asked(simulator)
        await reviewed(opened, POLISH[0])
        assert not asked(simulator), "its prices are of a moment ago"
        review = await reviewed(opened, *POLISH[:2])
        keys = [row.key for row in review.rows]
        assert asked(simulator)
        await review.read_again(keys)
        assert not asked(simulator)
        await desk.orders.set_note(keys[0], "Wrap it twice")
        await review.read_again(keys)
        assert not asked(simulator), "a note costs nothing"
        await desk.orders.set_payment([keys[0]], Payment(PaymentKind.COD, Money(5000, "PLN")))
        await review.read_again(keys)
        assert asked(simulator)
        clock.push(16 * 60)
        await review.read_again(keys)
        assert asked(simulator)
        assert review.ready == 2


async def test_prices_that_became_old_are_asked_for_before_they_are_paid(
    simulator: Simulator, tmp_path: Path
) -> None:
    clock = PushedClock()
    async with open_desk(simulator, tmp_path, clock=clock) as opened:
        review = await reviewed(opened, POLISH[0], INDIAN[0])
        clock.push(16 * 60)
        simulator.knobs(dash101_price_factor=1.2)
        batch = await opened.desk.batches.buy(review)
        assert [row.operation.title for row in batch.rows] == [POLISH[0]]
        (dearer,) = review.rows
        assert dearer.stop is not None
        assert dearer.stop.key == "changed_since"
        assert "price" in dearer.stop.detail


async def test_a_row_without_an_offer_says_why_and_none_is_ready_on_old_prices(
    opened: OpenDesk, simulator: Simulator
) -> None:
    simulator.fault("shipx.shipments.calculate", "500", times=-1)
    review = await reviewed(opened, POLISH[0], INDIAN[0])
    row = row_of(review, POLISH[0])
    assert row.stop is not None
    assert (row.stop.key, row.stage) == ("not_asked", RowStage.STOPPED)
    assert "InPost" in row.stop.detail
    assert row_of(review, INDIAN[0]).stage is RowStage.READY
    simulator.clear_faults()
    await review.read_again([row.key])
    assert row_of(review, POLISH[0]).stage is RowStage.READY

    row = row_of(review, INDIAN[0])
    assert row.plan is not None
    nowhere = replace(row.plan.sheet.order.recipient, postcode="411000")
    await opened.desk.orders.set_address(row.key, nowhere)
    await review.read_again([row.key])
    row = row_of(review, INDIAN[0])
    assert row.stop is not None
    assert (row.stop.key, row.stage) == ("no_quote", RowStage.STOPPED)
    assert "Not serviceable" in row.stop.detail


async def test_another_offer_is_kept_as_the_orders_choice_and_one_that_is_gone_stops_the_row(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    review = await reviewed(opened, POLISH[0])
    (row,) = review.rows
    assert row.plan is not None
    assert row.plan.sheet.quotes is not None
    best, other = row.plan.sheet.quotes.quotes[:2]
    asked(simulator)
    await review.choose(row.key, other.key)
    assert review.rows[0].quote == other
    assert review.totals.amounts == (other.total,)
    assert not asked(simulator)
    assert (await desk.orders.read(row.key)).additions.quote_key == other.key
    await review.choose(row.key, "inpost/inpost/no_such_service")
    (row,) = review.rows
    assert row.stop is not None
    assert row.stop.key == "choice_gone"
    await review.choose(row.key, best.key)
    assert review.rows[0].stage is RowStage.READY


async def test_a_courier_that_asks_to_wait_is_waited_for(
    opened: OpenDesk, simulator: Simulator
) -> None:
    simulator.fault("shipx.shipments.calculate", "429", times=1, retry_after=1)
    review = await reviewed(opened, *POLISH)
    assert review.ready == len(POLISH)


async def test_a_review_that_was_left_goes_on_where_it_was(
    opened: OpenDesk, simulator: Simulator
) -> None:
    review = opened.desk.batches.review([await opened.key(number) for number in POLISH])
    simulator.fault("shipx.shipments.calculate", "slow", times=-1, ms=300)
    some = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        run = group.create_task(review.run(lambda _keys: some.set() if review.read else None))
        await some.wait()
        run.cancel()
    assert run.cancelled()
    assert not review.totals.amounts or review.ready
    simulator.clear_faults()
    await review.run(nothing)
    assert review.ready == len(POLISH)


async def test_what_a_person_asks_for_meanwhile_comes_before_the_rest_of_a_review(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    ids = await desk.order_list.ids(ListQuery(tab="ready"))
    rows = (await desk.order_list.rows(list(ids))).values()
    keys = [OrderKey(row.key) for row in rows if row.country == "IN"][:10]
    person = (await desk.orders.read(keys[0])).order.recipient.postcode

    def places() -> list[bool]:
        seen = simulator.requests(operation="dash101.serviceability")
        return [person in f"{each['query']} {each['body']}" for each in seen]

    simulator.fault("dash101.serviceability", "slow", times=-1, ms=200)
    review = desk.batches.review(keys[1:])
    began = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(review.run(lambda _keys: began.set() if review.read else None))
        await began.wait()
        before = len(places())
        await desk.quoting.ask(keys[0])
        assert places().index(True) <= before + 1, "at most one had begun meanwhile"
    assert review.ready == 9


async def test_reading_many_rows_leaves_the_loop_free_in_between(tmp_path: Path) -> None:
    """The longest stretch that the loop's thread computes at once, of all that it computes."""
    with Simulator.in_thread("demo", orders=400) as simulator:
        async with open_desk(simulator, tmp_path) as opened:
            desk = opened.desk
            ids = list(await desk.order_list.ids(ListQuery(tab="ready")))
            rows = (await desk.order_list.rows(ids)).values()
            keys = [OrderKey(row.key) for row in rows if row.country == "PL"]
            assert len(keys) > 20
            review = desk.batches.review(keys)
            stretches = [0.0]
            async with asyncio.TaskGroup() as group:
                run = group.create_task(review.run(nothing))
                last = time.thread_time()
                while not run.done():
                    await asyncio.sleep(0.001)
                    now = time.thread_time()
                    stretches.append(now - last)
                    last = now
            assert review.ready == len(keys)
            assert max(stretches) < sum(stretches) / 5
