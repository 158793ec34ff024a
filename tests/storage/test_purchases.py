"""Purchases are closed in the journal itself, in the transaction that would write one down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import SPENDING, OperationKind, OperationState
from shipdesk.errors import OperationRefusedError
from shipdesk.storage import operations, purchases
from shipdesk.storage.purchases import Why
from shipdesk.storage.sql import Conn, transaction
from tests.support.shop import COURIER, NOW, an_operation

OTHER = AccountId("other")


def close(conn: Conn, why: Why = Why.DAMAGED) -> None:
    with transaction(conn):
        purchases.close(conn, why, NOW)


@pytest.mark.parametrize("kind", sorted(SPENDING))
def test_what_costs_money_is_refused_in_a_sentence_while_closed(
    journal: Conn, kind: OperationKind
) -> None:
    close(journal)
    intended = replace(an_operation(), kind=kind, intent={"reason": "a second box"})
    with pytest.raises(OperationRefusedError) as refused:
        operations.enqueue(journal, intended)
    assert refused.value.title == "Nothing is bought now."
    assert "damaged" in refused.value.detail
    assert "every courier was asked" in refused.value.hint
    assert operations.of_subject(journal, intended.subject) == ()


@pytest.mark.parametrize("kind", [OperationKind.FETCH_LABEL, OperationKind.VOID])
def test_what_costs_nothing_goes_on_while_closed(journal: Conn, kind: OperationKind) -> None:
    close(journal)
    operations.enqueue(journal, replace(an_operation(), kind=kind))
    assert operations.claim(journal, COURIER.id, NOW, frozenset(), 5)


def test_what_waited_in_a_restored_journal_is_looked_up_and_never_simply_sent(
    journal: Conn,
) -> None:
    operations.enqueue(journal, an_operation("queued"))
    operations.enqueue(journal, an_operation("sent", subject="book:2"))
    operations.begin_attempt(journal, an_operation("sent").id, "create", "ORD-2", NOW)
    close(journal)
    for name in ("queued", "sent"):
        doubted = operations.read(journal, an_operation(name).id)
        assert (doubted.state, doubted.reason_key) == (OperationState.UNKNOWN, "no_answer")


def test_a_step_that_waits_is_not_taken_while_closed_and_is_due_afterwards(journal: Conn) -> None:
    waiting = replace(an_operation(), state=OperationState.WAITING, step="create shipment")
    operations.save(journal, waiting)
    close(journal)
    assert operations.claim(journal, COURIER.id, NOW, frozenset(), 5) == ()
    assert operations.next_due(journal, COURIER.id, frozenset()) is None
    with pytest.raises(OperationRefusedError):
        operations.begin_attempt(journal, waiting.id, waiting.step, "ORD-1", NOW)
    assert purchases.finder_ran(journal, [COURIER.id], [COURIER.id])
    assert operations.claim(journal, COURIER.id, NOW, frozenset(), 5) == (waiting,)


def test_it_opens_when_the_finder_has_asked_every_account_that_can_list(journal: Conn) -> None:
    close(journal)
    listing = [COURIER.id, OTHER]
    assert not purchases.finder_ran(journal, [COURIER.id], listing)
    assert purchases.closure(journal) is not None
    assert purchases.finder_ran(journal, [OTHER], listing), "the first is not asked again"
    assert purchases.closure(journal) is None
    operations.enqueue(journal, an_operation())


def test_where_no_account_can_list_there_is_nothing_to_wait_for(journal: Conn) -> None:
    close(journal)
    assert purchases.finder_ran(journal, [], [])


def test_a_copy_that_was_moved_away_is_opened_by_a_person_only(journal: Conn) -> None:
    close(journal, Why.RETIRED)
    assert not purchases.finder_ran(journal, [COURIER.id], [COURIER.id])
    with transaction(journal):
        purchases.use_again(journal, NOW)
    assert purchases.closure(journal) is not None, "first the finder looks"
    assert purchases.finder_ran(journal, [COURIER.id], [COURIER.id])


def test_closing_is_durable(tmp_path: Path, journal: Conn) -> None:
    close(journal, Why.TWICE)
    again = operations.Conn(str(tmp_path / "data" / "journal.sqlite"))
    found = purchases.closure(again)
    again.close()
    assert found is not None
    assert found.why is Why.TWICE
