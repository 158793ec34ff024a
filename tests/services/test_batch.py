"""Many at once: each row is bought by itself, once, and none of them stops another."""

from __future__ import annotations

from shipdesk.domain.batch import Batch, BatchId, Fate
from shipdesk.domain.operation import OPEN_STATES
from shipdesk.services.batch_review import Review, RowStage
from tests.support.desk import OpenDesk, eventually

POLISH = ("ORD-000871", "ORD-000865", "ORD-000868")
INDIAN = "ORD-000870"
UNPAID = "ORD-000856"


async def reviewed(opened: OpenDesk, *numbers: str) -> Review:
    """Return a review of the orders, read to its end."""
    review = opened.desk.batches.review([await opened.key(number) for number in numbers])
    await review.run(lambda _keys: None)
    return review


async def ended(opened: OpenDesk, batch_id: BatchId) -> Batch:
    """Return the batch once nothing of it is open any more."""

    async def look() -> Batch | None:
        batch = await opened.desk.batches.read(batch_id)
        still = any(row.operation.state in OPEN_STATES for row in batch.rows)
        return None if still else batch

    return await eventually(look, "the end of the batch")


async def test_ready_rows_are_bought_in_list_order_and_a_stopped_one_stays(
    opened: OpenDesk,
) -> None:
    review = await reviewed(opened, POLISH[0], UNPAID, INDIAN, POLISH[1])
    stages = {row.number: row.stage for row in review.rows}
    assert stages == {
        POLISH[0]: RowStage.READY,
        UNPAID: RowStage.STOPPED,
        INDIAN: RowStage.READY,
        POLISH[1]: RowStage.READY,
    }
    assert {amount.currency for amount in review.totals.amounts} == {"PLN", "INR"}
    batch = await opened.desk.batches.buy(review)
    assert [row.operation.title for row in batch.rows] == [POLISH[0], INDIAN, POLISH[1]]
    assert [row.number for row in review.rows] == [UNPAID]
    done = await ended(opened, batch.id)
    assert done.counts == {Fate.DONE: 3}
    (newest,) = await opened.desk.batches.recent()
    assert newest.id == batch.id
