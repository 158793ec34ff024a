"""Runs the sheet that books the courier: what waits, what it costs, and the booking itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from shipdesk.domain.account import AccountId
from shipdesk.domain.dispatch_order import PickupGroup
from shipdesk.domain.money import Money
from shipdesk.domain.operation import Operation
from shipdesk.domain.sender import Sender
from shipdesk.domain.shipment import ShipmentId
from shipdesk.errors import OperationRefusedError, ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.services.pickups import PickupSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.dispatch_orders.book_sheet import BookSheet, PointChoice
from shipdesk.ui.dispatch_orders.waiting import Chosen, price_words, to_lines
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say

_PAUSE = 0.3
"""Seconds without another tick before a price is asked for."""

_Lane = tuple[AccountId, tuple[ShipmentId, ...]]


class BookingPresenter:
    """Fills the sheet, asks for prices, books one pickup for each group that is ticked."""

    def __init__(
        self,
        make_sheet: Callable[[], BookSheet],
        desk: Desk,
        scope: TaskScope,
        on_booked: Callable[[Operation], None],
    ) -> None:
        """`make_sheet` builds the sheet when it is first opened: it needs the page's window."""
        self.desk, self.scope = desk, scope
        self._make_sheet = make_sheet
        self._on_booked = on_booked
        self._sheet: BookSheet | None = None
        self._prices: dict[_Lane, tuple[Money | None, datetime]] = {}

    async def open(self, chosen: Sequence[ShipmentId] | None = None) -> None:
        """Open the sheet with what waits now; `chosen` ticks just those."""
        waiting = await self.desk.pickups.waiting()
        senders = await self.desk.senders.all()
        if self._sheet is None:
            self._sheet = self._make_sheet()
            self._sheet.chosen_changed.connect(self._on_chosen)
            self._sheet.book_requested.connect(self._on_book)
        sheet = self._sheet
        sheet.show_senders(senders, await self._sender_for(waiting, senders))
        sheet.show_waiting(to_lines(waiting), chosen)
        if sheet.isHidden():
            sheet.open()
        self.scope.start(self._show_points, sheet, waiting, key="dispatch_orders.points",
                         replace=True)  # fmt: skip

    async def _show_points(self, sheet: BookSheet, waiting: PickupSheet) -> None:
        """Offer the places that the couriers know; without them the senders' do as well."""
        choices: list[PointChoice] = []
        for account_id in dict.fromkeys(one.account_id for one in waiting.groups if not one.closed):
            try:
                points = await self.desk.pickups.fetch_points(account_id)
            except ShipDeskError:
                continue
            title = next(one.title for one in waiting.groups if one.account_id == account_id)
            choices += [PointChoice(account_id, title, point) for point in points]
        sheet.show_points(choices)

    async def _sender_for(self, waiting: PickupSheet, senders: Sequence[Sender]) -> Sender | None:
        """Return a sender of the country where the parcels are to be collected."""
        group: PickupGroup | None = next((one for one in waiting.groups if not one.closed), None)
        ids = (*group.shipments, *(one for one, _ in group.left_out)) if group else ()
        if ids:
            country = waiting.shipments[ids[0]].recipient.country
            try:
                return await self.desk.senders.default_for(country)
            except OperationRefusedError:
                pass
        return senders[0] if senders else None

    # Price

    def _on_chosen(self) -> None:
        if self._sheet is not None:
            self.scope.start(
                self._price, self._sheet.chosen(), key="dispatch_orders.price", replace=True
            )

    async def _price(self, chosen: Sequence[Chosen]) -> None:
        """Ask what each pickup would cost; a price asked before is not asked again."""
        sheet = self._sheet
        if sheet is None:
            return
        if not chosen:
            sheet.show_price("", "")
            return
        lanes: list[_Lane] = [(one.account_id, one.ids) for one in chosen]
        if any(lane not in self._prices for lane in lanes):
            sheet.show_price("…", say("the price is asked for"))
            await self.desk.clock.sleep(_PAUSE)
        try:
            for account_id, ids in lanes:
                if (account_id, ids) not in self._prices:
                    price = await self.desk.pickups.fetch_price(account_id, ids)
                    self._prices[account_id, ids] = (price, self.desk.clock.now())
        except ShipDeskError as error:
            sheet.show_price(fmt.DASH, say("price not known: {why}", why=error.title))
            return
        found = [self._prices[lane] for lane in lanes]
        words = price_words([price for price, _ in found])
        told = [at for price, at in found if price is not None]
        if not told:
            sheet.show_price(words, say("the courier tells contract customers no price"))
            return
        sheet.show_price(words, say("price from the courier, {age}", age=fmt.age(min(told))))

    # Booking

    def _on_book(self) -> None:
        if self._sheet is not None:
            self.scope.start(
                self._book, self._sheet, key="dispatch_orders.book", busy=self._sheet.book_button
            )

    async def _book(self, sheet: BookSheet) -> None:
        sender = sheet.place()
        if sender is None:
            return
        chosen = sheet.point()
        point_id = chosen.point.id if chosen is not None else ""
        for one in sheet.chosen():
            operation = await self.desk.pickups.book(
                one.account_id, one.ids, sender, sheet.office_hours(), sheet.words(), point_id
            )
            self._on_booked(operation)
        sheet.close_sheet()
