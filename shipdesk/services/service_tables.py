"""The services' addresses and field names as a person may correct them, without a new release."""

from __future__ import annotations

import asyncio
from typing import Protocol

from shipdesk.domain.changes import Changes
from shipdesk.domain.service_table import TableFault, TableText
from shipdesk.errors import StorageError
from shipdesk.services.changes import ChangeBus
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.provider_desk import ProviderDesk

__all__ = ["ServiceTables", "TableFault", "TableText"]


class TableFolder(Protocol):
    """The files of a profile; safe from every thread."""

    def text(self, slug: str) -> TableText:
        """Return both texts and what is wrong with the own one; raises OSError."""
        ...

    def check(self, slug: str, text: str) -> TableFault | None:
        """Return what is wrong with a text; None when it can be used."""
        ...

    def save(self, slug: str, text: str) -> None:
        """Keep a text that was checked; "" takes the file away; raises OSError."""
        ...

    def faults(self, slugs: tuple[str, ...]) -> tuple[TableFault, ...]:
        """Return why files of the folder are not used."""
        ...


class ServiceTables:
    """Reads, checks and keeps a person's own tables; what is kept counts at the next request."""

    def __init__(
        self,
        folder: TableFolder,
        slugs: tuple[str, ...],
        providers: ProviderDesk,
        door: IngestDoor,
        bus: ChangeBus,
    ) -> None:
        self._folder = folder
        self._slugs = slugs
        self._providers = providers
        self._door = door
        self._bus = bus

    async def faults(self) -> tuple[TableFault, ...]:
        """Return why own files are not used; the tables that ship are used in their place."""
        return await asyncio.to_thread(self._folder.faults, self._slugs)

    async def read(self, slug: str) -> TableText:
        """Return what ships and what a person has laid over it; raises StorageError."""
        try:
            return await asyncio.to_thread(self._folder.text, slug)
        except OSError as error:
            raise StorageError(reason=str(error)) from error

    async def check(self, slug: str, text: str) -> TableFault | None:
        """Return what is wrong with a text, with its line; None when it can be used."""
        return await asyncio.to_thread(self._folder.check, slug, text)

    async def save(self, slug: str, text: str) -> TableFault | None:
        """Keep a text and use it at once; with a fault nothing is kept and the fault returned.

        An empty text goes back to what ships. Raises StorageError where it cannot be written.
        """
        fault = await self.check(slug, text)
        if fault is not None:
            return fault
        try:
            await asyncio.to_thread(self._folder.save, slug, text)
        except OSError as error:
            raise StorageError(reason=str(error)) from error
        for account in self._providers.accounts:
            if account.provider == slug:
                await self._providers.reopen(account.id)
        await self._door.renew()
        self._bus.publish(Changes(accounts=True))
        return None
