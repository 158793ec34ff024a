"""Sync: each account fails alone, one missing order is skipped, and what is cached stays."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import cast

import httpx
import pytest

from shipdesk.clock import SystemClock
from shipdesk.domain.account import AccountHealth, AccountId, AccountState
from shipdesk.domain.changes import Changes
from shipdesk.domain.order import Stage
from shipdesk.domain.query import ListQuery
from shipdesk.domain.shipment import ShipmentId, ShipmentStatus
from shipdesk.services.changes import ChangeBus
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.workers import Worker, WorkerError
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import DISPATCH_TOKEN, Simulator


def health(opened: OpenDesk, account_id: str) -> AccountHealth:
    wanted = AccountId(account_id)
    return next(each for each in opened.desk.accounts.health if each.account_id == wanted)


async def test_one_failing_account_stops_no_other_and_a_missing_order_is_skipped(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.fault("shipx.shipments.list", "403", times=-1)
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


async def test_later_passes_ask_only_what_changed(opened: OpenDesk, simulator: Simulator) -> None:
    simulator.clear_requests()
    simulator.cancel_order("ORD-000871")
    await opened.desk.sync.sync_all()
    (asked,) = simulator.requests(operation="orders.list")
    assert asked["query"]
    filters = [text for name, text in asked["query"] if name == "$filter"]
    assert len(filters) == 1
    assert filters[0].startswith("updatedDate ge 20")
    assert (await opened.row("ORD-000871")).stage == Stage.CANCELLED


async def test_service_that_cannot_be_asked_what_changed_is_read_from_its_newest_page(
    opened: OpenDesk, simulator: Simulator
) -> None:
    simulator.fault("orders.list", "422")
    simulator.clear_requests()
    simulator.cancel_order("ORD-000871")
    await opened.desk.sync.sync_all()
    await opened.desk.sync.sync_all()
    asked = [
        any(name == "$filter" for name, _ in entry["query"])
        for entry in simulator.requests(operation="orders.list")
    ]
    assert asked[0]
    assert asked[1:]
    assert not any(asked[1:]), "it is not asked again"
    assert (await opened.row("ORD-000871")).stage == Stage.CANCELLED
    assert health(opened, "orderbook").state is AccountState.OK


async def test_order_that_was_deleted_is_read_once_more_and_told_as_deleted(
    opened: OpenDesk, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await opened.row("ORD-000871")
    guid = row.key.partition(":")[2]
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(
            f"{simulator.dispatch_url}/api/v1/Orders/delete",
            json={"orderIds": [guid]},
            headers={"Authorization": f"Bearer {DISPATCH_TOKEN}"},
        )
    assert answer.json()["data"]["deleted"] == [guid]
    monkeypatch.setattr("shipdesk.services.sync._WHOLE_EVERY", timedelta(0))
    simulator.clear_requests()
    await opened.desk.sync.sync_all()
    assert len(simulator.requests(operation="orders.get")) == 1
    gone = await opened.row("ORD-000871")
    assert (gone.stage, gone.state_words) == (Stage.CANCELLED, "Deleted in the order book")
    simulator.clear_requests()
    await opened.desk.sync.sync_all()
    assert simulator.requests(operation="orders.get") == [], "it is looked after once"


async def test_parcels_bought_elsewhere_are_listed_and_their_cancelling_is_noticed(
    opened: OpenDesk, simulator: Simulator
) -> None:
    rows = await opened.desk.shipment_list.rows(
        list(await opened.desk.shipment_list.ids(ListQuery(account_id="inpost")))
    )
    assert rows
    open_ones = [row for row in rows.values() if row.status == ShipmentStatus.BOUGHT]
    wanted = open_ones[0]
    assert wanted.shipment_id.startswith("inpost:")
    sheet = await opened.desk.shipments.read(ShipmentId(wanted.shipment_id))
    assert not sheet.bought_here
    assert json.loads(sheet.shipment.raw)["id"] == int(sheet.shipment.remote_id)
    simulator.advance(wanted.tracking_number, "canceled")
    await opened.desk.sync.sync_all()
    after = await opened.desk.shipments.read(ShipmentId(wanted.shipment_id))
    assert after.shipment.status is ShipmentStatus.CANCELLED


async def test_rows_that_could_not_be_read_are_counted_at_the_account(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.fault("orders.list", "missing_fields")
    async with open_desk(simulator, tmp_path) as opened:
        told = health(opened, "orderbook")
        report = opened.desk.sync.reports[AccountId("orderbook")]
        assert told.unread_rows == len(report.rows) > 0
        assert all(where.startswith("data[") for where in report.rows)
        assert told.state is AccountState.OK


async def test_page_that_does_not_fit_does_not_keep_the_other_lists_from_being_read(
    simulator: Simulator, tmp_path: Path
) -> None:
    simulator.fault("orders.list", "truncated_json", times=-1)
    async with open_desk(simulator, tmp_path) as opened:
        told = health(opened, "orderbook")
        assert told.state is AccountState.FAULT
        assert told.unread_pages == 1
        assert (await opened.desk.shipment_list.counts())[""] > 0
        simulator.clear_faults()
        await opened.desk.sync.sync_all()
        told = health(opened, "orderbook")
        assert (told.state, told.unread_pages) == (AccountState.OK, 0)
        assert (await opened.desk.order_list.counts())[""] > 0


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
