"""Withdrawing orders at the platform that they were given to, each with its own answer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shipdesk.clock import Clock
from shipdesk.domain.account import AccountId
from shipdesk.domain.codec import from_plain
from shipdesk.domain.operation import OPEN_STATES, PURCHASES, Operation, OperationKind
from shipdesk.domain.order import Order, OrderKey
from shipdesk.domain.order_cancel import (
    CancelOrdersIntent,
    CancelOutcome,
    CancelResult,
    CancelRules,
    OrderNumber,
    from_facts,
)
from shipdesk.domain.shipment import Shipment
from shipdesk.errors import OperationRefusedError
from shipdesk.services.kinds.base import new_operation
from shipdesk.services.operations import Runner
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import lists, operations
from shipdesk.storage import shipments as shipment_store
from shipdesk.storage.database import Conn, Database

_ELSEWHERE = "Bought elsewhere: cancel it where it was bought."
_NOT_GIVEN = "It was not given to a platform where orders can be cancelled."
_BEING_CANCELLED = "It is being cancelled already; see what comes of it."


@dataclass(frozen=True, slots=True)
class CancelRow:
    """One chosen order: where it stands, and why it cannot be cancelled ("" where it can)."""

    order: OrderNumber
    account_id: AccountId
    account_title: str
    recipient: str
    state: str
    why_not: str = ""


class Cancelling:
    """Plans and requests batch cancels; used on the UI thread's loop."""

    def __init__(
        self,
        journal: Database,
        cache: Database,
        providers: ProviderDesk,
        runner: Runner,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._cache = cache
        self._providers = providers
        self._runner = runner
        self._clock = clock

    async def plan(
        self, shipment_ids: Sequence[str] = (), order_keys: Sequence[OrderKey] = ()
    ) -> tuple[CancelRow, ...]:
        """Return a row for each chosen order, once even where it was chosen under both numbers."""
        rows = [await self._of_shipment(each) for each in shipment_ids]
        rows += [await self._of_order(key) for key in order_keys]
        found: list[CancelRow] = []
        for row in rows:
            if not any(row.order.same(each.order) for each in found):
                found.append(row)
        open_ = await self._being_cancelled()
        return tuple(
            replace(row, why_not=_BEING_CANCELLED)
            if not row.why_not and any(row.order.same(each) for each in open_)
            else row
            for row in found
        )

    async def request(self, rows: Sequence[CancelRow]) -> tuple[Operation, ...]:
        """Write the cancels down, an operation for each chunk of an account.

        Raises OperationRefusedError where none of the rows can be cancelled.
        """
        by_account: dict[AccountId, list[OrderNumber]] = {}
        for row in rows:
            if not row.why_not:
                by_account.setdefault(row.account_id, []).append(row.order)
        if not by_account:
            raise OperationRefusedError(reason="None of these orders can be cancelled.")
        chunks: list[tuple[AccountId, tuple[OrderNumber, ...]]] = []
        for account_id, orders in by_account.items():
            rules = await self._rules(account_id)
            most = rules.most if rules else 1
            chunks += [
                (account_id, tuple(orders[start : start + most]))
                for start in range(0, len(orders), most)
            ]

        def make(conn: Conn) -> tuple[Operation, ...]:
            open_ = _open_numbers(conn)
            for _, orders in chunks:
                if any(order.same(each) for order in orders for each in open_):
                    raise OperationRefusedError(reason=_BEING_CANCELLED)
            return tuple(self._operation(*chunk) for chunk in chunks)

        return await self._runner.queue(make)

    def _operation(self, account_id: AccountId, orders: tuple[OrderNumber, ...]) -> Operation:
        first, more = orders[0].shown, len(orders) - 1
        shown = f"{first} + {more}" if more else first
        return new_operation(
            OperationKind.CANCEL_ORDERS,
            _subject(orders),
            account_id,
            shown,
            CancelOrdersIntent(orders),
            self._clock.now(),
        )

    async def _being_cancelled(self) -> tuple[OrderNumber, ...]:
        return await self._journal.read(_open_numbers)

    # What a chosen row means

    async def _of_shipment(self, shipment_id: str) -> CancelRow:
        if ":" in shipment_id:
            fetched = await self._cache.read(lambda conn: lists.fetched_shipment(conn, shipment_id))
            known = (fetched.order_number or fetched.tracking_number) if fetched else ""
            number = OrderNumber(known or shipment_id)
            who = fetched.recipient.who if fetched else ""
            return CancelRow(number, AccountId(""), "", who, "", _ELSEWHERE)
        shipment = await self._journal.read(lambda conn: shipment_store.find(conn, shipment_id))
        if shipment is None:
            return CancelRow(OrderNumber(shipment_id), AccountId(""), "", "", "", _NOT_GIVEN)
        return await self._row_of(shipment)

    async def _row_of(self, shipment: Shipment) -> CancelRow:
        rules = await self._rules(shipment.account_id)
        remote_id = shipment.extra.get(rules.number_fact, "") if rules else shipment.remote_id
        number = OrderNumber(shipment.reference, remote_id, shipment.id, shipment.order_key)
        state = shipment.words or shipment.status.value
        why = _why_not(rules, shipment.code, state)
        title = self._title(shipment.account_id)
        return CancelRow(number, shipment.account_id, title, shipment.recipient.who, state, why)

    async def _of_order(self, key: OrderKey) -> CancelRow:
        order, bought, purchases = await self._read(key)
        live = next((each for each in bought if each.live), None)
        if live is not None:
            return await self._row_of(live)
        number = order.number if order else key
        who = order.recipient.who if order else ""
        for operation in purchases:
            rules = await self._rules(operation.account_id)
            remote_id = operation.facts.get(rules.number_fact, "") if rules else ""
            if remote_id:
                given = OrderNumber(operation.reference, remote_id, order_key=key)
                waits = operation.state in OPEN_STATES
                state = "Waits for approval" if waits else "Order without a shipment"
                title = self._title(operation.account_id)
                return CancelRow(given, operation.account_id, title, who, state)
        rules = await self._rules(order.account_id) if order else None
        if order is None or rules is None:
            return CancelRow(
                OrderNumber(number, order_key=key), AccountId(""), "", who, "", _NOT_GIVEN
            )
        own = OrderNumber(order.number, order.extra.get(rules.number_fact, ""), order_key=key)
        why = _why_not(rules, order.extra.get("code", ""), order.status)
        return CancelRow(
            own, order.account_id, self._title(order.account_id), who, order.status, why
        )

    async def _read(
        self, key: OrderKey
    ) -> tuple[Order | None, tuple[Shipment, ...], tuple[Operation, ...]]:
        order = await self._cache.read(lambda conn: lists.order(conn, key))
        bought, done = await self._journal.read(
            lambda conn: (shipment_store.of_order(conn, key), operations.of_subject(conn, key))
        )
        return order, bought, tuple(each for each in done if each.kind in PURCHASES)

    async def _rules(self, account_id: AccountId) -> CancelRules | None:
        provider = await self._providers.usable(account_id)
        return None if provider is None else provider.cancel_rules

    def _title(self, account_id: AccountId) -> str:
        account = self._providers.account(account_id)
        return account.title if account else ""


def results_of(operation: Operation) -> tuple[CancelResult, ...]:
    """Return what became of each order of a batch cancel; all unknown while it is not done."""
    intent = from_plain(CancelOrdersIntent, operation.intent)
    results = from_facts(intent, operation.facts)
    if operation.state in OPEN_STATES or any(
        each.outcome is not CancelOutcome.UNKNOWN or each.words for each in results
    ):
        return results
    return tuple(
        CancelResult(each.order, CancelOutcome.REFUSED, operation.reason) for each in results
    )


def _open_numbers(conn: Conn) -> tuple[OrderNumber, ...]:
    found = operations.open_of_kind(conn, OperationKind.CANCEL_ORDERS)
    intents = (from_plain(CancelOrdersIntent, each.intent) for each in found)
    return tuple(order for intent in intents for order in intent.orders)


def _why_not(rules: CancelRules | None, code: str, state: str) -> str:
    return _NOT_GIVEN if rules is None else rules.why_not(code, state)


def _subject(orders: Sequence[OrderNumber]) -> str:
    """Return one subject for one set of orders: a double click meets itself in the journal."""
    text = ",".join(sorted(each.shown for each in orders))
    return f"cancel:{hashlib.sha256(text.encode()).hexdigest()[:24]}"
