"""How a person reaches Dash101's operations in the window: goes there, chooses, triggers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shipdesk.domain.account import AccountId
from shipdesk.domain.delivery_exception import Place
from shipdesk.domain.measures import Parcel
from shipdesk.services.accounts import AccountDraft
from shipdesk.ui.cancelling import CancelSheet
from shipdesk.ui.exceptions.reattempt_sheet import ReattemptSheet
from shipdesk.ui.exceptions.return_sheet import ReturnSheet
from tests.support.desk import eventually

if TYPE_CHECKING:
    from tests.contract.room import Room

ACCOUNT = AccountId("dash101")
INDIAN = "ORD-000870"
BOX = Parcel(500, 200, 150, 100)
_MOMENT = 0.5


async def indian(room: Room) -> str:
    """Bring an order to India into sight, with its parcel measured; return its number."""
    room.sim.knobs(dash101_requests_per_minute=100_000)
    key = await room.opened.key(INDIAN)
    await room.desk.orders.set_parcel([key], BOX)
    await room.presenter.open("order", key)
    return INDIAN


async def log_in(room: Room) -> None:
    """Test the account in Settings."""
    room.sim.knobs(dash101_requests_per_minute=100_000)
    await room.presenter.open("account", "accounts")
    await room.hands.click_row("Accounts", "Dash101")
    room.sim.clear_requests()
    await room.trigger("settings.accounts.test")


async def quote(room: Room) -> None:
    """Ask for prices of an order."""
    await indian(room)
    await room.trigger("orders.ask")


async def buy(room: Room) -> None:
    """Buy what an order is to be sent with."""
    number = await indian(room)
    await room.desk.quoting.ask(await room.opened.key(number))

    def priced() -> bool:
        button = room.seen("Buy")
        return button is not None and "₹" in getattr(button, "words", str)()

    await room.until(priced, "a price in rupees on the button")

    async def wanted() -> bool:
        # Held back while prices are asked anew: a person presses again, nothing is bought twice.
        await room.trigger("orders.buy")
        await asyncio.sleep(_MOMENT)
        return bool(await room.desk.activity.page("", ""))

    await eventually(wanted, "a purchase")


async def buy_by_v1(room: Room) -> None:
    """Buy with the account's option for the older way."""
    account = room.desk.providers.account(ACCOUNT)
    assert account is not None
    settings = {**account.settings, "order_version": "1"}
    draft = AccountDraft(account.provider, account.title, settings, {}, account.id)
    await room.desk.accounts.save(draft)
    await buy(room)


async def bought(room: Room) -> None:
    """Bring a bought parcel into sight."""
    await room.show_bought(await indian(room))


async def track(room: Room) -> None:
    """Ask where a parcel is."""
    await bought(room)
    room.sim.clear_requests()
    await room.trigger("shipments.track")


async def cancel(room: Room) -> None:
    """Cancel a parcel at the courier."""
    await bought(room)
    await room.trigger("shipments.cancel_orders")
    form = await room.sheet(CancelSheet)
    form.confirm.click()


async def failed(room: Room) -> None:
    """Bring a failed delivery into sight that the account knows."""
    room.sim.knobs(dash101_requests_per_minute=100_000)
    await room.page("exceptions")

    async def known() -> str | None:
        for row in await room.desk.exceptions.rows():
            if row.place is Place.TO_DECIDE and row.shipment.account_id == ACCOUNT:
                return row.shipment.id
        return None

    await room.presenter.open("exception", await eventually(known, "a parcel that is recognised"))


async def reattempt(room: Room) -> None:
    """Have the courier come again."""
    await failed(room)
    await room.trigger("exceptions.reattempt")
    form = await room.sheet(ReattemptSheet)
    form.submit()


async def return_to_origin(room: Room) -> None:
    """Call a parcel back."""
    await failed(room)
    await room.trigger("exceptions.return")
    form = await room.sheet(ReturnSheet)
    form.choose(2)
    form.submit()
