"""The guide's table of acts; `python -m tests.contract.operations_guide` makes it.

Steps, quiet times and the way in which a lost reply is looked up come from the program: its own
procedures are built and asked.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shipdesk.domain.offer import CompareIntent
from shipdesk.domain.operation import (
    PURCHASES,
    OperationKind,
    PayIntent,
    WriteBackIntent,
)
from shipdesk.domain.order import OrderKey
from shipdesk.providers.base import Provider
from shipdesk.providers.steps import Procedure, Step
from shipdesk.services.kinds import label, print_label
from shipdesk.services.kinds.elsewhere import LOOK
from tests.contract.bench import Bench, bench_at
from tests.contract.coverage import TITLES
from tests.contract.judgement import STATES
from tests.contract.operation_words import WORDS
from tests.contract.records import record_intent, sort_of
from tests.contract.samples import PlainSample, RecordSample, every_sample
from tests.providers.shipx.parcels import BOX, EWA, SENDER, to_locker
from tests.support.simulator import Simulator

GUIDE = Path(__file__).resolve().parents[2] / "resources" / "guide" / "operations.md"
_HEAD = """# What ShipDesk does to the world, and how it is found out afterwards

Made by `python -m tests.contract.operations_guide` from the program's own procedures; a test fails
when it is stale. Each act is written to the journal before it is sent. **Bold** steps write: each
has an attempt of its own there. *Repeatable*: the service promises that sending it again does
nothing new. Steps in plain type only read. *Quiet* are the seconds between the end of a lost
attempt and each look-up; a person decides after the last one, never before. Never left (no
connection) and 429 go again by themselves; 401 and 403 pause the account and keep its work.

*elsewhere*: before a purchase is sent the courier is asked for its reference, which every computer
builds alike from the order. Something there that this journal does not know is told as *already
bought elsewhere*. A look that fails is asked again; nothing is bought until it is answered. A gap
remains: InPost's list is up to 5.4 s late, so that two computers that buy the same order within
about 6 s both buy it. The finder (Activity › Found) shows such a parcel on the other computer.
"""


_OTHERS: dict[OperationKind, object] = {
    OperationKind.SHIP_ANOTHER: to_locker(),
    OperationKind.PAY: PayIntent("kept", "1"),
    OperationKind.COMPARE: CompareIntent("ORD-1", SENDER, EWA, BOX),
    OperationKind.WRITE_BACK: WriteBackIntent(
        OrderKey("dispatch:1"), "1", "kept", "2", "InPost", shipped=True
    ),
}
"""Intents of the kinds that no sample of a single operation stands for."""


def parts_of(provider: Provider) -> dict[str, Procedure[Any]]:
    """Return the parts of a provider that change the world, by their names."""
    found = {}
    for name in Provider.__slots__:
        part = getattr(provider, name)
        if hasattr(part, "steps") and hasattr(part, "find"):
            found[name] = part
    return found


async def _intents(sim: Simulator) -> dict[tuple[str, OperationKind], object]:
    """Return one intent of each kind for each service, from the samples of the contract suite."""
    found: dict[tuple[str, OperationKind], object] = {}
    for sample in every_sample():
        sim.reset("test")
        async with bench_at(sim) as bench:
            if isinstance(sample, PlainSample) and sample.intent is not None:
                kind, intent = await sample.intent(bench)
                found.setdefault((sample.slug, kind), intent)
            elif isinstance(sample, RecordSample) and sort_of(sample) in STATES:
                intent = await record_intent(sample, bench)
                found.setdefault((sample.slug, OperationKind.RECORD), intent)
    return found


def _step(step: Step) -> str:
    if not step.writes:
        return step.name
    return f"**{step.name}**" + (" (repeatable)" if step.repeatable else "")


def _steps(steps: tuple[Step, ...]) -> str:
    return " → ".join(_step(each) for each in steps)


def _found_again(procedure: Procedure[Any]) -> str:
    told = inspect.getdoc(procedure.find) or ""
    return " ".join(told.partition("\n\n")[0].split())


_COLUMNS = (
    "Act", "Service", "Steps", "Reference", "Done", "Waiting", "Refused",
    "Failed after acceptance", "Unknown", "A lost reply is found again", "Quiet (s)",
    "What follows", "A person's ways out",
)  # fmt: skip


def _row(kind: OperationKind, service: str, steps: str, found: str, quiet: str) -> str:
    words = WORDS[kind]
    act = kind.value.replace("_", " ")
    cells = (
        *(act, service, steps, words.reference, words.done, words.waiting, words.refused),
        *(words.failed, words.unknown, found, quiet, words.follows, words.exits),
    )
    return f"| {' | '.join(cells)} |"


def _rows(
    bench: Bench, intents: dict[tuple[str, OperationKind], object], kind: OperationKind
) -> Iterator[str]:
    part = WORDS[kind].part
    if not part:
        steps = {OperationKind.FETCH_LABEL: label.STEPS, OperationKind.PRINT: print_label.STEPS}
        yield _row(kind, "ShipDesk itself", _steps(steps[kind]), "nothing to look up", "–")
        return
    for slug, title in TITLES.items():
        provider = bench.provider(slug)
        procedure = parts_of(provider).get(part)
        if procedure is None:
            continue
        intent = intents.get((slug, kind)) or _OTHERS[kind]
        quiet = " · ".join(f"{each:g}" for each in provider.limits.quiet)
        taken = procedure.steps(intent)
        told = _steps((LOOK, *taken) if kind in PURCHASES else taken)
        yield _row(kind, title, told, _found_again(procedure), quiet)


async def guide(sim: Simulator) -> str:
    """Return the whole table as Markdown; the simulator lends the samples their things."""
    intents = await _intents(sim)
    lines = [_HEAD, f"| {' | '.join(_COLUMNS)} |", f"|{' --- |' * len(_COLUMNS)}"]
    async with bench_at(sim) as bench:
        for kind in OperationKind:
            lines += _rows(bench, intents, kind)
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    with Simulator.in_thread("test") as simulator:
        GUIDE.write_text(asyncio.run(guide(simulator)), encoding="utf-8")
