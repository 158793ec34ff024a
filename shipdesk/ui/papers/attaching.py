"""Gives the pages their papers: packing slips, pick lists, hand-over sheets, and why not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from shipdesk.domain.changes import Changes
from shipdesk.domain.dispatch_order import DispatchOrderId, DispatchOrderStatus
from shipdesk.domain.label import DocumentKind
from shipdesk.domain.order import OrderKey, Stage
from shipdesk.domain.query import ListQuery
from shipdesk.domain.sheets import HandOver
from shipdesk.errors import OperationRefusedError
from shipdesk.ui import format as fmt
from shipdesk.ui.gathered import Gathered
from shipdesk.ui.papers.composing import hand_over, packing_slip, picking
from shipdesk.ui.papers.presenter import Offer, PapersPresenter
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import RowsView, acts_on_chosen
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_PAUSE = 0.2
"""Seconds that a row has to stay current: arrows pass many."""
_NOT_PACKED = frozenset({Stage.ON_HOLD.value, Stage.CANCELLED.value})
_LOOKED_AT = 200
_OVER = {
    DispatchOrderStatus.REJECTED.value: "This pickup was rejected: its parcels wait for another.",
    DispatchOrderStatus.CANCELLED.value: "This pickup was cancelled: its parcels wait for another.",
}

Look = Callable[[], Awaitable[None]]


class PaperActions:
    """One for the window; each page that is attached gets actions of its own."""

    def __init__(self, papers: PapersPresenter, actions: Actions) -> None:
        self._papers, self._actions = papers, actions
        self._desk, self._scope = papers.desk, papers.scope
        self._looks: dict[str, Look] = {}
        self._following: dict[str, Gathered] = {}
        self._unsubscribe = self._desk.bus.subscribe(self._on_changes)

    def attach_orders(self, page: QWidget, view: RowsView) -> tuple[QAction, ...]:
        """Offer the pick list and the packing slips of orders."""
        own = OwnedActions(self._actions, "orders", say("Orders"), page)
        slip = own.add(
            "packing_slip", say("Packing slip…"), icon="note", keys="K",
            on=lambda: self._start(self._show_slips, page, lambda: self._order_keys(view)),
        )  # fmt: skip
        pick = own.add(
            "pick_list", say("Pick list…"), icon="orders", keys="I",
            tip=say("What is to be fetched for the selected orders, else for all that are ready"),
            on=lambda: self._start(self._show_picks, page, view),
        )  # fmt: skip

        async def look() -> None:
            ids = view.acting_ids()
            allow(slip, "" if ids else say("Choose an order first."))
            allow(pick, await self._why_no_pick(view))

        for action in (slip, pick):
            allow(action, say("Choose an order first."))
        acts_on_chosen(view.rows, slip, pick)
        self._watch("orders", look, view.current_changed, view.rows.selection_changed)
        return slip, pick

    def attach_shipments(self, page: QWidget, view: RowsView) -> tuple[QAction, ...]:
        """Offer the packing slips of the orders that parcels were bought for."""
        own = OwnedActions(self._actions, "shipments", say("Shipments"), page)
        slip = own.add(
            "packing_slip", say("Packing slip…"), icon="note", keys="K",
            on=lambda: self._start(self._show_slips, page, lambda: self._bought_for(view)),
        )  # fmt: skip

        async def look() -> None:
            if not view.acting_ids():
                allow(slip, say("Choose a shipment first."))
                return
            keys = await self._bought_for(view)
            allow(slip, "" if keys else say("Its order is not known here."))

        allow(slip, say("Choose a shipment first."))
        acts_on_chosen(view.rows, slip)
        self._watch("shipments", look, view.current_changed, view.rows.selection_changed)
        return (slip,)

    def attach_pickups(self, page: QWidget, view: RowsView) -> tuple[QAction, QAction]:
        """Offer the hand-over sheet of a pickup, and of the parcels that are in none."""
        own = OwnedActions(self._actions, "dispatch_orders", say("Dispatch orders"), page)
        sheet = own.add(
            "hand_over", say("Hand-over sheet…"), icon="note", keys="H",
            on=lambda: self._start(self._show_pickup, page, view),
        )  # fmt: skip
        waiting = own.add(
            "hand_over_waiting", say("Hand-over sheet of waiting parcels…"), icon="note",
            keys="Shift+H", on=lambda: self._start(self._show_waiting, page),
        )  # fmt: skip

        async def look() -> None:
            allow(sheet, await self._why_no_sheet(view))
            none = say("No parcel waits to be handed in.")
            allow(waiting, "" if await self._desk.papers.waiting() else none)

        allow(sheet, say("Choose a pickup first."))
        allow(waiting, say("No parcel waits to be handed in."))
        self._watch("dispatch_orders", look, view.current_changed)
        return sheet, waiting

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()

    # What can be done

    def _watch(self, key: str, look: Look, *signals: SignalInstance) -> None:
        self._looks[key] = look
        self._following[key] = Gathered(
            self._scope, self._desk.clock, look, key=f"papers.follow.{key}"
        )
        for signal in signals:
            signal.connect(lambda *_given: self._look_soon(key))
        self._look_soon(key)

    def _look_soon(self, key: str) -> None:
        async def later() -> None:
            await self._desk.clock.sleep(_PAUSE)
            await self._looks[key]()

        self._scope.start(later, key=f"papers.look.{key}", replace=True)

    def _on_changes(self, changes: Changes) -> None:
        moved = {
            "orders": bool(changes.orders_moved or changes.orders),
            "shipments": bool(changes.shipments or changes.shipments_moved),
            "dispatch_orders": bool(
                changes.shipments or changes.dispatch_orders or changes.dispatch_orders_moved
            ),
        }
        for key, wanted in moved.items():
            if wanted and key in self._following:
                self._following[key].ask()

    async def _why_no_pick(self, view: RowsView) -> str:
        if view.rows.selection.count() > 1:
            ids = view.acting_ids()[:_LOOKED_AT]
            rows = await self._desk.order_list.rows(ids)
            packed = any(row.stage not in _NOT_PACKED for row in rows.values())
            return "" if packed else say("All chosen orders are on hold or cancelled.")
        counts = await self._desk.order_list.counts()
        return "" if counts.get(Stage.READY.value) else say("No order is ready to be packed.")

    async def _why_no_sheet(self, view: RowsView) -> str:
        current = view.current_id()
        rows = await self._desk.dispatch_order_list.rows([current]) if current is not None else {}
        if current is None or current not in rows:
            return say("Choose a pickup first.")
        row = rows[current]
        if row.status in _OVER:
            return say(_OVER[row.status])
        return "" if row.parcels else say("The courier told no parcels of this pickup.")

    # What is shown

    def _start(self, work: Callable[..., Awaitable[None]], *args: object) -> None:
        self._scope.start(work, *args, key="papers.open")

    async def _order_keys(self, view: RowsView) -> list[OrderKey]:
        ids = view.acting_ids()
        rows = await self._desk.order_list.rows(ids)
        return [OrderKey(rows[one].key) for one in ids if one in rows]

    async def _bought_for(self, view: RowsView) -> list[OrderKey]:
        ids = view.acting_ids()
        rows = await self._desk.shipment_list.rows(ids)
        keys = (OrderKey(rows[one].order_key) for one in ids if one in rows)
        return list(dict.fromkeys(key for key in keys if key))

    async def _show_slips(
        self, page: QWidget, keys: Callable[[], Awaitable[list[OrderKey]]]
    ) -> None:
        slips = await self._desk.papers.slips(await keys())
        if not slips:
            raise OperationRefusedError(reason=say("The order is no longer in the order book."))
        names = tuple(say("Packing slip {number}", number=slip.order.number) for slip in slips)
        title = names[0]
        if len(slips) > 1:
            title = say("{n} packing slips", n=fmt.count(len(slips)))
        offer = Offer(
            title, DocumentKind.PACKING_SLIP, names,
            lambda prices: [packing_slip(slip, prices=prices) for slip in slips], priced=True,
        )  # fmt: skip
        await self._papers.show(page, offer)

    async def _show_picks(self, page: QWidget, view: RowsView) -> None:
        if view.rows.selection.count() > 1:
            keys = await self._order_keys(view)
            words = plural(len(keys), "{n} selected order", "{n} selected orders")
        else:
            ready = await self._desk.order_list.ids(ListQuery(tab=Stage.READY.value))
            rows = await self._desk.order_list.rows(list(ready))
            keys = [OrderKey(rows[one].key) for one in ready if one in rows]
            words = say("all that are ready")
        picks = await self._desk.papers.picks(keys)
        if not picks.orders:
            raise OperationRefusedError(reason=say("No order is ready to be packed."))
        title = say("Pick list")
        offer = Offer(
            title, DocumentKind.PICK_LIST, (title,), lambda _prices: [picking(picks, words)]
        )
        await self._papers.show(page, offer)

    async def _show_pickup(self, page: QWidget, view: RowsView) -> None:
        current = view.current_id()
        rows = await self._desk.dispatch_order_list.rows([current]) if current is not None else {}
        if current is None or current not in rows:
            return
        sheet = await self._desk.papers.pickup(DispatchOrderId(rows[current].dispatch_order_id))
        await self._show_hand_over(page, (sheet,))

    async def _show_waiting(self, page: QWidget) -> None:
        sheets = await self._desk.papers.waiting()
        if not sheets:
            raise OperationRefusedError(reason=say("No parcel waits to be handed in."))
        await self._show_hand_over(page, sheets)

    async def _show_hand_over(self, page: QWidget, sheets: Sequence[HandOver]) -> None:
        names = tuple(
            say("Hand-over sheet {number}",
                number=sheet.pickup.remote_id if sheet.pickup else sheet.courier)
            for sheet in sheets
        )  # fmt: skip
        title = names[0] if len(names) == 1 else say("Hand-over sheets")
        offer = Offer(
            title, DocumentKind.HAND_OVER, names,
            lambda _prices: [hand_over(sheet) for sheet in sheets],
        )  # fmt: skip
        await self._papers.show(page, offer)
