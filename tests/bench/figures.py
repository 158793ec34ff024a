"""What the benches share: prepared profiles, timed child processes, and how a figure is shown."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from shipdesk.clock import SystemClock
from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.paths import ProfilePaths
from shipdesk.providers.registry import ProviderRegistry
from shipdesk.storage import cache as cache_file
from shipdesk.storage import following
from shipdesk.storage.sql import connect
from tests.support import many_orders

NOBODY = "http://127.0.0.1:9"
"""An address that refuses at once: these benches look at the cache only."""

_HERE = Path(__file__).parent
_WARMING = 2


@contextlib.contextmanager
def profile_with(count: int) -> Iterator[tuple[Path, ProfilePaths]]:
    """Give a folder with a demo profile whose order book holds so many cached orders."""
    with tempfile.TemporaryDirectory(prefix="shipdesk-bench-") as name:
        root = Path(name)
        paths, _ = asyncio.run(demo_profile_in(NOBODY, root))
        cache = cache_file.prepare(paths.cache)
        book = Account(AccountId("orderbook"), "dispatch", "Order book", Environment.DEMO)
        known = ProviderRegistry(SystemClock(), paths.overrides, allow_loopback=True)
        journal = connect(str(paths.journal), durable=False, writable=False)
        context = following.read_context(journal, known.rules)
        journal.close()
        many_orders.fill(cache, paths.journal, count, account=book, context=context)
        yield root, paths


def environment(root: Path) -> dict[str, str]:
    """Return the surroundings of a measured process: offscreen, byte code kept as installed."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPYCACHEPREFIX": str(root / "byte-code"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def run_child(script: str, root: Path, *arguments: str) -> dict[str, Any]:
    """Run one of our scripts and return the JSON it prints, with `began` on the same clock."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(_HERE / script), *arguments],
        env=environment(root),
        cwd=_HERE.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if not lines:
        raise SystemExit(f"{script} ended with {done.returncode}: {done.stderr}")
    told: dict[str, Any] = json.loads(lines[-1])
    return {**told, "began": began}


def run_in_turn(
    scripts: Mapping[str, Sequence[str]], root: Path, times: int
) -> dict[str, list[dict[str, Any]]]:
    """Run scripts by turns, so that a noisy moment meets them all; the first runs do not count.

    `scripts`: a name of the figure to the script and its arguments.
    """
    told: dict[str, list[dict[str, Any]]] = {name: [] for name in scripts}
    for turn in range(times + _WARMING):
        for name, (script, *arguments) in scripts.items():
            one = run_child(script, root, *arguments)
            if turn >= _WARMING:
                told[name].append(one)
    return told


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def share(values: Sequence[float], part: float) -> float:
    """Return the value below which that part of the values lies, such as 0.999."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def show(title: str, value: str, ratio: float | None = None, note: str = "") -> None:
    """Write one line of a bench."""
    times = "" if ratio is None else f"{ratio:5.2f} x floor"
    sys.stdout.write(f"  {title:<44}{value:>16}  {times:<15}{note}\n")
    sys.stdout.flush()
