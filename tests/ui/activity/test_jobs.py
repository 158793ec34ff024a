"""What Activity says of a print whose job its printer's queue tells about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shipdesk.domain.account import LOCAL
from shipdesk.domain.operation import Operation, OperationId, OperationKind, OperationState
from shipdesk.domain.printer_state import JobState
from shipdesk.services.activity import OperationSheet
from shipdesk.services.printing import Followed
from shipdesk.ui.activity.told import Around, tell

NOW = datetime(2026, 11, 28, 10, 31, tzinfo=UTC)
PRINT = Operation(
    OperationId("one"),
    OperationKind.PRINT,
    "s1:label",
    LOCAL,
    "ORD-1",
    OperationState.DONE,
    NOW,
    NOW,
    facts={"job": "Zebra-7"},
)


@pytest.mark.parametrize(
    ("state", "words", "said"),
    [
        (JobState.STOPPED, "Out of toner", "Job Zebra-7: stopped at the printer. Out of toner."),
        (JobState.HELD, "", "Job Zebra-7: held at the printer. Release it"),
        (JobState.CANCELLED, "", "Job Zebra-7: cancelled at the printer. It is not sent again."),
        (JobState.PRINTED, "", "Job Zebra-7: printed."),
    ],
)
def test_a_print_that_was_handed_over_tells_where_its_job_stands(
    state: JobState, words: str, said: str
) -> None:
    job = Followed("r", "s1", "Zebra-7", state, words, NOW, NOW)
    told = tell(_sheet(), Around(job=job))
    assert told.explanation.startswith(said)


def test_a_print_of_which_the_queue_tells_nothing_does_not_claim_that_it_came_out() -> None:
    told = tell(_sheet(), Around())
    assert told.explanation == "Job Zebra-7. Whether it came out, only the printer knows."


def _sheet() -> OperationSheet:
    return OperationSheet(PRINT, (), (), can_cancel=False, can_look_up=False, can_decide=False)
