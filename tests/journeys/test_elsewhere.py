"""Two computers on one account: what the first has bought the second one finds, and adopts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.conftest import Travel
from tests.journeys.walk import POLISH, Walk

pytestmark = pytest.mark.journey


async def walk_first_computer(walk: Walk) -> None:
    """Buy the order; the order book hears nothing of it yet."""
    await walk.buy(POLISH, "shipx")


async def walk_second_computer(walk: Walk) -> None:
    """See the order as not bought, press F9 after the other computer did, and adopt its parcel."""
    await walk.open_order(POLISH)
    await walk.quoted()
    await walk.meet("seen", "bought")
    (shipment,) = walk.live("shipx", POLISH)
    await walk.press_buy(
        lambda: "Already bought elsewhere" in walk.words("State of the order"), "nothing is told"
    )
    await walk.sees("Reason", str(shipment["tracking_number"]))
    await walk.sees("Reason", "Nothing was bought here")
    await walk.hands.picture("bought-elsewhere")
    await walk.hands.click("Show in Activity")
    await walk.sees("State", "Already bought elsewhere")
    await walk.sees("What was found at the courier", "Jan Nowak")
    await walk.hands.picture("side-by-side")
    await walk.hands.click("Adopt")
    await walk.sees("State", "Bought")
    await walk.sees("Explanation", "bought elsewhere")
    await walk.open_order(POLISH, "Labelled")
    await walk.hands.picture("adopted")
    assert walk.posts("shipx") == 1
    assert len(walk.live("shipx", POLISH)) == 1


def test_what_the_other_computer_bought_is_adopted_and_not_bought_again(
    travel: Travel, tmp_path: Path
) -> None:
    other = Travel(travel.simulator, tmp_path / "other")
    other.root.mkdir()
    # What the order book is told would show the second computer that nothing is to be bought.
    travel.simulator.fault("orders.create_shipment", "503", times=-1)
    second = other.start(walk_second_computer)
    other.wait_for("seen", second)
    travel.walk(walk_first_computer)
    travel.simulator.push(10)  # InPost's list is seconds late
    other.tell("bought")
    other.finish(second)
