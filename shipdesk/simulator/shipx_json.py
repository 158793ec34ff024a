"""How the Polish courier writes its things down as JSON (reference §5.10, §9.3, §11.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator.places import Locker, locker
from shipdesk.simulator.shipx_model import (
    Comment,
    DispatchOrder,
    DispatchPoint,
    Offer,
    Parcel,
    Shipment,
)
from shipdesk.simulator.shipx_rules import WARSAW

if TYPE_CHECKING:
    from shipdesk.simulator.shipx_book import ShipxBook

POINT_FUNCTIONS = [
    "allegro_parcel_collect", "allegro_parcel_reverse_return_send", "allegro_parcel_send",
    "parcel", "parcel_collect", "parcel_reverse_return_send", "parcel_send",
    "standard_courier_send",
]  # fmt: skip


def moment(at: datetime) -> str:
    """A timestamp with milliseconds and the offset of Warsaw at that time of the year."""
    return at.astimezone(WARSAW).isoformat(timespec="milliseconds")


def amount(value: Decimal | None) -> float | None:
    """An amount as a JSON number."""
    return None if value is None else float(value)


def shipment(one: Shipment, base: str) -> dict[str, Any]:
    """The shipment resource, keys in the order in which they were recorded."""
    return {
        "href": f"{base}/v1/shipments/{one.id}",
        "id": one.id,
        "status": one.status,
        "tracking_number": one.tracking_number,
        "return_tracking_number": one.return_tracking_number,
        "service": one.service,
        "reference": one.asked.get("reference") or None,
        "is_return": one.asked.get("is_return") is True,
        "application_id": 900,
        "created_by_id": None,
        "external_customer_id": one.asked.get("external_customer_id") or None,
        "sending_method": one.sending_method,
        "end_of_week_collection": one.asked.get("end_of_week_collection") is True,
        "comments": one.asked.get("comments") or None,
        "mpk": one.mpk,
        "additional_services": list(one.asked.get("additional_services") or []),
        "custom_attributes": _attributes(one),
        "cod": _money(one.amount("cod")),
        "insurance": _money(one.amount("insurance")),
        "sender": one.sender,
        "receiver": one.receiver,
        "selected_offer": _offer(one.offer(one.selected_offer_id)),
        "offers": [_offer(offer) for offer in one.offers],
        "transactions": [
            {
                "id": paid.id,
                "status": paid.status,
                "offer_id": paid.offer_id,
                "details": paid.details,
                "created_at": moment(paid.created_at),
                "updated_at": moment(paid.updated_at),
            }
            for paid in one.transactions
        ],
        "parcels": [_parcel(parcel) for parcel in one.parcels],
        "created_at": moment(one.created_at),
        "updated_at": moment(one.updated_at),
    }


def _attributes(one: Shipment) -> dict[str, Any]:
    attributes = dict(one.custom_attributes)
    if one.dispatch_order_id is not None:
        attributes["dispatch_order_id"] = one.dispatch_order_id
    return attributes


def _money(value: Decimal | None) -> dict[str, Any]:
    return {"amount": amount(value), "currency": None if value is None else "PLN"}


def _offer(offer: Offer | None) -> dict[str, Any] | None:
    if offer is None:
        return None
    sold = catalogue.service(offer.service)
    carrier_name, carrier_text = catalogue.CARRIERS[sold.carrier]
    return {
        "id": offer.id,
        "status": offer.status,
        "expires_at": None if offer.expires_at is None else moment(offer.expires_at),
        "rate": amount(offer.rate),
        "currency": None if offer.status == "unavailable" else "PLN",
        "additional_services": offer.extras,
        "carrier": {"id": sold.carrier, "name": carrier_name, "description": carrier_text},
        "service": {"id": offer.service, "name": sold.name, "description": sold.description},
        "unavailability_reasons": offer.reasons or None,
    }


def _parcel(parcel: Parcel) -> dict[str, Any]:
    length, width, height = parcel.sides
    return {
        "id": parcel.id,
        "identify_number": None,
        "tracking_number": parcel.tracking_number,
        "is_non_standard": parcel.non_standard,
        "template": parcel.template,
        "dimensions": {"length": length, "width": width, "height": height, "unit": "mm"},
        "weight": {"amount": parcel.weight, "unit": "kg"},
    }


def dispatch_order(one: DispatchOrder, book: ShipxBook, base: str) -> dict[str, Any]:
    """The dispatch order resource."""
    return {
        "href": f"{base}/v1/dispatch_orders/{one.id}",
        "id": one.id,
        "status": one.status,
        "external_id": one.external_id,
        "price": None if one.price is None else {"amount": float(one.price), "currency": "PLN"},
        "address": one.address,
        "statuses": [],
        "shipments": [
            {
                "href": f"{base}/v1/shipments/{shipment_id}",
                "id": shipment_id,
                "tracking_number": book.shipments[shipment_id].tracking_number,
            }
            for shipment_id in one.shipment_ids
        ],
        "comments": [
            {"id": words.id, "comment": words.comment, "created_at": moment(words.created_at)}
            for words in one.comments
        ],
        "errors": one.errors,
        "created_at": moment(one.created_at),
        "updated_at": moment(one.updated_at),
    }


def comment(words: Comment, order: DispatchOrder, base: str) -> dict[str, Any]:
    """The answer to adding or changing one remark."""
    path = f"/v1/organizations/{order.organization_id}/dispatch_orders/{order.id}/comment"
    return {
        "id": words.id,
        "href": base + path,
        "comment": words.comment,
        "created_at": moment(words.created_at),
    }


def dispatch_point(one: DispatchPoint, base: str) -> dict[str, Any]:
    """The dispatch point resource."""
    return {
        "href": f"{base}/v1/dispatch_points/{one.id}",
        "id": one.id,
        "name": one.name,
        "office_hours": one.office_hours,
        "phone": one.phone,
        "email": one.email,
        "comments": None,
        "status": one.status,
        "address": one.address,
    }


def tracking(one: Shipment, tracking_number: str) -> dict[str, Any]:
    """What everybody may see of a parcel; its trace newest first."""
    sized = catalogue.smallest_template(one.parcels[0].size()) if one.parcels else None
    attributes: dict[str, Any] = {}
    if one.target:
        attributes = {
            "size": catalogue.SIZES[sized][0] if sized else None,
            "target_machine_id": one.target,
            "target_machine_detail": _machine(one.target),
            "dropoff_machine_id": one.custom_attributes.get("dropoff_point"),
            "dropoff_machine_detail": _machine(one.custom_attributes.get("dropoff_point")),
            "end_of_week_collection": one.asked.get("end_of_week_collection") is True,
        }
    return {
        "tracking_number": tracking_number,
        "service": one.service,
        "type": one.service,
        "status": one.status,
        "custom_attributes": attributes,
        "tracking_details": [
            {
                "status": event.status,
                "origin_status": catalogue.ORIGIN_STATUS.get(event.status, "XXX"),
                "agency": None,
                "location": None,
                "datetime": moment(event.at),
            }
            for event in reversed(one.events)
        ],
        "expected_flow": [],
        "created_at": moment(one.created_at),
        "updated_at": moment(one.updated_at),
    }


def _machine(code: object) -> dict[str, Any] | None:
    found = locker(str(code)) if code else None
    if found is None:
        return None
    return {
        "name": found.code,
        "opening_hours": "24/7",
        "location_description": "Przy wejściu",
        "location": {"latitude": found.latitude, "longitude": found.longitude},
        "address": _lines(found),
        "type": types_of(found),
        "location247": True,
    }


def _lines(found: Locker) -> dict[str, str]:
    return {
        "line1": f"{found.street} {found.building}",
        "line2": f"{found.post_code} {found.town}",
    }


def types_of(found: Locker) -> list[str]:
    """The kinds that a point carries: a POP counts as a parcel locker too (reference §12.1)."""
    return ["pop", "parcel_locker"] if found.kind == "pop" else ["parcel_locker"]


def point(
    found: Locker, base: str, *, closed: bool = False, distance: int | None = None
) -> dict[str, Any]:
    """The resource of one locker or point."""
    return {
        "href": f"{base}/v1/points/{found.code}",
        "name": found.code,
        "display_name": found.code,
        "type": types_of(found),
        "status": "NonOperating" if closed else "Operating",
        "location": {"longitude": found.longitude, "latitude": found.latitude},
        "location_type": "Outdoor" if found.kind == "locker" else "Indoor",
        "location_date": None,
        "location_description": "Przy wejściu do sklepu",
        "location_description_1": None,
        "location_description_2": None,
        "distance": distance,
        "opening_hours": "24/7" if found.kind == "locker" else "PN-PT 08:00-20:00",
        "address": _lines(found),
        "address_details": {
            "city": found.town,
            "province": found.province,
            "post_code": found.post_code,
            "street": found.street,
            "building_number": found.building,
            "flat_number": None,
        },
        "phone_number": None,
        "payment_point_descr": None,
        "functions": list(POINT_FUNCTIONS),
        "partner_id": 0,
        "is_next": False,
        "payment_available": True,
        "payment_type": {"2": "Payments are supported"},
        "virtual": "0",
        "recommended_low_interest_box_machines_list": None,
        "apm_doubled": None,
        "location_247": found.kind == "locker",
        "operating_hours_extended": {"customer": None},
        "agency": found.code[:3],
        "image_url": f"{base}/images/{found.code}.jpg",
        "easy_access_zone": True,
        "air_index_level": None,
        "physical_type_mapped": "004",
        "physical_type_description": None,
    }


def recipient_name(one: Shipment) -> str:
    """The receiver as a label or list names him."""
    person: Mapping[str, Any] = one.receiver
    full = " ".join(str(person[key]) for key in ("first_name", "last_name") if person.get(key))
    return full or str(person.get("company_name") or person.get("name") or "")


def summary(book: ShipxBook) -> dict[str, Any]:
    """The books for the control route: what was bought, booked, paid and printed."""
    shipments = []
    for one in book.shipments.values():
        offer = one.offer(one.selected_offer_id)
        shipments.append(
            {
                "id": one.id,
                "organization_id": one.organization_id,
                "tracking_number": one.tracking_number,
                "reference": one.asked.get("reference"),
                "external_customer_id": one.asked.get("external_customer_id"),
                "recipient": recipient_name(one),
                "service": one.service,
                "sending_method": one.sending_method,
                "target_point": one.target or None,
                "price": amount(offer.charge) if offer is not None and one.bought else None,
                "currency": "PLN",
                "cod": amount(one.amount("cod")),
                "status": one.status,
                "live": one.bought and one.status != "canceled",
                "dispatch_order_id": one.dispatch_order_id,
                "transactions": [paid.status for paid in one.transactions],
                "created_at": moment(one.created_at),
            }
        )
    orders = [dispatch_order(one, book, "") for one in book.collections.orders.values()]
    return {
        "wallet": float(book.wallet),
        "shipments": shipments,
        "dispatch_orders": orders,
        "labels": list(book.labels),
    }
