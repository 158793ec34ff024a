"""The ledger knows every hand-over, and never sends one again by itself."""

from __future__ import annotations

from datetime import timedelta

from shipdesk.storage import migrate, print_ledger
from shipdesk.storage.print_ledger import PrintState
from shipdesk.storage.sql import Conn, connect, run
from tests.support.shop import NOW

LATER = NOW + timedelta(seconds=3)


def begin(journal: Conn, **changes: str) -> str:
    reason = changes.get("reason", "")
    return print_ledger.begin(
        journal, "s1", sha256="a" * 64, printer="Zebra", now=NOW, reason=reason, dpi=300
    )


def test_copies_are_numbered_by_what_was_or_may_have_been_handed_over(journal: Conn) -> None:
    outcomes = (
        PrintState.FAILED,
        PrintState.HANDED_OVER,
        PrintState.UNKNOWN,
        PrintState.HANDED_OVER,
    )
    for state in outcomes:
        print_ledger.settle(journal, begin(journal), state, "4413", now=LATER)
    records = print_ledger.of_shipment(journal, "s1")
    assert [(item.copy, item.state) for item in reversed(records)] == [
        (1, PrintState.FAILED),
        (1, PrintState.HANDED_OVER),
        (2, PrintState.UNKNOWN),
        (3, PrintState.HANDED_OVER),
    ]
    assert print_ledger.handed_over(journal, ["s1", "s2"]) == {"s1": 2}


def test_a_record_tells_printer_fineness_check_job_reason_and_moments(journal: Conn) -> None:
    record = begin(journal, reason="jam")
    print_ledger.settle(
        journal, record, "handed_over", "4413", now=LATER, words="queued", verdict="matches"
    )
    (found,) = print_ledger.of_shipment(journal, "s1")
    assert (found.id, found.printer, found.job, found.reason) == (record, "Zebra", "4413", "jam")
    assert (found.begun_at, found.settled_at, found.words) == (NOW, LATER, "queued")
    assert (found.sha256, found.dpi, found.verdict) == ("a" * 64, 300, "matches")


def test_a_job_begun_when_the_program_died_is_unknown(journal: Conn) -> None:
    record = begin(journal)
    assert [item.id for item in print_ledger.recover(journal)] == [record]
    (found,) = print_ledger.of_shipment(journal, "s1")
    assert (found.state, found.settled_at) == (PrintState.UNKNOWN, None)
    assert print_ledger.recover(journal) == ()


def test_a_ledger_of_before_keeps_its_records_and_what_the_check_said() -> None:
    conn = connect(":memory:", durable=False)
    steps = [path for _, path in migrate.steps()]
    at = next(index for index, path in enumerate(steps) if path.name.endswith("_vault.sql"))
    for path in steps[:at]:
        run(conn, path.read_text(encoding="utf-8"))
    values = "'s1', 'label', 'aa', 'Zebra', 'Bench', 1, '', 'op'"
    run(
        conn,
        "INSERT INTO print_job VALUES"  # noqa: S608
        f" (7, 'old', {values}, 'handed_over', '4413', 'matches', 1, 2),"
        f" (9, 'bad', {values}, 'failed', '', 'It does not fit.', 3, 4)",
    )
    run(conn, steps[at].read_text(encoding="utf-8"))
    bad, old = print_ledger.of_shipment(conn, "s1")
    assert (old.id, old.job, old.verdict, old.words, old.dpi) == ("old", "4413", "matches", "", 0)
    assert (bad.id, bad.state, bad.verdict, bad.words) == (
        "bad",
        PrintState.FAILED,
        "",
        "It does not fit.",
    )
    assert begin(conn) == print_ledger.of_shipment(conn, "s1")[0].id
    conn.close()
