"""The figures of printing: throughput, memory, the first label and the window's beat."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from shipdesk.domain.label import STOCKS, CheckOutcome, PrinterProfile, PrintOrder
from shipdesk.printing.press import Press, print_worker
from tests.bench.figures import median, run_child, share, show
from tests.printing import truth
from tests.support.cups import PDF_QUEUE, ZEBRA_QUEUE, PrivateCups

LABELS = 500
IN_ALL = 2_000
DPI = 203
FREEZE_MS = 16.0
_TURN = 25
_WARM = 100


def main(cups: PrivateCups) -> None:
    """Print the figures; the queues are a real CUPS's."""
    with tempfile.TemporaryDirectory(prefix="shipdesk-printing-") as name:
        folder = Path(name)
        orders = mixed(folder, PDF_QUEUE)
        # Only what is ours is measured: the queue keeps the jobs, its filters would run beside.
        cups.run("cupsdisable", PDF_QUEUE)
        try:
            asyncio.run(_throughput(orders, folder, cups))
        finally:
            cups.run("cancel", "-a", "-x")
            cups.run("cupsenable", PDF_QUEUE)
    with tempfile.TemporaryDirectory(prefix="shipdesk-window-") as name:
        told = run_child("printing_window.py", Path(name), name, ZEBRA_QUEUE, str(LABELS))
    _window(told)


def mixed(folder: Path, printer: str) -> list[PrintOrder]:
    """Labels of every kind of the corpus, as files, to be printed at 203 dpi."""
    profile = PrinterProfile("Bench", printer, STOCKS[0], DPI)
    orders = []
    for at, label in enumerate(itertools.islice(truth.shapes(), 0, None, 3)):
        path = folder / f"label-{at:04d}.pdf"
        path.write_bytes(label.pdf())
        orders.append(PrintOrder(str(path), profile, expected=label.code))
    return orders[:LABELS]


async def _throughput(orders: Sequence[PrintOrder], folder: Path, cups: PrivateCups) -> None:
    worker = print_worker()
    press = Press(worker)
    ours, theirs = [], []
    memory: list[int] = []
    try:
        await press.print_label(orders[0])
        for start in range(0, len(orders), _TURN):
            part = orders[start : start + _TURN]
            began = time.perf_counter()
            for order in part:
                receipt = await press.print_label(order)
                assert receipt.check.outcome is CheckOutcome.MATCHES
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            for order in part:
                _rasterise(order, folder)
            theirs.append(time.perf_counter() - began)
            cups.run("cancel", "-a", "-x")  # a queue keeps 500 jobs at most
        assert worker.process_id is not None
        for at, order in enumerate(itertools.islice(itertools.cycle(orders), IN_ALL)):
            await press.print_label(order)
            memory.append(_resident(worker.process_id))
            if not at % _WARM:
                cups.run("cancel", "-a", "-x")
    finally:
        await press.aclose()
    ratio = median([floor / own for own, floor in zip(ours, theirs, strict=True)])
    count = len(orders)
    show(f"{count} labels checked and spooled", f"{sum(ours) / count * 1000:.1f} ms each")
    show("pdftoppm, the same files one by one", f"{sum(theirs) / count * 1000:.1f} ms each")
    show("throughput over pdftoppm's (aim: 0.7)", f"{ratio:.2f}")
    after, last = memory[_WARM], memory[-1]
    show(f"print process after {_WARM} further labels", f"{after / 1024:.0f} MB")
    show(f"… after {IN_ALL:,} (aim: flat)", f"{last / 1024:.0f} MB", None, f"{last / after:.3f} x")


def _rasterise(order: PrintOrder, folder: Path) -> None:
    command = ["pdftoppm", "-r", str(DPI), "-gray", order.label, str(folder / "theirs")]
    subprocess.run(command, check=True)


def _resident(process_id: int) -> int:
    """Kilobytes of real memory of a process."""
    for line in Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _window(told: dict[str, list[float]]) -> None:
    first = told["first"]
    show("first label handed over after the click (aim: 300)", f"{median(first):.0f} ms", None,
         f"of {len(first)}: {min(first):.0f} - {max(first):.0f}")  # fmt: skip
    show("… the very first of a session", f"{told['cold'][0]:.0f} ms")
    show(f"{LABELS} labels from the click to the last hand-over", f"{told['seconds'][0]:.1f} s")
    for part, title in ((0.5, "median"), (0.99, "p99"), (0.999, "p99.9"), (1.0, "longest")):
        quiet, loud = share(told["idle"], part), share(told["busy"], part)
        show(f"gap of a 5 ms beat, {title}: idle", f"{quiet:.1f} ms", 1.0)
        show(f"gap of a 5 ms beat, {title}: printing", f"{loud:.1f} ms", loud / quiet)
    freezes = sum(gap > FREEZE_MS for gap in told["busy"])
    show(f"gaps over {FREEZE_MS:.0f} ms while printing", f"{freezes} of {len(told['busy'])}")
