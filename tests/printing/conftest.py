"""Label files in a folder, and the real print process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from shipdesk.domain.label import PDF_FILE, PrinterProfile, PrintOrder, Stock, stock_of
from shipdesk.printing.press import Press, print_worker
from tests.fixtures.labels import make

LabelFileMaker = Callable[[bytes], Path]


def stock(key: str) -> Stock:
    """A stock that exists."""
    found = stock_of(key)
    assert found is not None
    return found


def profile(printer: str = PDF_FILE, key: str = "100x150", dpi: int = 203) -> PrinterProfile:
    """A profile for the given queue and stock."""
    return PrinterProfile("Bench 1", printer, stock(key), dpi)


def order(label: Path, to: PrinterProfile, output: Path | None = None) -> PrintOrder:
    """An order to print a label that carries the locker number; no other parcel is known."""
    return PrintOrder(
        str(label),
        to,
        expected=make.LOCKER_NUMBER,
        others=(),
        output=str(output or ""),
        title="ShipDesk ORD-1",
    )


@pytest.fixture
def keep(tmp_path: Path) -> LabelFileMaker:
    """Keeps bytes as a label file and gives its path."""
    count = 0

    def _keep(body: bytes) -> Path:
        nonlocal count
        count += 1
        path = tmp_path / f"label-{count}"
        path.write_bytes(body)
        return path

    return _keep


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    """The real print process, ended with the test."""
    made = Press(print_worker())
    yield made
    await made.aclose()
