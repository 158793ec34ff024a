"""A lane: one simulator, one profile after the other, and the deaths that are its share of a run.

Runs are cut into epochs, each with a new world and a new profile, so that nothing grows and the
books are looked at often. A lane is a process without threads: it forks the victims.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from random import Random
from typing import Any

from tests.crash import books, naive
from tests.crash.forking import Tell, Victim, become_reaper
from tests.crash.person import Wishes
from tests.crash.plan import AT_ONE_GO, RANDOM, Death, LifePlan, dice, life
from tests.crash.prefork import prefork
from tests.crash.probe import Target
from tests.crash.victim import INGEST, Life, live, prepare_profile
from tests.crash.warm import warm
from tests.crash.window import live_in_window
from tests.crash.world import World

EPOCH = 30
"""Deaths in one epoch."""

DRAFTS = 16
START_S, REST_S = 120.0, 240.0
"""Seconds of the machine, with much to spare, in which a life must begin, and come to rest."""

SILENCE_S = 900.0
"""So long a lane may say nothing: longer than all that one life may take."""

_PATIENCE_S, _NAIVE_S = 30.0, 5.0
_LATEST_S = 130.0
_LEAVES = 0.3
_WARM = {"buy ShipX": 6, "buy Dash101": 3, "dispatch order ShipX": 1}


@dataclass(slots=True)
class Tally:
    """What a lane counted."""

    kills: Counter[str] = field(default_factory=Counter)
    intents: Counter[str] = field(default_factory=Counter)
    lives: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    no_exit: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        """Whether nothing was doubled or lost, everything had a way out, and no life broke."""
        return not (self.duplicates or self.lost or self.no_exit or self.broken)

    def add(self, other: Tally) -> None:
        """Take another lane's counts in."""
        self.kills += other.kills
        self.intents += other.intents
        self.lives += other.lives
        self.missed += other.missed
        self.duplicates += other.duplicates
        self.lost += other.lost
        self.no_exit += other.no_exit
        self.broken += other.broken
        self.seconds = max(self.seconds, other.seconds)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON may hold it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Tally:
        """Return the counts that `plain` told."""
        counted = {name: Counter(plain[name]) for name in ("kills", "intents", "lives")}
        return cls(**{**plain, **counted})


class Lane:
    """Carries out its share of the deaths of a run."""

    def __init__(
        self, seed: int, number: int, deaths: list[Death], folder: Path, *, naive: bool = False
    ) -> None:
        """`naive`: a client without a journal dies the same deaths in the program's place."""
        self._naive = naive
        self.seed = seed
        self._number = number
        self._owed = deque(deaths)
        self._misses: Counter[str] = Counter()
        self.folder = folder
        self._tally = Tally()
        self._world: World | None = None
        self._tell: Tell = lambda _word: None

    def run(self, tell: Tell) -> Tally:
        """Run until nothing is owed, telling of each life; returns what was counted."""
        begun = time.monotonic()
        self._tell = tell
        self.begin()
        try:
            orders = {} if self._naive else self.prepare()
            epoch = 0
            while self._owed:
                if self._naive:
                    self._naive_epoch(epoch)
                else:
                    self._epoch(epoch, orders)
                epoch += 1
                self._say(f"{self._tally.kills.total()} kills, {len(self._owed)} to come")
        finally:
            self.end()
        self._tally.seconds = time.monotonic() - begun
        return self._tally

    def begin(self) -> None:
        """Load what every victim needs and start the simulator."""
        warm()
        become_reaper()
        self._world = World()

    def end(self) -> None:
        """Stop the simulator."""
        self.world.stop()

    @property
    def world(self) -> World:
        """The simulator of this lane."""
        assert self._world is not None
        return self._world

    def _say(self, words: str) -> None:
        sys.stderr.write(f"lane {self._number}: {words}\n")
        sys.stderr.flush()

    def prepare(self) -> dict[str, tuple[str, ...]]:
        """Make the profile that every epoch begins with."""
        self.world.begin(DRAFTS)
        template = self.folder / "template"

        def work(tell: Tell) -> None:
            prefork((INGEST,))
            tell(json.dumps(asyncio.run(prepare_profile(self.world.url, template))))

        victim = Victim(work)
        if not victim.waits(START_S) or not victim.said:
            fate = victim.fate()
            victim.kill()
            raise RuntimeError(f"the first profile could not be made: {fate}")
        victim.bury()
        found: dict[str, tuple[str, ...]] = json.loads(victim.said)
        return found

    def _epoch(self, number: int, orders: dict[str, tuple[str, ...]]) -> None:
        random = dice(self.seed, self._number, number)
        drafts = self.world.begin(DRAFTS)
        profile = self.folder / f"epoch-{number}"
        shutil.copytree(self.folder / "template", profile)
        before = self.world.books()
        journal = profile / "demo" / "data" / "journal.sqlite"
        supply = Supply(orders, drafts, random)
        warm = tuple(act for act, count in _WARM.items() for _ in range(count))
        fate = self.live(profile, Life(supply.wishes(warm, random), settles=True))
        if fate:
            self._tally.no_exit.append(f"epoch {number}: nothing was killed, but {fate}")
        for plan in self._plans(number):
            self._kill(profile, plan, supply)
            ledger = books.Ledger(before, self.world.books())
            self._tally.lost += books.known_after_a_kill(journal, ledger)
        self.world.faults([])
        self.world.ask("POST", "knobs", {"shipx_out_of_funds": None})
        self.world.push(_LATEST_S)
        last = Life(supply.wishes((), random), settles=True)
        fate = self.live(profile, last)
        if fate:
            self._tally.broken.append(f"epoch {number}: it did not come to rest: {fate}")
        ledger = books.Ledger(before, self.world.books())
        verdict = books.judge(journal, ledger, ended=not fate)
        self._tally.intents += verdict.intents
        wrong = (verdict.duplicates, verdict.lost, verdict.no_exit)
        for where, found in zip(
            (self._tally.duplicates, self._tally.lost, self._tally.no_exit), wrong, strict=True
        ):
            where += [f"{self._number}/{number}: {each}" for each in found]
            self._say("\n".join(found)) if found else None
        if not any(wrong):
            shutil.rmtree(profile, ignore_errors=True)

    def _plans(self, number: int) -> Iterator[LifePlan]:
        """Give the lives of an epoch; what a life meets is told by the seed and its place."""
        for place in range(EPOCH):
            if not self._owed:
                return
            self._tell("next")
            yield life(self._owed.popleft(), dice(self.seed, self._number, number, place))

    def live(self, profile: Path, life_: Life) -> str:
        """Have one life end by itself; returns what became of it instead, "" where it did."""
        return come_to_rest(Victim(lambda tell: live(self.world.url, profile, life_, tell)))

    def _kill(self, profile: Path, plan: LifePlan, supply: Supply) -> None:
        """Have one life meet its plan."""
        self.world.faults(list(plan.faults))
        self.world.ask("POST", "knobs", {"shipx_out_of_funds": plan.broke or None})
        random = dice(plan.seed)
        life_ = Life(supply.wishes(plan.acts, random, plan), plan.target)
        how = live_in_window if plan.window else live
        victim = Victim(lambda tell: how(self.world.url, profile, life_, tell))
        twin: Victim | None = None
        if plan.twin and victim.hears("ready", START_S):
            other = Life(supply.wishes(plan.acts, random, plan), quiet=True)
            twin = Victim(lambda tell: how(self.world.url, profile, other, tell))
        self._end(victim, plan)
        if twin is not None:
            twin.kill()
        for name in ("window", "twin", "double", "broke"):
            self._tally.lives[name] += getattr(plan, name)
        self._tally.lives["windows"] += plan.window and plan.twin
        self._tally.lives["together"] += not set(AT_ONE_GO.values()).isdisjoint(plan.acts)

    def _naive_epoch(self, number: int) -> None:
        """The same deaths and lost replies, met by a client that only tries again."""
        self.world.begin(0)
        profile = self.folder / f"naive-{number}"
        profile.mkdir(parents=True)
        wanted: tuple[naive.Errand, ...] = ()
        for place, plan in enumerate(self._plans(number)):
            self.world.faults(list(plan.faults))
            wanted = (*wanted, *naive.errands(plan.acts, f"N{place}x"))
            self._end(self._errands(profile, wanted, naive.aim(plan.target)), plan)
        self.world.faults([])
        self.world.push(_LATEST_S)
        fate = come_to_rest(self._errands(profile, wanted, None))
        if fate:
            self._tally.broken.append(f"epoch {number}: it did not buy all: {fate}")
        self._tally.intents += Counter(each.cell for each in wanted)
        found = naive.doubled(self.world.books(), wanted)
        self._tally.duplicates += [f"epoch {number}: {each}" for each in found]
        shutil.rmtree(profile, ignore_errors=True)

    def _errands(
        self, profile: Path, wanted: tuple[naive.Errand, ...], target: Target | None
    ) -> Victim:
        return Victim(lambda tell: naive.buy_all(self.world.url, profile, wanted, target, tell))

    def _end(self, victim: Victim, plan: LifePlan) -> None:
        """Have a life end as planned, and count where it did."""
        at_random = plan.target is None or (self._naive and naive.aim(plan.target) is None)
        if not at_random and victim.hears("died", _NAIVE_S if self._naive else _PATIENCE_S):
            self._tally.kills[str(plan.death)] += 1
        else:
            self._tally.kills[RANDOM] += 1
            if not victim.hears("ready", START_S) and not victim.ended:
                self._tally.broken.append(f"{plan.death}: it did not begin: {victim.fate()}")
            if at_random:
                victim.waits(plan.after_s)
            else:
                self._missed(plan.death)
        victim.kill()
        if victim.ended and "died" not in victim.said and not self._naive:
            how = f"ended by itself with {victim.exit_code}, in a window: {plan.window}"
            self._tally.broken.append(f"{plan.death}: {how}; see above")

    def _missed(self, death: Death) -> None:
        """Owe a death again that its life never came to."""
        if self._naive:
            return
        self._tally.missed += 1
        self._misses[str(death)] += 1
        if self._misses[str(death)] <= 5:
            self._owed.append(death)


def come_to_rest(victim: Victim, seconds: float = REST_S) -> str:
    """Wait until a life has settled all, then end it; returns what became of it instead, or ""."""
    fate = "" if victim.hears("settled", seconds) else victim.fate()
    victim.kill()
    return fate


class Supply:
    """Orders and drafts of a world, in an order of the seed's."""

    def __init__(
        self, orders: dict[str, tuple[str, ...]], drafts: tuple[str, ...], random: Random
    ) -> None:
        self._orders = {cell: random.sample(keys, len(keys)) for cell, keys in orders.items()}
        self._drafts = list(drafts)

    def wishes(self, acts: tuple[str, ...], random: Random, plan: LifePlan | None = None) -> Wishes:
        """Return the wishes of a life; what is bought already is left out by the person."""
        orders = {cell: tuple(keys) for cell, keys in self._orders.items()}
        return Wishes(
            acts,
            {**orders, "cancel": tuple(self._orders["buy Dash101"])},
            tuple(random.sample(self._drafts, len(self._drafts))),
            double=plan.double if plan else False,
            pays=not (plan and plan.broke),
            leaves=_LEAVES if plan and plan.leaves else 0.0,
            seed=random.randrange(2**32),
        )
