"""Dispatch's operations on delivery runs and their routes (§ 7, § 8.7), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class Runs:
    """Drivers' rounds, which Dispatch calls dispatches; no operation lists them.

    Every method raises what `Ask` does, too.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
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

    async def overview(self, *, query: Query = ()) -> Answer:
        """Read the runs in numbers; `onTimeRate` is a fraction of 1 (§ 8.7).

        Raises RejectedError for `success: false` only: it asks for nothing that could be wrong.
        """
        return await self._ask.read("dispatch.overview", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a run, a draft: `name`, `driverId`, `vehicleId`, `plannedDate`, `shipmentIds`.

        Also `notes`. The date is ISO 8601; drivers are known by id only, no operation lists them.
        Returns less than a read: no driver, vehicle or shipments. Raises RejectedError: 409
        CONFLICT for a shipment of another run, 404 NOT_FOUND, 400 VALIDATION_ERROR.
        """
        return await self._ask.write("dispatch.create", body=body)

    async def get(self, run_id: str, *, query: Query = ()) -> Answer:
        """Read one run with driver, vehicle and shipments.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.read("dispatch.get", run_id, query=query)

    async def update(self, *, body: Body) -> Answer:
        """Write a run, whole, with `guid` in the body; the fields of `create` (§ 12, trap 7).

        Raises RejectedError: 409 where its status does not allow it, 400 VALIDATION_ERROR, 404
        NOT_FOUND.
        """
        return await self._ask.write("dispatch.update", body=body)

    async def delete(self, run_id: str) -> Answer:
        """Delete a run, whose shipments are free again; returns nothing.

        Raises RejectedError: 409 CONFLICT while it is on its way, 404 NOT_FOUND.
        """
        return await self._ask.write("dispatch.delete", run_id)

    async def remove_shipment(self, *, body: Body) -> Answer:
        """Take a shipment out: `dispatchId`, `shipmentId`; it is unassigned again (§ 9).

        Raises RejectedError: 404 NOT_FOUND for the run or a shipment that is not in it, 409
        CONFLICT.
        """
        return await self._ask.write("dispatch.remove_shipment", body=body)

    async def by_shipment(self, shipment_id: str, *, query: Query = ()) -> Answer:
        """Read the run that a shipment is in.

        Raises RejectedError: 404 NOT_FOUND where it is in none.
        """
        return await self._ask.read("dispatch.by_shipment", shipment_id, query=query)

    async def route(self, run_id: str, *, query: Query = ()) -> Answer:
        """Read a run's stops in their order, with `distanceKm` and `durationMinutes`; times in UTC.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.read("route.get", run_id, query=query)

    async def timeline(self, run_id: str, *, query: Query = ()) -> Answer:
        """List what happened on a run so far, oldest first, without paging.

        Raises RejectedError: 404 NOT_FOUND.
        """
        return await self._ask.read("route.timeline", run_id, query=query)
