"""The three services at the simulator, built as the program builds them; nobody waits."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from shipdesk.clock import SystemClock
from shipdesk.domain.account import Account, AccountId, Environment
from shipdesk.domain.operation import AttemptState, Operation, OperationKind
from shipdesk.providers.base import OpenProvider, Provider
from shipdesk.providers.registry import build_registry
from shipdesk.providers.steps import StepResult
from shipdesk.providers.tables import Table, load_table
from shipdesk.services.changes import ChangeBus
from shipdesk.services.kinds.base import Bound, Kind, new_operation
from shipdesk.services.operations import Runner
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import operations as store
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.vault import MemoryVault
from tests.support.desk import eventually
from tests.support.driven_clock import DrivenClock
from tests.support.scripted_courier import QuietDoor
from tests.support.simulator import (
    DASH101_EMAIL,
    DASH101_PASSWORD,
    DASH101_USER,
    DISPATCH_TOKEN,
    SHIPX_ORGANIZATION,
    SHIPX_TOKEN,
    Simulator,
)

SECRETS = {
    "dispatch": {"token": DISPATCH_TOKEN},
    "shipx": {"token": SHIPX_TOKEN},
    "dash101": {"password": DASH101_PASSWORD},
}


def route(slug: str, op: str) -> str:
    """Return the name under which the simulator knows an operation."""
    return op if slug == "dispatch" else f"{slug}.{op}"


@dataclass
class Bench:
    """One world, and a provider of each service in it; `made` is for what preparations made."""

    sim: Simulator
    clock: DrivenClock = field(default_factory=lambda: DrivenClock(datetime.now(UTC)))
    opened: dict[str, OpenProvider] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)

    def account(self, slug: str) -> Account:
        """Return the account of a service."""
        settings = {
            "dispatch": {"base_url": self.sim.dispatch_url},
            "shipx": {
                "base_url": self.sim.shipx_url,
                "organization_id": str(SHIPX_ORGANIZATION),
            },
            "dash101": {
                "base_url": self.sim.dash101_url,
                "user_id": str(DASH101_USER),
                "email": DASH101_EMAIL,
            },
        }[slug]
        return Account(AccountId(slug), slug, slug.title(), Environment.DEMO, settings)

    def table(self, slug: str) -> Table:
        """Return a service's data."""
        return load_table(slug)

    def provider(self, slug: str) -> Provider:
        """Return a service's parts, built at first use."""
        if slug not in self.opened:
            self.opened[slug] = self.build(slug)
        return self.opened[slug].provider

    def build(self, slug: str) -> OpenProvider:
        """Build a service's parts as the program does."""
        registry = build_registry(self.clock, allow_loopback=True)
        return registry.build(self.account(slug), SECRETS[slug])

    def sent(self, slug: str, op: str) -> list[dict[str, object]]:
        """Return the requests of an operation that reached the simulator."""
        return self.sim.requests(operation=route(slug, op))

    async def aclose(self) -> None:
        """Close the HTTP clients."""
        for each in self.opened.values():
            await each.aclose()
        self.opened.clear()


@asynccontextmanager
async def bench_at(sim: Simulator) -> AsyncIterator[Bench]:
    """Open the three services for a test."""
    bench = Bench(sim)
    try:
        yield bench
    finally:
        await bench.aclose()


async def outcome_of(
    bench: Bench,
    slug: str,
    kind: OperationKind,
    intent: object,
    folder: Path,
    *,
    step: str = "",
    facts: dict[str, str] | None = None,
) -> Operation:
    """Run an operation over a real journal until its first request is settled; return it then."""
    clock = SystemClock()
    bus = ChangeBus()
    journal = Database.open(folder / f"{uuid.uuid4().hex}.sqlite", writable=True, readers=1)
    vault = MemoryVault()
    for name, secret in SECRETS[slug].items():
        vault.put(slug, name, secret)
    registry = build_registry(clock, allow_loopback=True)
    providers = ProviderDesk(registry, vault, bus, clock)
    providers.set_accounts((bench.account(slug),))
    faults: list[BaseException] = []
    kinds = _kinds(providers, vault)
    runner = Runner(
        journal, kinds, providers, QuietDoor(), bus, clock, lambda _, error: faults.append(error)
    )
    operation = new_operation(
        kind, uuid.uuid4().hex, AccountId(slug), "contract", intent, clock.now(),
        step=step, facts=facts or {},
    )  # fmt: skip
    running = asyncio.get_running_loop().create_task(runner.run())
    try:
        await runner.request(operation)

        def settled(conn: Conn) -> Operation | None:
            # In one snapshot: a moment later the next step may be under way.
            attempts = store.attempts(conn, operation.id)
            if not attempts or attempts[-1].state is AttemptState.SENT:
                return None
            return store.read(conn, operation.id)

        async def look() -> Operation | None:
            return await journal.read(settled)

        found = await eventually(look, f"an outcome of {kind}")
    finally:
        await runner.aclose()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await providers.aclose()
        await journal.aclose()
    assert not faults, faults
    return found


class _LaterKind:
    """What follows a purchase (its label) waits here: only the purchase is judged."""

    kind = OperationKind.FETCH_LABEL

    async def bind(self, _operation: Operation) -> Bound | None:
        """Let it wait."""
        return None

    def settle(
        self, _conn: Conn, _operation: Operation, _result: StepResult, _now: datetime
    ) -> tuple[Operation, ...]:
        """Change nothing."""
        return ()


def _kinds(providers: ProviderDesk, vault: MemoryVault) -> dict[OperationKind, Kind]:
    from shipdesk import app  # noqa: PLC0415 - brings Qt along

    later: dict[OperationKind, Kind] = {OperationKind.FETCH_LABEL: _LaterKind()}
    return later | app.courier_kinds(providers, vault)
