"""Killed at each step of a purchase: at the next start nothing is lost and nothing bought again."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from shipdesk.domain.operation import OPEN_STATES, OperationKind, OperationState
from shipdesk.errors import OperationRefusedError
from tests.support.desk import eventually, open_desk
from tests.support.simulator import Simulator

POLISH, INDIAN = "ORD-000871", "ORD-000870"
STEPS = [
    (POLISH, "shipx", "shipx.shipments.create"),
    (POLISH, "shipx", "shipx.shipments.get"),
    (POLISH, "shipx", "shipx.labels.get"),
    (INDIAN, "dash101", "dash101.pickup_create"),
    (INDIAN, "dash101", "dash101.order_create_v2"),
    (INDIAN, "dash101", "dash101.order_track"),
    (INDIAN, "dash101", "dash101.shipment_create"),
    (INDIAN, "dash101", "dash101.file"),
]


def live(simulator: Simulator, courier: str, number: str) -> int:
    """Return how many live shipments stand at the courier for the order."""
    return sum(
        1
        for each in simulator.books()[courier]["shipments"]
        if each["live"] and str(each.get("reference") or "").startswith(number)
    )


async def kill_when_asked(
    simulator: Simulator, folder: Path, operation: str, *numbers: str, requests: int = 1
) -> None:
    """Start purchases in a process of its own; kill it when the step's requests are there."""
    command = [sys.executable, "-m", "tests.support.headless", simulator.url, str(folder), *numbers]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    async def arrived() -> bool:
        seen = await asyncio.to_thread(simulator.requests, operation=operation)
        return len(seen) >= requests

    try:
        await eventually(arrived, operation)
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


@pytest.mark.parametrize(("number", "courier", "operation"), STEPS, ids=str)
async def test_killed_after_the_courier_did_it_nothing_is_bought_again(
    simulator: Simulator, tmp_path: Path, number: str, courier: str, operation: str
) -> None:
    simulator.fault(operation, "slow", ms=1500)
    await kill_when_asked(simulator, tmp_path, operation, number)
    simulator.clear_faults()
    simulator.push(10)
    async with open_desk(simulator, tmp_path, sync=False, fresh=False) as again:

        async def settled() -> bool:
            operations = (await again.desk.orders.read(await again.key(number))).operations
            purchase = next(each for each in operations if each.kind is OperationKind.SHIP)
            if purchase.state is OperationState.UNKNOWN:
                with suppress(OperationRefusedError):
                    await again.desk.activity.look_up_now(purchase.id)
            return purchase.state is OperationState.DONE

        await eventually(settled, "the purchase is done")

        async def quiet() -> bool:
            rows = await again.desk.activity.page("", "")
            return not any(row.state in OPEN_STATES for row in rows)

        await eventually(quiet, "label fetched and order book told")
        (shipment,) = (await again.desk.orders.read(await again.key(number))).shipments
        paper = await again.desk.printing.paper(shipment.id)
        assert "label" in {each.kind for each in paper.documents}
    assert live(simulator, courier, number) == 1


@pytest.mark.parametrize(
    ("number", "courier", "operation"),
    [
        (POLISH, "shipx", "shipx.shipments.create"),
        (INDIAN, "dash101", "dash101.shipment_create"),
    ],
)
async def test_killed_before_the_courier_did_it_a_person_decides(
    simulator: Simulator, tmp_path: Path, number: str, courier: str, operation: str
) -> None:
    simulator.fault(operation, "timeout")
    await kill_when_asked(simulator, tmp_path, operation, number)
    simulator.clear_faults()
    async with open_desk(simulator, tmp_path, sync=False, fresh=False) as again:

        async def looked_up() -> bool:
            (purchase,) = (await again.desk.orders.read(await again.key(number))).operations
            looked = purchase.last_look_up_at is not None
            return purchase.state is OperationState.UNKNOWN and looked

        await eventually(looked_up, "looked up once")
    assert live(simulator, courier, number) == 0
    assert len(simulator.requests(operation=operation)) == 1
