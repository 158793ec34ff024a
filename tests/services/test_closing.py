"""Root work ends when it is told to, also where something woke it in that very moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from shipdesk.app import Program, open_program
from shipdesk.clock import SystemClock
from shipdesk.domain.account import Environment
from shipdesk.paths import profile_paths
from shipdesk.storage.vault import MemoryVault
from tests.support.desk import eventually

_PATIENCE_S = 10.0
WOKEN_BY: dict[str, Callable[[Program], asyncio.Event]] = {
    "operations": lambda program: program.desk.runner._wake,
    "queues": lambda program: program.desk.queues._wanted,
    "sync": lambda program: program.desk.sync._wanted,
    "saving": lambda program: program.desk.saving._changed,
    "finder": lambda program: program.desk.finder._wanted,
}


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """A profile without an account, so that its root work soon rests."""
    opened = open_program(
        profile_paths("main", tmp_path),
        Environment.PRODUCTION,
        MemoryVault(),
        SystemClock(),
        lambda where, error: pytest.fail(f"{where}: {error!r}"),
    )
    yield opened
    await opened.aclose()


@pytest.mark.parametrize("name", WOKEN_BY)
async def test_what_is_woken_in_the_moment_in_which_it_is_to_end_ends(
    program: Program, name: str
) -> None:
    wake = WOKEN_BY[name](program)
    task = asyncio.get_running_loop().create_task(program.root_work[name](), name=name)

    async def rests() -> bool:
        return bool(wake._waiters)  # how many wait is told nowhere else

    await eventually(rests, f"{name} rests")
    wake.set()
    task.cancel()
    await asyncio.wait({task}, timeout=_PATIENCE_S)
    ended = task.done()
    # One that did not end would keep this test from its end as it kept the program.
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert ended
