"""What is read at InPost besides prices: labels, tracking, lists, and the test."""

from __future__ import annotations

from collections.abc import Sequence

from shipdesk.domain.label import LabelWish, MediaType
from shipdesk.domain.shipment import Payable, Shipment
from shipdesk.errors import RejectedError
from shipdesk.providers.base import (
    Choice,
    DocumentBytes,
    ProbeAnswer,
    TrackingAnswer,
    TrackingHistory,
)
from shipdesk.providers.probing import probe
from shipdesk.providers.raws import keep
from shipdesk.providers.shipx import mapping, wire
from shipdesk.providers.shipx.booking import Confirming
from shipdesk.providers.shipx.client import ShipxClient
from shipdesk.providers.steps import Bought
from shipdesk.providers.tables import Table


class ShipxLabels:
    """The label of a shipment; an API call with the token, to InPost's host only.

    Its forms (§ 8.1) are data: the usual one, and ZPL by the dots an inch that it is for.
    """

    def __init__(self, client: ShipxClient, table: Table) -> None:
        self._client = client
        self._usual, *self._zpl = table.label_forms

    def kinds(self, shipment: Shipment) -> tuple[str, ...]:  # noqa: ARG002 - the same for all
        """Return the one kind there is."""
        return ("label",)

    def zpl(self, shipment: Shipment) -> tuple[int, ...]:
        """Return the dots an inch for which there is ZPL of the shipment's service."""
        return tuple(
            form.dpi for form in self._zpl if not form.services or shipment.service in form.services
        )

    async def fetch(
        self, shipment: Shipment, kind: str, wish: LabelWish | None = None
    ) -> DocumentBytes:
        """Fetch the label; refused while the shipment is not paid.

        In its usual form, too, where InPost refuses the one that is wished and not the label.
        """
        zpl = wish is not None and wish.media_type is MediaType.ZPL
        if wish is not None and zpl and wish.dpi in self.zpl(shipment):
            form = next(form for form in self._zpl if form.dpi == wish.dpi)
            asked = self._client.query("paper", form.asked)
            try:
                return DocumentBytes(
                    kind, await self._client.fetch_label(shipment.remote_id, asked)
                )
            except RejectedError as error:
                if not error.fields.keys() & dict(asked).keys():
                    raise
        usual = self._client.query("paper", self._usual.asked)
        return DocumentBytes(kind, await self._client.fetch_label(shipment.remote_id, usual))


class ShipxTracking:
    """Statuses of up to 100 shipments a call; their history one by one, without the token."""

    def __init__(self, client: ShipxClient, table: Table, confirming: Confirming) -> None:
        self._client = client
        self._table = table
        self._confirming = confirming

    async def fetch(self, shipments: Sequence[Shipment]) -> tuple[TrackingAnswer, ...]:
        """Return one answer each.

        A list by id leaves cancelled shipments out (§ 3.3), and one id that is no number would
        refuse the whole call (§ 5.9): such are read alone or told as unknown.
        """
        asked = {item.remote_id for item in shipments if item.remote_id.isdecimal()}
        found: dict[str, wire.WireShipment] = {}
        if asked:
            listed = ",".join(sorted(asked, key=int))
            wanted = self._client.query("find", {"id": listed})
            rows = await self._client.fetch_shipments(wanted, background=True)
            found = {row.id: row for row in rows if row.id in asked}
        return tuple([await self._answer(item, found.get(item.remote_id)) for item in shipments])

    async def fetch_events(self, shipment: Shipment) -> TrackingHistory:
        """Return the history, oldest first; none is told before the first scan."""
        if not shipment.tracking_number:
            return TrackingHistory()
        tracking = await self._client.fetch_tracking(shipment.tracking_number)
        if tracking is None:
            return TrackingHistory()
        raw = keep(tracking.told, self._table, "tracking")
        return TrackingHistory(mapping.to_events(tracking, self._table), raw)

    async def _answer(self, shipment: Shipment, row: wire.WireShipment | None) -> TrackingAnswer:
        if row is None:
            if not shipment.remote_id.isdecimal():
                return TrackingAnswer(shipment.id, error="InPost does not know this shipment.")
            try:
                row = await self._client.fetch_shipment(shipment.remote_id, background=True)
            except RejectedError as error:
                return TrackingAnswer(shipment.id, error=error.words or error.code)
        told = self._confirming.to_bought(row)
        return TrackingAnswer(
            shipment_id=shipment.id,
            status=self._table.status(row.status).shipment,
            code=told.code,
            words=told.words,
            changes=told if _differs(told, shipment) else None,
            raw=told.raw,
        )


def _differs(told: Bought, shipment: Shipment) -> bool:
    """Return whether InPost knows more of a shipment than we keep."""
    paid = told.payable is Payable.PAID and shipment.payable is not Payable.PAID
    number = told.tracking_number and told.tracking_number != shipment.tracking_number
    extra = any(shipment.extra.get(name) != text for name, text in told.extra.items())
    return bool(paid or number or extra)


class ShipxProbe:
    """Tests what costs nothing, and lists the organizations of a token."""

    def __init__(self, client: ShipxClient) -> None:
        self._client = client

    async def test(self) -> tuple[ProbeAnswer, ...]:
        """Return one answer per operation; raises AuthError for a refused token."""
        tried = (
            ("organizations.get", "Organization and its services", self._organization),
            ("shipments.list", "Shipments", self._shipments),
            ("dispatch_orders.list", "Dispatch orders", self._dispatch_orders),
            ("points.list", "Lockers", self._points),
        )
        answers = [
            await probe(operation, title, ask, _is_missing) for operation, title, ask in tried
        ]
        for operation, title in (
            ("shipments.create", "Buying a shipment"),
            ("labels.get", "Labels"),
            ("dispatch_orders.create", "Booking the courier"),
        ):
            words = "Needs a paid shipment." if operation == "labels.get" else "Costs money."
            answers.append(ProbeAnswer(operation, title, "not_tried", words))
        return tuple(answers)

    async def choices(self, setting: str) -> tuple[Choice, ...]:
        """Return the organizations that the token may use."""
        if setting != "organization_id":
            return ()
        found = await self._client.fetch_organizations()
        return tuple(Choice(item.id, item.name or item.id) for item in found)

    async def _organization(self) -> str:
        found = await self._client.fetch_organization()
        return f"{found.name}: {len(found.services)} services"

    async def _shipments(self) -> str:
        found = await self._client.fetch_shipments(())
        return f"{len(found)} of the newest"

    async def _dispatch_orders(self) -> str:
        found = await self._client.fetch_dispatch_orders(())
        return f"{len(found)} of the newest"

    async def _points(self) -> str:
        await self._client.fetch_points(self._client.query("page", {"page": 1, "size": 1}))
        return ""


def _is_missing(operation: str, error: RejectedError) -> bool:
    """A 404 of the organization itself says that its number is wrong."""
    return error.status == 404 and operation != "organizations.get"  # noqa: PLR2004
