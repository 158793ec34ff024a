"""A program without a window, to be killed: opens a profile, buys orders at one go, and waits."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from shipdesk.app import open_program
from shipdesk.clock import SystemClock
from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import Environment
from shipdesk.domain.order import OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.services.desk import Desk


def report(where: str, error: BaseException) -> None:
    """Say what failed where nobody looks but whoever runs it by hand."""
    sys.stderr.write(f"{where}: {error!r}\n")


async def buy(url: str, folder: Path, numbers: Sequence[str]) -> None:
    """Open the demo's profile in the folder, ask for quotes, buy, and never end by itself."""
    paths, vault = await demo_profile_in(url, folder)
    program = open_program(paths, Environment.DEMO, vault, SystemClock(), report)
    await program.prepare()
    desk = program.desk
    async with asyncio.TaskGroup() as group:
        for name, work in program.root_work.items():
            if name != "sync":
                group.create_task(work())
        await desk.sync.sync_all()
        keys = [await _key(desk, number) for number in numbers]
        if len(keys) == 1:
            await desk.quoting.ask(keys[0])
            await desk.shipping.buy(await desk.shipping.prepare(keys[0]))
        else:
            review = desk.batches.review(keys)
            await review.run(lambda _keys: None)
            await desk.batches.buy(review)


async def _key(desk: Desk, number: str) -> OrderKey:
    rows = await desk.order_list.rows(list(await desk.order_list.ids(ListQuery(text=number))))
    return OrderKey(next(row.key for row in rows.values() if row.number == number))


if __name__ == "__main__":
    asyncio.run(buy(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
