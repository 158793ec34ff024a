"""What Ctrl+K finds besides actions: orders and parcels, from the cache, a few of each."""

from __future__ import annotations

from collections.abc import Sequence

from shipdesk.domain.query import ListQuery
from shipdesk.services.desk import Desk
from shipdesk.ui import format as fmt
from shipdesk.ui.palette import Found

_EACH = 5


class Finder:
    """Searches both lists at once; instant, since nothing leaves this computer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def find(self, text: str) -> Sequence[Found]:
        """Return orders first, then parcels."""
        if not text.strip():
            return ()
        query = ListQuery(text=text)
        orders = await self._desk.order_list.ids(query)
        rows = await self._desk.order_list.rows(list(orders[:_EACH]))
        parcels = await self._desk.shipment_list.ids(query)
        shipments = await self._desk.shipment_list.rows(list(parcels[:_EACH]))
        found = [
            Found("order", rows[each].key, rows[each].number, rows[each].recipient, "orders")
            for each in orders[:_EACH]
            if each in rows
        ]
        found += [
            Found(
                "shipment",
                shipments[each].shipment_id,
                fmt.tracking(shipments[each].tracking_number) or shipments[each].order_number,
                shipments[each].recipient,
                "box",
            )
            for each in parcels[:_EACH]
            if each in shipments
        ]
        return found

    async def exact(self, code: str) -> Found | None:
        """Return the one thing a scanned code names; None where none or several do."""
        found = await self.find(code.strip())
        return found[0] if len(found) == 1 else None
