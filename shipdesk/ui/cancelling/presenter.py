"""Runs batch cancels from a list: what may be cancelled, the sheet, and what came of each order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import Operation
from shipdesk.domain.order import OrderKey
from shipdesk.domain.order_cancel import CancelOutcome, CancelResult
from shipdesk.services.cancelling import CancelRow, results_of
from shipdesk.services.desk import Desk
from shipdesk.ui.cancelling.sheet import CancelSheet
from shipdesk.ui.following import Following
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shortcuts import Actions, allow
from shipdesk.ui.table import RowsView, acts_on_chosen
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.widgets import sheet_closed
from shipdesk.wording import phrase as say

_LOOKED_AT = 50
"""Chosen rows that are looked at to tell whether anything can be cancelled."""

Chosen = tuple[Sequence[str], Sequence[OrderKey]]
"""Ids of shipments, and keys of orders."""


class CancellingPresenter:
    """One for the window; each list attached gets an action of its own."""

    def __init__(self, desk: Desk, actions: Actions, scope: TaskScope, notices: Notifier) -> None:
        self.desk, self.scope, self.notices = desk, scope, notices
        self._actions = actions
        self._sheet: CancelSheet | None = None
        self._following = Following(desk, scope, self._settled)
        self._unsubscribe = desk.bus.subscribe(self.on_changes)

    def attach(
        self,
        key: str,
        group: str,
        page: QWidget,
        view: RowsView,
        chosen: Callable[[Sequence[int]], Awaitable[Chosen]],
    ) -> QAction:
        """Give a list its action `<key>.cancel_orders`; `chosen` names what its rows stand for."""
        action = self._actions.add(
            f"{key}.cancel_orders",
            say("Cancel orders at the courier…"),
            icon="close",
            group=group,
            owner=page,
            on=lambda: self.scope.start(self._open, page, view, chosen, key="cancelling.open"),
        )
        allow(action, say("Choose an order first."))
        acts_on_chosen(view.rows, action)
        look = partial(self._look_soon, action, view, chosen)
        signals: tuple[SignalInstance, ...] = (view.current_changed, view.rows.selection_changed)
        for signal in signals:
            signal.connect(lambda *_given: look())
        return action

    def attach_shipments(self, page: QWidget, view: RowsView) -> QAction:
        """Let parcels be cancelled from their list."""

        async def chosen(ids: Sequence[int]) -> Chosen:
            rows = await self.desk.shipment_list.rows(ids)
            return [row.shipment_id for row in rows.values()], []

        return self.attach("shipments", say("Shipments"), page, view, chosen)

    def attach_orders(self, page: QWidget, view: RowsView) -> QAction:
        """Let orders be cancelled from their list, bought or waiting for approval."""

        async def chosen(ids: Sequence[int]) -> Chosen:
            rows = await self.desk.order_list.rows(ids)
            return [], [OrderKey(row.key) for row in rows.values()]

        return self.attach("orders", say("Orders"), page, view, chosen)

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()

    def on_changes(self, changes: Changes) -> None:
        """Show what became of the orders that are asked for."""
        self._following.on_operations(changes.operations)

    # What may be cancelled

    def _look_soon(
        self, action: QAction, view: RowsView, chosen: Callable[[Sequence[int]], Awaitable[Chosen]]
    ) -> None:
        self.scope.start(
            self._allow, action, view, chosen, key=f"cancelling.{action.text()}.{id(view)}",
            replace=True,
        )  # fmt: skip

    async def _allow(
        self, action: QAction, view: RowsView, chosen: Callable[[Sequence[int]], Awaitable[Chosen]]
    ) -> None:
        """Enable the action where at least one chosen order can be cancelled, else say why not."""
        await self.desk.clock.sleep(0.2)  # arrows pass many rows
        ids = view.acting_ids()[:_LOOKED_AT]
        rows = await self.desk.cancelling.plan(*await chosen(ids)) if ids else ()
        why = rows[0].why_not if rows else "Choose an order first."
        allow(action, "" if any(not row.why_not for row in rows) else say(why))

    # The sheet

    async def _open(
        self,
        page: QWidget,
        view: RowsView,
        chosen: Callable[[Sequence[int]], Awaitable[Chosen]],
    ) -> None:
        rows = await self.desk.cancelling.plan(*await chosen(view.acting_ids()))
        if not rows:
            return
        sheet = CancelSheet(page, rows, self.scope)
        sheet.confirmed.connect(
            lambda: self.scope.start(self._request, sheet.rows(), key="cancelling.request")
        )
        self._sheet = sheet
        try:
            await sheet_closed(sheet)
        finally:
            self._sheet = None
            sheet.deleteLater()

    async def _request(self, rows: Sequence[CancelRow]) -> None:
        operations = await self.desk.cancelling.request(rows)
        for operation in operations:
            self._following.add(operation)

    async def _settled(self, operation: Operation) -> None:
        results = results_of(operation)
        if self._sheet is not None:
            self._sheet.show_results(results)
        await self._renew(operation, results)
        done = sum(each.outcome is CancelOutcome.CANCELLED for each in results)
        self.notices.toast(say("{n} of {all} cancelled.", n=done, all=len(results)))

    async def _renew(self, operation: Operation, results: Sequence[CancelResult]) -> None:
        """Read an order that stands at the platform itself anew: nobody lists it."""
        for each in results:
            own = each.order.order_key.startswith(f"{operation.account_id}:")
            if own and each.outcome is CancelOutcome.CANCELLED:
                number = each.order.number or each.order.remote_id
                await self.desk.orders.add_by_number(operation.account_id, number)
