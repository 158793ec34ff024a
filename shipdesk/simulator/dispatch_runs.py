"""Dispatch's delivery runs and the routes that they take."""

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
    not_found,
    one,
    unpaged,
)
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.world import World

STATUSES = {
    "draft": ("ready", "cancelled"),
    "ready": ("draft", "in_progress", "cancelled"),
    "in_progress": ("completed", "cancelled"),
    "completed": (),
    "cancelled": (),
}
_OVER = frozenset({"completed", "cancelled"})
_MINUTES_PER_STOP = 25
_KILOMETRES_PER_STOP = 7.4
_DEPOT = (50.0419, 19.9685)


class RunDesk:
    """Answers what concerns delivery runs: drivers' rounds with shipments of any carrier."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> dict[str, Handler]:
        """Operation id to what answers it."""
        return {
            "dispatch.overview": self.overview,
            "dispatch.create": self.create,
            "dispatch.get": self.get,
            "dispatch.update": self.update,
            "dispatch.delete": self.delete,
            "dispatch.remove_shipment": self.remove_shipment,
            "dispatch.by_shipment": self.by_shipment,
            "route.get": self.route,
            "route.timeline": self.timeline,
        }

    async def overview(self, _request: web.Request) -> web.Response:
        """The delivery runs in numbers."""
        book = self._world.dispatch
        runs = list(book.runs.values())
        today = book.now().date()
        pending = sum(
            row["status"] in {"pending", "in_transit", "out_for_delivery"}
            for row in book.shipments.values()
        )
        active = [row for row in runs if row["status"] == "in_progress"]
        return one(
            {
                "totalDispatches": len(runs),
                "activeDispatches": len(active),
                "completedToday": sum(
                    row["status"] == "completed" and row["plannedDate"].date() == today
                    for row in runs
                ),
                "pendingDeliveries": pending,
                "driversActive": len({row["driverId"] for row in active if row["driverId"]}),
                "onTimeRate": 0.94,
            }
        )

    async def create(self, request: web.Request) -> web.Response:
        """A new run, a draft; its answer tells less than a read."""
        book = self._world.dispatch
        reading = Reading(await body_of(request))
        fields = self._fields(reading, required=True)
        guids = _shipments(reading)
        reading.check()
        self._check_free(guids, None)
        guid = book.new_guid()
        book.runs[guid] = {
            "guid": guid, "status": "draft", "driverId": None, "vehicleId": None, "notes": None,
            "startedAt": None, "shipmentIds": guids, **fields,
        }  # fmt: skip
        self._assign(guids, guid)
        names = ("guid", "name", "status", "plannedDate")
        line = {name: book.runs[guid][name] for name in names}
        return one({**line, "shipmentCount": len(guids)}, 201)

    async def get(self, request: web.Request) -> web.Response:
        """One run with its shipments."""
        return one(self._whole(self._run(request.match_info["id"])))

    async def update(self, request: web.Request) -> web.Response:
        """The run changed in what is sent; its id stands in the body."""
        reading = Reading(await body_of(request))
        guid = reading.guid("guid") or reading.guid("id", required=True)
        fields = self._fields(reading, required=False)
        status = reading.choice("status", STATUSES)
        guids = _shipments(reading) if reading.has("shipmentIds") else None
        reading.check()
        run = self._run(guid or "")
        self._move(run, status or run["status"])
        if guids is not None:
            self._check_free(guids, run["guid"])
            self._assign(run["shipmentIds"], None)
            self._assign(guids, run["guid"])
            run["shipmentIds"] = guids
        run.update(fields)
        return one(self._whole(run))

    async def delete(self, request: web.Request) -> web.Response:
        """The run is gone and its shipments are free again, unless it is on its way."""
        run = self._run(request.match_info["id"])
        if run["status"] == "in_progress":
            raise conflict("The dispatch is in progress")
        self._assign(run["shipmentIds"], None)
        del self._world.dispatch.runs[run["guid"]]
        return done()

    async def remove_shipment(self, request: web.Request) -> web.Response:
        """One shipment fewer in a run; it is unassigned again."""
        reading = Reading(await body_of(request))
        run_guid = reading.guid("dispatchId", required=True)
        guid = reading.guid("shipmentId", required=True) or ""
        reading.check()
        run = self._run(run_guid or "")
        if guid not in run["shipmentIds"]:
            raise not_found("Shipment in this dispatch")
        if run["status"] in _OVER:
            raise conflict(f"The dispatch is {run['status']}")
        run["shipmentIds"].remove(guid)
        self._assign([guid], None)
        return one(self._whole(run))

    async def by_shipment(self, request: web.Request) -> web.Response:
        """The run that a shipment is in."""
        shipment = self._world.dispatch.shipment(request.match_info["id"])
        return one(self._whole(self._run(shipment["dispatchId"] or "")))

    async def route(self, request: web.Request) -> web.Response:
        """The stops of a run in their order; asked for by the run's id or the route's own."""
        run = self._routed(request.match_info["id"])
        stops = [self._stop(run, place, guid) for place, guid in enumerate(run["shipmentIds"], 1)]
        return one(
            {
                "guid": _route_guid(run["guid"]),
                "dispatchId": run["guid"],
                "stops": stops,
                "distanceKm": round(_KILOMETRES_PER_STOP * len(stops), 1),
                "durationMinutes": _MINUTES_PER_STOP * len(stops),
            }
        )

    async def timeline(self, request: web.Request) -> web.Response:
        """What happened on a run so far, oldest first."""
        run = self._routed(request.match_info["id"])
        if run["startedAt"] is None:
            return unpaged([])
        latitude, longitude = _DEPOT
        events = [_event(run["startedAt"], "started", "Left the depot", latitude, longitude)]
        for place, guid in enumerate(run["shipmentIds"], 1):
            stop = self._stop(run, place, guid)
            if stop["arrivedAt"] is not None:
                where = (stop["latitude"], stop["longitude"])
                events.append(_event(stop["arrivedAt"], "arrived", stop["address"], *where))
        if run["status"] == "completed":
            last = events[-1]["timestamp"] + timedelta(minutes=_MINUTES_PER_STOP)
            events.append(_event(last, "completed", "Back at the depot", latitude, longitude))
        return unpaged(events)

    def _fields(self, reading: Reading, *, required: bool) -> Row:
        """The sent fields of a run; raises ProblemError for an unknown driver or vehicle."""
        book = self._world.dispatch
        fields: Row = {}
        if required or reading.has("name"):
            fields["name"] = reading.text("name", 200, required=True)
        if required or reading.has("plannedDate"):
            fields["plannedDate"] = reading.moment("plannedDate", required=True)
        if reading.has("notes"):
            fields["notes"] = reading.text("notes", 1000)
        for name, known, what in (
            ("driverId", book.drivers, "Driver"),
            ("vehicleId", book.vehicles, "Vehicle"),
        ):
            if reading.has(name):
                guid = fields[name] = reading.guid(name)
                if guid and not reading.problems:
                    found(known, guid, what)
        return fields

    def _move(self, run: Row, status: str) -> None:
        if status == run["status"]:
            return
        if status not in STATUSES[run["status"]]:
            words = f"A dispatch cannot go from {run['status']} to {status}"
            raise ProblemError(409, "INVALID_STATUS_TRANSITION", words)
        run["status"] = status
        if status == "in_progress":
            run["startedAt"] = self._world.dispatch.now()

    def _check_free(self, guids: list[str], own: str | None) -> None:
        book = self._world.dispatch
        for guid in guids:
            other = book.runs.get(book.shipment(guid)["dispatchId"] or "")
            if other is not None and other["guid"] != own and other["status"] not in _OVER:
                raise conflict(f"Shipment {guid} is in another dispatch")

    def _assign(self, guids: list[str], run: str | None) -> None:
        for guid in guids:
            shipment = self._world.dispatch.shipments.get(guid)
            if shipment is not None:
                shipment["dispatchId"] = run

    def _run(self, guid: str) -> Row:
        return found(self._world.dispatch.runs, guid, "Dispatch")

    def _routed(self, guid: str) -> Row:
        runs = self._world.dispatch.runs
        known = {_route_guid(key): row for key, row in runs.items()}
        return found({**runs, **known}, guid, "Route")

    def _whole(self, run: Row) -> Row:
        book = self._world.dispatch
        hidden = {"driverId", "vehicleId", "shipmentIds"}
        shipments = [book.shipments[guid] for guid in run["shipmentIds"] if guid in book.shipments]
        return {
            **{name: value for name, value in run.items() if name not in hidden},
            "driver": _named(book.drivers.get(run["driverId"] or "")),
            "vehicle": _named(book.vehicles.get(run["vehicleId"] or "")),
            "shipments": [
                {
                    "guid": row["guid"],
                    "trackingNumber": row["trackingNumber"],
                    "status": row["status"],
                    **self._arrival(run, place, row),
                }
                for place, row in enumerate(shipments, 1)
            ],
        }

    def _arrival(self, run: Row, place: int, shipment: Row) -> Row:
        if shipment["deliveredAt"] is not None:
            return {"deliveredAt": shipment["deliveredAt"]}
        return {"estimatedArrival": _eta(run, place)}

    def _stop(self, run: Row, place: int, guid: str) -> Row:
        shipment = self._world.dispatch.shipments.get(guid) or {}
        address = shipment.get("recipient") or {}
        words = (address.get(name) for name in ("street", "postalCode", "city"))
        latitude, longitude = _DEPOT
        return {
            "sequence": place,
            "shipmentId": guid,
            "address": ", ".join(str(word) for word in words if word),
            "latitude": round(latitude + 0.013 * place, 4),
            "longitude": round(longitude - 0.017 * place, 4),
            "eta": _eta(run, place),
            "arrivedAt": shipment.get("deliveredAt"),
            "status": shipment.get("status"),
        }


def _shipments(reading: Reading) -> list[str]:
    return (
        list(dict.fromkeys(reading.guids("shipmentIds"))) if reading.filled("shipmentIds") else []
    )


def _eta(run: Row, place: int) -> datetime:
    start: datetime = run["startedAt"] or run["plannedDate"]
    return start + timedelta(minutes=_MINUTES_PER_STOP * place)


def _event(moment: datetime, kind: str, words: str, latitude: float, longitude: float) -> Row:
    return {
        "timestamp": moment, "type": kind, "description": words,
        "latitude": latitude, "longitude": longitude,
    }  # fmt: skip


def _named(row: Row | None) -> Row | None:
    return row and {"guid": row["guid"], "name": row["name"]}


def _route_guid(run: str) -> str:
    """A route's own identifier: the run's with another first digit, so that it is never lost."""
    return f"{int(run[0], 16) ^ 8:x}{run[1:]}"
