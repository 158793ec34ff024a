"""A victim that hangs is told about with where it hangs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="its victims are forked")

_ROOT = Path(__file__).resolve().parents[2]
_HANGS = """
import asyncio, threading
from tests.crash.forking import Victim

def locked(tell):
    tell("begun")
    threading.Event().wait()

def waits(tell):
    async def for_ever():
        tell("begun")
        await asyncio.Event().wait()

    asyncio.run(for_ever())

victim = Victim({how})
assert victim.hears("begun", 60)
assert not victim.ends(0.1)
print(victim.fate())
victim.kill()
"""
_ENDS = """
from tests.crash.forking import Victim

victim = Victim(lambda tell: [tell(str(number)) for number in range(3)])
print(victim.ends(60), victim.said.split(), victim.fate())
victim.bury()
"""


def told_by(script: str) -> str:
    """Run a script in a process of its own, which has no threads, and return what it printed."""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(("how", "at"), [("locked", "in locked"), ("waits", "in waits.<locals>")])
def test_one_that_hangs_tells_where_its_threads_and_tasks_are(how: str, at: str) -> None:
    told = told_by(_HANGS.format(how=how))
    assert "it is still at" in told
    assert at in told


def test_one_that_ends_is_heard_to_its_last_word_and_does_not_count_as_hanging() -> None:
    assert told_by(_ENDS) == "True ['0', '1', '2'] it ended by itself; see above\n"
