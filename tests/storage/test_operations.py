"""Intents meet the database before they meet a courier."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shipdesk.domain.operation import AttemptState, OperationId, OperationKind, OperationState
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.errors import OperationRefusedError, StorageError
from shipdesk.storage import operations, shipments
from shipdesk.storage.sql import Conn, run
from tests.support.shop import COURIER, NOW, a_shipment, an_operation

OPEN = ("queued", "sent", "waiting", "unknown")
LATER = NOW + timedelta(minutes=5)


def test_an_operation_comes_back_as_it_was_written(journal: Conn) -> None:
    whole = an_operation(
        intent={"order_key": "book:1", "parcel": {"weight_g": 800}, "lines": [1, 2]},
        facts={"order": "77"},
        reason_key="rejected",
        reason="Zły kod pocztowy",
        reason_fields={"postcode": ("is wrong", "is far")},
        not_before=LATER,
        waiting_since=NOW,
        last_look_up_at=NOW,
        look_ups=2,
        parent_id="o0",
    )
    operations.enqueue(journal, whole)
    assert operations.read(journal, whole.id) == whole


def test_an_operation_that_is_not_there_is_told_in_words(journal: Conn) -> None:
    with pytest.raises(StorageError, match="no operation o9"):
        operations.read(journal, OperationId("o9"))


@pytest.mark.parametrize("state", OPEN)
def test_a_second_click_meets_the_database(journal: Conn, state: str) -> None:
    operations.enqueue(journal, an_operation("o1"))
    operations.save(journal, an_operation("o1", state=OperationState(state)))
    with pytest.raises(OperationRefusedError) as refused:
        operations.enqueue(journal, an_operation("o2"))
    assert refused.value.key == "already_open"
    assert "2026-11-20" in refused.value.detail
    assert [item.id for item in operations.of_subject(journal, "book:1")] == ["o1"]


def test_the_index_alone_refuses_a_second_open_act(journal: Conn) -> None:
    operations.enqueue(journal, an_operation("o1"))
    with pytest.raises(OperationRefusedError) as refused:
        operations.save(journal, an_operation("o2"))
    assert refused.value.key == "already_open"


@pytest.mark.parametrize("status", ["bought", "delivered", "lost", "unknown"])
def test_an_order_with_a_live_shipment_is_not_bought_again(journal: Conn, status: str) -> None:
    shipments.save(journal, a_shipment(status=ShipmentStatus(status)))
    with pytest.raises(OperationRefusedError) as refused:
        operations.enqueue(journal, an_operation())
    assert refused.value.key == "already_bought"
    assert "InPost 620000712001884001120058" in refused.value.detail


def test_an_order_whose_shipment_was_cancelled_can_be_bought_again(journal: Conn) -> None:
    shipments.save(journal, a_shipment(status=ShipmentStatus.CANCELLED))
    operations.enqueue(journal, an_operation())
    assert len(operations.of_subject(journal, "book:1")) == 1


def test_an_unknown_purchase_of_another_parcel_blocks_a_plain_one(journal: Conn) -> None:
    another = an_operation("o1", kind=OperationKind.SHIP_ANOTHER, intent={"reason": "two boxes"})
    operations.enqueue(journal, another)
    operations.save(journal, replace(another, state=OperationState.UNKNOWN))
    with pytest.raises(OperationRefusedError) as refused:
        operations.enqueue(journal, an_operation("o2"))
    assert refused.value.key == "already_bought"


def test_another_parcel_needs_a_reason_and_then_may_be_bought(journal: Conn) -> None:
    shipments.save(journal, a_shipment())
    another = an_operation(kind=OperationKind.SHIP_ANOTHER)
    with pytest.raises(OperationRefusedError, match="reason"):
        operations.enqueue(journal, another)
    operations.enqueue(journal, replace(another, intent={"reason": "two boxes"}))
    assert len(operations.of_subject(journal, "book:1")) == 1


def test_a_settled_act_can_be_done_again(journal: Conn) -> None:
    print_one = an_operation("o1", kind=OperationKind.PRINT, subject="s1")
    operations.enqueue(journal, print_one)
    operations.save(journal, replace(print_one, state=OperationState.DONE))
    operations.enqueue(journal, replace(print_one, id=OperationId("o2")))
    assert [item.id for item in operations.of_subject(journal, "s1")] == ["o2", "o1"]


def test_claim_gives_what_is_due_oldest_first_and_never_what_is_sent(journal: Conn) -> None:
    states = {
        "o1": (OperationState.WAITING, NOW),
        "o2": (OperationState.SENT, None),
        "o3": (OperationState.QUEUED, None),
        "o4": (OperationState.UNKNOWN, LATER),
        "o5": (OperationState.DONE, None),
        "o6": (OperationState.UNKNOWN, NOW),
        "o7": (OperationState.QUEUED, None),
    }
    for name, (state, not_before) in states.items():
        made = an_operation(name, subject=f"book:{name}", state=state, not_before=not_before)
        operations.save(journal, made)
    operations.save(journal, an_operation("x1", account_id="other", subject="x"))

    def claimed(busy: frozenset[str], limit: int) -> list[str]:
        found = operations.claim(journal, COURIER.id, NOW, busy, limit)
        return [item.id for item in found]

    assert claimed(frozenset(), 10) == ["o1", "o3", "o6", "o7"]
    assert claimed(frozenset({"o1", "book:o3"}), 1) == ["o6"]
    assert operations.open_accounts(journal) == ("courier", "other")


def test_next_due_is_the_earliest_that_nobody_works_on(journal: Conn) -> None:
    assert operations.next_due(journal, COURIER.id, frozenset()) is None
    operations.save(journal, an_operation("o1", subject="a", not_before=LATER))
    operations.save(journal, an_operation("o2", subject="b"))
    assert operations.next_due(journal, COURIER.id, frozenset()) == NOW
    assert operations.next_due(journal, COURIER.id, frozenset({"o2"})) == LATER


def test_each_step_that_writes_has_its_own_attempt(journal: Conn) -> None:
    operations.enqueue(journal, an_operation())
    first = operations.begin_attempt(journal, OperationId("o1"), "create_order", "ORD-1-K7", NOW)
    assert operations.read(journal, OperationId("o1")).state is OperationState.SENT
    operations.settle_attempt(journal, first, AttemptState.ACCEPTED, "201", LATER)
    operations.begin_attempt(journal, OperationId("o1"), "create_shipment", "ORD-1-K7", LATER)
    told = [
        (item.step, item.state, item.ended_at, item.answer)
        for item in operations.attempts(journal, OperationId("o1"))
    ]
    assert told == [
        ("create_order", AttemptState.ACCEPTED, LATER, "201"),
        ("create_shipment", AttemptState.SENT, None, ""),
    ]
    assert operations.read(journal, OperationId("o1")).step == "create_shipment"


def test_a_request_in_flight_is_not_sent_beside_a_second_one(journal: Conn) -> None:
    operations.enqueue(journal, an_operation())
    operations.begin_attempt(journal, OperationId("o1"), "create", "r", NOW)
    with pytest.raises(OperationRefusedError):
        operations.begin_attempt(journal, OperationId("o1"), "create", "r", NOW)
    assert len(operations.attempts(journal, OperationId("o1"))) == 1


def test_what_was_sent_when_the_program_died_is_unknown_at_the_next_start(journal: Conn) -> None:
    operations.enqueue(journal, an_operation("o1"))
    operations.enqueue(journal, an_operation("o2", subject="book:2"))
    operations.begin_attempt(journal, OperationId("o1"), "create", "r", NOW)
    recovered = operations.recover(journal, LATER)
    assert [(item.id, item.state, item.reason_key) for item in recovered] == [
        ("o1", OperationState.UNKNOWN, "no_answer")
    ]
    (attempt,) = operations.attempts(journal, OperationId("o1"))
    assert (attempt.state, attempt.ended_at) == (AttemptState.AMBIGUOUS, LATER)
    assert operations.recover(journal, LATER) == ()
    with pytest.raises(OperationRefusedError):
        operations.enqueue(journal, an_operation("o3"))


def test_only_what_never_left_can_be_withdrawn(journal: Conn) -> None:
    for number, state in enumerate((AttemptState.NEVER_LEFT, AttemptState.AMBIGUOUS)):
        name = OperationId(f"o{number}")
        operations.enqueue(journal, an_operation(name, subject=name))
        attempt = operations.begin_attempt(journal, name, "create", "r", NOW)
        operations.settle_attempt(journal, attempt, state, "", NOW)
        assert not operations.cancel(journal, name, NOW)
        back = replace(operations.read(journal, name), state=OperationState.QUEUED)
        operations.save(journal, back)
    assert operations.cancel(journal, OperationId("o0"), LATER)
    assert operations.read(journal, OperationId("o0")).state is OperationState.CANCELLED
    assert not operations.cancel(journal, OperationId("o1"), LATER)


def test_activity_lists_by_tab_and_finds_by_folded_words(journal: Conn) -> None:
    states = ("unknown", "refused", "failed_after_acceptance", "waiting", "queued", "done")
    for number, state in enumerate(states):
        made = an_operation(
            f"o{number}",
            subject=f"book:{number}",
            state=OperationState(state),
            title=f"Ship {state} to Łódź",
        )
        operations.save(journal, made)
    expected = {"": 6, "unknown": 1, "refused": 2, "waiting": 2}
    assert operations.counts(journal) == expected
    for tab, count in expected.items():
        assert len(operations.list_page(journal, tab, "")) == count
    rows = operations.list_page(journal, "", "lodz refused")
    assert [(row.operation_id, row.state) for row in rows] == [("o1", "refused")]
    newest, *_ = operations.list_page(journal, "", "")
    assert newest.operation_id == "o5"


def test_every_write_of_an_operation_is_a_numbered_change(journal: Conn) -> None:
    def changes() -> int:
        return len(run(journal, "SELECT 1 FROM change WHERE kind = 'operation' AND key = 'o1'"))

    operations.enqueue(journal, an_operation())
    assert changes() == 1
    operations.begin_attempt(journal, OperationId("o1"), "create", "r", NOW)
    operations.recover(journal, NOW)
    operations.save(journal, an_operation())
    operations.cancel(journal, OperationId("o1"), NOW)
    assert changes() == 4
