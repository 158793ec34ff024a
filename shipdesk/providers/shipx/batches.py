"""Shipments bought in one request and followed by its number (reference § 13.1)."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.records import Answer, Call
from shipdesk.providers.shipx.ask import Query, ShipxAsk

Body = Mapping[str, object]


class Batches:
    """Several shipments at once: one that does not fit refuses all, and nothing is bought.

    Every method raises what `ShipxAsk` does, too.
    """

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {"batches.create": self.create, "batches.get": self.get}

    async def create(self, *, body: Body) -> Answer:
        """Buy up to 100 shipments; costs money unless `only_choice_of_offer` is true.

        Each is as `ShipxClient.create_shipment` takes it, with an `id` of its own, which is not
        kept: it only names the faulty one in the refusal. Sides in mm, weight in kg, amounts in
        PLN. The answer's `shipments` fill later. Raises RejectedError: 400 validation_failed with
        the fields of each faulty item, 400 missing_trucker_id.
        """
        return await self._ask.one("batches.create", body=body)

    async def get(self, batch_id: str, *, query: Query = ()) -> Answer:
        """Return a batch: `done` when bought, `generated` when only offers were wanted (§ 13.1).

        Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.one("batches.get", {"batch_id": batch_id}, query=query)
