"""Lists: first page of a list and of a search at 100,000 orders, over two bare SELECTs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import apsw

from shipdesk.domain.query import ListQuery
from shipdesk.domain.rows import OrderRow
from shipdesk.paths import ProfilePaths
from shipdesk.services.listing import Listing, order_listing
from shipdesk.storage import cache as cache_file
from shipdesk.storage.database import Database
from tests.bench.figures import median, profile_with, show

ORDERS = 100_000
PAGE = 128
TIMES = 51


def main() -> None:
    """Print the figures."""
    with profile_with(ORDERS) as (_, paths):
        asyncio.run(_measure(paths))


async def _measure(paths: ProfilePaths) -> None:
    file = cache_file.prepare(paths.cache)
    cache = Database.open(file, writable=False, readers=2)
    listing = order_listing(cache, _no_journal)
    bare = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    cold = await _once(listing, ListQuery())
    show("the very first list of a process", f"{cold:.1f} ms", None, "aim 50 ms")
    for title, query, where in (
        ("all orders", ListQuery(), ""),
        ("one stage", ListQuery(tab="done"), " WHERE stage = 'done'"),
        ("search “n”", ListQuery(text="n"), _found("n*")),
        ("search “now”", ListQuery(text="now"), _found("now*")),
        ("search “nowak”", ListQuery(text="nowak"), _found("nowak*")),
        ("search “ord-0500”", ListQuery(text="ord-0500"), _found("ord* AND 0500*")),
        ("search “jan warszawa”", ListQuery(text="jan warszawa"), _found("jan* AND warszawa*")),
    ):
        floor = median([_bare(bare, where) for _ in range(TIMES)])
        ours = await _often(lambda query=query: _once(listing, query))  # type: ignore[misc]
        show(f"{title}: two bare SELECTs", f"{floor:.1f} ms", 1.0)
        show(f"{title}: ids and first page", f"{ours:.1f} ms", ours / floor, "aim 50 ms")
    counts = await _often(lambda: _timed(listing.counts))
    show("counts of all tabs", f"{counts:.2f} ms")
    bare.close()
    await cache.aclose()


async def _no_journal() -> None:
    """The cache was filled beforehand; nothing else is on its way into it."""


def _found(match: str) -> str:
    return f" WHERE id IN (SELECT rowid FROM order_fts WHERE order_fts MATCH '{match}')"  # noqa: S608


def _bare(conn: apsw.Connection, where: str) -> float:
    began = time.perf_counter()
    ids = conn.execute(f"SELECT id FROM order_row{where} ORDER BY id DESC").fetchall()  # noqa: S608
    page = ",".join(str(one) for (one,) in ids[:PAGE])
    conn.execute(f"SELECT * FROM order_row WHERE id IN ({page})").fetchall()  # noqa: S608
    return 1000 * (time.perf_counter() - began)


async def _once(listing: Listing[OrderRow], query: ListQuery) -> float:
    began = time.perf_counter()
    ids = await listing.ids(query)
    rows = await listing.rows(ids[:PAGE])
    took = 1000 * (time.perf_counter() - began)
    if not rows:
        raise SystemExit(f"nothing was found for {query}")
    return took


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return 1000 * (time.perf_counter() - began)


async def _often(work: Callable[[], Awaitable[float]]) -> float:
    return median([await work() for _ in range(TIMES)])
