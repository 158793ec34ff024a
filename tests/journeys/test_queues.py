"""Long out of reach: what waited is not bought by itself, and what changed is not bought at all."""

from __future__ import annotations

from functools import partial

import pytest

from shipdesk.domain.order import OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.ui.main.window import MainWindow
from shipdesk.ui.widgets import BannerView
from tests.journeys.conftest import Travel
from tests.journeys.walk import INDIAN, POLISH, SECOND_POLISH, Walk

pytestmark = pytest.mark.journey

FINE, CANCELLED, DEARER = POLISH, SECOND_POLISH, INDIAN


def told(window: MainWindow) -> str:
    """Return what the banner of the waiting acts says."""
    banners = [each for each in window.findChildren(BannerView) if each.isVisible()]
    said = (f"{one.accessibleName()} {one.accessibleDescription()}" for one in banners)
    return next((words for words in said if "since" in words and "wait" in words), "")


def shows(walk: Walk, *parts: str) -> bool:
    """Tell whether the banner says all of this."""
    return all(part in told(walk.session.window) for part in parts)


async def quotes_kept(walk: Walk, number: str) -> None:
    """Wait until this order's own quotes are there: the pane may still show another one's."""
    desk = walk.session.program.desk
    rows = await desk.order_list.rows(list(await desk.order_list.ids(ListQuery(text=number))))
    key = next(OrderKey(each.key) for each in rows.values() if each.number == number)
    while (await desk.orders.read(key)).quotes is None:
        await desk.clock.sleep(0.05)


async def walk_twenty_minutes_away(walk: Walk) -> None:
    """Buy three orders out of reach, come back late, and let go what is as it was."""
    numbers = (FINE, CANCELLED, DEARER)
    for number in numbers:
        await walk.open_order(number)
        await walk.quoted()
        await quotes_kept(walk, number)
    await walk.meet("quoted", "down")
    for number in numbers:
        await walk.open_order(number)
        await walk.press_buy(lambda: "Queued" in walk.words("State of the order"), "nothing waits")
    walk.let_pass(20 * 60)
    await walk.hands.until(partial(shows, walk, "3 purchases wait"), "no banner tells what waits")
    await walk.hands.picture("away")
    await walk.meet("queued", "up")
    walk.session.program.desk.sync.now()
    await walk.hands.until(
        partial(shows, walk, "3 purchases wait", "1 is as it was.", "2 changed since you looked."),
        "what changed is not told",
    )
    assert not any(walk.live(courier, each) for courier in ("shipx", "dash101") for each in numbers)
    await walk.open_order(DEARER, "Problem")
    await walk.sees("Why it waits", "Changed since you looked")
    await walk.sees("Price before", "72")
    await walk.sees("Price now", "80")
    await walk.hands.picture("changed")
    await walk.hands.press("Ctrl+Shift+G")
    await walk.hands.until(lambda: walk.live("shipx", FINE), "what was named is not bought")
    await walk.hands.until(partial(shows, walk, "2 purchases wait"), "the others do not wait")
    assert not walk.live("shipx", CANCELLED)
    assert not walk.live("dash101", DEARER)
    assert walk.posts("shipx") == 1
    await walk.open_order(DEARER, "Problem")
    await walk.hands.click("Leave it")
    await walk.hands.until(partial(shows, walk, "1 purchase waits"), "it was not left")
    await walk.hands.picture("left")


def test_after_twenty_minutes_out_of_reach_only_what_was_named_is_bought(travel: Travel) -> None:
    window = travel.start(walk_twenty_minutes_away)
    with travel.away(window, "queued") as world:
        world.cancel_order(CANCELLED)
        world.knobs(dash101_price_factor=1.2, shipx_confirm_seconds=0)
