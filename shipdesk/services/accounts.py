"""Accounts as Settings shows them: added, tested, repaired, removed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shipdesk.blocking import call_blocking
from shipdesk.clock import Clock
from shipdesk.domain.account import Account, AccountHealth, AccountId, Environment
from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import OperationId
from shipdesk.errors import OperationRefusedError, RuleError, VaultError
from shipdesk.providers.base import AccountField, Choice, ProbeAnswer, ProviderKind, Registry
from shipdesk.services.changes import ChangeBus
from shipdesk.services.ingest_door import IngestDoor
from shipdesk.services.provider_desk import ProviderDesk
from shipdesk.storage import accounts as store
from shipdesk.storage import operations
from shipdesk.storage.database import Conn, Database
from shipdesk.storage.vault import Vault

__all__ = [
    "AccountDraft",
    "AccountField",
    "Accounts",
    "Choice",
    "ProbeAnswer",
    "ProviderKind",
]

_VAULT_DEADLINE = 60.0


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """What the account form holds; `secrets` are never kept anywhere but in the key store."""

    provider: str
    title: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    account_id: str = ""


class Accounts:
    """Keeps accounts in the journal and their secrets in the key store."""

    def __init__(
        self,
        journal: Database,
        vault: Vault,
        registry: Registry,
        providers: ProviderDesk,
        door: IngestDoor,
        bus: ChangeBus,
        environment: Environment,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._vault = vault
        self._registry = registry
        self._providers = providers
        self._door = door
        self._bus = bus
        self._clock = clock
        self.environment = environment

    async def load(self) -> tuple[Account, ...]:
        """Read the accounts of the profile, hand them to the providers, and tell who waits."""
        accounts = await self._journal.read(store.all)
        self._providers.set_accounts(accounts)
        self._bus.publish(Changes(accounts=True))
        return accounts

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts of the profile."""
        return self._providers.accounts

    @property
    def health(self) -> tuple[AccountHealth, ...]:
        """How each account does."""
        return self._providers.health

    @property
    def vault_available(self) -> bool:
        """Whether the key store keeps secrets; else they are asked for at each start."""
        return self._vault.available()

    def kinds(self) -> tuple[ProviderKind, ...]:
        """Return the providers that an account can be added for, with their form."""
        return self._registry.kinds()

    def fields(self, slug: str) -> tuple[AccountField, ...]:
        """Return the form of one provider."""
        return next(kind.fields for kind in self.kinds() if kind.slug == slug)

    async def test(self, draft: AccountDraft) -> tuple[ProbeAnswer, ...]:
        """Try the account as it stands in the form, without saving or spending anything.

        Raises RuleError for a missing field, AuthError where the secret is not accepted.
        """
        self._require(draft)
        opened = self._registry.build(self._account(draft), await self._secrets(draft))
        try:
            probe = opened.provider.probe
            return () if probe is None else await probe.test()
        finally:
            await opened.aclose()

    async def choices(self, draft: AccountDraft, setting: str) -> tuple[Choice, ...]:
        """Return what the service offers for a setting, such as its organizations."""
        opened = self._registry.build(self._account(draft), await self._secrets(draft))
        try:
            probe = opened.provider.probe
            return () if probe is None else await probe.choices(setting)
        finally:
            await opened.aclose()

    async def save(self, draft: AccountDraft) -> Account:
        """Keep the account: secrets to the key store first, then the rest to the journal.

        Raises RuleError for a missing field, VaultError where the key store refuses.
        """
        self._require(draft)
        account = self._account(draft)
        await self._store(account.id, draft.secrets)
        await self._journal.write(lambda conn: store.save(conn, account))
        await self.load()
        await self._providers.reopen(account.id)
        await self._door.refresh()
        self._bus.publish(Changes(accounts=True))
        return account

    async def repair(self, account_id: AccountId, secrets: Mapping[str, str]) -> None:
        """Take a new token or password and let the account's waiting work go on."""
        await self._store(account_id, secrets)
        await self._providers.reopen(account_id)

    async def why_not_remove(self, account_id: AccountId) -> str:
        """Return why an account has to stay as yet, "" where it can be removed."""

        def look(conn: Conn) -> str:
            # An answer and no error: who asks may have gone on before it comes.
            try:
                _withdrawable(conn, account_id)
            except OperationRefusedError as error:
                return f"{error.detail} {error.hint}".strip()
            return ""

        return await self._journal.read(look)

    async def remove(self, account_id: AccountId) -> None:
        """Remove the account, its secrets and what was fetched; shipments bought stay.

        What was never sent is withdrawn. Raises OperationRefusedError, with nothing removed, where
        something of it is not settled: nobody could be asked any more what came of it.
        """
        account = next(each for each in self.accounts if each.id == account_id)
        await self._journal.read(lambda conn: _withdrawable(conn, account_id))
        await self._providers.forget(account_id)
        names = [each.name for each in self.fields(account.provider) if each.secret]

        def forget() -> None:
            for name in names:
                self._vault.delete(account_id, name)

        def remove(conn: Conn) -> frozenset[str]:
            withdrawn = _withdrawable(conn, account_id)
            for operation_id in withdrawn:
                operations.cancel(conn, operation_id, self._clock.now())
            store.remove(conn, account_id)
            return withdrawn

        try:
            await self._blocking(forget)
            withdrawn = await self._journal.write(remove)
        finally:
            await self.load()
        await self._door.forget_account(account_id)
        await self._door.project_now()
        self._bus.publish(Changes(accounts=True, operations=withdrawn))

    def _account(self, draft: AccountDraft) -> Account:
        given = {name: text.strip() for name, text in draft.settings.items() if text.strip()}
        return Account(
            id=AccountId(draft.account_id or uuid.uuid4().hex[:12]),
            provider=draft.provider,
            title=draft.title.strip() or draft.provider,
            environment=self.environment,
            settings=given,
        )

    def _require(self, draft: AccountDraft) -> None:
        for each in self.fields(draft.provider):
            kept = each.secret and draft.account_id
            given = (draft.secrets if each.secret else draft.settings).get(each.name, "").strip()
            if each.required and not given and not kept:
                raise RuleError(each.name, "required", reason=f"{each.title} is missing.")

    async def _secrets(self, draft: AccountDraft) -> dict[str, str]:
        given = {name: text for name, text in draft.secrets.items() if text}
        if not draft.account_id:
            return given
        known = next((each for each in self.accounts if each.id == draft.account_id), None)
        kept = await self._providers.read_secrets(known) if known else {}
        return {**kept, **given}

    async def _store(self, account_id: AccountId, secrets: Mapping[str, str]) -> None:
        given = {name: text.strip() for name, text in secrets.items() if text.strip()}

        def put() -> None:
            for name, text in given.items():
                self._vault.put(account_id, name, text)

        await self._blocking(put)

    async def _blocking(self, work: Callable[[], None]) -> None:
        try:
            await call_blocking(work, _VAULT_DEADLINE)
        except TimeoutError as error:
            raise VaultError(reason="It did not answer.") from error


def _withdrawable(conn: Conn, account_id: AccountId) -> frozenset[OperationId]:
    """Return the account's open operations; raises where one was, or may have been, carried out."""
    mine = [each for each in operations.unsettled(conn) if each.account_id == account_id]
    for each in mine:
        if operations.is_taken(conn, each):
            raise OperationRefusedError(
                reason=f"{each.title} is not settled at this account yet.",
                hint="See what comes of it in Activity, then remove the account.",
            )
    return frozenset(each.id for each in mine)
