"""Whatever befalls the files, the next start opens them, and buys nothing where a part is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import mutations

COUNT = 60


@pytest.mark.expects_log("the journal was damaged")
def test_damaged_files_are_opened_restored_and_announced(tmp_path: Path) -> None:
    wrong: list[str] = []
    found = mutations.run(COUNT, mutations.SEED, tmp_path, wrong.append)
    assert wrong == []
    assert sum(found.values()) == COUNT
