"""The way to the ingest process: pages go in, what changed comes out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import cast

from shipdesk.domain.account import Account, AccountId
from shipdesk.domain.changes import Changes, PageSaved, StreamMark
from shipdesk.domain.codec import to_plain
from shipdesk.domain.record import RecordPage
from shipdesk.providers.lists import RawPage
from shipdesk.services.changes import ChangeBus
from shipdesk.workers import Worker, WorkerError

logger = logging.getLogger(__name__)

_PAGE_DEADLINE = 60.0
_PROJECT_DEADLINE = 60.0


class IngestDoor:
    """Sends work to the ingest process and publishes what changed there.

    `project()` may be asked any number of times: one pass runs, and one more after it when asked
    meanwhile. A worker that died is started again by the next call; every call is safe to repeat.
    """

    def __init__(self, worker: Worker, bus: ChangeBus) -> None:
        self._worker = worker
        self._bus = bus
        self._wanted = asyncio.Event()
        self._damaged = False

    async def save_page(self, account: Account, page: RawPage, *, last: bool = False) -> PageSaved:
        """Parse and save one page; publishes what changed.

        `last`: no further page of the stream is read this time. Raises UnexpectedReplyError where
        the page as a whole does not fit.
        """
        return await self.save_pages(account, (page,), last=last)

    async def save_pages(
        self, account: Account, pages: Sequence[RawPage], *, last: bool = False
    ) -> PageSaved:
        """Parse and save pages of one stream that follow one another, all or none.

        Raises UnexpectedReplyError where one of them as a whole does not fit.
        """
        bodies = tuple((page.cursor, page.body) for page in pages)
        found = await self._call(
            "save_pages", to_plain(account), pages[0].stream, bodies, last, deadline=_PAGE_DEADLINE
        )
        saved = cast("PageSaved", found)
        self._bus.publish(saved.changes)
        return saved

    async def mark_gone(
        self, account_id: AccountId, stream: str, remote_ids: Sequence[str]
    ) -> None:
        """Take note that the source knows these rows of a stream no more."""
        changes = await self._call(
            "mark_gone", account_id, stream, tuple(remote_ids), deadline=_PROJECT_DEADLINE
        )
        self._bus.publish(cast("Changes", changes))

    async def marks(
        self, account_id: AccountId, streams: Sequence[str]
    ) -> Mapping[str, StreamMark]:
        """Return how far each stream of an account is known."""
        found = await self._call("marks", account_id, tuple(streams), deadline=_PROJECT_DEADLINE)
        return cast("Mapping[str, StreamMark]", found)

    async def undetailed(self, account_id: AccountId, limit: int) -> tuple[str, ...]:
        """Return the remote ids of open orders of which only the list was read, newest first."""
        found = await self._call("undetailed", account_id, limit, deadline=_PROJECT_DEADLINE)
        return cast("tuple[str, ...]", found)

    def project(self) -> None:
        """Ask that the journal's newest changes reach the lists, soon."""
        self._wanted.set()

    def mend_soon(self) -> None:
        """Ask that a cache found damaged is made anew from the journal, soon."""
        self._damaged = True
        self._wanted.set()

    async def project_now(self) -> None:
        """Bring the journal's changes into the lists and publish them before returning."""
        self._bus.publish(cast("Changes", await self._call("project", deadline=_PROJECT_DEADLINE)))

    async def run(self) -> None:
        """Project whenever it was asked for, until cancelled: a root task."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                if self._damaged:
                    self._damaged = False
                    await self._mend()
                await self.project_now()
            except BaseException:
                # Whoever starts this again finds that it is still wanted.
                self._wanted.set()
                raise

    async def _mend(self) -> None:
        """Empty the cache; what was fetched is read again by the next sync."""
        changes = await self._call("rebuild", deadline=_PROJECT_DEADLINE)
        self._bus.publish(cast("Changes", changes))

    async def keep_records(
        self, account_id: AccountId, kind: str, page: RecordPage, first: int, *, anew: bool
    ) -> None:
        """Keep a page of records that was just listed, for offline reading."""
        plain = [to_plain(record) for record in page.records]
        await self._call(
            "keep_records", account_id, kind, plain, first, anew, deadline=_PAGE_DEADLINE
        )

    async def forget_account(self, account_id: AccountId) -> None:
        """Remove what was fetched for an account that is no more."""
        changes = await self._call("forget_account", account_id, deadline=_PROJECT_DEADLINE)
        self._bus.publish(cast("Changes", changes))

    async def refresh(self) -> None:
        """Derive every row anew: accounts, rules or presets changed."""
        changes = await self._call("refresh", deadline=_PROJECT_DEADLINE)
        self._bus.publish(cast("Changes", changes))

    async def renew(self) -> None:
        """Start the process anew, with what it reads at its start, and derive every row anew."""
        await self._worker.renew()
        await self.refresh()

    async def _call(self, method: str, /, *args: object, deadline: float) -> object:
        try:
            return await self._worker.call(method, *args, deadline=deadline)
        except WorkerError:
            logger.info("ingest is asked again for %s", method)
            return await self._worker.call(method, *args, deadline=deadline)
