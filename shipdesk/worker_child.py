"""What runs inside a worker process: answers calls, sends notices, ends with its parent.

Apart from `workers`, so that a child that never needs asyncio does not import it.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import NoReturn

ORPHAN_GRACE = 2.0
"""Seconds a child finishes its job in when the process that started it has died."""


_Job = tuple[int, str, tuple[object, ...], dict[str, object]]
"""The number of a call, its method, arguments and keywords."""

_sending = threading.Lock()


def serve(
    connection: Connection,
    methods: Mapping[str, Callable[..., object]],
    errors: Sequence[type[Exception]] = (),
) -> None:
    """Answer calls until the other side closes; runs in the child's main thread.

    `errors` are base classes that travel as themselves (their constructor's arguments and
    attributes must be plain values); anything else is reported as a fault.
    """
    jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
    idle = threading.Event()
    idle.set()

    def receive() -> None:
        """Thread: a parent that died is noticed even while a job runs."""
        with contextlib.suppress(EOFError, OSError):
            # The parent is ours: it opened no stranger's file before it pickled this.
            while (job := pickle.loads(connection.recv_bytes())) is not None:  # noqa: S301
                idle.clear()
                jobs.put(job)
        jobs.put(None)
        if not idle.wait(ORPHAN_GRACE):
            os._exit(1)

    _say(connection, ("ready",))
    threading.Thread(target=receive, name="receive", daemon=True).start()
    while (job := jobs.get()) is not None:
        answer = _run(job, methods, errors)
        # Before the answer: the next job may come at once, and then we are not idle again.
        idle.set()
        try:
            _say(connection, answer)
        except (TypeError, AttributeError, pickle.PicklingError) as error:
            _say(connection, ("error", job[0], *_report(error, ())))


def _run(
    job: _Job, methods: Mapping[str, Callable[..., object]], errors: Sequence[type[Exception]]
) -> tuple[object, ...]:
    """The message that answers a job."""
    number, method, args, kwargs = job
    try:
        return ("result", number, methods[method](*args, **kwargs))
    except Exception as error:  # noqa: BLE001  # the edge of this process
        return ("error", number, *_report(error, errors))


def send_notice(connection: Connection, name: str, value: object) -> None:
    """Tell the parent something it did not ask for; from any thread of the child."""
    _say(connection, ("notice", name, value))


class _LogToParent(logging.Handler):
    """One log file has one writer: the child's lines go to the parent, which redacts them."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(logging.INFO)
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):
            text = record.getMessage()
            _say(self._connection, ("log", record.name, record.levelno, text))


def run_child(
    connection: Connection, target: str, arguments: dict[str, object], limit: int | None
) -> NoReturn:
    """Run the target; ctrl-C in the terminal is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(limit)
    root = logging.getLogger()
    root.addHandler(_LogToParent(connection))
    root.setLevel(logging.INFO)
    try:
        module, _, function = target.partition(":")
        getattr(importlib.import_module(module), function)(connection, **arguments)
    except Exception as error:  # noqa: BLE001  # the edge of this process
        with contextlib.suppress(OSError):
            _say(connection, ("error", 0, *_report(error, ())))
        sys.exit(1)
    connection.close()
    # Not sys.exit: libraries that were asked for nothing more can hang in their clean-up.
    os._exit(0)


def _say(connection: Connection, message: tuple[object, ...]) -> None:
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    with _sending:
        connection.send_bytes(body)


def _report(
    error: Exception, errors: Sequence[type[Exception]]
) -> tuple[str, str, str, str, object]:
    """What may travel of an error: names, its message, files and lines; no values of frames."""
    kind = type(error)
    origin, state = "", None
    if isinstance(error, tuple(errors)):
        origin = f"{kind.__module__}.{kind.__qualname__}"
        state = (error.args, {k: v for k, v in vars(error).items() if k != "__notes__"})
    frames = traceback.extract_tb(error.__traceback__)
    where = "\n".join(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
    return kind.__name__, str(error)[:500], where, origin, state


def _limit_memory(limit: int | None) -> None:
    """Keep a hostile file from taking the machine's memory, where the system can do that."""
    if limit is not None and sys.platform == "linux":
        import resource  # noqa: PLC0415  # absent on Windows

        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
