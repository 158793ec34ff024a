"""Dispatch's operations on vehicles and their trackers (§ 7, § 8.7), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class Vehicles:
    """Vehicles; lists say `vehicles`, everything else `vehicle` (§ 12, trap 6).

    Every method raises what `Ask` does, too.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "vehicles.list": self.list,
            "vehicles.create": self.create,
            "vehicles.update": self.update,
            "vehicles.delete": self.delete,
            "vehicles.location": self.location,
            "vehicles.history": self.history,
            "tracking.devices": self.devices,
            "tracking.add_device": self.add_device,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """List all vehicles: there are no paging keys at all (§ 2.2).

        Raises RejectedError for `success: false` only: it asks for nothing that could be wrong.
        """
        return await self._ask.read("vehicles.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a vehicle: `name`, `licensePlate`, `type`, `make`, `model`, `year`, `capacity`.

        Capacity's `weight` in kg and, by design, `volume` in cubic metres; the year is a whole
        number, the rest text. Raises RejectedError: 409 CONFLICT for the plate, 400
        VALIDATION_ERROR.
        """
        return await self._ask.write("vehicles.create", body=body)

    async def update(self, *, body: Body) -> Answer:
        """Change the given fields, with `guid` in the body, such as `status` (a word of § 9).

        No read gives all of a vehicle. Raises RejectedError: 404 NOT_FOUND, 409 CONFLICT, 400
        VALIDATION_ERROR.
        """
        return await self._ask.write("vehicles.update", body=body)

    async def delete(self, vehicle_id: str) -> Answer:
        """Delete a vehicle; returns nothing.

        Raises RejectedError: 409 CONFLICT while it is in use, 404 NOT_FOUND.
        """
        return await self._ask.write("vehicles.delete", vehicle_id)

    async def location(self, vehicle_id: str, *, query: Query = ()) -> Answer:
        """Read where a vehicle is, and was between `from` and `to` (moments in UTC).

        `currentLocation` has latitude, longitude (degrees), timestamp and speed; null without a
        tracker. Raises RejectedError: 400 VALIDATION_ERROR for a moment that is none, 404
        NOT_FOUND.
        """
        return await self._ask.read("vehicles.location", vehicle_id, query=query)

    async def history(self, vehicle_id: str, *, query: Query = ()) -> Answer:
        """List a vehicle's trips of the last days, without paging.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.read("vehicles.history", vehicle_id, query=query)

    async def devices(self, *, query: Query = ()) -> Answer:
        """List the trackers, without paging.

        Raises RejectedError for `success: false` only: it asks for nothing that could be wrong.
        """
        return await self._ask.read("tracking.devices", query=query)

    async def add_device(self, *, body: Body) -> Answer:
        """Add a tracker: `name`, `serialNumber`, `vehicleId` (may be left out).

        Raises RejectedError: 409 CONFLICT for a serial that is known or a vehicle that has a
        tracker, 404 NOT_FOUND for the vehicle, 400 VALIDATION_ERROR.
        """
        return await self._ask.write("tracking.add_device", body=body)
