"""A good request for every operation of the two couriers."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.simulator.couriers import courier_body, locker_body, order_body, parcel_body
from tests.simulator.examples import Desk, Example, Make

PHONE_BOOK = {
    "name": "Magazyn", "phone": "600700800",
    "main_address": {
        "street": "Lipowa", "building_number": "4", "city": "Kraków", "post_code": "30-702",
        "country_code": "PL",
    },
}  # fmt: skip
DAYS = {"format": "csv", "start_date": "2024-01-01", "end_date": "2099-01-01"}
PLACE = {
    "pickup_seller_name": "Glaze Store", "pickup_seller_phone": "9812345670",
    "pickup_address1": "Plot 7, Hill Road", "pickup_address2": "Bandra West",
    "pickup_city": "Mumbai", "pickup_pincode": "400050",
}  # fmt: skip
QUOTE = {"pickup_pincode": "400093", "drop_pincode": "560038", "cod": "false", "weight": "0.5"}


def made(desk: Desk, body: dict[str, Any]) -> int:
    """A new ShipX shipment: bought at the next read, unless it names no service."""
    created = desk.data("shipx", "shipments.create", Example(body=body))
    found = desk.data("shipx", "shipments.get", Example({"shipment_id": created["id"]}))
    return int(found["id"])


def locker(desk: Desk) -> int:
    """A bought parcel to a locker."""
    return made(desk, locker_body())


def courier(desk: Desk) -> int:
    """A bought parcel to an address."""
    return made(desk, courier_body())


def offered(desk: Desk) -> dict[str, int]:
    """A shipment that only has offers, with one of them."""
    body = {key: value for key, value in locker_body().items() if key != "service"}
    shipment_id = made(desk, body)
    found = desk.data("shipx", "shipments.get", Example({"shipment_id": shipment_id}))
    offer = next(one for one in found["offers"] if one["status"] == "available")
    return {"shipment_id": shipment_id, "offer_id": offer["id"]}


def chosen(desk: Desk) -> Example:
    """One offer, said in path and body."""
    pair = offered(desk)
    return Example({"shipment_id": pair["shipment_id"]}, body={"offer_id": pair["offer_id"]})


def number(desk: Desk) -> str:
    """The tracking number of a bought parcel."""
    example = Example({"shipment_id": locker(desk)})
    return str(desk.data("shipx", "shipments.get", example)["tracking_number"])


def collection(desk: Desk) -> dict[str, Any]:
    """A dispatch order with a comment."""
    body = {"shipments": [locker(desk)], "dispatch_point_id": 55, "comment": "Ring twice"}
    found: dict[str, Any] = desk.data("shipx", "dispatch_orders.create", Example(body=body))
    return found


def of_collection(desk: Desk, **body: Any) -> Example:
    """A dispatch order in the path; `body` goes along, `comment_id` as the first one's id."""
    found = collection(desk)
    comment = found["comments"][0]["id"]
    given = {key: comment if value == "first" else value for key, value in body.items()}
    given = {key: [comment] if value == ["first"] else value for key, value in given.items()}
    return Example({"dispatch_order_id": found["id"]}, body=given or None)


def batch(desk: Desk) -> int:
    """A batch of one."""
    body = {"shipments": [{"id": 1, **locker_body()}]}
    return int(desk.data("shipx", "batches.create", Example(body=body))["id"])


SHIPX: dict[str, Make] = {
    "organizations.list": lambda _: Example(),
    "organizations.get": lambda _: Example(),
    "organizations.statistics": lambda _: Example(),
    "organizations.users": lambda _: Example(),
    "shipments.create": lambda _: Example(body=locker_body()),
    "shipments.list": lambda _: Example(query={"per_page": 3}),
    "shipments.get": lambda d: Example({"shipment_id": locker(d)}),
    "shipments.get_in_organization": lambda d: Example({"shipment_id": locker(d)}),
    "shipments.update": lambda d: Example({"shipment_id": offered(d)["shipment_id"]}, body={}),
    "shipments.cancel": lambda d: Example({"shipment_id": offered(d)["shipment_id"]}),
    "shipments.select_offer": chosen,
    "shipments.buy": chosen,
    "shipments.calculate": lambda _: Example(body={"shipments": [{"id": "A", **locker_body()}]}),
    "shipments.select_offers": lambda d: Example(body={"shipments": [{"id": 1, **offered(d)}]}),
    "shipments.bulk_buy": lambda d: Example(body={"shipments": [{"id": 1, **offered(d)}]}),
    "labels.get": lambda d: Example({"shipment_id": locker(d)}, {"format": "Zpl"}),
    "labels.list": lambda d: Example(query=[("format", "Zpl"), ("shipment_ids[]", locker(d))]),
    "labels.list_by_body": lambda d: Example(body={"format": "zpl", "shipment_ids": [locker(d)]}),
    "labels.return_get": lambda d: Example({"shipment_id": courier(d)}, {"format": "Zpl"}),
    "labels.return_list": lambda d: Example(
        query=[("format", "Zpl"), ("shipment_ids[]", courier(d))]
    ),
    "dispatch_orders.create": lambda d: Example(
        body={"shipments": [locker(d)], "dispatch_point_id": 55}
    ),
    "dispatch_orders.list": lambda _: Example(),
    "dispatch_orders.get": of_collection,
    "dispatch_orders.cancel": of_collection,
    "dispatch_orders.add_comment": lambda d: of_collection(d, comment="Ramp 2"),
    "dispatch_orders.edit_comment": lambda d: of_collection(d, id="first", comment="Ramp 3"),
    "dispatch_orders.delete_comments": lambda d: of_collection(d, comment_ids=["first"]),
    "dispatch_orders.printout": of_collection,
    "dispatch_orders.printouts": lambda d: Example(
        query={"format": "Pdf", "dispatch_order_id": collection(d)["id"]}
    ),
    "dispatch_orders.calculate": lambda d: Example(body={"shipments": [locker(d)]}),
    "dispatch_points.list": lambda _: Example(),
    "dispatch_points.get": lambda _: Example({"dispatch_point_id": 55}),
    "tracking.get": lambda d: Example({"tracking_number": number(d)}),
    "tracking.service_history": lambda d: Example({"tracking_number": number(d)}),
    "statuses.list": lambda _: Example(query={"lang": "en_GB"}),
    "points.list": lambda _: Example(query={"city": "Kraków"}),
    "points.get": lambda _: Example({"name": "KRA010"}),
    "services.list": lambda _: Example(),
    "sending_methods.list": lambda _: Example(query={"service": "inpost_locker_standard"}),
    "batches.create": lambda _: Example(body={"shipments": [{"id": 1, **locker_body()}]}),
    "batches.get": lambda d: Example({"batch_id": batch(d)}),
    "mpks.list": lambda _: Example(),
    "mpks.create": lambda _: Example(body={"name": f"M-{uuid4()}"}),
    "mpks.get": lambda _: Example({"mpk_id": 401}),
    "mpks.update": lambda _: Example({"mpk_id": 401}, body={"description": "Online"}),
    "address_books.list": lambda _: Example(),
    "address_books.create": lambda _: Example(body=PHONE_BOOK),
    "address_books.get": lambda _: Example({"address_book_id": 501}),
    "address_books.update": lambda _: Example({"address_book_id": 501}, body={"name": "Biuro"}),
    "address_books.delete": lambda _: Example({"address_book_id": 501}),
    "shipment_templates.list": lambda _: Example(),
    "shipment_templates.create": lambda _: Example(body={"name": "T", **locker_body()}),
    "shipment_templates.get": lambda _: Example({"shipment_template_id": 601}),
    "shipment_templates.update": lambda _: Example(
        {"shipment_template_id": 601}, body={"name": "Duży"}
    ),
    "shipment_templates.delete": lambda _: Example({"shipment_template_id": 601}),
    "reports.cod": lambda _: Example(query=DAYS),
    "file_mappings.list": lambda _: Example(),
    "file_mappings.export": lambda _: Example(),
}


def ordered(desk: Desk, version: int = 2) -> str:
    """A new order at Dash101, approved by the time it is read."""
    order_id = f"T-{uuid4().hex[:12]}"
    example = Example(body=order_body(order_id=order_id))
    desk.data("dash101", f"order_create_v{version}", example)
    return order_id


def undelivered(desk: Desk) -> Example:
    """A shipment that nobody took at the door."""
    example = Example(body=parcel_body(order_id=ordered(desk)))
    tracking = str(desk.data("dash101", "shipment_create", example)["tracking_number"])
    desk.simulator.advance(tracking, "12")
    return Example({"trackingNumber": tracking})


def about(example: Example, body: dict[str, Any]) -> Example:
    """The same place with a body."""
    return Example(example.parts, body=body)


DASH101: dict[str, Make] = {
    "auth": lambda _: Example(body={"email": "seller@example.test", "password": "simulator-pass"}),
    "serviceability": lambda _: Example(query=QUOTE),
    "couriers": lambda _: Example(),
    "order_create_v1": lambda _: Example(body=order_body(order_id=f"T-{uuid4().hex[:12]}")),
    "order_create_v2": lambda _: Example(body=order_body(order_id=f"T-{uuid4().hex[:12]}")),
    "order_cancel": lambda d: Example(body={"order_ids": [{"order_id": ordered(d)}]}),
    "order_track": lambda d: Example(query={"order_id": ordered(d)}),
    "pickup_create": lambda _: Example(body=PLACE),
    "pickup_list": lambda _: Example(),
    "shipment_create": lambda d: Example(body=parcel_body(order_id=ordered(d))),
    "reattempt": lambda d: about(undelivered(d), {}),
    "rto": lambda d: about(undelivered(d), {"rto_reason": "2"}),
}
