"""Dash101's twelve operations, each once: nine behind screens of their own, three of records."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from shipdesk.clock import SystemClock
from shipdesk.domain.delivery_exception import ReattemptIntent, ReturnIntent
from shipdesk.domain.operation import OperationKind, ShipIntent
from shipdesk.domain.order_cancel import CancelOrdersIntent, OrderNumber
from shipdesk.domain.shipment import Shipment
from shipdesk.providers.base import Provider
from shipdesk.providers.dash101 import requests
from shipdesk.providers.dash101.client import Dash101Client
from tests.contract import reach_dash101 as reach
from tests.contract.bench import Bench
from tests.contract.samples import PlainSample, RecordSample, Sample
from tests.providers.dash101.parcels import ASHA, buy, cod_order, placed, shipment_of

SLUG = "dash101"
REMOTE = "dash101_order_id"
ORDER_KEYS = (
    "order_id", "order_date", "customer_name", "customer_phone", "customer_email",
    "delivery_address1", "delivery_city", "delivery_pincode", "order_total", "payment_method",
    "order_items",
)  # fmt: skip
SHIPMENT_KEYS = (
    "dash101_order_id", "courier_partner_id", "dead_weight", "length", "breadth", "height",
    "pickup_location_id",
)  # fmt: skip


def dash(bench: Bench) -> Provider:
    """The account's parts; the simulator never tires of this suite."""
    bench.sim.knobs(dash101_requests_per_minute=100_000)
    return bench.provider(SLUG)


def client(bench: Bench) -> Dash101Client:
    """The account's client."""
    return dash(bench).booking._client  # type: ignore[union-attr]


async def order(bench: Bench) -> OrderNumber:
    """An order that stands there and has no shipment."""
    intent = cod_order()
    table = bench.table(SLUG)
    told = await client(bench).create_order(requests.to_order(intent, SystemClock().now(), table))
    bench.made = {REMOTE: told.dash101_order_id}
    return OrderNumber(intent.reference, told.dash101_order_id)


async def failed(bench: Bench) -> Shipment:
    """A parcel in Failed Delivery."""
    bought, intent = await buy(dash(bench), bench.sim)
    bench.sim.advance(bought.tracking_number, "12")
    return shipment_of(intent, bought, code="12")


# What is sent once


async def log_in(bench: Bench) -> object:
    return await dash(bench).probe._auth.log_in()  # type: ignore[union-attr]


async def quote(bench: Bench) -> object:
    lane = requests.to_lane("400093", "411001", Decimal("0.5"), bench.table(SLUG), cod=True)
    return await client(bench).fetch_serviceability(lane)


async def create_v1(bench: Bench) -> object:
    body = requests.to_order(cod_order(), SystemClock().now(), bench.table(SLUG))
    return await client(bench).create_order_once(body)


async def create_v2(bench: Bench) -> object:
    body = requests.to_order(cod_order(), SystemClock().now(), bench.table(SLUG))
    return await client(bench).create_order(body)


async def cancel(bench: Bench) -> object:
    body = requests.to_cancel((await order(bench),), bench.table(SLUG))
    return await client(bench).cancel_orders(body)


async def track(bench: Bench) -> object:
    return await client(bench).track((REMOTE, (await order(bench)).remote_id))


async def ship(bench: Bench) -> object:
    ready = await placed(dash(bench))
    number = await order(bench)
    await client(bench).track((REMOTE, number.remote_id))  # approved by being read
    body = requests.to_shipment(ready, (REMOTE, number.remote_id), bench.table(SLUG))
    return await client(bench).create_shipment(body)


async def reattempt(bench: Bench) -> object:
    shipment = await failed(bench)
    rules = dash(bench).exceptions
    assert rules is not None
    day = rules.rules.reattempt.earliest(SystemClock().now()).isoformat()
    intent = ReattemptIntent(
        shipment.id, shipment.tracking_number, shipment.reference, shipment.remote_id, day
    )
    body = requests.to_reattempt(intent, bench.table(SLUG))
    return await client(bench).reattempt(shipment.tracking_number, body)


async def return_to_origin(bench: Bench) -> object:
    shipment = await failed(bench)
    intent = ReturnIntent(
        shipment.id, shipment.tracking_number, shipment.reference, shipment.remote_id, "1", ""
    )
    body = requests.to_return(intent, bench.table(SLUG))
    return await client(bench).return_to_origin(shipment.tracking_number, body)


# The same as operations of the journal


async def to_ship(bench: Bench) -> tuple[OperationKind, ShipIntent]:
    return OperationKind.SHIP, await placed(dash(bench), cod_order(recipient=ASHA))


async def to_ship_on(bench: Bench) -> tuple[OperationKind, ShipIntent]:
    ready = await placed(dash(bench))
    number = await order(bench)
    await client(bench).track((REMOTE, number.remote_id))
    return OperationKind.SHIP, ready


async def to_cancel(bench: Bench) -> tuple[OperationKind, CancelOrdersIntent]:
    return OperationKind.CANCEL_ORDERS, CancelOrdersIntent((await order(bench),))


async def to_reattempt(bench: Bench) -> tuple[OperationKind, ReattemptIntent]:
    to = await failed(bench)
    rule = dash(bench).exceptions
    assert rule is not None
    day = rule.rules.reattempt.earliest(SystemClock().now()).isoformat()
    intent = ReattemptIntent(to.id, to.tracking_number, to.reference, to.remote_id, day)
    wishes = {"address": "14 Lake View Road", "phone": "9876500000"}
    return OperationKind.REATTEMPT, replace(intent, **wishes)


async def to_return(bench: Bench) -> tuple[OperationKind, ReturnIntent]:
    to = await failed(bench)
    intent = ReturnIntent(to.id, to.tracking_number, to.reference, to.remote_id, "6", "Moved away")
    return OperationKind.RETURN_TO_ORIGIN, intent


# A request that waits for a log-in that failed has not left: told so, and tried again later. A
# refusal of the log-in speaks of the password, whatever its status.
_NOT_LEFT = dict.fromkeys(
    ("call 500", "call html", "call truncated_json", "call empty_body"), "UnreachableError"
)
_LOGGING_IN = {**_NOT_LEFT, "call refused": "AuthError"}
# A token may have been made void by a new password: one log-in by itself, then once more (§ 13).
_AGAIN = {"requests 401": "2"}

PLACE = {
    "name": "Clay House Two",
    "phone": "98123 45678",
    "address1": "Unit 9, Lake Industrial Estate",
    "address2": "MIDC Road",
    "landmark": "Opposite the mill",
    "city": "Mumbai",
    "pincode": "400093",
}
PLACE_KEYS = tuple(
    f"pickup_{name}"
    for name in ("seller_name", "seller_phone", "address1", "address2", "landmark", "city",
                 "pincode")
)  # fmt: skip

SAMPLES: tuple[Sample, ...] = (
    PlainSample(
        SLUG, "auth", "Dash101Auth.log_in", "write", log_in,
        keys=("email", "password"), action="settings.accounts.test", reach=reach.log_in,
        other=_LOGGING_IN,
    ),
    PlainSample(
        SLUG, "serviceability", "Dash101Client.fetch_serviceability", "read", quote,
        keys=("pickup_pincode", "drop_pincode", "cod", "weight"), action="orders.ask",
        reach=reach.quote, other=_AGAIN,
    ),
    RecordSample(SLUG, "couriers", "couriers", "CourierRecords.list", other=_AGAIN),
    PlainSample(
        SLUG, "order_create_v1", "Dash101Client.create_order_once", "write", create_v1,
        keys=ORDER_KEYS, action="orders.buy", reach=reach.buy_by_v1, other=_AGAIN,
    ),
    PlainSample(
        SLUG, "order_create_v2", "Dash101Client.create_order", "repeatable", create_v2,
        intent=to_ship, step="create_order", keys=ORDER_KEYS, action="orders.buy",
        reach=reach.buy,
        other=_AGAIN,
    ),
    PlainSample(
        SLUG, "order_cancel", "Dash101Client.cancel_orders", "repeatable", cancel,
        intent=to_cancel, step="cancel_orders", keys=("order_ids",),
        action="shipments.cancel_orders", reach=reach.cancel, other=_AGAIN,
    ),
    PlainSample(
        SLUG, "order_track", "Dash101Client.track", "read", track,
        keys=(REMOTE,), action="shipments.track", reach=reach.track, other=_AGAIN,
    ),
    RecordSample(
        SLUG, "pickup_create", "pickup_locations", "PickupRecords.create", answers=PLACE,
        keys=PLACE_KEYS,
        other=_AGAIN,
    ),
    RecordSample(SLUG, "pickup_list", "pickup_locations", "PickupRecords.list", other=_AGAIN),
    PlainSample(
        SLUG, "shipment_create", "Dash101Client.create_shipment", "write", ship,
        intent=to_ship_on, step="create_shipment", keys=SHIPMENT_KEYS, action="orders.buy",
        reach=reach.buy,
        other=_AGAIN,
    ),
    PlainSample(
        SLUG, "reattempt", "Dash101Client.reattempt", "write", reattempt,
        intent=to_reattempt, step="reattempt", keys=("preferred_delivery_date",),
        action="exceptions.reattempt", reach=reach.reattempt, other=_AGAIN,
    ),
    PlainSample(
        SLUG, "rto", "Dash101Client.return_to_origin", "write", return_to_origin,
        intent=to_return, step="return", keys=("rto_reason",), action="exceptions.return",
        reach=reach.return_to_origin,
        other=_AGAIN,
    ),
)  # fmt: skip
