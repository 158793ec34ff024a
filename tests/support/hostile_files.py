"""Hostile files put through the real print process: how each one ended."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from shipdesk.domain.label import PDF_FILE, STOCKS, PrinterProfile, PrintOrder
from shipdesk.errors import PrintError
from shipdesk.printing.press import Press
from shipdesk.workers import WorkerError
from tests.fixtures.labels import make

DRAWN = "drawn"
DEATHS = ("label_kills", "label_hangs")
"""The names of a refusal that cost the print process its life."""


@dataclass(frozen=True)
class Tried:
    """How a file was inspected and how it was printed: drawn, or the key of its refusal.

    `fault` is what no file may cause: an error of ours without a name.
    """

    inspected: str
    printed: str
    seconds: float
    fault: str = ""

    @property
    def deadly(self) -> bool:
        """Whether the print process died of it."""
        return self.inspected in DEATHS or self.printed in DEATHS


async def try_file(press: Press, body: bytes, folder: Path) -> Tried:
    """Inspect a file and print it into a PDF, as the desk would."""
    label, output = folder / "hostile", folder / "out.pdf"
    label.write_bytes(body)
    order = PrintOrder(
        str(label),
        PrinterProfile("Bench", PDF_FILE, STOCKS[0]),
        expected=make.LOCKER_NUMBER,
        output=str(output),
    )
    ends = {"inspect": DRAWN, "print": DRAWN}
    fault = ""
    started = time.monotonic()
    for name, work in (("inspect", press.inspect(label)), ("print", press.print_label(order))):
        try:
            await work
        except PrintError as error:
            ends[name] = error.key
        except WorkerError as error:
            fault = ends[name] = f"{name}: {type(error).__name__}: {error}"
    return Tried(ends["inspect"], ends["print"], time.monotonic() - started, fault)
