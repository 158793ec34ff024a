"""Prices at Dash101: which couriers serve a pair of pincodes, and what they want."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from shipdesk.clock import Clock
from shipdesk.domain.account import Account
from shipdesk.domain.quote import NoQuote, QuoteRequest, QuoteSheet
from shipdesk.domain.rules import to_pincode
from shipdesk.errors import ProviderError, RejectedError
from shipdesk.providers.dash101 import mapping, requests, wire
from shipdesk.providers.dash101.client import NOT_FOUND, Dash101Client
from shipdesk.providers.tables import Table

_NAMES_LAST = timedelta(hours=24)
_ARMY = "9"
"""The first digit of pincodes of the Army Postal Service (§ 14)."""


class CourierNames:
    """Names of couriers by their ids, asked for once a day and only where a price has none."""

    def __init__(self, client: Dash101Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._names: dict[str, str] = {}
        self._fetched_at: datetime | None = None

    async def named(self, couriers: Sequence[wire.WireCourier]) -> tuple[wire.WireCourier, ...]:
        """Return the couriers with the names that are known; a list that fails names nobody."""
        if any(each.id and not each.name for each in couriers):
            await self._renew()
        return tuple(
            each if each.name else each.model_copy(update={"name": self._names.get(each.id, "")})
            for each in couriers
        )

    async def _renew(self) -> None:
        now = self._clock.now()
        if self._fetched_at is not None and now - self._fetched_at < _NAMES_LAST:
            return
        with suppress(ProviderError):
            found = await self._client.fetch_couriers()
            self._names = {each.id: each.name for each in found if each.id}
            self._fetched_at = now


class Dash101Quotes:
    """Asks one question for all couriers; sizes are not part of it (§ 5)."""

    def __init__(self, client: Dash101Client, table: Table, account: Account, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._account = account
        self._clock = clock
        self._names = CourierNames(client, clock)

    async def fetch(self, request: QuoteRequest) -> QuoteSheet:
        """Return a quote for each courier that serves the lane, else the reason."""
        refused = self._unable(request)
        if refused is not None:
            return QuoteSheet(not_for=(refused,))
        try:
            couriers = await self._client.fetch_serviceability(
                requests.to_price_question(request, self._table)
            )
        except RejectedError as error:
            if error.status == NOT_FOUND:
                raise
            return QuoteSheet(not_for=(self._no(f"Not serviceable: {error.words}"),))
        if not couriers:
            reason = f"Not serviceable: no courier delivers to {request.recipient.postcode}"
            reason += " with cash on delivery." if request.cod else "."
            return QuoteSheet(not_for=(self._no(reason),))
        couriers = await self._names.named(couriers)
        remark = _remark(request, requests.quoted_range(self._table)[0])
        now = self._clock.now()
        rows = [(each, _reason_against(each, request)) for each in couriers]
        return QuoteSheet(
            tuple(
                mapping.to_quote(each, self._account, now, remark, self._table)
                for each, reason in rows
                if reason is None
            ),
            tuple(
                NoQuote(self._account.id, each.name or mapping.SOURCE, reason)
                for each, reason in rows
                if reason is not None
            ),
        )

    def _unable(self, request: QuoteRequest) -> NoQuote | None:
        """Return why Dash101 need not be asked, None where it must."""
        to, sender = request.recipient, request.sender
        if to.country and to.country != "IN":
            return self._no("Delivers in India only.")
        if sender.country and sender.country != "IN":
            return self._no("Collects in India only.", "Choose a sender in India.")
        if request.locker:
            return self._no("Delivers to the door only.")
        if request.cod is not None and request.cod.currency != requests.CURRENCY:
            return self._no(f"Collects money in {requests.CURRENCY} only.")
        if not request.parcel.weight_g:
            return self._no("The weight is not known.", "Type the weight.")
        most = requests.quoted_range(self._table)[1]
        if requests.kilograms(request.parcel.weight_g) > most:
            words = f"Takes parcels up to {requests.plain(most)} kg."
            return self._no(words, "Send it as two parcels.")
        for title, postcode in (("sender's", sender.postcode), ("recipient's", to.postcode)):
            pincode = to_pincode(postcode)
            if len(pincode) != 6 or not pincode.isdecimal() or pincode[0] == "0":  # noqa: PLR2004
                return self._no(f"The {title} pincode must have six digits, such as 411001.")
        return None

    def _no(self, reason: str, fix: str = "") -> NoQuote:
        return NoQuote(self._account.id, mapping.SOURCE, reason, fix)


def _reason_against(courier: wire.WireCourier, request: QuoteRequest) -> str | None:
    """Return why a courier of an answer cannot be chosen, None where it can."""
    if not courier.id:
        return "Dash101 gives no id for it, so it cannot be booked."
    if request.cod is not None and courier.cod_available is False:
        return "Does not collect cash on delivery."
    return None


def _remark(request: QuoteRequest, least: Decimal) -> str:
    """Return what a person should know: billed from 0.5 kg, perhaps by size, perhaps in vain."""
    parcel = request.parcel
    remarks = []
    if requests.kilograms(parcel.weight_g) < least:
        remarks.append(f"minimum slab ({requests.plain(least)} kg)")
    if to_pincode(request.recipient.postcode).startswith(_ARMY):
        remarks.append("Army Postal Service: delivery by courier is unlikely")
    if parcel.volumetric_weight_g > parcel.weight_g:
        by_size = requests.plain(requests.kilograms(parcel.volumetric_weight_g))
        remarks.append(f"may be billed by size: {by_size} kg")
    return "; ".join(remarks)
