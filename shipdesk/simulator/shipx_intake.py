"""Turns a shipment's request, already found right, into the parts that the books keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator.shipx_accounts import ORGANIZATIONS
from shipdesk.simulator.shipx_model import Parcel, Shipment
from shipdesk.simulator.shipx_rules import number, text

NextId = Callable[[str], int]


def fill(shipment: Shipment, asked: dict[str, Any], next_id: NextId) -> None:
    """Give the shipment what was asked; a POP target changes its service (reference §5.7)."""
    shipment.asked = asked
    shipment.custom_attributes = dict(asked.get("custom_attributes") or {})
    shipment.service = asked.get("service")
    if shipment.service == "inpost_locker_standard" and shipment.target.startswith("POP-"):
        shipment.service = catalogue.POP_SERVICE
    sender = asked.get("sender")
    organization = ORGANIZATIONS[shipment.organization_id]
    shipment.sender = _person(sender, next_id) if sender else organization.sender()
    shipment.receiver = _person(asked.get("receiver") or {}, next_id)
    parcels = asked["parcels"]
    boxes = parcels if isinstance(parcels, list) else [parcels]
    shipment.parcels = [_parcel(box, next_id) for box in boxes]


def _person(given: Mapping[str, Any], next_id: NextId) -> dict[str, Any]:
    address = given.get("address")
    return {
        "id": next_id("person"),
        **{
            key: text(given.get(key)) or None
            for key in ("name", "company_name", "first_name", "last_name", "email", "phone")
        },
        "address": address_resource(address, next_id) if address else None,
    }


def address_resource(given: Mapping[str, Any], next_id: NextId) -> dict[str, Any]:
    """An address as the service keeps it, with an id of its own."""
    keys = ("street", "building_number", "line1", "line2", "city", "post_code", "country_code")
    return {"id": next_id("address"), **{key: text(given.get(key)) or None for key in keys}}


def _parcel(given: Mapping[str, Any], next_id: NextId) -> Parcel:
    template = given.get("template")
    sides: tuple[float, float, float]
    if template is not None:
        _, *sizes = catalogue.SIZES[template]
        sides = (sizes[0], sizes[1], sizes[2])
        weight: float = catalogue.TEMPLATE_WEIGHT
    else:
        asked = given["dimensions"]
        sides = (_plain(asked["length"]), _plain(asked["width"]), _plain(asked["height"]))
        weight = _plain(given["weight"]["amount"])
    key = given.get("id")
    return Parcel(
        id=next_id("parcel"),
        key=None if key is None else str(key),
        template=template,
        sides=sides,
        weight=weight,
        non_standard=given.get("is_non_standard") is True,
    )


def _plain(value: object) -> float:
    """A number as JSON gives it back: whole ones without a fraction."""
    found = float(number(value) or 0)
    return int(found) if found.is_integer() else found
