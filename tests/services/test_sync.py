"""Sync: each account fails alone, one missing order is skipped, and what is cached stays."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import pytest

from shipdesk.clock import SystemClock
from shipdesk.domain.account import AccountHealth, AccountId, AccountState
from shipdesk.domain.changes import Changes
from shipdesk.domain.query import ListQuery
from shipdesk.services.changes import ChangeBus
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.workers import Worker, WorkerError
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator


def health(opened: OpenDesk, account_id: str) -> AccountHealth:
    wanted = AccountId(account_id)
    return next(each for each in opened.desk.accounts.health if each.account_id == wanted)


async def test_one_failing_account_stops_no_other_and_a_missing_order_is_skipped(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.fault("shipx.dispatch_orders.list", "403", times=-1)
    simulator.fault("orders.get", "404")
    async with open_desk(simulator, tmp_path) as opened:
        failed, well = health(opened, "inpost"), health(opened, "orderbook")
        assert failed.state is AccountState.PAUSED_AUTH
        assert (failed.synced_at_ms, failed.syncing) == (0, False)
        assert well.state is AccountState.OK
        assert well.synced_at_ms > 0
        listed = len(simulator.books()["dispatch"]["orders"])
        assert len(await opened.desk.order_list.ids(ListQuery())) == listed
        assert opened.faults == []
        # The order whose details were missing is asked for again.
        simulator.clear_requests()
        await opened.desk.sync.sync_all()
        assert len(simulator.requests(operation="orders.get")) == 1
        assert simulator.requests(dialect="shipx") == []


async def test_service_that_is_down_leaves_the_cached_rows_and_says_so(
    opened: OpenDesk, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_pause(_clock: SystemClock, _seconds: float) -> None:
        return

    before = await opened.desk.order_list.counts()
    synced = health(opened, "orderbook").synced_at_ms
    monkeypatch.setattr(SystemClock, "sleep", no_pause)
    simulator.stop()
    await opened.desk.sync.sync_all()
    for account_id in ("orderbook", "inpost"):
        told = health(opened, account_id)
        assert (told.state, told.syncing) == (AccountState.OFFLINE, False)
        assert told.error_title
    assert health(opened, "orderbook").synced_at_ms == synced
    assert await opened.desk.order_list.counts() == before
    sheet = await opened.desk.orders.read(await opened.key("ORD-000871"))
    assert sheet.order.recipient.name == "Jan Nowak"


async def test_ingest_that_fails_does_not_leave_an_account_syncing(
    opened: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object, **_more: object) -> object:
        raise WorkerError("out of memory")

    monkeypatch.setattr(opened.program.door._worker, "call", broken)
    await opened.desk.sync.sync_all()
    assert {each.syncing for each in opened.desk.accounts.health} == {False}
    assert {where for where, _ in opened.faults} == {"sync orderbook", "sync inpost"}


class Mending:
    """An ingest process that fails as often as it is told to and then works."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    async def call(self, _method: str, *_args: object, deadline: float) -> object:
        """Fail, or tell one changed order."""
        del deadline
        if self.failures:
            self.failures -= 1
            raise WorkerError("killed")
        return Changes(orders=frozenset({1}))


async def test_projection_that_failed_is_still_wanted_when_it_is_started_again() -> None:
    bus = ChangeBus()
    door = IngestDoor(cast("Worker", Mending(2)), bus)
    told: list[Changes] = []

    bus.subscribe(told.append)
    door.project()
    with pytest.raises(WorkerError):
        await door.run()

    async def projected() -> bool:
        return told == [Changes(orders=frozenset({1}))]

    async with asyncio.TaskGroup() as group:
        again = group.create_task(door.run())
        await eventually(projected, "the lists are brought up to date")
        again.cancel()
