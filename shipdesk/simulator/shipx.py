"""The Polish courier's dialect, ShipX v1, as routes under /shipx."""

from __future__ import annotations

from aiohttp import web

from shipdesk.simulator import (
    shipx_dispatch_orders,
    shipx_office,
    shipx_points,
    shipx_public,
    shipx_shipments,
)
from shipdesk.simulator.endpoints import routes_for
from shipdesk.simulator.shipx_door import door
from shipdesk.simulator.world import World


def routes(world: World) -> list[web.AbstractRouteDef]:
    """All routes of the dialect, named "shipx.<operation id>"; binds the world's knobs."""
    world.shipx.knobs = world.knobs
    closed = {**shipx_shipments.ACTS, **shipx_dispatch_orders.ACTS, **shipx_office.ACTS}
    public = {**shipx_public.ACTS, **shipx_points.ACTS}
    handlers = {name: door(world, act) for name, act in closed.items()}
    handlers.update({name: door(world, act, public=True) for name, act in public.items()})
    return routes_for("shipx", handlers, operation_prefix="shipx.")
