"""Labels with a known truth: printed, measured, read back by a second tool, and timed.

Every shape of the corpus goes to one of twelve places (four stocks at 203, 300 and 600 dpi) in
turn, as dots to a printer that speaks ZPL; every sixteenth also to the queue of a real CUPS, whose
PDF is judged. Then what must not go out is shown to be stopped, and the figures are taken.
`python -m tests.bench.labels --every 7` takes a seventh of the shapes; `--figures` no shapes.
`--all-places` sends each shape to all twelve places: with `--every 3` 512 shapes, 6,144 labels.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import printing
from tests.printing import truth
from tests.printing.truth import Truth
from tests.support.cups import running_cups
from tests.support.judged_labels import DPIS, STOCKS, Paper, Printed, QueuePaper, judge

_QUEUE_EVERY = 16
_SHARE = 48
"""How many labels a process of ours takes at a time."""

Try = tuple[Truth, str, int]
"""A label, its stock and the printer's dpi."""


@dataclass
class Tally:
    """What became of labels: right ones and all by symbology, and a line for each wrong one."""

    good: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    worst: float = 0.0

    def add(self, other: Tally) -> None:
        """Count what another tally counted."""
        self.good += other.good
        self.whole += other.whole
        self.wrong += other.wrong
        self.worst = max(self.worst, other.worst)


def main(arguments: list[str] | None = None) -> int:
    """Run the corpus, then the figures; 0 where no label is wrong."""
    parser = argparse.ArgumentParser(prog="dev.py bench labels")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--figures", action="store_true")
    parser.add_argument("--all-places", action="store_true")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    asked = parser.parse_args(arguments or [])
    wrong = 0
    if not asked.figures:
        tries = list(_tries(asked.every, all_places=asked.all_places))
        wrong += _show(_by_zpl(tries, asked.processes))
        wrong += _stopped()
    if os.geteuid():
        sys.stdout.write("  no CUPS of our own: that needs root\n")
        return int(wrong > 0)
    with running_cups() as cups:
        os.environ["CUPS_SERVER"] = str(cups.socket)
        if not asked.figures:
            sys.stdout.write("  out of a queue of CUPS, judged by pdfinfo and zbarimg:\n")
            tries = list(_tries(_QUEUE_EVERY * asked.every, all_places=asked.all_places))
            wrong += _show(_judged([each], QueuePaper(cups)) for each in tries)
        if not asked.all_places:
            printing.main(cups)
    return int(wrong > 0)


def _tries(every: int, *, all_places: bool) -> Iterator[Try]:
    """Give each label its places: the next one, or all."""
    places = list(itertools.product(STOCKS, DPIS))
    for number, label in enumerate(itertools.islice(truth.shapes(), 0, None, every)):
        for stock, dpi in places if all_places else (places[number % len(places)],):
            yield label, stock, dpi


def _by_zpl(tries: Sequence[Try], processes: int) -> Iterator[Tally]:
    """Send labels to printers that speak ZPL, some in each process."""
    shares = [tries[start : start + _SHARE] for start in range(0, len(tries), _SHARE)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        yield from pool.map(_share, shares)


def _share(tries: Sequence[Try]) -> Tally:
    """Send some labels to a printer of their own."""
    paper = Paper()
    try:
        return _judged(tries, paper)
    finally:
        paper.close()


def _judged(tries: Iterable[Try], paper: Printed) -> Tally:
    """Print labels and judge what came out."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="shipdesk-labels-") as name:
        for label, stock, dpi in tries:
            found = judge(label, paper, stock, dpi, Path(name))
            tally.whole[label.symbology] += 1
            tally.good[label.symbology] += found.right
            tally.worst = max(tally.worst, found.size_error)
            if not found.right:
                tally.wrong.append(f"{label} on {stock} at {dpi} dpi: {found}")
    return tally


def _show(tallies: Iterable[Tally]) -> int:
    """Print a line for each wrong label and for each symbology; how many came out wrong."""
    whole, started = Tally(), time.monotonic()
    for tally in tallies:
        for line in tally.wrong:
            sys.stdout.write(f"  {line}\n")
        whole.add(tally)
    for symbology, count in whole.whole.items():
        sys.stdout.write(f"  {symbology:<12}{whole.good[symbology]:>6,} of {count:,}\n")
    seconds = time.monotonic() - started
    sys.stdout.write(f"  size error at most {whole.worst:.2f} mm; {seconds:.0f} s\n")
    return len(whole.wrong)


def _stopped() -> int:
    """How many of what must not go out went out."""
    missed, paper = 0, Paper()
    with tempfile.TemporaryDirectory(prefix="shipdesk-labels-") as name:
        for key, label in truth.negatives():
            found = judge(label, paper, STOCKS[0], DPIS[0], Path(name))
            if found.refused != key:
                missed += 1
                sys.stdout.write(f"  not stopped by {key}: {label}: {found}\n")
    paper.close()
    sys.stdout.write(f"  {missed} of 20 wrong labels went out\n")
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
