"""Runs the tests: `python -m tests` all of them, in two processes; with arguments, pytest as it is.

The contract suite (every operation against every fault) is as long as all the others together and
needs none of their real parts: side by side the two halves take half the time.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile

_CONTRACT = "tests/contract"


def main(arguments: list[str]) -> int:
    """Return pytest's exit code, that of the worse half where there are two."""
    if any(not each.startswith("-") for each in arguments):
        return _pytest(*arguments)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as told:
        beside = subprocess.Popen(
            [sys.executable, "-m", "pytest", _CONTRACT, *arguments],
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        try:
            code = _pytest("--ignore", _CONTRACT, *arguments)
            other = beside.wait()
        except BaseException:
            beside.kill()
            raise
        told.seek(0)
        sys.stdout.write(f"\n== {_CONTRACT}\n{told.read()}")
    return max(code, other)


def _pytest(*arguments: str) -> int:
    return subprocess.call([sys.executable, "-m", "pytest", *arguments])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
