"""InPost's operations behind the screens of shipping, each once; records stand apart."""

from __future__ import annotations

from typing import Any

from shipdesk.domain.offer import VoidIntent
from shipdesk.domain.operation import (
    CancelPickupIntent,
    CommentIntent,
    CorrectIntent,
    DeleteCommentIntent,
    EditCommentIntent,
    OperationKind,
    PickupIntent,
    ShipIntent,
)
from shipdesk.domain.quote import QuoteRequest
from shipdesk.domain.shipment import Shipment
from shipdesk.providers.steps import Bought
from tests.contract import reach_shipx as reach
from tests.contract.bench import Bench
from tests.contract.samples import PlainSample, Sample
from tests.providers.driving import now
from tests.providers.shipx import at_inpost
from tests.providers.shipx.parcels import BOX, EWA, SENDER, shipment_of, to_door, to_locker
from tests.support.simulator import SHIPX_ORGANIZATION

SERVICE = "inpost_courier_standard"
DRAFT = {name: value for name, value in at_inpost.COURIER.items() if name != "service"}
PERSON = ("receiver.first_name", "receiver.phone", "receiver.email")
PLACE = ("address.street", "address.building_number", "address.city", "address.post_code")


def part(bench: Bench, name: str) -> Any:
    """Return a part of the account at InPost."""
    return getattr(bench.provider("shipx"), name)


def drafted(bench: Bench) -> ShipIntent:
    """Return the purchase of an offer of a draft; what its steps must know is noted."""
    number = at_inpost.made(bench.sim, DRAFT, custom_attributes={"sending_method": "pop"})
    stands = at_inpost.stands(bench.sim, number)
    offer = next(each for each in stands["offers"] if each["service"]["id"] == SERVICE)
    bench.made.update(remote_id=number, offer=str(offer["id"]), polls="0")
    return to_door("ORD-000872", service=SERVICE, draft=number)


async def ship(_bench: Bench) -> tuple[OperationKind, object]:
    """Buying for an order."""
    return OperationKind.SHIP, to_locker()


async def buy_offer(bench: Bench) -> tuple[OperationKind, object]:
    """Buying an offer of a draft."""
    return OperationKind.SHIP, drafted(bench)


async def call_create(bench: Bench) -> object:
    """Create a shipment."""
    return await part(bench, "booking").run("create", to_locker(), {})


async def call_update(bench: Bench) -> object:
    """Send an unpaid shipment's data anew."""
    number = at_inpost.offered(bench.sim)
    intent = CorrectIntent("kept", number, to_locker())
    return await part(bench, "correcting").run("update", intent, {})


async def correct(bench: Bench) -> tuple[OperationKind, object]:
    """The same, durably."""
    number = at_inpost.offered(bench.sim)
    return OperationKind.CORRECT, CorrectIntent("kept", number, to_locker())


async def call_cancel(bench: Bench) -> object:
    """Cancel a shipment before its purchase."""
    intent = VoidIntent("kept", at_inpost.offered(bench.sim))
    return await part(bench, "voiding").run("void", intent, {})


async def void(bench: Bench) -> tuple[OperationKind, object]:
    """The same, durably."""
    return OperationKind.VOID, VoidIntent("kept", at_inpost.offered(bench.sim))


async def call_select(bench: Bench) -> object:
    """Choose an offer."""
    intent = drafted(bench)
    return await part(bench, "booking").run("select", intent, bench.made)


async def call_buy(bench: Bench) -> object:
    """Pay for an offer."""
    intent = drafted(bench)
    return await part(bench, "booking").run("buy", intent, bench.made)


async def call_calculate(bench: Bench) -> object:
    """Ask for a price, past the part that tells a refusal as a reason."""
    client = part(bench, "quotes")._client
    request = QuoteRequest(SENDER, EWA, BOX.with_size("A"), locker="KRA010")
    service = client._table.services["inpost_locker_standard"]
    return await client.calculate([client.bodies.price_question(request, service)])


def paid(bench: Bench, body: dict[str, Any] | None = None, **changes: Any) -> Shipment:
    """Return a paid shipment as it is kept here."""
    number = at_inpost.made(bench.sim, body, **changes)
    tracking = str(at_inpost.stands(bench.sim, number)["tracking_number"])
    return shipment_of(to_locker(), Bought(number, tracking))


def collected(bench: Bench) -> Shipment:
    """Return a paid shipment that a courier shall collect."""
    attributes = {"target_point": "KRA010", "sending_method": "dispatch_order"}
    return paid(bench, custom_attributes=attributes)


async def call_label(bench: Bench) -> object:
    """Fetch a label."""
    return await part(bench, "labels").fetch(paid(bench), "label")


async def call_tracking(bench: Bench) -> object:
    """Read where a parcel is."""
    return await part(bench, "tracking").fetch_events(paid(bench))


def pickup(bench: Bench) -> PickupIntent:
    """Return a booking of one parcel."""
    shipment = collected(bench)
    return PickupIntent(
        (shipment.id,), (shipment.remote_id,), (shipment.tracking_number,), SENDER, "Workshop",
        "09:00-16:00", "Ramp 2",
    )  # fmt: skip


def booked(bench: Bench) -> tuple[str, str]:
    """Book a collection with a comment; return the ids of both."""
    intent = pickup(bench)
    path = f"/v1/organizations/{SHIPX_ORGANIZATION}/dispatch_orders"
    body = {
        "shipments": list(intent.remote_ids),
        "comment": "Ramp 2",
        "dispatch_point_id": 55,
    }
    made = at_inpost.sent(bench.sim, "POST", path, body)
    bench.sim.push(at_inpost.READY_S)
    return str(made["id"]), str(made["comments"][0]["id"])


async def call_book(bench: Bench) -> object:
    """Book a collection."""
    return await part(bench, "pickup_booking").run("create", pickup(bench), {})


async def book(bench: Bench) -> tuple[OperationKind, object]:
    """The same, durably."""
    return OperationKind.BOOK_DISPATCH_ORDER, pickup(bench)


async def call_list(bench: Bench) -> object:
    """Look for a collection of a parcel."""
    return await part(bench, "pickup_booking").find("create", pickup(bench), {}, now())


async def call_get(bench: Bench) -> object:
    """Read a collection."""
    order, _ = booked(bench)
    return await part(bench, "dispatch_orders").fetch(order)


async def call_withdraw(bench: Bench) -> object:
    """Withdraw a collection."""
    order, _ = booked(bench)
    return await part(bench, "pickup_cancel").run("cancel", CancelPickupIntent("kept", order), {})


async def withdraw(bench: Bench) -> tuple[OperationKind, object]:
    """The same, durably."""
    return OperationKind.CANCEL_DISPATCH_ORDER, CancelPickupIntent("kept", booked(bench)[0])


async def call_comment(bench: Bench) -> object:
    """Add a comment."""
    intent = CommentIntent("kept", booked(bench)[0], "Ring twice")
    return await part(bench, "pickup_comment").run("comment", intent, {})


async def comment(bench: Bench) -> tuple[OperationKind, object]:
    """The same, durably."""
    return OperationKind.COMMENT, CommentIntent("kept", booked(bench)[0], "Ring twice")


async def call_edit(bench: Bench) -> object:
    """Change a comment."""
    intent = EditCommentIntent("kept", *booked(bench), "Ramp 3")
    return await part(bench, "pickup_comment_edit").run("edit", intent, {})


async def edit(bench: Bench) -> tuple[OperationKind, object]:
    """The same, durably."""
    return OperationKind.EDIT_COMMENT, EditCommentIntent("kept", *booked(bench), "Ramp 3")


async def call_delete(bench: Bench) -> object:
    """Delete one comment."""
    intent = DeleteCommentIntent("kept", *booked(bench))
    return await part(bench, "pickup_comment_delete").run("delete", intent, {})


async def delete(bench: Bench) -> tuple[OperationKind, object]:
    """The same, durably."""
    return OperationKind.DELETE_COMMENT, DeleteCommentIntent("kept", *booked(bench))


async def call_printout(bench: Bench) -> object:
    """Fetch a collection's sheet, past the part that looks inside of it."""
    papers = part(bench, "pickup_papers")
    return await papers._client.fetch_printout(booked(bench)[0])


async def call_printouts(bench: Bench) -> object:
    """Fetch a hand-over list, past the part that looks inside of it."""
    papers = part(bench, "pickup_papers")
    return await papers._client.fetch_handover([paid(bench).remote_id])


async def call_price(bench: Bench) -> object:
    """Ask what a collection would cost."""
    return await part(bench, "dispatch_orders").fetch_price([collected(bench).remote_id])


def plain(op: str, client: str, sort: str, call: Any, action: str, **given: Any) -> PlainSample:
    """Return a sample of InPost."""
    return PlainSample("shipx", op, client, sort, call, action=action, **given)


# In the background a read is tried four times (http.Api); 404 means that no scan is known yet.
PATIENT = {
    f"requests {fault}": "4" for fault in ("500", "html", "drop_before", "drop_after_commit")
}

SAMPLES: tuple[Sample, ...] = (
    plain("shipments.create", "ShipxClient.create_shipment", "write", call_create, "orders.buy",
          intent=ship, step="create", reach=reach.buy,
          keys=("service", "external_customer_id", "reference", "custom_attributes.target_point",
                "custom_attributes.sending_method", "parcels[].template", *PERSON)),
    plain("shipments.update", "ShipxClient.update_shipment", "repeatable", call_update,
          "shipments.update", intent=correct, step="update", reach=reach.correct,
          keys=("external_customer_id",)),
    plain("shipments.cancel", "ShipxClient.cancel_shipment", "quiet_write", call_cancel,
          "orders.compare_within", intent=void, step="void", reach=reach.leave_offers),
    plain("shipments.select_offer", "ShipxClient.select_offer", "write", call_select,
          "orders.compare_within", intent=buy_offer, step="select", reach=reach.buy_offer,
          keys=("offer_id",)),
    plain("shipments.buy", "ShipxClient.buy", "write", call_buy, "shipments.pay",
          intent=buy_offer, step="buy", reach=reach.pay, keys=("offer_id",)),
    plain("shipments.calculate", "ShipxClient.calculate", "list", call_calculate, "orders.ask",
          reach=reach.ask, keys=("shipments[].id", "shipments[].service", "shipments[].parcels")),
    plain("labels.get", "ShipxClient.fetch_label", "file", call_label, "shipments.fetch_label",
          reach=reach.label, keys=("format", "type")),
    plain("tracking.get", "ShipxClient.fetch_tracking", "read", call_tracking, "shipments.track",
          reach=reach.track, other={**PATIENT, "call 404": ""}),
    plain("dispatch_orders.create", "ShipxClient.create_dispatch_order", "write", call_book,
          "dispatch_orders.book_now", intent=book, step="create", reach=reach.book,
          keys=("shipments", "name", "phone", "office_hours", "comment", *PLACE)),
    plain("dispatch_orders.list", "ShipxClient.fetch_dispatch_orders", "list", call_list,
          "orders.refresh", reach=reach.refresh, keys=("per_page", "page")),
    plain("dispatch_orders.get", "ShipxClient.fetch_dispatch_order", "read", call_get,
          "dispatch_orders.price", reach=reach.price),
    plain("dispatch_orders.cancel", "ShipxClient.cancel_dispatch_order", "quiet_write",
          call_withdraw, "dispatch_orders.cancel", intent=withdraw, step="cancel",
          reach=reach.withdraw),
    plain("dispatch_orders.add_comment", "ShipxClient.add_comment", "write", call_comment,
          "dispatch_orders.comment", intent=comment, step="comment", reach=reach.comment,
          keys=("comment",)),
    plain("dispatch_orders.edit_comment", "ShipxClient.edit_comment", "write", call_edit,
          "dispatch_orders.edit_comment", intent=edit, step="edit", reach=reach.edit_comment,
          keys=("id", "comment")),
    plain("dispatch_orders.delete_comments", "ShipxClient.delete_comment", "write", call_delete,
          "dispatch_orders.delete_comment", intent=delete, step="delete",
          reach=reach.delete_comment, keys=("comment_ids",)),
    plain("dispatch_orders.printout", "ShipxClient.fetch_printout", "file", call_printout,
          "dispatch_orders.printout", reach=reach.printout, keys=("format",)),
    plain("dispatch_orders.printouts", "ShipxClient.fetch_handover", "file", call_printouts,
          "shipments.handover", reach=reach.handover, keys=("format", "shipment_ids[]")),
    plain("dispatch_orders.calculate", "ShipxClient.calculate_collection", "read", call_price,
          "dispatch_orders.book", reach=reach.collection_price, keys=("shipments",)),
)  # fmt: skip
