"""Saved daily, told when it fails, and two live copies of one profile find out about each other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from shipdesk.app import Program, open_program
from shipdesk.domain.account import Account, AccountId, AccountState, Environment
from shipdesk.errors import OperationRefusedError, StorageError
from shipdesk.paths import profile_paths
from shipdesk.services.purchases import Why
from shipdesk.services.saving import Plan
from shipdesk.storage import accounts, computer, identity, operations
from shipdesk.storage import archive as archive_file
from shipdesk.storage.vault import MemoryVault
from tests.support.driven_clock import PushedClock
from tests.support.shop import an_operation

Opening = Callable[[str], AbstractAsyncContextManager[Program]]
DAY = 86_400.0


@pytest.fixture
def clock() -> PushedClock:
    """A clock that a test pushes."""
    return PushedClock()


@pytest.fixture
def opening(tmp_path: Path, clock: PushedClock) -> Opening:
    """Open the profile that a computer of this name has."""

    @asynccontextmanager
    async def opened(name: str) -> AsyncIterator[Program]:
        program = open_program(
            profile_paths("main", tmp_path / name),
            Environment.PRODUCTION,
            MemoryVault(),
            clock,
            lambda where, error: pytest.fail(f"{where}: {error!r}"),
        )
        try:
            yield program
        finally:
            await program.aclose()

    return opened


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """The folder to which everything is saved."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def files(stick: Path) -> list[Path]:
    """Return the saved files, oldest first."""
    return sorted(stick.glob("ShipDesk-*.zip"))


async def test_everything_is_saved_daily_and_the_oldest_files_go(
    opening: Opening, clock: PushedClock, stick: Path
) -> None:
    async with opening("shop") as program:
        saving = program.desk.saving
        await saving.choose(Plan(str(stick), daily=True, keep=7))
        for _ in range(9):
            await saving.save_if_due()
            await saving.save_if_due()
            clock.push(DAY)
        assert len(files(stick)) == 7
        assert saving.fault is None


async def test_a_clock_that_was_set_back_does_not_end_the_daily_file(
    opening: Opening, clock: PushedClock, stick: Path
) -> None:
    async with opening("shop") as program:
        await program.desk.saving.choose(Plan(str(stick), daily=True))
        await program.desk.saving.save_if_due()
        clock.push(-30 * DAY)
        await program.desk.saving.save_if_due()
        assert len(files(stick)) == 2


@pytest.mark.expects_log("could not be saved to one file")
async def test_a_daily_file_that_fails_is_told_until_another_folder_is_chosen(
    opening: Opening, stick: Path
) -> None:
    async with opening("shop") as program:
        saving = program.desk.saving
        missing = stick / "disk"
        await saving.choose(Plan(str(missing), daily=True))
        await saving.save_if_due()
        assert saving.fault is not None
        assert saving.fault.key == "folder_missing"
        await saving.choose(Plan(str(stick), daily=True))
        assert saving.fault is None
        await saving.save_if_due()
        assert len(files(stick)) == 1


async def test_moving_away_closes_this_copy_and_brings_it_to_the_other_one(
    opening: Opening, stick: Path
) -> None:
    token = Account(AccountId("inpost"), "shipx", "InPost", Environment.PRODUCTION,
                    {"organization_id": "1"})  # fmt: skip
    async with opening("shop") as program:
        await program.journal.write(lambda conn: accounts.save(conn, token))
        path = await program.desk.saving.retire(str(stick))
        closed = program.desk.purchases.closure
        assert closed is not None
        assert closed.why is Why.RETIRED
        with pytest.raises(OperationRefusedError):
            await program.desk.runner.request(an_operation())
    async with opening("laptop") as program:
        await program.desk.saving.bring(str(path))
    async with opening("laptop") as program:
        await program.prepare()
        closed = program.desk.purchases.closure
        assert closed is not None
        assert closed.why is Why.MOVED
        assert await program.desk.providers.all_ready() == ()
        (health,) = program.desk.accounts.health
        assert health.state is AccountState.PAUSED_AUTH
        assert health.error_title == "InPost needs its token or password."
        assert await program.desk.purchases.finder_ran([token.id], [token.id])
        await program.desk.runner.request(an_operation(account_id=token.id))
        assert await program.journal.read(operations.open_accounts) == (token.id,)


async def test_a_copy_that_was_not_retired_finds_out_that_it_was_moved(
    opening: Opening, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening("shop") as program:
        await program.desk.saving.choose(Plan(str(stick), daily=True))
        path = await program.desk.saving.save(str(stick))
    with monkeypatch.context() as there:
        for place in ("shipdesk.storage.archive_in", "shipdesk.storage.identity"):
            there.setattr(f"{place}.machine", lambda: "0123456789abcdef")
            there.setattr(f"{place}.host_name", lambda: "laptop")
        async with opening("laptop") as program:
            await program.desk.saving.bring(str(path))
    async with opening("shop") as program:
        await program.desk.saving.save(str(stick))
        closed = program.desk.purchases.closure
        assert closed is not None
        assert (closed.why, closed.host) == (Why.RETIRED, "laptop")
        card = archive_file.read_card(stick, (await program.journal.read(identity.read)).profile)
        assert card is not None
        assert card.host == "laptop", "the retired copy does not take the card"
        await program.desk.purchases.use_again()
        assert program.desk.purchases.closure is not None
        assert await program.desk.purchases.finder_ran([], [])
        await program.desk.saving.save(str(stick))
        assert program.desk.purchases.closure is None, "now this is the live one"


async def test_two_live_copies_that_save_to_one_folder_refuse_purchases(
    opening: Opening, stick: Path
) -> None:
    async with opening("shop") as program:
        mine = await program.journal.read(identity.read)
        other = replace(mine, host="laptop", machine="0123456789abcdef")
        archive_file.write_card(stick, other, program.desk.clock.now())
        await program.desk.saving.save(str(stick))
        closed = program.desk.purchases.closure
        assert closed is not None
        assert (closed.why, closed.host) == (Why.TWICE, "laptop")


async def test_a_profile_folder_that_was_carried_to_another_computer_asks_the_finder_first(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening("shop"):
        pass
    monkeypatch.setattr(computer, "machine", lambda: "0123456789abcdef")
    async with opening("shop") as program:
        closed = program.desk.purchases.closure
        assert closed is not None
        assert (closed.why, closed.host) == (Why.MOVED, computer.host_name())


async def test_nothing_is_retired_where_the_file_cannot_be_written(
    opening: Opening, tmp_path: Path
) -> None:
    async with opening("shop") as program:
        with pytest.raises(StorageError):
            await program.desk.saving.retire(str(tmp_path / "no stick"))
        assert program.desk.purchases.closure is None
