"""What the parts of the Orders presenter share: the order in hand and the rows to act on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shipdesk.domain.order import OrderKey
from shipdesk.domain.rows import OrderRow
from shipdesk.ui.orders.shown import OrderView


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
