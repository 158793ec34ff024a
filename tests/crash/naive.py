"""What everybody writes at first: buy, try again where it failed, note what went well.

It has no journal. The same deaths and lost replies must make it buy a good part of its parcels
twice, or they would prove nothing about the program.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.crash.probe import CELL, Probe, Target, watch_network

_TRIES = 4
_PAUSE_S = 0.05
_SHIPX = "/shipx/v1/organizations/1001/shipments"
_DASH101 = "/dash101/api/{version}/external/1001"
_LOCKER = {
    "receiver": {
        "first_name": "Zofia", "last_name": "Lis", "email": "zofia@example.test",
        "phone": "601455120",
    },
    "parcels": {"template": "small"},
    "custom_attributes": {"sending_method": "dispatch_order", "target_point": "WAW21M"},
    "service": "inpost_locker_standard",
}  # fmt: skip
_ORDER = {
    "customer_name": "Asha Rao",
    "customer_phone": "9876543210",
    "delivery_address1": "12 Lake View Road",
    "delivery_city": "Pune",
    "delivery_pincode": "411001",
    "order_total": "1249.50",
    "payment_method": "prepaid",
    "order_items": [{"product_name": "Shirt", "sku": "CS-01", "quantity": 1, "price": "1249.50"}],
}
_PLACE = {
    "pickup_seller_name": "Glinka India",
    "pickup_seller_phone": "9822012345",
    "pickup_address1": "14 Pottery Lane, Koregaon Park",
    "pickup_address2": "Near the old mill",
    "pickup_city": "Pune",
    "pickup_pincode": "411001",
}
_PARCEL = {
    "courier_partner_id": "4", "dead_weight": "0.5", "length": "20", "breadth": "15",
    "height": "10",
}  # fmt: skip
_AS_NAIVE = {"intent": "request: not sent yet", "attempt": "request: not sent yet"}
"""Which of its steps stands for one that it does not have."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One parcel to be bought: `name` is on it whatever happens."""

    cell: str
    name: str


def errands(acts: tuple[str, ...], name: str) -> tuple[Errand, ...]:
    """Return what the naive client buys where the program would do these acts."""
    return tuple(
        Errand("buy Dash101" if "Dash101" in act else "buy ShipX", f"{name}{place}")
        for place, act in enumerate(acts)
    )


def aim(target: Target | None) -> Target | None:
    """Return the target as far as the naive client can come to it; None: at a random moment."""
    if target is None or not target.cell:
        return None
    cell = "buy Dash101" if "Dash101" in target.cell else "buy ShipX"
    step = _AS_NAIVE.get(target.step.partition(":")[0], target.step)
    if step.startswith("poll") or step.endswith("in its transaction"):
        return None
    return Target(cell, step, 1)


def buy_all(
    url: str,
    folder: Path,
    wanted: tuple[Errand, ...],
    target: Target | None,
    tell: Callable[[str], None],
) -> None:
    """Buy in this process, which was just forked, whatever is not noted as bought."""
    probe = Probe(target, tell)
    watch_network(probe)
    asyncio.run(_Client(url, folder, probe).buy_all(wanted, tell))
    os._exit(0)


class _Client:
    def __init__(self, url: str, folder: Path, probe: Probe) -> None:
        self._http = httpx.AsyncClient(base_url=url, trust_env=False)
        self._notes = folder / "bought.txt"
        self._probe = probe
        self._dash101 = ""

    async def buy_all(self, wanted: tuple[Errand, ...], tell: Callable[[str], None]) -> None:
        noted = self._notes.read_text("utf-8").split() if self._notes.exists() else []
        tell("ready")
        await asyncio.gather(*(self._buy(each) for each in wanted if each.name not in noted))
        tell("settled")

    async def _buy(self, errand: Errand) -> None:
        CELL.set(errand.cell)
        for number in range(_TRIES):
            try:
                await self._once(errand, number)
            except (httpx.HTTPError, ValueError, KeyError):
                await asyncio.sleep(_PAUSE_S)
                continue
            self._probe.reached("outcome: before it is written")
            with self._notes.open("a", encoding="utf-8") as notes:
                notes.write(f"{errand.name}\n")
                notes.flush()
                os.fsync(notes.fileno())
            self._probe.reached("outcome: written")
            return

    async def _once(self, errand: Errand, number: int) -> None:
        if errand.cell == "buy ShipX":
            body = {**_LOCKER, "reference": errand.name, "external_customer_id": errand.name}
            await self._post(_SHIPX, body, "simulator-shipx-token")
            return
        token = await self._log_in()
        # An order number is burnt by its first use, so that each try takes a new one.
        order = {**_ORDER, "order_id": f"{errand.name}-{number}-{os.getpid() % 1000}"}
        await self._post(f"{_DASH101.format(version='v2')}/orders", order, token)
        first = _DASH101.format(version="v1")
        place = await self._post(f"{first}/pickup-locations", _PLACE, token)
        parcel = {
            **_PARCEL,
            "order_id": order["order_id"],
            "pickup_location_id": place["pickup_location_id"],
        }
        await self._post(f"{first}/shipments", parcel, token)

    async def _log_in(self) -> str:
        if not self._dash101:
            body = {"email": "seller@example.test", "password": "simulator-pass"}
            told = await self._post(f"{_DASH101.format(version='v1')}/auth/token", body, "")
            self._dash101 = told["authorization_token"]
        return self._dash101

    async def _post(self, path: str, body: Mapping[str, object], token: str) -> Any:
        head = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await self._http.post(path, json=body, headers=head)
        answer.raise_for_status()
        return json.loads(answer.content)


def doubled(books: Mapping[str, Any], wanted: tuple[Errand, ...]) -> list[str]:
    """Return which errands have more than one live parcel at a courier."""
    names = {each.name for each in wanted}
    standing: Counter[str] = Counter()
    for each in books["shipx"]["shipments"]:
        if each["live"] and each["external_customer_id"] in names:
            standing[each["external_customer_id"]] += 1
    for each in books["dash101"]["shipments"]:
        name = str(each["order_id"]).partition("-")[0]
        if each["live"] and name in names:
            standing[name] += 1
    return [name for name, count in standing.items() if count > 1]
