"""What InPost is sent: shipments, drafts, price questions and dispatch orders as JSON (pure).

The names in the JSON are data: [body.*] of the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shipdesk.domain.address import Address, split_name, split_street
from shipdesk.domain.measures import Parcel, smallest_size
from shipdesk.domain.money import Money
from shipdesk.domain.offer import CompareIntent
from shipdesk.domain.operation import PickupIntent, ShipIntent
from shipdesk.domain.order import HandingIn
from shipdesk.domain.rules import to_polish_phone, to_polish_postcode
from shipdesk.domain.ship_options import ShipOptions
from shipdesk.providers.bodies import Body, body_of, name_of
from shipdesk.providers.tables import Service, Table

TEMPLATES = {"A": "small", "B": "medium", "C": "large"}
"""Locker sizes by the service's template names (reference § 5.4)."""

_LONGEST_MM = 1200
_SIDES_MM = 2200
_REFERENCE = (3, 100)


class Consignment(Protocol):
    """What a purchase, a draft and a question for its price have in common."""

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
        """The first box; further ones stand among the options."""
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

    @property
    def options(self) -> ShipOptions:
        """What else was asked for."""
        ...


@dataclass(frozen=True, slots=True)
class Bodies:
    """Makes request bodies by the names of one table."""

    table: Table

    def shipment(self, intent: ShipIntent, service: Service) -> Body:
        """Return the body that buys a shipment in simplified mode (§ 5.2, § 5.3)."""
        return {
            **self._consignment(intent, service),
            **self.references(intent.reference, intent.order_number),
        }

    def draft(self, intent: CompareIntent, to_locker: Service, to_door: Service) -> Body:
        """Return the body of a draft: no service, so that nothing is bought (§ 5.2).

        A locker parcel goes by size, any other one by measures; both are sent where both are known.
        """
        service = to_locker if intent.locker else to_door
        body = self._consignment(intent, service, with_address=bool(intent.recipient.street))
        body.pop(name_of(self.table, "shipment", "service"))
        return {**body, **self.references(intent.reference, intent.order_number)}

    def price_question(self, request: Consignment, service: Service) -> Body:
        """Return one item of a price calculation; its id is the service's code (§ 7)."""
        item = body_of(self.table, "shipment", {"item": service.code})
        return {**item, **self._consignment(request, service)}

    def references(self, reference: str, order_number: str) -> Body:
        """Return our reference and the one that is printed: 3 to 100 characters (§ 5.3)."""
        printed = (order_number or reference)[: _REFERENCE[1]]
        if len(printed) < _REFERENCE[0]:
            printed = reference[: _REFERENCE[1]]
        if len(printed) < _REFERENCE[0]:
            printed = ""
        values = {"reference": reference, "printed_reference": printed}
        return body_of(self.table, "shipment", values)

    def _consignment(
        self, what: Consignment, service: Service, *, with_address: bool | None = None
    ) -> Body:
        addressed = not service.to_locker if with_address is None else with_address
        insurance = insured_for(what, service)
        options = what.options
        locker = what.locker.strip().upper() if service.to_locker else ""
        values: dict[str, object] = {
            "service": service.code,
            "recipient": self.person(what.recipient, with_address=addressed),
            "parcels": self.parcels((what.parcel, *options.boxes), service),
            "sender": self.person(what.sender, with_address=True) if what.sender.who else None,
            "sending_method": sending_method(what.handing_in, service),
            "locker": locker,
            "left_at": locker if service.values.get("same_point") else "",
            "product": str(service.values.get("product", "")),
            "insurance": self.amount(insurance) if insurance else None,
            "cod": self.amount(what.cod) if what.cod else None,
            "comment": options.comment.strip(),
            "cost_centre": options.cost_centre,
            "extras": list(options.extras) or None,
            "weekend": options.weekend or None,
        }
        return body_of(self.table, "shipment", values)

    def parcels(self, boxes: Sequence[Parcel], service: Service) -> list[Body]:
        """Return the boxes; several need a key of ours each (§ 5.3)."""
        if len(boxes) == 1:
            return [self.parcel(boxes[0], service)]
        return [
            self.parcel(box, service, f"box-{number}") for number, box in enumerate(boxes, start=1)
        ]

    def parcel(self, parcel: Parcel, service: Service, key: str = "") -> Body:
        """Return a box by template or by measures, whichever the service wants."""
        if service.values.get("parcel") == "template":
            values: dict[str, object] = {"template": template_of(parcel, service)}
            return body_of(self.table, "parcel", {"id": key, **values})
        length, width, height = parcel.sides
        values = {
            "id": key,
            "length": length,
            "width": width,
            "height": height,
            "length_unit": "mm",
            "weight": parcel.weight_g / 1000,
            "weight_unit": "kg",
            "non_standard": length > _LONGEST_MM or sum(parcel.sides) > _SIDES_MM,
        }
        return body_of(self.table, "parcel", values)

    def amount(self, money: Money) -> Body:
        """Return money as a JSON number and its currency."""
        values = {"amount": float(money.amount), "currency": money.currency}
        return body_of(self.table, "amount", values)

    def person(self, address: Address, *, with_address: bool) -> Body:
        """Return a sender or receiver; empty texts count as missing there and are left out.

        Couriers want first *and* last name or a company: a name of one word goes as the company.
        """
        first, last = split_name(address.name)
        company = address.company
        if first and not last and not company:
            first, company = "", first
        values = {
            "company": company,
            "first_name": first,
            "last_name": last,
            "email": address.email,
            "phone": to_polish_phone(address.phone),
            "address": self.place(address) if with_address else None,
        }
        return body_of(self.table, "person", values)

    def place(self, address: Address) -> Body:
        """Return street, building, town and postcode; a flat stands after the building (§ 5.3)."""
        street, building = split_street(address.street)
        flat = address.street2.strip()
        if flat:
            mark = "/" if building and flat.isdigit() else " "
            building = f"{building}{mark}{flat}".strip()
        values = {
            "street": street,
            "building": building,
            "city": address.city,
            "postcode": to_polish_postcode(address.postcode),
            "country": address.country or "PL",
        }
        return body_of(self.table, "place", values)

    def dispatch_order(self, intent: PickupIntent) -> Body:
        """Return the body that books a collection, at an address or at a point, never both.

        A checksum of the address makes the service's dispatch point, so it is made of the stored
        place alone and is the same each time (§ 9.4).
        """
        place = intent.place
        values: dict[str, object] = {
            "shipments": [int(number) for number in intent.remote_ids],
            "office_hours": intent.office_hours,
            "comment": intent.comment,
        }
        if intent.point_id:
            values["point"] = _whole(intent.point_id)
        else:
            values["address"] = self.place(place)
            values["name"] = place.company or place.name or intent.place_title
            values["phone"] = to_polish_phone(place.phone)
            values["email"] = place.email
        return body_of(self.table, "dispatch_order", values)

    def collection_question(self, shipment_ids: Sequence[int], point_id: str = "") -> Body:
        """Return the question for the price of a collection (§ 9.9)."""
        values = {
            "shipments": list(shipment_ids),
            "point": _whole(point_id) if point_id else None,
        }
        return body_of(self.table, "dispatch_order", values)

    def offer(self, offer_id: str) -> Body:
        """Return the body that chooses or buys an offer (§ 6.2, § 6.3)."""
        return body_of(self.table, "offer", {"offer": _whole(offer_id)})

    def comment(self, text: str, comment_id: str = "") -> Body:
        """Return a new comment, or the new text of a known one (§ 9.7)."""
        values = {"id": _whole(comment_id) if comment_id else None, "text": text}
        return body_of(self.table, "comment", values)

    def comments_away(self, comment_id: str) -> Body:
        """Return the body that removes exactly one comment (§ 9.7).

        Raises ValueError without an id: what a DELETE without ids removes is not documented.
        """
        if not comment_id.strip().isdecimal():
            raise ValueError("no comment is named")
        return body_of(self.table, "comment", {"ids": [_whole(comment_id)]})


def _whole(text: str) -> int | str:
    """Return an id as the number that it is at the service; ids are text here."""
    return int(text) if text.isdecimal() else text


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


def template_of(parcel: Parcel, service: Service) -> str:
    """Return the service's template for a parcel, "" where none holds it or nothing is known.

    Some services take one size more than lockers have; it follows from the sides only (§ 5.4).
    """
    found = TEMPLATES.get(size_of(parcel), "")
    room = service.values.get("largest_mm", [])
    sides = parcel.sides
    if found or parcel.size or not room or not all(sides):
        return found
    fits = all(side <= most for side, most in zip(sides, room, strict=True))
    return str(service.values["largest"]) if fits else ""


def insured_for(what: Consignment, service: Service) -> Money | None:
    """Return the insurance, never below the COD where both are sent (§ 5.3)."""
    insurance = what.options.insurance or what.insurance
    if what.cod is None:
        return insurance
    if insurance is None:
        return what.cod if service.values.get("insured_cod") else None
    return insurance if insurance.minor >= what.cod.minor else what.cod


def extra_titles(table: Table) -> Mapping[str, str]:
    """Return what additional services are called here, in the order of the table (§ 5.8)."""
    rows = table.section("extras").items()
    return {code: str(row.get("title", code)) for code, row in rows}


def extras_to_ask(table: Table) -> tuple[tuple[str, str], ...]:
    """Return code and title of those that a person can ask for of a product that is offered."""
    offered = [each.values for each in table.services.values() if each.values.get("offered", True)]
    able = {extra for values in offered for extra in values.get("extras", ())}
    rows = table.section("extras")
    asked = {code for code in able if rows.get(code, {}).get("offered", True)}
    return tuple((code, title) for code, title in extra_titles(table).items() if code in asked)


def unable(options: ShipOptions, service: Service, titles: Mapping[str, str]) -> str:
    """Return why a service cannot do what was asked for, "" where it can (§ 5.3, § 5.6, § 5.8)."""
    most = int(service.values.get("boxes", 1))
    boxes = 1 + len(options.boxes)
    if boxes > most:
        if most == 1:
            return f"Takes one parcel; this order has {boxes}."
        return f"Takes up to {most} parcels; this order has {boxes}."
    able = service.values.get("extras", [])
    missing = [titles.get(extra, extra) for extra in options.extras if extra not in able]
    if missing:
        return f"Does not offer: {', '.join(missing)}."
    if options.weekend and not service.values.get("weekend"):
        return "Delivers no weekend parcels."
    return ""


def same_place(sent: Address, post_code: str, city: str) -> bool:
    """Return whether an address of an answer is the one that was sent."""
    return (
        to_polish_postcode(sent.postcode) == post_code.strip()
        and sent.city.casefold() == city.strip().casefold()
    )
