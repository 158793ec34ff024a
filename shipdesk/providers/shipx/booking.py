"""Buying at InPost: create, then wait until it is confirmed; and paying for one that was not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from shipdesk.clock import Clock
from shipdesk.domain.operation import PayIntent, ShipIntent
from shipdesk.errors import ProviderError, RejectedError, UnexpectedReplyError
from shipdesk.providers.shipx import mapping, wire
from shipdesk.providers.shipx.client import ShipxClient, to_filter_time
from shipdesk.providers.steps import (
    NO_FUNDS,
    Bought,
    Facts,
    Failed,
    Match,
    Procedure,
    Settled,
    Step,
    StepResult,
    wait_longer,
)
from shipdesk.providers.tables import Table

SKEW = timedelta(hours=1)
"""How far our clock and InPost's may lie apart when looking for what was made "since"."""

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
_OPEN_OFFERS = frozenset({"available", "selected"})


class Confirming:
    """Reads a shipment until it is paid or the payment failed."""

    def __init__(self, client: ShipxClient, table: Table, page: str) -> None:
        self._client = client
        self._table = table
        self._page = page

    def to_bought(self, shipment: wire.WireShipment) -> Bought:
        """Return what the courier told, in our words."""
        return mapping.to_bought(shipment, self._table, self._page)

    async def confirm(self, remote_id: str, facts: Facts) -> StepResult:
        """Return Bought, Failed or Waiting (0.5, 1, 2, 4, 8 … 30 s) for a shipment by its id."""
        shipment = await self._client.fetch_shipment(remote_id)
        return self.judge(shipment, facts)

    def judge(self, shipment: wire.WireShipment, facts: Facts) -> StepResult:
        """Return what a shipment as read means for a purchase under way."""
        if shipment.status == mapping.CANCELLED:
            raise UnexpectedReplyError("shipment.status: canceled")
        if shipment.tracking_number:
            return self.to_bought(shipment)
        before = frozenset(facts.get("failed_before", "").split(","))
        words = mapping.failure_words(shipment, before)
        if words is not None:
            return Failed(NO_FUNDS, words, {"remote_id": shipment.id}, self.to_bought(shipment))
        words = mapping.no_offer_words(shipment)
        if words is not None:
            return Failed("no_offer", words, {"remote_id": shipment.id})
        return wait_longer(
            "wait.confirmation", facts, _FIRST_WAIT, _LONGEST_WAIT, remote_id=shipment.id
        )


async def buy_offer(
    client: ShipxClient, confirming: Confirming, remote_id: str, offer_id: str
) -> StepResult:
    """Order the payment of an offer; a refusal that can mean done is looked up at once (§ 6.3)."""
    try:
        bought = await client.buy(remote_id, offer_id)
    except RejectedError as error:
        # Also when the automatic payment was quicker: it is looked up, not told as refused.
        try:
            shipment = await client.fetch_shipment(remote_id)
        except ProviderError as failed:
            # A look that failed must not make the payment look as if it had never been sent.
            raise UnexpectedReplyError("shipment", account=client.account_title) from failed
        if shipment.tracking_number:
            return confirming.to_bought(shipment)
        if error.code == "already_bought":
            return Settled({"polls": "0"})
        raise
    if bought.status == mapping.CANCELLED:
        raise UnexpectedReplyError("shipment.status: canceled")
    return Settled({"polls": "0"})


class ShipxBooking:
    """Buys one shipment in simplified mode: InPost selects the offer and pays it by itself."""

    _STEPS = (Step("create", writes=True), Step("confirm", writes=False))

    def __init__(
        self,
        client: ShipxClient,
        table: Table,
        confirming: Confirming,
        drafts: Procedure[ShipIntent],
    ) -> None:
        """`drafts` buys where a draft stands already."""
        self._client = client
        self._table = table
        self._confirming = confirming
        self._drafts = drafts

    def steps(self, intent: ShipIntent) -> tuple[Step, ...]:
        """Return create and confirm, or the steps that buy an offer of a draft."""
        return self._drafts.steps(intent) if intent.draft else self._STEPS

    async def run(self, step: str, intent: ShipIntent, facts: Facts) -> StepResult:
        """Take a step; a created object that is cancelled already is not a success."""
        if intent.draft:
            return await self._drafts.run(step, intent, facts)
        if step == "confirm":
            return await self._confirming.confirm(facts["remote_id"], facts)
        service = self._table.services.get(intent.service)
        if service is None:
            raise RejectedError(
                "service",
                f"ShipDesk does not know the service {intent.service}.",
                account=self._client.account_title,
            )
        body = self._client.bodies.shipment(intent, service)
        created = await self._client.create_shipment(body)
        if created.status == mapping.CANCELLED:
            raise UnexpectedReplyError("shipment.status: canceled")
        if created.external_customer_id not in {"", intent.reference}:
            # The answer to another purchase: ours is looked up by its reference.
            raise UnexpectedReplyError("shipment.external_customer_id: not ours")
        return Settled({"remote_id": created.id})

    async def find(
        self, step: str, intent: ShipIntent, facts: Facts, since: datetime
    ) -> tuple[Match, ...]:
        """Look for shipments with our reference; recipient and place are compared here (§ 1.8).

        The list lags by up to 5.4 s and leaves cancelled shipments out (§ 3.3).
        """
        if intent.draft:
            return await self._drafts.find(step, intent, facts, since)
        if step == "confirm":
            shipment = await self._client.fetch_shipment(facts["remote_id"])
            rows = [shipment]
        else:
            rows = await self._client.fetch_shipments(
                self._client.query(
                    "find",
                    {"reference": intent.reference, "since": to_filter_time(since - SKEW)},
                )
            )
        return tuple(self._matches(rows, step, intent, facts, since))

    def _matches(
        self,
        rows: Iterable[wire.WireShipment],
        step: str,
        intent: ShipIntent,
        facts: Facts,
        since: datetime,
    ) -> Iterable[Match]:
        for row in rows:
            # A filter that the service does not know is ignored: the whole list would come.
            if row.external_customer_id != intent.reference or row.status == mapping.CANCELLED:
                continue
            if step == "create" and row.created_at and row.created_at < since - SKEW:
                continue
            compared, ours = mapping.compare(row, intent)
            if step == "confirm":
                result = self._confirming.judge(row, facts)
            else:
                result = Settled({"remote_id": row.id})
            yield Match(row.id, ours, result, compared, row.tracking_number, row.created_at)


class ShipxPayment:
    """Pays for a shipment whose automatic payment failed; it stays the same shipment.

    refresh: has offers made anew where none can be bought · offer: waits for one · buy · confirm.
    """

    _STEPS = (
        Step("refresh", writes=True, repeatable=True),
        Step("offer", writes=False),
        Step("buy", writes=True),
        Step("confirm", writes=False),
    )

    def __init__(self, client: ShipxClient, confirming: Confirming, clock: Clock) -> None:
        self._client = client
        self._confirming = confirming
        self._clock = clock

    def steps(self, intent: PayIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same for all
        """Return refresh, offer, buy and confirm."""
        return self._STEPS

    async def run(self, step: str, intent: PayIntent, facts: Facts) -> StepResult:
        """Take a step; a shipment that is paid already is told as bought and not paid again."""
        if step == "refresh":
            return await self._refresh(intent)
        if step == "offer":
            return await self._offer(intent, facts)
        if step == "buy":
            offer_id = facts["offer"]
            return await buy_offer(self._client, self._confirming, intent.remote_id, offer_id)
        return await self._confirming.confirm(intent.remote_id, facts)

    async def find(
        self,
        step: str,
        intent: PayIntent,
        facts: Facts,
        since: datetime,  # noqa: ARG002 - read by id, nothing to narrow
    ) -> tuple[Match, ...]:
        """Read the shipment by its id: paid, or a try to pay that was not there before."""
        shipment = await self._client.fetch_shipment(intent.remote_id)
        before = frozenset(facts.get("failed_before", "").split(","))
        newer = [item for item in shipment.transactions or () if item.id not in before]
        if not shipment.tracking_number and not newer:
            return ()
        compared = (("shipment", intent.remote_id, shipment.id),)
        ours = shipment.id == intent.remote_id
        done: StepResult = Settled({"remote_id": shipment.id})
        if step == "confirm" or shipment.tracking_number:
            done = self._confirming.judge(shipment, facts)
        return (Match(shipment.id, ours, done, compared),)

    async def _refresh(self, intent: PayIntent) -> StepResult:
        shipment = await self._client.fetch_shipment(intent.remote_id)
        if shipment.tracking_number:
            return self._confirming.to_bought(shipment)
        if self._current_offer(shipment) is None:
            await self._client.renew_offers(intent.remote_id)
        failed = ",".join(item.id for item in shipment.transactions or ())
        return Settled({"remote_id": shipment.id, "failed_before": failed})

    async def _offer(self, intent: PayIntent, facts: Facts) -> StepResult:
        shipment = await self._client.fetch_shipment(intent.remote_id)
        if shipment.tracking_number:
            return self._confirming.to_bought(shipment)
        offer = self._current_offer(shipment)
        if offer is not None:
            return Settled({"offer": offer.id, "polls": "0"})
        return self._confirming.judge(shipment, facts)

    def _current_offer(self, shipment: wire.WireShipment) -> wire.WireOffer | None:
        """Return an offer that can still be bought: the selected one, else the first."""
        now = self._clock.now()
        offers = [shipment.selected_offer, *(shipment.offers or ())]
        for offer in offers:
            if offer is None or offer.status not in _OPEN_OFFERS:
                continue
            if offer.expires_at is None or offer.expires_at > now + timedelta(seconds=5):
                return offer
        return None
