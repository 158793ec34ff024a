"""Doing the same for many things, a few of them at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def for_each(work: Callable[[T], Awaitable[None]], things: Iterable[T], most: int) -> None:
    """Do the work for each thing, in their order, at most so many at once.

    What one of them raises ends the others and comes out as an ExceptionGroup; a cancelled caller
    cancels all.
    """
    left = iter(things)

    async def next_ones() -> None:
        for thing in left:
            await work(thing)

    async with asyncio.TaskGroup() as group:
        for _ in range(most):
            group.create_task(next_ones())
