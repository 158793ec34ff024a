"""Every task has an owner that cancels it, and nothing that fails is lost."""

from __future__ import annotations

import asyncio

import pytest

from shipdesk.errors import AuthError
from shipdesk.ui.tasks import TaskScope, supervise
from tests.support.complaints import Heard


@pytest.fixture
def heard() -> Heard:
    return Heard()


async def test_same_key_running_is_ignored(heard: Heard) -> None:
    scope, gate, runs = TaskScope("t", heard), asyncio.Event(), []

    async def work(name: str) -> None:
        runs.append(name)
        await gate.wait()

    assert scope.start(work, "first", key="buy")
    await asyncio.sleep(0)
    assert not scope.start(work, "second", key="buy")
    assert scope.is_running("buy")
    gate.set()
    await scope.drain()
    assert runs == ["first"]
    assert not scope.is_running("buy")
    assert scope.start(work, "third", key="buy")
    await scope.aclose()


async def test_typing_replaces_what_runs(heard: Heard) -> None:
    scope, done = TaskScope("t", heard), []

    async def search(text: str) -> None:
        await asyncio.sleep(0.01)
        done.append(text)

    for text in ("a", "ab", "abc"):
        assert scope.start(search, text, key="search", replace=True)
    await scope.drain()
    assert done == ["abc"]
    assert not heard.errors
    assert not heard.crashes


async def test_close_cancels_waits_and_starts_nothing_more(heard: Heard) -> None:
    scope, ended = TaskScope("t", heard), []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("cleaned")

    scope.start(work)
    await asyncio.sleep(0)
    await scope.aclose()
    assert ended == ["cleaned"]
    assert not scope.start(work)
    assert not heard.crashes


async def test_our_error_is_shown_and_any_other_is_a_crash_report(heard: Heard) -> None:
    scope = TaskScope("orders", heard)

    async def refused() -> None:
        raise AuthError

    async def broken() -> None:
        raise LookupError("x")

    scope.start(refused)
    scope.start(broken)
    await scope.drain()
    assert [type(error) for error in heard.errors] == [AuthError]
    assert [name for name, _ in heard.crashes] == ["orders.broken"]


async def test_button_is_busy_exactly_as_long_as_its_work(heard: Heard) -> None:
    scope, gate, said = TaskScope("t", heard), asyncio.Event(), []

    class Button:
        def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - as the real one
            said.append(busy)

    async def fails() -> None:
        await gate.wait()
        raise AuthError

    scope.start(fails, busy=Button())
    await asyncio.sleep(0)
    assert said == [True]
    gate.set()
    await scope.drain()
    assert said == [True, False]


async def test_root_task_is_restarted_with_growing_pauses_that_begin_anew() -> None:
    now, pauses, reports = [0.0], [], []
    lasts = iter([0.0, 0.0, 90.0, 0.0])

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def work() -> None:
        try:
            now[0] += next(lasts)
        except StopIteration:
            return
        raise OSError

    await supervise(
        "sync",
        work,
        report=lambda name, _error: reports.append(name),
        sleep=sleep,
        monotonic=lambda: now[0],
    )
    assert pauses == [1.0, 2.0, 1.0, 2.0]
    assert reports == ["sync"] * 4


async def test_root_work_that_fails_as_it_is_cancelled_is_told_and_not_begun_again() -> None:
    reports, begun = [], asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise OSError from None

    async def sleep(_seconds: float) -> None:
        raise AssertionError("it is to be begun again")

    supervised = supervise("sync", work, report=lambda name, _: reports.append(name), sleep=sleep)
    task = asyncio.get_running_loop().create_task(supervised)
    await begun.wait()
    task.cancel()
    await task
    assert reports == ["sync"]
