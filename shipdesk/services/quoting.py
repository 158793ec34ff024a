"""Asking every courier that could serve, side by side, and keeping what they said."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from math import ceil

from shipdesk.clock import Clock, to_millis
from shipdesk.domain.account import AccountHealth, AccountId, AccountState
from shipdesk.domain.order import HandingIn, OrderKey
from shipdesk.domain.quote import NoQuote, QuoteRequest, QuoteSheet, rank
from shipdesk.domain.rules import cod_of, serves
from shipdesk.domain.sender import Sender
from shipdesk.domain.ship_options import NO_CHOICES
from shipdesk.errors import OperationRefusedError, ProviderError
from shipdesk.providers.base import Provider
from shipdesk.providers.parts import CashTerms
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.orders import Orders, OrderSheet
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.services.senders import Senders
from shipdesk.storage import quotes as store
from shipdesk.storage.database import Database


class Quoting:
    """Fetches quotes from all accounts at once; one that fails is a row with its reason."""

    def __init__(
        self,
        journal: Database,
        orders: Orders,
        senders: Senders,
        providers: ProviderDesk,
        door: IngestDoor,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._orders = orders
        self._senders = senders
        self._providers = providers
        self._door = door
        self._clock = clock

    async def ask(self, key: OrderKey) -> QuoteSheet:
        """Ask for one order, keep the sheet with it and return it.

        Where nobody could be asked the prices that were kept before stay, and the answer alone
        tells why; see `QuoteSheet.unasked`. Raises OperationRefusedError where payment, weight or
        sender are not settled.
        """
        sheet = await self._orders.read(key)
        request = await self.request_for(sheet)
        answer = await self.compare(request)
        if not answer.unasked:
            now = self._clock.now()
            await self._journal.write(lambda conn: store.save_sheet(conn, key, answer, now))
            self._door.project()
        return answer

    def cash_problems(self, country: str, currency: str) -> tuple[str, ...]:
        """Return why couriers that serve a country could not pay out cash, as far as is known.

        Each sentence says what is missing and what to do; nothing is asked for.
        """
        found = (terms.why_not() for terms in self._cash_terms(country, currency))
        return tuple(dict.fromkeys(words for words in found if words))

    async def learn_cash(self, country: str, currency: str) -> bool:
        """Ask those couriers what is not known of it; whether that changed what is known.

        One that cannot be asked stays not known, and forbids nothing. What is missing is asked for
        again with the next quotes.
        """
        before = self.cash_problems(country, currency)
        for terms in self._cash_terms(country, currency):
            with suppress(ProviderError):
                if not terms.why_not():
                    await terms.ask()
        return self.cash_problems(country, currency) != before

    def _cash_terms(self, country: str, currency: str) -> list[CashTerms]:
        built = (self._providers.provider(each.id) for each in self._providers.accounts)
        return [
            each.cash
            for each in built
            if each is not None
            and each.cash is not None
            and self._providers.runs(each.account.id)
            and (
                each.rules is None
                or (serves(each.rules, country) and each.rules.currency == currency)
            )
        ]

    async def request_for(self, sheet: OrderSheet) -> QuoteRequest:
        """Return what to ask for an order, in the order in which a person can settle it."""
        order = sheet.order
        if not order.payment.settled:
            raise OperationRefusedError("payment_unknown", field="payment")
        if sheet.parcel.weight_g <= 0:
            raise OperationRefusedError("weight_missing", field="weight")
        sender = await self._senders.default_for(order.recipient.country)
        return QuoteRequest(
            sender=sender.address,
            recipient=order.recipient,
            parcel=sheet.parcel,
            cod=cod_of(order),
            insurance=cod_of(order),
            locker=order.locker,
            handing_in=handing_in_of(sheet, sender),
            options=sheet.additions.options,
        )

    async def compare(self, request: QuoteRequest) -> QuoteSheet:
        """Ask every account that quotes; ranks what came back."""
        providers = [each for each in await self._providers.all_ready() if each.quotes]
        shut = [each for each in self._providers.health if self._is_shut(each.account_id)]
        if not providers and not shut:
            raise OperationRefusedError(
                reason="No courier is connected.", hint="Add one in Settings › Accounts."
            )
        answers = await asyncio.gather(*(self._one(each, request) for each in providers))
        quotes = rank(quote for sheet in answers for quote in sheet.quotes)
        not_for = tuple(row for sheet in answers for row in sheet.not_for)
        return QuoteSheet(quotes, (*not_for, *map(self._stopped, shut)))

    def _is_shut(self, account_id: AccountId) -> bool:
        """Return whether a courier's account could not even be set up."""
        built = self._providers.provider(account_id) is not None
        return not built and not self._providers.keeps_orders(account_id)

    def _stopped(self, health: AccountHealth) -> NoQuote:
        """Return why an account is not asked now, and what to do, in one sentence each."""
        reason = f"{health.error_title} {health.error_detail}".strip() or "The account is paused."
        fix = health.error_hint or "See Settings › Accounts."
        if health.state is AccountState.LIMITED:
            left = (health.resumes_at_ms - to_millis(self._clock.now())) / 1000
            fix = f"Ask again in {max(1, ceil(left))} s."
        return NoQuote(health.account_id, health.title, reason, fix, failed=True)

    async def _one(self, provider: Provider, request: QuoteRequest) -> QuoteSheet:
        account = provider.account
        if provider.quotes is None:
            return QuoteSheet()
        if not self._providers.runs(account.id):
            health = (each for each in self._providers.health if each.account_id == account.id)
            shown = next(health, AccountHealth(account.id, account.title))
            return QuoteSheet(not_for=(self._stopped(shown),))
        refused = (provider.options or NO_CHOICES).refuses(request.options)
        if refused:
            fix = "See “Boxes and options” of the order."
            return QuoteSheet(not_for=(NoQuote(account.id, account.title, refused, fix),))
        try:
            answer = await provider.quotes.fetch(request)
        except ProviderError as error:
            self._providers.trouble(account.id, error)
            no = NoQuote(account.id, account.title, str(error), error.hint, failed=True)
            return QuoteSheet(not_for=(no,))
        self._providers.fine(account.id)
        return answer


def handing_in_of(sheet: OrderSheet, sender: Sender) -> HandingIn:
    """Return how the parcel is handed in: chosen for the order, else the sender's habit."""
    return sheet.additions.handing_in or sender.handing_in
