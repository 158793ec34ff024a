"""InPost's lockers and points, places of collection and cost centres: what is chosen from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from shipdesk.domain.point import CollectionPoint, Point, PointQuery
from shipdesk.domain.rules import to_polish_postcode
from shipdesk.providers.shipx import mapping, wire
from shipdesk.providers.shipx.client import ShipxClient

_CODE = re.compile(r"(?:[A-Za-z]{2,4}-)?[A-Za-z]{2,4}\d[A-Za-z0-9]{0,9}")
_POSTCODE = re.compile(r"\d{2}-\d{3}")
_POSITION = re.compile(r"(-?\d{1,2}\.\d+)\s*[,; ]\s*(-?\d{1,3}\.\d+)")
_DISTANCE_M = 15_000
_MOST = 500
_TYPES = {"locker": "parcel_locker_only", "point": "pop"}
_ACTIVE = "activated"
_WHY_NOT = {
    "suspended": "InPost has suspended this place.",
    "created": "InPost has not activated this place yet.",
}


class ShipxPoints:
    """Finds lockers and points by code, town, postcode or position (§ 12.1)."""

    def __init__(self, client: ShipxClient) -> None:
        self._client = client

    async def search(self, query: PointQuery) -> tuple[Point, ...]:
        """Return points that fit; a code is read alone, whatever else was asked for."""
        wanted = " ".join(query.text.split())
        if not wanted:
            return ()
        if _CODE.fullmatch(wanted):
            found = await self.fetch(wanted)
            if found is not None:
                return (found,)
        size = min(max(query.limit, 1), _MOST)
        asked = (
            *self._client.query("points", _asked(query, wanted)),
            *self._client.query("page", {"page": 1, "size": size}),
        )
        rows = await self._client.fetch_points(asked)
        points = [mapping.to_point(row, self._client.table) for row in rows]
        # A filter that the service does not know is ignored there, so each is looked at here too.
        return tuple(point for point in points if _fits(point, query))[: query.limit]

    async def fetch(self, code: str) -> Point | None:
        """Return one point, None where the code is not known."""
        found = await self._client.fetch_point(code.strip().upper())
        return mapping.to_point(found, self._client.table) if found else None


def _asked(query: PointQuery, wanted: str) -> Mapping[str, object]:
    values: dict[str, object] = {
        "type": _TYPES.get(query.kind, ""),
        "status": query.status,
        "abilities": ",".join(_abilities(query)),
        "always_open": "true" if query.always_open else "",
        "payment": "true" if query.pays else "",
        "limit": min(max(query.limit, 1), _MOST),
        "reach": _DISTANCE_M,
    }
    postcode = to_polish_postcode(wanted)
    position = _POSITION.fullmatch(wanted)
    if position:
        values["near_point"] = ",".join(part for part in position.groups() if part)
    elif _POSTCODE.fullmatch(postcode) and query.near:
        values["near_postcode"] = postcode
    else:
        for name in ("limit", "reach"):
            del values[name]
        values["postcode" if _POSTCODE.fullmatch(postcode) else "city"] = (
            postcode if _POSTCODE.fullmatch(postcode) else wanted
        )
    return values


def _abilities(query: PointQuery) -> tuple[str, ...]:
    asked = ((query.receives, mapping.RECEIVES), (query.sends, mapping.SENDS))
    return tuple(ability for wanted, ability in asked if wanted)


def _fits(point: Point, query: PointQuery) -> bool:
    return (
        (not query.kind or not point.kind or point.kind == query.kind)
        and (not query.status or point.status == query.status)
        and (not query.always_open or point.always_open)
        and (not query.pays or point.pays)
        and set(_abilities(query)) <= set(point.abilities)
    )


class ShipxCollectionPoints:
    """Places of collection that the organization has; made in the web panel only (§ 10)."""

    def __init__(self, client: ShipxClient) -> None:
        self._client = client

    async def fetch_all(self) -> tuple[CollectionPoint, ...]:
        """Return up to 100 of them; only an activated one can be used."""
        rows = await self._client.fetch_dispatch_points()
        found: list[CollectionPoint] = []
        for row in rows:
            place = mapping.to_address(wire.WirePerson(address=row.address))
            why_not = _WHY_NOT.get(row.status, f"InPost says: {row.status or 'no status'}.")
            found.append(
                CollectionPoint(
                    id=row.id,
                    title=row.name or row.id,
                    place=replace(place, company=row.name, phone=row.phone),
                    office_hours=row.office_hours,
                    why_not="" if row.status == _ACTIVE else why_not,
                )
            )
        return tuple(found)


class ShipxCostCentres:
    """The organization's cost centres, which a shipment names by their name (§ 5.3, § 15)."""

    def __init__(self, client: ShipxClient) -> None:
        self._client = client

    async def fetch_names(self) -> tuple[str, ...]:
        """Return up to 100 names, sorted."""
        rows = await self._client.fetch_cost_centres()
        return tuple(sorted({row.name for row in rows if row.name}))
