"""Whose turn it is, and how long a service asks us to wait."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from shipdesk.errors import RateLimitedError
from shipdesk.providers.base import Limits
from shipdesk.providers.throttle import Throttle
from tests.support.driven_clock import DrivenClock


def _throttle(clock: DrivenClock, *, concurrency: int = 2, rate: float = 2.0) -> Throttle:
    limits = Limits(concurrency=concurrency, requests_per_second=rate)
    return Throttle(clock, limits, "Shop", jitter=lambda: 0.0)


async def test_requests_are_spaced_after_a_short_burst() -> None:
    clock = DrivenClock()
    throttle = _throttle(clock)
    for _ in range(10):
        async with throttle.turn(background=False):
            pass
    # A burst of 4, then 6 more at 2 a second.
    assert clock.monotonic() == pytest.approx(3.0)


async def test_no_more_than_allowed_run_at_once_and_a_slot_stays_for_a_person() -> None:
    throttle = _throttle(DrivenClock(), concurrency=3, rate=100.0)
    running = {True: 0, False: 0}
    most = {True: 0, False: 0}
    release = asyncio.Event()

    async def work(*, background: bool) -> None:
        async with throttle.turn(background=background):
            running[background] += 1
            most[background] = max(most[background], running[background])
            await release.wait()
            running[background] -= 1

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(work(background=True))
        for _ in range(5):
            await asyncio.sleep(0)
        assert running == {True: 2, False: 0}
        group.create_task(work(background=False))
        for _ in range(5):
            await asyncio.sleep(0)
        assert running == {True: 2, False: 1}
        release.set()
    assert most == {True: 2, False: 1}


async def test_a_person_goes_before_what_waits_in_the_background() -> None:
    throttle = _throttle(DrivenClock(), concurrency=1)
    order: list[str] = []

    async def work(name: str, *, background: bool) -> None:
        async with throttle.turn(background=background):
            order.append(name)

    async with asyncio.TaskGroup() as group, throttle.turn(background=False):
        for name in ("first", "second"):
            group.create_task(work(name, background=True))
        await asyncio.sleep(0)
        group.create_task(work("person", background=False))
        await asyncio.sleep(0)
    assert order == ["person", "first", "second"]


async def test_one_who_gives_up_waiting_leaves_the_way_free() -> None:
    throttle = _throttle(DrivenClock(), concurrency=1)
    async with throttle.turn(background=False):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0), throttle.turn(background=False):
                pass
    async with asyncio.timeout(5), throttle.turn(background=True):
        assert throttle.resumes_in() == 0.0


NOW = "Fri, 01 Mar 2024 09:15:10 GMT"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "Fri, 01 Mar 2024 09:15:30 GMT"}, 30.0),
        ({"date": NOW, "x-ratelimit-reset": "1709284560"}, 50.0),
        ({"date": NOW, "x-ratelimit-reset": "1709284560000"}, 50.0),
        ({"x-ratelimit-reset": "12"}, 12.0),
        ({"x-ratelimit-reset": "1709284500"}, 2.0),
        ({"x-ratelimit-reset": "1"}, 1.0),
        ({"x-ratelimit-reset": "soon"}, 2.0),
        ({}, 2.0),
        ({"retry-after": "90000"}, 900.0),
    ],
)
async def test_the_wait_after_a_refusal_is_read_from_what_was_told(
    headers: Mapping[str, str], wait: float
) -> None:
    # 2024-03-01T09:15:00Z, ten seconds behind the server's own clock.
    throttle = _throttle(DrivenClock())
    assert throttle.note(429, headers) == pytest.approx(wait)
    assert throttle.resumes_in() == pytest.approx(wait)


async def test_refusals_in_a_row_without_a_time_wait_longer_and_longer() -> None:
    throttle = _throttle(DrivenClock())
    assert [throttle.note(429, {}) for _ in range(7)] == [2, 4, 8, 16, 32, 60, 60]
    throttle.note(200, {})
    assert throttle.note(429, {}) == 2


async def test_one_refusal_closes_the_gate_for_everybody() -> None:
    clock = DrivenClock()
    throttle = _throttle(clock)
    throttle.note(429, {"retry-after": "5"})
    async with throttle.turn(background=False):
        assert clock.monotonic() == pytest.approx(5.0)


async def test_a_long_wait_is_told_instead_of_waited() -> None:
    clock = DrivenClock()
    throttle = _throttle(clock)
    throttle.note(429, {"retry-after": "300"})
    with pytest.raises(RateLimitedError) as caught:
        async with throttle.turn(background=False):
            pass
    assert caught.value.retry_after == pytest.approx(300.0)
    clock.push(301)
    async with asyncio.timeout(5), throttle.turn(background=False):
        assert throttle.resumes_in() == 0.0


async def test_only_the_background_slows_down_when_little_is_left() -> None:
    clock = DrivenClock()
    throttle = _throttle(clock)
    few = {"x-ratelimit-limit": "1000", "x-ratelimit-remaining": "20", "x-ratelimit-reset": "9"}
    throttle.note(200, few)
    async with throttle.turn(background=False):
        assert clock.monotonic() == 0.0
    async with throttle.turn(background=True):
        assert clock.monotonic() == pytest.approx(9.0)


async def test_headers_that_make_no_sense_are_ignored() -> None:
    throttle = _throttle(DrivenClock())
    odd = {"x-ratelimit-limit": "many", "x-ratelimit-remaining": "-", "x-ratelimit-reset": "nan"}
    assert throttle.note(200, odd) == 0.0
    assert throttle.resumes_in(background=True) == 0.0
