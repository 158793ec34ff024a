"""An order and its price read again, and compared with what was asked for when it was bought."""

from __future__ import annotations

from collections.abc import Callable

from shipdesk.clock import Clock, to_millis
from shipdesk.domain.account import AccountId, AccountState
from shipdesk.domain.held import Change, Held, PriceLimit, differences, order_differences
from shipdesk.domain.operation import Operation, OperationKind, ShipIntent
from shipdesk.domain.order import OrderKey
from shipdesk.domain.quote import Quote
from shipdesk.errors import OperationRefusedError, RejectedError, UnexpectedReplyError
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.orders import Orders, OrderSheet
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.quoting import Quoting
from shipdesk.services.sync import Sync

_SYNC_AGAIN = 60.0
_GONE = frozenset({404, 410})
_ORDERS = "orders"


class CannotBeReadError(Exception):
    """Order or quote of a held purchase could not be read again; its text says why."""


class Rereading:
    """Tells what changed since a purchase was asked for; used on the UI thread's loop.

    Each method raises CannotBeReadError, errors of ShipDeskError or WorkerError where that cannot
    be told now.
    """

    def __init__(
        self,
        orders: Orders,
        quoting: Quoting,
        providers: ProviderDesk,
        door: IngestDoor,
        sync: Sync,
        clock: Clock,
        price_limit: Callable[[], PriceLimit],
    ) -> None:
        self._orders = orders
        self._quoting = quoting
        self._providers = providers
        self._door = door
        self._sync = sync
        self._clock = clock
        self._price_limit = price_limit
        self._sync_asked: float | None = None

    async def in_step(self, held: Held, intent: ShipIntent) -> bool:
        """Tell whether courier and order book were read since it is held; asks for that if not."""
        known = {each.account_id: each for each in self._providers.health}
        for account_id in dict.fromkeys((held.operation.account_id, _source(intent.order_key))):
            health = known.get(account_id)
            if health is None:
                continue  # typed here, or of an account that is gone: what is kept is all there is
            provider = await self._providers.ready(account_id)
            lists = provider is not None and provider.streams is not None
            # One that lists nothing shows by the quote itself that it can be reached again.
            if health.state is not AccountState.OK and (
                lists or not self._providers.runs(account_id)
            ):
                raise CannotBeReadError(health.error_title)
            if lists and health.synced_at_ms < to_millis(held.held_at):
                self._ask_for_sync()
                return False
        return True

    def _ask_for_sync(self) -> None:
        now = self._clock.monotonic()
        if self._sync_asked is None or now - self._sync_asked >= _SYNC_AGAIN:
            self._sync_asked = now
            self._sync.now()

    async def after_break(self, operation: Operation, intent: ShipIntent) -> tuple[Change, ...]:
        """Return what changed while the account was out of reach for a short time.

        One request at most: none where the order book was read since. The price is asked for only
        where the order changed, for a person to see it.
        """
        key = intent.order_key
        heard = self._sync.heard_at(_source(key), _ORDERS)
        fetched = heard is not None and heard >= self._providers.away_at(operation.account_id)
        sheet = await self._read(operation, key, fetched=fetched)
        if isinstance(sheet, Change):
            return (sheet,)
        if not order_differences(intent, sheet.order):
            return ()
        return await self.changes(operation, intent)

    async def changes(self, operation: Operation, intent: ShipIntent) -> tuple[Change, ...]:
        """Return all that changed, order and price, asked for at their services now."""
        sheet = await self._read(operation, intent.order_key)
        if isinstance(sheet, Change):
            return (sheet,)
        try:
            answer = await self._quoting.ask(intent.order_key)
        except OperationRefusedError as error:
            return (Change("settle", now=error.detail or error.title),)
        key = offer_of(operation, intent).key
        quote = next((each for each in answer.quotes if each.key == key), None)
        if quote is None:
            refusals = [row for row in answer.not_for if row.account_id == operation.account_id]
            failed = next((row.reason for row in refusals if row.failed), "")
            if failed:
                raise CannotBeReadError(failed)
        return differences(intent, sheet.order, quote, self._price_limit())

    async def _read(
        self, operation: Operation, key: OrderKey, *, fetched: bool = False
    ) -> OrderSheet | Change:
        """Return the order as it is now, or what stops the purchase whatever else changed."""
        if not fetched and not await self._fetch(key):
            return Change("gone")
        try:
            sheet = await self._orders.read(key)
        except OperationRefusedError:
            return Change("gone")
        return _stop(sheet, operation) or sheet

    async def _fetch(self, key: OrderKey) -> bool:
        """Read an order anew at its source; False where the source knows it no more."""
        account_id, _, remote_id = key.partition(":")
        provider = self._providers.provider(account_id)
        if provider is None or provider.streams is None or _ORDERS not in provider.streams.names:
            return True
        try:
            page = await provider.streams.fetch_one(_ORDERS, remote_id)
            await self._door.save_page(provider.account, page)
        except RejectedError as error:
            if error.status in _GONE:
                return False
            raise
        except UnexpectedReplyError as error:
            raise CannotBeReadError(str(error)) from error
        return True


def _source(key: OrderKey) -> AccountId:
    return AccountId(key.partition(":")[0])


def _stop(sheet: OrderSheet, operation: Operation) -> Change | None:
    """Return what stops the purchase whatever else changed, None for nothing."""
    live = next((each for each in (*sheet.shipments, *sheet.elsewhere) if each.live), None)
    # Another parcel was asked for because one stands already.
    if live is not None and operation.kind is OperationKind.SHIP:
        return Change("bought", now=f"{live.courier} {live.tracking_number or live.remote_id}")
    if sheet.fetched.gone:
        return Change("gone")
    if sheet.fetched.closed is not None:
        return Change("closed", now=sheet.fetched.status)
    return Change("hold") if sheet.additions.hold else None


def offer_of(operation: Operation, intent: ShipIntent) -> Quote:
    """Return the offer that was taken when the purchase was asked for."""
    return Quote(
        operation.account_id,
        intent.courier_id,
        intent.courier,
        intent.service,
        intent.service_title,
        operation.created_at,
        total=intent.quoted,
    )
