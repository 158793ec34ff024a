"""The measured printing: a window over kept labels that prints them; tells times and its beat.

Arguments: a folder for the profile, the queue, how many labels. The profile is one of a shop
without accounts: nothing is fetched, and no watermark takes its time.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from pathlib import Path

from shipdesk.domain.account import Environment
from shipdesk.domain.changes import Changes
from shipdesk.domain.label import STOCKS, DocumentKind, PrinterProfile
from shipdesk.domain.operation import Operation, OperationState
from shipdesk.paths import profile_paths
from shipdesk.session import Session
from shipdesk.storage.vault import MemoryVault
from shipdesk.window import make_application, run_session
from tests.bench.beating_window import IDLE_S, Beat
from tests.printing import truth
from tests.support.paper_shop import keep_parcels, number_of

CLICKS = 20


async def _measure(session: Session, queue: str, count: int) -> None:
    desk = session.program.desk
    shapes = itertools.islice(itertools.cycle(truth.shapes()), 0, None, 3)
    labels = [
        truth.replace(next(shapes), symbology="Code128", module=0.33, number=number_of(at)).pdf()
        for at in range(count)
    ]
    ids = await keep_parcels(session.program, labels)
    profile = PrinterProfile("Bench", queue, STOCKS[0])
    await desk.printing.save_profile(DocumentKind.LABEL, profile)
    await asyncio.sleep(3)
    beat = Beat(session.window)
    beat.start()
    await asyncio.sleep(IDLE_S)
    told: dict[str, list[float]] = {"idle": beat.stop(), "first": []}
    told["cold"] = [await _printed(session, await desk.printing.request(ids[:1]))]
    for _ in range(CLICKS):
        asked = time.perf_counter()
        operations = await desk.printing.request(ids[:1], reason="jam")
        told["first"].append(await _printed(session, operations, asked))
        await asyncio.sleep(0.2)
    beat.start()
    asked = time.perf_counter()
    operations = await desk.printing.request(ids, reason="jam")
    told["seconds"] = [await _printed(session, operations, asked) / 1000]
    told["busy"] = beat.stop()
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


async def _printed(
    session: Session, operations: tuple[Operation, ...], asked: float | None = None
) -> float:
    """Milliseconds until the last of them was handed over."""
    began = time.perf_counter() if asked is None else asked
    told: asyncio.Queue[frozenset[str]] = asyncio.Queue()

    def on_changes(changes: Changes) -> None:
        if changes.operations:
            told.put_nowait(changes.operations)

    end = session.program.desk.bus.subscribe(on_changes)
    last = operations[-1].id
    try:
        while True:
            found = await session.program.desk.activity.read(last)
            if found.operation.state is OperationState.DONE:
                return 1000 * (time.perf_counter() - began)
            if found.operation.state is OperationState.REFUSED:
                raise SystemExit(found.operation.reason)
            while last not in await told.get():
                continue
    finally:
        end()


if __name__ == "__main__":
    paths = profile_paths("bench", Path(sys.argv[1]))
    paths.make()
    run_session(
        make_application(),
        paths,
        Environment.PRODUCTION,
        MemoryVault(),
        after=lambda session: _measure(session, sys.argv[2], int(sys.argv[3])),
    )
