"""Services: 10,000 orders of 1.2 kB from the simulator into the cache, over fetching and reading.

The floor fetches the same pages one after the other and calls `json.loads` on each. Before every
turn the simulator begins anew, so that it has written no row yet: both wait for it alike. Ours is
what a first sync does until the lists show all orders; the details of open ones follow after that.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from shipdesk.app import open_program
from shipdesk.clock import SystemClock
from shipdesk.demo import demo_profile_in
from shipdesk.domain.account import Environment
from shipdesk.providers import throttle
from shipdesk.storage.vault import MemoryVault
from tests.bench.figures import median, show
from tests.support.simulator import DISPATCH_TOKEN, Simulator

ORDERS = 10_000
PAGE = 100
TIMES = 5
NO_LIMIT = 10_000_000
_LOOK = 0.005


def main() -> None:
    """Print the figures."""
    floors: list[float] = []
    ours: list[float] = []
    again: list[float] = []
    work: list[float] = []
    size = 0
    with Simulator.as_process(orders=ORDERS) as simulator:
        for turn in range(TIMES + 1):
            server = _pid_of(simulator)
            _begin_anew(simulator)
            before = _processor_time(os.getpid(), server)
            floor, size = asyncio.run(_floor(simulator.dispatch_url))
            needed = _processor_time(os.getpid(), server) - before
            _begin_anew(simulator)
            with tempfile.TemporaryDirectory(prefix="shipdesk-bench-") as name:
                first, second, spent = asyncio.run(_ours(simulator, Path(name), server))
            if turn:
                floors.append(floor)
                ours.append(first)
                again.append(second)
                work.append(spent / needed if needed else 0.0)
    base, read = median(floors), median(ours)
    show("an order of a list", f"{size / ORDERS:.0f} bytes")
    show(f"{ORDERS:,} orders: fetched, json.loads", f"{base:.2f} s", 1.0, _rate(base))
    show(f"{ORDERS:,} orders: in the cache", f"{read:.2f} s", read / base, f"{_rate(read)}, aim 2")
    ratios = [one / other for one, other in zip(ours, floors, strict=True)]
    show("the same, smallest and largest of the turns", f"{min(ratios):.2f} – {max(ratios):.2f}")
    show("the same in processor time, all processes", "", median(work))
    settled = median(again)
    show("read whole again, nothing changed", f"{settled:.2f} s", settled / base, _rate(settled))
    show("processors", str(os.cpu_count()))


def _rate(seconds: float) -> str:
    return f"{ORDERS / seconds:,.0f} a s"


def _begin_anew(simulator: Simulator) -> None:
    simulator.reset(orders=ORDERS)
    simulator.knobs(rate_limit=NO_LIMIT)


async def _floor(url: str) -> tuple[float, int]:
    headers = {"Authorization": f"Bearer {DISPATCH_TOKEN}"}
    read = size = 0
    async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=30) as client:
        began = time.perf_counter()
        for page in range(1, ORDERS // PAGE + 1):
            query = {"Page": page, "PageSize": PAGE, "$orderby": "createdDate desc"}
            reply = await client.get(f"{url}/api/v1/Orders", params=query)
            read += len(json.loads(reply.content)["data"])
            size += len(reply.content)
        took = time.perf_counter() - began
    if read != ORDERS:
        raise SystemExit(f"{read} orders were listed")
    return took, size


def _pid_of(simulator: Simulator) -> int:
    process = getattr(simulator, "process", None)
    return process.pid if isinstance(process, subprocess.Popen) else 0


def _processor_time(*pids: int | None) -> float:
    """Return the seconds that the processes have computed so far; 0 where nobody tells."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):
            told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def _ours(simulator: Simulator, folder: Path, server: int) -> tuple[float, float, float]:
    """Return how long the first sync takes, reading it whole again, and the first's work."""
    paths, vault = await demo_profile_in(simulator.url, folder)
    program = open_program(
        paths, Environment.DEMO, vault or MemoryVault(), SystemClock(), lambda *_: None
    )
    await program.prepare()
    desk = program.desk
    for account in desk.accounts.accounts:
        if account.provider != "dispatch":
            await desk.providers.forget(account.id)
    await program.door.project_now()
    (provider,) = await desk.providers.all_ready()
    if provider.streams is None:
        raise SystemExit("the order book lists nothing")
    busy = (os.getpid(), server, *(worker.process_id for worker in program.workers))
    try:
        before, began = _processor_time(*busy), time.perf_counter()
        await desk.sync.read_list(provider, "orders")
        first = time.perf_counter() - began
        spent = _processor_time(*busy) - before
        listed = (await desk.order_list.counts()).get("", 0)
        if listed != ORDERS:
            raise SystemExit(f"{listed} orders are in the cache")
        # Its own rate begins anew, too: a hundred and twenty requests at once, then ten a second.
        throttle._GATES.clear()
        await desk.providers.reopen(provider.account.id)
        (provider,) = await desk.providers.all_ready()
        began = time.perf_counter()
        await desk.sync.read_list(provider, "orders")
        return first, time.perf_counter() - began, spent
    finally:
        await desk.runner.aclose()
        await program.aclose()
