"""What became of a batch: how far it is, each row with its words, and what can still be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.batch import Batch, BatchId
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.columns import outcome_columns
from shipdesk.ui.batch.list_sheet import ListSheet, Strip
from shipdesk.ui.batch.outcomes import ALL, OutcomeLine, chosen, spent_words, tabs
from shipdesk.ui.batch.words import fate_look, fates_words
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import ViewState
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face
from shipdesk.ui.widgets import Bar, KeyHintButton, StageTabs, Text
from shipdesk.ui.widgets.drop_down import DropDown
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_STRIP = 76


class OutcomeSheet(ListSheet[OutcomeLine]):
    """Made once and shown for any batch; every wish of a person leaves as a signal."""

    stop_requested = Signal()
    retry_requested = Signal()
    go_on_requested = Signal()
    print_requested = Signal()
    batch_chosen = Signal(str)
    order_opened = Signal(str)
    operation_opened = Signal(str)

    def __init__(self, host: QWidget, actions: Actions, scope: TaskScope, state: ViewState) -> None:
        super().__init__(
            host, say("Many labels"), _SUBTITLE, scope, state, outcome_columns(),
            key="batch.outcome", name=say("What became of the labels"), checks=True,
        )  # fmt: skip
        self._shown: BatchId | None = None
        self._add_actions(actions)
        self._build()
        self.tabs.chosen.connect(lambda _tab: self._show_rows())
        self.view.current_changed.connect(lambda _id: self._show_current())
        self.view.opened.connect(lambda _id: self.operation.trigger())
        self.model.counted.connect(lambda _count: self._show_current())
        self._batches.activated.connect(
            lambda at: self.batch_chosen.emit(str(self._batches.itemData(at)))
        )

    def show_batch(self, batch: Batch, lines: Sequence[OutcomeLine]) -> None:
        """Show a batch as it stands now; another one begins with all of its rows."""
        if batch.id != self._shown:
            self._shown = batch.id
            self.tabs.choose(ALL)
            self.model.selection.clear()
            self.view.columns.suit(lines, {"number"})
        before = set(self.lines)
        self.lines = tuple(lines)
        self.model.touch([line.id for line in lines if line not in before])
        title = plural(len(batch.rows), "1 label", "{n} labels")
        self.title.setText(say("{labels}, {when}", labels=title, when=fmt.moment(batch.created_at)))
        self.setAccessibleName(self.title.text())
        self.tabs.set_tabs(tabs(batch))
        self.bar.set_share(batch.settled / len(batch.rows) if batch.rows else 1.0)
        self.far.setText(fates_words(batch))
        self.spent.setText(spent_words(self.lines))
        self._show_rows()

    def show_recent(self, batches: Sequence[Batch]) -> None:
        """Offer the batches of late, the one in sight chosen."""
        self._batches.clear()
        for batch in batches:
            labels = plural(len(batch.rows), "1 label", "{n} labels")
            self._batches.addItem(f"{fmt.moment(batch.created_at)} · {labels}", batch.id)
        self._batches.setCurrentIndex(self._batches.findData(self._shown))
        self._batches.setVisible(len(batches) > 1)

    def show_bought(self, count: int) -> None:
        """Say how many labels can be printed: those of what is bought and paid."""
        words = plural(count, "Print 1 label", "Print {n} labels")
        self.printing.setText(words if count else say("Print the labels"))
        allow(self.printing, "" if count else say("Nothing of it is bought yet."))

    def show_exits(self, unsent: int, again: int, held: int) -> None:
        """Say what can still be done: stop what is not sent, review once more what failed.

        `held` waited so long that they are sent only by a person's word.
        """
        self.go_on.setText(say("Go on ({n})", n=fmt.count(held)))
        self.go_on.setVisible(held > 0)
        allow(self.go_on, "" if held else say("Nothing waits for your word."))
        self.stop.setText(say("Stop after the current one"))
        allow(self.stop, "" if unsent else say("All of it was sent or has ended."))
        if again:
            words = plural(again, "Retry only this one…", "Retry only these {n}…")
            self.retry.setText(words)
        else:
            self.retry.setText(say("Retry only those…"))
        allow(self.retry, "" if again else say("None was refused or taken back."))
        goes_on = say("You may close this: it goes on, also after a restart.")
        self.told.setText(goes_on if unsent else "")

    # Inside

    def _add_actions(self, actions: Actions) -> None:
        own = OwnedActions(actions, "batches", say("Many orders"), self)
        self.stop = own.add(
            "stop", say("Stop after the current one"), self.stop_requested.emit, icon="pause",
            keys="S", tip=say("Takes back at once what was not sent; what is under way ends"),
        )  # fmt: skip
        self.retry = own.add(
            "retry", say("Retry only those…"), self.retry_requested.emit, icon="refresh", keys="R",
            tip=say("Review once more what was refused or taken back; never what is unknown"),
        )  # fmt: skip
        self.go_on = own.add(
            "go_on", say("Go on"), self.go_on_requested.emit, icon="arrow-right", keys="G",
            tip=say("Send what waited too long and is as it was"),
        )  # fmt: skip
        self.printing = own.add(
            "print", say("Print the labels"), self.print_requested.emit, icon="printer", keys="P",
            tip=say("Print the labels of what is bought, in this order"),
        )  # fmt: skip
        self.order = own.add(
            "order", say("Open the order"), self._open_order, icon="orders", keys="O"
        )
        self.operation = own.add(
            "operation", say("Show in Activity"), self._open_operation, icon="activity", keys="A"
        )

    def _build(self) -> None:
        self.far = Text(face=Face.TOTAL, name=say("How far it is"))
        self.spent = Text(face=Face.SECONDARY, tone="muted", name=say("What was spent"))
        self.bar = Bar(name=say("How far the buying is"), height=8)
        self._batches = DropDown()
        self._batches.setAccessibleName(say("Batches of late"))
        self._batches.hide()
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.far)
        line.addWidget(self.spent)
        line.addStretch(1)
        line.addWidget(self._batches)
        above = QVBoxLayout()
        above.setContentsMargins(20, 14, 20, 6)
        above.setSpacing(8)
        above.addLayout(line)
        above.addWidget(self.bar)
        self.tabs = StageTabs(name=say("What became of them"))
        self._who = Text(face=Face.STRONG, name=say("Label in hand"))
        self._why = Text(face=Face.SECONDARY, copyable=True, wrap=True, name=say("Why it is so"))
        acts = ((self.order, ""), (self.operation, ""))
        strip = Strip(_STRIP, (self._who, self._why), acts)
        self.body.addLayout(above)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(strip)
        self.told = Text(face=Face.SECONDARY, tone="muted", name=say("Whether it may be closed"))
        close = KeyHintButton(say("Close"), height=36, key="Esc")
        close.clicked.connect(self.close_sheet)
        self.footer.addWidget(self.told)
        self.footer.addStretch(1)
        for action in (self.go_on, self.stop, self.retry, self.printing):
            self.footer.addWidget(KeyHintButton(action, height=36))
        self.footer.addWidget(close)

    def _show_rows(self) -> None:
        tab = self.tabs.choice()
        shown = chosen(self.lines, tab)
        self._source.replace(shown)
        self.view.set_empty(say("None of them"), say("Another tab shows the others."))
        self.model.set_query((self._shown, tab))
        self._show_current()

    def _show_current(self) -> None:
        line = self.current()
        why_not = "" if line is not None else say("Choose a label first.")
        allow(self.order, why_not)
        allow(self.operation, why_not)
        if line is None:
            self._who.setText(say("No label in hand"))
            self._why.hide()
            return
        look = fate_look(line.fate)
        self._who.setText(f"{line.number} · {line.recipient} · {look.word}")
        self._who.set_tone(look.tone)
        self._why.setText(line.words)
        self._why.setVisible(bool(line.words))

    def _open_order(self) -> None:
        line = self.current()
        if line is not None:
            self.order_opened.emit(line.order_key)

    def _open_operation(self) -> None:
        line = self.current()
        if line is not None:
            self.operation_opened.emit(line.operation_id)


_SUBTITLE = say("Each is bought once. An unknown one is looked up, never sent again.")
