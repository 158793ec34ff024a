"""Runs the Dispatch orders screen: the list, one pickup, and what becomes of bookings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtGui import QAction

from shipdesk.domain.changes import Changes
from shipdesk.domain.codec import from_plain
from shipdesk.domain.dispatch_order import Comment, DispatchOrderId
from shipdesk.domain.operation import (
    Operation,
    OperationKind,
    OperationState,
    PickupIntent,
)
from shipdesk.domain.query import ListQuery
from shipdesk.errors import GoneError
from shipdesk.services.desk import Desk
from shipdesk.services.pickups import DispatchOrderSheet
from shipdesk.ui import format as fmt
from shipdesk.ui.dialogs import ask_confirm, ask_text
from shipdesk.ui.dispatch_orders.book_sheet import BookSheet
from shipdesk.ui.dispatch_orders.booking import BookingPresenter
from shipdesk.ui.dispatch_orders.page import DispatchOrdersPage
from shipdesk.ui.dispatch_orders.sheets import DriverSheets
from shipdesk.ui.dispatch_orders.waiting import waiting_count
from shipdesk.ui.following import Following
from shipdesk.ui.gathered import Gathered
from shipdesk.ui.notices import Notifier
from shipdesk.ui.table import Asking, RowsModel, SearchedList
from shipdesk.ui.tasks import TaskScope, Work
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import BannerText
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_KINDS = frozenset(
    {
        OperationKind.BOOK_DISPATCH_ORDER,
        OperationKind.COMMENT,
        OperationKind.EDIT_COMMENT,
        OperationKind.DELETE_COMMENT,
        OperationKind.CANCEL_DISPATCH_ORDER,
    }
)


class DispatchOrdersPresenter:
    """Connects the page to the desk; `search`, `open` and `refresh_counts` are for the window."""

    def __init__(
        self,
        page: DispatchOrdersPage,
        model: RowsModel,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        self.page, self.model, self.desk = page, model, desk
        self.scope, self.notices = scope, notices
        self.following = Following(desk, scope, self._settled, self._show_progress)
        self.booking = BookingPresenter(self._make_sheet, desk, scope, self.following.add)
        self.sheets = DriverSheets(page, desk, scope, notices)
        sort, descending = page.view.columns.sort()
        query = ListQuery("", "", sort, descending or not sort)
        self.asking = Asking(model, page.show_tab, query)
        self.searched = SearchedList(page.view, scope, "dispatch_orders.details")
        self._counting = Gathered(scope, desk.clock, self._count, key="dispatch_orders.counting")
        self._current: int | None = None
        self._wanted: int | None = None
        self._sheet: DispatchOrderSheet | None = None
        self._number = ""
        page.tab_chosen.connect(self.asking.tab)
        page.current_changed.connect(self._on_current)
        page.sort_requested.connect(self.asking.sort)
        page.book_requested.connect(
            lambda: scope.start(self.booking.open, key="dispatch_orders.open_sheet")
        )
        page.again_requested.connect(
            lambda: self._start(self._book_again, key="dispatch_orders.open_sheet")
        )
        page.comment_requested.connect(
            lambda: self._start(self._comment, key="dispatch_orders.comment")
        )
        page.edit_comment_requested.connect(
            lambda comment: self._start(self._edit_comment, comment, key="dispatch_orders.comment")
        )
        page.delete_comment_requested.connect(
            lambda comment: self._start(
                self._delete_comment, comment, key="dispatch_orders.comment"
            )
        )
        page.printout_requested.connect(
            lambda: self._start(self._printout, key="dispatch_orders.printout")
        )
        page.price_requested.connect(
            lambda: self._start(self._ask_price, key="dispatch_orders.ask_price")
        )
        page.cancel_requested.connect(
            lambda: self._start(self._cancel, key="dispatch_orders.cancel")
        )
        model.counted.connect(self._on_counted)
        self._unsubscribe = desk.bus.subscribe(self.on_changes)
        page.show_nothing()
        self.asking.start()
        self.refresh_counts()
        scope.start(self.following.pick_up, _KINDS, key="dispatch_orders.pick_up")

    def _make_sheet(self) -> BookSheet:
        return BookSheet(self.page.window(), self.page.actions_registry)

    # What the window asks

    def search(self, text: str) -> None:
        """Narrow the list to what fits the text, in every stage."""
        self.asking.search(text)

    async def open(self, key: str) -> None:
        """Show one dispatch order by its id, wherever it stands or is on its way there."""
        found = await self.desk.dispatch_order_list.row_id(key)
        if found is None:
            self.notices.toast(say("This pickup is no longer listed."), tone=Tone.GREY)
            return
        self._go_to(found)

    def refresh_counts(self) -> None:
        """Count the stages, and the parcels that wait, anew."""
        self.scope.start(self._count, key="dispatch_orders.counts", replace=True)

    def on_changes(self, changes: Changes) -> None:
        """Renew what is shown of what really changed."""
        if changes.dispatch_orders or changes.dispatch_orders_moved:
            self.model.touch(changes.dispatch_orders)
        if changes.dispatch_orders_moved or changes.shipments or changes.accounts:
            self._counting.ask()
        if changes.dispatch_orders and self._number:
            self.scope.start(self._go_to_number, key="dispatch_orders.number", replace=True)
        mine = self.following.on_operations(changes.operations)
        if self._current is not None and (changes.dispatch_orders or mine):
            self.scope.start(self._show, self._current, key="dispatch_orders.details", replace=True)

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()
        await self.sheets.aclose()

    # The list

    def _go_to(self, row_id: int) -> None:
        if self.page.view.select_id(row_id):
            return
        self._wanted = row_id
        self.asking.everything()

    async def _count(self) -> None:
        self.page.show_counts(await self.desk.dispatch_order_list.counts())
        self.page.show_waiting(waiting_count(await self.desk.pickups.waiting()))

    def _on_counted(self, total: int) -> None:
        view = self.page.view
        if self._wanted is not None and view.select_id(self._wanted):
            self._wanted = None
        elif total and view.current_id() is None:
            view.go_to(0)

    # The details

    def _on_current(self, row_id: int | None) -> None:
        self._current = row_id
        if row_id is None:
            self._sheet = None
            self.scope.cancel("dispatch_orders.details")
            self.page.show_nothing()
            return
        self.scope.start(self._show, row_id, key="dispatch_orders.details", replace=True)

    async def _show(self, row_id: int) -> None:
        rows = await self.desk.dispatch_order_list.rows([row_id])
        if row_id not in rows:
            self._on_current(None)
            return
        try:
            sheet = await self.desk.pickups.read(DispatchOrderId(rows[row_id].dispatch_order_id))
        except GoneError:  # the list still shows what a lost journal knew
            self._on_current(None)
            return
        if row_id == self._current:
            self._sheet = sheet
            self.page.show_order(sheet)

    def _start(self, work: Work, *args: object, key: str) -> None:
        """Begin with the pickup in sight as the button is pressed: another may come meanwhile."""
        if self._sheet is not None:
            self.scope.start(work, self._sheet, *args, key=key)

    async def _book_again(self, sheet: DispatchOrderSheet) -> None:
        """Open the sheet with the rest of a rejected pickup ticked."""
        refused = set(sheet.order.refused)
        rest = [each.id for each in sheet.shipments if each.tracking_number not in refused]
        await self.booking.open(rest)

    async def _comment(self, sheet: DispatchOrderSheet) -> None:
        text = await ask_text(
            self.page,
            title=say("Comment on pickup {number}", number=sheet.order.remote_id),
            label=say("Comment"),
            confirm=say("Add comment"),
            check=lambda text: None if text else say("Type it first."),
        )
        if text:
            self.following.add(await self.desk.pickups.comment(sheet.order.id, text))

    async def _edit_comment(self, sheet: DispatchOrderSheet, comment: Comment) -> None:
        """Change one comment; nothing is sent where it says the same."""
        text = await ask_text(
            self.page,
            title=say("Edit the comment for the courier"),
            label=say("Comment"),
            text=comment.text,
            confirm=say("Save"),
            check=lambda text: None if text.strip() else say("Type it, or delete the comment."),
        )
        if text and text.strip() != comment.text:
            self.following.add(
                await self.desk.pickups.edit_comment(sheet.order.id, comment.id, text)
            )

    async def _delete_comment(self, sheet: DispatchOrderSheet, comment: Comment) -> None:
        """Remove the one comment in hand; it cannot be brought back, so its text is shown."""
        wanted = await ask_confirm(
            self.page,
            title=say("Delete this comment?"),
            text=say("“{text}” goes from pickup {number}. The other comments stay.",
                     text=comment.text, number=sheet.order.remote_id),
            confirm=say("Delete comment"),
            danger=True,
        )  # fmt: skip
        if wanted:
            self.following.add(await self.desk.pickups.delete_comment(sheet.order.id, comment.id))

    async def _printout(self, sheet: DispatchOrderSheet) -> None:
        """Fetch the sheet that the driver signs, then print, open or save it."""
        files = await self.desk.pickups.fetch_printout(sheet.order.id)
        title = say("Sheet of pickup {number}", number=sheet.order.remote_id)
        await self.sheets.offer(files, title, sheet.order.id)

    async def _ask_price(self, sheet: DispatchOrderSheet) -> None:
        """Ask how the pickup stands and what it costs; contract customers are told no price."""
        order = await self.desk.pickups.fetch_now(sheet.order.id)
        if self._sheet is not None and self._sheet.order.id == order.id:
            self._sheet = replace(self._sheet, order=order)
            self.page.show_order(self._sheet)
        if order.price is None:
            words = say("Pickup {number} is charged by contract: no price is told.",
                        number=order.remote_id)  # fmt: skip
            self.notices.toast(words, tone=Tone.BLUE)
        else:
            words = say("Pickup {number} costs {price}.", number=order.remote_id,
                        price=fmt.money(order.price))  # fmt: skip
            self.notices.toast(words)

    async def _cancel(self, sheet: DispatchOrderSheet) -> None:
        order = sheet.order
        sure = await ask_confirm(
            self.page.window(),
            title=say("Cancel pickup {number}?", number=order.remote_id),
            text=plural(
                len(order.remote_shipments),
                "The courier no longer comes for its parcel; it waits for another pickup.",
                "The courier no longer comes for its {n} parcels; they wait for another pickup.",
            ),
            confirm=say("Cancel this pickup"),
            cancel=say("Keep it"),
            danger=True,
        )
        if sure:
            self.following.add(await self.desk.pickups.cancel(order.id))

    # What becomes of it

    def _show_progress(self, operation: Operation) -> None:
        """Say above the list what is under way, refused, or not known."""
        area, state = self.page.progress, operation.state
        if state in (OperationState.DONE, OperationState.CANCELLED):
            area.clear_banner(operation.id)
            return
        if state is OperationState.UNKNOWN:
            title = say("{what}: the courier did not answer", what=_what(operation))
            hint = say("Nothing is sent twice.")
            text = BannerText(title, _checking(operation), hint, Tone.VIOLET, "question")
        elif state is OperationState.REFUSED:
            title = say("{what}: refused", what=_what(operation))
            text = BannerText(title, operation.reason, tone=Tone.RED)
        elif state is OperationState.FAILED_AFTER_ACCEPTANCE:
            title = say("{what}: rejected by the courier", what=_what(operation))
            hint = say("The parcels wait for a courier again.")
            text = BannerText(title, operation.reason, hint, Tone.RED)
        else:
            title = say("{what}…", what=_what(operation))
            text = BannerText(title, operation.reason, tone=Tone.BLUE, icon="clock")
        look = QAction(say("See it in Activity"), self.page)
        look.triggered.connect(partial(self.page.operation_opened.emit, operation.id))
        quiet = text.tone is Tone.BLUE
        area.set_banner(operation.id, text, () if quiet else (look,))

    async def _settled(self, operation: Operation) -> None:
        if operation.kind is not OperationKind.BOOK_DISPATCH_ORDER:
            return
        number = operation.facts.get("remote_id", "")
        if operation.state is OperationState.DONE:
            self.notices.toast(say("Courier booked: pickup {number}.", number=number))
        self.refresh_counts()
        self._number = number
        await self._go_to_number()

    async def _go_to_number(self) -> None:
        """Show the pickup that was just booked, as soon as it is listed."""
        number = self._number
        found = await self.desk.dispatch_order_list.ids(ListQuery(text=number)) if number else []
        if found and number == self._number:
            self._number = ""
            self._go_to(found[0])


def _what(operation: Operation) -> str:
    """Return what is being done, in words."""
    if operation.kind is OperationKind.COMMENT:
        return say("Comment on pickup {number}", number=operation.title)
    if operation.kind is OperationKind.EDIT_COMMENT:
        return say("Changing a comment on pickup {number}", number=operation.title)
    if operation.kind is OperationKind.DELETE_COMMENT:
        return say("Deleting a comment on pickup {number}", number=operation.title)
    if operation.kind is OperationKind.CANCEL_DISPATCH_ORDER:
        return say("Cancelling pickup {number}", number=operation.title)
    intent = from_plain(PickupIntent, operation.intent)
    return say("Booking the courier for {parcels}", parcels=fmt.parcels(len(intent.shipment_ids)))


def _checking(operation: Operation) -> str:
    """Return until when it is looked up, or that a person has to decide."""
    until = operation.facts.get("checking_until", "")
    if not until or operation.reason_key == "decide":
        return operation.reason
    when = fmt.clock_time(datetime.fromisoformat(until))
    return say("It is being looked up until {when}.", when=when)
