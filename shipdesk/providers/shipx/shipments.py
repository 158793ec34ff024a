"""Shipments as they stand at InPost: list with all filters, single reads, bulk select and buy."""

from __future__ import annotations

from collections.abc import Mapping

from shipdesk.providers.records import Answer, Call
from shipdesk.providers.shipx.ask import Query, ShipxAsk

Body = Mapping[str, object]


class ShipmentRecords:
    """Reads any shipment of the organization, also those bought elsewhere, and acts on several.

    Every method raises what `ShipxAsk` does, too.
    """

    def __init__(self, ask: ShipxAsk) -> None:
        self._ask = ask

    def calls(self) -> Mapping[str, Call]:
        """Return the methods by operation."""
        return {
            "shipments.list": self.list,
            "shipments.get": self.get,
            "shipments.get_in_organization": self.get_in_organization,
            "shipments.select_offers": self.select_offers,
            "shipments.bulk_buy": self.bulk_buy,
            "tracking.service_history": self.service_history,
        }

    async def list(self, *, query: Query = ()) -> Answer:
        """Return a page of up to 100 shipments, newest first unless sorted (§ 5.9).

        Only documented filters may be asked: others are ignored and return everything. The list
        comes from an index that is up to about 5 s late, other than with `id`; cancelled shipments
        are never in it (§ 3.3). Amounts in PLN, times ISO 8601. Raises RejectedError: 400
        validation_failed for an id that is no number.
        """
        return await self._ask.rows("shipments.list", query=query)

    async def get(self, shipment_id: str) -> Answer:
        """Return one shipment, never late; cancelled ones too (§ 3.3).

        Sides in mm, weights in kg, amounts in PLN. Raises RejectedError: 404 resource_not_found.
        """
        return await self._ask.one("shipments.get", {"shipment_id": shipment_id})

    async def get_in_organization(self, shipment_id: str, *, query: Query = ()) -> Answer:
        """Return a shipment if it is the organization's (§ 5.1, one SDK).

        Raises RejectedError: 404 resource_not_found; AuthError (403 forbidden) for another's.
        """
        name = "shipments.get_in_organization"
        return await self._ask.one(name, {"shipment_id": shipment_id}, query=query)

    async def select_offers(self, *, body: Body) -> Answer:
        """Choose an offer for each of up to 100 shipments; answers 204 and works later (§ 13.2).

        Each row holds a number of its own, shipment_id and offer_id, all whole numbers. Raises
        RejectedError for the whole call when one is refused: 400 offer_expired, offer_unavailable,
        validation_failed, 404 resource_not_found.
        """
        return await self._ask.done("shipments.select_offers", body=body)

    async def bulk_buy(self, *, body: Body) -> Answer:
        """Pay an offer of each of up to 100 shipments; costs money, answers 204, works later.

        Rows as in `select_offers`. A 204 does not say that it was paid: the shipment's transactions
        do (§ 6.3). Raises RejectedError: 400 already_bought, offer_expired, offer_is_not_available,
        transaction_failed.
        """
        return await self._ask.done("shipments.bulk_buy", body=body)

    async def service_history(self, tracking_number: str, *, query: Query = ()) -> Answer:
        """Return the service that a redirected parcel goes by now; needs no token (§ 11.1).

        Raises RejectedError: 404 resource_not_found, with `description`, for a number not known.
        """
        name = "tracking.service_history"
        places = {"tracking_number": tracking_number}
        return await self._ask.one(name, places, query=query, anonymous=True)
