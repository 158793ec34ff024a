"""What can be asked of the Polish courier about dispatch orders, their sheets, and its points."""

from __future__ import annotations

from aiohttp import web

from shipdesk.simulator import shipx_json, shipx_labels
from shipdesk.simulator.shipx_door import Act, Call
from shipdesk.simulator.shipx_errors import Refusal, invalid
from shipdesk.simulator.shipx_lists import (
    ORDER_SORTS,
    POINT_FILTERS,
    POINT_SORTS,
    order_filters,
    page_of,
)
from shipdesk.simulator.shipx_model import BEFORE_PURCHASE, DispatchOrder

_PER_PAGE = 30


def _order(call: Call) -> DispatchOrder:
    found = call.book.collections.order(call.id_in_path("dispatch_order_id"))
    if found.organization_id != call.organization.id:
        raise Refusal("forbidden")
    return found


def _answer(call: Call, order: DispatchOrder, status: int = 200) -> web.Response:
    return web.json_response(shipx_json.dispatch_order(order, call.book, call.base), status=status)


def _create(call: Call) -> web.Response:
    order = call.book.collections.create(call.organization.id, call.body)
    return _answer(call, order, 201)


def _list(call: Call) -> web.Response:
    book = call.book
    book.settle()
    orders = [
        one
        for one in book.collections.orders.values()
        if one.organization_id == call.organization.id
    ]
    return page_of(
        orders,
        call.query,
        order_filters(book.shipments),
        ORDER_SORTS,
        path=call.path,
        write=lambda one: shipx_json.dispatch_order(one, book, call.base),
        owner_id=call.organization.owner_id,
        per_page=_PER_PAGE,
    )


def _get(call: Call) -> web.Response:
    return _answer(call, _order(call))


def _cancel(call: Call) -> web.Response:
    call.book.collections.cancel(_order(call))
    return web.Response(status=204)


def _add_comment(call: Call) -> web.Response:
    order = _order(call)
    words = call.book.collections.add_comment(order, call.body)
    return web.json_response(shipx_json.comment(words, order, call.base), status=201)


def _edit_comment(call: Call) -> web.Response:
    order = _order(call)
    words = call.book.collections.edit_comment(order, call.body)
    return web.json_response(shipx_json.comment(words, order, call.base), status=201)


def _delete_comments(call: Call) -> web.Response:
    order = _order(call)
    call.book.collections.delete_comments(order, call.body)
    return _answer(call, order, 201)


def _check_format(call: Call) -> None:
    if call.query.get("format", "pdf").lower() != "pdf":
        raise invalid({"format": ["unknown"]})


def _sheet(call: Call, order: DispatchOrder) -> web.Response:
    if order.status in {"rejected", "canceled"}:
        raise Refusal("invalid_status")
    shipments = [call.book.shipments[one] for one in order.shipment_ids]
    return shipx_labels.sheets(call.book, order, shipments, f"dispatch_order_{order.id}")


def _printout(call: Call) -> web.Response:
    _check_format(call)
    return _sheet(call, _order(call))


def _printouts(call: Call) -> web.Response:
    _check_format(call)
    book, collections = call.book, call.book.collections
    wanted = call.query.get("dispatch_order_id")
    if wanted:
        book.settle()
        order = collections.orders.get(int(wanted)) if wanted.isdigit() else None
        if order is None or order.organization_id != call.organization.id:
            raise Refusal("does_not_exist")
        return _sheet(call, order)
    book.settle()
    shipments = []
    for shipment_id in call.ids("shipment_ids"):
        one = book.shipments.get(shipment_id)
        if one is None or one.organization_id != call.organization.id:
            raise Refusal("does_not_exist")
        if one.status in BEFORE_PURCHASE or one.status == "canceled":
            raise Refusal("invalid_status")
        shipments.append(one)
    if len({one.dispatch_order_id is None for one in shipments}) > 1:
        raise Refusal("cannot_mix_shipments_with_and_without_dispatch_order")
    shared = {one.dispatch_order_id for one in shipments}
    order = collections.orders.get(next(iter(shared)) or 0) if len(shared) == 1 else None
    return shipx_labels.sheets(book, order, shipments, "printout")


def _calculate(call: Call) -> web.Response:
    return web.json_response(call.book.collections.calculate(call.organization.id, call.body))


def _points(call: Call) -> web.Response:
    points = [
        one
        for one in call.book.collections.points.values()
        if one.organization_id == call.organization.id
    ]
    return page_of(
        points,
        call.query,
        POINT_FILTERS,
        POINT_SORTS,
        path=call.path,
        write=lambda one: shipx_json.dispatch_point(one, call.base),
        owner_id=call.organization.owner_id,
        per_page=_PER_PAGE,
    )


def _point(call: Call) -> web.Response:
    found = call.book.collections.point(call.id_in_path("dispatch_point_id"))
    if found.organization_id != call.organization.id:
        raise Refusal("forbidden")
    return web.json_response(shipx_json.dispatch_point(found, call.base))


ACTS: dict[str, Act] = {
    "dispatch_orders.create": _create,
    "dispatch_orders.list": _list,
    "dispatch_orders.get": _get,
    "dispatch_orders.cancel": _cancel,
    "dispatch_orders.add_comment": _add_comment,
    "dispatch_orders.edit_comment": _edit_comment,
    "dispatch_orders.delete_comments": _delete_comments,
    "dispatch_orders.printout": _printout,
    "dispatch_orders.printouts": _printouts,
    "dispatch_orders.calculate": _calculate,
    "dispatch_points.list": _points,
    "dispatch_points.get": _point,
}
"""Operation id to what it does, for callers with a token."""
