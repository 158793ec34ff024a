"""Comparisons over a real desk: a draft that was left behind goes, lockers keep their answers."""

from __future__ import annotations

from pathlib import Path

from shipdesk.domain.operation import OperationId, OperationState
from shipdesk.domain.point import PointQuery
from shipdesk.domain.ship_options import ShipOptions
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.simulator import Simulator

COURIER = "ORD-000867"


def standing(simulator: Simulator) -> list[object]:
    """Return the drafts that still stand at the courier."""
    rows = simulator.books()["shipx"]["shipments"]
    return [one for one in rows if not one["service"] and one["status"] != "canceled"]


async def offered(opened: OpenDesk) -> str:
    """Start a comparison and wait for its offers; returns the operation's id."""
    key = await opened.key(COURIER)
    ((account, _),) = await opened.desk.comparing.accounts()
    operation = await opened.desk.comparing.start_order(key, account)

    async def there() -> bool:
        return bool((await opened.desk.comparing.read(operation.id)).offers)

    await eventually(there, "the offers")
    return operation.id


async def test_a_draft_that_the_program_left_behind_is_cancelled_at_the_next_start(
    simulator: Simulator, tmp_path: Path
) -> None:
    ahead = PushedClock(3600)  # so that the wait for a choice is long not over at the next start
    async with open_desk(simulator, tmp_path, clock=ahead) as opened:
        await offered(opened)
        again = await offered(opened)
        assert again
        assert len(standing(simulator)) == 1

        async def looked_at() -> bool:
            return bool((await opened.desk.comparing.read(OperationId(again))).operation.not_before)

        await eventually(looked_at, "the wait for a choice")
    assert len(standing(simulator)) == 1
    async with open_desk(simulator, tmp_path, sync=False, fresh=False) as opened:

        async def gone() -> bool:
            return not standing(simulator)

        await eventually(gone, "the draft is taken back")
        assert simulator.requests(operation="shipx.shipments.buy") == []


async def test_a_refused_purchase_of_an_offer_gives_the_draft_back(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        compare = await offered(opened)
        comparison = await opened.desk.comparing.read(compare)
        offer = next(each for each in comparison.offers if each.available)
        simulator.fault("shipx.shipments.select_offer", "422", times=1)
        bought = await opened.settled(await opened.desk.comparing.buy(compare, offer))
        assert bought.state is OperationState.REFUSED
        await opened.desk.comparing.leave(compare)

        async def gone() -> bool:
            return not standing(simulator)

        await eventually(gone, "the draft is taken back")
        plan = await opened.desk.shipping.prepare(await opened.key(COURIER))
        assert plan.stop is None or plan.stop.key == "quote_missing"


async def test_a_courier_without_options_is_told_as_unable_and_never_asked(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        key = await opened.key("ORD-000870")
        await opened.desk.orders.set_options(key, ShipOptions(weekend=True))
        simulator.clear_requests()
        sheet = await opened.desk.quoting.ask(key)
        assert any("weekend" in row.reason for row in sheet.not_for)
        assert not simulator.requests(dialect="dash101")


async def test_lockers_stay_in_sight_with_their_age_while_the_courier_cannot_be_asked(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        query = PointQuery("Kraków")
        first = await opened.desk.points.find(query)
        assert first.points
        assert await opened.desk.points.find(query) is first
        points = opened.desk.points
        points._kept[query] = type(first)(first.points, first.at.replace(year=first.at.year - 1))
        simulator.fault("shipx.points.list", "drop_before", times=-1)
        late = await points.find(query)
        assert late.offline
        assert late.points == first.points
        simulator.clear_faults()
