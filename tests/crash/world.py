"""The simulator in a process of its own, driven over its control routes, and the time they share.

Plain blocking calls, without threads: the process that uses this forks the victims.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

RATE = 60.0
"""Seconds of the world in one of the machine's: a quiet time of 150 s takes 2.5, or one jump."""

_PATIENCE = 60.0
_SIMULATOR = (sys.executable, "-m", "shipdesk.simulator")
_ORGANIZATION = "/shipx/v1/organizations/1001"
_TOKEN = "simulator-shipx-token"
_DRAFT = {
    "receiver": {
        "first_name": "Zofia", "last_name": "Lis", "email": "zofia@example.test",
        "phone": "601455120",
        "address": {
            "street": "Długa", "building_number": "15", "city": "Gdańsk", "post_code": "80-831",
            "country_code": "PL",
        },
    },
    "parcels": {"template": "small"},
    "service": "inpost_locker_standard",
    "custom_attributes": {"sending_method": "dispatch_order", "target_point": "WAW21M"},
}  # fmt: skip


class World:
    """A running simulator."""

    def __init__(self, seed: str = "demo") -> None:
        self._seed = seed
        self._process = subprocess.Popen(
            [*_SIMULATOR, "--seed", seed, "--parent-pid", str(os.getpid())],
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            self.stop()
            raise RuntimeError("the simulator did not start")
        self.url = str(json.loads(line)["url"])

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def begin(self, drafts: int) -> tuple[str, ...]:
        """Begin anew with the seed; returns the ids of shipments that InPost has not priced yet.

        Only those can be cancelled there; somebody else made them, and it takes its time.

        The same calls after the same seed give the same numbers every time.
        """
        self.ask("POST", "reset", {"seed": self._seed})
        self.ask("POST", "top_up", {"amount": 1_000_000})
        self.ask("POST", "knobs", {"rate_limit": 10_000_000, "shipx_confirm_seconds": 1e9})
        made = tuple(self._draft(place) for place in range(drafts))
        self.ask("POST", "knobs", {"shipx_confirm_seconds": None})
        self.ask("POST", "clock", {"push": 60})
        self.ask("POST", "clock", {"rate": RATE})
        return made

    def _draft(self, place: int) -> str:
        body = {**_DRAFT, "reference": f"DRAFT-{place}", "external_customer_id": f"DRAFT-{place}"}
        token = {"Authorization": f"Bearer {_TOKEN}"}
        return str(call(self.url, "POST", f"{_ORGANIZATION}/shipments", body, token)["id"])

    def ask(self, method: str, route: str, body: Mapping[str, object] | None = None) -> Any:
        """One control request."""
        return control(self.url, method, route, body)

    def push(self, seconds: float) -> None:
        """Let time pass."""
        self.ask("POST", "clock", {"push": seconds})

    def books(self) -> dict[str, Any]:
        """What stands in the three services' books."""
        found: dict[str, Any] = self.ask("GET", "books")
        return found

    def faults(self, faults: list[dict[str, object]]) -> None:
        """Put exactly these faults in force."""
        self.ask("DELETE", "faults")
        for fault in faults:
            self.ask("POST", "faults", fault)


def control(url: str, method: str, route: str, body: Mapping[str, object] | None = None) -> Any:
    """One control request of any process; raises RuntimeError with the simulator's words."""
    return call(url, method, f"/_simulator/{route}", body, {})


def call(
    url: str,
    method: str,
    path: str,
    body: Mapping[str, object] | None,
    headers: Mapping[str, str],
) -> Any:
    """One request that answers JSON; raises RuntimeError for any other answer."""
    host = url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=_PATIENCE)
    try:
        content = None if body is None else json.dumps(body)
        told = {"Content-Type": "application/json", **headers}
        connection.request(method, path, content, told)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text) if text else None
    finally:
        connection.close()


class WorldClock:
    """The program's clock, which tells the simulator's time; used on one loop.

    It runs as fast as the simulator's, and `jump` moves both: what sleeps is woken early.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._jumped = asyncio.Event()
        self._take(control(url, "GET", "clock"))
        self._begun = self.now()

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        world, machine, rate = self._told
        return world + (datetime.now(UTC) - machine) * rate

    def monotonic(self) -> float:
        """Return seconds since the clock was made."""
        return (self.now() - self._begun).total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Wait for the given seconds of the world."""
        end = self.monotonic() + seconds
        while (left := end - self.monotonic()) > 0:
            jumped = self._jumped
            try:
                async with asyncio.timeout(left / self._told[2]):
                    await jumped.wait()
            except TimeoutError:
                continue
        await asyncio.sleep(0)

    async def jump(self, seconds: float) -> None:
        """Let the time pass at once, here and at the couriers."""
        told = await asyncio.to_thread(control, self._url, "POST", "clock", {"push": seconds})
        self._take(told)
        jumped, self._jumped = self._jumped, asyncio.Event()
        jumped.set()

    def _take(self, told: Mapping[str, Any]) -> None:
        self._told = (
            datetime.fromisoformat(told["now"]),
            datetime.fromisoformat(told["machine"]),
            float(told["rate"]),
        )
