"""What the parts of the Orders presenter share: the order in hand and the rows to act on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shipdesk.domain.order import OrderKey
from shipdesk.domain.rows import OrderRow
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.orders.shown import OrderView
from shipdesk.ui.tasks import TaskScope


class CurrentOrder(Protocol):
    """The presenter as its parts see it."""

    def view(self) -> OrderView | None:
        """Return the order whose details are in sight and up to date, None without one."""
        ...

    async def acting(self) -> Sequence[OrderRow]:
        """Return the rows that an action is for: the selection, else the current row."""
        ...

    def renew(self) -> None:
        """Read the order in hand again."""
        ...

    def outdate(self, keys: Sequence[OrderKey]) -> None:
        """Note that the quotes of these orders no longer fit."""
        ...


class OrderPart:
    """A part of the Orders presenter; what it does, it does to the order in hand."""

    def __init__(
        self,
        page: OrdersPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        current: CurrentOrder,
    ) -> None:
        self._page, self._desk, self._scope, self._notices = page, desk, scope, notices
        self._current = current

    def _editable(self) -> OrderView | None:
        """Return the order in hand where it may still be changed, else None."""
        view = self._current.view()
        return view if view is not None and view.editable else None
