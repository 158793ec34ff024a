"""What happens to a shipment by itself: offers, purchase, and its way through the network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Protocol

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator.shipx_accounts import ORGANIZATIONS
from shipdesk.simulator.shipx_model import Event, Offer, Shipment, Step, Transaction

OFFERS_SHARE = 0.27
SELECT_SHARE = 0.32
"""Of the time until `confirmed`: 0.3 and 0.35 s of 1.1 s, as on the sandbox (reference §5.2)."""

OFFER_LIFE = timedelta(minutes=5)
PURCHASE_SHARE = 0.6
_TWINS = {
    "out_for_delivery": "out_for_delivery_to_address",
    "out_for_delivery_to_address": "out_for_delivery",
    "ready_to_pickup": "ready_to_pickup_from_pok",
    "collected_from_sender": "dispatched_by_sender",
    "dispatched_by_sender": "collected_from_sender",
}


class Books(Protocol):
    """What progress needs of the book."""

    rng: Random
    wallet: Decimal

    def number(self, kind: str) -> int:
        """The next id of a kind."""

    def knob(self, name: str, default: Any) -> Any:  # noqa: ANN401 - as kind as its default
        """The value of a switch."""


def planned(asked: dict[str, Any], now: datetime, seconds: float) -> list[Step]:
    """The steps that a new (or updated) shipment will take without anybody doing anything."""
    steps = [Step(now + timedelta(seconds=seconds * OFFERS_SHARE), "offers")]
    if asked.get("service"):
        steps.append(Step(now + timedelta(seconds=seconds * SELECT_SHARE), "select"))
        if asked.get("only_choice_of_offer") is not True:
            steps.append(Step(now + timedelta(seconds=seconds), "purchase"))
    return steps


def take(book: Books, shipment: Shipment, step: Step) -> None:
    """Let one due step happen, at its own time."""
    acts: dict[str, Callable[[Books, Shipment, Step], None]] = {
        "offers": _prepare_offers,
        "select": _select,
        "purchase": _purchase,
    }
    acts[step.what](book, shipment, step)
    shipment.updated_at = max(shipment.updated_at, step.at)


def _prepare_offers(book: Books, shipment: Shipment, step: Step) -> None:
    organization = ORGANIZATIONS[shipment.organization_id]
    wanted = shipment.asked.get("service")
    services = [wanted] if wanted else list(organization.services)
    shipment.offers = [_offer(book, shipment, service, step.at) for service in services]
    shipment.selected_offer_id = None
    shipment.status = "offers_prepared"


def _offer(book: Books, shipment: Shipment, service: str, at: datetime) -> Offer:
    priced = shipment.service if shipment.service and shipment.asked.get("service") else service
    extras = [str(one) for one in shipment.asked.get("additional_services") or []]
    cost = catalogue.price(
        service,
        [parcel.size() for parcel in shipment.parcels],
        cod=shipment.amount("cod"),
        insurance=shipment.amount("insurance"),
        extras=extras,
        factor=Decimal(str(book.knob("shipx_price_factor", 1.0))),
    )
    reasons = _reasons(shipment, service, extras)
    if cost is None:
        reasons.append("parcels_size_invalid")
    charge = cost.total if cost is not None else Decimal(0)
    debit = bool(book.knob("shipx_debit", default=False))
    return Offer(
        id=book.number("offer"),
        service=priced,
        status="unavailable" if reasons else "available",
        rate=None if debit or reasons else charge,
        charge=charge,
        expires_at=None if reasons else at + OFFER_LIFE,
        extras=extras,
        reasons=[
            {"key": key, "message": f"translation missing: pl.offers.unavailability.{key}"}
            for key in reasons
        ],
    )


def _reasons(shipment: Shipment, service: str, extras: list[str]) -> list[str]:
    """Why the service cannot take the shipment, apart from its size (reference §5.10)."""
    reasons = []
    method = shipment.sending_method
    if method is None and service in catalogue.NEEDS_METHOD:
        reasons.append("sending_method_required")
    if method is not None and method not in catalogue.methods_of(service):
        reasons.append("sending_method_unavailable")
    if catalogue.is_locker(service):
        reasons += [
            f"additional_service_{one}_unavailable" for one in ("sms", "email") if one in extras
        ]
        if not shipment.target:
            reasons.append("target_point_required")
    elif not shipment.receiver.get("address"):
        reasons.append("receiver_address_required")
    return reasons


def _select(_book: Books, shipment: Shipment, _step: Step) -> None:
    for offer in shipment.offers:
        if offer.status == "available":
            choose(shipment, offer)
            return


def choose(shipment: Shipment, offer: Offer) -> None:
    """Make the offer the shipment's own."""
    for other in shipment.offers:
        if other.status == "selected":
            other.status = "available"
    offer.status = "selected"
    shipment.selected_offer_id = offer.id
    shipment.service = offer.service
    shipment.status = "offer_selected"


def _purchase(book: Books, shipment: Shipment, step: Step) -> None:
    offer = shipment.offer(step.offer_id or shipment.selected_offer_id)
    if offer is None or shipment.bought or offer.status not in {"selected", "available"}:
        return
    choose(shipment, offer)
    failure = _failure(book, shipment, offer)
    shipment.transactions.insert(
        0,
        Transaction(
            book.number("transaction"),
            "failure" if failure else "success",
            offer.id,
            failure or {},
            step.at,
            step.at,
        ),
    )
    if failure:
        return
    if not book.knob("shipx_debit", default=False):
        book.wallet -= offer.charge
    offer.status, offer.expires_at = "bought", None
    confirm(book, shipment, step.at)


def _failure(book: Books, shipment: Shipment, offer: Offer) -> dict[str, Any] | None:
    """Why the purchase fails, as the transaction tells it; None when it goes through."""
    organization = ORGANIZATIONS[shipment.organization_id]
    nowhere = book.knob("shipx_bank_account", "as it is") == "none"
    if shipment.amount("cod") and (nowhere or organization.bank_account_number is None):
        return {
            "status": 422,
            "error": "company_data_missing",
            "message": "customer_lack_of_address_data",
            # Seen live (§ 2.3): the owner's address stands here, and must stand in no log.
            "details": {"email": "owner@example.test"},
        }
    debit = bool(book.knob("shipx_debit", default=False))
    if book.knob("shipx_out_of_funds", default=False) or (not debit and book.wallet < offer.charge):
        return {
            "status": 422,
            "error": "debt_collection",
            "message": "Not enough funds, or overdue invoices.",
            "details": {},
        }
    return None


def confirm(book: Books, shipment: Shipment, at: datetime) -> None:
    """Give the bought shipment its numbers and its first trace."""
    locker = catalogue.service(shipment.service or "").carrier == "inpost_locker"
    for parcel in shipment.parcels:
        head = "62000071" if locker else "52000001"
        parcel.tracking_number = (
            f"{head}{book.rng.randrange(10**8):08d}{book.number('tracking'):08d}"
        )
    shipment.tracking_number = shipment.parcels[0].tracking_number
    shipment.custom_attributes["customer_delivering_code"] = f"{book.rng.randrange(10**6):06d}"
    shipment.status = "confirmed"
    shipment.events.append(Event("confirmed", at))


def flow_of(shipment: Shipment) -> tuple[tuple[str, int], ...]:
    """The usual way of this parcel after `confirmed`."""
    if not catalogue.is_locker(shipment.service or "inpost_courier_standard"):
        return catalogue.COURIER_FLOW
    flow: tuple[tuple[str, int], ...] = catalogue.LOCKER_FLOW
    if shipment.sending_method == "dispatch_order":
        flow = (("collected_from_sender", 150), *flow[1:])
    if shipment.service == catalogue.POP_SERVICE:
        flow = tuple(
            ("ready_to_pickup_from_pok", minutes) if name == "ready_to_pickup" else (name, minutes)
            for name, minutes in flow
        )
    return flow


def place_of(status: str, names: list[str]) -> int | None:
    """Where a status stands on a way; the two words for "with the courier" stand for each other."""
    if status in names:
        return names.index(status)
    twin = _TWINS.get(status)
    return names.index(twin) if twin in names else None


def advance(shipment: Shipment, status: str, now: datetime) -> None:
    """Move the parcel to a status; what lies between on its usual way is written in too.

    The times of the steps between are spread over the time since the last event; within less
    than a minute they are left out, as a courier skips scans.
    """
    names = [name for name, _ in flow_of(shipment)]
    last = shipment.events[-1].at if shipment.events else shipment.created_at
    between: list[str] = []
    goal, here = place_of(status, names), place_of(shipment.status, names)
    if goal is not None:
        between = names[0 if here is None else here + 1 : goal]
    if now - last < timedelta(minutes=1):
        between = []
    span = (now - last) / (len(between) + 1)
    for place, name in enumerate(between, 1):
        shipment.events.append(Event(name, last + span * place))
    shipment.events.append(Event(status, now))
    shipment.status = status
    shipment.updated_at = now


def drift(shipment: Shipment, now: datetime, scale: float) -> None:
    """Let the parcel go its usual way by itself; `scale` 0.1 is ten times as fast."""
    flow = flow_of(shipment)
    names = [name for name, _ in flow]
    waits = shipment.sending_method == "dispatch_order" and shipment.dispatch_order_id is None
    while True:
        here = place_of(shipment.status, names)
        if shipment.status == "confirmed" and not waits:
            here = -1
        if here is None or here + 1 == len(flow):
            return
        name, minutes = flow[here + 1]
        # A parcel's own pace, the same at every read.
        pace = 0.7 + (shipment.id * 37 % 60) / 100
        at = shipment.events[-1].at + timedelta(minutes=minutes * pace * scale)
        if at > now:
            return
        shipment.events.append(Event(name, at))
        shipment.status = name
        shipment.updated_at = at
