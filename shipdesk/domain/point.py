"""Lockers and parcel points, and what one may ask for when looking for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shipdesk.domain.address import Address


@dataclass(frozen=True, slots=True)
class Point:
    """A locker or parcel point; `why_not` says why it cannot receive a parcel, "" where it can.

    `kind` is locker or point; `status` is the service's own word; `abilities` are its own ids;
    `raw` is the JSON text of all that the service told of it.
    """

    code: str
    street: str
    city: str
    postcode: str
    description: str = ""
    operating: bool = True
    receives: bool = True
    distance_m: int | None = None
    kind: str = ""
    status: str = ""
    hours: str = ""
    always_open: bool = False
    pays: bool = False
    abilities: tuple[str, ...] = ()
    raw: str = ""

    @property
    def selectable(self) -> bool:
        """Whether a parcel can be sent to it."""
        return self.operating and self.receives


@dataclass(frozen=True, slots=True)
class PointQuery:
    """What is looked for; `text` is a code, a town, a postcode or `latitude, longitude`.

    A postcode and a position give the nearest ones first. `sends` asks for points that take
    parcels in; `receives` False lists also those where none can be collected.
    """

    text: str
    limit: int = 25
    kind: str = ""
    status: str = ""
    receives: bool = False
    sends: bool = False
    always_open: bool = False
    pays: bool = False
    near: bool = True


@dataclass(frozen=True, slots=True)
class PointsFound:
    """An answer and when it was given; `offline` where the courier could not be asked again."""

    points: tuple[Point, ...]
    at: datetime
    offline: bool = False


@dataclass(frozen=True, slots=True)
class CollectionPoint:
    """A place of collection that the courier already knows (ShipX: dispatch point).

    `why_not` says why no courier can be sent there now, "" where one can.
    """

    id: str
    title: str
    place: Address
    office_hours: str = ""
    why_not: str = ""
