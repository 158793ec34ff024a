"""InPost's offer mode: a draft without a service, its offers, buying one of them, taking it back.

A draft is never paid: only `buy` orders a payment (reference § 5.2, § 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from shipdesk.clock import Clock
from shipdesk.domain.offer import CompareIntent, Offer, VoidIntent, offers_to_text
from shipdesk.domain.operation import CorrectIntent, ShipIntent
from shipdesk.domain.shipment import Payable, Shipment
from shipdesk.errors import RejectedError, UnexpectedReplyError
from shipdesk.providers.shipx import mapping, problems, wire
from shipdesk.providers.shipx.booking import SKEW, Confirming, buy_offer
from shipdesk.providers.shipx.client import ShipxClient, to_filter_time
from shipdesk.providers.shipx.quotes import COURIER_ID
from shipdesk.providers.shipx.withdrawing import Withdrawing
from shipdesk.providers.steps import (
    Facts,
    Failed,
    Match,
    Settled,
    Step,
    StepResult,
    wait_longer,
)
from shipdesk.providers.tables import Table

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 10.0
_LEAST_LIFE = timedelta(seconds=20)
_UNPREPARED = "created"


def to_offers(shipment: wire.WireShipment, table: Table) -> tuple[Offer, ...]:
    """Return all offers of a draft, available ones first and cheapest first (§ 5.10)."""
    found = [_to_offer(row, table) for row in shipment.offers or () if row.service is not None]
    return tuple(
        sorted(
            found,
            key=lambda offer: (
                not offer.available,
                offer.total is None,
                offer.total.minor if offer.total else 0,
                offer.service_title,
            ),
        )
    )


def _to_offer(row: wire.WireOffer, table: Table) -> Offer:
    named = row.service or wire.WireNamed()
    known = table.services.get(named.id)
    available = row.status in {"available", "selected"}
    reasons = [problems.reason_words(each.key, each.message) for each in _reasons(row)]
    if not available and not reasons:
        reasons = [problems.offer_state_words(row.status)]
    return Offer(
        id=row.id,
        service=named.id,
        service_title=known.title if known else named.name or named.id,
        courier=mapping.COURIER,
        courier_id=COURIER_ID,
        total=mapping.to_money(row.rate, row.currency),
        available=available,
        reasons=tuple(dict.fromkeys(reasons)),
        expires_at=row.expires_at,
        to_locker=bool(known and known.to_locker),
    )


def _reasons(row: wire.WireOffer) -> tuple[wire.WireReason, ...]:
    return row.unavailability_reasons or ()


class ShipxComparing:
    """Makes a draft, waits for its offers, and cancels it again.

    create: the draft · offers: waits until all services have answered · discard: takes it back.
    """

    _STEPS = (
        Step("create", writes=True),
        Step("offers", writes=False),
        Step("discard", writes=True),
    )

    def __init__(self, client: ShipxClient, table: Table) -> None:
        self._client = client
        self._table = table

    def steps(self, intent: CompareIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same for all
        """Return create, offers and discard."""
        return self._STEPS

    async def run(self, step: str, intent: CompareIntent, facts: Facts) -> StepResult:
        """Take a step."""
        if step == "create":
            to_locker, to_door = self._table.services[_LOCKER], self._table.services[_DOOR]
            body = self._client.bodies.draft(intent, to_locker, to_door)
            made = await self._client.create_shipment(body)
            return Settled({"remote_id": made.id})
        if step == "offers":
            return await self._offers(facts)
        return await self._discard(facts["remote_id"])

    async def _offers(self, facts: Facts) -> StepResult:
        shipment = await self._client.fetch_shipment(facts["remote_id"])
        if shipment.status == _UNPREPARED or not shipment.offers:
            return wait_longer("wait.offers", facts, _FIRST_WAIT, _LONGEST_WAIT)
        return Settled({"offers": offers_to_text(to_offers(shipment, self._table))})

    async def _discard(self, remote_id: str) -> StepResult:
        """Cancel the draft; one that was bought meanwhile stays, and is told so (§ 6.4)."""
        try:
            await self._client.cancel_shipment(remote_id)
        except RejectedError:
            stands = await self._stands(remote_id)
            if stands is None:
                return Settled()
            if not stands.tracking_number:
                raise
            return Settled(words=f"It was bought as {stands.tracking_number}, so it stays.")
        return Settled()

    async def _stands(self, remote_id: str) -> wire.WireShipment | None:
        """Return the draft as it is now, None where it is cancelled or gone."""
        try:
            shipment = await self._client.fetch_shipment(remote_id)
        except RejectedError as error:
            if error.status == 404:  # noqa: PLR2004
                return None
            raise
        return None if shipment.status == mapping.CANCELLED else shipment

    async def find(
        self, step: str, intent: CompareIntent, facts: Facts, since: datetime
    ) -> tuple[Match, ...]:
        """Look for a draft with our reference, or whether it is cancelled."""
        if step == "discard":
            remote_id = facts["remote_id"]
            # A 404 alone proves nothing: it is a look-up that failed.
            shipment = await self._client.fetch_shipment(remote_id)
            if shipment.status != mapping.CANCELLED:
                return ()
            compared = (("draft", remote_id, remote_id),)
            return (Match(remote_id, ours=True, result=Settled(), compared=compared),)
        values = {"reference": intent.reference, "since": to_filter_time(since - SKEW)}
        rows = await self._client.fetch_shipments(self._client.query("find", values))
        return tuple(
            Match(
                row.id,
                ours=True,
                result=Settled({"remote_id": row.id}),
                compared=(("reference", intent.reference, row.external_customer_id),),
            )
            for row in rows
            # A filter that is not known there is ignored: compared on this side (§ 5.9).
            if row.external_customer_id == intent.reference and row.status != mapping.CANCELLED
        )


_LOCKER, _DOOR = "inpost_locker_standard", "inpost_courier_standard"
"""The services by whose form a parcel is described: size for lockers, measures for the door."""


class ShipxDraftPurchase:
    """Buys the offer of one service of a draft; the draft becomes the shipment.

    renew: puts our references on it, which has its offers made anew · offer: waits for them ·
    select · buy · confirm.
    """

    _STEPS = (
        Step("renew", writes=True, repeatable=True),
        Step("offer", writes=False),
        Step("select", writes=True),
        Step("buy", writes=True),
        Step("confirm", writes=False),
    )

    def __init__(
        self, client: ShipxClient, table: Table, confirming: Confirming, clock: Clock
    ) -> None:
        self._client = client
        self._table = table
        self._confirming = confirming
        self._clock = clock

    def steps(self, intent: ShipIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same for all
        """Return renew, offer, select, buy and confirm."""
        return self._STEPS

    async def run(self, step: str, intent: ShipIntent, facts: Facts) -> StepResult:
        """Take a step."""
        if step == "renew":
            body = self._client.bodies.references(intent.reference, intent.order_number)
            await self._client.update_shipment(intent.draft, body)
            return Settled({"remote_id": intent.draft})
        if step == "offer":
            return await self._offer(intent, facts)
        if step == "select":
            chosen = await self._client.select_offer(intent.draft, facts["offer"])
            if chosen.status == mapping.CANCELLED:
                raise UnexpectedReplyError("shipment.status: canceled")
            return Settled()
        if step == "buy":
            return await buy_offer(self._client, self._confirming, intent.draft, facts["offer"])
        return await self._confirming.confirm(intent.draft, facts)

    async def _offer(self, intent: ShipIntent, facts: Facts) -> StepResult:
        """Wait for the service's offer; one that is dearer than what was shown is not bought."""
        shipment = await self._client.fetch_shipment(intent.draft)
        if shipment.tracking_number:
            return self._confirming.to_bought(shipment)
        offers = [each for each in to_offers(shipment, self._table) if self._fresh(each)]
        offer = next((each for each in offers if each.service == intent.service), None)
        if offer is None:
            if offers and int(facts.get("polls", "0")) >= _PATIENCE:
                return Failed("no_offer", "InPost does not offer this service any more.")
            return wait_longer("wait.offers", facts, _FIRST_WAIT, _LONGEST_WAIT)
        if not offer.available:
            return Failed("no_offer", " ".join(offer.reasons))
        if intent.quoted and offer.total and offer.total.minor > intent.quoted.minor:
            now, was = offer.total, intent.quoted
            words = f"The price is {now.amount} {now.currency} now; it was {was.amount}."
            return Failed("price_changed", f"{words} Compare again.")
        failed = ",".join(item.id for item in shipment.transactions or ())
        return Settled({"offer": offer.id, "failed_before": failed, "polls": "0"})

    def _fresh(self, offer: Offer) -> bool:
        """Return whether an offer will live long enough to be bought; others are made anew."""
        return offer.expires_at is None or offer.expires_at > self._clock.now() + _LEAST_LIFE

    async def find(
        self,
        step: str,
        intent: ShipIntent,
        facts: Facts,
        since: datetime,  # noqa: ARG002 - read by its id
    ) -> tuple[Match, ...]:
        """Read the draft by its id: chosen, or a payment that was not there before."""
        shipment = await self._client.fetch_shipment(intent.draft)
        before = frozenset(facts.get("failed_before", "").split(","))
        newer = [item for item in shipment.transactions or () if item.id not in before]
        chosen = shipment.selected_offer.id if shipment.selected_offer else ""
        compared = (
            ("draft", intent.draft, shipment.id),
            ("offer", facts.get("offer", ""), chosen),
        )
        done: StepResult = Settled()
        if shipment.tracking_number or step == "confirm":
            done = self._confirming.judge(shipment, facts)
        else:
            seen = bool(newer) if step == "buy" else chosen == facts.get("offer", "")
            if not seen:
                return ()
        return (Match(shipment.id, ours=True, result=done, compared=compared),)


_PATIENCE = 6


class ShipxVoiding:
    """Cancels a shipment that is not bought yet (§ 6.4)."""

    _STEPS = (Step("void", writes=True),)

    def __init__(self, client: ShipxClient, table: Table) -> None:
        self._client = client
        self._withdrawing = Withdrawing("shipment", client.cancel_shipment, self._is_cancelled)
        settings: Mapping[str, object] = table.section("settings")
        allowed = settings.get("voidable", [])
        self._allowed = frozenset(allowed if isinstance(allowed, list) else [])
        self._lapse = settings.get("lapse_days", 45)

    def why_not(self, shipment: Shipment) -> str:
        """Return why it cannot be cancelled; a bought label lapses by itself."""
        if shipment.code == mapping.CANCELLED or not shipment.live:
            return "It is cancelled already."
        if shipment.code in self._allowed:
            return ""
        if shipment.payable is not Payable.PAID:
            return (
                "InPost cancels only before an offer is chosen; this one has its offer. It is not"
                " paid and costs nothing while it is left alone."
            )
        return (
            "InPost does not cancel or refund a bought shipment by the API. Leave the label"
            f" unused: it lapses by itself after about {self._lapse} days."
        )

    def steps(self, intent: VoidIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same for all
        """Return void."""
        return self._STEPS

    async def run(self, step: str, intent: VoidIntent, facts: Facts) -> StepResult:  # noqa: ARG002 - one step
        """Cancel it; a refusal for one that is cancelled already is no refusal."""
        return await self._withdrawing.run(intent.remote_id)

    async def find(
        self,
        step: str,  # noqa: ARG002 - one step
        intent: VoidIntent,
        facts: Facts,  # noqa: ARG002 - read by id
        since: datetime,  # noqa: ARG002 - read by id
    ) -> tuple[Match, ...]:
        """Read it again; a 404 alone proves nothing, it is a look-up that failed."""
        return await self._withdrawing.find(intent.remote_id)

    async def _is_cancelled(self, remote_id: str) -> bool:
        return (await self._client.fetch_shipment(remote_id)).status == mapping.CANCELLED


class ShipxCorrecting:
    """Sends the data of an unpaid shipment anew; its offers are made anew as well (§ 6.5)."""

    _STEPS = (Step("update", writes=True, repeatable=True),)

    def __init__(self, client: ShipxClient, table: Table) -> None:
        self._client = client
        self._table = table

    def steps(self, intent: CorrectIntent) -> tuple[Step, ...]:  # noqa: ARG002 - the same for all
        """Return update; sending the same data again does nothing new."""
        return self._STEPS

    async def run(self, step: str, intent: CorrectIntent, facts: Facts) -> StepResult:  # noqa: ARG002 - one step
        """Send it; refused once it is bought."""
        service = self._table.services.get(intent.ship.service)
        if service is None:
            words = f"ShipDesk does not know the service {intent.ship.service}."
            raise RejectedError("service", words, account=self._client.account_title)
        body = self._client.bodies.shipment(intent.ship, service)
        await self._client.update_shipment(intent.remote_id, body)
        return Settled({"remote_id": intent.remote_id})

    async def find(
        self,
        step: str,  # noqa: ARG002 - one step
        intent: CorrectIntent,
        facts: Facts,  # noqa: ARG002 - read by id
        since: datetime,  # noqa: ARG002 - read by id
    ) -> tuple[Match, ...]:
        """Compare what the service shows now with what was sent."""
        shipment = await self._client.fetch_shipment(intent.remote_id)
        compared, ours = mapping.compare(shipment, intent.ship)
        if not ours:
            return ()
        done = Settled({"remote_id": intent.remote_id})
        return (Match(shipment.id, ours=True, result=done, compared=compared),)
