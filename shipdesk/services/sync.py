"""Reading from the services into the cache, in the background; a sync never writes there."""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from shipdesk.clock import Clock, from_millis, to_millis
from shipdesk.domain.account import AccountId
from shipdesk.domain.changes import PageSaved, StreamMark
from shipdesk.errors import ProviderError, RejectedError, ShipDeskError, UnexpectedReplyError
from shipdesk.providers.base import Provider
from shipdesk.providers.lists import RawPage, Streams
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.workers import WorkerError

logger = logging.getLogger(__name__)

PERIOD = 60.0
"""The shortest time between two passes in seconds; up to a quarter is added, so that the services
are not asked by all at the same moment."""

MOST_PAGES = 1_000
"""Where a walk through a list ends whatever the service says."""

_JITTER = 15.0
_QUICK_PAGES = 2
_RANGE_EVERY = 10
_WHOLE_EVERY = timedelta(days=1)
_OVERLAP = timedelta(minutes=5)
_LONGEST_BACK = timedelta(days=30)
_DETAILS_AT_ONCE = 5
_DETAILS_A_PASS = 500
_UNREADABLE_PAGES = 3
_LOOK_BACK_PAGES = 60
_TOGETHER = 5
"""So many pages are saved in one transaction once it is known that there are more."""
_GONE = frozenset({404, 410})
_REFUSED_FILTER = frozenset({400, 422})

T = TypeVar("T")
U = TypeVar("U")

_MOST_TOLD = 3


@dataclass(slots=True)
class SyncReport:
    """What the last pass of an account could not read: rows by their reasons, and whole pages."""

    rows: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LookedBack:
    """How many rows of a list were read, and whether that was all of them."""

    rows: int
    whole: bool


class Sync:
    """Syncs every account that lists anything; each fails alone.

    A list is read whole at first and once a day. In between it is asked what changed, where the
    service can be asked; elsewhere its newest two pages are read, and every tenth pass all that was
    made since its oldest open row. What the lists should have told and did not is read alone, and
    told as deleted only when the service knows it no more.
    """

    def __init__(
        self,
        providers: ProviderDesk,
        door: IngestDoor,
        clock: Clock,
        on_fault: Callable[[str, BaseException], None],
    ) -> None:
        self._providers = providers
        self._door = door
        self._clock = clock
        self._on_fault = on_fault
        self._wanted = asyncio.Event()
        self._passes: dict[AccountId, int] = {}
        self._deaf: set[tuple[AccountId, str]] = set()
        self._standing: set[tuple[AccountId, str, str]] = set()
        self._turns: dict[AccountId, asyncio.Lock] = {}
        self._heard: dict[tuple[AccountId, str], datetime] = {}
        self.reports: dict[AccountId, SyncReport] = {}

    def now(self) -> None:
        """Sync as soon as possible."""
        self._wanted.set()

    async def run(self) -> None:
        """Sync at once, then every minute or when asked: a root task."""
        while True:
            self._wanted.clear()
            await self.sync_all()
            pause = PERIOD + random.uniform(0, _JITTER)  # noqa: S311 - not for secrets
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wanted.wait()

    async def sync_all(self) -> None:
        """Sync all accounts side by side and return when the last one is through."""
        providers = await self._providers.all_ready()
        async with asyncio.TaskGroup() as group:
            for each in providers:
                group.create_task(self._account(each), name=f"sync:{each.account.id}")

    async def read_list(self, provider: Provider, stream: str) -> SyncReport:
        """Read a stream whole, now, whatever is known; raises errors of ProviderError."""
        report = SyncReport()
        if provider.streams is not None:
            await self._walk(provider, provider.streams, stream, "", MOST_PAGES, report)
        return report

    async def look_back(
        self, provider: Provider, stream: str, since: datetime, told: Callable[[int, int], bool]
    ) -> LookedBack:
        """Read what a stream tells of the time since a moment, newest first, now.

        `told` is given after each page how many rows were read of how many there are (0: not told)
        and returns whether to go on. Raises errors of ProviderError: what could not be read whole
        was not looked at.
        """
        streams = provider.streams
        if streams is None:
            return LookedBack(0, whole=True)
        async with self._turn(provider.account.id):
            cursor = streams.since(stream, None, since)
            try:
                page = await streams.fetch_page(stream, cursor)
            except RejectedError as error:
                if not cursor or error.status not in _REFUSED_FILTER:
                    raise
                page = await streams.fetch_page(stream, "")
            rows, whole = 0, True
            for count in range(1, _LOOK_BACK_PAGES + 1):
                last = count == _LOOK_BACK_PAGES
                saved = await self._door.save_page(provider.account, page, last=last)
                rows += saved.rows + len(saved.skipped)
                whole = whole and not saved.skipped
                going = told(rows, saved.total or 0)
                if not saved.next_cursor or not going or last:
                    break
                page = await streams.fetch_page(stream, saved.next_cursor)
            await self._look_after(provider, streams, stream, saved.unseen)
            return LookedBack(rows, whole=whole and not saved.next_cursor)

    def heard_at(self, account_id: AccountId, stream: str) -> datetime | None:
        """Return up to when everything that changed in a list was read; None where nobody knows."""
        return self._heard.get((account_id, stream))

    def _turn(self, account_id: AccountId) -> asyncio.Lock:
        """Two walks through a list of one account do not mix."""
        return self._turns.setdefault(account_id, asyncio.Lock())

    async def _account(self, provider: Provider) -> None:
        account_id = provider.account.id
        if provider.streams is None or not self._providers.runs(account_id):
            return
        self._providers.synced(account_id, running=True)
        report = SyncReport()
        well = False
        try:
            async with self._turn(account_id):
                await self._streams(provider, provider.streams, report)
        except ProviderError as error:
            self._providers.trouble(account_id, error)
        except (ShipDeskError, WorkerError) as error:
            self._on_fault(f"sync {account_id}", error)
        else:
            self._passes[account_id] = self._passes.get(account_id, 0) + 1
            self._providers.fine(account_id)
            well = True
        finally:
            self.reports[account_id] = report
            self._providers.synced(
                account_id,
                running=False,
                well=well,
                unread=(len(report.rows), len(report.pages), _first(report)),
            )

    async def _streams(self, provider: Provider, streams: Streams, report: SyncReport) -> None:
        marks = await self._door.marks(provider.account.id, streams.names)
        failed: UnexpectedReplyError | None = None
        for stream in streams.names:
            mark = marks.get(stream, StreamMark())
            began = self._clock.now()
            try:
                missing, whole = await self._stream(provider, streams, stream, mark, report)
            except UnexpectedReplyError as error:
                failed = failed or error
                continue
            await self._look_after(provider, streams, stream, missing)
            if stream == "orders":
                await self._details(provider, streams)
            if whole and not report.rows and not report.pages:
                self._heard[provider.account.id, stream] = began
        if failed is not None:
            raise failed

    async def _stream(
        self,
        provider: Provider,
        streams: Streams,
        stream: str,
        mark: StreamMark,
        report: SyncReport,
    ) -> tuple[tuple[str, ...], bool]:
        """Read what is new of a stream; returns remote ids that should have been told.

        And whether that was all that is new.
        """
        account_id = provider.account.id
        now = self._clock.now()
        place = (account_id, stream)
        if not mark.walked_ms or now - from_millis(mark.walked_ms) >= _WHOLE_EVERY:
            self._deaf.discard(place)
            self._standing = {each for each in self._standing if each[:2] != place}
            return await self._walk(provider, streams, stream, "", MOST_PAGES, report), True
        cursor = "" if place in self._deaf else self._since(account_id, streams, stream, mark)
        if cursor:
            try:
                missing = await self._walk(provider, streams, stream, cursor, MOST_PAGES, report)
            except RejectedError as error:
                if error.status not in _REFUSED_FILTER:
                    raise
                logger.info("%s %s: cannot be asked what changed: %s", *place, error.key)
                self._deaf.add(place)
            else:
                return missing, True
        return await self._walk(provider, streams, stream, "", _QUICK_PAGES, report), False

    def _since(self, account_id: AccountId, streams: Streams, stream: str, mark: StreamMark) -> str:
        newest = mark.newest - _OVERLAP if mark.newest is not None else None
        oldest = None
        if mark.oldest_open_ms is not None and not self._passes.get(account_id, 0) % _RANGE_EVERY:
            furthest = to_millis(self._clock.now() - _LONGEST_BACK)
            oldest = from_millis(max(mark.oldest_open_ms, furthest))
        return streams.since(stream, newest, oldest)

    async def _walk(
        self,
        provider: Provider,
        streams: Streams,
        stream: str,
        cursor: str,
        pages: int,
        report: SyncReport,
    ) -> tuple[str, ...]:
        """Read pages from a cursor on, fetching the next ones while some are being saved."""
        batch = [await streams.fetch_page(stream, cursor)]
        read = total = done = size = 0
        while True:
            read += len(batch)
            following = streams.following(batch[-1].cursor) if read < pages else ""
            rest = math.ceil((total - done) / size) - len(batch) if size else 0
            ahead = min(rest, pages - read, _TOGETHER)
            saved, fetched = await _both(
                self._save(provider, batch, report, last=not following),
                self._fetch(streams, stream, following, ahead) if ahead > 0 else None,
            )
            if isinstance(saved, Exception):
                raise saved
            if saved is None:
                if not (following and total) or len(report.pages) >= _UNREADABLE_PAGES:
                    raise UnexpectedReplyError(report.pages[-1], account=provider.account.title)
            else:
                size = (saved.rows + len(saved.skipped)) // len(batch)
                total = saved.total or 0
                following = saved.next_cursor if following else ""
                if not following:
                    return saved.unseen
            done += size * len(batch)
            if isinstance(fetched, Exception):
                raise fetched
            batch = fetched or await self._fetch(streams, stream, following, 1)

    async def _fetch(self, streams: Streams, stream: str, cursor: str, count: int) -> list[RawPage]:
        """Fetch pages one after the other, beginning with the one of the cursor."""
        found: list[RawPage] = []
        for _ in range(count):
            found.append(await streams.fetch_page(stream, cursor))
            cursor = streams.following(cursor)
        return found

    async def _save(
        self, provider: Provider, batch: list[RawPage], report: SyncReport, *, last: bool
    ) -> PageSaved | None:
        """Save pages together; where one does not fit, each alone. None where the last did not."""
        try:
            saved = await self._door.save_pages(provider.account, batch, last=last)
        except UnexpectedReplyError as error:
            if len(batch) > 1:
                alone = [
                    await self._save(provider, [page], report, last=last and page is batch[-1])
                    for page in batch
                ]
                return alone[-1]
            report.pages.append(error.where)
            logger.info("%s: a page of %s does not fit", provider.account.id, batch[0].stream)
            return None
        self._note(provider.account.id, saved, report)
        return saved

    def _note(self, account_id: AccountId, saved: PageSaved, report: SyncReport) -> None:
        if saved.skipped:
            logger.info("%s: %d rows could not be read", account_id, len(saved.skipped))
            report.rows.extend(saved.skipped)

    async def _look_after(
        self, provider: Provider, streams: Streams, stream: str, missing: tuple[str, ...]
    ) -> None:
        """Read alone what a list left out: it is deleted only where the service says so."""
        account_id = provider.account.id
        gone: list[str] = []
        for remote_id in missing:
            if (account_id, stream, remote_id) in self._standing:
                continue
            try:
                page = await streams.fetch_one(stream, remote_id)
                await self._door.save_page(provider.account, page)
            except RejectedError as error:
                if error.status in _GONE:
                    gone.append(remote_id)
                    continue
                logger.info("%s %s: one that is missing: %s", account_id, stream, error.key)
            except UnexpectedReplyError as error:
                logger.info("%s %s: one that is missing: %s", account_id, stream, error.key)
            self._standing.add((account_id, stream, remote_id))
        if gone:
            logger.info("%s: %d of %s are deleted there", account_id, len(gone), stream)
            await self._door.mark_gone(account_id, stream, gone)

    async def _details(self, provider: Provider, streams: Streams) -> None:
        """Fetch the details of open orders: lists carry no country and less of the lines."""
        wanted = await self._door.undetailed(provider.account.id, _DETAILS_A_PASS)
        left = list(reversed(wanted))
        failed: list[Exception] = []

        async def some() -> None:
            while left and not failed:
                try:
                    page = await streams.fetch_one("orders", left.pop())
                    await self._door.save_page(provider.account, page)
                except (RejectedError, UnexpectedReplyError) as error:
                    logger.info("details of one order: %s", error.key)
                except (ShipDeskError, WorkerError) as error:
                    failed.append(error)

        async with asyncio.TaskGroup() as group:
            for _ in range(_DETAILS_AT_ONCE):
                group.create_task(some())
        if failed:
            raise failed[0]


async def _both(
    first: Awaitable[T], second: Awaitable[U] | None
) -> tuple[T | Exception, U | Exception | None]:
    """Await both at once and return what each brought: its value or its error."""
    if second is None:
        return await _caught(first), None
    async with asyncio.TaskGroup() as group:
        one = group.create_task(_caught(first))
        other = group.create_task(_caught(second))
    return one.result(), other.result()


async def _caught(work: Awaitable[T]) -> T | Exception:
    try:
        return await work
    except (ShipDeskError, WorkerError) as error:
        return error


def _first(report: SyncReport) -> str:
    """Return which fields did not fit, of the first three."""
    return "; ".join([*report.pages, *report.rows][:_MOST_TOLD])
