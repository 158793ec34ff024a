"""Hostile files: bombs and 2,000 seeded mutations, each inspected and printed for real.

Every one is drawn or refused by name. A fault (an error without a name) makes the run fail; the
deaths of the print process, which the window only hears of, are counted.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from shipdesk.printing.press import Press, print_worker
from tests.printing import hostile
from tests.support.hostile_files import Tried, try_file

COUNT = 2_000
SEED = 20_261_128


async def run(
    count: int, seed: int, folder: Path, tell: Callable[[str], object]
) -> dict[str, Tried]:
    """Return how each file ended; `tell` is given a line for each that is wrong or deadly."""
    press = Press(print_worker())
    ended = {}
    try:
        for file in itertools.chain(hostile.bombs(), hostile.mutations(seed, count)):
            tried = await try_file(press, file.body, folder)
            ended[file.name] = tried
            if tried.fault or tried.deadly:
                tell(f"{file.name}: {tried.fault or tried.printed} ({tried.seconds:.1f} s)")
    finally:
        await press.aclose()
    return ended


def main(arguments: list[str] | None = None) -> int:
    """Run the files and print one line for each outcome; 0 where none is a fault."""
    parser = argparse.ArgumentParser(prog="dev.py bench hostile")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args(arguments or [])
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="shipdesk-hostile-") as name:
        ended = asyncio.run(
            run(asked.count, asked.seed, Path(name), lambda line: sys.stdout.write(f"  {line}\n"))
        )
    found = Counter(tried.printed for tried in ended.values())
    for outcome, count in found.most_common():
        sys.stdout.write(f"  {outcome:<20}{count:>8,}\n")
    longest = max(ended, key=lambda name: ended[name].seconds)
    faults = sum(bool(tried.fault) for tried in ended.values())
    deaths = sum(tried.deadly for tried in ended.values())
    sys.stdout.write(
        f"  {len(ended):,} files, {faults} faults, {deaths} deaths of the print process; "
        f"longest {ended[longest].seconds:.1f} s ({longest})\n"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
