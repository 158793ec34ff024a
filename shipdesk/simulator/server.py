"""The simulator as a server on 127.0.0.1: one door for all requests, three dialects behind it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random

from aiohttp import web

from shipdesk.simulator import control, dash101, dispatch, mishaps, seed, shipx, spoiling
from shipdesk.simulator.clock import SimulatorClock
from shipdesk.simulator.dash101_book import Dash101Book
from shipdesk.simulator.dispatch_access import add_rate_headers
from shipdesk.simulator.dispatch_book import DispatchBook
from shipdesk.simulator.dispatch_wire import iso
from shipdesk.simulator.endpoints import Handler
from shipdesk.simulator.faults import Fault, Faults
from shipdesk.simulator.requests_log import record
from shipdesk.simulator.shipx_book import ShipxBook
from shipdesk.simulator.world import RANDOM_SEED, World

HOST = "127.0.0.1"
MAX_BODY = 20 * 1024 * 1024


def make_world(clock: SimulatorClock | None = None) -> World:
    """An empty world with its three books."""
    clock = clock or SimulatorClock()
    rng = Random(RANDOM_SEED)
    return World(
        clock=clock,
        rng=rng,
        faults=Faults(),
        dispatch=DispatchBook(clock, rng),
        shipx=ShipxBook(clock, rng),
        dash101=Dash101Book(clock, rng),
    )


class SimulatorServer:
    """A running simulator; everything happens on the loop that started it.

    `await start()` listens (port 0: any free one) and gives the URL; `await close()` ends it.
    """

    def __init__(self, seed_name: str = "demo", *, orders: int = 0, port: int = 0) -> None:
        self.world = make_world()
        self._seed = seed_name
        self._orders = orders
        self._port = port
        self._late: list[tuple[datetime, Handler, web.Request]] = []
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Plant the seed, listen, and give the base URL; raises OSError for a taken port."""
        application = web.Application(middlewares=[self._door], client_max_size=MAX_BODY)
        application.add_routes(dispatch.routes(self.world))
        application.add_routes(shipx.routes(self.world))
        application.add_routes(dash101.routes(self.world))
        application.add_routes(control.routes(self.world, self._reset, self._settle))
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.world.base_url = f"http://{HOST}:{port}"
        seed.plant(self.world, self._seed, self._orders)
        return self.world.base_url

    async def close(self) -> None:
        """Stop listening and close every connection."""
        if self._runner is not None:
            await self._runner.cleanup()

    def _reset(self, seed_name: str, orders: int) -> None:
        self._late.clear()
        self.world.clock.reset()
        self.world.empty()
        seed.plant(self.world, seed_name, orders)

    async def _settle(self) -> None:
        """Carry out the late commits that are due by the world's clock, each as at its own time."""
        now = self.world.clock.now()
        due = sorted((entry for entry in self._late if entry[0] <= now), key=lambda each: each[0])
        self._late = [entry for entry in self._late if entry[0] > now]
        for moment, handler, request in due:
            with self.world.clock.at(moment):
                await handler(request)

    @web.middleware
    async def _door(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.path.startswith("/_simulator/"):
            return await handler(request)
        await self._settle()
        try:
            content = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return mishaps.refusal(request.path.split("/")[1], 413)
        except ConnectionResetError:  # the client died before its request was whole
            return web.Response(status=400)
        entry = record(request, content, iso(self.world.clock.now()))
        self.world.log.append(entry)
        fault = self.world.faults.take(entry.operation)
        entry.fault = fault.do if fault else ""
        start = time.perf_counter()
        try:
            latency = self.world.knob("latency_ms", 0)
            if latency > 0:
                await asyncio.sleep(latency / 1000)
            response = await self._answer(request, handler, entry.dialect, fault)
        finally:
            entry.ms = round((time.perf_counter() - start) * 1000, 1)
        entry.status = 0 if mishaps.gone(request) else response.status
        if entry.dialect == "dispatch" and entry.fault not in mishaps.WITHOUT_RATE_HEADERS:
            past = entry.fault == "reset_in_past"
            add_rate_headers(self.world, request, response, in_past=past)
        response.headers["Date"] = format_datetime(self.world.clock.now(), usegmt=True)
        response.headers.setdefault("X-Request-ID", entry.request_id)
        return response

    async def _answer(
        self, request: web.Request, handler: Handler, dialect: str, fault: Fault | None
    ) -> web.StreamResponse:
        if fault is not None and not fault.committed:
            instead = await self._instead(request, handler, dialect, fault)
            if instead is not None:
                return instead
        if fault is not None and fault.do == "unfiltered":
            request = mishaps.unfiltered(request)
        try:
            response = await handler(request)
        except web.HTTPException as refused:
            return mishaps.unknown_path(dialect, refused.status)
        if fault is None:
            return response
        if fault.committed:
            return await self._instead(request, handler, dialect, fault) or response
        if fault.do == "slow":
            await asyncio.sleep(fault.ms / 1000)
        elif fault.do == "drop_after_commit":
            return mishaps.cut(request)
        elif fault.do in spoiling.SPOILING:
            return spoiling.spoiled(response, fault)
        return response

    async def _instead(
        self, request: web.Request, handler: Handler, dialect: str, fault: Fault
    ) -> web.StreamResponse | None:
        """What a fault answers in place of the handler; None where the handler runs."""
        refused = mishaps.refused(dialect, fault, self.world.clock.now())
        if refused is not None:
            return refused
        if fault.do in mishaps.PROXYING:
            return mishaps.page_of_proxy(fault.do)
        if fault.do in {"cut_200", "empty_200"}:
            return mishaps.broken_success(fault.do)
        if fault.do == "success_false_200":
            return mishaps.false_success(dialect, fault)
        if fault.do == "timeout":
            await mishaps.hang(request)
            return mishaps.cut(request)
        if fault.do == "late_commit":
            due = self.world.clock.now() + timedelta(milliseconds=fault.ms)
            self._late.append((due, handler, request))
            return mishaps.cut(request)
        if fault.do == "twice":
            await handler(request)
            await handler(request)
        return mishaps.cut(request) if fault.do in {"drop_before", "twice"} else None
