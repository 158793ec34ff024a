"""A batch at work: shows what becomes of each row, stops what was not sent, retries what failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer

from shipdesk.domain.batch import Batch, BatchId, Fate
from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import OperationId
from shipdesk.domain.shipment import ShipmentId
from shipdesk.services.batch_review import Review
from shipdesk.services.desk import Desk
from shipdesk.ui.batch.outcome_sheet import OutcomeSheet
from shipdesk.ui.batch.outcomes import OutcomeLines
from shipdesk.ui.notices import Notifier
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_SOON_MS = 250
"""What changed is read together, four times a second at the most."""
_UNSENT = (Fate.QUEUED, Fate.HELD)


class OutcomePresenter:
    """Fills one sheet for one batch after another."""

    def __init__(
        self,
        sheet: OutcomeSheet,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        review: Callable[[Review], None],
        print_labels: Callable[[Sequence[ShipmentId]], None],
    ) -> None:
        """`review` opens a review of what is to be retried; labels are printed in one run."""
        self.sheet = sheet
        self._desk, self._scope, self._notices = desk, scope, notices
        self._review = review
        self._print_labels = print_labels
        self._parcels: tuple[ShipmentId, ...] = ()
        self._lines = OutcomeLines()
        self._batch: Batch | None = None
        self._tracking: dict[str, str] = {}
        self._soon = QTimer(sheet)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._read_soon)
        sheet.stop_requested.connect(self._on_stop)
        sheet.retry_requested.connect(self._on_retry)
        sheet.go_on_requested.connect(self._on_go_on)
        sheet.print_requested.connect(self._on_print)
        sheet.batch_chosen.connect(self._on_batch)
        sheet.model.selection_changed.connect(self._show_exits)

    @property
    def batch(self) -> Batch | None:
        """The batch that is shown, or was last."""
        return self._batch

    def open(self, batch: Batch) -> None:
        """Show a batch in front of everything."""
        self._parcels = ()
        self._show(batch)
        self.sheet.open()
        self._scope.start(self._recent, key="batch.recent", replace=True)
        self._read_soon()

    def on_changes(self, changes: Changes) -> None:
        """Follow the purchases of the batch in sight."""
        shown = self._batch is not None and self.sheet.isVisible()
        if shown and changes.operations and not self._soon.isActive():
            self._soon.start()

    def _read_soon(self) -> None:
        if self._batch is not None:
            self._scope.start(self._read, self._batch.id, key="batch.outcome", replace=True)

    async def _read(self, batch_id: BatchId) -> None:
        batch = await self._desk.batches.read(batch_id)
        parcels = await self._desk.batches.parcels(batch)
        ids = await self._desk.shipment_list.row_ids(parcels)
        rows = await self._desk.shipment_list.rows(list(ids.values()))
        self._tracking |= {row.order_key: row.tracking_number for row in rows.values()}
        if self._batch is not None and self._batch.id == batch_id:
            self._parcels = parcels
            self._show(batch)

    async def _recent(self) -> None:
        self.sheet.show_recent(await self._desk.batches.recent())

    def _show(self, batch: Batch) -> None:
        self._batch = batch
        self.sheet.show_batch(batch, self._lines.of(batch, self._tracking))
        self.sheet.show_bought(len(self._parcels))
        self._show_exits()

    def _show_exits(self) -> None:
        batch = self._batch
        if batch is not None:
            unsent = sum(batch.counts[fate] for fate in _UNSENT)
            held = batch.counts[Fate.HELD]
            self.sheet.show_exits(unsent, len(self._again(batch).rows), held)

    def _again(self, batch: Batch) -> Batch:
        """Return the rows to review once more: the chosen ones of them, else all."""
        mine = [row for row in batch.rows if row.can_be_asked_again]
        by_hand = set(self.sheet.chosen_ids())
        chosen = [row for row in mine if row.place + 1 in by_hand]
        return replace(batch, rows=tuple(chosen or mine))

    def _on_batch(self, batch_id: str) -> None:
        self._scope.start(self._open_other, BatchId(batch_id), key="batch.other", replace=True)

    async def _open_other(self, batch_id: BatchId) -> None:
        self._parcels = ()
        self._show(await self._desk.batches.read(batch_id))
        await self._read(batch_id)

    def _on_print(self) -> None:
        if self._parcels:
            self.sheet.close_sheet()
            self._print_labels(self._parcels)

    def _on_stop(self) -> None:
        if self._batch is not None:
            self._scope.start(self._stop, self._batch.id, key="batch.stop")

    async def _stop(self, batch_id: BatchId) -> None:
        gone = await self._desk.batches.stop(batch_id)
        words = plural(gone, "1 taken back; nothing of it was sent",
                       "{n} taken back; nothing of them was sent")  # fmt: skip
        self._notices.toast(words if gone else say("All of it was sent already."), tone=Tone.GREY)
        self._read_soon()

    def _on_go_on(self) -> None:
        if self._batch is not None:
            held = [row.operation.id for row in self._batch.rows if row.fate is Fate.HELD]
            self._scope.start(self._go_on, held, key="batch.go_on")

    async def _go_on(self, held: Sequence[OperationId]) -> None:
        gone = await self._desk.queues.go_on(held)
        if len(gone) < len(held):
            words = say("What changed meanwhile, or is not read again yet, waits: see Activity.")
            self._notices.toast(words, tone=Tone.AMBER)
        self._read_soon()

    def _on_retry(self) -> None:
        again = self._again(self._batch) if self._batch is not None else None
        if again is not None and again.rows:
            self.sheet.close_sheet()
            self._review(self._desk.batches.review_again(again))
