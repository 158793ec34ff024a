"""Taking back purchases that were not sent: the one in hand, or all that are selected, at once."""

from __future__ import annotations

from shipdesk.services.desk import Desk
from shipdesk.ui.gathered import Gathered
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders.current import CurrentOrder, OrderPart
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.shortcuts import allow
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

UNSENT = frozenset({"queued", "held", "changed"})
"""States of a row whose purchase was not sent."""
_LOOKED_AT = 200
"""Chosen rows that are looked at to tell whether anything can be taken back."""


class OrderTakingBack(OrderPart):
    """Keeps the action true to what is selected, and takes back all of it that was not sent."""

    def __init__(
        self,
        page: OrdersPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        current: CurrentOrder,
    ) -> None:
        super().__init__(page, desk, scope, notices, current)
        self._following = Gathered(scope, desk.clock, self._allow, key="take_back.follow")
        allow(page.actions_.take_back, say("Nothing of it waits to be sent."))
        for signal in (page.view.current_changed, page.view.rows.selection_changed):
            signal.connect(lambda *_given: self.look())

    def look(self) -> None:
        """Tell anew whether anything of what is chosen can be taken back."""
        self._scope.start(self._allow, key="take_back.look", replace=True)

    def on_operations(self) -> None:
        """Follow what is sent or taken back elsewhere."""
        self._following.ask()

    def on_take_back(self) -> None:
        """Take back what is chosen; nothing is sent any more, and nothing was."""
        self._scope.start(self._take, key="take_back")

    async def _allow(self) -> None:
        await self._desk.clock.sleep(0.2)  # arrows pass many rows
        rows = await self._desk.order_list.rows(self._page.view.acting_ids()[:_LOOKED_AT])
        unsent = any(row.state_key in UNSENT for row in rows.values())
        allow(self._page.actions_.take_back, "" if unsent else say("Nothing of it waits."))

    async def _take(self) -> None:
        rows = await self._current.acting()
        gone = await self._desk.queues.cancel_of([row.key for row in rows])
        if gone:
            words = plural(len(gone), "1 purchase taken back", "{n} purchases taken back")
            self._notices.toast(words, tone=Tone.GREY)
