"""InPost's operations as calls: one method each, wire models out, no words of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from shipdesk.errors import RejectedError
from shipdesk.providers.bodies import body_of, query_of
from shipdesk.providers.http import Api, Reply
from shipdesk.providers.shipx import wire
from shipdesk.providers.shipx.ask import Query, ShipxAsk
from shipdesk.providers.shipx.mapping import PAGE_SIZE
from shipdesk.providers.shipx.requests import Bodies
from shipdesk.providers.shipx.wire import ModelT
from shipdesk.providers.tables import Table


class ShipxClient:
    """One organization at InPost; every method raises what `ShipxAsk` does, too.

    Bodies come from `Bodies`; weights are kg, sides mm, money PLN, ids whole numbers (§ 5.3, §
    5.4).
    """

    def __init__(self, api: Api, table: Table, organization_id: str) -> None:
        self._api = api
        self._table = table
        self._ask = ShipxAsk(api, table, organization_id)
        self._send = self._ask.send
        self._bodies = Bodies(table)

    @property
    def ask(self) -> ShipxAsk:
        """The way that its other operations share."""
        return self._ask

    @property
    def bodies(self) -> Bodies:
        """What makes request bodies by the account's table."""
        return self._bodies

    def query(self, section: str, values: Mapping[str, object]) -> Query:
        """Return named values as a query, with the names of [body.<section>] (§ 3.2)."""
        return query_of(self._table, section, values)

    def _page(self, number: str = "1") -> Query:
        return self.query("page", {"size": PAGE_SIZE, "page": number})

    @property
    def table(self) -> Table:
        """The data of the provider."""
        return self._table

    @property
    def account_title(self) -> str:
        """What the account is called in errors."""
        return self._api.account_title

    def _content(self, reply: Reply, name: str) -> object:
        """Return the body; raises RejectedError for a refusal that came with HTTP 200 (§ 2.1)."""
        return self._ask.content(reply, name)

    def _rows(self, model: type[ModelT], content: object, name: str) -> list[ModelT]:
        """Return the rows of a list; those that do not fit are left out."""
        rows = wire.read_rows(model, content, name, self._table)
        return [row for row in rows if isinstance(row, model)]

    def _shipment(self, reply: Reply, name: str) -> wire.WireShipment:
        return wire.WireShipment.read(self._content(reply, name), name, self._table)

    async def fetch_organizations(self) -> list[wire.WireOrganization]:
        """Return the organizations that the token may see."""
        content = self._content(await self._send("organizations.list"), "organizations")
        return self._rows(wire.WireOrganization, content, "organizations")

    async def fetch_organization(self) -> wire.WireOrganization:
        """Return the account's organization."""
        content = self._content(await self._send("organizations.get"), "organization")
        return wire.WireOrganization.read(content, "organization", self._table)

    async def create_shipment(self, body: object) -> wire.WireShipment:
        """Create a shipment; with a service in the body it is bought without further asking.

        Body: `receiver`, `parcels` (template, or sides in mm and weight in kg), `sender`,
        `service`, `custom_attributes`, `cod` and `insurance` in PLN, `reference` (3 to 100, not
        unique). Answers `created`, without tracking number (§ 5.2). Not to be repeated (§ 1.8).
        Raises RejectedError: 400 validation_failed with the fields, missing_trucker_id,
        no_carriers, carrier_unavailable.
        """
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
        query = (*filters, *self._page())
        reply = await self._send("shipments.list", query=query, background=background)
        content = self._content(reply, "shipments")
        return self._rows(wire.WireShipment, content, "shipments")

    async def renew_offers(self, shipment_id: str) -> wire.WireShipment:
        """Have offers prepared anew; changes nothing else, before a purchase only (§ 6.5)."""
        reply = await self._send("shipments.update", {"shipment_id": shipment_id}, body={})
        return self._shipment(reply, "shipments.update")

    async def update_shipment(self, shipment_id: str, body: object) -> wire.WireShipment:
        """Replace fields of a shipment before its purchase; its offers are made anew (§ 6.5).

        Takes any fields of `create_shipment`. Raises RejectedError: 400 invalid_action once bought,
        validation_failed with the fields, 404 resource_not_found.
        """
        reply = await self._send("shipments.update", {"shipment_id": shipment_id}, body=body)
        return self._shipment(reply, "shipments.update")

    async def cancel_shipment(self, shipment_id: str) -> None:
        """Cancel a shipment that is created or has its offers prepared (§ 6.4).

        A purchase on its way may still overtake it: read it again. Raises RejectedError: 400
        invalid_action in any other state, 404 resource_not_found.
        """
        await self._ask.done("shipments.cancel", {"shipment_id": shipment_id})

    async def select_offer(self, shipment_id: str, offer_id: str) -> wire.WireShipment:
        """Choose an offer of a draft; nothing is paid yet (§ 6.2).

        Returns the shipment with its `selected_offer`. Raises RejectedError: 400 offer_unavailable,
        offer_expired (after 5 minutes), invalid_action once bought, validation_failed, 404
        resource_not_found.
        """
        body = self._bodies.offer(offer_id)
        reply = await self._send("shipments.select_offer", {"shipment_id": shipment_id}, body=body)
        return self._shipment(reply, "shipments.select_offer")

    async def buy(self, shipment_id: str, offer_id: str) -> wire.WireShipment:
        """Order the payment of an offer; what becomes of it is seen later (§ 6.3).

        Returns the shipment as it was, without tracking number. Raises RejectedError: 400
        already_bought (inside validation_failed), offer_expired, offer_is_not_available or
        transaction_failed (no funds), 404 resource_not_found.
        """
        body = self._bodies.offer(offer_id)
        reply = await self._send("shipments.buy", {"shipment_id": shipment_id}, body=body)
        return self._shipment(reply, "shipments.buy")

    async def calculate(self, items: Sequence[object]) -> list[wire.WireCharge]:
        """Return a charge for each item, decimals in PLN, null for debit customers (§ 7).

        An item is a body of `create_shipment` with an `id` (text), which its charge repeats; one
        bad item fails the call. Raises RejectedError: 400 validation_failed with the fields by
        item, missing_trucker_id; customers who are not prepaid may be refused.
        """
        body = body_of(self._table, "calculate", {"shipments": list(items)})
        reply = await self._send("shipments.calculate", body=body, read=True)
        content = self._content(reply, "shipments.calculate")
        return self._rows(wire.WireCharge, content, "shipments.calculate")

    async def fetch_label(self, shipment_id: str, form: Query) -> bytes:
        """Return the label in a form (format and type), from `confirmed` on (§ 8.1).

        Raises RejectedError: 400 invalid_action before that, validation_failed when cancelled,
        label_not_found, label_generation_failed, 404 resource_not_found.
        """
        reply = await self._send(
            "labels.get",
            {"shipment_id": shipment_id},
            form,
            accept="*/*",
        )
        if reply.body.lstrip()[:1] == b"{":
            self._content(reply, "labels.get")
        return reply.body

    async def fetch_tracking(self, tracking_number: str) -> wire.WireTracking | None:
        """Return a parcel's history, newest first; needs no token (§ 11.1).

        None where there is none yet (404 resource_not_found). Raises RejectedError for other
        refusals.
        """
        places = {"tracking_number": tracking_number}
        try:
            reply = await self._send("tracking.get", places, background=True, anonymous=True)
        except RejectedError as error:
            if error.status == 404:  # noqa: PLR2004
                return None
            raise
        return wire.WireTracking.read(
            self._content(reply, "tracking.get"), "tracking.get", self._table
        )

    async def fetch_shipments_page(self, page: str, since: str = "") -> bytes:
        """Return a page of all shipments, newest first, as it came; `since`: made from then on."""
        order = self.query("page", {"sort": "id", "order": "desc"})
        query = (*self._page(page), *order, *self.query("find", {"since": since}))
        return (await self._send("shipments.list", query=query, background=True)).body

    async def fetch_shipment_body(self, shipment_id: str) -> bytes:
        """Return a shipment by its id, as it came."""
        places = {"shipment_id": shipment_id}
        return (await self._send("shipments.get", places, background=True)).body

    async def fetch_dispatch_order_body(self, order_id: str) -> bytes:
        """Return a dispatch order by its id, as it came."""
        places = {"dispatch_order_id": order_id}
        return (await self._send("dispatch_orders.get", places, background=True)).body

    async def fetch_dispatch_orders_page(self, page: str) -> bytes:
        """Return a page of all dispatch orders, newest first, as it came."""
        order = self.query("page", {"sort": "id", "order": "desc"})
        query = (*self._page(page), *order)
        return (await self._send("dispatch_orders.list", query=query, background=True)).body

    async def fetch_dispatch_orders(self, filters: Query) -> list[wire.WireDispatchOrder]:
        """Return up to 100 dispatch orders of a filter (§ 9.5).

        Raises RejectedError: 404 resource_not_found.
        """
        query = (*filters, *self._page())
        content = self._content(
            await self._send("dispatch_orders.list", query=query), "dispatch_orders"
        )
        return self._rows(wire.WireDispatchOrder, content, "dispatch_orders")

    async def fetch_dispatch_order(self, order_id: str) -> wire.WireDispatchOrder:
        """Return a dispatch order by its id: status, parcels, remarks, price (null for debit).

        Raises RejectedError: 404 resource_not_found.
        """
        reply = await self._send("dispatch_orders.get", {"dispatch_order_id": order_id})
        content = self._content(reply, "dispatch_orders.get")
        return wire.WireDispatchOrder.read(content, "dispatch_orders.get", self._table)

    async def create_dispatch_order(self, body: object) -> wire.WireDispatchOrder:
        """Book a collection; whether the courier takes it is seen later (§ 9.2).

        Body: `shipments` (ids, each confirmed and in no other order), `dispatch_point_id` or
        `address`, with name, phone, e-mail, `office_hours` (09:00-17:00), `comment`. Raises
        RejectedError: 400 validation_failed, invalid_range,
        dispatch_point_and_address_cannot_be_mixed.
        """
        reply = await self._send("dispatch_orders.create", body=body)
        content = self._content(reply, "dispatch_orders.create")
        return wire.WireDispatchOrder.read(content, "dispatch_orders.create", self._table)

    async def cancel_dispatch_order(self, order_id: str) -> None:
        """Withdraw a collection that is new or sent (§ 9.6).

        Raises RejectedError: 400 invalid_status in any other state, 404 resource_not_found.
        """
        await self._ask.done("dispatch_orders.cancel", {"dispatch_order_id": order_id})

    async def add_comment(self, order_id: str, text: str) -> wire.WireRemark:
        """Add a remark to a collection (§ 9.7).

        Raises RejectedError: 400 validation_failed for an empty one, 404 resource_not_found.
        """
        name = "dispatch_orders.add_comment"
        body = self._bodies.comment(text)
        reply = await self._send(name, {"dispatch_order_id": order_id}, body=body)
        return wire.WireRemark.read(self._content(reply, name), name, self._table)

    async def edit_comment(self, order_id: str, comment_id: str, text: str) -> wire.WireRemark:
        """Change a remark; answers 201 with the remark (§ 9.7).

        Raises RejectedError: 400 validation_failed for an empty one, 404 resource_not_found.
        """
        name = "dispatch_orders.edit_comment"
        body = self._bodies.comment(text, comment_id)
        reply = await self._send(name, {"dispatch_order_id": order_id}, body=body)
        return wire.WireRemark.read(self._content(reply, name), name, self._table)

    async def delete_comment(self, order_id: str, comment_id: str) -> wire.WireDispatchOrder:
        """Remove one remark, named in the body of a DELETE; answers 201 with the rest (§ 9.7).

        Raises RejectedError: 404 resource_not_found; ValueError without a remark, with nothing
        sent.
        """
        name = "dispatch_orders.delete_comments"
        body = self._bodies.comments_away(comment_id)
        reply = await self._send(name, {"dispatch_order_id": order_id}, body=body)
        return wire.WireDispatchOrder.read(self._content(reply, name), name, self._table)

    async def fetch_printout(self, order_id: str) -> bytes:
        """Return a collection's sheet: a PDF, or a zip with one for each service (§ 9.8).

        Raises RejectedError: 400 invalid_status, printout_generation_failed, 404
        resource_not_found.
        """
        name = "dispatch_orders.printout"
        return await self._paper(name, {"dispatch_order_id": order_id}, {"format": "Pdf"})

    async def fetch_handover(self, shipment_ids: Sequence[str]) -> bytes:
        """Return the sheet of up to 100 confirmed shipments without a collection (§ 9.8).

        Raises RejectedError: 400 does_not_exist, invalid_range, printout_generation_failed, and
        cannot_mix_shipments_with_and_without_dispatch_order.
        """
        wanted = {"format": "Pdf", "shipments": list(shipment_ids)}
        return await self._paper("dispatch_orders.printouts", {}, wanted)

    async def _paper(
        self, name: str, places: Mapping[str, str], wanted: Mapping[str, object]
    ) -> bytes:
        query = self.query("paper", wanted)
        accept = "application/pdf, application/zip, application/json"
        reply = await self._send(name, places, query, accept=accept)
        if reply.body.lstrip()[:1] == b"{":
            self._content(reply, name)
        return reply.body

    async def fetch_dispatch_points(self) -> list[wire.WireDispatchPoint]:
        """Return up to 100 places of collection of the organization; read-only there (§ 10)."""
        name = "dispatch_points.list"
        content = self._content(await self._send(name, query=self._page()), name)
        return self._rows(wire.WireDispatchPoint, content, name)

    async def fetch_cost_centres(self) -> list[wire.WireNamed]:
        """Return up to 100 cost centres of the organization (§ 15)."""
        content = self._content(await self._send("mpks.list", query=self._page()), "mpks.list")
        return self._rows(wire.WireNamed, content, "mpks.list")

    async def calculate_collection(
        self, shipment_ids: Sequence[int], point_id: str = ""
    ) -> wire.WireCollectionPrice:
        """Return what a collection of these ids would cost, in PLN (§ 9.9).

        Parcels that cannot go along are in the answer with their reason. Raises RejectedError: 400
        validation_failed, and a refusal to customers who are not prepaid.
        """
        name = "dispatch_orders.calculate"
        body = self._bodies.collection_question(shipment_ids, point_id)
        reply = await self._send(name, body=body, read=True)
        return wire.WireCollectionPrice.read(self._content(reply, name), name, self._table)

    async def fetch_points(self, filters: Query) -> list[wire.WirePoint]:
        """Return points of a filter."""
        content = self._content(await self._send("points.list", query=filters), "points")
        return self._rows(wire.WirePoint, content, "points")

    async def fetch_point(self, code: str) -> wire.WirePoint | None:
        """Return one point, None where the code is not known."""
        try:
            reply = await self._send("points.get", {"name": code})
        except RejectedError as error:
            if error.status == 404:  # noqa: PLR2004
                return None
            raise
        return wire.WirePoint.read(self._content(reply, "points.get"), "points.get", self._table)


def to_filter_time(moment: datetime) -> str:
    """Return a moment as list filters take it (§ 3.4)."""
    return moment.isoformat(timespec="milliseconds")
