"""Buying at Dash101: create the order, wait until it is approved, create the shipment."""

from __future__ import annotations

from datetime import datetime

from shipdesk.clock import Clock
from shipdesk.domain.account import Account
from shipdesk.domain.operation import ShipIntent
from shipdesk.errors import ProviderError, RejectedError, UnexpectedReplyError
from shipdesk.providers.dash101 import mapping, requests, wire
from shipdesk.providers.dash101.client import Dash101Client
from shipdesk.providers.steps import (
    Bought,
    Facts,
    Failed,
    Match,
    Settled,
    Step,
    StepResult,
    Waiting,
    wait_longer,
)
from shipdesk.providers.tables import Table

_USED = frozenset({"ORDER_ALREADY_EXISTS", "HTTP_409", "HTTP_422"})
"""How V1 says that a number was used before; the form of its refusal is not documented."""

Tracked = tuple[wire.WireOrder, wire.WireShipment]

_REMOTE = "dash101_order_id"
ORDER_VERSION, V1 = "order_version", "1"
"""The account's setting for how orders are created, and its value for the older way."""

_FIRST_WAIT = 5.0
_LONGEST_WAIT = 30.0


class Dash101Booking:
    """Ships one order.

    Creating the order may be repeated: V2 gives back the one that is there. The shipment may not:
    whatever is unclear is looked up by tracking the order. An order that was added from Dash101
    itself is not created again.
    """

    def __init__(self, client: Dash101Client, table: Table, account: Account, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._account = account
        self._clock = clock
        self._once = account.settings.get(ORDER_VERSION, "") == V1

    def steps(self, intent: ShipIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same for all
        """Return create_order, approval and create_shipment.

        By V1 the order may not be sent again: its lost reply is looked up by its number first.
        """
        return (
            Step("create_order", writes=True, repeatable=not self._once),
            Step("approval", writes=False),
            Step("create_shipment", writes=True),
        )

    async def run(self, step: str, intent: ShipIntent, facts: Facts) -> StepResult:
        """Take a step."""
        if step == "create_order":
            return await self._create_order(intent)
        if step == "approval":
            return await self._approval(intent, facts)
        return await self._create_shipment(intent, facts)

    async def find(
        self,
        step: str,
        intent: ShipIntent,
        facts: Facts,
        since: datetime,  # noqa: ARG002 - an order id is used once and for ever
    ) -> tuple[Match, ...]:
        """Track the order and see whether it is there and has a shipment."""
        tracked = await self._client.track(self._number(intent, facts))
        if tracked is None:
            return ()
        order, shipment = tracked
        compared, ours = mapping.compare(order, intent)
        rows = (("reference", self._number(intent, facts)[1], _shown_number(order)), *compared)
        if step == "create_shipment":
            if not shipment.tracking_number:
                return ()
            bought = self._bought(tracked, intent, facts)
            number = shipment.tracking_number
            return (Match(number, ours, bought, rows, number),)
        done: StepResult = Settled({_REMOTE: order.dash101_order_id})
        if step == "approval":
            done = self._judge(tracked, intent, facts)
        return (Match(_shown_number(order), ours, done, rows),)

    def _number(self, intent: ShipIntent, facts: Facts) -> tuple[str, str]:
        """Return by which number the order is known: exactly one of the two (F25)."""
        own = self._own(intent)
        if own:
            return _REMOTE, own
        if facts.get(_REMOTE):
            return _REMOTE, facts[_REMOTE]
        return "order_id", intent.reference

    def _own(self, intent: ShipIntent) -> str:
        """Return the number of an order that stands at this account already, "" for others.

        Another parcel for the same buyer (with a reason) needs an order of its own.
        """
        account_id, _, remote_id = intent.order_key.partition(":")
        return remote_id if account_id == self._account.id and not intent.reason else ""

    async def _create_order(self, intent: ShipIntent) -> StepResult:
        if self._own(intent):
            tracked = await self._client.track(self._number(intent, {}))
            if tracked is None:
                raise self._refused("order_gone", "Dash101 does not know this order any more.")
            return self._existing(tracked, intent)
        wrong = requests.check_number("order_id", intent.reference, self._table)
        if wrong:
            raise RejectedError(
                "order_number", wrong, {"order_number": (wrong,)}, account=self._account.title
            )
        body = requests.to_order(intent, self._clock.now(), self._table)
        try:
            made = await self._create(body)
        except RejectedError as error:
            return await self._after_used_number(intent, error)
        status = wire.status_of(made.code, made.status, self._table)
        if not made.message and status.code == mapping.CREATED and made.dash101_order_id:
            return Settled({_REMOTE: made.dash101_order_id})
        # V2 says the same for "made" and "was there": what is there is compared (§ 7.1).
        tracked = await self._client.track(("order_id", intent.reference))
        if tracked is None:
            raise UnexpectedReplyError(
                "order_create: the order cannot be tracked", account=self._account.title
            )
        return self._existing(tracked, intent)

    async def _create(self, body: object) -> wire.WireOrder:
        if self._once:
            return await self._client.create_order_once(body)
        return await self._client.create_order(body)

    async def _after_used_number(self, intent: ShipIntent, error: RejectedError) -> StepResult:
        """V1 refuses a used number without a look at the order: look, and compare, once."""
        if not self._once or error.code not in _USED:
            raise error
        try:
            tracked = await self._client.track(("order_id", intent.reference))
        except ProviderError as failed:
            raise UnexpectedReplyError("order_track", account=self._account.title) from failed
        if tracked is None:
            raise self._used_up(error.code, error.words) from error
        return self._existing(tracked, intent)

    def _existing(self, tracked: Tracked, intent: ShipIntent) -> StepResult:
        order, _ = tracked
        if mapping.is_cancelled(order, self._table):
            words = (
                f"Order {_shown_number(order)} is cancelled at Dash101 and its number cannot be "
                f"used again. Buy again with another number, such as "
                f"{mapping.next_reference(intent.reference)}."
            )
            raise self._used_up("order_cancelled", words)
        compared, ours = mapping.compare(order, intent)
        if not ours:
            words = (
                f"Dash101 already has an order {_shown_number(order)} that differs: "
                f"{mapping.differences(compared)}. Buy again with another number, such as "
                f"{mapping.next_reference(intent.reference)}."
            )
            raise self._used_up("order_exists", words)
        status = wire.status_of(order.code, order.status, self._table)
        words = f"The order was there already, state {status.title}."
        return Settled({_REMOTE: order.dash101_order_id}, words)

    async def _approval(self, intent: ShipIntent, facts: Facts) -> StepResult:
        tracked = await self._client.track(self._number(intent, facts))
        if tracked is None:
            return self._wait(facts)
        return self._judge(tracked, intent, facts)

    def _judge(self, tracked: Tracked, intent: ShipIntent, facts: Facts) -> StepResult:
        order, shipment = tracked
        if mapping.is_cancelled(order, self._table):
            status = wire.status_of(order.code, order.status, self._table)
            words = f"Dash101 says: {status.title}. Nothing was bought."
            return Failed("order_cancelled", words, {_REMOTE: order.dash101_order_id})
        if shipment.tracking_number:
            return self._bought(tracked, intent, facts)
        if mapping.waits_for_approval(order, self._table):
            return self._wait(facts)
        return Settled({_REMOTE: order.dash101_order_id or facts.get(_REMOTE, "")})

    def _wait(self, facts: Facts) -> Waiting:
        return wait_longer("wait.approval", facts, _FIRST_WAIT, _LONGEST_WAIT)

    async def _create_shipment(self, intent: ShipIntent, facts: Facts) -> StepResult:
        if not intent.pickup_id:
            raise self._refused("pickup_location", "The place of collection is not known.")
        number = self._number(intent, facts)
        try:
            shipment = await self._client.create_shipment(
                requests.to_shipment(intent, number, self._table)
            )
        except RejectedError as error:
            return await self._after_refusal(intent, facts, error)
        order = wire.WireOrder(dash101_order_id=facts.get(_REMOTE, ""))
        return self._bought((order, shipment), intent, facts)

    async def _after_refusal(
        self, intent: ShipIntent, facts: Facts, error: RejectedError
    ) -> StepResult:
        """Look once: an order that is not Approved any more may have its shipment already."""
        try:
            tracked = await self._client.track(self._number(intent, facts))
        except ProviderError as failed:
            # A look that failed must not make the purchase look as if it had never been sent.
            raise UnexpectedReplyError("order_track", account=self._account.title) from failed
        if tracked is None:
            raise error
        order, shipment = tracked
        if shipment.tracking_number:
            return self._bought(tracked, intent, facts)
        booked = wire.status_of(order.code, order.status, self._table).values.get("group")
        if booked == "booked":
            # Pending Pickup without a tracking number: perhaps bought, so it is not told as no.
            raise UnexpectedReplyError(
                "order_track.tracking_number", account=self._account.title
            ) from error
        raise error

    def _bought(self, tracked: Tracked, intent: ShipIntent, facts: Facts) -> Bought:
        order, shipment = tracked
        remote_id = order.dash101_order_id or facts.get(_REMOTE, "") or intent.reference
        return mapping.to_bought(shipment, order, remote_id, self._table)

    def _used_up(self, code: str, words: str) -> RejectedError:
        """Return a refusal of the number itself: it is told at `reference`, for another one."""
        return RejectedError(code, words, {"reference": (words,)}, account=self._account.title)

    def _refused(self, code: str, words: str) -> RejectedError:
        return RejectedError(code, words, account=self._account.title)


def _shown_number(order: wire.WireOrder) -> str:
    return order.order_id or order.dash101_order_id
