"""What can be asked of the Polish courier about organizations, shipments, prices and labels."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from aiohttp import web

from shipdesk.simulator import shipx_catalogue as catalogue
from shipdesk.simulator import shipx_json, shipx_labels
from shipdesk.simulator.shipx_door import Act, Call
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_intake import fill
from shipdesk.simulator.shipx_lists import (
    ORGANIZATION_FILTERS,
    SHIPMENT_FILTERS,
    SHIPMENT_SORTS,
    check_ids,
    page_of,
)
from shipdesk.simulator.shipx_model import Shipment
from shipdesk.simulator.shipx_rules import Findings, number, shipment_findings, text

_MOST = 100


def _organizations(call: Call) -> web.Response:
    mine = call.organization
    return page_of(
        [mine], call.query, ORGANIZATION_FILTERS, {"id": lambda one: one.id},
        path=call.path, write=lambda one: one.resource(call.base), owner_id=mine.owner_id,
    )  # fmt: skip


def _organization(call: Call) -> web.Response:
    told = call.organization.resource(call.base)
    bank = call.book.knob("shipx_bank_account", "as it is")
    if bank == "none":
        told["bank_account_number"] = None
    elif bank == "untold":
        del told["bank_account_number"]
    return web.json_response(told)


def _users(call: Call) -> web.Response:
    mine = call.organization
    return page_of(
        mine.users(call.base),
        call.query,
        {"q": lambda one, value: value.casefold() in " ".join(map(str, one.values())).casefold()},
        {
            "id": lambda one: one["id"],
            "email": lambda one: one["email"],
            "full_name": lambda one: (one["last_name"], one["first_name"]),
            "created_at": lambda one: (one["created_at"], one["id"]),
        },
        path=call.path,
        write=lambda one: one,
        owner_id=mine.owner_id,
        default_order="asc",
    )


def _answer(call: Call, one: Shipment, status: int = 200) -> web.Response:
    body = shipx_json.shipment(one, call.base)
    headers = {"Location": body["href"]} if status == 201 else {}  # noqa: PLR2004 - created
    return web.json_response(body, status=status, headers=headers)


def _create(call: Call) -> web.Response:
    return _answer(call, call.book.create(call.organization.id, call.body), 201)


def _get(call: Call) -> web.Response:
    return _answer(call, call.shipment())


def _list(call: Call) -> web.Response:
    book, query = call.book, call.query
    if query.get("id"):
        check_ids(query["id"])
        book.settle()
        rows = [one for one in reversed(book.shipments.values()) if one.status != "canceled"]
    else:
        rows = book.indexed()
    return page_of(
        [one for one in rows if one.organization_id == call.organization.id],
        query,
        SHIPMENT_FILTERS,
        SHIPMENT_SORTS,
        path=call.path,
        write=lambda one: shipx_json.shipment(one, call.base),
        owner_id=call.organization.owner_id,
    )


def _update(call: Call) -> web.Response:
    one = call.shipment()
    call.book.update(one, call.body)
    return _answer(call, one)


def _cancel(call: Call) -> web.Response:
    call.book.cancel(call.shipment())
    return web.Response(status=204)


def _select_offer(call: Call) -> web.Response:
    one = call.shipment()
    call.book.select_offer(one, call.body.get("offer_id"))
    return _answer(call, one)


def _buy(call: Call) -> web.Response:
    one = call.shipment()
    call.book.buy(one, call.body.get("offer_id"))
    return _answer(call, one)


def _pairs(call: Call) -> list[tuple[Shipment, Any]]:
    """The shipments and offers of a bulk call, found good before anything is done."""
    given = call.body.get("shipments")
    if not isinstance(given, list) or not given:
        raise invalid({"shipments": ["required"]})
    if len(given) > _MOST:
        raise invalid({"shipments": ["too_long"]})
    pairs = []
    for one in given:
        wanted = number(one.get("shipment_id")) if isinstance(one, dict) else None
        if wanted is None:
            raise invalid({"shipments": [{"shipment_id": ["required"]}]})
        shipment = call.book.shipment(int(wanted))
        if shipment.organization_id != call.organization.id:
            raise Refusal("forbidden")
        if shipment.bought:
            raise invalid({"shipment": ["already_bought"]})
        call.book.usable(shipment, one.get("offer_id"))
        pairs.append((shipment, one.get("offer_id")))
    return pairs


def _select_offers(call: Call) -> web.Response:
    for shipment, offer_id in _pairs(call):
        call.book.select_offer(shipment, offer_id)
    return web.Response(status=204)


def _bulk_buy(call: Call) -> web.Response:
    for shipment, offer_id in _pairs(call):
        call.book.buy(shipment, offer_id)
    return web.Response(status=204)


def _calculate(call: Call) -> web.Response:
    given = call.body.get("shipments")
    if not isinstance(given, list) or not given:
        raise invalid({"shipments": ["required"]})
    wrong: Findings = {}
    items: list[dict[str, Any]] = []
    for place, item in enumerate(given):
        asked = item if isinstance(item, dict) else {}
        key = text(asked.get("id")) or str(place)
        found = shipment_findings(
            asked, call.book.circumstances(call.organization.id), calculating=True
        )
        if not text(asked.get("service")):
            found["service"] = ["required"]
        method = (asked.get("custom_attributes") or {}).get("sending_method")
        if method is None and asked.get("service") in catalogue.NEEDS_METHOD:
            found["custom_attributes"] = [{"sending_method": ["required"]}]
        if found:
            wrong[key] = found
        else:
            items.append({**asked, "id": key})
    if wrong:
        raise invalid({"shipments": [wrong]})
    for item in items:
        call.book.allowed(call.organization.id, item["service"])
    return web.json_response([_priced(call, item) for item in items])


def _priced(call: Call, item: dict[str, Any]) -> dict[str, Any]:
    book = call.book
    now = book.clock.now()
    # Priced as the shipment it would be, without being put into the books.
    would = Shipment(0, call.organization.id, {}, None, {}, {}, [], {}, now, now)
    fill(would, item, lambda _kind: 0)
    cost = catalogue.price(
        item["service"],
        [parcel.size() for parcel in would.parcels],
        cod=would.amount("cod"),
        insurance=would.amount("insurance"),
        extras=[str(one) for one in item.get("additional_services") or []],
        factor=Decimal(str(book.knob("shipx_price_factor", 1.0))),
    )
    if cost is None:
        raise invalid({"shipments": [{item["id"]: {"parcels": ["parcels_size_invalid"]}}]})
    amounts: dict[str, Decimal | None] = {
        "calculated_charge_amount": cost.total,
        "fuel_charge_amount": cost.fuel,
        "notification_charge_amount": cost.notification,
        "cod_charge_amount": cost.cod,
        "insurance_charge_amount": cost.insurance,
        "calculated_charge_amount_non_commission": cost.total,
    }
    debit = book.knob("shipx_debit", default=False)
    return {
        "id": item["id"],
        **{
            key: None if debit or value is None else str(float(value))
            for key, value in amounts.items()
        },
    }


def _label(call: Call) -> web.Response:
    file_format, page = shipx_labels.asked_format(
        call.query.get("format", ""), call.query.get("type", "")
    )
    return shipx_labels.one_label(call.book, call.shipment(), file_format, page)


def _labels(call: Call) -> web.Response:
    source = call.query or call.body
    file_format, page = shipx_labels.asked_format(
        text(source.get("format")), text(source.get("type"))
    )
    shipments = call.shipments("shipment_ids")
    return shipx_labels.many_labels(call.book, shipments, file_format, page)


ACTS: dict[str, Act] = {
    "organizations.list": _organizations,
    "organizations.get": _organization,
    "organizations.users": _users,
    "shipments.create": _create,
    "shipments.list": _list,
    "shipments.get": _get,
    "shipments.get_in_organization": _get,
    "shipments.update": _update,
    "shipments.cancel": _cancel,
    "shipments.select_offer": _select_offer,
    "shipments.buy": _buy,
    "shipments.calculate": _calculate,
    "shipments.select_offers": _select_offers,
    "shipments.bulk_buy": _bulk_buy,
    "labels.get": _label,
    "labels.list": _labels,
    "labels.list_by_body": _labels,
}
"""Operation id to what it does, for callers with a token."""
