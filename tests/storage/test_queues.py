"""What waited too long is not sent: the journal decides it where the attempt would be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shipdesk.domain.account import AccountId
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


def test_purchases_go_in_order_behind_one_that_could_not_reach_the_service(journal: Conn) -> None:
    waits = {"reason_key": "unreachable", "not_before": NOW + MINUTE}
    asked(journal, "o1", **waits)
    asked(journal, "o2")
    asked(journal, "label", kind=OperationKind.FETCH_LABEL)
    other = an_operation("other", subject="book:other", account_id=AccountId("another"))
    operations.enqueue(journal, other)
    assert claimed(journal, NOW) == ["label"]
    none = frozenset({"label"})
    assert operations.next_due(journal, COURIER.id, none) == NOW + MINUTE
    assert claimed(journal, NOW + MINUTE) == ["o1", "o2", "label"]


def test_one_that_waits_for_its_own_reason_stops_nobody(journal: Conn) -> None:
    asked(journal, "o1", reason_key="provider_fault", not_before=NOW + MINUTE)
    asked(journal, "o2")
    assert claimed(journal, NOW) == ["o2"]


def away(journal: Conn, at: object, now: object) -> bool:
    operation = operations.read(journal, ID)
    begin = queues.begin(journal, operation, "create", now, at)  # type: ignore[arg-type]
    return begin is not None


def test_after_a_break_the_order_is_read_again_once_and_it_goes_on_by_itself(
    journal: Conn,
) -> None:
    asked(journal)
    back = NOW + MINUTE
    assert not away(journal, back, back)
    assert claimed(journal, back) == []
    (held,) = queues.standing(journal)
    assert (held.by_itself, held.operation.reason_key) == (True, "reread")
    queues.looked(journal, ID, (), back)
    assert claimed(journal, back) == ["o1"]
    assert away(journal, back, back)


def test_after_a_break_what_changed_waits_for_a_word(journal: Conn) -> None:
    asked(journal)
    assert not away(journal, NOW + MINUTE, NOW + MINUTE)
    queues.looked(journal, ID, (DEARER,), NOW + MINUTE)
    (held,) = queues.standing(journal)
    assert (held.by_itself, held.changes) == (False, (DEARER,))
    assert queues.release(journal, ["o1"], NOW + MINUTE) == ()


def test_a_break_before_it_was_asked_for_and_one_of_a_clock_set_back_stop_nothing(
    journal: Conn,
) -> None:
    asked(journal)
    assert away(journal, NOW - MINUTE, NOW)
    asked(journal, "o2")
    operation = operations.read(journal, OperationId("o2"))
    ahead = NOW + 2 * MINUTE
    assert queues.begin(journal, operation, "create", NOW + MINUTE, ahead) is not None


def test_reading_again_does_not_begin_the_quarter_of_an_hour_anew(journal: Conn) -> None:
    asked(journal)
    back = NOW + 10 * MINUTE
    assert not away(journal, back, back)
    queues.looked(journal, ID, (), back)
    assert queues.hold_late(journal, LATE) == ("o1",)
    (held,) = queues.standing(journal)
    assert (held.by_itself, held.operation.reason_key) == (False, "held")


def test_one_that_cannot_be_read_again_in_time_waits_for_a_word(journal: Conn) -> None:
    asked(journal)
    assert not away(journal, NOW + MINUTE, NOW + MINUTE)
    assert queues.not_read(journal, ID, "Shop cannot be reached.")
    assert "Shop cannot be reached." in operations.read(journal, ID).reason
    assert queues.hold_late(journal, LATE) == ("o1",)
    (held,) = queues.standing(journal)
    assert (held.by_itself, held.ready, held.operation.reason_key) == (False, False, "held")


@pytest.mark.parametrize(("minutes", "step"), [(4, "create"), (6, "elsewhere"), (-1, "elsewhere")])
def test_whether_somebody_else_bought_it_is_asked_again_after_five_minutes(
    journal: Conn, minutes: int, step: str
) -> None:
    asked(journal, facts={"asked_at": NOW.isoformat()})
    assert begun(journal, NOW + minutes * MINUTE) is (step == "create")
    assert operations.read(journal, ID).step == step


def test_what_is_begun_is_not_asked_again_whether_somebody_else_bought_it(journal: Conn) -> None:
    asked(journal, facts={"asked_at": NOW.isoformat(), "remote_id": "1"})
    assert begun(journal, NOW)
    (attempt,) = operations.attempts(journal, ID)
    operations.settle_attempt(journal, attempt.id, AttemptState.ACCEPTED, "", NOW)
    current = operations.read(journal, ID)
    operations.save(journal, replace(current, state=OperationState.QUEUED, step="pay"))
    current = operations.read(journal, ID)
    assert queues.begin(journal, current, "pay", NOW + 10 * MINUTE) is not None
