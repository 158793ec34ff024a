"""Many labels as one run in the real window: closed in the middle, gone on with, each once."""

from __future__ import annotations

import pytest

from shipdesk.ui.batch.outcome_sheet import OutcomeSheet
from shipdesk.ui.print_run.sheet import RunSheet
from shipdesk.ui.table import RowsView
from tests.journeys.conftest import Travel
from tests.journeys.walk import Walk

pytestmark = pytest.mark.journey

_SEARCH = "ORD-00086"


def sheets(walk: Walk) -> list[RunSheet]:
    """Return the sheet of the run where it is open."""
    return [each for each in walk.session.window.findChildren(RunSheet) if each.isVisible()]


async def walk_until_it_prints(walk: Walk) -> None:
    """Buy all that fit, print them as a run by one key, and leave in the middle."""
    await walk.hands.press("Ctrl+1")
    await walk.hands.press("Ctrl+K")
    await walk.hands.write("Find", _SEARCH)
    listed = await walk.hands.find_as("Orders", RowsView)
    await walk.hands.until(lambda: 1 < len(listed.rows.ids) <= 10, "they are not listed")
    listed.setFocus()
    await walk.hands.press("Ctrl+A")
    await walk.hands.press("Ctrl+F9")
    await walk.hands.until(lambda: walk.hands.seen("Buy the labels") is not None, "no review")
    buying = walk.hands.seen("Buy the labels")
    assert buying is not None
    await walk.hands.until(buying.isEnabled, "it is never read")
    await walk.hands.press("F9")
    found = walk.session.window.findChildren
    await walk.hands.until(lambda: found(OutcomeSheet), "nothing is bought")
    (bought,) = found(OutcomeSheet)
    await walk.hands.until(bought.printing.isEnabled, "nothing can be printed")
    count = len(bought.lines)
    await walk.sees("How far it is", f"{count} of {count}")
    await walk.hands.press("P")
    await walk.hands.until(lambda: sheets(walk) and sheets(walk)[0].lines, "no run")
    await walk.hands.picture("run")
    (walk.folder / "numbers").write_text("\n".join(line.number for line in sheets(walk)[0].lines))


async def walk_until_all_are_printed(walk: Walk) -> None:
    """Start again: the run goes on by itself, and every label came out once, in order."""
    numbers = (walk.folder / "numbers").read_text().split()
    await walk.hands.press("Ctrl+2")
    await walk.hands.press("Ctrl+K")
    await walk.hands.write("Find", "Last print run")
    await walk.hands.press("Return")
    await walk.hands.until(lambda: sheets(walk) and sheets(walk)[0].lines, "no run")
    await walk.sees("How far it is", f"{len(numbers)} of {len(numbers)}")
    (sheet,) = sheets(walk)
    assert [line.number for line in sheet.lines] == numbers
    assert {line.words for line in sheet.lines} == {""}
    await walk.hands.picture("ended")
    papers = [*walk.folder.rglob("*-label-*.pdf")]
    assert len(papers) == len(numbers)
    assert all(each.name.endswith("-label-1.pdf") for each in papers), "no second copy"


def test_a_run_goes_on_after_the_window_was_closed_and_prints_each_label_once(
    travel: Travel,
) -> None:
    travel.walk(walk_until_it_prints)
    travel.walk(walk_until_all_are_printed)
