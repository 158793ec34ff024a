"""A program without a window, to be killed: opens a profile, buys one order, and waits."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from shipdesk.app import open_program
from shipdesk.clock import SystemClock
from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import Environment
from shipdesk.domain.order import OrderKey
from shipdesk.domain.query import ListQuery


def _report(where: str, error: BaseException) -> None:
    sys.stderr.write(f"{where}: {error!r}\n")


async def buy(url: str, folder: Path, number: str) -> None:
    """Open the demo's profile in the folder, ask for quotes, buy, and never end by itself."""
    paths, vault = await demo_profile_in(url, folder)
    program = open_program(paths, Environment.DEMO, vault, SystemClock(), _report)
    await program.prepare()
    desk = program.desk
    async with asyncio.TaskGroup() as group:
        for name, work in program.root_work.items():
            if name != "sync":
                group.create_task(work())
        await desk.sync.sync_all()
        rows = await desk.order_list.rows(list(await desk.order_list.ids(ListQuery(text=number))))
        key = OrderKey(next(row.key for row in rows.values() if row.number == number))
        await desk.quoting.ask(key)
        await desk.shipping.buy(await desk.shipping.prepare(key))


if __name__ == "__main__":
    asyncio.run(buy(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
