"""Gives a recorded answer to the program's own clients and parsers, and what they made of it."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from shipdesk.clock import SystemClock
from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.address import Address
from shipdesk.domain.measures import Parcel
from shipdesk.domain.point import PointQuery
from shipdesk.domain.quote import QuoteRequest
from shipdesk.domain.record import ActRole, RecordKind, RecordQuery
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import ShipDeskError
from shipdesk.providers.base import Provider
from shipdesk.providers.lists import Parser
from shipdesk.providers.records import TableRecords
from shipdesk.providers.surroundings import Surroundings
from shipdesk.providers.tables import Table, load_table

GUID = "3f0c1d52-7c1e-4a53-9a57-0a5f0d1b2c01"
NUMBER = "7100001"
SLUGS = ("dispatch", "shipx", "dash101")

_SETTINGS = {"organization_id": "1001", "user_id": "1001", "email": "seller@example.test"}
_TOKEN = b'{"authorization_token": "recorded", "token": "recorded", "expires_in": 86400}'
_ONE_ROW = b'{"success": true, "data": [{"guid": "%s"}]}' % GUID.encode()
_SECRETS = {"token": "recorded", "password": "recorded"}
_WORDS = {"entityType": "order"}
_INDIAN = Address("Asha Rao", street="MG Road 4", city="Pune", postcode="411001", country="IN",
                  phone="9810012345")  # fmt: skip
_SHIPMENT = Shipment(
    id=ShipmentId("recorded"),
    account_id=AccountId("recorded"),
    remote_id=NUMBER,
    reference="ORD-1",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    tracking_number="6" * 24,
)
_PARSED: Mapping[tuple[str, str], str] = {
    ("dispatch", "orders.list"): "orders",
    ("dispatch", "orders.get"): "order",
    ("dispatch", "shipments.list"): "shipments",
    ("dispatch", "shipments.unassigned"): "shipments",
    ("dispatch", "shipments.get"): "shipment",
    ("shipx", "shipments.list"): "shipments",
    ("shipx", "shipments.get"): "shipment",
    ("shipx", "shipments.get_in_organization"): "shipment",
    ("shipx", "shipments.create"): "shipment",
    ("shipx", "shipments.update"): "shipment",
    ("shipx", "shipments.select_offer"): "shipment",
    ("shipx", "shipments.buy"): "shipment",
    ("shipx", "dispatch_orders.list"): "dispatch_orders",
    ("shipx", "dispatch_orders.get"): "dispatch_order",
    ("shipx", "dispatch_orders.create"): "dispatch_order",
}


class Replay(httpx.AsyncBaseTransport):
    """Answers every request with one body, but those that only go before or beside it."""

    def __init__(self, body: bytes, beside: Mapping[str, bytes]) -> None:
        self._body = body
        self.beside = dict(beside)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the recorded body, or what is asked beside it, by the ending of its path."""
        kind = {"Content-Type": "application/json; charset=utf-8"}
        found = (body for end, body in self.beside.items() if request.url.path.endswith(end))
        return httpx.Response(200, headers=kind, content=next(found, self._body))


@dataclass(frozen=True, slots=True)
class Opened:
    """One account whose service answers with a recorded body."""

    slug: str
    operation: str
    body: bytes
    table: Table
    account: Account
    provider: Provider
    parser: Parser
    transport: Replay


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an answer: the objects, and why a reader refused it; `read`: anybody did."""

    objects: tuple[object, ...]
    problems: tuple[str, ...]
    read: bool


Reader = Callable[[Opened], Awaitable[tuple[object, ...]]]


async def replay(slug: str, operation: str, body: bytes) -> Made:
    """Give an answer to everything in the program that reads it."""
    table = load_table(slug)
    account = Account(
        AccountId("recorded"),
        slug,
        "Recorded",
        Environment.DEMO,
        {**_SETTINGS, "base_url": f"http://127.0.0.1:9/{slug}"},
    )
    package: Any = importlib.import_module(f"shipdesk.providers.{slug}")
    log_in = {} if operation == "auth" else {"/auth/token": _TOKEN}
    transport = Replay(body, log_in)
    around = Surroundings(SystemClock(), table, allow_loopback=True, transport=transport)
    built = package.build(account, _SECRETS, around)
    opened = Opened(
        slug, operation, body, table, account, built.provider, package.parser(table), transport
    )
    objects: list[object] = []
    problems: list[str] = []
    readers = _readers(opened)
    try:
        for reader in readers:
            try:
                objects.extend(await reader(opened))
            except ShipDeskError as error:
                problems.append(str(error))
    finally:
        await built.aclose()
    return Made(tuple(objects), tuple(problems), bool(readers))


def _readers(opened: Opened) -> list[Reader]:
    found: list[Reader] = []
    if (opened.slug, opened.operation) in _PARSED:
        found.append(_parse)
    special = _ASKED.get((opened.slug, opened.operation))
    if special is not None:
        found.append(special)
    records = opened.provider.records
    if isinstance(records, TableRecords):
        found += [reader for kind in records.kinds for reader in _of_kind(records, kind, opened)]
    return found


async def _parse(opened: Opened) -> tuple[object, ...]:
    stream = _PARSED[opened.slug, opened.operation]
    return (opened.parser.parse(opened.account, stream, "", opened.body),)


def _of_kind(records: TableRecords, kind: RecordKind, opened: Opened) -> list[Reader]:
    table = records.table(kind.name)
    answers = {each.name: "order" for each in kind.asks}

    async def listed(_opened: Opened) -> tuple[object, ...]:
        return (await records.fetch_page(kind.name, RecordQuery(answers=answers)),)

    async def fetched(_opened: Opened) -> tuple[object, ...]:
        return (await records.fetch(kind.name, _an_id(opened.slug)),)

    async def each(opened: Opened) -> tuple[object, ...]:
        opened.transport.beside[opened.table.endpoints[table.list_op].path] = _ONE_ROW
        return await listed(opened)

    async def acted(_opened: Opened) -> tuple[object, ...]:
        act = table.acts[opened.operation]
        places = {name: _WORDS.get(name, _an_id(opened.slug)) for name in act.places}
        ids = (_an_id(opened.slug),)
        return (await records.read(kind.name, opened.operation, places, {}, ids),)

    found: list[Reader] = []
    if opened.operation == table.list_op:
        found.append(listed)
    if opened.operation == table.get_op:
        found.append(fetched)
    if opened.operation == table.each_op:
        found.append(each)
    act = table.acts.get(opened.operation)
    if act is not None and act.act.role is not ActRole.WRITE:
        found.append(acted)
    return found


def _an_id(slug: str) -> str:
    return GUID if slug == "dispatch" else NUMBER


async def _history(opened: Opened) -> tuple[object, ...]:
    if opened.provider.tracking is None:
        return ()
    return (await opened.provider.tracking.fetch_events(_SHIPMENT),)


async def _tracked(opened: Opened) -> tuple[object, ...]:
    if opened.provider.tracking is None:
        return ()
    return await opened.provider.tracking.fetch((_SHIPMENT,))


async def _points(opened: Opened) -> tuple[object, ...]:
    if opened.provider.points is None:
        return ()
    if opened.operation == "points.get":
        return (await opened.provider.points.fetch("KRA010"),)
    return tuple(await opened.provider.points.search(PointQuery("Kraków")))


async def _charges(opened: Opened) -> tuple[object, ...]:
    """The prices of a calculation, each as the offer that would be made of it."""
    from shipdesk.providers.shipx import wire  # noqa: PLC0415 - of this service only
    from shipdesk.providers.wire import parse_json  # noqa: PLC0415

    quotes: Any = opened.provider.quotes
    service = next(iter(opened.table.services.values()))
    rows = wire.read_rows(
        wire.WireCharge, parse_json(opened.body), "shipments.calculate", opened.table
    )
    request = QuoteRequest(_INDIAN, _INDIAN, Parcel(500))
    return tuple(
        quotes._quote(service, request, row) for row in rows if isinstance(row, wire.WireCharge)
    )


async def _offers(opened: Opened) -> tuple[object, ...]:
    if opened.provider.quotes is None:
        return ()
    request = QuoteRequest(_INDIAN, _INDIAN, Parcel(500, 200, 150, 100))
    return (await opened.provider.quotes.fetch(request),)


async def _order(opened: Opened) -> tuple[object, ...]:
    """An order of Dash101 as it was created."""
    from shipdesk.providers.dash101 import mapping, wire  # noqa: PLC0415 - of this service only
    from shipdesk.providers.wire import parse_json  # noqa: PLC0415

    content = wire.unwrap(parse_json(opened.body), opened.table)
    order = wire.read_order(content, opened.table)
    return (mapping.to_order(order, opened.account, opened.table),)


async def _bought(opened: Opened) -> tuple[object, ...]:
    """A shipment of Dash101 as it was bought."""
    from shipdesk.providers.dash101 import mapping, wire  # noqa: PLC0415 - of this service only
    from shipdesk.providers.wire import parse_json  # noqa: PLC0415

    content = wire.unwrap(parse_json(opened.body), opened.table)
    row = wire.read_shipment(content, opened.table)
    return (mapping.to_bought(row, wire.WireOrder(), NUMBER, opened.table),)


_ASKED: Mapping[tuple[str, str], Reader] = {
    ("shipx", "tracking.get"): _history,
    ("shipx", "points.list"): _points,
    ("shipx", "points.get"): _points,
    ("shipx", "shipments.calculate"): _charges,
    ("dash101", "serviceability"): _offers,
    ("dash101", "order_track"): _tracked,
    ("dash101", "order_create_v1"): _order,
    ("dash101", "order_create_v2"): _order,
    ("dash101", "shipment_create"): _bought,
}
