"""Heartbeat: how long the real window cannot react while 20,000 orders arrive, over itself idle."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.bench.figures import run_child, share, show
from tests.support.simulator import Simulator

ORDERS = 20_000
FREEZE_MS = 16.0


def main() -> None:
    """Print the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="shipdesk-bench-") as name,
        Simulator.as_process(orders=ORDERS) as simulator,
    ):
        told = run_child("beating_window.py", Path(name), simulator.url, name, str(ORDERS))
        bare = run_child("bare_window.py", Path(name))
    idle, busy = told["idle"], told["busy"]
    rate = told["orders"] / told["seconds"]
    show(f"{told['orders']:,} orders synced", f"{told['seconds']:.1f} s", None, f"{rate:.0f} a s")
    for part, title in ((0.5, "median"), (0.99, "p99"), (0.999, "p99.9"), (1.0, "longest")):
        quiet, loud = share(idle, part), share(busy, part)
        show(f"gap of a 5 ms beat, {title}: idle", f"{quiet:.1f} ms", 1.0)
        show(f"gap of a 5 ms beat, {title}: syncing", f"{loud:.1f} ms", loud / quiet)
    freezes = sum(gap > FREEZE_MS for gap in busy)
    show(f"gaps over {FREEZE_MS:.0f} ms while syncing", f"{freezes} of {len(busy)}")
    bare_mb, real_mb = bare["rss_kb"] / 1024, told["rss_kb"] / 1024
    show("memory of a bare window", f"{bare_mb:.0f} MB", 1.0)
    show("memory of the window after the sync", f"{real_mb:.0f} MB", real_mb / bare_mb)
    for title, kilobytes in told["workers"].items():
        show(f"memory of the {title} process", f"{kilobytes / 1024:.0f} MB")
    show("processors", str(os.cpu_count()))
