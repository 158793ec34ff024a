"""The Indian aggregator's dialect, as routes under /dash101, and its files under /files."""

from __future__ import annotations

from aiohttp import web

from shipdesk.simulator.dash101_acts import ACTS
from shipdesk.simulator.dash101_book import Dash101Book
from shipdesk.simulator.dash101_door import door, log_in
from shipdesk.simulator.dash101_papers import document
from shipdesk.simulator.endpoints import Handler, routes_for
from shipdesk.simulator.world import World

_ENDING = ".pdf"


def routes(world: World) -> list[web.AbstractRouteDef]:
    """All routes, named "dash101.<operation id>", the files "dash101.file"; binds the knobs."""
    world.dash101.knobs = world.knobs
    handlers: dict[str, Handler] = {name: door(world, act) for name, act in ACTS.items()}
    handlers["auth"] = door(world, log_in, login=True)
    return [
        *routes_for("dash101", handlers, operation_prefix="dash101."),
        web.get("/files/{name}", _file_handler(world), name="dash101.file"),
    ]


def _file_handler(world: World) -> Handler:
    """Files are found by their random name alone, without any token, as behind a CDN."""

    async def handle(request: web.Request) -> web.StreamResponse:
        book = world.dash101
        name = request.match_info["name"]
        found = book.files.get(name.removesuffix(_ENDING))
        if found is None or not name.endswith(_ENDING) or book.knob("label_expired", default=False):
            return web.Response(status=404, text="<h1>404 Not Found</h1>", content_type="text/html")
        kind, number = found
        order = book.orders[number]
        wrong = kind == "shipping_label" and book.knob("wrong_barcode", default=False)
        body = document(order, kind, tracking_number=_other(book, number) if wrong else "")
        if order.shipment is not None:
            book.labels.append({"tracking_number": order.shipment.tracking_number, "kind": kind})
        return web.Response(body=body, content_type="application/pdf")

    return handle


def _other(book: Dash101Book, number: str) -> str:
    """The tracking number of another parcel in the books, or one of nobody's."""
    for order in reversed(book.orders.values()):
        if order.dash101_order_id != number and order.shipment is not None:
            return order.shipment.tracking_number
    return "4499999999999999"
