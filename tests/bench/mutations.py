"""Damaged files: 1,000 seeded mutations of journal and cache, each followed by a start.

Bit flips, zeroed pages, truncations and lost WALs hit a profile that was closed, killed, or copied
while it was open. Each must open, with a journal that is whole, or restored and announced; one that
knows less than was bought must have its purchases closed.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.support.mutations import Template, Verdict, make_template, mutate, try_start

COUNT = 1_000
SEED = 20_261_120


def run(count: int, seed: int, folder: Path, tell: Callable[[str], object]) -> Counter[Verdict]:
    """Return how the starts ended; `tell` is given a line for each that is wrong."""
    templates = asyncio.run(_templates(folder))
    found: Counter[Verdict] = Counter()
    for number in range(count):
        chance = random.Random(f"{seed}:{number}")  # noqa: S311 - a seeded run
        template = chance.choice(templates)
        profile = folder / "profile"
        shutil.rmtree(profile, ignore_errors=True)
        shutil.copytree(template.folder, profile)
        done = mutate(profile, chance)
        verdict, words = asyncio.run(try_start(profile, template))
        found[verdict] += 1
        if verdict.is_wrong:
            tell(f"{number}: {template.state}, {done}: {verdict} {words}")
    return found


async def _templates(folder: Path) -> list[Template]:
    return [await make_template(folder, state) for state in ("closed", "killed", "copied")]


def main(arguments: list[str] | None = None) -> int:
    """Run the mutations and print one line for each outcome; 0 where none is wrong."""
    parser = argparse.ArgumentParser(prog="dev.py bench mutations")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args(arguments or [])
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="shipdesk-mutations-") as name:
        found = run(
            asked.count,
            asked.seed,
            Path(name),
            lambda line: sys.stdout.write(f"  WRONG {line}\n"),
        )
    sys.stdout.write(f"  mutations: {asked.count}, seed {asked.seed}\n")
    for verdict in Verdict:
        sys.stdout.write(f"  {verdict.value}: {found[verdict]}\n")
    return 1 if any(found[each] for each in Verdict if each.is_wrong) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
