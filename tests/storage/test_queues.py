"""What waited too long is not sent: the journal decides it where the attempt would be written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shipdesk.domain.held import Change
from shipdesk.domain.money import Money
from shipdesk.domain.operation import AttemptState, OperationId, OperationKind, OperationState
from shipdesk.storage import operations, queues
from shipdesk.storage.sql import Conn
from tests.support.shop import COURIER, NOW, an_operation

MINUTE = timedelta(minutes=1)
LATE = NOW + 16 * MINUTE
ID = OperationId("o1")
DEARER = Change("price", before_price=Money(1250, "PLN"), now_price=Money(1320, "PLN"))


def claimed(journal: Conn, now: object = LATE) -> list[str]:
    found = operations.claim(journal, COURIER.id, now, frozenset(), 9)  # type: ignore[arg-type]
    return [each.id for each in found]


def asked(journal: Conn, operation_id: str = "o1", **more: object) -> None:
    operations.enqueue(journal, an_operation(operation_id, subject=f"book:{operation_id}", **more))


def begun(journal: Conn, now: object, operation_id: str = "o1") -> bool:
    operation = operations.read(journal, OperationId(operation_id))
    return queues.begin(journal, operation, "create", now) is not None  # type: ignore[arg-type]


def test_what_was_asked_for_a_moment_ago_is_sent(journal: Conn) -> None:
    asked(journal)
    assert begun(journal, NOW + 14 * MINUTE)
    assert operations.read(journal, ID).state is OperationState.SENT
    assert queues.standing(journal) == ()


def test_what_waited_longer_than_a_quarter_of_an_hour_is_held_instead_of_sent(
    journal: Conn,
) -> None:
    asked(journal)
    assert not begun(journal, LATE)
    assert operations.attempts(journal, ID) == ()
    (held,) = queues.standing(journal)
    assert (held.operation.id, held.since, held.held_at) == ("o1", NOW, LATE)
    assert held.operation.reason_key == "held"
    assert claimed(journal) == []
    assert operations.next_due(journal, COURIER.id, frozenset()) is None


def test_one_that_goes_out_does_not_take_along_what_waited_too_long(journal: Conn) -> None:
    asked(journal, "o1")
    asked(journal, "o2", created_at=LATE - MINUTE)
    assert begun(journal, LATE, "o2")
    queues.served(journal, COURIER.id, LATE)
    assert [each.operation.id for each in queues.standing(journal)] == ["o1"]
    assert not begun(journal, LATE, "o1")


def test_a_long_queue_that_moves_is_not_held(journal: Conn) -> None:
    asked(journal)
    for minutes in range(1, 40):
        queues.served(journal, COURIER.id, NOW + minutes * MINUTE)
    assert begun(journal, NOW + 41 * MINUTE)


def test_only_what_was_named_goes_on(journal: Conn) -> None:
    for each in ("o1", "o2"):
        asked(journal, each)
    queues.hold_late(journal, LATE)
    for each in ("o1", "o2"):
        queues.looked(journal, OperationId(each), (), LATE)
    assert queues.release(journal, ["o1"], LATE) == ("o1",)
    assert claimed(journal) == ["o1"]
    assert begun(journal, LATE + MINUTE, "o1")
    assert not begun(journal, LATE + MINUTE, "o2")


def test_one_that_was_let_go_and_waited_too_long_again_is_held_again(journal: Conn) -> None:
    asked(journal)
    queues.hold_late(journal, LATE)
    queues.looked(journal, ID, (), LATE)
    queues.release(journal, ["o1"], LATE)
    again = LATE + 16 * MINUTE
    assert not begun(journal, again)
    (held,) = queues.standing(journal)
    assert (held.since, held.looked_at) == (LATE, None)


@pytest.mark.parametrize("found", [None, (DEARER,)])
def test_what_was_not_read_again_or_changed_is_not_let_go(
    journal: Conn, found: tuple[Change, ...] | None
) -> None:
    asked(journal)
    queues.hold_late(journal, LATE)
    if found is not None:
        queues.looked(journal, ID, found, LATE)
        assert operations.read(journal, ID).reason_key == "changed"
    assert queues.release(journal, ["o1"], LATE) == ()
    assert claimed(journal) == []
    (held,) = queues.standing(journal)
    assert held.changes == (found or ())


def test_what_was_read_too_long_ago_is_not_let_go(journal: Conn) -> None:
    asked(journal)
    queues.hold_late(journal, LATE)
    queues.looked(journal, ID, (), LATE)
    assert queues.release(journal, ["o1"], LATE + 16 * MINUTE) == ()


def test_a_print_needs_no_look_only_a_word(journal: Conn) -> None:
    asked(journal, kind=OperationKind.PRINT)
    assert not begun(journal, LATE)
    assert queues.release(journal, ["o1"], LATE) == ("o1",)
    assert begun(journal, LATE)


@pytest.mark.parametrize("kind", [OperationKind.FETCH_LABEL, OperationKind.WRITE_BACK])
def test_labels_and_write_backs_go_on_by_themselves(journal: Conn, kind: OperationKind) -> None:
    asked(journal, kind=kind)
    assert begun(journal, NOW + timedelta(days=3))


def test_a_purchase_half_made_is_polled_but_sends_nothing_more(journal: Conn) -> None:
    asked(journal)
    assert begun(journal, NOW)
    (attempt,) = operations.attempts(journal, ID)
    operations.settle_attempt(journal, attempt.id, AttemptState.ACCEPTED, "", NOW)
    waiting = an_operation(subject="book:o1", state=OperationState.WAITING, step="approval")
    operations.save(journal, waiting)
    queues.hold_late(journal, LATE)
    assert claimed(journal) == ["o1"]
    operations.save(journal, an_operation(subject="book:o1", step="create_shipment"))
    assert claimed(journal) == ["o1"]
    assert not begun(journal, LATE)
    assert claimed(journal) == []
    assert [each.operation.id for each in queues.standing(journal)] == ["o1"]


@pytest.mark.parametrize("back", [timedelta(days=-2), timedelta(minutes=-6)])
def test_a_clock_that_was_set_back_counts_as_a_long_wait(journal: Conn, back: timedelta) -> None:
    asked(journal)
    assert not begun(journal, NOW + back)
    queues.looked(journal, ID, (), NOW + back)
    assert queues.release(journal, ["o1"], NOW + back) == ("o1",)
    assert begun(journal, NOW + back + MINUTE)


def test_an_answer_of_a_clock_that_was_wrong_does_not_count(journal: Conn) -> None:
    queues.served(journal, COURIER.id, NOW + timedelta(days=400))
    asked(journal)
    assert not begun(journal, LATE)


def test_what_is_held_can_be_taken_back_at_once(journal: Conn) -> None:
    asked(journal)
    queues.hold_late(journal, LATE)
    assert operations.cancel(journal, ID, LATE)
    assert queues.standing(journal) == ()
    asked(journal, "o9")


def test_why_it_cannot_be_read_is_told_once(journal: Conn) -> None:
    asked(journal)
    queues.hold_late(journal, LATE)
    assert queues.not_read(journal, ID, "InPost cannot be reached.")
    assert not queues.not_read(journal, ID, "InPost cannot be reached.")
    assert queues.standing(journal)[0].unread == "InPost cannot be reached."
    assert queues.release(journal, ["o1"], LATE) == ()
