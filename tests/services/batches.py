"""Words that the tests of many purchases at once share."""

from __future__ import annotations

from shipdesk.domain.batch import Batch, BatchId, BatchRow
from shipdesk.domain.operation import OPEN_STATES, OperationState
from shipdesk.services.batch_review import Review, ReviewRow
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import Simulator

POLISH = ("ORD-000871", "ORD-000865", "ORD-000861", "ORD-000859")
INDIAN = ("ORD-000870", "ORD-000863")
UNPAID = "ORD-000856"
_RESTS = OPEN_STATES - {OperationState.UNKNOWN}


async def reviewed(opened: OpenDesk, *numbers: str) -> Review:
    """Return a review of the orders, read to its end."""
    review = opened.desk.batches.review([await opened.key(number) for number in numbers])
    await review.run(lambda _keys: None)
    return review


def row_of(review: Review, number: str) -> ReviewRow:
    """Return the row of an order."""
    return next(row for row in review.rows if row.number == number)


async def at_rest(opened: OpenDesk, batch_id: BatchId) -> dict[str, BatchRow]:
    """Return the rows of a batch by number, once all are settled or wait to be looked up."""

    async def look() -> Batch | None:
        batch = await opened.desk.batches.read(batch_id)
        moving = any(row.operation.state in _RESTS for row in batch.rows)
        return None if moving else batch

    batch = await eventually(look, "the end of the batch")
    return {row.operation.title: row for row in batch.rows}


def bought(simulator: Simulator, *numbers: str) -> dict[str, int]:
    """Return how many live shipments stand at the couriers for each of the orders."""
    books = simulator.books()
    references = [
        str(each.get("reference") or "")
        for courier in ("shipx", "dash101")
        for each in books[courier]["shipments"]
        if each["live"]
    ]
    return {
        number: sum(reference.startswith(number) for reference in references) for number in numbers
    }
