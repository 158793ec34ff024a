"""Many at once: each row is bought by itself, once, and none of them stops another."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from shipdesk.domain.batch import Batch, Fate
from shipdesk.domain.measures import Parcel
from shipdesk.domain.operation import OPEN_STATES, OperationKind, OperationState
from shipdesk.domain.order import Payment, PaymentKind
from shipdesk.errors import OperationRefusedError
from shipdesk.services.batch_review import RowStage
from shipdesk.services.purchases import Why
from tests.services.batches import INDIAN, POLISH, UNPAID, at_rest, bought, reviewed, row_of
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import Simulator


async def test_ready_rows_are_bought_in_list_order_and_a_stopped_one_stays(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    review = await reviewed(opened, POLISH[0], UNPAID, INDIAN[0], POLISH[1])
    batch = await desk.batches.buy(review)
    assert [row.operation.title for row in batch.rows] == [POLISH[0], INDIAN[0], POLISH[1]]
    assert [row.number for row in review.rows] == [UNPAID]
    rows = await at_rest(opened, batch.id)
    assert {row.fate for row in rows.values()} == {Fate.DONE}
    assert bought(simulator, POLISH[0], INDIAN[0], POLISH[1], UNPAID) == {
        POLISH[0]: 1,
        INDIAN[0]: 1,
        POLISH[1]: 1,
        UNPAID: 0,
    }

    async def quiet() -> bool:
        shown = await desk.activity.page("", "")
        return not any(row.state in OPEN_STATES for row in shown)

    await eventually(quiet, "labels are fetched and the order book is told")
    kinds = {row.kind for row in await desk.activity.page("", "")}
    assert OperationKind.PRINT not in kinds, "nothing comes out of a printer by itself"
    parcels = await desk.batches.parcels(batch)
    papers = [await desk.printing.paper(each) for each in parcels]
    assert all("label" in {each.kind for each in paper.documents} for paper in papers)
    shown = [(await desk.shipments.read(each)).shipment.order_number for each in parcels]
    assert shown == [POLISH[0], INDIAN[0], POLISH[1]]
    (newest,) = await desk.batches.recent()
    assert newest.counts == {Fate.DONE: 3}


async def test_one_refused_and_one_lost_do_not_stop_the_others_and_only_the_refused_is_retried(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    numbers = (*POLISH[:3], *INDIAN)
    review = await reviewed(opened, *numbers)
    simulator.fault("dash101.shipment_create", "422", times=1, message="The parcel is too heavy.")
    simulator.fault("shipx.shipments.create", "drop_before", times=1)
    batch = await desk.batches.buy(review)
    rows = await at_rest(opened, batch.id)
    (refused,) = [row for row in rows.values() if row.fate is Fate.REFUSED]
    (unknown,) = [row for row in rows.values() if row.fate is Fate.UNKNOWN]
    assert "too heavy" in refused.operation.reason
    assert sum(row.fate is Fate.DONE for row in rows.values()) == 3
    assert not unknown.can_be_asked_again

    again = desk.batches.review_again(await desk.batches.read(batch.id))
    (key,) = [row.key for row in again.rows]
    assert key == refused.operation.subject
    await desk.orders.set_parcel([key], Parcel(700, 200, 100, 50))
    await again.run(lambda _keys: None)
    whole = await desk.batches.buy(again)
    assert (whole.id, len(whole.rows)) == (batch.id, 5)
    assert whole.rows[refused.place].operation.subject == key
    assert whole.rows[refused.place].operation.id != refused.operation.id
    rows = await at_rest(opened, batch.id)
    assert rows[refused.operation.title].fate is Fate.DONE
    assert rows[unknown.operation.title].fate is Fate.UNKNOWN
    lost = unknown.operation.title
    assert bought(simulator, *numbers) == {each: int(each != lost) for each in numbers}
    assert len(simulator.requests(operation="shipx.shipments.create")) == 3
    lost_again = await reviewed(opened, lost)
    assert row_of(lost_again, lost).stage is RowStage.STOPPED


async def test_two_clicks_at_once_buy_each_row_once(opened: OpenDesk, simulator: Simulator) -> None:
    review = await reviewed(opened, *POLISH[:2])
    other = await reviewed(opened, *POLISH[:2])
    found = await asyncio.gather(
        *(opened.desk.batches.buy(each) for each in (review, review, other))
    )
    assert sorted(len(batch.rows) for batch in found) == [0, 0, 2]
    assert [row.stop.key for row in other.rows if row.stop] == ["already_open"] * 2
    assert [each.id for each in await opened.desk.batches.recent()] == [
        batch.id for batch in found if batch.rows
    ]
    await at_rest(opened, next(batch.id for batch in found if batch.rows))
    assert bought(simulator, *POLISH[:2]) == dict.fromkeys(POLISH[:2], 1)


async def test_stopping_takes_back_what_was_not_sent_and_the_one_under_way_ends(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    review = await reviewed(opened, *POLISH, *INDIAN)
    simulator.fault("*", "slow", times=-1, ms=400)
    batch = await desk.batches.buy(review)

    async def begun() -> bool:
        rows = (await desk.batches.read(batch.id)).rows
        return any(row.operation.state is OperationState.SENT for row in rows)

    await eventually(begun, "one is under way")
    taken_back = await desk.batches.stop(batch.id)
    assert taken_back > 0
    simulator.clear_faults()
    rows = await at_rest(opened, batch.id)
    fates = [row.fate for row in rows.values()]
    assert fates.count(Fate.TAKEN_BACK) == taken_back
    assert fates.count(Fate.DONE) == len(fates) - taken_back > 0
    assert bought(simulator, *rows) == {
        number: int(row.fate is Fate.DONE) for number, row in rows.items()
    }
    again = desk.batches.review_again(await desk.batches.read(batch.id))
    assert len(again.rows) == taken_back
    await again.run(lambda _keys: None)
    await desk.batches.buy(again)
    rows = await at_rest(opened, batch.id)
    assert {row.fate for row in rows.values()} == {Fate.DONE}
    assert bought(simulator, *rows) == dict.fromkeys(rows, 1)


async def test_what_changed_since_it_was_shown_is_not_bought_until_it_is_taken_as_it_is(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    moved, dearer, cancelled, held, fine = *POLISH, INDIAN[1]
    review = await reviewed(opened, moved, dearer, cancelled, held, fine)
    address = row_of(review, moved).plan.sheet.order.recipient  # type: ignore[union-attr]
    await desk.orders.set_address(await opened.key(moved), replace(address, name="Anna Zielińska"))
    simulator.knobs(shipx_price_factor=1.2)
    await desk.quoting.ask(await opened.key(dearer))
    simulator.cancel_order(cancelled)
    await desk.sync.sync_all()
    await desk.orders.set_hold([await opened.key(held)], hold=True)

    batch = await desk.batches.buy(review)
    assert [row.operation.title for row in batch.rows] == [fine]
    told = {row.number: row.stop for row in review.rows}
    assert {number: stop.key for number, stop in told.items() if stop} == {
        moved: "changed_since",
        dearer: "changed_since",
        cancelled: "operation_refused",
        held: "operation_refused",
    }
    assert "recipient" in told[moved].detail  # type: ignore[union-attr]
    assert "price" in told[dearer].detail  # type: ignore[union-attr]
    assert row_of(review, moved).recipient == "Anna Zielińska", "it is shown as it is now"

    await review.read_again([row.key for row in review.rows])
    assert row_of(review, moved).stage is RowStage.STOPPED, "nobody looked at it yet"
    assert len((await desk.batches.buy(review)).rows) == 0
    review.include([row.key for row in review.rows], included=True)
    assert [row.number for row in review.wanted] == [moved, dearer]
    second = await desk.batches.buy(review)
    rows = await at_rest(opened, second.id)
    assert rows[moved].operation.intent["recipient"]["name"] == "Anna Zielińska"  # type: ignore[index]
    assert {number: row.fate for number, row in rows.items()} == {
        moved: Fate.DONE,
        dearer: Fate.DONE,
    }
    assert bought(simulator, cancelled, held) == {cancelled: 0, held: 0}


async def test_a_payment_settled_anew_between_look_and_click_is_shown_first(
    opened: OpenDesk,
) -> None:
    desk = opened.desk
    review = await reviewed(opened, INDIAN[0])
    await desk.orders.set_payment([await opened.key(INDIAN[0])], Payment(PaymentKind.PAID))
    assert (await desk.batches.buy(review)).rows == ()
    (row,) = review.rows
    assert row.stop is not None
    assert "payment" in row.stop.detail


async def test_rows_that_are_bought_while_they_are_read_again_just_leave_the_review(
    opened: OpenDesk, simulator: Simulator
) -> None:
    review = await reviewed(opened, *POLISH)
    keys = [row.key for row in review.rows]
    await opened.desk.orders.set_hold([keys[0]], hold=True)
    batch, _ = await asyncio.gather(opened.desk.batches.buy(review), review.read_again(keys))
    assert [row.number for row in review.rows] == [POLISH[0]]
    await at_rest(opened, batch.id)
    assert bought(simulator, *POLISH) == {number: int(number != POLISH[0]) for number in POLISH}


async def test_nothing_is_written_while_purchases_are_closed(opened: OpenDesk) -> None:
    desk = opened.desk
    review = await reviewed(opened, *POLISH[:2])
    await desk.purchases.close(Why.MOVED)
    with pytest.raises(OperationRefusedError) as closed:
        await desk.batches.buy(review)
    assert closed.value.key == "purchases_closed"
    assert await desk.batches.recent() == ()
    assert len(review.wanted) == 2


async def test_a_row_left_out_by_hand_is_not_bought(opened: OpenDesk, simulator: Simulator) -> None:
    review = await reviewed(opened, *POLISH[:2])
    review.include([row_of(review, POLISH[0]).key], included=False)
    batch = await opened.desk.batches.buy(review)
    await at_rest(opened, batch.id)
    assert bought(simulator, *POLISH[:2]) == {POLISH[0]: 0, POLISH[1]: 1}
    assert [row.number for row in review.rows] == [POLISH[0]]


async def test_an_account_without_funds_buys_nothing_more_until_a_person_says_so(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    review = await reviewed(opened, *POLISH, *INDIAN)
    simulator.knobs(shipx_out_of_funds=True)
    batch = await desk.batches.buy(review)

    async def held() -> Batch | None:
        found = await desk.batches.read(batch.id)
        fates = found.counts
        kept = await desk.queues.waiting()
        read = all(each.looked_at is not None for each in kept.held)
        still = fates[Fate.QUEUED] + fates[Fate.UNDER_WAY] == 0
        if not read:
            await desk.sync.sync_all()
        return found if still and read and fates[Fate.HELD] else None

    stopped = await eventually(held, "the rest of the account's rows are kept back")
    assert stopped.counts[Fate.DONE] == len(INDIAN), "another account's purchases go on"
    failed = [row.operation for row in stopped.rows if row.fate is Fate.FAILED]
    kept = [row.operation for row in stopped.rows if row.fate is Fate.HELD]
    assert len(failed) + len(kept) == len(POLISH)
    assert kept
    assert all("Top up" in each.reason for each in kept)
    sheets = [await desk.activity.read(each.id) for each in kept]
    assert not any(sheet.attempts for sheet in sheets), "nothing was sent"
    made = [str(each["reference"]) for each in simulator.books()["shipx"]["shipments"]]
    assert sum(each.startswith(POLISH) for each in made) == len(failed)

    simulator.knobs(shipx_out_of_funds=False)
    gone = await desk.queues.go_on([each.id for each in kept])
    assert set(gone) == {each.id for each in kept}
    rows = await at_rest(opened, batch.id)
    assert {rows[each.title].fate for each in kept} == {Fate.DONE}
