"""Brings into sight what a good day does not show: not paid, not known, found, bought elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

from shipdesk.domain.order import OrderKey
from shipdesk.domain.query import ListQuery
from shipdesk.services.references import make_reference
from tests.journeys.walk import POLISH, POLISH_TO_DOOR, SECOND_POLISH, Walk

_ANOTHER = "ORD-000868"
"""A locker order that somebody else buys."""


@dataclass(slots=True)
class Trouble:
    """Makes the simulated world misbehave, and stops where the window tells of it."""

    walk: Walk

    async def all(self) -> AsyncIterator[str]:
        """Yield the name of each view while it is in sight."""
        for makes in (self._not_paid, self._unknown, self._elsewhere, self._found):
            async for name in makes():
                yield f"trouble-{name}"

    async def _not_paid(self) -> AsyncIterator[str]:
        self.walk.simulator.knobs(shipx_out_of_funds=True)
        await self._buy(POLISH, "Not paid")
        yield "not-paid"
        await self.walk.hands.click("Problem")
        yield "problems"
        await self._look_in_activity()
        yield "not-paid-activity"
        self.walk.simulator.knobs(shipx_out_of_funds=False)

    async def _unknown(self) -> AsyncIterator[str]:
        self.walk.simulator.fault("shipx.shipments.create", "drop_after_commit", times=1)
        await self._buy(POLISH_TO_DOOR, "Put this parcel aside")
        yield "unknown"
        await self._look_in_activity()
        yield "unknown-activity"

    async def _elsewhere(self) -> AsyncIterator[str]:
        reference = make_reference(SECOND_POLISH, await self._key(SECOND_POLISH), 0)
        self.walk.simulator.buy_elsewhere(SECOND_POLISH, reference=reference)
        await self._buy(SECOND_POLISH, "Already bought elsewhere")
        yield "elsewhere"
        await self._look_in_activity()
        yield "elsewhere-activity"

    async def _found(self) -> AsyncIterator[str]:
        self.walk.simulator.buy_elsewhere(_ANOTHER)
        self.walk.session.actions.get("found.look_for").trigger()
        await self.walk.sees("How far the look is", "paid and not known here")
        yield "found"
        self.walk.session.window.show_page("orders")
        yield "found-banner"

    async def _buy(self, number: str, told: str) -> None:
        await self.walk.open_order(number)
        await self.walk.quoted()
        await self.walk.press_buy(partial(self._tells, told), f"{number} never tells “{told}”")

    async def _key(self, number: str) -> OrderKey:
        listed = self.walk.session.program.desk.order_list
        rows = await listed.rows(list(await listed.ids(ListQuery(text=number))))
        return next(OrderKey(each.key) for each in rows.values() if each.number == number)

    def _tells(self, words: str) -> bool:
        return words in self.walk.words("State of the order")

    async def _look_in_activity(self) -> None:
        self.walk.session.window.show_page("activity")
        await self.walk.hands.click("All")
        await self.walk.hands.click_row("Activity", "Buy ")
