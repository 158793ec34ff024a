"""A review at work: reads row by row, takes a person's fixes, and buys what is ready at one go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction

from shipdesk.domain.batch import Batch
from shipdesk.domain.changes import Changes
from shipdesk.domain.order import OrderKey, PaymentKind
from shipdesk.services.batch_review import Review, ReviewRow, RowStage
from shipdesk.services.desk import Desk
from shipdesk.ui.batch.fixing import CHANGED, RowFixes, Settled, place_of, suggestions
from shipdesk.ui.batch.lines import Group, ReviewLine, lines_of
from shipdesk.ui.batch.review_sheet import ReviewSheet
from shipdesk.ui.batch.tiles import figures
from shipdesk.ui.batch.words import sheet_of
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders import fixes
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_SOON_MS = 250
"""What changed is shown together, four times a second at the most."""
_READ, _BUY = "batch.read", "batch.buy"
_WAYS = {
    fixes.LOCKER: "Choose the locker…",
    fixes.SIZE: "Choose the size…",
    fixes.WEIGHT: "Type the weight…",
    fixes.SIDES: "Type the sides…",
    fixes.HANDING_IN: "How is it handed in…",
}
_OF_PAYMENT = frozenset({"payment_unknown"})

Work = Callable[[ReviewRow], Awaitable[Settled | None]]


class ReviewPresenter:
    """Fills one sheet for one review after another.

    `bought` is told what was written down, and how many rows changed meanwhile and were not.
    """

    def __init__(
        self,
        sheet: ReviewSheet,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        bought: Callable[[Batch, int], None],
        open_order: Callable[[str], None],
    ) -> None:
        self.sheet = sheet
        self._desk, self._scope, self._notices = desk, scope, notices
        self._bought, self._open_order = bought, open_order
        self._fixes = RowFixes(desk, scope, sheet.parentWidget() or sheet)
        self._review: Review | None = None
        self._keys: Mapping[int, OrderKey] = {}
        self._settled: dict[OrderKey, Settled] = {}
        self._changed: set[OrderKey] = set()
        self._soon = QTimer(sheet)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._on_soon)
        sheet.asked.connect(self._on_asked)
        sheet.toggled.connect(self._on_toggled)
        sheet.offer_picked.connect(self._on_offer)
        sheet.closed.connect(self._on_closed)

    def start(self, review: Review) -> None:
        """Open the sheet and read the rows; what is read can be settled at once."""
        self._review = review
        self._settled = {}
        self._keys = {}
        self._changed = set()
        self.sheet.show_review(len(review.rows))
        self._show()
        self.sheet.model.set_query(id(review))
        self.sheet.open()
        self._scope.start(self._read, review, key=_READ, replace=True)

    def on_changes(self, changes: Changes) -> None:
        """Read those rows again that changed anywhere while they are reviewed."""
        review = self._review
        if review is None:
            return
        everything = changes.senders or changes.accounts
        mine = [row.key for row in review.rows] if everything else [
            self._keys[one] for one in changes.orders if one in self._keys
        ]  # fmt: skip
        self._changed.update(mine)
        if self._changed and not self._soon.isActive():
            self._soon.start()

    # Reading

    async def _read(self, review: Review) -> None:
        keys = [row.key for row in review.rows]
        found = await self._desk.order_list.row_ids(keys)
        self._keys = {row_id: OrderKey(key) for key, row_id in found.items()}
        await review.run(self._on_told)
        if review is self._review:
            self._show()

    def _on_told(self, _keys: frozenset[OrderKey]) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _on_soon(self) -> None:
        """Show what was told, and read again what changed; nothing while it is being bought."""
        self._show()
        review, changed = self._review, self._changed
        if review is not None and changed and not self._scope.is_running(_BUY):
            self._changed = set()
            self._scope.start(self._again, review, list(changed))

    async def _again(self, review: Review, keys: Sequence[OrderKey]) -> None:
        await review.read_again(keys)
        if review is self._review:
            self._on_told(frozenset(keys))

    # Showing

    def _show(self) -> None:
        review = self._review
        if review is None:
            return
        words = {key: settled.words for key, settled in self._settled.items()}
        lines = lines_of(review.rows, words)
        bought = [line.row for line in lines if line.bought and line.row is not None]
        self.sheet.show_lines(lines, review.totals, figures(bought))
        if self._scope.is_running(_BUY):
            self.sheet.show_buying()
        self._show_current()

    def _show_current(self) -> None:
        self.sheet.show_fixes(self._fits(self.sheet.current()))

    def _fits(self, line: ReviewLine | None) -> Mapping[QAction, str]:
        """Return the fixes that make sense for a row, with their words set."""
        if line is None or line.row is None or line.group is Group.READING:
            return {}
        row, acts = line.row, self.sheet.fixes
        sheet = sheet_of(row)
        if line.group is Group.OVER:
            return {acts.open: ""}
        fits: dict[QAction, str] = {}
        stop = row.stop.key if row.stop is not None else ""
        changed = stop == CHANGED
        if stop in _OF_PAYMENT:
            fits[acts.paid] = fits[acts.cod] = ""
        taken = suggestions(row)
        if changed or taken:
            fits[acts.accept] = ""
            words = say("Use {value}", value=taken[0].suggestion) if taken else ""
            acts.accept.setText((words or say("Take it as it is now")).replace("&", "&&"))
        if row.key in self._settled:
            fits[acts.take_back] = ""
        place = place_of(row)
        stopped = row.stage is RowStage.STOPPED
        if sheet is not None and (place not in {"", fixes.PAYMENT} or not stopped):
            fits[acts.correct] = ""
            acts.correct.setText(say(_WAYS.get(place, "Edit the address…")))
        if stopped and not changed and row.stop is not None and not place:
            fits[acts.again] = ""
        if sheet is not None:
            fits[acts.hold] = ""
            acts.hold.setText(say("Take off hold") if sheet.additions.hold else say("Hold"))
        if not stopped:
            fits[acts.include] = ""
            acts.include.setText(say("Leave out") if row.included else say("Take in"))
        fits[acts.open] = ""
        return fits

    # What a person wants

    def _on_asked(self, name: str) -> None:
        if name == "current":
            self._show_current()
            return
        self.sheet.stay()
        if name == "buy":
            if self._review is not None:
                self._scope.start(self._buy, self._review, key=_BUY)
                self._show()
            return
        line = self.sheet.current()
        if line is None or line.row is None or self._scope.is_running(_BUY):
            return
        row = line.row
        if name == "open":
            self.sheet.close_sheet()
            self._open_order(row.key)
        elif name == "include":
            self._on_toggled(line.id)
        elif name == "accept" and row.stop is not None and row.stop.key == CHANGED:
            self._include(row, included=True)
        else:
            self._settle(row, name)

    def _settle(self, row: ReviewRow, name: str) -> None:
        work: dict[str, Work] = {
            "paid": lambda one: self._fixes.pay(one, PaymentKind.PAID),
            "cod": lambda one: self._fixes.pay(one, PaymentKind.COD),
            "accept": self._fixes.accept,
            "correct": self._fixes.correct,
            "hold": self._hold,
            "take_back": self._take_back,
            "again": self._nothing,
        }
        self._scope.start(self._do, work[name], row, key=f"batch.fix:{row.key}")

    async def _do(self, work: Work, row: ReviewRow) -> None:
        review = self._review
        settled = await work(row)
        if settled is not None:
            self._settled[row.key] = settled
        if review is None or review is not self._review:
            return
        line = self.sheet.current()
        following = None
        if line is not None and line.row is not None and line.row.key == row.key:
            following = self.sheet.stop_after(line.id)
        await review.read_again([row.key])
        now = next((one for one in review.rows if one.key == row.key), None)
        if following is not None and now is not None and now.stage is not RowStage.STOPPED:
            self.sheet.go_on_to(following)
        self._show()

    async def _hold(self, row: ReviewRow) -> None:
        sheet = sheet_of(row)
        if sheet is not None:
            await self._fixes.hold(row, hold=not sheet.additions.hold)

    async def _take_back(self, row: ReviewRow) -> None:
        settled = self._settled.pop(row.key, None)
        if settled is not None:
            await settled.undo()

    async def _nothing(self, row: ReviewRow) -> None:
        """Change nothing: the row is only read again."""

    def _on_toggled(self, line_id: int) -> None:
        line = next((one for one in self.sheet.lines if one.id == line_id), None)
        if line is None or line.row is None or line.group is Group.READING:
            return
        row = line.row
        if row.stage is RowStage.READY or (row.stop is not None and row.stop.key == CHANGED):
            self._include(row, included=row.stage is not RowStage.READY or not row.included)

    def _include(self, row: ReviewRow, *, included: bool) -> None:
        if self._review is not None:
            self._review.include([row.key], included)
            self._show()

    def _on_offer(self, number: int) -> None:
        line = self.sheet.current()
        sheet = sheet_of(line.row) if line is not None and line.row is not None else None
        offers = sheet.quotes.quotes if sheet is not None and sheet.quotes is not None else ()
        if self._review is None or line is None or line.row is None:
            return
        if not 1 <= number <= len(offers):
            words = plural(len(offers), "There is 1 offer.", "There are {n} offers.")
            self._notices.toast(words, tone=Tone.GREY)
            return
        key = f"batch.choose:{line.row.key}"
        self._scope.start(
            self._choose, self._review, line.row, offers[number - 1].key, key=key, replace=True
        )

    async def _choose(self, review: Review, row: ReviewRow, quote_key: str) -> None:
        await review.choose(row.key, quote_key)
        self._on_told(frozenset({row.key}))

    async def _buy(self, review: Review) -> None:
        wanted = {row.key for row in review.wanted}
        try:
            batch = await self._desk.batches.buy(review)
        finally:
            self._soon.start()
        if not batch.rows:
            words = say("Nothing was bought: see what changed since you looked.")
            self._notices.toast(words, tone=Tone.AMBER)
            return
        left_out = sum(row.key in wanted and row.stop is not None for row in review.rows)
        self.sheet.close_sheet()
        self._bought(batch, left_out)

    def _on_closed(self) -> None:
        """Read no more; what was settled stays with its orders."""
        self._review = None
        self._soon.stop()
        self._scope.cancel(_READ)
