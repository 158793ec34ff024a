"""What another hand bought, in the real window: looked for by the palette, adopted by a key."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Travel
from tests.journeys.walk import POLISH, Walk

pytestmark = pytest.mark.journey

_ACTION = "Look for paid labels that are not here"


async def walk_found_and_adopted(walk: Walk) -> None:
    """Look for paid labels, adopt the one that is there, and find its order labelled."""
    number = str(walk.simulator.buy_elsewhere(POLISH)["tracking_number"])
    await walk.hands.press("Ctrl+K")
    await walk.hands.write("Find", "Look for paid")

    def offered() -> bool:
        matches = walk.hands.seen("Matches")
        return matches is not None and _ACTION in matches.accessibleDescription()

    await walk.hands.until(offered, "the palette does not offer it")
    await walk.hands.press("Return")
    await walk.sees("How far the look is", "1 is paid and not known here")
    await walk.sees("Found", number[:12])
    await walk.sees("How sure it is", "agree")
    await walk.hands.picture("found")
    await walk.hands.press("Shift+A")
    await walk.sees("How far the look is", "Nothing waits")
    await walk.open_order(POLISH, stage="Labelled")
    assert walk.posts("shipx") == 0


def test_a_paid_label_of_another_hand_is_adopted_by_the_keyboard_alone(travel: Travel) -> None:
    travel.walk(walk_found_and_adopted)
