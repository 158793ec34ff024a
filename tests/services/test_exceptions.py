"""Tests of failed deliveries over a real desk: what waits, what is allowed, what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shipdesk.domain.delivery_exception import Place
from shipdesk.domain.operation import OperationState
from shipdesk.errors import OperationRefusedError
from shipdesk.services.exceptions import ExceptionRow
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """The demo's world: two failed deliveries in India, one in Poland."""
    with Simulator.in_thread("demo") as running:
        running.knobs(dash101_requests_per_minute=10_000)
        yield running


async def rows(opened: OpenDesk, place: Place, least: int) -> list[ExceptionRow]:
    async def look() -> list[ExceptionRow] | None:
        found = [row for row in await opened.desk.exceptions.rows() if row.place is place]
        return found if len(found) >= least else None

    return await eventually(look, f"{least} rows in {place}")


async def known_failed(opened: OpenDesk) -> str:
    """The id of a failed delivery that the Indian account was found to know."""
    for row in await rows(opened, Place.TO_DECIDE, 3):
        known = await opened.desk.exceptions.recognise(row.shipment.id)
        if known is not None:
            return known
    raise AssertionError("nobody knows any of them")


async def test_parcel_bought_elsewhere_is_recognised_and_sent_out_again(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        desk = opened.desk
        before = await rows(opened, Place.TO_DECIDE, 3)
        assert len(before) == 3
        sheet = await desk.exceptions.read(before[0].shipment.id)
        assert "Bought elsewhere" in sheet.allowed.reattempt
        shipment_id = await known_failed(opened)

        async def shown_once() -> bool:
            return any(row.shipment.id == shipment_id for row in await desk.exceptions.rows())

        await eventually(shown_once, "its own row")
        assert len(await desk.exceptions.rows()) == 3, "it is the same parcel"
        sheet = await desk.exceptions.read(shipment_id)
        assert sheet.allowed.reattempt == ""
        earliest = await desk.exceptions.earliest_reattempt(sheet.shipment)
        assert earliest is not None

        with pytest.raises(OperationRefusedError) as early:
            await desk.exceptions.reattempt([shipment_id], "2024-01-01")
        assert earliest.isoformat() in early.value.hint
        (asked,) = await desk.exceptions.reattempt([shipment_id], earliest.isoformat())
        assert (await opened.settled(asked)).state is OperationState.DONE
        await desk.tracking.track([sheet.shipment.id])

        async def gone() -> bool:
            return all(row.shipment.id != shipment_id for row in await desk.exceptions.rows())

        await eventually(gone, "it is out for delivery")
        after = await desk.exceptions.read(shipment_id)
        assert "only" in after.allowed.return_to_origin
        assert after.shipment.extra["asked_day"] == earliest.isoformat()


async def test_return_goes_back_once_and_bars_another_act(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        desk = opened.desk
        shipment_id = await known_failed(opened)
        with pytest.raises(OperationRefusedError):
            await desk.exceptions.return_to_origin(shipment_id, "6")
        simulator.fault("dash101.rto", "drop_after_commit")
        asked = await desk.exceptions.return_to_origin(shipment_id, "2")
        with pytest.raises(OperationRefusedError):
            await desk.exceptions.reattempt([shipment_id], "")
        assert (await desk.exceptions.read(shipment_id)).allowed.reattempt.startswith("It is being")

        async def unknown() -> bool:
            sheet = await desk.activity.read(asked.id)
            return sheet.operation.state is OperationState.UNKNOWN

        await eventually(unknown, "nobody knows whether it arrived")
        await desk.activity.look_up_now(asked.id)
        done = await opened.settled(asked)
        assert (done.state, done.reason_key) == (OperationState.DONE, "adopted")
        assert len(simulator.requests(operation="dash101.rto")) == 1
        await desk.tracking.track([shipment_id])
        (row,) = await rows(opened, Place.GOING_BACK, 1)
        assert "on its way back" in (await desk.exceptions.read(row.shipment.id)).allowed.reattempt


async def test_note_is_kept_and_taken_back(simulator: Simulator, tmp_path: Path) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        desk = opened.desk
        shipment_id = await known_failed(opened)
        undo = await desk.exceptions.set_note(shipment_id, " Called, no answer ")
        assert (await desk.exceptions.read(shipment_id)).note == "Called, no answer"
        await undo()
        assert (await desk.exceptions.read(shipment_id)).note == ""


async def test_customer_returns_are_followed_and_only_read(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path) as opened:
        desk = opened.desk
        shipment_id = await known_failed(opened)
        number = (await desk.shipments.read(shipment_id)).shipment.tracking_number
        for code in ("4", "9", "14", "10", "15"):
            simulator.push(3600)
            simulator.advance(number, code)
            await desk.tracking.track([shipment_id])
            kept = (await desk.shipments.read(shipment_id)).shipment
            assert kept.code == code
            assert kept.final is (code in {"4", "15"})
        (row,) = await rows(opened, Place.CUSTOMER_RETURNS, 1)
        sheet = await desk.exceptions.read(row.shipment.id)
        assert "buyer" in sheet.allowed.reattempt
        assert (await desk.exceptions.counts())[Place.CUSTOMER_RETURNS] == 1
