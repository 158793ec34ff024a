"""Orders as a person works with them: read whole, added to, typed, taken back."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shipdesk.clock import Clock
from shipdesk.domain.account import LOCAL, AccountId
from shipdesk.domain.address import Address
from shipdesk.domain.codec import from_plain, to_plain
from shipdesk.domain.measures import Parcel, Source
from shipdesk.domain.money import Money
from shipdesk.domain.operation import Operation
from shipdesk.domain.order import (
    Additions,
    HandingIn,
    Order,
    OrderKey,
    OrderLine,
    Payment,
    PaymentKind,
    effective,
    parcel_of,
)
from shipdesk.domain.quote import QuoteSheet
from shipdesk.domain.rules import RuleProblem, judge
from shipdesk.domain.rules import draft_of as rule_draft
from shipdesk.domain.ship_options import ShipOptions
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import OperationRefusedError
from shipdesk.providers.base import Registry
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import found as found_store
from shipdesk.storage import lists, operations, parcels, preferences, shipments
from shipdesk.storage import orders as store
from shipdesk.storage import quotes as quote_store
from shipdesk.storage.database import Conn, Database

Undo = Callable[[], Awaitable[None]]

_PRESET = "parcel_preset"


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """One order with everything that its details show.

    `order` has a person's additions laid over it, `fetched` is as its source tells it;
    `elsewhere` are parcels that were not bought here: its source knows them, or, without a key of
    an order, a courier lists them under its number for its recipient and place.
    """

    order: Order
    fetched: Order
    additions: Additions
    parcel: Parcel
    problems: tuple[RuleProblem, ...]
    shipments: tuple[Shipment, ...]
    operations: tuple[Operation, ...]
    quotes: QuoteSheet | None
    quotes_at: datetime | None
    elsewhere: tuple[Shipment, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """One order as its source tells it, with the parcels that were bought elsewhere."""

    order: Order
    elsewhere: tuple[Shipment, ...] = ()


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What the form of a typed order holds."""

    number: str
    recipient: Address
    lines: tuple[OrderLine, ...]
    total: Money | None
    payment: Payment
    parcel: Parcel | None = None
    locker: str = ""
    note: str = ""


class Orders:
    """Reads and edits orders; used on the UI thread's loop. Every edit returns its undo."""

    def __init__(
        self,
        journal: Database,
        cache: Database,
        door: IngestDoor,
        providers: ProviderDesk,
        registry: Registry,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._cache = cache
        self._door = door
        self._providers = providers
        self._registry = registry
        self._clock = clock

    async def read(self, key: OrderKey) -> OrderSheet:
        """Return the order; raises OperationRefusedError where it is gone."""
        source = (await self.read_sources([key])).get(key)
        if source is None:  # told here: a reader's thread would log what nobody awaits any more
            raise _gone()
        return await self._journal.read(lambda conn: self.sheet(conn, source))

    async def read_sources(self, keys: Sequence[OrderKey]) -> dict[OrderKey, Fetched]:
        """Return what the sources of orders tell, as it was read last; without those not known."""

        def read(conn: Conn) -> dict[OrderKey, Fetched]:
            found = ((key, lists.order(conn, key)) for key in keys)
            return {key: _with_parcels(conn, order) for key, order in found if order is not None}

        return await self._cache.read(read)

    def sheet(self, conn: Conn, source: Fetched | None) -> OrderSheet:
        """Return the order with all that the journal adds to it, inside of a transaction.

        Raises OperationRefusedError where its source does not know it.
        """
        if source is None:
            raise _gone()
        fetched, key = source.order, source.order.key
        additions = store.read_additions(conn, key)
        order = effective(fetched, additions)
        parcel = parcel_of(fetched, additions, read_preset(conn))
        return OrderSheet(
            order=order,
            fetched=fetched,
            additions=additions,
            parcel=parcel,
            problems=self._problems(order, parcel, additions.handing_in),
            shipments=shipments.of_order(conn, key),
            operations=operations.of_subject(conn, key),
            quotes=quote_store.read_sheet(conn, key),
            quotes_at=quote_store.read_age(conn, key),
            elsewhere=tuple(
                each
                for each in source.elsewhere
                if each.order_key or not found_store.was_left(conn, each)
            ),
        )

    def _problems(
        self, order: Order, parcel: Parcel, handing_in: HandingIn
    ) -> tuple[RuleProblem, ...]:
        slugs = {account.provider for account in self._providers.accounts}
        sets = tuple(rules for slug in sorted(slugs) if (rules := self._registry.rules(slug)))
        return judge(sets, rule_draft(order, parcel, handing_in)).problems

    def check(self, order: Order, parcel: Parcel, handing_in: HandingIn) -> tuple[RuleProblem, ...]:
        """Return what the local rules say of a form before it is saved; pure and instant."""
        return self._problems(order, parcel, handing_in)

    async def set_payment(self, keys: Sequence[OrderKey], payment: Payment) -> Undo:
        """Settle the payment of orders; COD without an amount takes each order's total."""
        totals: dict[OrderKey, Money | None] = {}
        if payment.kind is PaymentKind.COD and payment.amount is None:
            found = await self._cache.read(lambda conn: [lists.order(conn, key) for key in keys])
            totals = {order.key: order.total for order in found if order is not None}

        def settle(key: OrderKey, additions: Additions) -> Additions:
            amount = payment.amount or totals.get(key)
            cod = replace(payment, amount=amount, source="typed")
            return replace(additions, payment=cod)

        return await self._edit(keys, settle)

    async def set_hold(self, keys: Sequence[OrderKey], *, hold: bool) -> Undo:
        """Put orders on hold or take them off."""
        return await self._edit(keys, lambda _key, given: replace(given, hold=hold))

    async def set_parcel(self, keys: Sequence[OrderKey], parcel: Parcel) -> Undo:
        """Take a parcel as measured by a person."""
        typed = replace(parcel, source=Source.TYPED)
        return await self._edit(keys, lambda _key, given: replace(given, parcel=typed))

    async def set_locker(self, keys: Sequence[OrderKey], code: str) -> Undo:
        """Choose the target locker."""
        return await self._edit(keys, lambda _key, given: replace(given, locker=code))

    async def set_handing_in(self, keys: Sequence[OrderKey], handing_in: HandingIn) -> Undo:
        """Say how the courier gets the parcel."""
        return await self._edit(keys, lambda _key, given: replace(given, handing_in=handing_in))

    async def set_address(self, key: OrderKey, address: Address) -> Undo:
        """Correct the recipient here; the order book keeps its own."""
        return await self._edit([key], lambda _key, given: replace(given, address=address))

    async def set_note(self, key: OrderKey, note: str) -> Undo:
        """Keep a note of our own with the order."""
        return await self._edit([key], lambda _key, given: replace(given, note=note))

    async def set_options(self, key: OrderKey, options: ShipOptions) -> Undo:
        """Say what else the courier shall do, and how many boxes there are."""
        return await self._edit([key], lambda _key, given: replace(given, options=options))

    async def choose_quote(self, key: OrderKey, quote_key: str) -> Undo:
        """Keep a quote as the order's choice."""
        return await self._edit([key], lambda _key, given: replace(given, quote_key=quote_key))

    async def _edit(
        self, keys: Sequence[OrderKey], change: Callable[[OrderKey, Additions], Additions]
    ) -> Undo:
        now = self._clock.now()

        def edit(conn: Conn) -> dict[OrderKey, Additions]:
            before = {key: store.read_additions(conn, key) for key in keys}
            after = {
                key: replace(change(key, given), touched_at=now) for key, given in before.items()
            }
            store.save_additions_many(conn, after, now)
            return before

        before = await self._journal.write(edit)
        self._door.project()

        async def undo() -> None:
            await self._put_back(before)

        return undo

    async def _put_back(self, before: Mapping[OrderKey, Additions]) -> None:
        now = self._clock.now()
        await self._journal.write(lambda conn: store.save_additions_many(conn, before, now))
        self._door.project()

    async def create(self, new: NewOrder) -> OrderKey:
        """Keep a typed order; raises OperationRefusedError where it has no number."""
        if not new.number.strip():
            raise OperationRefusedError(reason="An order needs a number.", hint="Type one.")
        key = OrderKey(f"local:{uuid.uuid4().hex}")
        order = Order(
            key=key,
            account_id=LOCAL,
            remote_id=key.partition(":")[2],
            number=new.number.strip(),
            created_at=self._clock.now(),
            recipient=new.recipient,
            lines=new.lines,
            total=new.total,
            payment=new.payment,
            note=new.note,
            locker=new.locker,
            source="typed",
            detailed=True,
        )
        additions = Additions(parcel=new.parcel) if new.parcel else None
        await self._keep(order, additions)
        return key

    async def add_by_number(self, account_id: AccountId, number: str) -> OrderKey:
        """Read an order that the provider does not list, by either of its numbers, and keep it.

        Raises RejectedError where the number is not known there.
        """
        provider = await self._providers.ready(account_id)
        if provider is None or provider.finder is None:
            raise OperationRefusedError(reason="This account cannot look up a single order.")
        order = await provider.finder.fetch(number.strip())
        await self._keep(order, None)
        return order.key

    async def _keep(self, order: Order, additions: Additions | None) -> None:
        now = self._clock.now()

        def keep(conn: Conn) -> None:
            store.save_local(conn, order)
            if additions is not None:
                store.save_additions(conn, order.key, additions, now)

        await self._journal.write(keep)
        await self._door.project_now()

    async def finders(self) -> tuple[tuple[AccountId, str], ...]:
        """Return the accounts where a single order can be looked up by its number."""
        providers = await self._providers.all_ready()
        return tuple(
            (each.account.id, each.account.title) for each in providers if each.finder is not None
        )

    async def preset(self) -> Parcel | None:
        """Return the parcel that is assumed where nothing else is known, None without one."""
        return await self._journal.read(read_preset)

    async def save_preset(self, preset: Parcel) -> None:
        """Keep the parcel that is assumed where nothing else is known."""
        plain = to_plain(replace(preset, source=Source.PRESET))
        await self._journal.write(lambda conn: preferences.put(conn, _PRESET, plain))
        await self._door.refresh()


def _with_parcels(conn: Conn, order: Order) -> Fetched:
    by_hand = parcels.by_number(conn, [order]).get(order.key, [])
    return Fetched(order, (*lists.fetched_of_order(conn, order.key), *by_hand))


def _gone() -> OperationRefusedError:
    return OperationRefusedError(reason="The order is no longer in the order book.")


def read_preset(conn: Conn) -> Parcel | None:
    """Return the parcel preset of the profile, None where there is none."""
    plain = preferences.get(conn, _PRESET, None)
    return None if plain is None else from_plain(Parcel, plain)
