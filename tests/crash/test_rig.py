"""The rig as CI runs it: kills, lost replies, power cuts, and the proof that it can fail."""

from __future__ import annotations

import faulthandler
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.crash.__main__ import passes, rare
from tests.crash.lane import Tally
from tests.crash.lost import cells
from tests.crash.plan import ACTS, deaths, dice, life, schedule

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="its victims are forked"),
]

_PATIENCE_S = 900
_ROOT = Path(__file__).resolve().parents[2]


def rig(*arguments: str) -> str:
    """Run the command in a process of its own and return what it printed; fails where it fails."""
    # The watch over tests that hang ends the whole run after five minutes, which a busy computer
    # may take for this one; the process has a limit of its own.
    faulthandler.cancel_dump_traceback_later()
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", *arguments],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE_S,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
    return done.stdout


def count(told: str, what: str) -> int:
    """Return the figure that the rig printed under a name."""
    found = re.search(rf"^{what}: (\d+)$", told, re.MULTILINE)
    assert found, told
    return int(found[1])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_kills_double_nothing_and_lose_nothing(seed: int) -> None:
    told = rig("--kills", "100", "--seed", str(seed))
    assert count(told, "kills") >= 100
    assert (count(told, "duplicates"), count(told, "lost"), count(told, "no exit")) == (0, 0, 0)
    assert count(told, "intents") > 100
    # A step that is never come to has been renamed, and proves nothing any more.
    for death in deaths():
        assert re.search(rf"^ +[1-9]\d*  {re.escape(str(death))}$", told, re.MULTILINE), death


def test_without_a_journal_the_same_kills_double_a_good_part() -> None:
    told = rig("--kills", "60", "--seed", "1", "--naive")
    assert count(told, "duplicates") >= count(told, "intents") / 10


@pytest.mark.parametrize("act", ACTS)
def test_every_lost_reply_ends_as_it_must(act: str) -> None:
    told = rig("--cells", act)
    assert count(told, "wrong") == 0
    played = [cell for cell in cells((act,)) if not cell.absent]
    assert all(f"{cell}: " in told for cell in played)


def test_a_journal_cut_at_any_write_knows_what_had_been_sent() -> None:
    told = rig("--power", "5")
    assert count(told, "wrong") == 0
    cuts = re.search(r"^cuts (\d+)$", told, re.MULTILINE)
    assert cuts
    assert int(cuts[1]) > 500


def test_a_run_passes_only_where_each_step_was_met_often_enough_and_nothing_is_wrong() -> None:
    met = Tally(kills=Counter({str(death): 20 for death in deaths()}))
    assert passes(met, 2000)
    met.kills[str(deaths()[0])] = 19
    assert rare(met, 2000) == [f"{deaths()[0]}: 19 of 20"]
    assert not passes(met, 2000)
    assert passes(met, 300)
    for found in (met.duplicates, met.lost, met.no_exit, met.broken):
        found.append("one")
        assert not passes(met, 300)
        found.clear()


def test_a_seed_gives_the_same_deaths_with_the_same_mishaps_every_time() -> None:
    first, again, other = (schedule(200, dice(seed)) for seed in (5, 5, 6))
    assert first == again != other
    assert [life(each, dice(1)) for each in first] == [life(each, dice(1)) for each in again]


def test_two_thousand_kills_meet_every_named_step_twenty_times() -> None:
    planned = schedule(2000, dice(1))
    assert len(planned) == 2000
    assert min(planned.count(death) for death in deaths()) >= 20
