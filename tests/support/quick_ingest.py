"""Ingest processes that start at once: made by one that has imported what they need.

Each desk of a test has an ingest process of its own. As a spawned one it spends longer on imports
than on the test's work; the program, which starts one a day, spawns it.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import BaseContext

_LOADED = [
    "shipdesk.ingest",
    "shipdesk.providers.registry",
    "shipdesk.providers.dispatch.provider",
    "shipdesk.providers.shipx.provider",
    "shipdesk.providers.dash101.provider",
]


def quick_context() -> BaseContext:
    """Return the context for an ingest worker; where a system cannot fork, the program's own."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context
