"""The Polish courier's books: every shipment, what became of it, and the customer's wallet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator import shipx_past
from shipdesk.simulator import shipx_progress as progress
from shipdesk.simulator.clock import SimulatorClock
from shipdesk.simulator.endpoints import provider_table
from shipdesk.simulator.shipx_accounts import ORGANIZATIONS
from shipdesk.simulator.shipx_batches import Batches
from shipdesk.simulator.shipx_collections import Collections
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_intake import fill
from shipdesk.simulator.shipx_json import summary
from shipdesk.simulator.shipx_model import BEFORE_PURCHASE, Offer, Shipment, Step
from shipdesk.simulator.shipx_records import MPK, Records
from shipdesk.simulator.shipx_rules import (
    Circumstances,
    Findings,
    number,
    shipment_findings,
    text,
)

_FIRST_IDS = {
    "shipment": 7_100_001,
    "offer": 6_100_001,
    "transaction": 5_100_001,
    "parcel": 9_100_001,
    "person": 8_100_001,
    "address": 211,
    "dispatch_order": 3_100,
    "comment": 24,
    "dispatch_point": 55,
    "external": 2_000_000_001,
    "tracking": 1,
    "mpks": 401,
    "address_books": 501,
    "shipment_templates": 601,
    "file_mappings": 701,
    "batch": 9_001,
}
OPENING_BALANCE = Decimal("2500.00")


class ShipxBook:
    """All that the courier knows; progress is derived from the clock whenever it is read.

    Used from the server's one loop only. `knobs` are the world's switches, bound by
    `shipx.routes`; without them every switch has its usual value.
    """

    def __init__(self, clock: SimulatorClock, rng: Random) -> None:
        self.clock = clock
        self.rng = rng
        self.knobs: Mapping[str, object] = {}
        self.reset()

    def reset(self) -> None:
        """Forget everything and fill the wallet."""
        self._next = dict(_FIRST_IDS)
        self.wallet = OPENING_BALANCE
        self.shipments: dict[int, Shipment] = {}
        self.labels: list[dict[str, Any]] = []
        self._open: set[int] = set()
        self._numbers: dict[str, int] = {}
        # Whims come from a sequence of their own, so that they disturb no number.
        self.whims = Random(202)
        self.collections = Collections(self)
        self.records = Records(self)
        self.batches = Batches(self)

    def knob(self, name: str, default: Any) -> Any:  # noqa: ANN401 - as kind as its default
        """The value of a switch, or `default` where it is not set."""
        return self.knobs.get(name, default)

    def number(self, kind: str) -> int:
        """The next id of a kind."""
        found = self._next[kind]
        self._next[kind] = found + 1
        return found

    def circumstances(self, organization_id: int = 1001) -> Circumstances:
        """What the rules need to know of the present moment and of who asks."""
        closed = self.knob("shipx_points_closed", [])
        return Circumstances(
            self.clock.now(),
            tuple(closed) if isinstance(closed, (list, tuple)) else (),
            [str(card.fields["name"]) for card in self.records.of(MPK, organization_id)],
        )

    def seconds(self) -> float:
        """How long from a request to `confirmed`."""
        return float(self.knob("shipx_confirm_seconds", 1.1))

    # What has happened meanwhile

    def settle(self) -> None:
        """Let everything happen that was due by now, in the order in which it was due."""
        now = self.clock.now()
        while True:
            due = [
                (shipment.steps[0].at, shipment.id)
                for shipment in map(self.shipments.__getitem__, self._open)
                if shipment.steps and shipment.steps[0].at <= now
            ]
            if not due:
                break
            shipment = self.shipments[min(due)[1]]
            progress.take(self, shipment, shipment.steps.pop(0))
            self._index(shipment)
        for shipment_id in self._open:
            shipment = self.shipments[shipment_id]
            # A purchase under way keeps its offer, however slow the courier is set.
            if not shipment.steps:
                _expire(shipment.offers, now)
        if self.knob("auto_progress", default=False):
            scale = float(self.knob("auto_progress_scale", 1.0))
            for shipment in self.shipments.values():
                if shipment.bought and shipment.events:
                    progress.drift(shipment, now, scale)
        self.collections.settle(now)

    def _index(self, shipment: Shipment) -> None:
        if shipment.bought or shipment.status == "canceled":
            self._open.discard(shipment.id)
        for parcel in shipment.parcels:
            if parcel.tracking_number:
                self._numbers[parcel.tracking_number] = shipment.id

    # Reading

    def shipment(self, shipment_id: int) -> Shipment:
        """One shipment as it is now; raises Refusal when there is none."""
        self.settle()
        found = self.shipments.get(shipment_id)
        if found is None:
            raise Refusal("resource_not_found")
        return found

    def by_tracking_number(self, tracking_number: str) -> Shipment | None:
        """The shipment that has this number on one of its parcels."""
        self.settle()
        found = self._numbers.get(tracking_number)
        return None if found is None else self.shipments[found]

    def indexed(self) -> list[Shipment]:
        """The shipments that the search index has, without cancelled ones, newest id first.

        The index is renewed at every full period of `shipx_index_lag_seconds` (5), so that a
        new shipment appears up to that much late (reference §3.3).
        """
        self.settle()
        lag = float(self.knob("shipx_index_lag_seconds", 5.0))
        renewed = self.clock.now()
        if lag > 0:
            renewed = datetime.fromtimestamp(renewed.timestamp() // lag * lag, renewed.tzinfo)
        return [
            shipment
            for shipment in reversed(self.shipments.values())
            if shipment.status != "canceled" and (lag <= 0 or shipment.created_at <= renewed)
        ]

    # Writing

    def create(self, organization_id: int, asked: dict[str, Any]) -> Shipment:
        """Store a shipment; nothing is compared with earlier ones: sent twice, it is made twice."""
        self.settle()
        self._check(organization_id, asked)
        now = self.clock.now()
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        shipment = Shipment(
            id=self.number("shipment"),
            organization_id=organization_id,
            asked={},
            service=None,
            sender={},
            receiver={},
            parcels=[],
            custom_attributes={},
            created_at=now,
            updated_at=now,
        )
        fill(shipment, asked, self.number)
        shipment.mpk = self._mpk(shipment)
        shipment.steps = progress.planned(asked, now, self.seconds())
        self.shipments[shipment.id] = shipment
        self._open.add(shipment.id)
        return shipment

    def findings(self, organization_id: int, asked: dict[str, Any]) -> Findings:
        """What is wrong with a shipment's request; empty if nothing."""
        return shipment_findings(asked, self.circumstances(organization_id))

    def _check(self, organization_id: int, asked: dict[str, Any]) -> None:
        found = self.findings(organization_id, asked)
        if found:
            raise invalid(found)
        self.allowed(organization_id, asked.get("service"))

    def allowed(self, organization_id: int, service: str | None) -> None:
        """Refuse a service that the organization has no right to."""
        organization = ORGANIZATIONS[organization_id]
        if service is None:
            return
        carrier = catalogue.SERVICES[service].carrier
        if carrier == "inpost_courier" and (
            carrier not in organization.carriers or self.knob("shipx_no_courier", default=False)
        ):
            raise Refusal("missing_trucker_id", null_details=True)
        if service not in organization.services and carrier not in organization.carriers:
            raise Refusal("carrier_unavailable")

    def update(self, shipment: Shipment, changes: dict[str, Any]) -> None:
        """Change a shipment before its purchase (omitted fields stay) and make offers anew.

        After a failed payment only offers are made: topping up never buys by itself.
        """
        if shipment.status not in BEFORE_PURCHASE:
            raise Refusal("invalid_action", state_details("update", shipment))
        asked = {**shipment.asked, **changes}
        self._check(shipment.organization_id, asked)
        now = self.clock.now()
        fill(shipment, asked, self.number)
        shipment.mpk = self._mpk(shipment)
        steps = progress.planned(asked, now, self.seconds())
        shipment.steps = steps[:1] if shipment.transactions else steps
        shipment.status = "created"
        shipment.offers = []
        shipment.selected_offer_id = None
        shipment.updated_at = now

    def _mpk(self, shipment: Shipment) -> dict[str, Any] | None:
        card = self.records.mpk(shipment.organization_id, text(shipment.asked.get("mpk")))
        return None if card is None else {"id": card.id, "name": card.fields["name"]}

    def cancel(self, shipment: Shipment) -> None:
        """Cancel before an offer is selected; later it is refused (reference §6.4)."""
        if shipment.status not in {"created", "offers_prepared"}:
            raise Refusal(
                "invalid_action",
                state_details("cancel", shipment),
                message="Action (cancel) can not be taken on shipment with status "
                f"({shipment.status}).",
            )
        shipment.status = "canceled"
        shipment.steps = []
        shipment.updated_at = self.clock.now()
        self._open.discard(shipment.id)

    def select_offer(self, shipment: Shipment, offer_id: object) -> None:
        """Choose one of the offers without paying."""
        if shipment.status not in BEFORE_PURCHASE:
            raise Refusal("invalid_action", state_details("select_offer", shipment))
        progress.choose(shipment, self.usable(shipment, offer_id))
        shipment.updated_at = self.clock.now()

    def buy(self, shipment: Shipment, offer_id: object) -> None:
        """Order the purchase; it happens a moment later and may fail for want of money."""
        if shipment.bought:
            raise invalid({"shipment": ["already_bought"]})
        if shipment.status == "canceled":
            raise Refusal("invalid_action", state_details("buy", shipment))
        offer = self.usable(shipment, offer_id)
        at = self.clock.now() + timedelta(seconds=self.seconds() * progress.PURCHASE_SHARE)
        shipment.steps = [Step(at, "purchase", offer.id, automatic=False)]

    def usable(self, shipment: Shipment, offer_id: object) -> Offer:
        """The offer of that id, if it can still be had; raises Refusal with why not."""
        if offer_id in (None, ""):
            raise invalid({"offer_id": ["required"]})
        wanted = number(offer_id)
        offer = shipment.offer(None if wanted is None else int(wanted))
        if offer is None:
            raise Refusal("resource_not_found")
        if offer.status == "expired":
            raise Refusal("offer_expired")
        if offer.status == "unavailable":
            raise Refusal("offer_unavailable")
        return offer

    # The world outside: seed, control routes

    def top_up(self, amount: float) -> None:
        """Pay money into the wallet, in złoty; buys nothing by itself."""
        self.wallet += Decimal(str(amount)).quantize(Decimal("0.01"))

    def advance(self, tracking_number: str, to: str) -> None:
        """Move a parcel to a status; raises KeyError for an unknown number or status."""
        shipment = self.by_tracking_number(tracking_number)
        if shipment is None:
            raise KeyError(tracking_number)
        if to not in self.statuses():
            raise KeyError(to)
        progress.advance(shipment, to, self.clock.now())
        self.collections.collected(shipment)

    def statuses(self) -> Iterable[str]:
        """The names of all statuses."""
        return list(provider_table("shipx")["statuses"])

    def add_existing(
        self,
        *,
        tracking_number: str,
        reference: str,
        name: str,
        phone: str,
        email: str,
        street: str,
        building_number: str,
        city: str,
        post_code: str,
        status: str,
        created_at: datetime,
        service: str,
        locker: str | None = None,
        sending_method: str | None = None,
        cod: float | None = None,
    ) -> int:
        """Put a parcel bought in the past into the books, with a trace that fits; gives its id."""
        shipment = shipx_past.shipment(
            self, reference, name, phone, email, (street, building_number, city, post_code),
            created_at, service, locker, sending_method, cod,
        )  # fmt: skip
        shipx_past.buy(self, shipment, status, tracking_number, self.clock.now())
        self.shipments[shipment.id] = shipment
        self._index(shipment)
        return shipment.id

    def add_dispatch_order(
        self,
        shipment_ids: list[int],
        *,
        status: str,
        created_at: datetime,
        comment: str | None = None,
    ) -> int:
        """Put a collection of the past into the books; gives its id."""
        return self.collections.add_existing(shipment_ids, status, created_at, comment)

    def summary(self) -> dict[str, Any]:
        """The books as plain JSON, for the control route."""
        self.settle()
        return summary(self)


def _expire(offers: list[Offer], now: datetime) -> None:
    for offer in offers:
        if offer.expires_at is not None and offer.expires_at <= now:
            offer.status = "expired"
            offer.expires_at = None


def state_details(action: str, shipment: Shipment) -> dict[str, Any]:
    """What a refusal says when the state does not allow the action."""
    return {
        "action": action,
        "shipment_status": shipment.status,
        "shipment_id": shipment.id,
    }
