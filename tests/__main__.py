"""Runs the tests: `python -m tests` all of them, side by side; given files, pytest as it is.

They are cut into parts that take about as long as one another. Each core takes one part after the
other, each part is a run of pytest; what it printed is shown when it has ended. Up to three tests
of a part that fail are run once more, by themselves: what fails again is red, what does not is
named at the end, as a fault to be found. No second try has what proves that nothing is bought twice
or lost: what the crash rig, the contract suite, a state machine or a killed program shows once is
true.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_HERE = Path(__file__).parent
_PARTS = (
    "crash",
    "contract/test_operations.py",
    "journeys",
    "contract",
    "services",
    "ui/orders",
    "ui/records",
    "ui",
    "providers",
)
"""The long ones, longest first; what is left is a part of its own and nothing is forgotten."""


_TRUE_AT_ONCE = ("crash", "contract", "killed", "machine", "mutations", "hostile", "attacks")
"""In the paths of the tests that have no second try."""
_MAY_FAIL_ONCE = 3


class _Runs:
    """The runs of pytest that are under way."""

    def __init__(self, arguments: list[str]) -> None:
        self._arguments = arguments
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._stopped = False
        self.unsteady: list[str] = []
        """Tests that failed among the others and not by themselves."""

    def run(self, part: list[str]) -> int:
        """Run one part, show what it printed, and return pytest's exit code."""
        with tempfile.TemporaryDirectory() as folder:
            cache = ["-o", f"cache_dir={folder}"]
            code = self._pytest([*part, *cache])
            failed = _failed(Path(folder))
            true = any(word in each for word in _TRUE_AT_ONCE for each in failed)
            if code != 1 or true or not 0 < len(failed) <= _MAY_FAIL_ONCE:
                return code
            code = self._pytest([*part, *cache, "--last-failed", "-p", "no:randomly"])
            if code == 0:
                self.unsteady += failed
            return code

    def _pytest(self, part: list[str]) -> int:
        began = time.monotonic()
        with self._lock:
            if self._stopped:
                return 0
            process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *part, *self._arguments],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
            self._running.add(process)
        told, _ = process.communicate()
        with self._lock:
            self._running.discard(process)
            took = time.monotonic() - began
            sys.stdout.write(f"\n== {part[0]} ({took:.0f} s)\n{told}")
            sys.stdout.flush()
        return process.returncode

    def stop(self) -> None:
        """End what runs, and start nothing more."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.kill()


def main(arguments: list[str]) -> int:
    """Return pytest's exit code, that of the worst part where there are several."""
    if any(not each.startswith("-") for each in arguments):
        return subprocess.call([sys.executable, "-m", "pytest", *arguments])
    runs = _Runs(arguments)
    with ThreadPoolExecutor(os.cpu_count() or 1) as cores:
        try:
            worst = max(cores.map(runs.run, _parts()))
        except BaseException:
            runs.stop()
            raise
    if runs.unsteady:
        sys.stdout.write("\n== failed once and not again: find out why\n")
        sys.stdout.write("".join(f"{each}\n" for each in runs.unsteady))
    return worst


def _failed(cache: Path) -> list[str]:
    """Return the tests that pytest's last run with this cache saw fail."""
    kept = cache / "v" / "cache" / "lastfailed"
    return list(json.loads(kept.read_text())) if kept.is_file() else []


def _parts() -> list[list[str]]:
    """Return the arguments of each part: where it is, and what of that is a part of its own."""
    found = []
    for name in (*_PARTS, ""):
        inside = [each for each in _PARTS if each != name and each.startswith(name)]
        where = str(_HERE / name)
        found.append([where, *(f"--ignore={_HERE / each}" for each in inside)])
    return found


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
