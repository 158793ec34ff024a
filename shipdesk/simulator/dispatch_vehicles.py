"""Dispatch's vehicles, where they are and were, and the devices that tell it."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiohttp import web

from shipdesk.simulator.dispatch_wire import (
    ProblemError,
    Reading,
    Row,
    body_of,
    conflict,
    done,
    found,
    one,
    parse_moment,
    unpaged,
)
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.world import World

STATUSES = ("available", "maintenance", "in_use", "inactive")
TRIP_DAYS = 3
MAX_POINTS = 48
_LISTED = ("guid", "name", "licensePlate", "type", "status")
_HOME = (50.0419, 19.9685)


class VehicleDesk:
    """Answers what concerns vehicles and their trackers."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> dict[str, Handler]:
        """Operation id to what answers it."""
        return {
            "vehicles.list": self.list_all,
            "vehicles.create": self.create,
            "vehicles.update": self.update,
            "vehicles.delete": self.delete,
            "vehicles.location": self.location,
            "vehicles.history": self.history,
            "tracking.devices": self.devices,
            "tracking.add_device": self.add_device,
        }

    async def list_all(self, _request: web.Request) -> web.Response:
        """The vehicles: a list with no paging keys at all, as the vendor's page shows it."""
        return unpaged(self._line(row) for row in self._world.dispatch.vehicles.values())

    async def create(self, request: web.Request) -> web.Response:
        """A new vehicle; its plate is unique."""
        book = self._world.dispatch
        reading = Reading(await body_of(request))
        fields = _fields(reading, required=True)
        reading.check()
        self._check_plate(fields["licensePlate"], None)
        blank = dict.fromkeys(("make", "model", "year", "capacity", "driverId", "deviceId"))
        row = {"guid": book.new_guid(), "status": "available", **blank, **fields}
        book.vehicles[row["guid"]] = row
        return one(self._whole(row), 201)

    async def update(self, request: web.Request) -> web.Response:
        """The vehicle with only the sent fields changed; its guid stands in the body."""
        reading = Reading(await body_of(request))
        guid = reading.guid("guid", required=True)
        fields = _fields(reading, required=False)
        reading.check()
        row = found(self._world.dispatch.vehicles, guid or "", "Vehicle")
        if "licensePlate" in fields:
            self._check_plate(fields["licensePlate"], row["guid"])
        row.update(fields)
        return one(self._whole(row))

    async def delete(self, request: web.Request) -> web.Response:
        """The vehicle is gone, unless it is in use."""
        row = self._vehicle(request, "guid")
        if row["status"] == "in_use":
            raise conflict("The vehicle is in use")
        del self._world.dispatch.vehicles[row["guid"]]
        return done()

    async def location(self, request: web.Request) -> web.Response:
        """Where a vehicle is, and was between `from` and `to`; null without a tracker."""
        row = self._vehicle(request, "guid")
        start, end = _bound(request, "from"), _bound(request, "to")
        if start and end and start > end:
            raise ProblemError(400, "VALIDATION_ERROR", "from lies after to", [("from", "is late")])
        now = self._world.dispatch.now()
        if row["deviceId"] is None:
            return one({"vehicleId": row["guid"], "currentLocation": None, "locations": []})
        end = min(end or now, now)
        start = max(start or end - timedelta(hours=1), end - timedelta(days=TRIP_DAYS))
        step = max((end - start) / MAX_POINTS, timedelta(minutes=10))
        moments = []
        while start <= end:
            moments.append(start)
            start += step
        moving = row["status"] == "in_use"
        return one(
            {
                "vehicleId": row["guid"],
                "currentLocation": _point(now, moving=moving),
                "locations": [_point(moment, moving=moving) for moment in moments],
            }
        )

    async def history(self, request: web.Request) -> web.Response:
        """The trips of the last days, newest first; none without a tracker."""
        row = self._vehicle(request, "id")
        if row["deviceId"] is None:
            return unpaged([])
        midnight = self._world.dispatch.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return unpaged(
            {
                "startedAt": midnight - timedelta(days=day) + timedelta(hours=8, minutes=10),
                "endedAt": midnight - timedelta(days=day) + timedelta(hours=13, minutes=40),
                "startAddress": "ul. Wielicka 28, Kraków",
                "endAddress": "ul. Wielicka 28, Kraków",
                "distanceKm": round(61.5 + 4.2 * day, 1),
                "durationMinutes": 330,
            }
            for day in range(1, TRIP_DAYS + 1)
        )

    async def devices(self, _request: web.Request) -> web.Response:
        """The trackers, in a vehicle or in a drawer."""
        return unpaged(self._world.dispatch.devices.values())

    async def add_device(self, request: web.Request) -> web.Response:
        """A new tracker; its serial number is unique, and a vehicle has one at most."""
        book = self._world.dispatch
        reading = Reading(await body_of(request))
        name = reading.text("name", 100, required=True)
        serial = reading.text("serialNumber", 64, required=True)
        guid = reading.guid("vehicleId")
        reading.check()
        if any(row["serialNumber"] == serial for row in book.devices.values()):
            raise conflict("A device with this serial number exists")
        vehicle = found(book.vehicles, guid, "Vehicle") if guid else None
        if vehicle is not None and vehicle["deviceId"] is not None:
            raise conflict("The vehicle has a tracker")
        row: Row = {
            "guid": book.new_guid(), "name": name, "serialNumber": serial, "vehicleId": guid,
            "status": "active" if guid else "unassigned", "lastUpdate": None,
        }  # fmt: skip
        book.devices[row["guid"]] = row
        if vehicle is not None:
            vehicle["deviceId"] = row["guid"]
        return one(row, 201)

    def _vehicle(self, request: web.Request, part: str) -> Row:
        return found(self._world.dispatch.vehicles, request.match_info[part], "Vehicle")

    def _check_plate(self, plate: str, own: str | None) -> None:
        for row in self._world.dispatch.vehicles.values():
            if row["licensePlate"] == plate and row["guid"] != own:
                raise conflict("A vehicle with this plate exists")

    def _line(self, row: Row) -> Row:
        book = self._world.dispatch
        driver = book.drivers.get(row["driverId"] or "")
        device = book.devices.get(row["deviceId"] or "")
        return {
            **{name: row[name] for name in _LISTED},
            "currentDriver": driver and {"guid": driver["guid"], "name": driver["name"]},
            "tracker": device and {"guid": device["guid"], "lastUpdate": device["lastUpdate"]},
        }

    def _whole(self, row: Row) -> Row:
        more = ("make", "model", "year", "capacity")
        return {**self._line(row), **{name: row[name] for name in more}}


def _fields(reading: Reading, *, required: bool) -> Row:
    fields: Row = {}
    for name, limit in (("name", 100), ("licensePlate", 20), ("type", 40)):
        if required or reading.has(name):
            fields[name] = reading.text(name, limit, required=True)
    for name in ("make", "model"):
        if reading.has(name):
            fields[name] = reading.text(name, 60)
    if reading.filled("year"):
        fields["year"] = reading.whole("year", 1950, 2100)
    if reading.filled("capacity"):
        part = reading.part("capacity")
        if part is not None:
            fields["capacity"] = {name: part.number(name) for name in ("weight", "volume")}
    if reading.filled("status"):
        fields["status"] = reading.choice("status", STATUSES)
    return fields


def _bound(request: web.Request, name: str) -> datetime | None:
    text = request.query.get(name)
    if not text:
        return None
    try:
        return parse_moment(text)
    except ValueError as error:
        raise ProblemError(
            400, "VALIDATION_ERROR", f"{name} must be a date", [(name, "must be a date")]
        ) from error


def _point(moment: datetime, *, moving: bool) -> Row:
    """A place on a round of an hour's length, or the yard for a vehicle that stands."""
    latitude, longitude = _HOME
    share = (moment.minute % 30) / 30 if moving else 0.0
    return {
        "latitude": round(latitude + 0.05 * share, 5),
        "longitude": round(longitude + 0.08 * share, 5),
        "timestamp": moment,
        "speed": 38 if moving else 0,
        "heading": 57 if moving else 0,
    }
