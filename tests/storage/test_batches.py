"""A batch keeps the places of its rows, whatever is bought in their place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shipdesk.domain.batch import BatchId, Fate
from shipdesk.domain.operation import OperationId, OperationKind, OperationState
from shipdesk.errors import StorageError
from shipdesk.storage import batches, operations
from shipdesk.storage.sql import Conn, run, transaction
from tests.support.shop import COURIER, NOW, an_operation

FIRST, SECOND = BatchId("b1"), BatchId("b2")


def put(conn: Conn, batch_id: BatchId, *ids: str) -> None:
    """Writes a batch of purchases of orders of their own."""
    with transaction(conn):
        batches.create(conn, batch_id, [OperationId(each) for each in ids], NOW)
        for each in ids:
            operations.enqueue(conn, an_operation(each, subject=f"book:{each}"))


def places(conn: Conn, batch_id: BatchId) -> list[tuple[int, str]]:
    """Returns which operation stands at which place."""
    return [(row.place, row.operation.id) for row in batches.read(conn, batch_id).rows]


def test_what_is_bought_in_the_place_of_a_row_takes_its_place(journal: Conn) -> None:
    put(journal, FIRST, "o1", "o2", "o3")
    operations.save(journal, an_operation("o2", subject="book:o2", state=OperationState.REFUSED))
    again = an_operation("o9", subject="book:o2", parent_id="o2")
    operations.enqueue(journal, again)
    assert places(journal, FIRST) == [(0, "o1"), (1, "o9"), (2, "o3")]
    assert batches.occupant(journal, FIRST, 1) == "o9"
    label = an_operation("l1", kind=OperationKind.FETCH_LABEL, subject="s1", parent_id="o1")
    operations.enqueue(journal, label)
    assert places(journal, FIRST)[0] == (0, "o1"), "what follows a purchase is no purchase"


def test_a_row_says_what_became_of_it_and_whether_it_waits_for_a_word(journal: Conn) -> None:
    put(journal, FIRST, "o1", "o2")
    run(
        journal,
        "INSERT INTO hold VALUES ('o2', 'stopped', 0, 0, NULL, '', '[]', NULL)",
    )
    fates = [row.fate for row in batches.read(journal, FIRST).rows]
    assert fates == [Fate.QUEUED, Fate.HELD]


def test_batches_are_listed_newest_first_and_one_that_is_not_there_is_told(journal: Conn) -> None:
    put(journal, FIRST, "o1")
    put(journal, SECOND, "o2")
    assert [each.id for each in batches.recent(journal, 20)] == [SECOND, FIRST]
    assert [each.id for each in batches.recent(journal, 1)] == [SECOND]
    with pytest.raises(StorageError, match="no batch b9"):
        batches.read(journal, BatchId("b9"))


def test_one_parcel_bought_by_itself_comes_before_what_is_left_of_a_batch(journal: Conn) -> None:
    put(journal, FIRST, "o1", "o2")
    operations.enqueue(journal, an_operation("o3", subject="book:o3"))
    later = NOW + timedelta(minutes=1)
    claimed = operations.claim(journal, COURIER.id, later, frozenset(), 10)
    assert [each.id for each in claimed] == ["o3", "o1", "o2"]
