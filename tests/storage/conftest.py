"""An empty journal for each test of the storage floor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shipdesk.storage.sql import Conn
from tests.support.ingesting import Shop
from tests.support.shop import make_journal


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Conn]:
    """A journal with the shop's two accounts; each statement commits by itself."""
    conn = make_journal(tmp_path / "data" / "journal.sqlite")
    yield conn
    conn.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A running program's three connections, with an empty cache."""
    made = Shop(tmp_path)
    yield made
    made.close()
    made.journal.close()
