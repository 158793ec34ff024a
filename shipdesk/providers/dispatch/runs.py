"""Dispatch's operations on delivery runs and their routes (§ 7, § 8.7), one method each."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.dispatch.ask import Ask, Body, Query
from shipdesk.providers.records import Answer, Call


class Runs:
    """Drivers' rounds, which Dispatch calls dispatches; no operation lists them."""

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
        """Read the runs in numbers; `onTimeRate` is a fraction of 1."""
        return await self._ask.read("dispatch.overview", query=query)

    async def create(self, *, body: Body) -> Answer:
        """Make a run, a draft: `name`, `driverId`, `vehicleId`, `plannedDate`, `shipmentIds`.

        Returns less than a read. Raises RejectedError with 409 for a shipment of another run.
        """
        return await self._ask.write("dispatch.create", body=body)

    async def get(self, run_id: str, *, query: Query = ()) -> Answer:
        """Read one run with driver, vehicle and shipments; RejectedError with 404."""
        return await self._ask.read("dispatch.get", run_id, query=query)

    async def update(self, *, body: Body) -> Answer:
        """Write a run, whole, with `guid` in the body; RejectedError with 409 for its status."""
        return await self._ask.write("dispatch.update", body=body)

    async def delete(self, run_id: str) -> Answer:
        """Delete a run, whose shipments are free again; RejectedError with 409 on its way."""
        return await self._ask.write("dispatch.delete", run_id)

    async def remove_shipment(self, *, body: Body) -> Answer:
        """Take a shipment out: `dispatchId`, `shipmentId`; it is unassigned again (§ 9)."""
        return await self._ask.write("dispatch.remove_shipment", body=body)

    async def by_shipment(self, shipment_id: str, *, query: Query = ()) -> Answer:
        """Read the run that a shipment is in; RejectedError with 404 where it is in none."""
        return await self._ask.read("dispatch.by_shipment", shipment_id, query=query)

    async def route(self, run_id: str, *, query: Query = ()) -> Answer:
        """Read a run's stops in their order, with kilometres and minutes."""
        return await self._ask.read("route.get", run_id, query=query)

    async def timeline(self, run_id: str, *, query: Query = ()) -> Answer:
        """List what happened on a run so far, oldest first, without paging."""
        return await self._ask.read("route.timeline", run_id, query=query)
