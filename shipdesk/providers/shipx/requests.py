"""What InPost is sent: shipments, price questions and dispatch orders as its JSON (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from shipdesk.domain.address import Address, split_name, split_street
from shipdesk.domain.measures import Parcel, smallest_size
from shipdesk.domain.money import Money
from shipdesk.domain.operation import PickupIntent, ShipIntent
from shipdesk.domain.order import HandingIn
from shipdesk.domain.rules import to_polish_phone, to_polish_postcode
from shipdesk.providers.tables import Service

Body = dict[str, object]

TEMPLATES = {"A": "small", "B": "medium", "C": "large"}
"""Locker sizes by the service's template names (reference § 5.4)."""

_LONGEST_MM = 1200
_SIDES_MM = 2200
_REFERENCE = (3, 100)


class Consignment(Protocol):
    """What a purchase and a question for its price have in common."""

    @property
    def sender(self) -> Address:
        """Who sends."""
        ...

    @property
    def recipient(self) -> Address:
        """Who receives."""
        ...

    @property
    def parcel(self) -> Parcel:
        """The box."""
        ...

    @property
    def cod(self) -> Money | None:
        """What is collected on delivery."""
        ...

    @property
    def insurance(self) -> Money | None:
        """For how much it is insured."""
        ...

    @property
    def locker(self) -> str:
        """Code of the receiving locker."""
        ...

    @property
    def handing_in(self) -> HandingIn:
        """How the courier gets it."""
        ...


def to_shipment(intent: ShipIntent, service: Service) -> Body:
    """Return the body that buys a shipment in simplified mode (§ 5.2, § 5.3)."""
    body = _consignment(intent, service)
    body["external_customer_id"] = intent.reference
    reference = (intent.order_number or intent.reference)[: _REFERENCE[1]]
    if len(reference) < _REFERENCE[0]:
        reference = intent.reference[: _REFERENCE[1]]
    if len(reference) >= _REFERENCE[0]:
        body["reference"] = reference
    return body


def to_price_question(request: Consignment, service: Service) -> Body:
    """Return one item of a price calculation; its `id` is the service's code (§ 7)."""
    return {"id": service.code, **_consignment(request, service)}


def _consignment(what: Consignment, service: Service) -> Body:
    body: Body = {
        "service": service.code,
        "receiver": to_person(what.recipient, with_address=not service.to_locker),
        "parcels": [to_parcel(what.parcel, service)],
    }
    if what.sender.who:
        body["sender"] = to_person(what.sender, with_address=True)
    attributes: dict[str, str] = {}
    method = sending_method(what.handing_in, service)
    if method:
        attributes["sending_method"] = method
    if service.to_locker:
        attributes["target_point"] = what.locker.strip().upper()
    if attributes:
        body["custom_attributes"] = attributes
    insurance = _insurance(what, service)
    if insurance:
        body["insurance"] = to_amount(insurance)
    if what.cod:
        body["cod"] = to_amount(what.cod)
    return body


def sending_method(handing_in: HandingIn, service: Service) -> str:
    """Return the service's word for a way of handing in, "" while it is not chosen."""
    if handing_in is HandingIn.COLLECT:
        return str(service.values.get("collect", ""))
    if handing_in is HandingIn.DROP_OFF:
        return str(service.values.get("drop_off", ""))
    return ""


def size_of(parcel: Parcel) -> str:
    """Return the chosen locker size, else the smallest that holds the parcel, "" for none."""
    return parcel.size or smallest_size(parcel)


def to_parcel(parcel: Parcel, service: Service) -> Body:
    """Return the parcel by template or by measures, whichever the service wants."""
    if service.values.get("parcel") == "template":
        return {"template": TEMPLATES.get(size_of(parcel), "")}
    length, width, height = parcel.sides
    return {
        "dimensions": {"length": length, "width": width, "height": height, "unit": "mm"},
        "weight": {"amount": parcel.weight_g / 1000, "unit": "kg"},
        "is_non_standard": length > _LONGEST_MM or sum(parcel.sides) > _SIDES_MM,
    }


def _insurance(what: Consignment, service: Service) -> Money | None:
    """Return the insurance, at least the COD where the service wants that (§ 5.3)."""
    if what.cod is None or not service.values.get("insured_cod"):
        return what.insurance
    if what.insurance is None or what.insurance.minor < what.cod.minor:
        return what.cod
    return what.insurance


def to_amount(money: Money) -> Body:
    """Return money as a JSON number and its currency."""
    return {"amount": float(money.amount), "currency": money.currency}


def to_person(address: Address, *, with_address: bool) -> Body:
    """Return a sender or receiver; empty texts count as missing there and are left out.

    Couriers want first *and* last name or a company: a name of one word is sent as the company.
    """
    first, last = split_name(address.name)
    company = address.company
    if first and not last and not company:
        first, company = "", first
    person: Body = {
        "company_name": company,
        "first_name": first,
        "last_name": last,
        "email": address.email,
        "phone": to_polish_phone(address.phone),
    }
    person = {name: value for name, value in person.items() if value}
    if with_address:
        person["address"] = to_place(address)
    return person


def to_place(address: Address) -> Body:
    """Return street, building, town and postcode; a flat stands after the building (§ 5.3)."""
    street, building = split_street(address.street)
    flat = address.street2.strip()
    if flat:
        mark = "/" if building and flat.isdigit() else " "
        building = f"{building}{mark}{flat}".strip()
    return {
        "street": street,
        "building_number": building,
        "city": address.city,
        "post_code": to_polish_postcode(address.postcode),
        "country_code": address.country or "PL",
    }


def to_dispatch_order(intent: PickupIntent) -> Body:
    """Return the body that books a collection.

    A checksum of the address makes the service's dispatch point, so it is made of the stored
    place alone and is the same each time (§ 9.4).
    """
    place = intent.place
    body: Body = {
        "shipments": [int(number) for number in intent.remote_ids],
        "address": to_place(place),
        "name": place.company or place.name or intent.place_title,
        "phone": to_polish_phone(place.phone),
        "email": place.email,
        "office_hours": intent.office_hours,
        "comment": intent.comment,
    }
    return {name: value for name, value in body.items() if value}


def same_place(sent: Mapping[str, object], post_code: str, city: str) -> bool:
    """Return whether an address of an answer is the one that was sent."""
    return (
        str(sent.get("post_code", "")) == post_code.strip()
        and str(sent.get("city", "")).casefold() == city.strip().casefold()
    )
