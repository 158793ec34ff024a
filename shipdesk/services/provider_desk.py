"""The accounts at work: built providers, their health, and who may send now."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from shipdesk.blocking import call_blocking
from shipdesk.clock import Clock, to_millis
from shipdesk.domain.account import LOCAL, Account, AccountHealth, AccountId, AccountState
from shipdesk.domain.changes import Changes
from shipdesk.domain.order import OrderKey
from shipdesk.errors import (
    AuthError,
    ProviderError,
    RateLimitedError,
    RuleError,
    ShipDeskError,
    UnreachableError,
    VaultError,
)
from shipdesk.providers.base import OpenProvider, Provider, Registry
from shipdesk.services.changes import ChangeBus
from shipdesk.storage.vault import Vault

logger = logging.getLogger(__name__)

_VAULT_DEADLINE = 60.0
_AWAY = frozenset({AccountState.OFFLINE, AccountState.PAUSED_AUTH})


class ProviderDesk:
    """Keeps one built provider per account; used on the UI thread's loop.

    A refused token pauses the account and keeps its work until a person repaired it; a limit pauses
    it for as long as the service said; an unreachable service only colours its dot, since each
    operation waits by itself.
    """

    def __init__(self, registry: Registry, vault: Vault, bus: ChangeBus, clock: Clock) -> None:
        self._registry = registry
        self._vault = vault
        self._bus = bus
        self._clock = clock
        self._accounts: dict[AccountId, Account] = {}
        self._open: dict[AccountId, OpenProvider] = {}
        self._health: dict[AccountId, AccountHealth] = {}
        self._building: dict[AccountId, asyncio.Lock] = {}
        self._openings: dict[AccountId, int] = {}
        self._unbuilt: set[AccountId] = set()
        self._away: dict[AccountId, datetime] = {}
        self._opened_at = clock.now()
        self._retired: list[OpenProvider] = []
        self._timers: dict[AccountId, asyncio.TimerHandle] = {}
        self._told_by: frozenset[AccountId] = frozenset()
        self._on_resume: list[Callable[[], None]] = []
        self._gate_ends: dict[AccountId, Callable[[], None]] = {}

    def on_resume(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever an account may work again."""
        self._on_resume.append(listener)

    def set_accounts(self, accounts: tuple[Account, ...]) -> None:
        """Take the accounts of the profile; one that is to go is closed by `forget` before."""
        self._accounts = {account.id: account for account in accounts}
        keeping = {kind.slug for kind in self._registry.kinds() if kind.keeps_orders}
        self._told_by = frozenset(each.id for each in accounts if each.provider in keeping)
        for account in accounts:
            known = self._health.get(account.id)
            self._health[account.id] = (
                replace(known, title=account.title)
                if known is not None
                else AccountHealth(account.id, account.title)
            )
        for gone in set(self._health) - set(self._accounts):
            del self._health[gone]

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts in the order in which they were added."""
        return tuple(self._accounts.values())

    @property
    def health(self) -> tuple[AccountHealth, ...]:
        """How each account does."""
        return tuple(self._health.values())

    def account(self, account_id: str) -> Account | None:
        """Return the account, None where it is no more."""
        return self._accounts.get(AccountId(account_id))

    def provider(self, account_id: str) -> Provider | None:
        """Return the provider if it is built already."""
        built = self._open.get(AccountId(account_id))
        return None if built is None else built.provider

    async def ready(self, account_id: AccountId) -> Provider | None:
        """Return the provider, building it at first; None where the account is gone.

        Raises VaultError where the key store does not give the secret, RuleError where a setting
        cannot be used; the account is paused then, until it can be built.
        """
        lock = self._building.setdefault(account_id, asyncio.Lock())
        async with lock:
            while account_id not in self._open:
                account = self._accounts.get(account_id)
                if account is None:
                    return None
                opening = self._openings.get(account_id, 0)
                try:
                    built = await self._build(account)
                except (VaultError, RuleError) as error:
                    self._unbuilt.add(account_id)
                    self._note(account_id, AccountState.PAUSED_AUTH, error)
                    raise
                if self._openings.get(account_id, 0) != opening:
                    await built.aclose()  # it was repaired or removed meanwhile
                    continue
                self._open[account_id] = built
                self._watch(account_id, built.provider)
            found = self._open[account_id].provider
        if account_id in self._unbuilt:
            self._unbuilt.discard(account_id)
            self._recovered(account_id)
        return found

    async def usable(self, account_id: AccountId) -> Provider | None:
        """Return the provider; None where the account is gone, or cannot be set up: see health."""
        with suppress(VaultError, RuleError):
            return await self.ready(account_id)
        return None

    async def _build(self, account: Account) -> OpenProvider:
        secrets = await self.read_secrets(account)
        kind = next(each for each in self._registry.kinds() if each.slug == account.provider)
        if any(
            each.secret and each.required and not secrets.get(each.name) for each in kind.fields
        ):
            raise VaultError("secret_missing", account=account.title)
        try:
            return await asyncio.to_thread(self._registry.build, account, secrets)
        except (ValueError, LookupError, TypeError) as error:
            # One account that cannot be built stands still by itself; the others go on.
            logger.exception("%s: the account cannot be built", account.title)
            raise RuleError("provider", "built", reason="The service cannot be set up.") from error

    async def all_ready(self) -> tuple[Provider, ...]:
        """Return every provider that can be built; one that cannot is told by its health."""
        found: list[Provider] = []
        for account_id in tuple(self._accounts):
            provider = await self.usable(account_id)
            if provider is not None:
                found.append(provider)
        return tuple(found)

    async def read_secrets(self, account: Account) -> dict[str, str]:
        """Return the account's secrets from the key store, by field name."""
        kinds = {kind.slug: kind for kind in self._registry.kinds()}
        if account.provider not in kinds:
            raise RuleError("provider", "known", reason="This ShipDesk does not know the service.")
        names = [each.name for each in kinds[account.provider].fields if each.secret]

        def read() -> dict[str, str]:
            found = {name: self._vault.get(account.id, name) for name in names}
            return {name: text for name, text in found.items() if text is not None}

        try:
            return await call_blocking(read, _VAULT_DEADLINE)
        except TimeoutError as error:
            raise VaultError(reason="It did not answer.") from error

    async def reopen(self, account_id: AccountId) -> None:
        """Have the provider built anew at its next use, with new settings or secrets.

        What is under way ends on the old one: a connection that is cut would leave it unknown.
        """
        self._openings[account_id] = self._openings.get(account_id, 0) + 1
        built = self._open.pop(account_id, None)
        if built is not None:
            self._retired.append(built)
        self._unbuilt.discard(account_id)
        self._recovered(account_id)

    async def forget(self, account_id: AccountId) -> None:
        """Let an account go: nothing of it runs any more and its secret is in no memory of ours."""
        self._accounts.pop(account_id, None)
        self._health.pop(account_id, None)
        self._openings[account_id] = self._openings.get(account_id, 0) + 1
        self._unbuilt.discard(account_id)
        self._unwatch(account_id)
        built = self._open.pop(account_id, None)
        if built is not None:
            await built.aclose()

    async def aclose(self) -> None:
        """Close every provider's HTTP clients."""
        for account_id in tuple(self._gate_ends):
            self._unwatch(account_id)
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        for built in (*self._open.values(), *self._retired):
            await built.aclose()
        self._open.clear()
        self._retired.clear()

    def write_back_account(self, order_key: OrderKey) -> AccountId:
        """Return the account that is told what becomes of the order; "" where none is.

        Told by the kind of the account, whether or not it works now. Reads one set only, so that
        the journal thread may ask.
        """
        account_id = AccountId(order_key.partition(":")[0])
        return account_id if account_id in self._told_by else AccountId("")

    def keeps_orders(self, account_id: AccountId) -> bool:
        """Return whether the account is an order book and carries nothing, built or not."""
        return account_id in self._told_by

    def runs(self, account_id: AccountId) -> bool:
        """Return whether the account's work may be sent now."""
        if account_id == LOCAL:
            return True
        health = self._health.get(account_id)
        if health is None or health.state is AccountState.PAUSED_AUTH:
            return False
        if health.state is AccountState.LIMITED:
            return to_millis(self._clock.now()) >= health.resumes_at_ms
        return True

    def concurrency(self, account_id: AccountId) -> int:
        """Return how many operations of the account may be under way at once."""
        provider = self.provider(account_id)
        return 1 if provider is None else provider.limits.concurrency

    def trouble(self, account_id: AccountId, error: ProviderError) -> None:
        """Take note of an error that colours or pauses the account."""
        if isinstance(error, AuthError):
            self._note(account_id, AccountState.PAUSED_AUTH, error)
        elif self._is_paused(account_id):
            return  # what was under way when the token was refused does not end the pause
        elif isinstance(error, RateLimitedError):
            if error.courtesy:
                return  # nobody refused: only the background holds back, a person's work goes on
            resumes = to_millis(self._clock.now()) + round(error.retry_after * 1000)
            self._note(account_id, AccountState.LIMITED, error, resumes)
            self._resume_in(account_id, error.retry_after)
        elif isinstance(error, UnreachableError):
            self._note(account_id, AccountState.OFFLINE, error)
        else:
            self._note(account_id, AccountState.FAULT, error)

    def fine(self, account_id: AccountId) -> None:
        """Take note that the account answered; a refused token is not made good by that."""
        health = self._health.get(account_id)
        if health is None or health.state is AccountState.OK or self._is_paused(account_id):
            return
        if health.state is AccountState.LIMITED and self.waits(account_id) > 0:
            return  # an answer to what was sent before the service asked to wait
        self._recovered(account_id)

    def away_at(self, account_id: AccountId) -> datetime:
        """Return the last moment at which the account was out of reach, or its token refused.

        Before the program was opened nobody could reach it from here.
        """
        return self._away.get(account_id, self._opened_at)

    def waits(self, account_id: AccountId) -> float:
        """Return for how many seconds the service still asks to wait; 0 when it does not."""
        provider = self.provider(account_id)
        return provider.gate.resumes_in() if provider is not None and provider.gate else 0.0

    def waiting(self, account_id: AccountId) -> int:
        """Return how many requests of a person stand at the closed gate of the account."""
        provider = self.provider(account_id)
        return provider.gate.waiting if provider is not None and provider.gate else 0

    def stop_waiting(self, account_id: AccountId) -> int:
        """Send a person's waiting requests away unsent; returns how many went."""
        provider = self.provider(account_id)
        return provider.gate.stop_waiting() if provider is not None and provider.gate else 0

    def _watch(self, account_id: AccountId, provider: Provider) -> None:
        """Pause the account as soon as its service asks to wait, whoever sent the request."""
        self._unwatch(account_id)
        if provider.gate is not None:
            self._gate_ends[account_id] = provider.gate.on_closed(
                lambda seconds: self.trouble(
                    account_id, RateLimitedError(seconds, account=provider.account.title)
                )
            )

    def _unwatch(self, account_id: AccountId) -> None:
        end = self._gate_ends.pop(account_id, None)
        if end is not None:
            end()

    def _is_paused(self, account_id: AccountId) -> bool:
        health = self._health.get(account_id)
        return health is not None and health.state is AccountState.PAUSED_AUTH

    def _resume_in(self, account_id: AccountId, seconds: float) -> None:
        earlier = self._timers.pop(account_id, None)
        if earlier is not None:
            earlier.cancel()
        loop = asyncio.get_running_loop()
        self._timers[account_id] = loop.call_later(seconds, self._limit_over, account_id)

    def _limit_over(self, account_id: AccountId) -> None:
        self._timers.pop(account_id, None)
        health = self._health.get(account_id)
        if health is not None and health.state is AccountState.LIMITED:
            self._recovered(account_id)

    def _recovered(self, account_id: AccountId) -> None:
        self._note(account_id, AccountState.OK, None)
        self._resumed()

    def synced(
        self,
        account_id: AccountId,
        *,
        running: bool,
        well: bool = True,
        unread: tuple[int, int, str] | None = None,
    ) -> None:
        """Take note that a sync began or ended, `well` or not; `unread`: rows, pages, why."""
        health = self._health.get(account_id)
        if health is None:
            return
        ended_well = well and not running
        at = to_millis(self._clock.now()) if ended_well else health.synced_at_ms
        told = (health.unread_rows, health.unread_pages, health.unread_why)
        rows, pages, why = unread or told
        self._health[account_id] = replace(
            health,
            syncing=running,
            synced_at_ms=at,
            unread_rows=rows,
            unread_pages=pages,
            unread_why=why,
        )
        self._bus.publish(Changes(accounts=True))

    def _resumed(self) -> None:
        for listener in self._on_resume:
            listener()

    def _note(
        self,
        account_id: AccountId,
        state: AccountState,
        error: ShipDeskError | None,
        resumes_at_ms: int = 0,
    ) -> None:
        health = self._health.get(account_id)
        if health is None:
            return
        if {state, health.state} & _AWAY:
            self._away[account_id] = self._clock.now()
        self._health[account_id] = replace(
            health,
            state=state,
            error_title=error.title if error else "",
            error_detail=error.detail if error else "",
            error_hint=error.hint if error else "",
            resumes_at_ms=resumes_at_ms,
        )
        self._bus.publish(Changes(accounts=True))
