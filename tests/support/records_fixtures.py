"""What the tests of records' pages share: a world, and a page of it opened inside the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from shipdesk.ui.shortcuts import Actions
from tests.support.records_screen import RecordsScreen, records_screen
from tests.support.simulator import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A shop with customers, products, runs and vehicles."""
    with Simulator.in_thread("demo") as running:
        yield running


@pytest.fixture
def open_page(
    simulator: Simulator, tmp_path: Path, window: QMainWindow, actions: Actions
) -> Callable[[str], AbstractAsyncContextManager[RecordsScreen]]:
    """Open the desk and show "catalogue" or "services"."""
    return partial(
        records_screen, simulator=simulator, folder=tmp_path, window=window, actions=actions
    )
