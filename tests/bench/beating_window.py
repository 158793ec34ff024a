"""The measured heartbeat: a session on a profile that syncs; tells its gaps, idle and busy.

Arguments: the simulator's address, a folder for the profile, how many orders there are.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from shipdesk.demo import demo_profile
from shipdesk.domain.account import Environment
from shipdesk.session import Session
from shipdesk.window import make_application, run_session

BEAT_MS = 5
IDLE_S = 8.0


class Beat:
    """A precise timer that keeps how long each beat really took, in milliseconds."""

    def __init__(self, parent: QObject) -> None:
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._on_beat)

    def start(self) -> None:
        """Begin to count anew."""
        self.gaps = []
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> list[float]:
        """Return the gaps so far."""
        self._timer.stop()
        return self.gaps

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(1000 * (now - self._last))
        self._last = now


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


async def _measure(session: Session, wanted: int) -> None:
    desk = session.program.desk
    beat = Beat(session.window)
    began = time.perf_counter()
    beat.start()
    while (await desk.order_list.counts()).get("", 0) < wanted:  # noqa: ASYNC110 - as a person looks
        await asyncio.sleep(0.1)
    seconds = time.perf_counter() - began
    busy = beat.stop()
    await asyncio.sleep(2)
    beat.start()
    await asyncio.sleep(IDLE_S)
    idle = beat.stop()
    workers = {
        each.name: _resident(each.process_id)
        for each in session.program.workers
        if each.process_id is not None
    }
    told = {
        "orders": wanted,
        "seconds": seconds,
        "busy": busy,
        "idle": idle,
        "rss_kb": _resident(os.getpid()),
        "workers": workers,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    paths, vault = demo_profile(sys.argv[1], Path(sys.argv[2]))
    run_session(
        make_application(),
        paths,
        Environment.DEMO,
        vault,
        after=lambda session: _measure(session, int(sys.argv[3])),
    )
