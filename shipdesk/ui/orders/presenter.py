"""The Orders screen at work: the list, the order in hand, and what its parts share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from PySide6.QtGui import QGuiApplication

from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import OperationState
from shipdesk.domain.order import OrderKey, Stage
from shipdesk.domain.query import ListQuery
from shipdesk.domain.quote import QuoteSheet
from shipdesk.domain.rows import OrderRow
from shipdesk.errors import OperationRefusedError
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders.adding import OrderAdding
from shipdesk.ui.orders.allowed import order_acts, quote_acts, selection_words
from shipdesk.ui.orders.beginning import first_words
from shipdesk.ui.orders.buying import OrderBuying
from shipdesk.ui.orders.counting import OrderCounts
from shipdesk.ui.orders.editing import OrderEditing
from shipdesk.ui.orders.new_order import OrderDraft
from shipdesk.ui.orders.options import OrderOptions
from shipdesk.ui.orders.order_actions import QUOTE_KEYS
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.orders.quoting import OrderQuotes
from shipdesk.ui.orders.reading import OrderReader
from shipdesk.ui.orders.shown import SAY_AFTER, OrderView
from shipdesk.ui.orders.source import HeldSource
from shipdesk.ui.orders.taking_back import OrderTakingBack
from shipdesk.ui.table import Asking, SearchedList
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.wording import phrase as say

_COSTS = frozenset({"buy", "another", "print"})
_FOR_ONE = _COSTS | {"ask", "accept", "edit", "locker", "options", "compare_within", "copy"}
_LOOKED_AT = 50
_READ_WITHIN = 5.0
_FOLLOWED = 5
"""Stages that an order may go through while it is being opened."""
_CHOSEN = 1000
"""So many selected orders are asked whether one can be changed."""


class OrdersPresenter:
    """Connects the page with the desk; `open`, `search` and `start_order` are for the window."""

    def __init__(
        self,
        page: OrdersPage,
        desk: Desk,
        source: HeldSource,
        state: ViewState,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        self.page = page
        self._desk, self._source, self._state = desk, source, state
        self._scope, self._notices = scope, notices
        self._view: OrderView | None = None
        self._to_first = False
        self._all_stages = False
        self._asked: tuple[int, str] | None = None
        kept = str(state.load("orders.list").get("tab") or Stage.READY.value)
        first = self._first_query(kept if kept in set(Stage) else Stage.READY.value)
        self.asking = Asking(page.model, lambda *_asked: self._show_stage(), first)
        self.searched = SearchedList(page.view, scope, "details")
        self.counts = OrderCounts(page, desk, scope, self._show_stage)
        self.reader = OrderReader(page, desk, scope, self.renew)
        self.adding = OrderAdding(page, desk, scope, notices, self.open)
        self.quotes = OrderQuotes(page, desk, scope, notices, self)
        self.editing = OrderEditing(page, desk, scope, notices, self)
        self.buying = OrderBuying(page, desk, scope, notices, self, self.quotes, self.editing)
        self.options = OrderOptions(page, desk, scope, notices, self)
        self.taking_back = OrderTakingBack(page, desk, scope, notices, self)
        page.details.held.use(desk, scope, notices)
        self._connect()
        self._unsubscribe = desk.bus.subscribe(self.on_changes)

    def start(self) -> None:
        """Show what the cache holds; called once, on the running loop."""
        self.asking.start()
        self.counts.refresh()
        self.counts.show_synced()
        self.adding.refresh()
        self.options.refresh()
        self._allow()

    # What the window asks

    async def open_next(self) -> None:
        """Show the first order that can be bought and wait until its details are there."""
        ids = await self._desk.order_list.ids(ListQuery(tab=Stage.READY.value))
        rows = await self._desk.order_list.rows(list(ids[:_LOOKED_AT]))
        found = [rows[one] for one in ids[:_LOOKED_AT] if one in rows]
        row = next((one for one in found if not one.state_key), None)
        if row is not None:
            await self.open(row.key)
            await self._shown()

    def in_hand(self) -> OrderKey | None:
        """Return the order in sight; None while there is none or it is being read."""
        view = self.view()
        return view.order.key if view is not None else None

    async def _shown(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_READ_WITHIN):
                while self.view() is None:
                    await self._desk.clock.sleep(0.02)

    async def open(self, key: str) -> None:
        """Show one order, in whichever stage it is; one that moves on meanwhile is followed."""
        for _ in range(_FOLLOWED):
            row_id = await self._desk.order_list.row_id(key)
            rows = await self._desk.order_list.rows([row_id]) if row_id is not None else {}
            row = rows.get(row_id) if row_id is not None else None
            if row is None:
                break
            query = self.asking.query
            if row.stage != query.tab or query.text:
                await self._listed(partial(self.asking.whole, row.stage))
            if not self.page.view.select_id(row.id):
                await self._listed(self.page.model.refresh)
            if self.page.view.select_id(row.id):
                self.page.focus_list()
                return
        raise OperationRefusedError(reason=say("The order is no longer in the order book."))

    def search(self, text: str) -> None:
        """Narrow the list to what fits, in every stage; nothing typed brings the stage back."""
        if text.strip() != self.asking.query.text:
            self._to_first = bool(text.strip())
            self.asking.search(text)

    def start_order(self, draft: OrderDraft) -> None:
        """Open the form of a new order, filled as far as is known."""
        self.adding.on_new(draft)

    def show_page(self) -> None:
        """Ask the window to bring this screen to the front."""
        self.page.page_wanted.emit()

    def unasked(self, key: OrderKey) -> QuoteSheet | None:
        """Return why no courier could be asked for an order; None where one could."""
        return self.quotes.unasked(key)

    def note_answer(self, key: OrderKey, answer: QuoteSheet) -> None:
        """Take note of what couriers answered when they were asked from another screen."""
        self.quotes.note_answer(key, answer)

    def on_changes(self, changes: Changes) -> None:
        """Follow what changed anywhere."""
        if changes.orders or changes.orders_moved:
            self.page.model.touch(changes.orders)
        if changes.orders_moved:
            self.counts.refresh()
        if changes.accounts:
            self.counts.show_synced()
            if not self.counts.total:
                self._show_stage()
            self.adding.refresh()
            self.options.refresh()
        if changes.operations:
            self.buying.on_operations(changes.operations)
            self.taking_back.on_operations()
        current = self.page.view.current_id()
        mine = current is not None and current in changes.orders
        if mine or changes.operations or changes.shipments or changes.senders or changes.accounts:
            self.renew()

    async def aclose(self) -> None:
        """Listen no longer and end what runs."""
        self._unsubscribe()
        await self._scope.aclose()

    # What the parts ask

    def view(self) -> OrderView | None:
        """Return the order in hand; None while the details of another row are on their way."""
        if self._view is None or self._view.row.id != self.page.view.current_id():
            return None
        return self._view

    async def acting(self) -> Sequence[OrderRow]:
        """Return the rows an action is for, in the order of the list."""
        ids = self.page.view.acting_ids()
        rows = await self._desk.order_list.rows(ids)
        return [rows[one] for one in ids if one in rows]

    def renew(self) -> None:
        """Read the order in hand again."""
        current = self.page.view.current_id()
        if current is not None:
            self._scope.start(self._load, current, key="details", replace=True)

    def outdate(self, keys: Sequence[OrderKey]) -> None:
        """Have the quotes of these orders asked again when they are looked at."""
        self.quotes.outdate(keys)

    # The list

    def _first_query(self, tab: str) -> ListQuery:
        sort, descending = self.page.view.columns.sort()
        if not sort:
            self.page.view.columns.show_sort("created_ms", descending=True)
            return ListQuery(tab=tab)
        return ListQuery(tab=tab, sort=sort, descending=descending)

    def _show_stage(self) -> None:
        first = None if self.counts.total else first_words(self._desk)
        self.page.show_stage(self.asking.query.tab, self.asking.query.text, first)

    async def _listed(self, show: Callable[[], object]) -> None:
        """Show something and wait until the list is there."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def on_counted(_count: int) -> None:
            if not done.done():
                done.set_result(None)

        self.page.model.counted.connect(on_counted)
        try:
            show()
            await done
        finally:
            self.page.model.counted.disconnect(on_counted)

    def _on_stage(self, stage: str) -> None:
        self._state.save("orders.list", {"tab": stage})
        self.asking.tab(stage)

    def _on_counted(self, count: int) -> None:
        if self._to_first:
            self._to_first = False
            self.page.view.go_to(0, choose=not self.page.model.selection.is_several())
        if self._source.hold(self.page.view.current_id()):
            self.page.model.refresh()
        self._source.place(self.page.view.current_row())
        if self._source.all_stages is not self._all_stages:
            self._all_stages = self._source.all_stages
            self.page.model.restate()
        self._on_selection()
        self.counts.look_at(count, self.asking.query.tab)

    def _on_selection(self) -> None:
        model, selection = self.page.model, self.page.model.selection
        self.page.show_selection(selection.count(), len(model.ids), selection.away())
        chosen = self.page.view.acting_ids()[:_CHOSEN]
        view = self.view()
        rows = [view.row if view and view.row.id == one else model.row(one) for one in chosen]
        self.page.allow_selected(selection_words(rows))

    def _allow(self) -> None:
        """Open and close the actions for the order in hand."""
        view = self.view()
        self.page.allow_acts(order_acts(view), quote_acts(view, QUOTE_KEYS))
        self._on_selection()
        if view is not None:
            self.options.show(view)

    def _on_current(self, row_id: object) -> None:
        current = row_id if isinstance(row_id, int) else None
        if self._source.hold(current):
            self.page.model.refresh()
        self._source.place(self.page.view.current_row())
        self.quotes.forget()
        if current is None:
            self._view = None
            self._scope.cancel("details")
            self.page.show_nothing()
            self._allow()
        else:
            self._scope.start(self._load, current, key="details", replace=True)

    # The details

    def _show_after(self) -> None:
        if self._view is not None:
            self.page.details.show_after(self.reader.after(self._view))

    async def _load(self, row_id: int) -> None:
        rows = await self._desk.order_list.rows([row_id])
        row = rows.get(row_id)
        if row is None:
            self._view = None
            self.page.show_nothing()
            self._allow()
            return
        view = await self.reader.read(row)
        self._view = view
        await self.page.details.held.follow(view.purchase)
        self.page.show_details(button=bool(view.live) or not view.closed)
        self.page.details.show_order(view, self._desk.clock.now())
        self.page.show_hold(on_hold=view.sheet.additions.hold)
        self._show_after()
        self.reader.show_point(view)
        self.reader.learn_cash(view)
        self._allow()
        self._say_later(view)
        self.quotes.consider(view)
        asked, self._asked = self._asked, None
        if asked is not None and asked[0] == row_id:
            self._on_asked(asked[1])

    def _say_later(self, view: OrderView) -> None:
        """Say for what a purchase waits once it has waited for ten seconds."""
        found = view.purchase
        if found is None or found.state is not OperationState.WAITING:
            self._scope.cancel("later")
            return
        since = found.waiting_since or found.updated_at
        left = (since + SAY_AFTER - self._desk.clock.now()).total_seconds()
        if left > 0:
            self._scope.start(self._restate, view, left, key="later", replace=True)

    async def _restate(self, view: OrderView, seconds: float) -> None:
        await self._desk.clock.sleep(seconds)
        if self.view() is view:
            self.page.details.show_state(view, self._desk.clock.now())

    def _copy(self) -> None:
        view = self.view()
        if view is not None:
            QGuiApplication.clipboard().setText(view.order.number)
            self._notices.toast(say("{number} is copied.", number=view.order.number))

    # Connections

    def _connect(self) -> None:
        page, details = self.page, self.page.details
        page.came_into_sight.connect(self._show_after)
        page.asked.connect(self._on_asked)
        page.quote_number_typed.connect(self.quotes.on_number)
        page.stage_chosen.connect(self._on_stage)
        page.current_changed.connect(self._on_current)
        page.accepted.connect(lambda: self._on_asked("accept"))
        page.sort_requested.connect(self.asking.sort)
        page.model.counted.connect(self._on_counted)
        page.model.selection_changed.connect(self._on_selection)
        details.parcel_edited.connect(self.editing.on_parcel)
        details.payment_chosen.connect(self.editing.on_payment_chosen)
        details.amount_wanted.connect(self.editing.on_amount_wanted)
        details.handing_in_chosen.connect(self.editing.on_handing_in)
        details.note_edited.connect(self.editing.on_note)
        details.country_confirmed.connect(self.editing.on_country_confirmed)
        details.quote_picked.connect(self.quotes.on_picked)
        details.fix_taken.connect(self.editing.on_fix)
        details.place_wanted.connect(self.editing.on_place)

    def _on_asked(self, name: str) -> None:
        """Do what a key or a button asks for; while the order is being read it is not lost.

        What costs money or paper is not done to an order that was not in sight when it was asked.
        """
        if name in _FOR_ONE and self.view() is None and self._scope.is_running("details"):
            if name in _COSTS:
                words = say("The order is being read. Press again when it is there.")
                self._notices.toast(words, tone=Tone.GREY)
                return
            current = self.page.view.current_id()
            self._asked = (current, name) if current is not None else None
            return
        work: dict[str, Callable[[], object]] = {
            "new": lambda: self.start_order(OrderDraft()),
            "find": self.adding.on_find,
            "refresh": self._desk.sync.now,
            "columns": self.page.show_columns_menu,
            "buy": self.buying.on_buy,
            "ask": self.quotes.on_ask,
            "accept": self.quotes.on_accepted,
            "payment": self.editing.on_payment_cycled,
            "hold": self.editing.on_hold,
            "edit": self.editing.on_edit,
            "locker": self.editing.on_locker,
            "note": self.page.details.go_to_note,
            "print": self.buying.on_print,
            "another": self.buying.on_another,
            "options": self.options.on_options,
            "compare_within": self.options.on_compare,
            "take_back": self.taking_back.on_take_back,
            "copy": self._copy,
        }
        work[name]()
