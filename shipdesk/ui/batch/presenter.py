"""Shipping many orders at once: from the list of orders to the review, and to what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer

from shipdesk.domain.batch import Batch, Fate
from shipdesk.domain.changes import Changes
from shipdesk.domain.order import OrderKey, Stage
from shipdesk.domain.shipment import ShipmentId
from shipdesk.services.batch_review import Review
from shipdesk.services.desk import Desk
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.outcome_presenter import OutcomePresenter
from shipdesk.ui.batch.outcome_sheet import OutcomeSheet
from shipdesk.ui.batch.review_presenter import ReviewPresenter
from shipdesk.ui.batch.review_sheet import ReviewSheet
from shipdesk.ui.batch.words import fates_words
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders.allowed import selection_words
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.shortcuts import Actions, allow
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import KeyHintButton, LinkButton
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

MOST = 500
"""So many orders are reviewed at one go at the most."""
_LOOKED_AT = 200
_SOON_MS = 500
_MOVING = (Fate.QUEUED, Fate.UNDER_WAY, Fate.HELD, Fate.UNKNOWN)

Lead = Callable[[str, str], None]
"""Leads to an "order" or an "operation" by its key."""


class BatchPresenter:
    """Adds *Ship n…* to the list of orders; keeps both sheets and shows the batch that runs."""

    def __init__(
        self,
        page: OrdersPage,
        desk: Desk,
        actions: Actions,
        state: ViewState,
        scope: TaskScope,
        notices: Notifier,
        lead: Lead,
    ) -> None:
        self._page, self._desk, self._actions, self._state = page, desk, actions, state
        self._scope, self._notices, self._lead = scope, notices, lead
        self.print_labels: Callable[[Sequence[ShipmentId]], None] = _nowhere
        """Prints labels of shipments in one run; set by whoever builds both."""
        self._review: ReviewPresenter | None = None
        self._outcome: OutcomePresenter | None = None
        group = say("Orders")
        self.ship = actions.add(
            "orders.ship_many", say("Ship several…"), icon="box", shortcut="Ctrl+F9", group=group,
            owner=page, on=self._on_ship,
            tip=say("Review them all before anything is paid, then buy them at one go"),
        )  # fmt: skip
        self.show_last = actions.add(
            "batches.show", say("Last batch…"), icon="activity", group=group, on=self._on_show,
            tip=say("What became of the labels that were bought at one go"),
        )  # fmt: skip
        allow(self.show_last, say("No labels were bought at one go yet."))
        self.running = LinkButton("")
        self.running.clicked.connect(self._on_show)
        self.running.hide()
        page.add_tool(KeyHintButton(self.ship))
        page.add_to_footer(self.running)
        page.more_actions.append(self.ship)
        self._soon = QTimer(page)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._look_soon)
        page.view.rows.selection_changed.connect(self._offer)
        page.view.rows.counted.connect(lambda _count: self._offer())
        self._unsubscribe = desk.bus.subscribe(self.on_changes)
        self._offer()
        self._look_soon()

    def on_changes(self, changes: Changes) -> None:
        """Follow what changes anywhere."""
        if self._review is not None:
            self._review.on_changes(changes)
        if self._outcome is not None:
            self._outcome.on_changes(changes)
        if changes.operations and not self._soon.isActive():
            self._soon.start()

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()

    # What is offered in Orders

    def _offer(self) -> None:
        """Say how many the button would review: the chosen ones, else all that are ready."""
        ids = self._wanted()
        several = len(self._chosen()) > 1
        count = len(ids)
        if several:
            self.ship.setText(say("Ship {n}…", n=fmt.count(count)))
        elif count:
            self.ship.setText(say("Ship all {n} ready…", n=fmt.count(count)))
        else:
            self.ship.setText(say("Ship several…"))
        allow(self.ship, self._why_not(ids, several=several))

    def _why_not(self, ids: Sequence[int], *, several: bool) -> str:
        if not ids:
            return say("Select several orders, or go to Ready.")
        if len(ids) > MOST:
            return say("Select {n} or fewer at one go.", n=fmt.count(MOST))
        if several:
            model = self._page.model
            return selection_words([model.row(one) for one in ids[:_LOOKED_AT]])
        return ""

    def _chosen(self) -> Sequence[int]:
        return self._page.model.selection.ids()

    def _wanted(self) -> Sequence[int]:
        chosen = self._chosen()
        if len(chosen) > 1:
            return chosen
        ready = self._page.tabs.choice() == Stage.READY
        return self._page.model.ids if ready else ()

    def _on_ship(self) -> None:
        self._scope.start(self._ship, list(self._wanted()), key="batch.ship")

    async def _ship(self, ids: Sequence[int]) -> None:
        rows = await self._desk.order_list.rows(ids)
        keys = [OrderKey(rows[one].key) for one in ids if one in rows]
        if keys:
            self._start_review(self._desk.batches.review(keys))

    # The sheets

    def _start_review(self, review: Review) -> None:
        if self._review is None:
            sheet = ReviewSheet(self._page.host(), self._actions, self._scope, self._state)
            self._review = ReviewPresenter(
                sheet, self._desk, self._scope, self._notices, self._on_bought,
                lambda key: self._lead("order", key),
            )  # fmt: skip
        self._review.start(review)

    def _open_outcome(self, batch: Batch) -> None:
        if self._outcome is None:
            sheet = OutcomeSheet(self._page.host(), self._actions, self._scope, self._state)
            sheet.order_opened.connect(lambda key: self._leave("order", key))
            sheet.operation_opened.connect(lambda key: self._leave("operation", key))
            self._outcome = OutcomePresenter(
                sheet, self._desk, self._scope, self._notices, self._start_review,
                self.print_labels,
            )  # fmt: skip
        self._outcome.open(batch)

    def _leave(self, kind: str, key: str) -> None:
        if self._outcome is not None:
            self._outcome.sheet.close_sheet()
        self._lead(kind, key)

    def _on_bought(self, batch: Batch, left_out: int) -> None:
        self._page.model.selection.clear()
        if left_out:
            words = plural(
                left_out,
                "1 changed since you looked and was not bought; it is in Orders.",
                "{n} changed since you looked and were not bought; they are in Orders.",
            )
            self._notices.toast(words, tone=Tone.AMBER)
        self._open_outcome(batch)
        self._look_soon()

    # The batch that runs

    def _on_show(self) -> None:
        self._scope.start(self._show, key="batch.show")

    async def _show(self) -> None:
        recent = await self._desk.batches.recent(1)
        if recent:
            self._open_outcome(recent[0])

    def _look_soon(self) -> None:
        self._scope.start(self._look, key="batch.look", replace=True)

    async def _look(self) -> None:
        """Show below the list how far the last batch is, until all of it is settled."""
        recent = await self._desk.batches.recent(1)
        if not recent:
            return
        batch = recent[0]
        allow(self.show_last)
        moving = any(batch.counts[fate] for fate in _MOVING)
        self.running.setText(say("Batch {far}", far=fates_words(batch)))
        self.running.setAccessibleName(self.running.words())
        self.running.updateGeometry()
        self.running.setVisible(moving)


def _nowhere(ids: Sequence[ShipmentId]) -> None:
    """Print nothing: this window has no list of shipments."""
    del ids
