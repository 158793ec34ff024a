"""The Indian aggregator's files: what its three documents say of one shipment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shipdesk.simulator.dash101_model import Order
from shipdesk.simulator.dash101_rules import IST
from shipdesk.simulator.label_pdf_dash101 import (
    Dash101Paper,
    PaperItem,
    order_details,
    shipping_label,
    tax_invoice,
)

_DRAWN = {
    "shipping_label": shipping_label,
    "order_details_file": order_details,
    "shipping_tax_invoice": tax_invoice,
}


def routing_code(order: Order) -> str:
    """Where the parcel is sorted to: text with slashes."""
    city = "".join(
        letter for letter in str(order.asked["delivery_city"]).upper() if letter.isalpha()
    )
    pincode = str(order.asked["delivery_pincode"])
    return f"{city[:3] or 'XXX'}/{pincode[:3]}/{pincode[3:]}"


def document(order: Order, kind: str, *, tracking_number: str = "") -> bytes:
    """One document of a shipped order; another `tracking_number` makes a wrong label of it."""
    shipment = order.shipment
    if shipment is None:
        raise KeyError(kind)
    asked: dict[str, Any] = order.asked
    pickup = shipment.pickup
    town = f"{asked['delivery_city']} {asked['delivery_pincode']}"
    total = Decimal(asked["order_total"])
    size = " x ".join(f"{side.normalize():f}" for side in shipment.sides)
    paper = Dash101Paper(
        courier=shipment.courier.name,
        tracking_number=tracking_number or shipment.tracking_number,
        routing_code=routing_code(order),
        order_id=order.order_id,
        dash101_order_id=order.dash101_order_id,
        order_date=f"{order.created_at.astimezone(IST):%Y-%m-%d}",
        cod=total if order.cod else None,
        total=total,
        shipping=shipment.shipping_charges,
        recipient=str(asked["customer_name"]),
        recipient_phone=str(asked["customer_phone"]),
        recipient_lines=[
            line for line in (asked["delivery_address1"], asked["delivery_address2"], town) if line
        ],
        seller=pickup["pickup_seller_name"],
        seller_phone=pickup["pickup_seller_phone"],
        seller_lines=[
            pickup["pickup_address1"],
            pickup["pickup_address2"],
            f"{pickup['pickup_city']} {pickup['pickup_pincode']}",
        ],
        weight=f"{shipment.weight.normalize():f}",
        size=size,
        pickup=f"{shipment.pickup_day:%Y-%m-%d}, 13:00-18:00",
        items=[
            PaperItem(
                item["product_name"], item["sku"], item["quantity"], item["price"], item["hsn_code"]
            )
            for item in asked["order_items"]
        ],
    )
    return _DRAWN[kind](paper)
