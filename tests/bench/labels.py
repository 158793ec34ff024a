"""Labels with a known truth: printed, measured, read back by a second tool, and timed.

Every shape of the corpus goes to one of twelve places (four stocks at 203, 300 and 600 dpi) in
turn, as dots to a printer that speaks ZPL; every sixteenth also to the queue of a real CUPS, whose
PDF is judged. Then what must not go out is shown to be stopped, and the figures are taken.
`python -m tests.bench.labels --every 7` takes a seventh of the shapes; `--figures` no shapes.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.bench import printing
from tests.printing import truth
from tests.printing.truth import Truth
from tests.support.cups import running_cups
from tests.support.judged_labels import DPIS, STOCKS, Paper, Printed, QueuePaper, judge

_QUEUE_EVERY = 16


def main(arguments: list[str] | None = None) -> int:
    """Run the corpus, then the figures; 0 where no label is wrong."""
    parser = argparse.ArgumentParser(prog="dev.py bench labels")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--figures", action="store_true")
    asked = parser.parse_args(arguments or [])
    wrong = 0
    if not asked.figures:
        wrong += _by_zpl(asked.every)
    if os.geteuid():
        sys.stdout.write("  no CUPS of our own: that needs root\n")
        return int(wrong > 0)
    with running_cups() as cups:
        os.environ["CUPS_SERVER"] = str(cups.socket)
        if not asked.figures:
            shapes = itertools.islice(truth.shapes(), 0, None, _QUEUE_EVERY * asked.every)
            sys.stdout.write("  out of a queue of CUPS, judged by pdfinfo and zbarimg:\n")
            wrong += _judged(shapes, QueuePaper(cups))
        printing.main(cups)
    return int(wrong > 0)


def _by_zpl(every: int) -> int:
    """The corpus and what must be stopped, as a printer gets it that speaks ZPL."""
    paper = Paper()
    try:
        wrong = _judged(itertools.islice(truth.shapes(), 0, None, every), paper)
        return wrong + _stopped(paper)
    finally:
        paper.close()


def _judged(shapes: Iterable[Truth], paper: Printed) -> int:
    """Print one line for each symbology; how many labels came out wrong."""
    places = itertools.cycle(itertools.product(STOCKS, DPIS))
    good: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    worst, started = 0.0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="shipdesk-labels-") as name:
        for label, (stock, dpi) in zip(shapes, places, strict=False):
            found = judge(label, paper, stock, dpi, Path(name))
            whole[label.symbology] += 1
            good[label.symbology] += found.right
            worst = max(worst, found.size_error)
            if not found.right:
                sys.stdout.write(f"  {label} on {stock} at {dpi} dpi: {found}\n")
    for symbology, count in whole.items():
        sys.stdout.write(f"  {symbology:<12}{good[symbology]:>6,} of {count:,}\n")
    seconds = time.monotonic() - started
    sys.stdout.write(f"  size error at most {worst:.2f} mm; {seconds:.0f} s\n")
    return whole.total() - good.total()


def _stopped(paper: Printed) -> int:
    """How many of what must not go out went out."""
    missed = 0
    with tempfile.TemporaryDirectory(prefix="shipdesk-labels-") as name:
        for key, label in truth.negatives():
            found = judge(label, paper, STOCKS[0], DPIS[0], Path(name))
            if found.refused != key:
                missed += 1
                sys.stdout.write(f"  not stopped by {key}: {label}: {found}\n")
    sys.stdout.write(f"  {missed} of 20 wrong labels went out\n")
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
