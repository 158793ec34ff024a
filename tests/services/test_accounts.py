"""Accounts: added and usable at once, a wrong token told, removed without a trace of its secret."""

from __future__ import annotations

import pytest

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import OperationKind, OperationState
from shipdesk.domain.query import ListQuery
from shipdesk.errors import AuthError, OperationRefusedError, RuleError
from shipdesk.services.accounts import AccountDraft
from tests.support.desk import OpenDesk, eventually
from tests.support.simulator import DISPATCH_TOKEN, SHIPX_TOKEN, Simulator

BOOK, INPOST = AccountId("orderbook"), AccountId("inpost")


async def test_added_account_is_tested_saved_and_used(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    settings = {"base_url": simulator.shipx_url, "organization_id": "1001"}
    draft = AccountDraft("shipx", " Second InPost ", settings, {"token": SHIPX_TOKEN})
    wrong = AccountDraft("shipx", "Second InPost", settings, {"token": "not-a-token"})
    with pytest.raises(AuthError):
        await desk.accounts.test(wrong)
    with pytest.raises(RuleError) as missing:
        await desk.accounts.save(AccountDraft("shipx", "Second InPost", settings, {}))
    assert missing.value.field == "token"
    works = {each.state for each in await desk.accounts.test(draft)}
    assert works == {"works", "not_tried"}
    assert "1001" in {each.value for each in await desk.accounts.choices(draft, "organization_id")}
    assert len(desk.accounts.accounts) == 3

    saved = await desk.accounts.save(draft)
    assert saved.title == "Second InPost"
    assert SHIPX_TOKEN not in str(saved)
    sheet = await desk.quoting.ask(await opened.key("ORD-000871"))
    assert {each.account_id for each in sheet.quotes} == {INPOST, saved.id}


async def test_removed_account_leaves_no_secret_no_orders_and_no_waiting_work(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    vault = desk.providers._vault
    simulator.fault("orders.create_shipment", "401")
    bought = await opened.buy("ORD-000871")

    async def waits() -> bool:
        rows = await desk.activity.page("waiting", "")
        told = [row.state for row in rows if row.kind == OperationKind.WRITE_BACK]
        return told == [OperationState.QUEUED] and not desk.providers.runs(BOOK)

    await eventually(waits, "the order book is to be told")
    assert vault.get(BOOK, "token") == DISPATCH_TOKEN
    await desk.accounts.remove(BOOK)
    assert vault.get(BOOK, "token") is None
    assert desk.providers.provider(BOOK) is None
    assert await desk.providers.ready(BOOK) is None
    assert [each.id for each in desk.accounts.accounts] == ["inpost", "dash101"]
    assert len(await desk.order_list.ids(ListQuery())) == 0
    withdrawn = [row.state for row in await desk.activity.page("", "") if row.kind == "write_back"]
    assert withdrawn == [OperationState.CANCELLED]
    assert (await desk.activity.read(bought.id)).operation.state is OperationState.DONE
    assert len(await desk.shipment_list.ids(ListQuery(text="ORD-000871"))) == 1


async def test_account_with_an_unsettled_purchase_is_not_removed(
    opened: OpenDesk, simulator: Simulator
) -> None:
    desk = opened.desk
    simulator.fault("shipx.shipments.create", "drop_after_commit")
    key = await opened.key("ORD-000871")
    await desk.quoting.ask(key)
    requested = await desk.shipping.buy(await desk.shipping.prepare(key))

    async def unknown() -> bool:
        return (await desk.activity.read(requested.id)).operation.state is OperationState.UNKNOWN

    await eventually(unknown, "unknown")
    assert "ORD-000871" in await desk.accounts.why_not_remove(INPOST)
    assert await desk.accounts.why_not_remove(BOOK) == ""
    with pytest.raises(OperationRefusedError) as refused:
        await desk.accounts.remove(INPOST)
    assert "ORD-000871" in refused.value.detail
    assert desk.providers._vault.get(INPOST, "token") == SHIPX_TOKEN
    assert await desk.providers.ready(INPOST) is not None
