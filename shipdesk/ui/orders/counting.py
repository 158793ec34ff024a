"""What the Orders screen counts: orders by stage, payments not known, and when it was synced."""

from __future__ import annotations

from collections.abc import Callable

from shipdesk.clock import from_millis
from shipdesk.domain.order import PaymentKind, Stage
from shipdesk.services.desk import Desk
from shipdesk.ui import format as fmt
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say

_COUNTED = 1000
"""Payments not known are counted in lists up to this length."""


class OrderCounts:
    """Counts in the background; `total` tells whether there is any order at all."""

    def __init__(
        self, page: OrdersPage, desk: Desk, scope: TaskScope, begun: Callable[[], None]
    ) -> None:
        self._page, self._desk, self._scope, self._begun = page, desk, scope, begun
        self.total = 0

    def refresh(self) -> None:
        """Count the stages anew."""
        self._scope.start(self._count, key="counts", replace=True)

    def look_at(self, count: int, tab: str) -> None:
        """Count the payments not known of a list of this length, in a stage where they matter."""
        if tab in {"", Stage.NEW.value} and 0 < count <= _COUNTED:
            self._scope.start(self._count_unsettled, key="unsettled", replace=True)
        else:
            self._page.show_unsettled(0)

    def show_synced(self) -> None:
        """Say when the account that is furthest behind was synced."""
        times = [one.synced_at_ms for one in self._desk.accounts.health if one.synced_at_ms]
        at = fmt.clock_time(from_millis(min(times))) if times else ""
        self._page.show_synced(say("synced {at}", at=at) if at else say("not synced yet"))

    async def _count(self) -> None:
        counts = await self._desk.order_list.counts()
        self._page.show_counts(counts)
        total = sum(counts.get(stage.value, 0) for stage in Stage)
        if bool(total) is not bool(self.total):
            self.total = total
            self._begun()

    async def _count_unsettled(self) -> None:
        rows = await self._desk.order_list.rows(list(self._page.model.ids))
        unknown = [one for one in rows.values() if one.payment == PaymentKind.UNKNOWN]
        self._page.show_unsettled(len(unknown))
