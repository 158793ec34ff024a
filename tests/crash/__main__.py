"""The command: `python -m tests.crash --kills N --seed S`; prints its figures one a line."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.crash.forking import Tell, Victim
from tests.crash.lane import SILENCE_S, Lane, Tally
from tests.crash.lost import absent_acts
from tests.crash.matrix import Matrix, PowerCuts
from tests.crash.plan import ACTS, RANDOM, deaths, dice, schedule

_LEAST = 20
_NAIVE_LEAST = 0.1
_FULL = 2000
_COUNTED = "counted"


def main(arguments: list[str] | None = None) -> int:
    """Run the rig; the exit code is 0 only where nothing was doubled, lost or left without exit."""
    parser = argparse.ArgumentParser(prog="dev.py crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--naive", action="store_true", help="a client without a journal, which must buy twice"
    )
    parser.add_argument("--lanes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument(
        "--cells",
        metavar="ACT",
        default="",
        help=f"only the matrix of lost replies: all, or one of {', '.join(ACTS)}",
    )
    parser.add_argument(
        "--power",
        metavar="N",
        type=int,
        default=0,
        help="only power cuts, at every N-th write of the journal",
    )
    options = parser.parse_args(arguments)
    if not hasattr(os, "fork"):
        sys.stderr.write("The rig forks its victims, which this system cannot.\n")
        return 2
    if options.cells:
        acts = ACTS if options.cells == "all" else (options.cells,)
        return play(lambda folder: Matrix(options.seed, folder, acts))
    if options.power:
        return play(lambda folder: PowerCuts(options.seed, folder, options.power))
    tally = run(options.kills, options.seed, options.lanes, naive=options.naive)
    report(tally, 0 if options.naive else options.kills)
    if options.naive:
        share = len(tally.duplicates) / max(1, tally.intents.total())
        sys.stdout.write(f"without a journal, {share:.0%} of the parcels were bought twice\n")
        return 0 if share >= _NAIVE_LEAST and not tally.broken else 1
    return 0 if passes(tally, options.kills) else 1


def run(kills: int, seed: int, lanes: int, *, naive: bool = False) -> Tally:
    """Share the deaths of a run out to lanes, each a process of its own, and add up."""
    order = schedule(kills, dice(seed))
    # Kept where something is wrong: the journals of those epochs are the evidence.
    folder = Path(tempfile.mkdtemp(prefix="shipdesk-crash-"))
    started = [
        Victim(_lane(Lane(seed, number, order[number::lanes], folder / f"{number}", naive=naive)))
        for number in range(lanes)
    ]
    whole = Tally()
    for victim in started:
        ended = victim.ends(SILENCE_S)
        last = victim.said.partition(f"{_COUNTED}\n")[2]
        if ended and last:
            whole.add(Tally.of(json.loads(last)))
        else:
            whole.broken.append(f"a lane told no figures: {victim.fate()}")
        victim.kill()
    if naive or whole.clean:
        shutil.rmtree(folder, ignore_errors=True)
    return whole


def play(make: Callable[[Path], Matrix | PowerCuts]) -> int:
    """Play what is made, print its lines; 0 where all end as they must."""
    with tempfile.TemporaryDirectory(prefix="shipdesk-crash-", ignore_cleanup_errors=True) as name:
        outcome = make(Path(name)).play()
    lines = [*outcome.lines, "", f"wrong: {len(outcome.wrong)}", *outcome.wrong]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if outcome.wrong else 0


def _lane(lane: Lane) -> Callable[[Tell], None]:
    return lambda tell: tell(f"{_COUNTED}\n{json.dumps(lane.run(tell).plain())}")


def passes(tally: Tally, kills: int) -> bool:
    """Return whether the run proves what it is to prove."""
    return tally.clean and not rare(tally, kills)


def rare(tally: Tally, kills: int) -> list[str]:
    """Return the named steps at which a run of so many kills died too rarely."""
    met = {str(death): tally.kills[str(death)] for death in deaths()} if kills >= _FULL else {}
    return [f"{step}: {count} of {_LEAST}" for step, count in met.items() if count < _LEAST]


def report(tally: Tally, kills: int) -> None:
    """Print the figures, then kills per step, then what is wrong in sentences."""
    lines = [
        f"intents: {tally.intents.total()}",
        f"kills: {tally.kills.total()}",
        f"duplicates: {len(tally.duplicates)}",
        f"lost: {len(tally.lost)}",
        f"no exit: {len(tally.no_exit)}",
        f"seconds: {tally.seconds:.0f}",
        f"lives in the window: {tally.lives['window']}",
        f"lives of two processes on one profile: {tally.lives['twin']}",
        f"lives of two windows on one profile: {tally.lives['windows']}",
        f"lives of double clicks: {tally.lives['double']}",
        f"lives of three purchases at one go: {tally.lives['together']}",
        f"lives without money: {tally.lives['broke']}",
        f"steps that a life did not come to, and died elsewhere: {tally.missed}",
        "",
        *(f"intents {cell}: {count}" for cell, count in sorted(tally.intents.items())),
        "",
        *(f"{tally.kills[str(death)]:5}  {death}" for death in deaths()),
        f"{tally.kills[RANDOM]:5}  {RANDOM}",
        *(f"{act}: n/a: {reason}" for act, reason in absent_acts()),
    ]
    for title, found in (
        ("duplicate", tally.duplicates), ("lost", tally.lost), ("no exit", tally.no_exit),
        ("broken", tally.broken), ("died too rarely at", rare(tally, kills)),
    ):  # fmt: skip
        lines += [f"{title}: {each}" for each in found]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
