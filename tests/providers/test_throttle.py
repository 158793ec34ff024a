"""Whose turn it is, and how long a service asks us to wait."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from shipdesk.errors import RateLimitedError
from shipdesk.providers.base import Limits
from shipdesk.providers.throttle import PATIENCE_OF_A_PERSON, Throttle, throttle_for
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
        ({"date": NOW, "retry-after": "Fri, 01 Mar 2024 09:15:30 GMT"}, 20.0),
        ({"date": NOW, "retry-after": "Fri, 01 Mar 2024 09:15:00 GMT"}, 2.0),
        ({"retry-after": "soon", "x-ratelimit-reset": "12"}, 12.0),
        ({"retry-after": "-5"}, 2.0),
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


async def test_holding_back_by_ourselves_is_no_refusal_of_the_service() -> None:
    throttle = _throttle(DrivenClock())
    few = {"x-ratelimit-limit": "1000", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "60"}
    throttle.note(200, few)
    with pytest.raises(RateLimitedError) as caught:
        async with throttle.turn(background=True, account="Shop"):
            pass
    assert caught.value.courtesy
    assert caught.value.params["account"] == "Shop"
    throttle.note(429, {"retry-after": "60"})
    with pytest.raises(RateLimitedError) as caught:
        async with throttle.turn(background=True):
            pass
    assert not caught.value.courtesy


async def test_a_person_waits_longer_than_what_runs_in_the_background() -> None:
    clock = DrivenClock()
    throttle = _throttle(clock)
    throttle.note(429, {"retry-after": "60"})
    async with throttle.turn(background=False, patience=PATIENCE_OF_A_PERSON):
        assert clock.monotonic() == pytest.approx(60.0)


class _StoppedClock(DrivenClock):
    """Waits for real, so that a person has the time to change their mind."""

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.Event().wait()


async def test_a_person_who_stops_waiting_is_told_that_nothing_was_sent() -> None:
    throttle = _throttle(_StoppedClock())
    throttle.note(429, {"retry-after": "15"})
    sent: list[str] = []
    told: list[RateLimitedError] = []

    async def wait(name: str) -> None:
        try:
            async with throttle.turn(background=name == "sync", account="Shop"):
                sent.append(name)
        except RateLimitedError as error:
            told.append(error)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(wait(name)) for name in ("first", "second", "sync")]
        await asyncio.sleep(0)
        assert throttle.waiting == 2
        assert throttle.stop_waiting() == 2
        await asyncio.gather(*tasks[:2])
        assert throttle.waiting == 0
        assert not tasks[2].done()
        tasks[2].cancel()
    assert sent == []
    assert [(error.stopped, error.key) for error in told] == [(True, "stopped_waiting")] * 2
    assert "Shop" in told[0].title


async def test_a_task_that_is_cancelled_at_the_gate_is_cancelled_and_nothing_else() -> None:
    throttle = _throttle(_StoppedClock())
    throttle.note(429, {"retry-after": "15"})

    async def wait() -> None:
        async with throttle.turn(background=False):
            pass

    async with asyncio.TaskGroup() as group:
        task = group.create_task(wait())
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()
    assert throttle.waiting == 0


async def test_whoever_listens_hears_of_every_refusal() -> None:
    throttle = _throttle(DrivenClock())
    heard: list[float] = []
    end = throttle.on_closed(heard.append)
    throttle.note(429, {"retry-after": "7"})
    throttle.note(200, {})
    end()
    throttle.note(429, {"retry-after": "90"})
    assert heard == [pytest.approx(7.0)]


async def test_accounts_of_one_token_at_one_host_share_the_gate() -> None:
    clock, limits = DrivenClock(), Limits()
    first = throttle_for("https://a.test", "token", clock, limits, "One")
    assert throttle_for("https://a.test", "token", clock, limits, "Two") is first
    others = [
        throttle_for("https://b.test", "token", clock, limits, "One"),
        throttle_for("https://a.test", "other", clock, limits, "One"),
        throttle_for("https://a.test", "", clock, limits, "One"),
        throttle_for("https://a.test", "", clock, limits, "One"),
    ]
    assert len({id(each) for each in (first, *others)}) == 5
