"""Reading from the services into the cache, in the background; a sync never writes there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from shipdesk.clock import Clock
from shipdesk.domain.account import AccountId
from shipdesk.errors import ProviderError, RejectedError, ShipDeskError, UnexpectedReplyError
from shipdesk.providers.base import Provider, Streams
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.workers import WorkerError

logger = logging.getLogger(__name__)

_PERIOD = 60.0
_FULL_EVERY = 10
_QUICK_PAGES = 2
_MOST_PAGES = 20_000
_DETAILS_AT_ONCE = 5


class Sync:
    """Syncs every account that lists anything; each fails alone.

    The first pass reads all pages; later ones the newest two, and all of them every tenth time,
    since lists tell no other way what changed further down.
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
        self.skipped: dict[AccountId, tuple[str, ...]] = {}

    def now(self) -> None:
        """Sync as soon as possible."""
        self._wanted.set()

    async def run(self) -> None:
        """Sync at once, then every minute or when asked: a root task."""
        while True:
            self._wanted.clear()
            await self.sync_all()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), _PERIOD)

    async def sync_all(self) -> None:
        """Sync all accounts side by side and return when the last one is through."""
        providers = await self._providers.all_ready()
        async with asyncio.TaskGroup() as group:
            for each in providers:
                group.create_task(self._account(each), name=f"sync:{each.account.id}")

    async def _account(self, provider: Provider) -> None:
        account_id = provider.account.id
        if provider.streams is None or not self._providers.runs(account_id):
            return
        self._providers.synced(account_id, running=True)
        well = False
        done = self._passes.get(account_id, 0)
        pages = _MOST_PAGES if done % _FULL_EVERY == 0 else _QUICK_PAGES
        try:
            for stream in provider.streams.names:
                await self._stream(provider, provider.streams, stream, pages)
        except ProviderError as error:
            self._providers.trouble(account_id, error)
        except (ShipDeskError, WorkerError) as error:
            self._on_fault(f"sync {account_id}", error)
        else:
            self._passes[account_id] = done + 1
            self._providers.fine(account_id)
            well = True
        finally:
            self._providers.synced(account_id, running=False, well=well)

    async def _stream(self, provider: Provider, streams: Streams, stream: str, pages: int) -> None:
        cursor = ""
        for _ in range(pages):
            page = await streams.fetch_page(stream, cursor)
            saved = await self._door.save_page(provider.account, page)
            if saved.skipped:
                logger.info("%s: %d rows skipped", provider.account.id, len(saved.skipped))
                self.skipped[provider.account.id] = saved.skipped
            if saved.open_undetailed:
                await self._details(provider, streams, saved.open_undetailed)
            cursor = saved.next_cursor
            if not cursor:
                return

    async def _details(
        self, provider: Provider, streams: Streams, remote_ids: tuple[str, ...]
    ) -> None:
        """Fetch the details of open orders: lists carry no country and less of the lines."""
        left = list(reversed(remote_ids))
        failed: list[Exception] = []

        async def some() -> None:
            while left and not failed:
                try:
                    page = await streams.fetch_order(left.pop())
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
