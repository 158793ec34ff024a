"""Calls that may block without limit, on daemon threads with a deadline.

The key store may prompt and a printer list may hang; a stuck thread of the default executor would
hold the loop's closing, a daemon thread does not.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def call_blocking(work: Callable[[], T], deadline: float) -> T:
    """Run `work` on a daemon thread; raises TimeoutError after `deadline` seconds.

    The thread goes on by itself after the deadline; its late result is dropped.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def deliver(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type] # None only where T allows it

    def run() -> None:
        try:
            result, error = work(), None
        except BaseException as raised:  # noqa: BLE001 - carried to the awaiting side
            result, error = None, raised
        try:
            loop.call_soon_threadsafe(deliver, result, error)
        except RuntimeError:
            return  # the loop was closed meanwhile; nobody waits any more

    threading.Thread(target=run, daemon=True, name=f"blocking:{work!r:.40}").start()
    async with asyncio.timeout(deadline):
        return await future
