"""Dash101's operations as calls: one method each, wire models out, no words of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.dash101 import problems, wire
from shipdesk.providers.http import Api
from shipdesk.providers.tables import Table

NOT_FOUND = 404
_HEADERS = {"Content-Type": "application/json"}
"""Wanted on every call, reads too (§ 1)."""


class Dash101Client:
    """One API user at Dash101; raises errors of `ProviderError` only."""

    def __init__(self, api: Api, table: Table, user_id: str) -> None:
        self._api = api
        self._table = table
        self._user_id = user_id
        self._tracks = False

    @property
    def account_title(self) -> str:
        """What the account is called in errors."""
        return self._api.account_title

    async def _send(
        self,
        name: str,
        query: Sequence[tuple[str, str]] = (),
        body: object = None,
        *,
        background: bool = False,
    ) -> object:
        reply = await self._api.request(
            self._table.endpoints[name],
            {"apiUserId": self._user_id},
            query,
            body,
            _HEADERS,
            background=background,
        )
        content = wire.unwrap(reply.json(name), self._table)
        status = problems.refused_status(content)
        if status and isinstance(content, Mapping):
            told = problems.explain_content(status, content)
            raise RejectedError(
                told.code, told.words, told.fields, status, account=self.account_title
            )
        return content

    async def fetch_serviceability(
        self, query: Sequence[tuple[str, str]]
    ) -> tuple[wire.WireCourier, ...]:
        """Return the couriers of a lane with their charges; empty where nobody serves it (§ 5)."""
        try:
            content = await self._send("serviceability", query)
        except RejectedError as error:
            if error.status == NOT_FOUND and is_own_refusal(error):
                return ()
            raise
        return wire.read_couriers(content, self._table)

    async def fetch_couriers(self) -> tuple[wire.WireCourier, ...]:
        """Return all couriers there are."""
        return wire.read_couriers(await self._send("couriers"), self._table)

    async def create_order(self, body: object) -> wire.WireOrder:
        """Create an order, or get the one that has this id already (V2): safe to repeat (§ 7.1)."""
        content = await self._send("order_create_v2", body=body)
        order = wire.read_order(content, self._table)
        if not order.dash101_order_id and not order.code and not order.status:
            raise UnexpectedReplyError(
                "order_create_v2.dash101_order_id", account=self.account_title
            )
        return order

    async def track(
        self, number: tuple[str, str], *, background: bool = False
    ) -> tuple[wire.WireOrder, wire.WireShipment] | None:
        """Return an order and what is told of its shipment; None where the number is not known.

        `number` is (order_id or dash101_order_id, its value): exactly one of the two (§ 7.3). A 404
        counts as "not known" only where it is the service's own, or where the path has answered
        before: a wrong path would otherwise prove that nothing was bought.
        """
        try:
            content = await self._send("order_track", (number,), background=background)
        except RejectedError as error:
            if error.status == NOT_FOUND and (self._tracks or is_own_refusal(error)):
                return None
            raise
        self._tracks = True
        row = wire.details_of(content, self._table, number[1])
        return wire.read_order(row, self._table), wire.read_shipment(row, self._table)

    async def test_tracking(self) -> str:
        """Ask for an order that cannot be; raises RejectedError where the path is not known.

        A refusal in the service's own form proves that the path is right.
        """
        try:
            await self._send("order_track", (("order_id", "SHIPDESK-TEST-NONE"),))
        except RejectedError as error:
            if not is_own_refusal(error):
                raise
        return ""

    async def create_shipment(self, body: object) -> wire.WireShipment:
        """Buy a shipment for an approved order; not to be repeated (§ 10.1)."""
        content = await self._send("shipment_create", body=body)
        shipment = wire.read_shipment(content, self._table)
        if not shipment.tracking_number:
            raise UnexpectedReplyError(
                "shipment_create.tracking_number", account=self.account_title
            )
        return shipment

    async def make_pickup_location(self, body: object) -> str:
        """Return the id of a place of collection; the same place gives the same id (§ 9)."""
        content = await self._send("pickup_create", body=body)
        found = wire.read_text(content, self._table, "pickup", "id")
        if not found:
            raise UnexpectedReplyError(
                "pickup_create.pickup_location_id", account=self.account_title
            )
        return found

    async def count_pickup_locations(self) -> int:
        """Return how many places of collection there are."""
        names = self._table.aliases("pickup").get("rows", ())
        return len(wire.rows_of(await self._send("pickup_list"), names))


def is_own_refusal(error: RejectedError) -> bool:
    """Return whether a refusal speaks of an order or has a code of the service's own.

    Anything else may come from a proxy or from a path that does not exist (§ 3).
    """
    return not error.code.startswith("HTTP_") or "order" in error.words.casefold()
