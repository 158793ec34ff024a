"""Many labels at one go in the real window: one refused, one lost, closed in the middle."""

from __future__ import annotations

from functools import partial

import pytest

from shipdesk.ui.batch.lines import Group
from shipdesk.ui.batch.outcome_sheet import OutcomeSheet
from shipdesk.ui.batch.review_sheet import ReviewSheet
from shipdesk.ui.table import RowsView
from tests.journeys.conftest import Travel
from tests.journeys.walk import PURCHASES, UNKNOWN_PAYMENT, Walk

pytestmark = pytest.mark.journey

_SEARCH = "ORD-00085"
"""Ten orders of both countries; the payment of one of them is not known."""
_TORN = "The bag is torn."


async def walk_many_until_closed(walk: Walk) -> None:
    """Choose all that fit, settle the payment that is not known, buy, and leave in the middle."""
    await walk.hands.press("Ctrl+1")
    await walk.hands.press("Ctrl+K")
    await walk.hands.write("Find", _SEARCH)
    listed = await walk.hands.find_as("Orders", RowsView)
    await walk.hands.until(lambda: 1 < len(listed.rows.ids) <= 10, "they are not listed")
    listed.setFocus()
    await walk.hands.press("Ctrl+A")
    await walk.hands.press("Ctrl+F9")
    sheet = await walk.hands.until(lambda: sheet_of(walk), "no review")
    await walk.hands.until(partial(stops_alone, sheet), "it is never read")
    await walk.hands.press("Home")
    await walk.sees("Order in hand", UNKNOWN_PAYMENT)
    await walk.hands.picture("review")
    before = sheet.buy.text()
    await walk.hands.press("P")
    await walk.hands.until(lambda: sheet.buy.text() != before, "the payment is not settled")
    count = sum(line.bought for line in sheet.lines)
    await walk.hands.picture("settled")
    walk.simulator.fault(PURCHASES["dash101"], "422", message=_TORN)
    walk.simulator.fault(PURCHASES["shipx"], "drop_after_commit", after=1)
    walk.simulator.fault(PURCHASES["shipx"], "slow", times=-1, ms=700)
    await walk.hands.press("F9")
    await walk.sees("How far it is", f" of {count}")
    await walk.hands.until(lambda: walk.posts("shipx") > 1, "nothing is bought")
    await walk.hands.picture("running")
    shown = walk.session.window.findChildren(OutcomeSheet)[0]
    assert len(shown.lines) == count
    (walk.folder / "numbers").write_text("\n".join(line.number for line in shown.lines))


def stops_alone(sheet: ReviewSheet) -> bool:
    """Tell whether all is read, the customers of new orders too, and one payment alone stops."""
    numbers = [line.number for line in sheet.lines if line.row and line.group is Group.STOP]
    listed = list(sheet.model.ids) == [line.id for line in sheet.lines]
    return not sheet.bar.isVisible() and numbers == [UNKNOWN_PAYMENT] and listed


def sheet_of(walk: Walk) -> ReviewSheet | None:
    """Return the review where it is open."""
    found = walk.session.window.findChildren(ReviewSheet)
    return next((each for each in found if each.isVisible()), None)


async def walk_after_the_restart(walk: Walk) -> None:
    """Start again: the batch goes on by itself, and its sheet tells what became of each."""
    numbers = (walk.folder / "numbers").read_text().split()
    walk.simulator.push(10)
    await walk.hands.press("Ctrl+1")
    await walk.hands.press("Ctrl+K")
    await walk.hands.write("Find", "Last batch")

    def offered() -> bool:
        matches = walk.hands.seen("Matches")
        return matches is not None and "batch" in matches.accessibleDescription().lower()

    await walk.hands.until(offered, "the palette does not offer it")
    await walk.hands.press("Return")
    await walk.sees("How far it is", f"{len(numbers)} of {len(numbers)} · 1 refused")
    sheet = walk.session.window.findChildren(OutcomeSheet)[0]
    assert [line.number for line in sheet.lines] == numbers
    await walk.hands.picture("ended")
    await walk.hands.click("Refused")
    await walk.hands.until(lambda: len(sheet.model.ids) == 1, "not only what was refused")
    await walk.sees("Why it is so", _TORN)
    await walk.hands.picture("refused")
    (refused,) = [line.number for line in sheet.lines if _TORN in line.words]
    found = [line.number for line in sheet.lines if "not bought again" in line.words]
    assert len(found) == 1, "the lost one was found"
    live = {
        number: len(walk.live("shipx", number)) + len(walk.live("dash101", number))
        for number in numbers
    }
    assert live == {number: int(number != refused) for number in numbers}


def test_a_batch_goes_on_after_the_window_was_closed_and_buys_nothing_twice(
    travel: Travel,
) -> None:
    travel.walk(walk_many_until_closed)
    travel.walk(walk_after_the_restart)
