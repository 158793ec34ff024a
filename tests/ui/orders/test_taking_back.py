"""Purchases that were not sent are taken back at once: from the card of the state, and many."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from shipdesk.domain.account import AccountId
from shipdesk.domain.operation import Operation, OperationState
from shipdesk.errors import AuthError
from shipdesk.ui.shortcuts import why_not
from shipdesk.ui.widgets import KeyHintButton, Text
from tests.support.desk import eventually
from tests.support.orders_screen import Screen, on_screen
from tests.support.pages import click

FIRST, SECOND = "ORD-000871", "ORD-000865"


def told(root: QWidget, words: str) -> bool:
    """Tell whether these words stand in sight."""
    texts = [*root.findChildren(KeyHintButton), *root.findChildren(Text)]
    return any(each.isVisible() and each.text() == words for each in texts)


async def queued(screen: Screen, *numbers: str) -> list[Operation]:
    """Buy from an account whose token is refused."""
    desk = screen.desk
    plans = []
    for number in numbers:
        key = await screen.opened.key(number)
        await desk.quoting.ask(key)
        plans.append(await desk.shipping.prepare(key))
    desk.providers.trouble(AccountId("inpost"), AuthError(account="InPost"))
    return [await desk.shipping.buy(plan) for plan in plans]


async def taken_back(screen: Screen, operations: list[Operation]) -> None:
    """Wait until all of them are; nothing was sent."""

    async def look() -> bool:
        sheets = [await screen.desk.activity.read(each.id) for each in operations]
        return all(each.operation.state is OperationState.CANCELLED for each in sheets)

    await eventually(look, "all is taken back")
    assert screen.simulator.requests(operation="shipx.shipments.create") == []


@on_screen
async def test_the_order_in_hand_is_taken_back_from_the_card_of_its_state(screen: Screen) -> None:
    action = screen.page.actions_.take_back
    await screen.until(lambda: why_not(action), "nothing waits to be sent")
    operations = await queued(screen, FIRST)
    await screen.select(FIRST)
    await screen.until(
        lambda: screen.page.details.state.text() == "Queued" and action.isEnabled(), "it waits"
    )
    click(screen.page.details.state, "Take back what was not sent")
    await taken_back(screen, operations)
    await screen.until(lambda: "1 purchase taken back" in screen.said.toasts, "it is told")
    await screen.until(lambda: why_not(action), "nothing waits any more")


@on_screen
async def test_all_that_is_selected_is_taken_back_at_once(screen: Screen) -> None:
    operations = await queued(screen, FIRST, SECOND)
    screen.page.model.selection.everything()
    action = screen.page.actions_.take_back
    await screen.until(action.isEnabled, "something of it waits")
    action.trigger()
    await taken_back(screen, operations)
    await screen.until(lambda: "2 purchases taken back" in screen.said.toasts, "it is told")


@on_screen
async def test_order_whose_parcel_was_cancelled_prints_no_label_of_it(screen: Screen) -> None:
    desk, indian = screen.desk, "ORD-000870"
    await screen.opened.buy(indian)
    await screen.select(indian)
    card = screen.page.details.shipment
    await screen.until(lambda: told(card, "Print"), "its label can be printed")
    (bought,) = (await desk.orders.read(await screen.opened.key(indian))).shipments
    (cancel,) = await desk.cancelling.request(await desk.cancelling.plan([bought.id]))
    await screen.opened.settled(cancel)
    await screen.until(lambda: told(card, "The label is void"), "it is void")
    assert not told(card, "Print")
    screen.page.actions_.print.trigger()
    await screen.until(
        lambda: any("The label is void" in each for each in screen.said.toasts), "why not"
    )
