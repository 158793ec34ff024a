"""Plays the cells of lost replies, each in a new world with a new profile; and power cuts."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash import books, power
from tests.crash.forking import Victim
from tests.crash.lane import DRAFTS, Lane, Supply, come_to_rest
from tests.crash.lost import Cell, absent_acts, cells, try_cell
from tests.crash.plan import dice
from tests.crash.victim import Life

_CUTS_S = 120.0
"""So long the playing of cuts may say nothing; it speaks every second."""


@dataclass(slots=True)
class Outcome:
    """What came of a matrix: a line for each cell, and what is wrong."""

    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Matrix(Lane):
    """A lane that plays cells instead of killing."""

    def __init__(self, seed: int, folder: Path, acts: tuple[str, ...]) -> None:
        super().__init__(seed, 0, [], folder)
        self._cells = cells(acts)

    def play(self) -> Outcome:
        """Play every cell; returns a line for each."""
        outcome = Outcome()
        self.begin()
        try:
            orders = self.prepare()
            for number, cell in enumerate(self._cells):
                if cell.absent:
                    outcome.lines.append(f"{cell}: n/a: {cell.absent}")
                    continue
                rested, wrong = self._play(cell, orders, self.folder / f"{number}")
                outcome.lines.append(f"{cell}: {rested}")
                outcome.wrong += [f"{cell}: {each}" for each in wrong]
                sys.stderr.write(f"{outcome.lines[-1]}{' WRONG' if wrong else ''}\n")
        finally:
            self.end()
        outcome.lines += [f"{act}: n/a: {reason}" for act, reason in absent_acts()]
        return outcome

    def _play(
        self, cell: Cell, orders: dict[str, tuple[str, ...]], profile: Path
    ) -> tuple[str, list[str]]:
        drafts = self.world.begin(DRAFTS)
        shutil.copytree(self.folder / "template", profile)
        before = self.world.books()
        random = dice(self.seed, cell)
        supply = Supply(orders, drafts, random)
        for act in _BEFORE.get(cell.act, ()):
            fate = self.live(profile, Life(supply.wishes((act,), random), settles=True))
            if fate:
                return "nothing", [f"what it needs could not be made: {fate}"]
        self.world.faults(list(cell.faults))
        wishes = supply.wishes((cell.act,), random)
        victim = Victim(
            lambda tell: try_cell(
                self.world.url, profile, cell, wishes, lambda: self.world.faults([]), tell
            )
        )
        fate = come_to_rest(victim)
        self.world.push(200)
        journal = profile / "demo" / "data" / "journal.sqlite"
        ledger = books.Ledger(before, self.world.books())
        verdict = books.judge(journal, ledger, ended=not fate)
        told = victim.said.splitlines()
        rested = next((each[7:] for each in told if each.startswith("rested ")), "never")
        wrong = [*verdict.lost, *verdict.no_exit]
        if fate:
            wrong.append(f"it did not come to rest: {fate}")
        if cell.how != "two matches":
            wrong += verdict.duplicates
        if rested.split()[0] not in {each.value for each in cell.ends}:
            wrong.append(f"it rested as {rested}")
        return rested, wrong


_BEFORE = {
    "void Dash101": ("buy Dash101",),
    "dispatch order ShipX": ("buy ShipX",),
    "withdraw ShipX": ("dispatch order ShipX",),
}
"""What has to stand already, made before anything goes wrong."""


class PowerCuts(Lane):
    """A lane that loses its power: one life, taped, and every moment of it played."""

    def __init__(self, seed: int, folder: Path, every: int = 1) -> None:
        super().__init__(seed, 0, [], folder)
        self._every = every

    def play(self) -> Outcome:
        """Tape a life and play it; returns how many cuts there were and what was wrong."""
        outcome = Outcome()
        self.begin()
        try:
            orders = self.prepare()
            profile, tape = self.folder / "power", self.folder / "tape"
            drafts = self.world.begin(DRAFTS)
            shutil.copytree(self.folder / "template", profile)
            supply = Supply(orders, drafts, dice(self.seed))
            data = profile / "demo" / "data"
            kept = self.folder / "before"
            shutil.copytree(data, kept)
            wishes = supply.wishes(power.ACTS, dice(self.seed))
            taped = Victim(lambda tell: power.record(self.world.url, profile, wishes, tape, tell))
            fate = come_to_rest(taped)
            if fate:
                outcome.wrong.append(f"the life that was taped did not end: {fate}")
                return outcome
            play = self.folder / "play"
            played = Victim(lambda tell: power.replay(kept, tape, play, self._every, tell))
            fate = "" if played.ends(_CUTS_S) else played.fate()
            played.kill()
        finally:
            self.end()
        lines = played.said.splitlines()
        outcome.lines += [each for each in lines if each.startswith("cuts ")]
        outcome.wrong += [each for each in lines if each.startswith("wrong ")]
        if not outcome.lines:
            outcome.wrong.append(f"the tape was not played to its end; {fate or 'see above'}")
        return outcome
