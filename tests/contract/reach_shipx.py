"""How a person reaches InPost's operations of shipping in the window: goes there and triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from shipdesk.domain.dispatch_order import DispatchOrderId
from shipdesk.domain.query import ListQuery
from shipdesk.domain.shipment import Shipment
from shipdesk.ui.dialogs import FormDialog, Question
from shipdesk.ui.dispatch_orders.book_sheet import BookSheet
from shipdesk.ui.orders.compare_sheet import CompareSheet
from tests.support.desk import eventually

if TYPE_CHECKING:
    from shipdesk.ui.dispatch_orders import DispatchOrdersPresenter
    from shipdesk.ui.orders import OrdersPresenter
    from tests.contract.room import Room

LOCKER, COURIER = "ORD-000871", "ORD-000867"


async def order(room: Room, number: str) -> None:
    """Bring an order into sight."""
    room.sim.knobs(shipx_confirm_seconds=0, shipx_pickup_seconds=0)
    key = await room.opened.key(number)
    await room.presenter.open("order", key)
    orders = cast("OrdersPresenter", room.presenter._pages["orders"])
    await room.until(lambda: orders.in_hand() == key, f"the details of {number}")


async def ask(room: Room) -> None:
    """Ask for the prices of an order."""
    await order(room, LOCKER)
    room.sim.clear_requests()
    await room.trigger("orders.ask")


async def buy(room: Room) -> None:
    """Buy what an order is sent with."""
    await order(room, LOCKER)
    orders = cast("OrdersPresenter", room.presenter._pages["orders"])
    quotes = orders.page.details.quotes.list
    await room.until(lambda: quotes.count() and not orders.quotes.is_asking(), "the quotes")
    await room.trigger("orders.buy")


async def offers(room: Room) -> CompareSheet:
    """Compare within InPost and wait for the offers."""
    await order(room, COURIER)
    await room.trigger("orders.compare_within")
    sheet: CompareSheet = await room.sheet(CompareSheet)
    await room.until(lambda: sheet.offers() and sheet.current(), "the offers")
    return sheet


async def buy_offer(room: Room) -> None:
    """Buy one of the offers."""
    (await offers(room)).submit()


async def leave_offers(room: Room) -> None:
    """Close the comparison: the draft is cancelled."""
    (await offers(room)).close_sheet()


async def bought(room: Room, number: str = LOCKER) -> Shipment:
    """Bring a bought shipment into sight."""
    room.sim.knobs(shipx_confirm_seconds=0, shipx_pickup_seconds=0)
    return await room.show_bought(number)


async def unpaid(room: Room) -> None:
    """Bring a shipment into sight that could not be paid."""
    room.sim.knobs(shipx_out_of_funds=True)
    await bought(room, COURIER)
    room.sim.knobs(shipx_out_of_funds=False)


async def correct(room: Room) -> None:
    """Send an unpaid shipment's data anew."""
    await unpaid(room)
    await room.trigger("shipments.update")


async def pay(room: Room) -> None:
    """Pay for an unpaid shipment."""
    await unpaid(room)
    await room.trigger("shipments.pay")


async def label(room: Room) -> None:
    """Fetch a label again."""
    shipment = await bought(room)

    async def kept() -> bool:
        return bool((await room.desk.printing.paper(shipment.id)).documents)

    await eventually(kept, "its label")
    room.sim.clear_requests()
    await room.trigger("shipments.fetch_label")


async def track(room: Room) -> None:
    """Ask where a parcel is."""
    await bought(room)
    room.sim.clear_requests()
    await room.trigger("shipments.track")


async def handover(room: Room) -> None:
    """Fetch a hand-over list."""
    await bought(room)
    await room.trigger("shipments.handover")


async def refresh(room: Room) -> None:
    """Read the lists now; the room runs no sync by itself, so that the wish is carried out here."""
    await room.page("orders")
    room.sim.clear_requests()
    await room.trigger("orders.refresh")
    await room.desk.sync.sync_all()


async def booking(room: Room) -> BookSheet:
    """Open the sheet that books the courier, with something to book."""
    await bought(room)
    await room.page("dispatch_orders")
    await room.trigger("dispatch_orders.book")
    sheet: BookSheet = await room.sheet(BookSheet)
    return sheet


async def collection_price(room: Room) -> None:
    """See what a collection would cost."""
    await booking(room)


async def book(room: Room) -> None:
    """Book a collection with a comment."""
    sheet = await booking(room)
    sheet.comment.setPlainText("Ramp 2")
    sheet.book_button.click()


async def collection(room: Room) -> None:
    """Bring a collection with a comment into sight."""
    await book(room)

    async def settled() -> DispatchOrderId | None:
        ids = await room.desk.dispatch_order_list.ids(ListQuery())
        rows = await room.desk.dispatch_order_list.rows(list(ids))
        for row in rows.values():
            sheet = await room.desk.pickups.read(DispatchOrderId(row.dispatch_order_id))
            if sheet.shipments and sheet.order.comments:
                return sheet.order.id
        return None

    key = await eventually(settled, "the pickup")
    await room.presenter.open("dispatch_order", key)
    number = (await room.desk.pickups.read(key)).order.remote_id
    pickups = cast("DispatchOrdersPresenter", room.presenter._pages["dispatch_orders"])
    shown = pickups.page.details.number
    await room.until(lambda: shown.text() == f"Pickup {number}", f"the details of {number}")


async def price(room: Room) -> None:
    """Ask for the price of a collection."""
    await collection(room)
    room.sim.clear_requests()
    await room.trigger("dispatch_orders.price")


async def withdraw(room: Room) -> None:
    """Withdraw a collection."""
    await collection(room)
    await room.trigger("dispatch_orders.cancel")
    (await room.sheet(Question)).accept()


async def _typed(room: Room, text: str) -> None:
    form = await room.sheet(FormDialog)
    form._fields[0].set_text(text)
    form.try_accept()


async def comment(room: Room) -> None:
    """Add a comment."""
    await collection(room)
    await room.trigger("dispatch_orders.comment")
    await _typed(room, "Ring twice")


async def edit_comment(room: Room) -> None:
    """Change a comment."""
    await collection(room)
    await room.trigger("dispatch_orders.edit_comment")
    await _typed(room, "Ramp 3")


async def delete_comment(room: Room) -> None:
    """Delete a comment."""
    await collection(room)
    await room.trigger("dispatch_orders.delete_comment")
    (await room.sheet(Question)).accept()


async def printout(room: Room) -> None:
    """Fetch a collection's sheet."""
    await collection(room)
    await room.trigger("dispatch_orders.printout")
