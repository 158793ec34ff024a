"""Routes under /_simulator/ by which tests, the demo and the tour drive and read the world."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

from aiohttp import web

from shipdesk.simulator import elsewhere
from shipdesk.simulator.dispatch_wire import ProblemError
from shipdesk.simulator.faults import Fault
from shipdesk.simulator.world import World

Reset = Callable[[str, int], None]
Settle = Callable[[], Awaitable[None]]
_FAULT_FIELDS = frozenset(field.name for field in fields(Fault)) - {"hits"}


def routes(world: World, reset: Reset, settle: Settle) -> list[web.AbstractRouteDef]:
    """The control routes; each answers JSON and, for a bad request, 400 with `error`."""
    desk = ControlDesk(world, reset, settle)
    table: list[tuple[str, str, Callable[[web.Request], Awaitable[object]]]] = [
        ("POST", "reset", desk.reset),
        ("GET", "clock", desk.clock),
        ("POST", "clock", desk.set_clock),
        ("GET", "faults", desk.faults),
        ("POST", "faults", desk.add_fault),
        ("POST", "scenario", desk.add_fault),
        ("DELETE", "faults", desk.clear_faults),
        ("GET", "requests", desk.requests),
        ("DELETE", "requests", desk.clear_requests),
        ("GET", "books", desk.books),
        ("GET", "knobs", desk.knobs),
        ("POST", "knobs", desk.set_knobs),
        ("POST", "advance", desk.advance),
        ("POST", "top_up", desk.top_up),
        ("POST", "cancel_order", desk.cancel_order),
        ("POST", "buy_elsewhere", desk.buy_elsewhere),
    ]
    return [
        web.route(verb, f"/_simulator/{name}", _as_json(handler)) for verb, name, handler in table
    ]


class ControlDesk:
    """Carries out what the control routes ask; ValueError and KeyError become answers."""

    def __init__(self, world: World, reset: Reset, settle: Settle) -> None:
        self._world = world
        self._reset = reset
        self._settle = settle

    async def reset(self, request: web.Request) -> object:
        """Forget everything and plant a seed anew."""
        body = await _body(request)
        self._reset(str(body.get("seed", "demo")), int(body.get("orders", 0)))
        return {"ok": True}

    async def clock(self, _request: web.Request) -> object:
        """The world's time, the machine's at the same moment, and how fast the world's runs."""
        clock = self._world.clock
        machine = datetime.now(UTC).isoformat()
        return {"now": clock.now().isoformat(), "machine": machine, "rate": clock.rate}

    async def set_clock(self, request: web.Request) -> object:
        """Push, set or freeze the world's time, or make it run faster."""
        body = await _body(request)
        clock = self._world.clock
        if "now" in body:
            clock.set(datetime.fromisoformat(body["now"]))
        if "freeze" in body:
            clock.freeze() if body["freeze"] else clock.thaw()
        if "push" in body:
            clock.push(float(body["push"]))
        if "rate" in body:
            clock.run_at(float(body["rate"]))
        return await self.clock(request)

    async def faults(self, _request: web.Request) -> object:
        """The faults in force."""
        return {"faults": self._world.faults.listed()}

    async def add_fault(self, request: web.Request) -> object:
        """One more fault in force."""
        body = await _body(request)
        unknown = set(body) - _FAULT_FIELDS
        if unknown:
            raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
        self._world.faults.add(Fault(**{**body, "do": str(body["do"])}))
        return await self.faults(request)

    async def clear_faults(self, request: web.Request) -> object:
        """No fault in force."""
        self._world.faults.clear()
        return await self.faults(request)

    async def requests(self, request: web.Request) -> object:
        """The requests seen so far, oldest first, narrowed by the query."""
        wanted = request.query
        found = [
            asdict(entry)
            for entry in self._world.log
            if fnmatchcase(entry.operation, wanted.get("operation", "*"))
            and entry.dialect == wanted.get("dialect", entry.dialect)
            and entry.method == wanted.get("method", entry.method)
        ]
        return {"requests": found}

    async def clear_requests(self, _request: web.Request) -> object:
        """An empty log."""
        self._world.log.clear()
        return {"requests": []}

    async def books(self, _request: web.Request) -> object:
        """What stands in the three services' books."""
        await self._settle()
        world = self._world
        return {
            "now": world.clock.now().isoformat(),
            "dispatch": world.dispatch.summary(),
            "shipx": world.shipx.summary(),
            "dash101": world.dash101.summary(),
        }

    async def knobs(self, _request: web.Request) -> object:
        """The knobs that are set."""
        return self._world.knobs

    async def set_knobs(self, request: web.Request) -> object:
        """Set knobs by name; null takes one back to its default."""
        for name, value in (await _body(request)).items():
            if value is None:
                self._world.knobs.pop(name, None)
            else:
                self._world.knobs[name] = value
        return self._world.knobs

    async def advance(self, request: web.Request) -> object:
        """Move a parcel to a status, wherever it is known."""
        body = await _body(request)
        number = str(body.get("tracking_number") or body["dash101_order_id"])
        status = str(body["to"])
        moved = []
        for name, book in (("shipx", self._world.shipx), ("dash101", self._world.dash101)):
            try:
                book.advance(number, status)
            except KeyError:
                continue
            moved.append(name)
        rows = self._world.dispatch.shipments.values()
        mine = [row for row in rows if number in {row["trackingNumber"], row["guid"]}]
        if mine and not moved:
            self._world.dispatch.move_shipment(mine[0], status)
            moved.append("dispatch")
        if not moved:
            raise KeyError(f"no parcel {number}")
        return {"moved": moved}

    async def top_up(self, request: web.Request) -> object:
        """Put money into ShipX's wallet."""
        self._world.shipx.top_up(float((await _body(request))["amount"]))
        return {"ok": True}

    async def cancel_order(self, request: web.Request) -> object:
        """The buyer cancels: the order at Dispatch, and one of that id at Dash101."""
        number = str((await _body(request))["order_number"])
        cancelled = []
        order = self._world.dispatch.order_numbered(number)
        if order is not None:
            self._world.dispatch.move_order(order, "cancelled")
            cancelled.append("dispatch")
        if self._world.dash101.cancel_by_buyer(number):
            cancelled.append("dash101")
        if not cancelled:
            raise KeyError(f"no order {number}")
        return {"cancelled": cancelled}

    async def buy_elsewhere(self, request: web.Request) -> object:
        """Somebody else buys an order's parcel at InPost by hand, `minutes` ago."""
        body = await _body(request)
        return elsewhere.buy(
            self._world,
            str(body["order_number"]),
            minutes=float(body.get("minutes", 10)),
            collected=bool(body.get("collected", False)),
            reference=str(body.get("reference", "")),
        )


def _as_json(
    handler: Callable[[web.Request], Awaitable[object]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response(await handler(request))
        except (KeyError, TypeError, ValueError, ProblemError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return handle


async def _body(request: web.Request) -> dict[str, Any]:
    text = await request.text()
    body = json.loads(text) if text else {}
    if not isinstance(body, dict):
        raise TypeError("a JSON object is wanted")
    return body
