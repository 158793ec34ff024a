"""What is read at Dash101 besides prices: documents, tracking, single orders, places, the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shipdesk.domain.account import Account
from shipdesk.domain.label import LabelWish
from shipdesk.domain.order import Order
from shipdesk.domain.sender import Sender
from shipdesk.domain.shipment import Payable, Shipment
from shipdesk.errors import RejectedError
from shipdesk.providers.base import (
    Choice,
    DocumentBytes,
    ProbeAnswer,
    TrackingAnswer,
    TrackingHistory,
)
from shipdesk.providers.dash101 import mapping, requests, wire
from shipdesk.providers.dash101.client import ADDRESS_UNKNOWN, NOT_FOUND, Dash101Client
from shipdesk.providers.dash101.session import Dash101Auth
from shipdesk.providers.label_url import LabelUrls
from shipdesk.providers.probing import probe
from shipdesk.providers.raws import keep
from shipdesk.providers.steps import Bought
from shipdesk.providers.tables import Table

_MISSING = frozenset({404, 405})
_SOMEWHERE = "110001"


def number_of(shipment: Shipment) -> tuple[str, str]:
    """Return by which number a shipment's order is tracked: exactly one of the two (§ 7.3)."""
    return requests.number_of(shipment.reference, shipment.extra.get("dash101_order_id", ""))


class Dash101Tracking:
    """Statuses one by one: the service lists nothing."""

    def __init__(self, client: Dash101Client, table: Table) -> None:
        self._client = client
        self._table = table

    async def fetch(self, shipments: Sequence[Shipment]) -> tuple[TrackingAnswer, ...]:
        """Return one answer each; a number that is not known spoils no other."""
        return tuple([await self._answer(shipment) for shipment in shipments])

    async def fetch_events(self, shipment: Shipment) -> TrackingHistory:
        """Return the history of the order."""
        tracked = await self._client.track(number_of(shipment))
        if tracked is None:
            return TrackingHistory()
        raw = keep(tracked[0].told, self._table, "order")
        return TrackingHistory(mapping.to_events(tracked[0], self._table), raw)

    async def _answer(self, shipment: Shipment) -> TrackingAnswer:
        try:
            tracked = await self._client.track(number_of(shipment), background=True)
        except RejectedError as error:
            return TrackingAnswer(shipment.id, error=error.words or error.code)
        if tracked is None:
            return TrackingAnswer(shipment.id, error="Dash101 does not know this order.")
        order, _ = tracked
        status = wire.status_of(order.code, order.status, self._table)
        words = f"{status.title}: {order.failed_reason}" if order.failed_reason else status.title
        told = self._told(tracked, shipment)
        return TrackingAnswer(
            shipment_id=shipment.id,
            status=status.shipment,
            code=status.code,
            words=words,
            events=mapping.to_events(order, self._table),
            changes=told if _differs(told, shipment) else None,
            raw=told.raw,
        )

    def _told(
        self, tracked: tuple[wire.WireOrder, wire.WireShipment], shipment: Shipment
    ) -> Bought:
        order, row = tracked
        remote_id = order.dash101_order_id or shipment.remote_id
        told = mapping.to_bought(row, order, remote_id, self._table)
        notes = mapping.to_notes(order, self._table)
        known = {name: text for name, text in notes.items() if text or shipment.extra.get(name)}
        return replace(told, extra={**told.extra, **known})


def _differs(told: Bought, shipment: Shipment) -> bool:
    """Return whether Dash101 knows more of a shipment than we keep."""
    if not told.tracking_number:
        return False
    number = told.tracking_number != shipment.tracking_number
    files = any(kind not in shipment.files for kind in told.files)
    late = bool(told.pickup and not shipment.pickup)
    noted = any(shipment.extra.get(name, "") != text for name, text in told.extra.items())
    return noted or number or files or late or shipment.payable is not Payable.PAID


class Dash101Labels:
    """Documents by the addresses that stood in the answer; no secret goes there (§ 10.1)."""

    def __init__(self, client: Dash101Client, urls: LabelUrls, table: Table) -> None:
        self._client = client
        self._urls = urls
        self._table = table

    def kinds(self, shipment: Shipment) -> tuple[str, ...]:
        """Return the label and what else was told."""
        return ("label", *(kind for kind in shipment.files if kind != "label"))

    def zpl(self, shipment: Shipment) -> tuple[int, ...]:  # noqa: ARG002 - the same for all
        """Return nothing: an address leads to one file, and no other form can be asked for."""
        return ()

    async def fetch(
        self,
        shipment: Shipment,
        kind: str,
        wish: LabelWish | None = None,  # noqa: ARG002 - there is one form only
    ) -> DocumentBytes:
        """Fetch one document; an address that has lapsed is asked for once more."""
        known = shipment.files.get(kind, "")
        if known:
            try:
                return DocumentBytes(kind, await self._urls.fetch(known))
            except RejectedError:
                fresh = await self._told(shipment, kind)
                if not fresh or fresh == known:
                    raise
        else:
            fresh = await self._told(shipment, kind)
        if not fresh:
            raise RejectedError(
                "no_document",
                "Dash101 told no address for this document.",
                account=self._client.account_title,
            )
        return DocumentBytes(kind, await self._urls.fetch(fresh))

    async def _told(self, shipment: Shipment, kind: str) -> str:
        tracked = await self._client.track(number_of(shipment))
        if tracked is None:
            return ""
        order, row = tracked
        told = mapping.to_bought(row, order, shipment.remote_id, self._table)
        return told.files.get(kind, "")


class Dash101Finder:
    """Reads one order by the shop's number or by Dash101's own."""

    def __init__(self, client: Dash101Client, table: Table, account: Account) -> None:
        self._client = client
        self._table = table
        self._account = account

    async def fetch(self, number: str) -> Order:
        """Return the order; raises RejectedError where neither number is known."""
        wanted = number.strip()
        for name in ("order_id", "dash101_order_id"):
            tracked = await self._client.track((name, wanted)) if wanted else None
            if tracked is not None:
                return mapping.to_order(tracked[0], self._account, self._table)
        raise RejectedError(
            "order_unknown",
            f"Dash101 knows no order {wanted}.",
            status=NOT_FOUND,
            account=self._account.title,
        )


class Dash101PickupLocations:
    """Places of collection: they cannot be deleted, so the same one is sent byte by byte (§ 9)."""

    def __init__(self, client: Dash101Client, table: Table) -> None:
        self._client = client
        self._table = table

    async def make(self, sender: Sender) -> str:
        """Return the id for the sender's place; raises RejectedError with what is wrong with it."""
        place = requests.place_of(sender)
        problems = requests.check_place(place, self._table)
        if problems:
            fields = {
                f"sender.{problem.field}": (f"{problem.words} {problem.suggestion}".strip(),)
                for problem in problems
            }
            raise RejectedError(
                "sender", problems[0].words, fields, account=self._client.account_title
            )
        return await self._client.make_pickup_location(requests.to_place(place, self._table))

    async def find(self, sender: Sender) -> tuple[str, ...]:
        """Return the ids of the places that are listed with the sender's name, phone and address.

        A row may lack anything but its id (§ 6.4): such a one is nobody's.
        """
        place = requests.place_of(sender)
        rows = await self._client.fetch_pickup_locations()
        return tuple(
            row.id
            for row in rows
            if all(getattr(row, name) == text for name, text in place.items())
        )


class Dash101Probe:
    """Tests what costs nothing: each path is a guess and is told apart (§ 0, § 3)."""

    def __init__(self, client: Dash101Client, auth: Dash101Auth, table: Table) -> None:
        self._client = client
        self._auth = auth
        self._table = table

    async def test(self) -> tuple[ProbeAnswer, ...]:
        """Return one answer per operation; raises AuthError for a refused password."""
        answers: list[ProbeAnswer] = []
        tried = (
            ("auth", "Logging in", self._log_in),
            ("couriers", "List of couriers", self._couriers),
            ("serviceability", "Prices", self._prices),
            ("order_track", "Tracking", self._track),
            ("pickup_list", "Places of collection", self._places),
        )
        for operation, title, ask in tried:
            answers.append(await probe(operation, title, ask, _is_missing))
            if operation == "auth" and answers[-1].state != "works":
                break
        for operation, title, words in (
            ("order_create_v2", "Creating an order", "Makes an order that cannot be taken back."),
            ("shipment_create", "Buying a shipment", "Costs money."),
            ("pickup_create", "Making a place of collection", "Places cannot be deleted."),
        ):
            answers.append(ProbeAnswer(operation, title, "not_tried", words))
        return tuple(answers)

    async def choices(self, setting: str) -> tuple[Choice, ...]:  # noqa: ARG002 - none for any
        """Return nothing: no setting can be listed."""
        return ()

    async def _log_in(self) -> str:
        until = await self._auth.log_in()
        return f"until {until:%Y-%m-%d}, renewed before"

    async def _couriers(self) -> str:
        return f"{len(await self._client.fetch_couriers())} couriers"

    async def _prices(self) -> str:
        weight = requests.quoted_range(self._table)[0]
        lane = requests.to_lane(_SOMEWHERE, _SOMEWHERE, weight, self._table)
        found = await self._client.fetch_serviceability(lane)
        return f"{len(found)} couriers for a lane"

    async def _track(self) -> str:
        return await self._client.test_tracking()

    async def _places(self) -> str:
        return f"{len(await self._client.fetch_pickup_locations())} places"


def _is_missing(_operation: str, error: RejectedError) -> bool:
    return error.status in _MISSING or error.code == ADDRESS_UNKNOWN
