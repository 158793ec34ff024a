"""Reads for many rows that one person looks at: politely behind, and patient."""

from __future__ import annotations

import asyncio

import pytest

from shipdesk.errors import RateLimitedError
from shipdesk.providers.base import Limits
from shipdesk.providers.dispatch.envelopes import Envelopes
from shipdesk.providers.http import Api, BearerAuth
from shipdesk.providers.steps import IN_BULK
from shipdesk.providers.tables import Endpoint, load_table
from tests.support.driven_clock import DrivenClock
from tests.support.scripted_server import ScriptedServer, answer

READ = Endpoint("orders.get", "GET", "/v1/Orders/{id}")
OK = answer(200, b'{"data":1}')


def made(clock: DrivenClock, url: str) -> Api:
    """Return an account's way out through which one request goes at a time."""
    limits = Limits(concurrency=1, requests_per_second=100.0)
    explain = Envelopes(load_table("dispatch")).explain
    return Api(url, BearerAuth("token", "Shop"), clock, "Shop", limits, explain)


async def test_they_let_every_other_request_of_a_person_go_first() -> None:
    async with ScriptedServer(OK) as server:
        api = made(DrivenClock(), server.url)

        async def read(name: str, *, in_bulk: bool) -> None:
            IN_BULK.set(in_bulk)
            await api.request(READ, {"id": name})

        async with asyncio.TaskGroup() as group, api.throttle.turn(background=False):
            for name in ("first", "second"):
                group.create_task(read(name, in_bulk=True))
            await asyncio.sleep(0)
            group.create_task(read("person", in_bulk=False))
            await asyncio.sleep(0)
        await api.aclose()
    asked = [line.rpartition("/")[2] for line in server.request_lines()]
    assert asked == ["person", "first", "second"]


async def test_they_wait_for_as_long_as_the_service_asks() -> None:
    clock = DrivenClock()
    async with ScriptedServer(OK) as server:
        api = made(clock, server.url)
        api.throttle.note(429, {"retry-after": "600"})
        with pytest.raises(RateLimitedError):
            await api.request(READ, {"id": "person"})
        assert clock.slept == []
        before = IN_BULK.set(True)
        reply = await api.request(READ, {"id": "many"})
        IN_BULK.reset(before)
        await api.aclose()
    assert reply.status == 200
    assert sum(clock.slept) >= 600
