"""What can be asked of the Indian aggregator, operation by operation (reference §5 to §11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shipdesk.simulator import dash101_couriers as couriers
from shipdesk.simulator import dash101_rules as rules
from shipdesk.simulator.dash101_door import Act, Answer, Call
from shipdesk.simulator.dash101_errors import Refusal, bad_request, not_found, unprocessable
from shipdesk.simulator.dash101_model import Order, Shipment, title_of
from shipdesk.simulator.dash101_papers import routing_code

_MOST_CANCELLED = 10


def _serviceability(call: Call) -> Answer:
    pickup, drop, cod, weight = rules.checked_quote(dict(call.query))
    factor = Decimal(str(call.book.knob("dash101_price_factor", 1.0)))
    companies = []
    for courier in couriers.COURIERS.values():
        if not couriers.serves(courier, drop, weight, cod=cod):
            continue
        charge = couriers.carriage(courier, pickup, drop, weight, factor)
        fee = couriers.COD_FEE if cod else Decimal(0)
        companies.append(
            {
                "courier_partner_id": courier.id,
                "courier_partner_name": courier.name,
                "shipping_charges": f"{charge:.2f}",
                "cod_charges": f"{fee:.2f}",
                "total_charges": f"{charge + fee:.2f}",
                "estimated_delivery_days": couriers.days(courier, pickup, drop),
                "cod_available": courier.takes_cod,
            }
        )
    return Answer(200, {"available_courier_companies": companies})


def _couriers(_call: Call) -> Answer:
    companies = [
        {
            "courier_partner_id": courier.id,
            "courier_partner_name": courier.name,
            "cod_available": courier.takes_cod,
        }
        for courier in couriers.COURIERS.values()
    ]
    return Answer(200, {"available_courier_companies": companies})


def _state(order: Order) -> dict[str, Any]:
    return {
        "dash101_order_id": order.dash101_order_id,
        "order_status": title_of(order.code),
        "order_status_code": order.code,
    }


def _create_v1(call: Call) -> Answer:
    asked = rules.checked_order(call.body)
    if call.book.known(asked["order_id"]) is not None:
        raise unprocessable("ORDER_ALREADY_EXISTS", "Order id was used before", "order_id")
    return Answer(201, _state(call.book.create_order(asked)))


def _create_v2(call: Call) -> Answer:
    asked = rules.checked_order(call.body)
    known = call.book.known(asked["order_id"])
    if known is not None:
        return Answer(200, {**_state(known), "message": "Order already present"})
    return Answer(201, _state(call.book.create_order(asked)))


def _cancel(call: Call) -> Answer:
    given = call.body.get("order_ids")
    if isinstance(given, dict):
        given = [given]
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise bad_request("order_ids is a list of objects", "order_ids")
    if not 1 <= len(given) <= _MOST_CANCELLED:
        raise unprocessable("TOO_MANY_ORDERS", "1 to 10 orders can be cancelled", "order_ids")
    asked = [rules.one_reference(one) for one in given]
    if len(set(asked)) < len(asked):
        raise unprocessable("DUPLICATE_ORDERS", "An order is listed twice", "order_ids")
    answer: dict[str, list[Any]] = {
        f"{side}_{key}s": []
        for side in ("cancelled", "uncancelled")
        for key in ("order_id", "dash101_order_id")
    }
    for key, value in asked:
        try:
            reason = call.book.cancel(call.book.order(key, value))
        except Refusal as refusal:
            reason = refusal.message
        if reason:
            answer[f"uncancelled_{key}s"].append({key: value, "reason": reason})
        else:
            answer[f"cancelled_{key}s"].append(value)
    return Answer(200, answer)


def _track(call: Call) -> Answer:
    order = call.book.order(*rules.one_reference(dict(call.query)))
    asked, shipment = order.asked, order.shipment
    details: dict[str, Any] = {
        "order_id": order.order_id,
        **_state(order),
        "order_date": asked["order_date"] or _stamp(order.history[0].at),
        "payment_method": asked["payment_method"],
        "order_total": f"{asked['order_total']:.2f}",
        "customer_name": asked["customer_name"],
        "customer_phone": asked["customer_phone"],
        "customer_email": asked["customer_email"] or None,
        "delivery_address1": asked["delivery_address1"],
        "delivery_address2": asked["delivery_address2"] or None,
        "delivery_city": asked["delivery_city"],
        "delivery_pincode": asked["delivery_pincode"],
        "order_items": [
            {
                "product_name": item["product_name"],
                "sku": item["sku"] or None,
                "quantity": item["quantity"],
                "price": f"{item['price']:.2f}",
                "suborder_id": f"{order.dash101_order_id}-{place}",
                "suborder_status": title_of(code),
                "suborder_status_code": code,
            }
            for place, (item, code) in enumerate(
                zip(asked["order_items"], order.suborders, strict=True), 1
            )
        ],
        "tracking_number": None,
        "courier_partner_id": None,
        "courier_partner_name": None,
        "tracking_url": None,
        "shipping_label": None,
        "scheduled_pickup_date": None,
        "scheduled_pickup_timeslot": None,
        "status_history": [
            {
                "order_status": title_of(event.code),
                "order_status_code": event.code,
                "timestamp": _stamp(event.at),
                "location": event.location,
                "remarks": event.remarks,
            }
            for event in order.history
        ],
    }
    if shipment is not None:
        booked = _booked(call, order, shipment)
        details.update({key: booked[key] for key in booked if key in details or key in _MORE})
    if order.attempts:
        details["delivery_attempts"] = order.attempts
        details["failed_delivery_reason"] = order.failed_reason
    return Answer(200, {"order_details": details})


_MORE = frozenset({"shipping_charges", "cod_charges", "order_details_file", "shipping_tax_invoice"})


def _stamp(at: Any) -> str:  # noqa: ANN401 - a datetime
    return f"{at.astimezone(rules.IST):%Y-%m-%d %H:%M:%S}"


def _booked(call: Call, order: Order, shipment: Shipment) -> dict[str, Any]:
    """The flat answer of a booking; the date is unpadded and money is text, as the vendor's."""
    day = shipment.pickup_day
    return {
        "tracking_number": shipment.tracking_number,
        "courier_partner_id": shipment.courier.id,
        "courier_partner_name": shipment.courier.name,
        "tracking_url": f"https://track.example.test/{shipment.tracking_number}",
        "scheduled_pickup_date": f"{day.year}-{day.month}-{day.day}",
        "scheduled_pickup_timeslot": "13:00-18:00",
        "pickup_request_number": shipment.pickup_request_number,
        "routing_code": routing_code(order),
        **{kind: f"{call.base}/files/{token}.pdf" for kind, token in shipment.files.items()},
        "order_status": title_of(order.code),
        "order_status_code": order.code,
        "shipping_charges": _money(shipment.shipping_charges),
        "cod_charges": _money(shipment.cod_charges),
    }


def _money(amount: Decimal) -> str:
    """An amount as text with one or two decimals: 58.50 is "58.5"."""
    words = f"{amount:.2f}"
    return words.removesuffix("0")


def _pickup_create(call: Call) -> Answer:
    number, new = call.book.add_pickup(rules.checked_pickup(call.body))
    return Answer(201 if new else 200, {"pickup_location_id": number})


def _pickup_list(call: Call) -> Answer:
    places = [
        {"pickup_location_id": number, **place} for number, place in call.book.pickups.items()
    ]
    return Answer(200, {"available_pickup_locations": places})


def _shipment_create(call: Call) -> Answer:
    key, value = rules.one_reference(call.body)
    parcel = rules.checked_parcel(call.body)
    order = call.book.order(key, value)
    shipment = call.book.create_shipment(order, parcel)
    return Answer(201, _booked(call, order, shipment))


def _shipped(call: Call) -> Order:
    number = call.parts["trackingNumber"]
    if not number.replace("-", "").isalnum():
        raise not_found("Tracking number")
    return call.book.shipped(number)


def _reattempt(call: Call) -> Answer:
    order = _shipped(call)
    days = int(call.book.knob("dash101_reattempt_days", rules.REATTEMPT_DAYS_AFTER_CUTOFF))
    earliest = rules.earliest_reattempt(call.book.clock.now(), days)
    call.book.reattempt(order, rules.checked_reattempt(call.body, earliest))
    return Answer(200, {"status_code": 200, "message": "Reattempt request registered"})


def _rto(call: Call) -> Answer:
    order = _shipped(call)
    call.book.return_to_origin(order, rules.checked_rto(call.body))
    return Answer(200, {"status_code": 200, "message": "RTO request registered"})


ACTS: dict[str, Act] = {
    "serviceability": _serviceability,
    "couriers": _couriers,
    "order_create_v1": _create_v1,
    "order_create_v2": _create_v2,
    "order_cancel": _cancel,
    "order_track": _track,
    "pickup_create": _pickup_create,
    "pickup_list": _pickup_list,
    "shipment_create": _shipment_create,
    "reattempt": _reattempt,
    "rto": _rto,
}
"""Operation id to what it does, for callers with a token."""
