"""The tour's steps: the whole main job for one Polish locker order and one Indian COD order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel

from shipdesk.demo import Simulator
from shipdesk.session import Session
from shipdesk.tour.hands import Hands, StepFailedError, texts
from shipdesk.ui.main.page_list import pages
from shipdesk.ui.theme import Scheme

POLISH = "ORD-000871"
INDIAN = "ORD-000870"
_FREE_QUOTE = {
    "Postcode": "00-950",
    "City": "Warszawa",
    "Weight": "4.2",
    "Length": "38",
    "Width": "30",
    "Height": "22",
}


def _key_of(page: str) -> str:
    """Return the shortcut of a page, which follows from its place in the sidebar."""
    return f"Ctrl+{[entry.key for entry in pages()].index(page) + 1}"


@dataclass(slots=True)
class Tour:
    """A walk through the window; `done` names the steps that happened."""

    session: Session
    hands: Hands
    simulator: Simulator
    folder: Path
    skip: str = ""
    done: list[str] = field(default_factory=list)

    def steps(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return the steps by name, in order."""
        return {
            "orders": self.orders,
            "quotes": self.quotes,
            "buy": self.buy,
            "twice": self.twice,
            "label": self.label,
            "indian": self.indian,
            "indian-label": self.indian_label,
            "pickup": self.pickup,
            "tracking": self.tracking,
            "activity": self.activity,
            "quotes-page": self.quotes_page,
            "settings": self.settings,
            "dark": self.dark,
        }

    async def walk(self) -> None:
        """Take every step but the one that is to be left out; a failed one ends the walk."""
        for name, step in self.steps().items():
            if name == self.skip:
                continue
            await step()
            self.done.append(name)

    async def orders(self) -> None:
        """Orders › Ready with the first row selected."""
        await self.hands.find("Orders")
        await self.hands.click("Ready")
        await self.hands.click_row("Orders", POLISH)
        await self._reads("Order number", POLISH)
        await self.hands.picture("orders")

    async def quotes(self) -> None:
        """Couriers side by side for the Polish locker order."""
        await self.hands.until(self._can_buy, "no quote for the Polish order")
        await self.hands.picture("quotes")

    def _can_buy(self) -> bool:
        button, quotes = self.hands.seen("Buy"), self.hands.seen("Quotes of the order")
        priced = quotes is not None and bool(quotes.findChildren(QAbstractButton))
        return priced and button is not None and button.isEnabled()

    async def buy(self) -> None:
        """F9 buys it; the row and the details say so."""
        await self._press_until_bought("shipx", POLISH)
        await self.hands.until(
            lambda: "Labelled" in self._page_texts("Order stage"), "the order is not labelled"
        )
        await self.hands.picture("bought")

    async def _press_until_bought(self, courier: str, order: str) -> None:
        """Press F9 as a person does who was told that the price is being asked: once more."""
        for _ in range(3):
            await self.hands.press("F9")
            try:
                await self.hands.until(lambda: self._bought(courier, order), "", patience=8)
            except StepFailedError:
                continue
            return
        raise StepFailedError(f"{order}: the courier has no such shipment")

    async def twice(self) -> None:
        """F9 again: nothing is bought twice."""
        await self.hands.press("F9")
        await self.hands.picture("nothing-bought-twice")

    async def label(self) -> None:
        """The label on the screen at its true size, printed once."""
        await self._show_parcel(POLISH)
        await self.hands.picture("label")

    async def indian(self) -> None:
        """The Indian order: cash on delivery, through the aggregator."""
        await self.hands.press(_key_of("orders"))
        await self.hands.click("Ready")
        await self.hands.click_row("Orders", INDIAN)
        await self._reads("Order number", INDIAN)
        await self.hands.until(self._can_buy, "no quote for the Indian order")
        await self.hands.picture("indian-order")
        await self._press_until_bought("dash101", INDIAN)
        await self.hands.until(
            lambda: "Labelled" in self._page_texts("Order stage"), "the order is not labelled"
        )

    async def indian_label(self) -> None:
        """The label fetched from the URL in the courier's answer."""
        await self._show_parcel(INDIAN)
        await self.hands.picture("indian-label")

    async def pickup(self) -> None:
        """The courier is booked for the parcels that wait."""
        await self.hands.press(_key_of("dispatch_orders"))
        await self.hands.find("Dispatch orders")
        await self.hands.press("Ctrl+B")
        await self.hands.find("Comment for the courier")
        await self.hands.write("Comment for the courier", "Gate on the left, ring 12.")
        await self.hands.picture("book-the-courier")
        await self.hands.click("Book")
        await self.hands.until(lambda: self._collected(POLISH), "no pickup holds the parcel")
        await self.hands.picture("pickup-booked")

    async def tracking(self) -> None:
        """The courier scans the parcel; we ask, and the order book is told."""
        number = self._tracking_number("shipx", POLISH)
        await self.simulator.ask("POST", "clock", {"push": 7200})
        moved = {"tracking_number": number, "to": "taken_by_courier"}
        await self.simulator.ask("POST", "advance", moved)
        await self._show_parcel(POLISH)
        await self.hands.click("Track now")
        await self.hands.until(
            lambda: self._order_status(POLISH) == "shipped", "the order book was not told"
        )
        await self.hands.picture("tracked")

    async def activity(self) -> None:
        """Everything that changed the world, with its attempts."""
        await self.hands.press(_key_of("activity"))
        await self.hands.find("Activity")
        await self.hands.picture("activity")

    async def quotes_page(self) -> None:
        """A free quote, typed: every service side by side, and who cannot serve."""
        await self.hands.press(_key_of("quotes"))
        for name, text in _FREE_QUOTE.items():
            await self.hands.write(name, text)
        await self.hands.click("Get quotes")
        view = await self.hands.find_as("Quotes", QAbstractItemView)
        await self.hands.until(lambda: view.model().rowCount() > 1, "no free quotes came")
        await self.hands.picture("free-quotes")

    async def settings(self) -> None:
        """The accounts."""
        await self.hands.press(_key_of("settings"))
        await self.hands.find("Add account…")
        await self.hands.picture("settings")

    async def dark(self) -> None:
        """The same in the dark."""
        self.session.theme.use(Scheme.DARK)
        await self.hands.press(_key_of("orders"))
        await self.hands.find("Orders")
        await self.hands.picture("orders-dark")
        await self._show_parcel(POLISH)
        await self.hands.picture("label-dark")
        self.session.theme.use(Scheme.LIGHT)

    async def _show_parcel(self, order: str) -> None:
        await self.hands.press("Ctrl+2")
        await self.hands.find("Shipments")
        number = self._tracking_number("shipx" if order == POLISH else "dash101", order)
        await self.hands.click_row("Shipments", number[-4:])
        await self.hands.until(
            lambda: number in self._page_texts("Tracking number").replace(" ", ""),
            f"{order}: the details show another parcel",
        )
        await self.hands.find("Label preview")

    async def _reads(self, name: str, text: str) -> None:
        await self.hands.until(lambda: text in self._page_texts(name), f"“{name}” is not {text}")

    def _page_texts(self, name: str) -> str:
        widget = self.hands.seen(name)
        if isinstance(widget, QLabel):
            return widget.text()
        return "" if widget is None else texts(widget)

    def books(self) -> dict[str, dict[str, object]]:
        """Return the simulator's books: what really stands at the couriers."""
        found: dict[str, dict[str, object]] = self.simulator.control("GET", "books")
        return found

    def shipments(self, courier: str, order: str) -> list[dict[str, object]]:
        """Return a courier's live shipments for an order's number."""
        listed = self.books()[courier]["shipments"]
        if not isinstance(listed, list):
            return []
        return [
            each
            for each in listed
            if each["live"] and str(each.get("reference") or "").startswith(order)
        ]

    def _bought(self, courier: str, order: str) -> bool:
        found = self.shipments(courier, order)
        return bool(found) and bool(found[0].get("tracking_number"))

    def _tracking_number(self, courier: str, order: str) -> str:
        found = self.shipments(courier, order)
        if not found:
            raise StepFailedError(f"{order} is not at the courier")
        return str(found[0]["tracking_number"])

    def _collected(self, order: str) -> bool:
        found = self.shipments("shipx", order)
        return bool(found and found[0].get("dispatch_order_id"))

    def _order_status(self, order: str) -> str:
        orders = self.books()["dispatch"]["orders"]
        entry = orders.get(order) if isinstance(orders, dict) else None
        return str(entry["status"]) if isinstance(entry, dict) else ""
