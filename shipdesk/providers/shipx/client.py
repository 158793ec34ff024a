"""InPost's operations as calls: one method each, wire models out, no words of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.http import Api, Reply
from shipdesk.providers.shipx import problems, wire
from shipdesk.providers.shipx.mapping import PAGE_SIZE
from shipdesk.providers.tables import Table
from shipdesk.providers.wire import Explained, parse_json

Query = Sequence[tuple[str, str]]

PLAIN_404 = "plain_404"
"""A 404 without an error body: the sandbox gives it for things that exist (§ 1.9)."""

_TRIES_PLAIN_404 = 3
_LANGUAGE = {"Accept-Language": "en_GB"}


def explain(status: int, body: bytes) -> Explained:
    """Explain a refusal by its error key and nested details (§ 2)."""
    try:
        content = parse_json(body)
    except UnexpectedReplyError:
        content = None
    if not isinstance(content, Mapping):
        code = PLAIN_404 if status == 404 else f"HTTP_{status}"  # noqa: PLR2004
        return Explained(code, f"InPost answers {status} without a reason.")
    code, words, fields = problems.read_refusal(content)
    return Explained(code or f"HTTP_{status}", words, fields)


class ShipxClient:
    """One organization at InPost; raises errors of `ProviderError` only."""

    def __init__(self, api: Api, table: Table, organization_id: str) -> None:
        self._api = api
        self._table = table
        self._organization_id = organization_id

    @property
    def account_title(self) -> str:
        """What the account is called in errors."""
        return self._api.account_title

    async def _send(
        self,
        name: str,
        places: Mapping[str, str] | None = None,
        query: Query = (),
        body: object = None,
        *,
        background: bool = False,
        read: bool | None = None,
        anonymous: bool = False,
        accept: str = "application/json",
    ) -> Reply:
        endpoint = self._table.endpoints[name]
        found = {"organization_id": self._organization_id, **(places or {})}
        left = _TRIES_PLAIN_404 if endpoint.verb == "GET" else 1
        while True:
            left -= 1
            try:
                return await self._api.request(
                    endpoint,
                    found,
                    query,
                    body,
                    _LANGUAGE,
                    background=background,
                    read=read,
                    anonymous=anonymous,
                    accept=accept,
                )
            except RejectedError as error:
                if error.code != PLAIN_404 or left <= 0:
                    raise

    def _content(self, reply: Reply, name: str) -> object:
        """Return the body; raises RejectedError for a refusal that came with HTTP 200 (§ 2.1)."""
        content = reply.json(name)
        if isinstance(content, Mapping) and problems.is_refusal(content):
            code, words, fields = problems.read_refusal(content)
            raise RejectedError(code, words, fields, account=self.account_title)
        return content

    def _shipment(self, reply: Reply, name: str) -> wire.WireShipment:
        return wire.WireShipment.read(self._content(reply, name), name)

    async def fetch_organizations(self) -> list[wire.WireOrganization]:
        """Return the organizations that the token may see."""
        content = self._content(await self._send("organizations.list"), "organizations")
        rows = wire.read_rows(wire.WireOrganization, content, "organizations")
        return [row for row in rows if isinstance(row, wire.WireOrganization)]

    async def fetch_organization(self) -> wire.WireOrganization:
        """Return the account's organization."""
        content = self._content(await self._send("organizations.get"), "organization")
        return wire.WireOrganization.read(content, "organization")

    async def create_shipment(self, body: object) -> wire.WireShipment:
        """Create a shipment; with a service in the body it is bought without further asking."""
        reply = await self._send("shipments.create", body=body)
        return self._shipment(reply, "shipments.create")

    async def fetch_shipment(
        self, shipment_id: str, *, background: bool = False
    ) -> wire.WireShipment:
        """Return a shipment by its id; never late, other than the list (§ 3.3)."""
        places = {"shipment_id": shipment_id}
        reply = await self._send("shipments.get", places, background=background)
        return self._shipment(reply, "shipments.get")

    async def fetch_shipments(
        self, filters: Query, *, background: bool = False
    ) -> list[wire.WireShipment]:
        """Return up to 100 shipments of a filter, newest first; rows that do not fit are left out.

        The service ignores filters that it does not know: compare on this side.
        """
        query = (*filters, ("per_page", str(PAGE_SIZE)), ("page", "1"))
        reply = await self._send("shipments.list", query=query, background=background)
        content = self._content(reply, "shipments")
        rows = wire.read_rows(wire.WireShipment, content, "shipments")
        return [row for row in rows if isinstance(row, wire.WireShipment)]

    async def renew_offers(self, shipment_id: str) -> wire.WireShipment:
        """Have offers prepared anew; changes nothing else, before a purchase only (§ 6.5)."""
        reply = await self._send("shipments.update", {"shipment_id": shipment_id}, body={})
        return self._shipment(reply, "shipments.update")

    async def buy(self, shipment_id: str, offer_id: str) -> wire.WireShipment:
        """Order the payment of an offer; what becomes of it is seen later (§ 6.3)."""
        body = {"offer_id": int(offer_id) if offer_id.isdecimal() else offer_id}
        reply = await self._send("shipments.buy", {"shipment_id": shipment_id}, body=body)
        return self._shipment(reply, "shipments.buy")

    async def calculate(self, items: Sequence[object]) -> list[wire.WireCharge]:
        """Return a charge for each item; one bad item fails the call (§ 7)."""
        reply = await self._send("shipments.calculate", body={"shipments": list(items)}, read=True)
        content = self._content(reply, "shipments.calculate")
        rows = wire.read_rows(wire.WireCharge, content, "shipments.calculate")
        return [row for row in rows if isinstance(row, wire.WireCharge)]

    async def fetch_label(self, shipment_id: str) -> bytes:
        """Return the label as PDF in A6 (§ 8.1)."""
        reply = await self._send(
            "labels.get",
            {"shipment_id": shipment_id},
            (("format", "Pdf"), ("type", "A6")),
            accept="application/pdf, application/json",
        )
        if reply.body.lstrip()[:1] == b"{":
            self._content(reply, "labels.get")
        return reply.body

    async def fetch_tracking(self, tracking_number: str) -> wire.WireTracking | None:
        """Return a parcel's history, None where there is none yet; needs no token (§ 11.1)."""
        places = {"tracking_number": tracking_number}
        try:
            reply = await self._send("tracking.get", places, background=True, anonymous=True)
        except RejectedError as error:
            if error.status == 404:  # noqa: PLR2004
                return None
            raise
        return wire.WireTracking.read(self._content(reply, "tracking.get"), "tracking.get")

    async def fetch_dispatch_orders_page(self, page: str) -> bytes:
        """Return a page of all dispatch orders, newest first, as it came."""
        query = (
            ("page", page),
            ("per_page", str(PAGE_SIZE)),
            ("sort_by", "id"),
            ("sort_order", "desc"),
        )
        return (await self._send("dispatch_orders.list", query=query, background=True)).body

    async def fetch_dispatch_orders(self, filters: Query) -> list[wire.WireDispatchOrder]:
        """Return up to 100 dispatch orders of a filter."""
        query = (*filters, ("per_page", str(PAGE_SIZE)), ("page", "1"))
        content = self._content(
            await self._send("dispatch_orders.list", query=query), "dispatch_orders"
        )
        rows = wire.read_rows(wire.WireDispatchOrder, content, "dispatch_orders")
        return [row for row in rows if isinstance(row, wire.WireDispatchOrder)]

    async def fetch_dispatch_order(self, order_id: str) -> wire.WireDispatchOrder:
        """Return a dispatch order by its id."""
        reply = await self._send("dispatch_orders.get", {"dispatch_order_id": order_id})
        content = self._content(reply, "dispatch_orders.get")
        return wire.WireDispatchOrder.read(content, "dispatch_orders.get")

    async def create_dispatch_order(self, body: object) -> wire.WireDispatchOrder:
        """Book a collection; whether the courier takes it is seen later (§ 9.2)."""
        reply = await self._send("dispatch_orders.create", body=body)
        content = self._content(reply, "dispatch_orders.create")
        return wire.WireDispatchOrder.read(content, "dispatch_orders.create")

    async def cancel_dispatch_order(self, order_id: str) -> None:
        """Withdraw a collection that is new or sent (§ 9.6)."""
        await self._send("dispatch_orders.cancel", {"dispatch_order_id": order_id})

    async def add_comment(self, order_id: str, text: str) -> wire.WireRemark:
        """Add a remark to a collection (§ 9.7)."""
        name = "dispatch_orders.add_comment"
        reply = await self._send(name, {"dispatch_order_id": order_id}, body={"comment": text})
        return wire.WireRemark.read(self._content(reply, name), name)

    async def calculate_collection(self, shipment_ids: Sequence[int]) -> wire.WireCollectionPrice:
        """Return what a collection would cost; refused to contract customers (§ 9.9)."""
        name = "dispatch_orders.calculate"
        reply = await self._send(name, body={"shipments": list(shipment_ids)}, read=True)
        return wire.WireCollectionPrice.read(self._content(reply, name), name)

    async def fetch_points(self, filters: Query) -> list[wire.WirePoint]:
        """Return points of a filter."""
        content = self._content(await self._send("points.list", query=filters), "points")
        rows = wire.read_rows(wire.WirePoint, content, "points")
        return [row for row in rows if isinstance(row, wire.WirePoint)]

    async def fetch_point(self, code: str) -> wire.WirePoint | None:
        """Return one point, None where the code is not known."""
        try:
            reply = await self._send("points.get", {"name": code})
        except RejectedError as error:
            if error.status == 404:  # noqa: PLR2004
                return None
            raise
        return wire.WirePoint.read(self._content(reply, "points.get"), "points.get")


def to_filter_time(moment: datetime) -> str:
    """Return a moment as list filters take it (§ 3.4)."""
    return moment.isoformat(timespec="milliseconds")
