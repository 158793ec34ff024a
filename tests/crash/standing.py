"""Where a process stands, told when it is asked: a hang that is not told would be a riddle."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

STANDS = "stands"
"""The word after which nothing more is told."""


def tell_when_asked(pipe: int) -> None:
    """Have this process write its threads and tasks into a pipe when it is sent SIGUSR1.

    The threads are written even where Python runs no more, the tasks only where it does.
    """

    def tell_tasks(_number: int, _frame: object) -> None:
        with suppress(RuntimeError):
            for task in asyncio.all_tasks():
                told = [f"task {task.get_name()}", *_way_down(task.get_coro())]
                os.write(pipe, "\n".join([*told, ""]).encode())
        os.write(pipe, f"{STANDS}\n".encode())

    signal.signal(signal.SIGUSR1, tell_tasks)
    faulthandler.register(signal.SIGUSR1, pipe, all_threads=True, chain=True)


def _way_down(waiter: Any) -> Iterator[str]:
    """Give where a coroutine stands, then what it waits for, as far down as that is Python."""
    while waiter is not None:
        frame = getattr(waiter, "cr_frame", None) or getattr(waiter, "gi_frame", None)
        if frame is not None:
            code = frame.f_code
            yield f"  {code.co_filename}:{frame.f_lineno} in {code.co_qualname}"
        waiter = getattr(waiter, "cr_await", None) or getattr(waiter, "gi_yieldfrom", None)
