"""Parcels that were bought before the world began, for the seed: with offer, payment and trace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator import shipx_progress as progress
from shipdesk.simulator.shipx_intake import fill
from shipdesk.simulator.shipx_model import Event, Offer, Shipment, Transaction


class _Book(Protocol):
    def number(self, kind: str) -> int: ...


def shipment(
    book: _Book,
    reference: str,
    name: str,
    phone: str,
    email: str,
    address: tuple[str, str, str, str],
    created_at: datetime,
    service: str,
    locker: str | None,
    sending_method: str | None,
    cod: float | None,
) -> Shipment:
    """A shipment as its request would have made it; `address`: street, number, town, code."""
    first, _, last = name.partition(" ")
    keys = ("street", "building_number", "city", "post_code")
    asked: dict[str, Any] = {
        "service": service,
        "reference": reference,
        "external_customer_id": reference,
        "receiver": {
            "first_name": first,
            "last_name": last or first,
            "phone": phone,
            "email": email,
            "address": None
            if locker
            else {**dict(zip(keys, address, strict=True)), "country_code": "PL"},
        },
        "parcels": {"template": "small"}
        if locker
        else {
            "dimensions": {"length": 300, "width": 200, "height": 150},
            "weight": {"amount": 2},
        },
        "custom_attributes": {
            **({"target_point": locker} if locker else {}),
            **({"sending_method": sending_method} if sending_method else {}),
        },
    }
    if cod is not None:
        asked["cod"] = {"amount": cod, "currency": "PLN"}
        asked["insurance"] = {"amount": cod, "currency": "PLN"}
    made = Shipment(book.number("shipment"), 1001, {}, None, {}, {}, [], {}, created_at, created_at)
    fill(made, asked, book.number)
    return made


def buy(book: _Book, shipment: Shipment, status: str, tracking_number: str, now: datetime) -> None:
    """Pay for it in the past and write the trace that leads to `status` by now."""
    at = shipment.created_at + timedelta(seconds=1)
    service = shipment.service or ""
    cost = catalogue.price(
        str(shipment.asked["service"]),
        [parcel.size() for parcel in shipment.parcels],
        cod=shipment.amount("cod"),
        insurance=shipment.amount("insurance"),
        extras=[],
    )
    if cost is None:
        raise ValueError(f"no price for {service}")
    offer = Offer(book.number("offer"), service, "bought", cost.total, cost.total, None, [])
    shipment.offers = [offer]
    shipment.selected_offer_id = offer.id
    paid = Transaction(book.number("transaction"), "success", offer.id, {}, at, at)
    shipment.transactions = [paid]
    shipment.tracking_number = tracking_number
    shipment.parcels[0].tracking_number = tracking_number
    shipment.status = "confirmed"
    shipment.events = [Event("confirmed", at)]
    shipment.updated_at = at
    if status == "canceled":
        shipment.status = status
        return
    flow = progress.flow_of(shipment)
    names = [name for name, _ in flow]
    # A status off the usual way (returned, refused) comes after the parcel has travelled.
    place = progress.place_of(status, names)
    reached = len(names) - 1 if place is None else place
    if status == "confirmed":
        reached = 0
    moment = at
    for name, minutes in flow[:reached]:
        moment += timedelta(minutes=minutes)
        shipment.events.append(Event(name, moment))
    if status != "confirmed":
        minutes = 180 if place is None else flow[place][1]
        moment += timedelta(minutes=minutes)
        shipment.events.append(Event(status, moment))
    _squeeze(shipment.events, now)
    shipment.status = status
    shipment.updated_at = shipment.events[-1].at


def _squeeze(events: list[Event], now: datetime) -> None:
    """Fit a trace that would reach into the future between its first event and now."""
    first, last = events[0].at, events[-1].at
    if last < now or first >= now:
        return
    factor = (now - first) / (last - first) * 0.97
    for event in events:
        event.at = first + (event.at - first) * factor
