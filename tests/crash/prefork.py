"""The program's worker processes, forked from a warm process instead of spawned cold.

Only how they begin is different; what they run and how they are spoken to is the program's own.
Spawning two of them costs a second of a life that is to last less.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

from shipdesk import workers
from shipdesk.worker_child import run_child

_MOST_FILES = 1024


class _Forked:
    """What `workers` asks of a process, for one that is there already and waits to be told."""

    def __init__(self, pid: int, pipe: Connection) -> None:
        self.pid = pid
        self.exitcode: int | None = None
        self.pipe = pipe

    def start(self, arguments: Mapping[str, Any]) -> None:
        """Let it run its target with these arguments."""
        self.pipe.send(dict(arguments))

    def kill(self) -> None:
        """End it now."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end; never longer than its parent needs to see the pipe closed."""
        with contextlib.suppress(ChildProcessError):
            done, status = os.waitpid(self.pid, 0 if timeout is None else os.WNOHANG)
            if done:
                self.exitcode = os.waitstatus_to_exitcode(status)


def prefork(targets: tuple[str, ...]) -> None:
    """Fork a process for each target ("module:function") and have `workers` use them.

    Call in a process without threads. A second start of the same worker is a spawned process, as in
    the program.
    """
    pipes = [multiprocessing.Pipe() for _ in targets]
    pool: dict[str, list[_Forked]] = {}
    for place, target in enumerate(targets):
        pid = os.fork()
        if pid == 0:
            _serve(pipes[place][1], target)
        pool[target] = [_Forked(pid, pipes[place][0])]
    for _, theirs in pipes:
        theirs.close()
    workers._Life.launch = _launcher(pool)  # type: ignore[method-assign]


def _launcher(pool: Mapping[str, list[_Forked]]) -> Any:
    launch = workers._Life.launch

    def forked(
        self: workers._Life, target: str, arguments: dict[str, object], limit: int | None
    ) -> None:
        waiting = pool.get(target)
        if not waiting:
            launch(self, target, arguments, limit)
            return
        process = waiting.pop()
        self.process = process  # type: ignore[assignment]
        process.start(arguments)
        name = self.worker.name
        for part, work in (("in", self._read), ("out", self._write)):
            thread = threading.Thread(
                target=work, args=(process.pipe,), name=f"{name}-{part}", daemon=True
            )
            thread.start()

    return forked


def _serve(pipe: Connection, target: str) -> None:
    """Wait to be told, run, and end without a word: its parent may have been killed."""
    kept = pipe.fileno()
    # Whoever waits for the victim's end, or another worker's, must not wait for this one.
    os.closerange(3, kept)
    os.closerange(kept + 1, _MOST_FILES)
    try:
        arguments = pipe.recv()
        run_child(pipe, target, arguments, None)
    except (EOFError, OSError, SystemExit):
        pass
    finally:
        os._exit(0)
