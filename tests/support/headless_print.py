"""A program without a window, to be killed: opens a profile that is there and prints a label."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from shipdesk.app import open_program
from shipdesk.clock import SystemClock
from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import Environment
from shipdesk.domain.shipment import ShipmentId
from tests.support.headless import report


async def print_again(url: str, folder: Path, shipment_id: str) -> None:
    """Request one more copy of the shipment's label, and never end by itself."""
    paths, vault = await demo_profile_in(url, folder, fill=False)
    program = open_program(paths, Environment.DEMO, vault, SystemClock(), report)
    await program.prepare()
    async with asyncio.TaskGroup() as group:
        group.create_task(program.desk.runner.run())
        await program.desk.printing.request([ShipmentId(shipment_id)], reason="jam")


if __name__ == "__main__":
    asyncio.run(print_again(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
