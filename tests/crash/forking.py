"""Victims: processes forked from this warm one, told what to do, watched, and killed from outside.

The process that uses this must have no threads. What its victims leave behind is reaped here.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable

from tests.crash.standing import STANDS, tell_when_asked

_SUBREAPER, _DEATH_SIGNAL = 36, 1
_LOOK_S = 10.0
Tell = Callable[[str], None]


def become_reaper() -> None:
    """Have orphans (the workers of a killed program) given to this process, to bury them."""
    _control_process(_SUBREAPER, 1)
    gc.collect()
    # What is here now is shared with every victim and looked at by no collector of theirs.
    gc.freeze()


class Victim:
    """A forked process that works until it ends, or is killed."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        """`work` runs in the child with a way to tell the parent one word at a time.

        `ended` says that the child is known to have ended.
        """
        told, tells = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(told)
            # A rig that is stopped leaves nothing behind.
            _control_process(_DEATH_SIGNAL, signal.SIGKILL)
            tell_when_asked(tells)
            _run(work, tells)
        os.close(tells)
        self._told = told
        self._heard = b""
        self.ended = False
        self.exit_code: int | None = None

    def hears(self, word: str, seconds: float) -> bool:
        """Wait until the child said the word; False where it ended, or the time passed."""
        end = time.monotonic() + seconds
        while f"{word}\n".encode() not in self._heard:
            if not self._listens(end - time.monotonic()):
                return False
        return True

    def waits(self, seconds: float) -> bool:
        """Wait until the child has ended; False where the time passed."""
        self.hears("\0", seconds)
        return self.ended

    def ends(self, silence: float) -> bool:
        """Wait until the child has ended; False where it said nothing for so many seconds."""
        while self._listens(silence):
            pass
        return self.ended

    def _listens(self, seconds: float) -> bool:
        """Hear what the child says next; False where it ended, or the time passed."""
        if seconds <= 0 or self.ended or not select.select([self._told], [], [], seconds)[0]:
            return False
        said = os.read(self._told, 65536)
        self._heard += said
        self.ended = not said
        return not self.ended

    def fate(self) -> str:
        """Return what became of one that did not do what it was to do in its time."""
        before = len(self._heard)
        if not self.ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGUSR1)
            self.hears(STANDS, _LOOK_S)
        if self.ended:
            return "it ended by itself; see above"
        return f"it is still at\n{self._heard[before:].decode()}"

    @property
    def said(self) -> str:
        """Everything that the child said so far."""
        return self._heard.decode()

    def kill(self) -> None:
        """End it as the system would, and bury it with all that it left."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.bury()

    def bury(self) -> None:
        """Take note of its end, and of that of the orphans that ended meanwhile."""
        with contextlib.suppress(ChildProcessError):
            self.exit_code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self._told)
        reap()


def _control_process(what: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(what, value, 0, 0, 0)


def reap() -> None:
    """Bury whatever has ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _run(work: Callable[[Tell], None], tells: int) -> None:
    code = 1
    try:
        work(lambda word: _say(tells, word))
        code = 0
    except BaseException:  # noqa: BLE001 - the edge of a forked process
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _say(pipe: int, word: str) -> None:
    os.write(pipe, f"{word}\n".encode())
