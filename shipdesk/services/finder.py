"""The finder: what stands paid at the couriers and is not known here, found, adopted or left.

It reads, and never writes at a courier. An account that could not be asked is told as such and
asked again soon: a look that failed does not mean that nothing was found.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shipdesk import wording
from shipdesk.clock import Clock
from shipdesk.domain.account import Account, AccountId
from shipdesk.domain.codec import from_plain
from shipdesk.domain.dispatch_order import DispatchOrder
from shipdesk.domain.found import Found, FoundKind, LikelyOrder, Look
from shipdesk.domain.operation import Operation, ShipIntent
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import OperationRefusedError, ProviderError, RuleError, VaultError
from shipdesk.providers.base import Provider
from shipdesk.providers.steps import Bought
from shipdesk.services import adopting
from shipdesk.services.kinds.elsewhere import buying_step
from shipdesk.services.kinds.ship import shipment_of
from shipdesk.services.operations import Runner
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.purchases import Purchases
from shipdesk.services.sync import Sync
from shipdesk.storage import found as store
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.search import compact
from shipdesk.workers import WorkerError

AGAIN = timedelta(hours=12)
"""An account is asked by itself where its last good look is older."""

_RETRY = timedelta(minutes=15)
_AFTER_START = 20.0
_STREAMS = ("shipments", "dispatch_orders")

Undo = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being asked now: which account, rows read of how many (0: nobody says)."""

    account: str
    rows: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class AccountLine:
    """How one account was asked last; `lists` False: it cannot tell what was bought there."""

    account: Account
    look: Look | None
    lists: bool


class _StoppedError(Exception):
    """A person stopped the run."""


class Finder:
    """Compares the couriers' lists with the journal; used on the UI thread's loop."""

    def __init__(
        self,
        journal: Database,
        cache: Database,
        providers: ProviderDesk,
        sync: Sync,
        runner: Runner,
        purchases: Purchases,
        clock: Clock,
        on_fault: Callable[[str, BaseException], None],
    ) -> None:
        self._journal = journal
        self._cache = cache
        self._providers = providers
        self._sync = sync
        self._runner = runner
        self._clock = clock
        self._on_fault = on_fault
        self._purchases = purchases
        self._listeners: list[Callable[[], None]] = []
        self._wanted = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._stopping = False
        self.progress: Progress | None = None

    # Asking

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when something was found, left or asked; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def look_now(self) -> None:
        """Ask every account as soon as possible, in the background."""
        self._wanted.set()

    def stop(self) -> None:
        """End the run that is under way after its present page."""
        self._stopping = self.progress is not None

    async def run(self) -> None:
        """Ask what is due a moment after the start, then whenever it is due or wanted: a root task.

        The window and the first sync come first, unless nothing may be bought before it has looked.
        """
        pause = 0.0 if self._closed else _AFTER_START
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wanted.wait()
            pause = _RETRY.total_seconds()
            everything = self._wanted.is_set()
            self._wanted.clear()
            await self.look(everything=everything)

    async def look(self, *, everything: bool = True) -> None:
        """Ask every account, or those that are due, one after the other; each fails alone."""
        async with self._one_at_a_time:
            lines = await self._lines()
            asked = [each for each in lines if everything or self._closed or self._due(each.look)]
            self._stopping = False
            seen: set[AccountId] = set()
            try:
                with suppress(_StoppedError):
                    for each in asked:
                        seen |= await self._account(each.account)
                await self._compared(seen)
            finally:
                self._tell(None)

    @property
    def _closed(self) -> bool:
        """Whether nothing may be bought until it has looked."""
        closure = self._purchases.closure
        return closure is not None and closure.by_finder

    def _due(self, look: Look | None) -> bool:
        now = self._clock.now()
        if look is None:
            return True
        old = look.done_at is None or now - look.done_at >= AGAIN
        return old and (not look.why or now - look.asked_at >= _RETRY)

    async def _account(self, account: Account) -> set[AccountId]:
        """Ask one account; return its id where it told everything that it can tell."""
        self._tell(Progress(account.title))
        now = self._clock.now()
        look = Look(account.id, now)
        found: list[Found] = []
        try:
            provider = await self._providers.ready(account.id)
            if provider is None or not self._providers.runs(account.id):
                look = replace(look, why=self._why_paused(account.id))
            elif provider.limits.discovers:
                look, found = await self._list(provider, now)
            else:
                look, found = await self._track(provider, now)
        except (ProviderError, VaultError, RuleError) as error:
            if isinstance(error, ProviderError):
                self._providers.trouble(account.id, error)
            look = replace(look, why=str(error))
        except WorkerError as error:
            self._on_fault(f"finder {account.id}", error)
            look = replace(look, why=wording.phrase("The answer could not be read."))
        except _StoppedError:
            stopped = replace(look, why=wording.phrase("The look was stopped before its end."))
            await self._journal.write(lambda conn: store.save_look(conn, stopped))
            raise
        await self._journal.write(lambda conn: _keep(conn, look, found))
        return {account.id} if look.done_at is not None else set()

    def _why_paused(self, account_id: AccountId) -> str:
        health = {each.account_id: each for each in self._providers.health}.get(account_id)
        said = f"{health.error_title} {health.error_hint}".strip() if health else ""
        return said or wording.phrase("The account is paused.")

    async def _list(self, provider: Provider, now: datetime) -> tuple[Look, list[Found]]:
        """Read the account's lists as far back as is worth while, and compare on our side."""
        account_id = provider.account.id
        since = now - timedelta(days=provider.limits.looks_back_days)
        rows, whole, before = 0, True, 0

        def told(read: int, total: int) -> bool:
            self._tell(Progress(provider.account.title, before + read, before + total))
            return not self._stopping

        streams = provider.streams.names if provider.streams is not None else ()
        for stream in (each for each in _STREAMS if each in streams):
            back = await self._sync.look_back(provider, stream, since, told)
            if self._stopping:
                raise _StoppedError
            rows, whole = rows + back.rows, whole and back.whole
            before = rows
        listed, books = await self._cache.read(
            lambda conn: (
                store.listed(conn, account_id, since),
                store.in_order_books(conn, account_id),
            )
        )
        numbers = [each.tracking_number for each in listed if isinstance(each, Shipment)]
        ours = await self._journal.read(lambda conn: store.ours(conn, account_id, numbers))
        # An order book that sells no labels only repeats what its own orders show.
        told_only = provider.labels is None
        found = [
            Found(account_id, _kind(each), each.remote_id, now, each, told=_told(each, books))
            for each in listed
            if not ours.know(each)
            and not (told_only and isinstance(each, Shipment) and each.order_key)
        ]
        return Look(account_id, now, now, since, rows, whole=whole), found

    async def _track(self, provider: Provider, now: datetime) -> tuple[Look, list[Found]]:
        """Track again the orders that were sent to a service which lists nothing."""
        account_id = provider.account.id
        since = now - timedelta(days=provider.limits.looks_back_days)
        sent = await self._journal.read(lambda conn: store.unfinished(conn, account_id, since))
        ours = await self._journal.read(lambda conn: store.ours(conn, account_id, ()))
        found: dict[str, Found] = {}
        for count, each in enumerate(sent, 1):
            if self._stopping:
                raise _StoppedError
            self._tell(Progress(provider.account.title, count, len(sent)))
            for shipment in await _tracked(provider, each):
                if not ours.know(shipment):
                    found[shipment.remote_id] = Found(
                        account_id, FoundKind.SHIPMENT, shipment.remote_id, now, shipment
                    )
        return Look(account_id, now, now, None, len(sent)), list(found.values())

    async def _compared(self, seen: Collection[AccountId]) -> None:
        lines = await self._lines()
        kept = [each.id for each in self._providers.accounts]
        listing = [each.account.id for each in lines if each.lists]

        await self._journal.write(lambda conn: store.forget_accounts(conn, kept))
        if self._purchases.closure is not None:
            await self._purchases.finder_ran([each for each in seen if each in listing], listing)

    def _tell(self, progress: Progress | None) -> None:
        self.progress = progress
        for listener in tuple(self._listeners):
            listener()

    # Showing

    async def lines(self) -> tuple[AccountLine, ...]:
        """Return how each account was asked last, in the accounts' order."""
        return tuple(await self._lines())

    async def _lines(self) -> list[AccountLine]:
        looks = await self._journal.read(store.looks)
        found: list[AccountLine] = []
        for account in self._providers.accounts:
            provider: Provider | None = None
            with suppress(VaultError, RuleError):
                provider = await self._providers.ready(account.id)
            lists = provider is not None and provider.limits.discovers
            if provider is None or lists or provider.booking is not None:
                found.append(AccountLine(account, looks.get(account.id), lists))
        return found

    async def found(self) -> tuple[Found, ...]:
        """Return everything that was found and is not ours, newest first."""
        return await self._journal.read(store.all_found)

    async def likely(self, found: Found) -> tuple[LikelyOrder, ...]:
        """Return the orders that a found shipment may belong to, the likeliest first."""
        shipment = found.thing
        if not isinstance(shipment, Shipment):
            return ()
        orders = await self._cache.read(lambda conn: store.orders_like(conn, shipment))
        likely = (adopting.likeness(shipment, each) for each in orders)
        return tuple(sorted((each for each in likely if each.likely), key=adopting.by_likeness))

    def why_not_adopt(self, found: Found) -> str:
        """Return why it cannot become ours, "" where it can."""
        provider = self._providers.provider(found.account_id)
        if provider is None:
            return "Its account is not connected."
        if isinstance(found.thing, Shipment) and provider.labels is None:
            return (
                f"Only {provider.account.title} tells of it: no courier account here has its label "
                "or can track it."
            )
        return ""

    # Deciding

    async def adopt(self, found: Found, order: LikelyOrder | None) -> None:
        """Make it ours, for an order where one is given; its label is fetched and not printed.

        Raises OperationRefusedError, with nothing written, where it is ours already or gone, or
        where a purchase of the order is not settled.
        """
        why_not = self.why_not_adopt(found)
        if why_not:
            raise OperationRefusedError(reason=why_not)
        now = self._clock.now()
        tells = self._providers.write_back_account(order.key) if order else AccountId("")

        def write(conn: Conn) -> tuple[Operation, ...]:
            return adopting.adopt(conn, found, order, tells, now)

        queued = await self._journal.write(write)
        self._runner.told(*queued)
        self._runner.wake()
        self._tell(self.progress)

    async def leave(self, found: Found) -> Undo:
        """Remember that it is not ours; returns what takes that back."""
        await self._leave(found, self._clock.now())

        async def undo() -> None:
            await self.take_back(found)

        return undo

    async def take_back(self, found: Found) -> None:
        """List again what was left as not ours."""
        await self._leave(found, None)

    async def _leave(self, found: Found, at: datetime | None) -> None:
        await self._journal.write(lambda conn: store.leave(conn, found, at))
        self._runner.told()
        self._tell(self.progress)


def _keep(conn: Conn, look: Look, found: list[Found]) -> None:
    store.save_look(conn, look)
    if look.done_at is not None:
        store.keep(conn, look.account_id, found)


def _kind(thing: object) -> FoundKind:
    return FoundKind.SHIPMENT if isinstance(thing, Shipment) else FoundKind.DISPATCH_ORDER


def _told(thing: Shipment | DispatchOrder, books: Collection[str]) -> bool:
    """Return whether an order book knows it, or all parcels of a collection, with the orders."""
    numbers = (thing.tracking_number,) if isinstance(thing, Shipment) else thing.tracking_numbers
    return bool(numbers) and all(compact(each) in books for each in numbers)


async def _tracked(provider: Provider, sent: Operation) -> tuple[Shipment, ...]:
    """Return the shipments that stand under the reference of a purchase that ended without one."""
    if provider.booking is None:
        return ()
    intent = from_plain(ShipIntent, sent.intent)
    step = buying_step(provider.booking.steps(intent)).name
    facts = {key: text for key, text in sent.facts.items() if not key.startswith("match.")}
    matches = await provider.booking.find(step, intent, facts, sent.created_at)
    return tuple(
        shipment_of(sent, intent, each.result, sent.created_at)
        for each in matches
        if isinstance(each.result, Bought)
    )
