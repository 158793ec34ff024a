"""Lockers to choose from: by code, town, postcode or position, as the courier tells them now."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from shipdesk.clock import Clock
from shipdesk.domain.point import Point, PointQuery, PointsFound
from shipdesk.errors import OperationRefusedError, UnreachableError
from shipdesk.providers.parts import Points
from shipdesk.services.provider_desk import ProviderDesk

__all__ = ["LockerPoints", "Point", "PointQuery", "PointsFound"]

_KEPT = 64
_FRESH_S = 120.0


class LockerPoints:
    """Looks lockers up at the first connected courier that has any.

    Answers are kept in memory: a repeated question within two minutes is not asked again, and
    while the courier cannot be reached the last answer is shown with its age.
    """

    def __init__(self, providers: ProviderDesk, clock: Clock) -> None:
        self._providers = providers
        self._clock = clock
        self._kept: OrderedDict[PointQuery, PointsFound] = OrderedDict()

    async def search(self, text: str, limit: int = 25) -> tuple[Point, ...]:
        """Return points that can receive a parcel now.

        Raises OperationRefusedError where no courier has any.
        """
        found = await self.find(PointQuery(text, limit, receives=True))
        return tuple(point for point in found.points if point.selectable)

    async def find(self, query: PointQuery) -> PointsFound:
        """Return what fits and how old the answer is.

        Raises OperationRefusedError where no courier has any, UnreachableError where it cannot be
        asked and nothing is kept.
        """
        query = replace(query, text=" ".join(query.text.split()))
        now = self._clock.now()
        kept = self._kept.get(query)
        if kept is not None and (now - kept.at).total_seconds() < _FRESH_S:
            return kept
        points = await self._points()
        try:
            told = await points.search(query)
        except UnreachableError:
            if kept is None:
                raise
            return replace(kept, offline=True)
        found = PointsFound(told, now)
        self._kept[query] = found
        self._kept.move_to_end(query)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

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
