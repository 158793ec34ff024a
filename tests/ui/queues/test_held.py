"""What waited too long, in the details: before and now side by side, and each way out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import Operation, OperationState
from shipdesk.errors import AuthError
from shipdesk.ui.queues import HeldCard
from shipdesk.ui.shortcuts import Actions
from shipdesk.ui.widgets import Text
from tests.support.activity_room import Room
from tests.support.desk import eventually
from tests.support.pages import click, until

Opening = Callable[[], AbstractAsyncContextManager[Room]]
ORDER = "ORD-000871"
INPOST = AccountId("inpost")


def card(room: Room) -> HeldCard:
    return room.page.details.held.card


def says(room: Room, name: str) -> str:
    """Return what a label of the card says; "" while it is not to be seen."""
    found = (each for each in card(room).findChildren(Text) if each.accessibleName() == name)
    return next((each.text() for each in found if each.isVisible()), "")


async def waited(room: Room, factor: float = 1.0) -> Operation:
    """Buy while the account is paused, and repair it sixteen minutes later at another price."""
    desk = room.opened.desk
    key = await room.opened.key(ORDER)
    await desk.quoting.ask(key)
    plan = await desk.shipping.prepare(key)
    desk.providers.trouble(INPOST, AuthError(account="InPost"))
    operation = await desk.shipping.buy(plan)
    await room.presenter.open(operation.id)
    await until(lambda: "does not accept" in explanation(room), "why the account stands still")
    assert "Settings › Accounts" in explanation(room)
    room.simulator.knobs(shipx_price_factor=factor)
    room.clock.push(16 * 60)
    await desk.providers.reopen(INPOST)

    async def held() -> bool:
        found = await desk.queues.find(operation.id)
        if found is None or found.looked_at is None:
            await desk.sync.sync_all()
        return found is not None and found.looked_at is not None

    await eventually(held, "it is read again")
    await until(lambda: card(room).isVisible(), "the card")
    return operation


def explanation(room: Room) -> str:
    return room.page.details.state.explanation.text()


async def test_what_waited_goes_on_by_one_click_and_not_before(activity_room: Opening) -> None:
    async with activity_room() as room:
        operation = await waited(room)
        await until(lambda: "as they were" in says(room, "Since when"), "nothing changed")
        assert says(room, "Why it waits") == "Waits for your word"
        assert room.simulator.requests(operation="shipx.shipments.create") == []
        click(card(room), "Go on")
        sheet = await room.until(operation, OperationState.DONE)
        assert len(sheet.attempts) == len({each.step for each in sheet.attempts})
        await until(lambda: not card(room).isVisible(), "the card goes")


async def test_a_dearer_price_stands_beside_the_old_one_and_is_bought_only_so(
    activity_room: Opening,
) -> None:
    async with activity_room() as room:
        operation = await waited(room, factor=1.2)
        await until(
            lambda: (
                says(room, "Why it waits") == "Changed since you looked"
                and bool(says(room, "Price now"))
            ),
            "what it costs now",
        )
        before, now = says(room, "Price before"), says(room, "Price now")
        assert before != now
        click(card(room), f"Buy at {now} now")
        old = await room.until(operation, OperationState.CANCELLED)
        assert old.attempts == ()

        async def bought() -> bool:
            books = room.simulator.books()["shipx"]["shipments"]
            mine = [one for one in books if str(one["reference"] or "").startswith(ORDER)]
            return len(mine) == 1 and bool(mine[0]["live"])

        await eventually(bought, "one parcel is bought")


async def test_left_it_is_taken_back_and_nothing_was_sent(
    activity_room: Opening, actions: Actions
) -> None:
    async with activity_room() as room:
        operation = await waited(room)
        actions.get("activity.waiting").trigger()
        assert room.page.tabs.choice() == "waiting"
        click(card(room), "Leave it")
        sheet = await room.until(operation, OperationState.CANCELLED)
        assert sheet.attempts == ()
        assert room.simulator.requests(operation="shipx.shipments.create") == []
