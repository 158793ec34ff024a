"""Comparing the services of one courier by its own offers, and buying one of them."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace

from shipdesk.clock import Clock
from shipdesk.domain.account import AccountId
from shipdesk.domain.offer import CompareIntent, Offer, offers_from_text
from shipdesk.domain.operation import (
    OPEN_STATES,
    Operation,
    OperationId,
    OperationKind,
    OperationState,
)
from shipdesk.domain.order import OrderKey
from shipdesk.domain.quote import Quote, QuoteRequest
from shipdesk.domain.rules import serves
from shipdesk.errors import OperationRefusedError
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.kinds.compare import HOLD, CompareKind
from shipdesk.services.operations import Runner
from shipdesk.services.orders import Orders
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.quoting import Quoting
from shipdesk.services.shipping import Shipping
from shipdesk.storage import operations as store
from shipdesk.storage.database import Conn, Database

_KEPT_STEPS = frozenset({"", "create", "offers", HOLD})
_GONE = "The offers have been given back."


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison as it stands: its offers once they are there, and whether one can be bought.

    `why_not` says why nothing can be bought now; `bought_by` is the purchase that was requested.
    """

    operation: Operation
    offers: tuple[Offer, ...]
    why_not: str = ""
    bought_by: str = ""

    @property
    def waiting(self) -> bool:
        """Whether the offers are still on their way."""
        return not self.offers and self.operation.state in OPEN_STATES


class Comparing:
    """Requests comparisons and buys from them; used on the UI thread's loop."""

    def __init__(
        self,
        journal: Database,
        orders: Orders,
        quoting: Quoting,
        shipping: Shipping,
        providers: ProviderDesk,
        runner: Runner,
        kind: CompareKind,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._orders = orders
        self._quoting = quoting
        self._shipping = shipping
        self._providers = providers
        self._runner = runner
        self._kind = kind
        self._clock = clock

    async def recover(self) -> None:
        """At start: nobody looks at what an earlier run left, so its drafts go back at once."""

        def hurry(conn: Conn) -> None:
            for operation in store.open_of_kind(conn, OperationKind.COMPARE):
                _hurry(conn, operation)

        await self._journal.write(hurry)

    async def accounts(self) -> tuple[tuple[AccountId, str], ...]:
        """Return the accounts whose services can be compared, with the courier's name."""
        ready = await self._providers.all_ready()
        return tuple((each.account.id, each.title) for each in ready if each.comparing is not None)

    def why_not(self, country: str) -> str:
        """Return why nobody's services can be compared for a country, "" where somebody's can."""
        built = (self._providers.provider(each.id) for each in self._providers.accounts)
        able = [each for each in built if each is not None and each.comparing is not None]
        if not able:
            return "No connected courier makes offers."
        if any(each.rules is None or serves(each.rules, country) for each in able):
            return ""
        titles = ", ".join(dict.fromkeys(each.title for each in able))
        return f"{titles} does not deliver to {country or 'a country that is not known'}."

    async def start_order(self, key: OrderKey, account_id: AccountId) -> Operation:
        """Make a draft of an order and have all offers prepared; nothing is bought.

        Raises OperationRefusedError where payment, weight or sender are not settled.
        """
        sheet = await self._orders.read(key)
        request = await self._quoting.request_for(sheet)
        return await self._start(request, account_id, key, sheet.order.number)

    async def start(self, request: QuoteRequest, account_id: AccountId) -> Operation:
        """The same for a lane that was only typed; nothing can be bought from it."""
        return await self._start(request, account_id, OrderKey(""), "")

    async def _start(
        self, request: QuoteRequest, account_id: AccountId, key: OrderKey, number: str
    ) -> Operation:
        subject = f"compare:{key or uuid.uuid4().hex}"
        open_ = await self._journal.read(lambda conn: _open(conn, subject, account_id))
        if open_ is not None:
            self._kind.look(open_.id)
            return open_
        intent = CompareIntent(
            reference=draft_reference(number),
            sender=request.sender,
            recipient=request.recipient,
            parcel=request.parcel,
            order_key=key,
            order_number=number,
            cod=request.cod,
            insurance=request.insurance,
            locker=request.locker,
            handing_in=request.handing_in,
            options=request.options,
        )
        operation = new_operation(
            OperationKind.COMPARE,
            subject,
            account_id,
            number or request.recipient.city or request.locker,
            intent,
            self._clock.now(),
            reference=intent.reference,
        )
        self._kind.look(operation.id)
        try:
            await self._runner.request(operation)
        except OperationRefusedError:
            self._kind.leave(operation.id)
            raise
        return operation

    async def read(self, operation_id: OperationId) -> Comparison:
        """Return how a comparison stands."""

        def read(conn: Conn) -> tuple[Operation, tuple[Operation, ...]]:
            return store.read(conn, operation_id), store.of_parent(conn, operation_id)

        operation, made = await self._journal.read(read)
        offers = offers_from_text(operation.facts.get("offers", ""))
        bought = next((each.id for each in reversed(made)), "")
        return Comparison(operation, offers, _why_not(operation), bought)

    async def buy(self, operation_id: OperationId, offer: Offer) -> Operation:
        """Buy one offer for the order that was compared.

        Raises OperationRefusedError with the field to settle first, as any purchase does, or where
        the draft is being taken back.
        """
        comparison = await self.read(operation_id)
        operation = comparison.operation
        key = OrderKey(str(operation.intent.get("order_key", "")))
        if not key:
            raise OperationRefusedError(
                reason="Nothing is bought from a typed lane.", hint="Use it for a new order."
            )
        if not offer.available:
            raise OperationRefusedError(reason=" ".join(offer.reasons))
        plan = await self._shipping.prepare_offer(key, _to_quote(offer, operation, self._clock))

        def guard(conn: Conn) -> None:
            current = store.read(conn, operation_id)
            if _why_not(current) or current.step != HOLD:
                raise OperationRefusedError(reason=_GONE, hint="Compare again.")

        draft = operation.facts.get("remote_id", "")
        return await self._shipping.buy_offer(plan, draft, operation, guard)

    async def leave(self, operation_id: OperationId) -> None:
        """Nobody looks any more: the draft is taken back unless it is being bought."""
        self._kind.leave(operation_id)

        await self._journal.write(lambda conn: _hurry(conn, store.read(conn, operation_id)))
        self._runner.wake()


def _hurry(conn: Conn, operation: Operation) -> None:
    """Have the runner look now whether a draft is still wanted, not when its wait is over."""
    if operation.state is OperationState.WAITING and operation.step == HOLD:
        store.save_if(conn, operation, replace(operation, not_before=None))


def _open(conn: Conn, subject: str, account_id: AccountId) -> Operation | None:
    """Return a comparison of the subject whose draft is not being taken back yet."""
    return next(
        (
            each
            for each in store.of_subject(conn, subject)
            if each.account_id == account_id
            and each.state in OPEN_STATES
            and each.step in _KEPT_STEPS
            and not _why_not(each)
        ),
        None,
    )


def _why_not(operation: Operation) -> str:
    if operation.state in {OperationState.REFUSED, OperationState.FAILED_AFTER_ACCEPTANCE}:
        return operation.reason
    if operation.state is OperationState.UNKNOWN:
        return "The courier did not answer. It is being looked up; nothing was bought."
    if operation.state not in OPEN_STATES or operation.step not in _KEPT_STEPS:
        return _GONE
    return ""


def _to_quote(offer: Offer, operation: Operation, clock: Clock) -> Quote:
    return Quote(
        account_id=operation.account_id,
        courier_id=offer.courier_id,
        courier=offer.courier,
        service=offer.service,
        service_title=offer.service_title,
        fetched_at=clock.now(),
        total=offer.total,
        to_locker=offer.to_locker,
    )


def draft_reference(number: str) -> str:
    """Return a reference that no other draft or purchase has: at most 20 plain characters."""
    plain = re.sub(r"[^A-Za-z0-9#-]+", "-", number).strip("-") or "draft"
    return f"{plain[:10].rstrip('-')}-D{uuid.uuid4().hex[:8].upper()}"
