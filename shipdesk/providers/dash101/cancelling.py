"""Batch cancel at Dash101: up to ten orders a request, and what became of each of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shipdesk.domain.order_cancel import (
    CancelOrdersIntent,
    CancelOutcome,
    CancelResult,
    CancelRules,
    OrderNumber,
    to_facts,
    without_repeats,
)
from shipdesk.errors import RejectedError
from shipdesk.providers.dash101 import mapping, requests, wire
from shipdesk.providers.dash101.client import ADDRESS_UNKNOWN, Dash101Client
from shipdesk.providers.steps import Facts, Match, Settled, Step, StepResult
from shipdesk.providers.tables import Table

_CHECK = "Dash101 did not say what became of it: check by tracking."


def read_cancel_rules(table: Table) -> CancelRules:
    """Return what the table says of cancelling (§ 7.2)."""
    given = table.section("cancelling")
    return CancelRules(
        title=mapping.SOURCE,
        most=int(given["most"]),
        codes=frozenset(str(code) for code in given["codes"]),
        number_fact=str(given["number_fact"]),
    )


class Dash101OrderCancel:
    """Cancels the orders of one chunk and settles each.

    The request may be repeated: an order that was cancelled meanwhile is refused then, and
    tracking it tells that it is (§ 13).
    """

    _STEPS = (Step("cancel_orders", writes=True, repeatable=True),)

    def __init__(self, client: Dash101Client, table: Table) -> None:
        self._client = client
        self._table = table

    def steps(self, intent: CancelOrdersIntent) -> tuple[Step, ...]:  # noqa: ARG002 - always one
        """Return the one request."""
        return self._STEPS

    async def run(
        self,
        step: str,  # noqa: ARG002
        intent: CancelOrdersIntent,
        facts: Facts,  # noqa: ARG002
    ) -> StepResult:
        """Send the chunk, then track every order that was not told as cancelled."""
        orders = without_repeats(intent.orders)
        results = [await self._settled(each) for each in await self._ask(orders)]
        told = {each.order.shown: each for each in results}
        every = (told.get(each.shown) or _same(each, results) for each in intent.orders)
        cancelled = sum(each.outcome is CancelOutcome.CANCELLED for each in results)
        return Settled(to_facts(every), f"{cancelled} of {len(results)} cancelled.")

    async def find(
        self,
        step: str,  # noqa: ARG002
        intent: CancelOrdersIntent,
        facts: Facts,  # noqa: ARG002
        since: datetime,  # noqa: ARG002
    ) -> tuple[Match, ...]:
        """Track each order; a match only where none of them can change any more by the request."""
        results = []
        for order in intent.orders:
            result, open_ = await self._tracked(order, _CHECK)
            if open_:
                return ()
            results.append(result)
        rows = tuple((each.order.shown, "Cancelled", each.words or "Cancelled") for each in results)
        done = Settled(to_facts(results))
        return (Match(intent.orders[0].shown, ours=True, result=done, compared=rows),)

    async def _ask(self, orders: Sequence[OrderNumber]) -> list[CancelResult]:
        """Send one request; where it is refused as a whole, one order at a time."""
        try:
            return await self._send(orders)
        except RejectedError as error:
            if error.code == ADDRESS_UNKNOWN or len(orders) == 1:
                raise
        return [await self._ask_one(order) for order in orders]

    async def _ask_one(self, order: OrderNumber) -> CancelResult:
        try:
            (result,) = await self._send((order,))
        except RejectedError as error:
            return CancelResult(order, CancelOutcome.REFUSED, error.words or error.code)
        return result

    async def _send(self, orders: Sequence[OrderNumber]) -> list[CancelResult]:
        told = await self._client.cancel_orders(requests.to_cancel(orders, self._table))
        return [_told(order, told) for order in orders]

    async def _settled(self, result: CancelResult) -> CancelResult:
        """Return a result that was not "cancelled" with what tracking says of the order."""
        if result.outcome is CancelOutcome.CANCELLED:
            return result
        tracked, _ = await self._tracked(result.order, result.words)
        keeps = tracked.outcome is CancelOutcome.REFUSED
        return result if keeps and result.outcome is CancelOutcome.REFUSED else tracked

    async def _tracked(self, order: OrderNumber, words: str) -> tuple[CancelResult, bool]:
        """Return how an order stands, and whether it could still be cancelled."""
        number = requests.number_of(order.number, order.remote_id)
        tracked = await self._client.track(number)
        if tracked is None:
            said = "Dash101 does not know this order."
            return CancelResult(order, CancelOutcome.REFUSED, said), False
        told, _ = tracked
        status = wire.status_of(told.code, told.status, self._table)
        if mapping.is_cancelled(told, self._table):
            return CancelResult(order, CancelOutcome.CANCELLED, status.title), False
        if status.code in read_cancel_rules(self._table).codes or not status.known:
            said = f"{words} It is {status.title} now." if words else ""
            return CancelResult(order, CancelOutcome.UNKNOWN, said.strip()), True
        said = f"It is {status.title} already."
        return CancelResult(order, CancelOutcome.REFUSED, said), False


def _same(order: OrderNumber, results: Sequence[CancelResult]) -> CancelResult:
    """Return the result of an order that was chosen under its other number, too."""
    found = next((each for each in results if each.order.same(order)), None)
    if found is None:
        return CancelResult(order, CancelOutcome.UNKNOWN, _CHECK)
    return CancelResult(order, found.outcome, found.words)


def _told(order: OrderNumber, told: Sequence[wire.WireCancelled]) -> CancelResult:
    """Return what the four lists say of an order; nothing is "unknown", never "cancelled"."""
    own = {"order_id": order.number, "dash101_order_id": order.remote_id}
    said = [each for each in told if each.number == own[each.key]]
    refused = next((each for each in said if not each.done), None)
    if refused is not None:
        words = refused.reason or "Refused without a reason."
        return CancelResult(order, CancelOutcome.REFUSED, words)
    if said:
        return CancelResult(order, CancelOutcome.CANCELLED)
    return CancelResult(order, CancelOutcome.UNKNOWN, _CHECK)
