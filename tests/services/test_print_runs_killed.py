"""A run that was killed loses no label and prints none twice; it goes on, or a person is asked."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from shipdesk.domain.label import DocumentKind
from shipdesk.domain.print_run import PrintFate, PrintRun, RunState, Why
from shipdesk.domain.shipment import Shipment
from shipdesk.storage.database import Database
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.driven_clock import PushedClock
from tests.support.print_room import (
    ListedPrinter,
    at_rest,
    fates,
    ids_of,
    keep,
    listed_printer,
    long_zpl,
    name_of,
    put_parcels,
    zpl,
)
from tests.support.simulator import Simulator

COUNT = 14
NAMES = [name_of(place) for place in range(COUNT)]


async def prepared(
    simulator: Simulator, folder: Path, printer: ListedPrinter, *, without: tuple[int, ...] = ()
) -> list[Shipment]:
    """Make a profile that holds labels and sends them to the printer."""
    async with open_desk(simulator, folder, sync=False) as opened:
        program = opened.program
        made = await put_parcels(program.journal, program.paths.labels, COUNT, without=without)
        await opened.desk.printing.save_profile(DocumentKind.LABEL, printer.profile)
    return made


async def killed(
    simulator: Simulator, folder: Path, made: list[Shipment], when: Callable[[], Awaitable[bool]]
) -> None:
    """Print in another program, and kill it."""
    command = [sys.executable, "-m", "tests.support.headless_printing", simulator.url, str(folder)]
    process = await asyncio.create_subprocess_exec(
        *command, *ids_of(made), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await eventually(when, "the moment to kill it")
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def ended(opened: OpenDesk) -> tuple[PrintRun, PrintRun]:
    """Return the run as it stood after the restart, and once a person let it go on to its end."""
    (run,) = await opened.desk.print_runs.recent()
    first = await at_rest(opened, run.id)
    await opened.desk.print_runs.resume(run.id)
    return first, await at_rest(opened, run.id)


@pytest.mark.parametrize("sent", [1, 4, 9])
async def test_a_run_killed_between_labels_prints_none_twice_and_loses_none(
    simulator: Simulator, tmp_path: Path, sent: int
) -> None:
    async with listed_printer() as printer:
        made = await prepared(simulator, tmp_path, printer)

        async def came() -> bool:
            return len(printer.names) >= sent

        await killed(simulator, tmp_path, made, came)
        async with open_desk(simulator, tmp_path, sync=False, fresh=False) as again:
            _, run = await ended(again)
    unsure = {made[row.place].order_number for row in run.rows if row.fate is PrintFate.UNKNOWN}
    assert run.counts[PrintFate.SENT] + len(unsure) == COUNT == len(run.rows)
    assert len(unsure) <= 1, "one label at a time is on its way"
    came_out = Counter(printer.names)
    assert {name: came_out[name] for name in NAMES if name not in unsure} == dict.fromkeys(
        (name for name in NAMES if name not in unsure), 1
    )
    assert all(came_out[name] <= 1 for name in unsure)
    assert [name for name in printer.names if name not in unsure] == [
        name for name in NAMES if name not in unsure
    ]


async def test_the_label_that_was_on_its_way_is_unknown_and_the_run_waits_for_a_look(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with listed_printer() as printer:
        made = await prepared(simulator, tmp_path, printer)
        async with open_desk(simulator, tmp_path, sync=False, fresh=False) as opened:
            await keep(
                opened.program.journal, opened.program.paths.labels, made[2], long_zpl(NAMES[2])
            )

        async def half() -> bool:
            return printer.waiting

        printer.most = 2
        await killed(simulator, tmp_path, made, half)
        printer.most = COUNT
        printer.takes.set()
        async with open_desk(simulator, tmp_path, sync=False, fresh=False) as again:
            first, run = await ended(again)
    assert (first.state, first.why) == (RunState.STOPPED, Why.UNKNOWN)
    assert NAMES[2] in first.words
    sent, unknown = PrintFate.SENT, PrintFate.UNKNOWN
    assert fates(first) == [sent, sent, unknown, *[PrintFate.NEXT] * (COUNT - 3)]
    assert fates(run) == [sent, sent, unknown, *[sent] * (COUNT - 3)]
    assert [name for name in printer.names if name != NAMES[2]] == NAMES[:2] + NAMES[3:]


@pytest.mark.parametrize(
    ("minutes", "after"),
    [(1, (RunState.ENDED, Why.NONE)), (20, (RunState.STOPPED, Why.LATE))],
    ids=["at once", "after 20 minutes"],
)
async def test_a_run_that_was_closed_goes_on_by_itself_only_within_a_quarter_of_an_hour(
    simulator: Simulator, tmp_path: Path, minutes: int, after: tuple[RunState, Why]
) -> None:
    async with listed_printer() as printer:
        made = await prepared(simulator, tmp_path, printer, without=(1,))
        async with open_desk(simulator, tmp_path, sync=False, fresh=False) as opened:
            runs = opened.desk.print_runs
            await opened.desk.runner.request(opened.desk.printing.fetching(made[1]))
            run = await runs.start(ids_of(made))

            async def waits() -> bool:
                found = await runs.read(run.id)
                return found.settled == 1

            await eventually(waits, "it waits for the second label")
        # Only now: a desk that is being closed may still ask for a label that is there.
        paths = opened.program.paths
        journal = Database.open(paths.journal, writable=True, readers=0)
        await keep(journal, paths.labels, made[1], zpl(NAMES[1]))
        await journal.aclose()
        clock = PushedClock(minutes * 60.0)
        async with open_desk(simulator, tmp_path, sync=False, fresh=False, clock=clock) as again:
            stands = await at_rest(again, run.id)
            assert (stands.state, stands.why) == after
            await again.desk.print_runs.resume(run.id)
            assert (await at_rest(again, run.id)).counts == {PrintFate.SENT: COUNT}
    assert printer.names == NAMES
