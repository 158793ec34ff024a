"""What waits to be sent: kept back where it waited too long, read again, and let go by name."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from shipdesk.clock import Clock
from shipdesk.domain.account import AccountHealth, AccountId, AccountState
from shipdesk.domain.changes import Changes
from shipdesk.domain.codec import from_plain
from shipdesk.domain.held import LONGEST, Held, PriceLimit
from shipdesk.domain.operation import Operation, OperationId, ShipIntent
from shipdesk.errors import OperationRefusedError, ShipDeskError
from shipdesk.services.changes import ChangeBus
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.operations import Runner
from shipdesk.services.orders import Orders
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.quoting import Quoting
from shipdesk.services.rereading import CannotBeReadError, Rereading, offer_of
from shipdesk.services.settings import Settings
from shipdesk.services.shipping import Shipping
from shipdesk.services.sync import Sync
from shipdesk.storage import operations as operation_store
from shipdesk.storage import queues as store
from shipdesk.storage.database import Conn, Database
from shipdesk.workers import WorkerError

PRICE_LIMIT = "price_limit_percent"
"""The preference that says by how many percent a price may rise without a question."""

_LOOK_EVERY = 30.0
_GATHER = 0.2
_STANDS = frozenset({AccountState.PAUSED_AUTH, AccountState.LIMITED, AccountState.OFFLINE})


@dataclass(frozen=True, slots=True)
class Standing:
    """An account whose work stands still, and how much of it waits."""

    health: AccountHealth
    purchases: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is held until a person's word, and the accounts whose work stands still."""

    held: tuple[Held, ...] = ()
    standing: tuple[Standing, ...] = ()

    @property
    def ready(self) -> tuple[Held, ...]:
        """What a person may let go as it was asked for."""
        return tuple(one for one in self.held if one.ready)

    @property
    def changed(self) -> tuple[Held, ...]:
        """What is not as it was when it was asked for."""
        return tuple(one for one in self.held if one.changes)


class Queues:
    """Keeps what waited too long from being sent until a person names it.

    The journal decides it, in the transaction that would begin the attempt; here it is shown, read
    again after a sync, released and taken back. Used on the UI thread's loop; `run` is a root task.
    """

    def __init__(
        self,
        journal: Database,
        orders: Orders,
        quoting: Quoting,
        shipping: Shipping,
        providers: ProviderDesk,
        door: IngestDoor,
        sync: Sync,
        runner: Runner,
        settings: Settings,
        bus: ChangeBus,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._rereading = Rereading(
            orders, quoting, providers, door, sync, clock, lambda: self.price_limit
        )
        self._shipping = shipping
        self._providers = providers
        self._runner = runner
        self._settings = settings
        self._bus = bus
        self._clock = clock
        self._wanted = asyncio.Event()
        self._looking = asyncio.Lock()
        self._again: dict[OperationId, float] = {}
        providers.on_resume(self._on_resume)

    async def run(self) -> None:
        """Look whenever an account or an operation changed, and every half minute."""
        end = self._bus.subscribe(self._on_changes)
        try:
            while True:
                self._wanted.clear()
                await self.look()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_EVERY):
                        await self._wanted.wait()
                await self._clock.sleep(_GATHER)
        finally:
            end()

    def _on_changes(self, changes: Changes) -> None:
        if changes.accounts or changes.operations:
            self._wanted.set()

    def _on_resume(self) -> None:
        self._again.clear()
        self._wanted.set()

    async def waiting(self) -> Waiting:
        """Return what is held and what stands still, for the window."""
        held, open_ = await self._journal.read(
            lambda conn: (store.standing(conn), store.queued_by_account(conn))
        )
        standing = tuple(
            Standing(health, *open_[health.account_id])
            for health in self._providers.health
            if health.state in _STANDS and health.account_id in open_
        )
        return Waiting(tuple(one for one in held if not one.by_itself), standing)

    async def find(self, operation_id: OperationId) -> Held | None:
        """Return an operation as it is held; None where it is not."""
        found = await self._journal.read(lambda conn: store.standing(conn, [operation_id]))
        return found[0] if found else None

    async def look(self) -> None:
        """Hold what waited too long, and read again what is held and was not read yet."""
        now = self._clock.now()
        if await self._journal.read(lambda conn: store.late(conn, now)):
            ids = await self._journal.write(lambda conn: store.hold_late(conn, now))
            await self._told(ids)
        held = await self._journal.read(store.standing)
        at = self._clock.monotonic()
        await self._read_again(
            [
                one
                for one in held
                if one.to_be_read
                and one.looked_at is None
                and self._again.get(one.operation.id, at) <= at
            ]
        )

    async def go_on(self, ids: Sequence[str]) -> tuple[OperationId, ...]:
        """Let exactly these go on, as far as they may; returns those that do.

        What was read longer ago than a quarter of an hour is read again first; what changed
        meanwhile stays.
        """
        now = self._clock.now()
        held = await self._journal.read(lambda conn: store.standing(conn, list(ids)))
        old = [
            one
            for one in held
            if one.ready and one.looked_at is not None and now - one.looked_at > LONGEST
        ]
        await self._read_again(old)
        now = self._clock.now()
        gone = await self._journal.write(lambda conn: store.release(conn, ids, now))
        await self._told(gone)
        self._runner.wake()
        return gone

    async def cancel(self, ids: Sequence[str]) -> tuple[OperationId, ...]:
        """Take back what was not sent, at once; returns those that were taken back."""
        now = self._clock.now()

        def cancel(conn: Conn) -> tuple[OperationId, ...]:
            wanted = (OperationId(each) for each in ids)
            return tuple(each for each in wanted if operation_store.cancel(conn, each, now))

        gone = await self._journal.write(cancel)
        await self._told(gone)
        return gone

    async def cancel_of(self, subjects: Sequence[str]) -> tuple[OperationId, ...]:
        """Take back the purchases of these orders that were not sent; returns those."""
        found = await self._journal.read(
            lambda conn: operation_store.purchases(conn, list(subjects))
        )
        return await self.cancel([each.id for bought in found.values() for each in bought])

    async def buy_now(self, operation_id: OperationId) -> Operation:
        """Buy what changed as it stands now, in place of what was asked for.

        Raises OperationRefusedError where it is not held any more or cannot be bought.
        """
        held = await self.find(operation_id)
        if held is None or not held.can_be_bought:
            raise OperationRefusedError(
                reason="It cannot be bought as it stands.", hint="Look at the order."
            )
        intent = from_plain(ShipIntent, held.operation.intent)
        plan = await self._shipping.prepare(intent.order_key, offer_of(held.operation, intent).key)
        operation = await self._shipping.buy_instead(plan, held.operation)
        await self._told((held.operation.id,))
        return operation

    @property
    def price_limit(self) -> PriceLimit:
        """By how much a price may rise without a question."""
        kept = self._settings.get(PRICE_LIMIT)
        return PriceLimit(kept) if isinstance(kept, int) and kept >= 0 else PriceLimit()

    async def set_price_limit(self, percent: int) -> None:
        """Say by how many percent a price may rise without a question."""
        await self._settings.put(PRICE_LIMIT, percent)

    # Reading again

    async def _read_again(self, held: Sequence[Held]) -> None:
        """Read orders and quotes again, once every account concerned was synced since."""
        async with self._looking:
            away: set[AccountId] = set()
            for one in held:
                account_id = one.operation.account_id
                if account_id in away:
                    continue
                if await self._read_one(one):
                    await self._told((one.operation.id,))
                if self._state(account_id) is AccountState.OFFLINE:
                    away.add(account_id)

    def _state(self, account_id: AccountId) -> AccountState | None:
        health = {each.account_id: each for each in self._providers.health}.get(account_id)
        return None if health is None else health.state

    async def _read_one(self, held: Held) -> bool:
        """Write down what changed, or why that cannot be told; False where nothing is new."""
        operation = held.operation
        intent = from_plain(ShipIntent, operation.intent)
        try:
            if held.by_itself:
                found = await self._rereading.after_break(operation, intent)
            elif await self._rereading.in_step(held, intent):
                found = await self._rereading.changes(operation, intent)
            else:
                return False
        except (CannotBeReadError, ShipDeskError, WorkerError) as error:
            why = error.title if isinstance(error, ShipDeskError) else str(error)
            self._again[operation.id] = self._clock.monotonic() + _LOOK_EVERY
            return await self._journal.write(lambda conn: store.not_read(conn, operation.id, why))
        now = self._clock.now()
        await self._journal.write(lambda conn: store.looked(conn, operation.id, found, now))
        if held.by_itself and not found:
            self._runner.wake()
        return True

    async def _told(self, ids: Sequence[OperationId]) -> None:
        if ids:
            operations = await self._journal.read(
                lambda conn: tuple(operation_store.read(conn, each) for each in ids)
            )
            self._runner.told(*operations)
