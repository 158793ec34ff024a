"""Labels with a known truth: printed as dots, measured, and read back by a second tool.

Every shape of the corpus goes to one of twelve places (four stocks at 203, 300 and 600 dpi) in
turn; `python -m tests.bench.labels --every 7` takes a seventh of them. Then what must not go
out is shown to be stopped.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.printing import truth
from tests.support.judged_labels import DPIS, SIZE_MM, STOCKS, Paper, judge


def main(arguments: list[str] | None = None) -> int:
    """Run the corpus and print one line for each symbology; 0 where nothing is wrong."""
    parser = argparse.ArgumentParser(prog="dev.py bench labels")
    parser.add_argument("--every", type=int, default=1)
    asked = parser.parse_args(arguments or [])
    shapes = itertools.islice(truth.shapes(), 0, None, asked.every)
    places = itertools.cycle(itertools.product(STOCKS, DPIS))
    good: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    worst, missed, started = 0.0, 0, time.monotonic()
    paper = Paper()
    with tempfile.TemporaryDirectory(prefix="shipdesk-labels-") as name:
        for label, (stock, dpi) in zip(shapes, places, strict=False):
            found = judge(label, paper, stock, dpi, Path(name))
            right = found.matches and found.decoded and found.size_error <= SIZE_MM
            whole[label.symbology] += 1
            good[label.symbology] += right
            worst = max(worst, found.size_error)
            if not right:
                sys.stdout.write(f"  {label} on {stock} at {dpi} dpi: {found}\n")
        for key, label in truth.negatives():
            found = judge(label, paper, STOCKS[0], DPIS[0], Path(name))
            if found.refused != key:
                missed += 1
                sys.stdout.write(f"  not stopped by {key}: {label}: {found}\n")
    paper.close()
    for symbology, count in whole.items():
        sys.stdout.write(f"  {symbology:<12}{good[symbology]:>6,} of {count:,}\n")
    sys.stdout.write(
        f"  size error at most {worst:.2f} mm; {missed} of 20 wrong labels went out; "
        f"{time.monotonic() - started:.0f} s\n"
    )
    return 1 if missed or good != whole else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
