"""Lockers to choose from: by code, town or postcode, checked live."""

from __future__ import annotations

from shipdesk.errors import OperationRefusedError
from shipdesk.providers.base import Point, Points
from shipdesk.services.provider_desk import ProviderDesk


class LockerPoints:
    """Looks lockers up at the first connected courier that has any."""

    def __init__(self, providers: ProviderDesk) -> None:
        self._providers = providers

    async def search(self, text: str, limit: int = 25) -> tuple[Point, ...]:
        """Return points that fit; raises OperationRefusedError where no courier has any."""
        return await (await self._points()).search(text.strip(), limit)

    async def fetch(self, code: str) -> Point | None:
        """Return the point with that code, None where the courier does not know it."""
        return await (await self._points()).fetch(code.strip())

    async def _points(self) -> Points:
        for provider in await self._providers.all_ready():
            if provider.points is not None:
                return provider.points
        raise OperationRefusedError(
            reason="No connected courier has lockers.", hint="Add one in Settings › Accounts."
        )
