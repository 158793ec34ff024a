"""Dispatch's dialect: its routes, and the gate that every request to it passes."""

from __future__ import annotations

from aiohttp import web

from shipdesk.simulator.dispatch_access import admit
from shipdesk.simulator.dispatch_business import BusinessDesk
from shipdesk.simulator.dispatch_customers import CustomerDesk
from shipdesk.simulator.dispatch_integrations import IntegrationDesk
from shipdesk.simulator.dispatch_lists import Lists
from shipdesk.simulator.dispatch_orders import OrderDesk
from shipdesk.simulator.dispatch_products import ProductDesk
from shipdesk.simulator.dispatch_runs import RunDesk
from shipdesk.simulator.dispatch_shipments import ShipmentDesk
from shipdesk.simulator.dispatch_vehicles import VehicleDesk
from shipdesk.simulator.dispatch_wire import ProblemError, not_found, raw
from shipdesk.simulator.endpoints import Handler, endpoints, provider_table, routes_for
from shipdesk.simulator.world import World

SLUG = "dispatch"


def routes(world: World) -> list[web.AbstractRouteDef]:
    """The routes under `/dispatch`; paths are taken in any letter case, as nothing is promised."""
    lists = Lists(world)
    handlers = {
        **OrderDesk(world, lists).handlers(),
        **ShipmentDesk(world).handlers(),
        **CustomerDesk(world, lists).handlers(),
        **ProductDesk(world, lists).handlers(),
        **BusinessDesk(world).handlers(),
        **IntegrationDesk(world).handlers(),
        **RunDesk(world).handlers(),
        **VehicleDesk(world).handlers(),
    }
    gated = {name: _gated(world, name, handler) for name, handler in handlers.items()}
    return routes_for(SLUG, gated, any_case=True)


def _gated(world: World, name: str, handler: Handler) -> Handler:
    endpoint = endpoints(SLUG)[name]
    acts = bool(provider_table(SLUG)["endpoints"][name].get("acts"))
    writes = endpoint.verb != "GET" or acts

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            if endpoint.designed and not world.switch("designed_endpoints", default=True):
                raise not_found("Path")
            admit(world, request, writes=writes)
            response = await _once(world, request, handler)
        except ProblemError as problem:
            response = problem.response()
        if endpoint.designed:
            response.headers["X-Simulator-Designed"] = "true"
        return response

    return handle


async def _once(world: World, request: web.Request, handler: Handler) -> web.StreamResponse:
    """The answer, or the one already given to the same Idempotency-Key of a POST."""
    key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
    if not key:
        return await handler(request)
    kept = world.dispatch.answered(key)
    if kept is not None:
        return raw(kept[1].decode(), kept[0])
    response = await handler(request)
    if isinstance(response, web.Response) and isinstance(response.body, bytes):
        world.dispatch.keep_answer(key, response.status, response.body)
    return response
