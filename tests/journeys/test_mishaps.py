"""What goes wrong on the way: a lost reply, a killed program, a scanner, a courier out of reach."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial

import pytest
from PySide6.QtWidgets import QAbstractButton

from tests.journeys.conftest import PATIENCE_S, Travel
from tests.journeys.walk import POLISH, POLISH_TO_DOOR, PURCHASES, Walk

pytestmark = pytest.mark.journey

SCAN = "440012345678901234567890"


async def walk_lost_reply(walk: Walk) -> None:
    """Buy while the courier's reply gets lost, try again by F9, and have it looked up."""
    walk.simulator.fault(PURCHASES["shipx"], "drop_after_commit")
    await walk.open_order(POLISH)
    await walk.quoted()
    await walk.press_buy(lambda: walk.posts("shipx"), "nothing was sent")
    await walk.sees("State of the order", "Put this parcel aside")
    await walk.hands.picture("unknown")
    await walk.hands.press("F9")
    walk.simulator.push(10)
    await walk.sees("State of the order", "Found, not bought again")
    await walk.sees("Order stage", "Labelled")
    await walk.bought_by_one_operation(POLISH)
    assert walk.posts("shipx") == 1
    assert len(walk.live("shipx", POLISH)) == 1


async def walk_until_killed(walk: Walk) -> None:
    """Buy from a courier that keeps the answer; somebody pulls the plug meanwhile."""
    await walk.open_order(POLISH)
    await walk.quoted()
    await walk.press_buy(lambda: walk.posts("shipx"), "nothing was sent")
    await walk.hands.until(lambda: False, "nobody pulled the plug", PATIENCE_S)


async def walk_after_the_kill(walk: Walk) -> None:
    """Start again: the purchase is looked up and found."""
    walk.simulator.push(10)
    await walk.bought_by_one_operation(POLISH)
    number = str(walk.live("shipx", POLISH)[0]["tracking_number"])
    await walk.hands.press("Ctrl+2")
    await walk.hands.click_row("Shipments", number[-4:])
    await walk.sees("Tracking number", number)
    assert walk.posts("shipx") == 1
    assert len(walk.live("shipx", POLISH)) == 1


async def walk_scan_over_quotes(walk: Walk) -> None:
    """Choose the second offer, and scan a parcel while the offers have the focus."""
    await walk.open_order(POLISH_TO_DOOR)
    await walk.quoted()
    offers = await walk.hands.find("Quotes of the order")
    rows = offers.findChildren(QAbstractButton)
    assert len(rows) > 1, "one offer leaves nothing to choose"
    await walk.hands.press("2")
    await walk.hands.until(rows[1].isChecked, "2 did not choose the second offer")
    rows[1].setFocus()
    await walk.hands.scan(SCAN)
    assert [row.isChecked() for row in rows].index(True) == 1
    assert walk.session.window.search.text().replace(" ", "") == SCAN
    assert walk.posts("shipx") == 0


async def walk_everything_out_of_reach(walk: Walk) -> None:
    """Lose all connections, look around, buy anyway, and see it bought once they are back."""
    await walk.open_order(POLISH)
    await walk.quoted()
    await walk.meet("quoted", "down")
    walk.session.program.desk.sync.now()
    for account in ("Order book", "InPost"):
        await walk.hands.until(partial(walk.banner, account), f"no banner names {account}")
    await walk.press_buy(lambda: "Queued" in walk.words("State of the order"), "nothing waits")
    await walk.sees("Reason", "cannot be reached")
    await walk.hands.picture("out-of-reach")
    await walk.open_order(POLISH_TO_DOOR)
    await walk.sees("Recipient", "Grzegorz Szczęsny")
    await walk.meet("waits", "up")
    await walk.open_order(POLISH)
    await walk.sees("Order stage", "Labelled")
    await walk.hands.until(lambda: not walk.banner("InPost"), "the banner of InPost stayed")
    assert len(walk.live("shipx", POLISH)) == 1
    assert walk.posts("shipx") == 1


async def walk_until_raised(walk: Walk) -> None:
    """Minimise the window and wait for another start to bring it back."""
    window = walk.session.window
    window.showMinimized()
    await walk.meet("minimised")
    await walk.hands.until(lambda: not window.isMinimized(), "nobody raised the window")
    assert window.isVisible()


def test_a_lost_reply_is_looked_up_and_not_bought_again(travel: Travel) -> None:
    travel.walk(walk_lost_reply)


def test_a_purchase_killed_while_it_was_sent_is_found_after_the_restart(travel: Travel) -> None:
    travel.simulator.fault(PURCHASES["shipx"], "slow", ms=60_000)
    window = travel.start(walk_until_killed)
    travel.wait_until(
        lambda: travel.simulator.requests(operation=PURCHASES["shipx"]), "the purchase", window
    )
    os.kill(window.pid, signal.SIGKILL)
    window.communicate()
    travel.simulator.clear_faults()
    travel.walk(walk_after_the_kill)


def test_a_scan_over_focused_quotes_leaves_the_choice_unchanged(travel: Travel) -> None:
    travel.walk(walk_scan_over_quotes)


def test_a_second_start_raises_the_first_window(travel: Travel) -> None:
    first = travel.start(walk_until_raised)
    travel.wait_for("minimised", first)
    second = subprocess.run(
        [sys.executable, "-m", "shipdesk", "--root", str(travel.root), "--profile", "demo"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert second.returncode == 0, second.stderr
    travel.finish(first)


def test_out_of_reach_the_cache_stays_and_a_purchase_waits(travel: Travel) -> None:
    window = travel.start(walk_everything_out_of_reach)
    with travel.away(window, "waits"):
        pass
