"""Starts the real simulator for a test, in a thread or as a process, and drives it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from shipdesk.simulator.server import SimulatorServer

DISPATCH_TOKEN = "simulator-token-full"
SHIPX_TOKEN = "simulator-shipx-token"
SHIPX_ORGANIZATION = 1001
DASH101_USER = 1001
DASH101_EMAIL = "seller@example.test"
DASH101_PASSWORD = "simulator-pass"
START_S = 30


class Simulator:
    """A running simulator: a context manager that stops what it started.

    All methods are synchronous and may be called from any thread. Make one by `in_thread` (quick)
    or `as_process` (for tests that kill processes, or measure).
    """

    def __init__(self, seed: str = "test", *, orders: int = 0) -> None:
        self.url = ""
        self._seed = seed
        self._orders = orders
        self._client = httpx.Client(trust_env=False, timeout=START_S)

    @classmethod
    def in_thread(cls, seed: str = "test", *, orders: int = 0) -> Simulator:
        """A simulator in a thread of this process, with a loop of its own."""
        return _ThreadSimulator(seed, orders=orders)

    @classmethod
    def as_process(cls, seed: str = "test", *, orders: int = 0) -> Simulator:
        """A simulator in a process of its own."""
        return _ProcessSimulator(seed, orders=orders)

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def dispatch_url(self) -> str:
        """Base address of Dispatch."""
        return f"{self.url}/dispatch"

    @property
    def shipx_url(self) -> str:
        """Base address of ShipX."""
        return f"{self.url}/shipx"

    @property
    def dash101_url(self) -> str:
        """Base address of Dash101."""
        return f"{self.url}/dash101"

    def control(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """One control request; raises RuntimeError with the simulator's words when refused."""
        response = self._client.request(method, f"{self.url}{path}", json=body, params=query)
        if response.status_code != httpx.codes.OK:
            raise RuntimeError(f"{method} {path}: {response.status_code} {response.text[:500]}")
        return response.json()

    def reset(self, seed: str | None = None, orders: int = 0) -> None:
        """Forget everything and begin with a seed again (the first one, unless told)."""
        self.control("POST", "/_simulator/reset", {"seed": seed or self._seed, "orders": orders})

    def push(self, seconds: float) -> None:
        """Move the world's clock ahead."""
        self.control("POST", "/_simulator/clock", {"push": seconds})

    def set_clock(self, moment: str) -> None:
        """Set the world's clock to an ISO time."""
        self.control("POST", "/_simulator/clock", {"now": moment})

    def freeze(self, *, frozen: bool = True) -> None:
        """Make the world's clock stand, or go on."""
        self.control("POST", "/_simulator/clock", {"freeze": frozen})

    def fault(self, match: str, do: str, **options: object) -> None:
        """Put a fault in force (times, after, ms, retry_after, message)."""
        self.control("POST", "/_simulator/faults", {"match": match, "do": do, **options})

    def clear_faults(self) -> None:
        """No fault from now on."""
        self.control("DELETE", "/_simulator/faults")

    def requests(self, **query: str) -> list[dict[str, Any]]:
        """The requests seen so far (narrowed by operation, dialect, method)."""
        found: list[dict[str, Any]] = self.control(
            "GET", "/_simulator/requests", query=query or None
        )["requests"]
        return found

    def clear_requests(self) -> None:
        """Forget the requests seen so far."""
        self.control("DELETE", "/_simulator/requests")

    def books(self) -> dict[str, Any]:
        """What stands in the three services' books."""
        found: dict[str, Any] = self.control("GET", "/_simulator/books")
        return found

    def buy_elsewhere(
        self,
        order_number: str,
        *,
        minutes: float = 10,
        collected: bool = False,
        reference: str = "",
    ) -> dict[str, Any]:
        """Have somebody else buy an order's parcel at InPost; gives its number and ids."""
        body = {
            "order_number": order_number,
            "minutes": minutes,
            "collected": collected,
            "reference": reference,
        }
        found: dict[str, Any] = self.control("POST", "/_simulator/buy_elsewhere", body)
        return found

    def knobs(self, **values: object) -> dict[str, Any]:
        """Set knobs by name (None takes one back), and give all that are set."""
        found: dict[str, Any] = self.control("POST", "/_simulator/knobs", values)
        return found

    def advance(self, tracking_number: str, to: str) -> None:
        """Move a parcel to a status of its courier."""
        body = {"tracking_number": tracking_number, "to": to}
        self.control("POST", "/_simulator/advance", body)

    def top_up(self, amount: float) -> None:
        """Put money into ShipX's wallet."""
        self.control("POST", "/_simulator/top_up", {"amount": amount})

    def cancel_order(self, order_number: str) -> None:
        """The buyer cancels an order."""
        self.control("POST", "/_simulator/cancel_order", {"order_number": order_number})

    def stop(self) -> None:
        """Stop what was started; a second call does nothing."""
        self._client.close()

    def _start(self) -> None:
        raise TypeError("make one by in_thread() or as_process()")


class _ThreadSimulator(Simulator):
    def __init__(self, seed: str, *, orders: int) -> None:
        super().__init__(seed, orders=orders)
        self._ready = threading.Event()
        self._stopping: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)

    def _start(self) -> None:
        self._thread.start()
        if not self._ready.wait(START_S) or self._failure is not None:
            raise RuntimeError("the simulator did not start") from self._failure

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - told to the thread that waits
            self._failure = error
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = SimulatorServer(self._seed, orders=self._orders)
        self.url = await server.start()
        self._ready.set()
        await self._stopping.wait()
        await server.close()

    def stop(self) -> None:
        super().stop()
        if self._loop is not None and self._stopping is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(START_S)


class _ProcessSimulator(Simulator):
    def _start(self) -> None:
        arguments = ["--seed", self._seed, "--orders", str(self._orders)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shipdesk.simulator", *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            self.stop()
            raise RuntimeError("the simulator did not start")
        self.url = json.loads(line)["url"]

    def stop(self) -> None:
        super().stop()
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(START_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
