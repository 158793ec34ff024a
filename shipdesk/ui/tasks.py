"""Who owns a coroutine: every task of a screen belongs to a scope that can cancel and await it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from shipdesk.errors import ShipDeskError

_log = logging.getLogger(__name__)

Work = Callable[..., Awaitable[Any]]
"""Usually a coroutine function; what it returns is not looked at."""
CrashReport = Callable[[str, BaseException], None]
"""Told the name of the task and what it raised."""

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_HEALTHY_AFTER = 60.0


class Complaints(Protocol):
    """Where a scope's failures become visible; `Notices` is one."""

    def show_error(self, error: ShipDeskError) -> None:
        """Show a fault of the world in the user's words."""
        ...

    def show_crash(self, name: str, error: BaseException) -> None:
        """Show a fault of ours, with a report that can be copied."""
        ...


class Busy(Protocol):
    """A button that shows that its work is under way."""

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """Show or end the busy look."""
        ...


class TaskScope:
    """Owns the tasks of one screen; use on the loop's thread only. `aclose` ends them all."""

    def __init__(self, name: str, complaints: Complaints) -> None:
        """Make a scope; `name` stands in crash reports."""
        self.name = name
        self._complaints = complaints
        self._tasks: dict[asyncio.Task[None], str | None] = {}
        self._keyed: dict[str, asyncio.Task[None]] = {}
        self._closed = False

    def start(
        self,
        work: Work,
        *args: object,
        key: str | None = None,
        replace: bool = False,
        busy: Busy | None = None,
    ) -> bool:
        """Run `work(*args)`; return False when it was not started.

        The same key still running: ignored (a button pressed twice), or with `replace` cancelled
        in favour of the new one (typing). A closed scope starts nothing.
        """
        if self._closed:
            return False
        running = self._keyed.get(key) if key is not None else None
        if running is not None and not running.done():
            if not replace:
                return False
            running.cancel()
        title = f"{self.name}.{getattr(work, '__name__', 'work')}"
        task = asyncio.get_running_loop().create_task(
            self._run(title, work, args, busy), name=title
        )
        self._tasks[task] = key
        if key is not None:
            self._keyed[key] = task
        task.add_done_callback(self._forget)
        return True

    @property
    def is_closed(self) -> bool:
        """Whether the screen is going away; nothing is started any more."""
        return self._closed

    def is_running(self, key: str) -> bool:
        """Tell whether the work of this key has not ended yet."""
        task = self._keyed.get(key)
        return task is not None and not task.done()

    def cancel(self, key: str) -> None:
        """Cancel the work of this key, if it runs; it ends in silence."""
        task = self._keyed.get(key)
        if task is not None:
            task.cancel()

    async def ended(self, key: str) -> None:
        """Return once no work of this key runs, what replaced it meanwhile included."""
        while (task := self._keyed.get(key)) is not None and not task.done():
            await asyncio.wait([task])

    async def drain(self) -> None:
        """Wait until nothing runs any more, work started meanwhile included; for tests."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def aclose(self) -> None:
        """Cancel everything and wait for its end; call before the page is deleted."""
        self._closed = True
        mine = asyncio.current_task()
        others = [task for task in self._tasks if task is not mine]
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others)

    def _forget(self, task: asyncio.Task[None]) -> None:
        key = self._tasks.pop(task, None)
        if key is not None and self._keyed.get(key) is task:
            del self._keyed[key]

    async def _run(
        self, title: str, work: Work, args: tuple[object, ...], busy: Busy | None
    ) -> None:
        if busy is not None:
            busy.set_busy(True)
        try:
            await work(*args)
        except ShipDeskError as error:
            _log.info("%s: %s", title, error)
            self._complaints.show_error(error)
        except Exception as error:  # noqa: BLE001 - one of the four edges of the house
            self._complaints.show_crash(title, error)
        finally:
            if busy is not None:
                busy.set_busy(False)


async def supervise(
    name: str,
    work: Callable[[], Awaitable[object]],
    *,
    report: CrashReport,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    monotonic: Callable[[], float] | None = None,
) -> None:
    """Run a root task for as long as the program lives: report a failure, pause, start again.

    Ends when `work` returns or when cancelled. Pauses double from 1 s to 60 s and begin anew after
    a run of a minute. One failed sync must not end the window.
    """
    now = monotonic or asyncio.get_running_loop().time
    pause = _FIRST_PAUSE
    while True:
        began = now()
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - one of the four edges of the house
            report(name, error)
            # A failure that comes out in place of the cancellation must not undo it.
            if (task := asyncio.current_task()) is not None and task.cancelling():
                return
        else:
            return
        if now() - began >= _HEALTHY_AFTER:
            pause = _FIRST_PAUSE
        await sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
