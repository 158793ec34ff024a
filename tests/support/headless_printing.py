"""A program without a window, to be killed: prints the labels that its profile holds, and waits."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from shipdesk.app import open_program
from shipdesk.clock import SystemClock
from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import Environment
from shipdesk.domain.shipment import ShipmentId


def _report(where: str, error: BaseException) -> None:
    sys.stderr.write(f"{where}: {error!r}\n")


async def print_all(url: str, folder: Path, ids: Sequence[str]) -> None:
    """Open the demo's profile as it lies in the folder, start a run, and never end by itself."""
    paths, vault = await demo_profile_in(url, folder, fill=False)
    program = open_program(paths, Environment.DEMO, vault, SystemClock(), _report)
    await program.prepare()
    async with asyncio.TaskGroup() as group:
        for name in ("operations", "print_runs"):
            group.create_task(program.root_work[name]())
        await program.desk.print_runs.start([ShipmentId(each) for each in ids])


if __name__ == "__main__":
    asyncio.run(print_all(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
