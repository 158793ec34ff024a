"""What is said of a print run and of each of its labels."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.print_run import PrintRow, PrintRun, PrintRunId, RowState, RunState, Why
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.ui.print_run.lines import chosen, lines_of, tabs
from shipdesk.ui.print_run.words import far_words, now_words, printers_of, row_words, way_out
from tests.support.shop import a_shipment, an_operation

NOW = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


def a_row(place: int, state: RowState = RowState.OPEN, **more: object) -> PrintRow:
    """Return a row of a run."""
    row = PrintRow(place, ShipmentId(f"s{place}"), state)
    return replace(row, **more)  # type: ignore[arg-type]


def printed(place: int, state: OperationState, **more: object) -> PrintRow:
    """Return a row whose print was asked for."""
    printer = more.pop("printer", "")
    operation = an_operation(f"o{place}", kind=OperationKind.PRINT, state=state, **more)
    return a_row(place, RowState.ENDED, operation=operation, printer=printer)


ROWS = (
    printed(0, OperationState.DONE, facts={"check": "matches"}),
    printed(1, OperationState.REFUSED, reason_key="label_too_fine", reason="Too fine."),
    printed(2, OperationState.UNKNOWN),
    a_row(3, RowState.SKIPPED),
    a_row(4, kept=False),
    a_row(5),
)
RUN = PrintRun(PrintRunId("p"), RunState.RUNNING, Why.NONE, "", NOW, ROWS)


def parcels() -> dict[ShipmentId, Shipment]:
    """Return the parcels of the run."""
    made = [a_shipment(f"s{place}", order_number=f"ORD-{place}") for place in range(len(ROWS))]
    return {each.id: each for each in made}


def test_a_run_tells_how_far_it_is_and_what_did_not_come_out() -> None:
    assert far_words(RUN) == "4 of 6 · 1 not printed · 1 may be on paper · 1 left out"
    shown = {tab.key: tab.count for tab in tabs(RUN)}
    assert shown == {
        "": 6, "sent": 1, "not_printed": 1, "unknown": 1, "waiting": 2, "left_out": 1,
    }  # fmt: skip
    lines = lines_of(RUN, parcels(), printers_of(RUN, parcels(), lambda _courier: "Bench"))
    assert [line.number for line in chosen(lines, "waiting")] == ["ORD-4", "ORD-5"]
    assert [line.can_be_forced for line in lines] == [False, True, False, False, False, False]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"waits": "It is paid.", "waits_at": 4},
         "Waits at its place for the label of ORD-4. It is paid. Skip it to go on without it."),
        ({"behind": True}, "Waits for the end of the run before it: two would mix on the table."),
        ({"state": RunState.STOPPED, "why": Why.PERSON},
         "Stopped by you. Go on begins with ORD-4."),
        ({"state": RunState.STOPPED, "why": Why.UNKNOWN, "words": "ORD-2"},
         "ORD-2 may be on paper: look at the printer, then go on."),
        ({"state": RunState.STOPPED, "why": Why.PRINTER, "words": "Connection refused"},
         "Stopped at Bench. Connection refused. Go on begins with ORD-4."),
        ({"state": RunState.STOPPED, "why": Why.LATE},
         "It stood still for over 15 minutes. Go on begins with ORD-4."),
    ],
    ids=["label", "behind", "person", "unknown", "printer", "late"],
)  # fmt: skip
def test_a_run_says_what_it_does_now_or_what_it_waits_for(
    changes: dict[str, object], words: str
) -> None:
    run = replace(RUN, **changes)  # type: ignore[arg-type]
    printers = printers_of(run, parcels(), lambda _courier: "Bench")
    assert now_words(run, parcels(), printers) == words


def test_a_run_over_two_printers_names_each_and_no_row_the_wrong_one() -> None:
    known = parcels()
    known[ShipmentId("s5")] = replace(known[ShipmentId("s5")], courier="Delhivery")
    rows = (replace(ROWS[0], printer="Old bench"), *ROWS[1:])
    run = replace(RUN, rows=rows)
    titles = {"InPost": "Bench", "Delhivery": "Office"}
    printers = printers_of(run, known, titles.__getitem__)
    assert now_words(run, known, printers) == "Now ORD-4, to Bench."
    words = {line.number: line.words for line in lines_of(run, known, printers)}
    assert (words["ORD-0"], words["ORD-5"]) == ("Old bench", "To Office.")
    last = replace(run, rows=(*rows[:4], rows[5]))
    assert now_words(last, known, printers) == "Now ORD-5, to Office."
    waits = replace(last, state=RunState.STOPPED, why=Why.PRINTER, words="Out of labels.")
    assert now_words(waits, known, printers).startswith("Stopped at Office. Out of labels.")
    sent = tuple(
        printed(place, OperationState.DONE, printer=printer)
        for place, printer in enumerate(("Bench", "Office", "Bench"))
    )
    ended = replace(run, rows=sent, state=RunState.ENDED)
    told = printers_of(ended, known, titles.__getitem__)
    assert now_words(ended, known, told) == "Sent: 2 to Bench, 1 to Office."


def test_each_label_says_what_is_known_and_what_leads_out() -> None:
    assert [row_words(row) for row in ROWS] == [
        "",
        "Too fine.",
        "Look at the printer; it is not sent again by itself.",
        "Left out by you.",
        "Its place is kept until its label is here.",
        "",
    ]
    assert [way_out(row) for row in ROWS] == [
        "",
        "Fetch its label again in Shipments, or print it anyway with a reason.",
        "Settle it in Activity: it came out, or print it again with a reason.",
        "A retry prints it.",
        "",
        "",
    ]
    refused = a_row(6, RowState.REFUSED, reason_key="label_missing")
    assert way_out(refused) == "A retry fetches its label and prints it."
    before = a_row(7, RowState.REFUSED, reason_key="operation_refused", copies=1)
    assert way_out(before) == "A retry asks why another copy is needed."
