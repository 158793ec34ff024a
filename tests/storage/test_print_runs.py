"""A print run keeps the places of its labels, whatever is printed in their place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shipdesk.domain.codec import to_plain
from shipdesk.domain.operation import (
    Operation,
    OperationKind,
    OperationState,
    PrintIntent,
    PrintPart,
)
from shipdesk.domain.print_run import PrintFate, PrintRunId, RowState, RunState, Why
from shipdesk.domain.shipment import ShipmentId
from shipdesk.errors import StorageError
from shipdesk.storage import operations, print_ledger, print_runs
from shipdesk.storage.sql import Conn, run
from tests.support.shop import NOW, an_operation

FIRST, SECOND = PrintRunId("p1"), PrintRunId("p2")


def put(conn: Conn, run_id: PrintRunId, *ids: str) -> None:
    """Writes a run of these shipments."""
    print_runs.create(conn, run_id, [(ShipmentId(each), "") for each in ids], NOW)


def a_print(operation_id: str, subject: str, *ids: str, **more: object) -> Operation:
    """Returns a print of the labels of these shipments."""
    parts = [PrintPart(each, "0" * 64) for each in ids or ("s",)]
    intent = PrintIntent(parts[0].shipment_id, parts[0].sha256, also=tuple(parts[1:]))
    kind = OperationKind.PRINT
    return an_operation(operation_id, kind=kind, subject=subject, intent=to_plain(intent), **more)


def ask(conn: Conn, place: int, operation_id: str, **more: object) -> None:
    """Has the print of a place asked for."""
    subject = f"{operation_id}:label"
    operation = a_print(operation_id, subject, **more)
    operations.enqueue(conn, operation)
    print_runs.put(conn, FIRST, place, RowState.ASKED, operation_id=operation_id)


def test_a_print_that_a_person_asked_for_again_takes_the_place_of_the_one_before(
    journal: Conn,
) -> None:
    put(journal, FIRST, "s1", "s2")
    ask(journal, 0, "o1")
    again = a_print("o9", "s1:label", "s1", parent_id="o1")
    operations.enqueue(journal, again)
    assert [each.id for _, each in print_runs.asked(journal, FIRST)] == ["o9"]
    assert print_runs.run_of(journal, again.id) == FIRST
    label = an_operation("l1", kind=OperationKind.FETCH_LABEL, subject="s1", parent_id="o9")
    operations.enqueue(journal, label)
    assert [each.id for _, each in print_runs.asked(journal, FIRST)] == ["o9"], "no print"


def test_a_label_that_is_told_apart_from_its_sheet_leaves_the_others_where_they_are(
    journal: Conn,
) -> None:
    put(journal, FIRST, "s1", "s2", "s3")
    operations.enqueue(journal, a_print("page", "s1:label:sheet", "s1", "s2", "s3"))
    for place in range(3):
        print_runs.put(journal, FIRST, place, RowState.ASKED, operation_id="page")
    stopped = a_print("o2", "s2:label", "s2", parent_id="page", state=OperationState.REFUSED)
    operations.enqueue(journal, stopped)
    assert [each.id for _, each in print_runs.asked(journal, FIRST)] == ["page", "o2", "page"]
    again = a_print("anew", "s1:label:sheet2", "s1", "s2", "s3", parent_id="page")
    operations.enqueue(journal, again)
    assert [each.id for _, each in print_runs.asked(journal, FIRST)] == ["anew", "o2", "anew"]


def test_a_row_says_what_became_of_its_label_and_whether_it_waits_for_a_word(
    journal: Conn,
) -> None:
    put(journal, FIRST, "s1", "s2", "s3", "s4")
    ask(journal, 0, "o1")
    run(journal, "INSERT INTO hold VALUES ('o1', 'stopped', 0, 0, NULL, '', '[]', NULL)")
    ask(journal, 1, "o2")
    operations.save(
        journal,
        an_operation("o2", kind=OperationKind.PRINT, subject="o2:label",
                     state=OperationState.REFUSED, reason_key="label_cut", reason="Too wide."),
    )  # fmt: skip
    print_runs.put(journal, FIRST, 2, RowState.REFUSED, told=("label_missing", "None is kept."))
    record = print_ledger.begin(journal, "s4", sha256="0" * 64, printer="bench", now=NOW)
    print_ledger.settle(journal, record, "handed_over", now=NOW)
    rows = print_runs.read(journal, FIRST).rows
    assert [row.fate for row in rows] == [
        PrintFate.HELD,
        PrintFate.NOT_PRINTED,
        PrintFate.NOT_PRINTED,
        PrintFate.NO_LABEL,
    ]
    assert [row.why for row in rows[1:3]] == ["Too wide.", "None is kept."]
    assert [row.copies for row in rows] == [0, 0, 0, 1]


def test_the_oldest_run_goes_first_and_the_next_when_it_stops_or_ends(journal: Conn) -> None:
    put(journal, FIRST, "s1")
    put(journal, SECOND, "s2")
    assert print_runs.running(journal) == FIRST
    print_runs.set_state(journal, FIRST, RunState.STOPPED, Why.PRINTER, "It is off.")
    assert print_runs.running(journal) == SECOND
    stopped = print_runs.read(journal, FIRST)
    assert (stopped.why, stopped.words) == (Why.PRINTER, "It is off.")
    print_runs.set_state(journal, FIRST, RunState.RUNNING)
    assert print_runs.running(journal) == FIRST
    assert print_runs.read(journal, FIRST).why is Why.NONE
    later = NOW + timedelta(minutes=3)
    print_runs.moved(journal, FIRST, later)
    assert print_runs.moved_at(journal, FIRST) == later


def test_what_is_asked_for_again_keeps_its_reason_unless_another_is_given(journal: Conn) -> None:
    print_runs.create(journal, FIRST, [(ShipmentId("s1"), "jam"), (ShipmentId("s2"), "")], NOW)
    for place in (0, 1):
        print_runs.put(journal, FIRST, place, RowState.SKIPPED)
    assert print_runs.next_open(journal, FIRST) is None
    print_runs.open_again(journal, FIRST, [0], "", forced=False)
    wanted = print_runs.next_open(journal, FIRST)
    assert wanted is not None
    assert (wanted.place, wanted.reason, wanted.forced) == (0, "jam", False)
    print_runs.open_again(journal, FIRST, [0], "by eye", forced=True)
    wanted = print_runs.next_open(journal, FIRST)
    assert wanted is not None
    assert (wanted.place, wanted.reason, wanted.forced) == (0, "by eye", True)
    assert print_runs.read(journal, FIRST).rows[1].fate is PrintFate.SKIPPED


def test_runs_are_listed_newest_first_and_one_that_is_not_there_is_told(journal: Conn) -> None:
    put(journal, FIRST, "s1")
    put(journal, SECOND, "s2")
    assert [each.id for each in print_runs.recent(journal, 20)] == [SECOND, FIRST]
    assert [each.id for each in print_runs.recent(journal, 1)] == [SECOND]
    with pytest.raises(StorageError, match="no print run p9"):
        print_runs.read(journal, PrintRunId("p9"))
