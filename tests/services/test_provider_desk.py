"""Accounts at work: paused by a refused token or a limit, repaired, and resumed by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from shipdesk.domain.account import Account, AccountHealth, AccountId, AccountState
from shipdesk.domain.operation import OperationState
from shipdesk.errors import UnreachableError, VaultError
from shipdesk.providers.base import OpenProvider
from shipdesk.storage.vault import MemoryVault
from tests.support.desk import OpenDesk, eventually, open_desk
from tests.support.simulator import SHIPX_TOKEN, Simulator

INPOST = AccountId("inpost")


def health(opened: OpenDesk, account_id: AccountId = INPOST) -> AccountHealth:
    return next(each for each in opened.desk.accounts.health if each.account_id == account_id)


async def test_refused_token_keeps_the_purchase_until_it_is_repaired(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    simulator.fault("shipx.shipments.create", "401")
    key = await opened.key("ORD-000871")
    await desk.quoting.ask(key)
    requested = await desk.shipping.buy(await desk.shipping.prepare(key))

    async def paused() -> bool:
        return health(opened).state is AccountState.PAUSED_AUTH

    await eventually(paused, "paused")
    assert "token" in health(opened).error_title
    # What was under way when the token was refused must not end the pause.
    desk.providers.fine(INPOST)
    desk.providers.trouble(INPOST, UnreachableError(sent=False, account="InPost"))
    assert not desk.providers.runs(INPOST)
    kept = (await desk.activity.read(requested.id)).operation
    assert kept.state is OperationState.QUEUED
    assert len(simulator.requests(operation="shipx.shipments.create")) == 1
    assert (await opened.buy("ORD-000870")).state is OperationState.DONE

    await desk.accounts.repair(INPOST, {"token": SHIPX_TOKEN})
    assert (await opened.settled(requested)).state is OperationState.DONE
    assert health(opened).state is AccountState.OK
    assert opened.faults == []


async def test_limited_account_goes_on_by_itself(opened: OpenDesk, simulator: Simulator) -> None:
    key = await opened.key("ORD-000871")
    await opened.desk.quoting.ask(key)
    simulator.fault("shipx.shipments.create", "429", retry_after=1)
    requested = await opened.desk.shipping.buy(await opened.desk.shipping.prepare(key))

    async def limited() -> bool:
        return health(opened).state is AccountState.LIMITED

    await eventually(limited, "limited")
    assert not opened.desk.providers.runs(INPOST)
    assert (await opened.settled(requested)).state is OperationState.DONE
    assert health(opened).state is AccountState.OK


class LockedVault(MemoryVault):
    """A key store that is opened later."""

    def __init__(self, inner: MemoryVault) -> None:
        super().__init__()
        self.inner = inner
        self.locked = True

    def get(self, account_id: str, name: str) -> str | None:
        """Return the secret once the store is open."""
        if self.locked:
            raise VaultError(reason="locked")
        return self.inner.get(account_id, name)


async def test_locked_key_store_pauses_accounts_until_it_is_opened(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path, sync=False) as opened:
        providers = opened.desk.providers
        vault = LockedVault(providers._vault)  # type: ignore[arg-type] # the demo's is in memory
        providers._vault = vault
        assert await providers.all_ready() == ()
        assert {each.state for each in providers.health} == {AccountState.PAUSED_AUTH}
        resumed: list[bool] = []
        providers.on_resume(lambda: resumed.append(True))
        vault.locked = False
        assert len(await providers.all_ready()) == 3
        assert {each.state for each in providers.health} == {AccountState.OK}
        assert len(resumed) == 3


async def test_settings_saved_while_a_provider_is_built_are_the_ones_that_are_used(
    simulator: Simulator, tmp_path: Path
) -> None:
    async with open_desk(simulator, tmp_path, sync=False) as opened:
        providers = opened.desk.providers
        build = providers._build
        turns: list[str] = []

        async def slow(account: object) -> object:
            turns.append("built")
            if len(turns) == 1:
                await providers.reopen(INPOST)
            return await build(account)  # type: ignore[arg-type]

        providers._build = slow  # type: ignore[method-assign,assignment]
        assert await providers.ready(INPOST) is not None
        assert turns == ["built", "built"]


@pytest.mark.expects_log("the account cannot be built")
async def test_an_account_that_cannot_be_built_does_not_stop_the_others(
    opened: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    providers = opened.desk.providers
    build = providers._registry.build

    def picky(account: Account, secrets: Mapping[str, str]) -> OpenProvider:
        if account.id == INPOST:
            raise ValueError("a table that nobody foresaw")
        return build(account, secrets)

    monkeypatch.setattr(providers._registry, "build", picky)
    for account in providers.accounts:
        await providers.reopen(account.id)
    ready = {each.account.id for each in await providers.all_ready()}
    assert ready == {each.id for each in providers.accounts} - {INPOST}
    assert health(opened).state is AccountState.PAUSED_AUTH
    assert opened.faults == []
