"""Requests that a person reads, and addresses that a person corrects, over the real desk."""

from __future__ import annotations

import asyncio
from pathlib import Path

from shipdesk.domain.account import AccountId, AccountState
from shipdesk.errors import RateLimitedError
from shipdesk.services.accounts import AccountDraft
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import DISPATCH_TOKEN, Simulator

BOOK, INPOST = AccountId("book"), AccountId("inpost")


def _of(opened: OpenDesk, provider: str) -> AccountId:
    return next(each.id for each in opened.desk.accounts.accounts if each.provider == provider)


async def test_a_corrected_address_counts_at_the_next_request_and_is_taken_back(
    opened: OpenDesk,
) -> None:
    desk = opened.desk
    book = _of(opened, "dispatch")
    wrong = '[endpoints]\n"orders.list" = { path = "/api/v9/Nothing" }\n'
    assert await desk.service_tables.save("dispatch", wrong) is None
    await desk.sync.sync_all()
    asked = desk.requests.latest(book)
    lost = next(each for each in asked if each.operation == "orders.list")
    assert (lost.path, lost.status) == ("/dispatch/api/v9/Nothing", 404)
    assert (await desk.service_tables.read("dispatch")).own == wrong

    assert await desk.service_tables.save("dispatch", "") is None
    await desk.sync.sync_all()
    newest = next(x for x in desk.requests.latest(book) if x.operation == "orders.list")
    assert (newest.path, newest.status) == ("/dispatch/api/v1/Orders", 200)
    assert not (desk.paths.overrides / "dispatch.toml").exists()
    assert opened.faults == []


async def test_a_table_with_a_fault_is_not_kept(opened: OpenDesk) -> None:
    desk = opened.desk
    fault = await desk.service_tables.save("shipx", "[endpoints]\n\nbroken = 1\n")
    assert fault is not None
    assert (fault.file, fault.line) == ("shipx.toml", 3)
    assert not (desk.paths.overrides / "shipx.toml").exists()
    assert await desk.service_tables.faults() == ()


async def test_requests_tell_each_account_apart_and_a_test_of_one_too(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    before = {each.number for each in desk.requests.latest()}
    heard: list[int] = []
    end = desk.requests.listen(lambda: heard.append(1))
    draft = AccountDraft(
        "dispatch", "New book", {"base_url": simulator.dispatch_url}, {"token": DISPATCH_TOKEN}
    )
    await desk.accounts.test(draft)
    end()
    fresh = [each for each in desk.requests.latest() if each.number not in before]
    assert len(fresh) == len(heard) == 4
    assert {each.account_title for each in fresh} == {"New book"}
    text = desk.requests.support_text(fresh[0])
    assert text.startswith("Method: GET\nURL: http://127.0.0.1:")
    assert DISPATCH_TOKEN not in f"{fresh}{text}"


async def test_a_service_that_asks_to_wait_pauses_the_account_whoever_asked(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    inpost = _of(opened, "shipx")
    await desk.providers.ready(inpost)
    simulator.fault("shipx.points.get", "429", retry_after=60)
    provider = desk.providers.provider(inpost)
    assert provider is not None
    assert provider.points is not None

    async with asyncio.TaskGroup() as group:
        task = group.create_task(_asked(provider.points.fetch("KRA010")))

        async def waits() -> bool:
            return desk.providers.waiting(inpost) == 1

        await eventually(waits, "a person waits")
        health = next(each for each in desk.accounts.health if each.account_id == inpost)
        assert health.state is AccountState.LIMITED
        assert 50 < desk.providers.waits(inpost) < 62
        assert not desk.providers.runs(inpost)
        desk.providers.fine(inpost)
        assert not desk.providers.runs(inpost)
        assert desk.providers.stop_waiting(inpost) == 1
    error = task.result()
    assert isinstance(error, RateLimitedError)
    assert error.stopped
    assert len(simulator.requests(operation="shipx.points.get")) == 1


async def _asked(work: object) -> BaseException | None:
    try:
        await work  # type: ignore[misc]
    except RateLimitedError as error:
        return error
    return None


async def test_holding_back_by_ourselves_leaves_a_persons_work_going(opened: OpenDesk) -> None:
    inpost = _of(opened, "shipx")
    desk = opened.desk
    desk.providers.trouble(inpost, RateLimitedError(50.0, courtesy=True, account="InPost"))
    assert desk.providers.runs(inpost)
    desk.providers.trouble(inpost, RateLimitedError(50.0, account="InPost"))
    assert not desk.providers.runs(inpost)


async def test_a_file_that_was_wrong_at_the_start_is_told(opened: OpenDesk, tmp_path: Path) -> None:
    del tmp_path
    folder = opened.desk.paths.overrides
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dash101.toml").write_text("[wire]\nauth = 3\n", encoding="utf-8")
    text = await opened.desk.service_tables.read("dash101")
    assert text.own.startswith("[wire]")
    assert await opened.desk.service_tables.check("dash101", text.own) is not None
