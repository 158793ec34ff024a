"""Journeys run the real window in a process of its own against a simulator in another one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.simulator import Simulator

if TYPE_CHECKING:  # Qt is loaded by the process that walks
    from tests.journeys.walk import Walk

Step = Callable[["Walk"], Awaitable[None]]
PATIENCE_S = 180
_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulator of the demo's world with couriers that confirm at once."""
    with Simulator.as_process("demo") as running:
        running.knobs(shipx_confirm_seconds=0)
        yield running


class Travel:
    """Starts journeys on one profile, and keeps pictures of those that failed."""

    def __init__(self, simulator: Simulator, root: Path) -> None:
        self.simulator = simulator
        self.root = root
        self._runs = 0

    def start(self, step: Step) -> subprocess.Popen[str]:
        """Start a window that walks the step, and return its process."""
        given = [step.__module__, step.__name__, self.simulator.url, str(self.root)]
        if self._runs:
            given.append("restart")
        self._runs += 1
        return subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.driver", *given],
            cwd=_ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def walk(self, step: Step) -> None:
        """Walk the step to its end; fails the test where it failed."""
        self.finish(self.start(step))

    def wait_for(self, told: str, process: subprocess.Popen[str]) -> None:
        """Wait until a walk says that it is there."""
        self.wait_until((self.root / told).exists, told, process)

    def wait_until(
        self, look: Callable[[], object], what: str, process: subprocess.Popen[str]
    ) -> None:
        """Wait until something is so; fails the test where the window ends before."""
        pause = threading.Event()
        for _ in range(PATIENCE_S * 20):
            if look():
                return
            if process.poll() is not None:
                pytest.fail(f"ended before {what}: {process.communicate()[1]}")
            pause.wait(0.05)
        pytest.fail(f"never came: {what}")

    def tell(self, word: str) -> None:
        """Let a walk go on."""
        (self.root / word).touch()

    @contextmanager
    def away(self, window: subprocess.Popen[str], waits: str) -> Iterator[Simulator]:
        """Take the services out of reach of a walk that is `quoted`, until it says `waits`.

        Gives the services as they start anew, for what changed meanwhile; then the walk is told
        that they are `up`, and walked to its end.
        """
        self.wait_for("quoted", window)
        port = self.simulator.url.rpartition(":")[2]
        self.simulator.stop()
        self.tell("down")
        self.wait_for(waits, window)
        again = subprocess.Popen(
            [sys.executable, "-m", "shipdesk.simulator", "--seed", "demo", "--port", port],
            stdout=subprocess.PIPE,
            text=True,
        )
        world = Simulator("demo")
        world.url = self.simulator.url
        try:
            assert again.stdout is not None
            assert again.stdout.readline()
            yield world
            self.tell("up")
            self.finish(window)
        finally:
            world.stop()
            again.terminate()
            again.communicate()

    def finish(self, process: subprocess.Popen[str]) -> None:
        """Wait for a window's own end; fails the test where its journey failed."""
        try:
            _, said = process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            _, said = process.communicate()
        if process.returncode:
            pictures = [str(path) for path in sorted(self.root.glob("*.png"))]
            kept = os.environ.get("SHIPDESK_PICTURES")
            for picture in pictures if kept else ():
                shutil.copy(picture, Path(str(kept)) / f"{self.root.name}-{Path(picture).name}")
            pytest.fail(f"{said}\nended with {process.returncode}; pictures: {pictures}")


@pytest.fixture
def travel(simulator: Simulator, tmp_path: Path) -> Travel:
    """Journeys of one test: all on the same profile, against the same simulator."""
    return Travel(simulator, tmp_path)
