"""Whose labels there are to print: the couriers that can be given a printer of their own."""

from __future__ import annotations

from shipdesk.domain.label import DocumentKind
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import printer_profiles, quotes, shipments
from shipdesk.storage.database import Conn, Database

_NEWEST = 2_000
"""Shipments and sheets of quotes that are looked through, the newest ones."""


class LabelCouriers:
    """Names couriers as their labels do, before the first purchase too."""

    def __init__(self, journal: Database, providers: ProviderDesk) -> None:
        self._journal = journal
        self._providers = providers

    async def names(self) -> tuple[str, ...]:
        """Return the couriers that sell here, are priced here or have carried, by their names.

        One that has a printer of its own is among them, whatever became of it.
        """
        built = (self._providers.provider(each.id) for each in self._providers.accounts)
        own = [each.courier for each in built if each is not None and each.labels is not None]

        def read(conn: Conn) -> list[str]:
            kept = printer_profiles.read(conn)
            return [
                *shipments.couriers(conn, _NEWEST),
                *quotes.couriers(conn, _NEWEST),
                *(courier for kind, courier in kept if kind is DocumentKind.LABEL),
            ]

        found = (*own, *await self._journal.read(read))
        names = {each.casefold(): each for each in reversed(found) if each}
        return tuple(names[key] for key in sorted(names))
