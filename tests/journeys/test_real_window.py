"""The demo in a real X window: started as a person starts it, driven by real keys, seen by X."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageGrab
from PySide6.QtGui import QImage

from tests.journeys.walk import POLISH, PURCHASES
from tests.support.simulator import Simulator

pytestmark = [pytest.mark.journey, pytest.mark.x11]

PATIENCE_S = 120
_URL = "They answer at "


class Demo:
    """The demo's process, its simulator's address, and its window on the virtual screen."""

    def __init__(self, display: str, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "TMPDIR": str(folder),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shipdesk", "demo"],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.world = Simulator("demo")
        self.world.url = self._address()
        found = self.run("xdotool", "search", "--sync", "--onlyvisible", "--name", "ShipDesk")
        self.window = found.split()[0]
        self.run("xdotool", "windowfocus", "--sync", self.window)

    def _address(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(_URL):
                return line.removeprefix(_URL).partition(";")[0]
        raise AssertionError("the demo ended before it told where it answers")

    def run(self, *command: str) -> str:
        """Run a program on this screen and return what it says."""
        done = subprocess.run(
            command,
            env=self._environment,
            text=True,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout

    def key(self, keys: str) -> None:
        """Press keys as X sends them."""
        self.run("xdotool", "key", keys)

    def until(self, look: Callable[[], object], what: str, between: str = "") -> None:
        """Wait until something is so, pressing a key every two seconds meanwhile if one is told."""
        pause = threading.Event()
        for turn in range(PATIENCE_S * 4):
            if look():
                return
            if between and turn % 8 == 0:
                self.key(between)
            assert self.process.poll() is None, f"the demo ended before {what}"
            pause.wait(0.25)
        raise AssertionError(f"never came: {what}")

    def picture(self, path: Path) -> QImage:
        """Return what X shows on its screen, kept as a PNG."""
        ImageGrab.grab(xdisplay=self._environment["DISPLAY"]).save(path)
        return QImage(str(path))

    def close(self) -> int:
        """End it as a computer that shuts down does, and return its exit code."""
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE_S)
        self.world.stop()
        return self.process.returncode


@pytest.fixture
def demo(x_display: str, tmp_path: Path) -> Iterator[Demo]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    started = Demo(x_display, folder)
    yield started
    assert started.close() == 0
    assert [*folder.iterdir()] == [], "the demo left something behind"


def _live(world: Simulator) -> list[dict[str, Any]]:
    return [
        each
        for each in world.books()["shipx"]["shipments"]
        if each["live"] and str(each.get("reference") or "").startswith(POLISH)
    ]


def _told(world: Simulator) -> bool:
    numbers = {each["trackingNumber"] for each in world.books()["dispatch"]["shipments"]}
    return bool(numbers & {each["tracking_number"] for each in _live(world)})


def test_f9_in_a_real_window_buys_the_first_order_once(demo: Demo, tmp_path: Path) -> None:
    demo.until(
        lambda: demo.world.requests(operation="shipx.shipments.calculate"), "a quote was asked for"
    )
    demo.until(lambda: _live(demo.world), "the purchase", between="F9")
    demo.until(lambda: _told(demo.world), "the order book was told")
    demo.key("F9")
    shown = demo.picture(tmp_path / "bought.png")
    assert len(_live(demo.world)) == 1
    assert len(demo.world.requests(operation=PURCHASES["shipx"])) == 1
    assert shown.width() >= 1200, (shown.width(), shown.height())
    colours = {
        shown.pixel(x, y) for x in range(0, shown.width(), 3) for y in range(0, shown.height(), 3)
    }
    assert len(colours) > 50, "the window is blank"
