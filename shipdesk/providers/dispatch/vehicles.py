"""Dispatch's operations on vehicles and their trackers (§ 7, § 8.7), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class Vehicles:
    """Vehicles; lists say `vehicles`, everything else `vehicle` (§ 12, trap 6)."""

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
        """List all vehicles: there are no paging keys at all (§ 2.2)."""
        return await self._ask.read("vehicles.list", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a vehicle: `name`, `licensePlate`, `type`, `make`, `model`, `year`, `capacity`.

        Capacity in kg and, by design, cubic metres. Raises RejectedError with 409 for the plate.
        """
        return await self._ask.write("vehicles.create", body=body)

    async def update(self, *, body: Body) -> Answer:
        """Change the given fields, with `guid` in the body; no read gives all of a vehicle."""
        return await self._ask.write("vehicles.update", body=body)

    async def delete(self, vehicle_id: str) -> Answer:
        """Delete a vehicle; RejectedError with 409 while it is in use."""
        return await self._ask.write("vehicles.delete", vehicle_id)

    async def location(self, vehicle_id: str, *, query: Query = ()) -> Answer:
        """Read where a vehicle is, and was between `from` and `to` (moments in UTC).

        `currentLocation` has latitude, longitude, timestamp and speed; null without a tracker.
        """
        return await self._ask.read("vehicles.location", vehicle_id, query=query)

    async def history(self, vehicle_id: str, *, query: Query = ()) -> Answer:
        """List a vehicle's trips of the last days, without paging."""
        return await self._ask.read("vehicles.history", vehicle_id, query=query)

    async def devices(self, *, query: Query = ()) -> Answer:
        """List the trackers, without paging."""
        return await self._ask.read("tracking.devices", query=query)

    async def add_device(self, *, body: Body) -> Answer:
        """Add a tracker: `name`, `serialNumber`, `vehicleId`; 409 for a known serial."""
        return await self._ask.write("tracking.add_device", body=body)
