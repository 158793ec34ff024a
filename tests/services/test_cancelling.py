"""Tests of batch cancels over a real desk: a plan for each order, chunks, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shipdesk.domain.measures import Parcel
from shipdesk.domain.operation import OperationState
from shipdesk.domain.order_cancel import CancelOutcome
from shipdesk.domain.query import ListQuery
from shipdesk.domain.shipment import ShipmentStatus
from shipdesk.errors import OperationRefusedError
from shipdesk.services.cancelling import results_of
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """The demo's world; it never tires of being asked."""
    with Simulator.in_thread("demo") as running:
        running.knobs(dash101_requests_per_minute=10_000)
        yield running


async def indian(opened: OpenDesk, count: int) -> list[str]:
    """The numbers of orders that go to India and can be bought."""
    ids = await opened.desk.order_list.ids(ListQuery(tab="ready"))
    rows = await opened.desk.order_list.rows(list(ids))
    return [row.number for row in rows.values() if row.country == "IN"][:count]


async def bought(opened: OpenDesk, numbers: list[str]) -> list[str]:
    """Buy these and return the ids of their shipments."""
    found = []
    for number in numbers:
        key = await opened.key(number)
        await opened.desk.orders.set_parcel([key], Parcel(500, 200, 150, 100))
        assert (await opened.buy(number)).state is OperationState.DONE
        found += [each.id for each in (await opened.desk.orders.read(key)).shipments]
    return found


async def test_parcels_are_cancelled_each_with_its_answer(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        desk = opened.desk
        first, second, third = await bought(opened, await indian(opened, 3))
        number = (await desk.shipments.read(third)).shipment.tracking_number
        simulator.advance(number, "3")
        key = (await desk.shipments.read(first)).shipment.order_key
        rows = await desk.cancelling.plan([first, second, third], [key])
        assert len(rows) == 3, "an order that is chosen twice is one"
        assert [row.why_not for row in rows] == ["", "", ""], "not tracked yet: it is asked"
        (operation,) = await desk.cancelling.request(rows)
        with pytest.raises(OperationRefusedError):
            await desk.cancelling.request(rows)
        done = await opened.settled(operation)
        outcomes = [each.outcome for each in results_of(done)]
        assert outcomes == [CancelOutcome.CANCELLED, CancelOutcome.CANCELLED, CancelOutcome.REFUSED]
        assert (await desk.shipments.read(first)).shipment.status is ShipmentStatus.CANCELLED
        assert (await desk.shipments.read(third)).shipment.live
        await desk.tracking.track([third])
        (late, again) = await desk.cancelling.plan([third, first])
        assert "Too late" in late.why_not
        assert again.why_not


async def test_eleven_orders_go_out_in_two_requests(simulator: Simulator, tmp_path: Path) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        desk = opened.desk
        ids = await bought(opened, await indian(opened, 11))
        operations = await desk.cancelling.request(await desk.cancelling.plan(ids))
        for operation in operations:
            await opened.settled(operation)
        sent = simulator.requests(operation="dash101.order_cancel")
        assert [len(each["body"]["order_ids"]) for each in sent] == [10, 1]


async def test_an_order_that_waits_for_approval_can_be_withdrawn(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        desk = opened.desk
        simulator.knobs(hold_approval=True)
        (number,) = await indian(opened, 1)
        key = await opened.key(number)
        await desk.orders.set_parcel([key], Parcel(500, 200, 150, 100))
        await desk.quoting.ask(key)
        purchase = await desk.shipping.buy(await desk.shipping.prepare(key))

        async def waits() -> bool:
            sheet = await desk.activity.read(purchase.id)
            return sheet.operation.state is OperationState.WAITING

        await eventually(waits, "the approval")
        (row,) = await desk.cancelling.plan([], [key])
        assert (row.state, row.why_not) == ("Waits for approval", "")
        (operation,) = await desk.cancelling.request([row])
        (result,) = results_of(await opened.settled(operation))
        assert result.outcome is CancelOutcome.CANCELLED


async def test_what_was_never_given_to_a_platform_says_so(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        rows = await opened.desk.cancelling.plan([], [await opened.key("ORD-000871")])
        assert "not given to a platform" in rows[0].why_not
        with pytest.raises(OperationRefusedError):
            await opened.desk.cancelling.request(rows)
