"""One journey through the real window: what a person does, sees, and what stands in the books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from shipdesk.session import Session
from shipdesk.tour.hands import Hands, StepFailedError, texts
from shipdesk.ui.widgets import BannerView
from tests.support.simulator import Simulator

POLISH = "ORD-000871"
SECOND_POLISH = "ORD-000865"
POLISH_TO_DOOR = "ORD-000867"
INDIAN = "ORD-000870"
UNKNOWN_PAYMENT = "ORD-000856"
_PRESSES = 3
_ANSWER_S = 8.0
PURCHASES = {"shipx": "shipx.shipments.create", "dash101": "dash101.shipment_create"}


@dataclass(slots=True)
class Walk:
    """The window in a person's hands, with the simulator's books beside it."""

    session: Session
    hands: Hands
    simulator: Simulator
    folder: Path
    allowed: list[str] = field(default_factory=list)
    """Parts of error lines that this journey means to cause."""

    async def open_order(self, number: str, stage: str = "Ready") -> None:
        """Open an order of a stage: its details are shown."""
        await self.hands.press("Ctrl+1")
        await self.hands.click(stage)
        await self.hands.click_row("Orders", number)
        await self.sees("Order number", number)

    async def quoted(self) -> None:
        """Wait until the order in hand can be bought."""
        await self.hands.until(self._can_buy, "the order cannot be bought: no quote")

    def _can_buy(self) -> bool:
        button = self.hands.seen("Buy")
        rows = self.hands.seen("Quotes of the order")
        return bool(button and button.isEnabled() and rows and rows.findChildren(QAbstractButton))

    async def press_buy(self, look: Callable[[], object], what: str) -> None:
        """Press F9, and once more where it answers that the price is being asked just now."""
        for _ in range(_PRESSES):
            await self.hands.press("F9")
            try:
                await self.hands.until(look, what, patience=_ANSWER_S)
            except StepFailedError:
                continue
            return
        raise StepFailedError(what)

    async def buy(self, number: str, courier: str, stage: str = "Ready") -> str:
        """Buy an order by F9 and return the tracking number that the courier gave."""
        await self.open_order(number, stage)
        await self.quoted()
        await self.press_buy(
            lambda: any(each.get("tracking_number") for each in self.live(courier, number)),
            f"{courier} has no shipment for {number}",
        )
        await self.sees("Order stage", "Labelled")
        return str(self.live(courier, number)[0]["tracking_number"])

    async def sees(self, name: str, words: str) -> None:
        """Wait until a widget shows these words; spaces do not count."""
        wanted = words.replace(" ", "")
        await self.hands.until(
            lambda: wanted in self.words(name).replace(" ", ""),
            f"“{name}” never showed “{words}”",
        )

    def words(self, name: str) -> str:
        """Return what a widget shows now, "" where it is not to be seen."""
        widget = self.hands.seen(name)
        if widget is None:
            return ""
        if isinstance(widget, QLabel):
            return widget.text()
        return "\n".join(part for part in (_own(widget), texts(widget)) if part)

    def banner(self, account: str) -> bool:
        """Return whether a banner that is to be seen names the account."""
        banners = self.session.window.findChildren(BannerView)
        return any(each.isVisible() and account in texts(each) for each in banners)

    def let_pass(self, seconds: float) -> None:
        """Let the program's time go on, as while the computer slept."""
        clock = self.session.program.desk.clock
        now = clock.now
        vars(clock)["now"] = lambda: now() + timedelta(seconds=seconds)
        self.session.program.desk.runner.wake()

    async def meet(self, told: str, wanted: str = "") -> None:
        """Tell the test that we are there, and wait until it says to go on."""
        (self.folder / told).touch()
        if wanted:
            there = self.folder / wanted
            await self.hands.until(there.exists, f"the test never said “{wanted}”")

    def live(self, courier: str, number: str) -> list[dict[str, Any]]:
        """Return the courier's live shipments of an order."""
        return [
            each
            for each in self.simulator.books()[courier]["shipments"]
            if each["live"] and str(each.get("reference") or "").startswith(number)
        ]

    def posts(self, courier: str) -> int:
        """Return how often a purchase was sent to a courier."""
        return len(self.simulator.requests(operation=PURCHASES[courier]))

    async def bought_by_one_operation(self, number: str) -> None:
        """Look into Activity: the purchase of the order was looked up, found, and is done."""
        self.session.window.show_page("activity")
        await self.hands.click_row("Activity", "Buy ")
        await self.sees("Operation", number)
        await self.sees("State", "Bought")
        await self.sees("Explanation", "found at the courier")
        await self.hands.picture("found")


def _own(widget: QWidget) -> str:
    read = getattr(widget, "text", None)
    shown = read() if callable(read) else ""
    return shown if isinstance(shown, str) else ""
