"""A print run in sight: how far it is, each label with its words, and what can still be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shipdesk.domain.print_run import PrintFate, PrintRun, PrintRunId, RunState
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.ui import format as fmt
from shipdesk.ui.batch.list_sheet import ListSheet, Strip
from shipdesk.ui.print_run.columns import run_columns
from shipdesk.ui.print_run.lines import ALL, SKIPPABLE, PrintLine, chosen, lines_of, tabs
from shipdesk.ui.print_run.words import Printers, far_words, now_words, print_look
from shipdesk.ui.shortcuts import Actions, OwnedActions, allow
from shipdesk.ui.table import ViewState
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.widgets import Bar, KeyHintButton, StageTabs, Text
from shipdesk.ui.widgets.drop_down import DropDown
from shipdesk.wording import phrase as say
from shipdesk.wording import plural

_STRIP = 76


class RunSheet(ListSheet[PrintLine]):
    """Made once and shown for any run; every wish of a person leaves as a signal."""

    stop_requested = Signal()
    go_on_requested = Signal()
    retry_requested = Signal()
    skip_requested = Signal(int)
    """The place of a label that is to be left out."""
    anyway_requested = Signal()
    save_requested = Signal()
    run_chosen = Signal(str)
    shipment_opened = Signal(str)
    operation_opened = Signal(str)

    def __init__(self, host: QWidget, actions: Actions, scope: TaskScope, state: ViewState) -> None:
        super().__init__(
            host, say("Print run"), _SUBTITLE, scope, state, run_columns(),
            key="print_run", name=say("Labels of the run"), checks=True,
        )  # fmt: skip
        self._shown: PrintRunId | None = None
        self._waits: PrintLine | None = None
        self._add_actions(actions)
        self._build()
        self.tabs.chosen.connect(lambda _tab: self._show_rows())
        self.view.current_changed.connect(lambda _id: self._show_current())
        self.view.opened.connect(lambda _id: self.shipment.trigger())
        self.model.counted.connect(lambda _count: self._show_current())
        self._runs.activated.connect(lambda at: self.run_chosen.emit(str(self._runs.itemData(at))))

    def show_run(
        self, run: PrintRun, parcels: Mapping[ShipmentId, Shipment], printers: Printers
    ) -> None:
        """Show a run as it stands now; another one begins with all of its rows."""
        lines = lines_of(run, parcels, printers)
        if run.id != self._shown:
            self._shown = run.id
            self.tabs.choose(ALL)
            self.model.selection.clear()
            self.view.columns.suit(lines, {"number"})
        before = set(self.lines)
        self.lines = lines
        self.model.touch([line.id for line in lines if line not in before])
        labels = plural(len(run.rows), "Print run of 1 label", "Print run of {n} labels")
        self.title.setText(say("{labels}, {when}", labels=labels, when=fmt.moment(run.created_at)))
        self.setAccessibleName(self.title.text())
        self.tabs.set_tabs(tabs(run))
        stands = run.state is RunState.STOPPED and run.next_row is not None
        share = run.settled / len(run.rows) if run.rows else 1.0
        self.bar.set_share(share, Tone.AMBER if stands else None)
        self.far.setText(far_words(run))
        self.now.setText(now_words(run, parcels, printers))
        row = run.next_row
        moving = run.state is RunState.RUNNING and row is not None
        kept = say("You may close this: it is kept, and goes on by your word.")
        self.told.setText(kept if stands else say("You may close this: it goes on."))
        self.told.setVisible(moving or stands)
        at_printer = row is not None and row.fate in {PrintFate.AT_PRINTER, PrintFate.HELD}
        waits_at = row.place if row is not None and at_printer else run.waits_at
        self._waits = lines[waits_at] if waits_at is not None else None
        self._show_exits(run)
        self._show_rows()

    def show_recent(self, runs: Sequence[PrintRun]) -> None:
        """Offer the runs of late, the one in sight chosen."""
        self._runs.clear()
        for run in runs:
            labels = plural(len(run.rows), "1 label", "{n} labels")
            self._runs.addItem(f"{fmt.moment(run.created_at)} · {labels}", run.id)
        self._runs.setCurrentIndex(self._runs.findData(self._shown))
        self._runs.setVisible(len(runs) > 1)

    def show_again(self, count: int) -> None:
        """Say how many labels a retry prints: the chosen ones of them, else all."""
        only = plural(count, "Retry only this one", "Retry only these {n}")
        self.retry.setText(only if count else say("Retry only those"))
        allow(self.retry, "" if count else say("None was stopped or left out."))

    # Inside

    def _add_actions(self, actions: Actions) -> None:
        own = OwnedActions(actions, "print_run", say("Print run"), self)
        self.stop = own.add(
            "stop", say("Stop after the current one"), self.stop_requested.emit, icon="pause",
            keys="S", tip=say("The label that is being sent ends; no further one is sent"),
        )  # fmt: skip
        self.go_on = own.add(
            "go_on", say("Go on"), self.go_on_requested.emit, icon="play", keys="G",
            tip=say("Go on with the first label that was not sent"),
        )  # fmt: skip
        self.retry = own.add(
            "retry", say("Retry only those"), self.retry_requested.emit, icon="refresh", keys="R",
            tip=say("Print what was stopped or left out; never what is or may be on paper"),
        )  # fmt: skip
        self.skip = own.add(
            "skip", say("Skip it"), self._on_skip, icon="minus", keys="K",
            tip=say("Go on without this label; a retry prints it later"),
        )  # fmt: skip
        self.anyway = own.add(
            "anyway", say("Print anyway…"), self.anyway_requested.emit, icon="printer", keys="P",
            tip=say("Print it although the check stopped it, with a reason"),
        )  # fmt: skip
        self.save = own.add(
            "save_pdf", say("Save as one PDF…"), self.save_requested.emit, icon="export", keys="F",
            tip=say("Every kept label of the run in one file; it is not counted as a print"),
        )  # fmt: skip
        self.shipment = own.add(
            "shipment", say("Open the shipment"), self._open_shipment, icon="shipments", keys="O"
        )
        self.operation = own.add(
            "operation", say("Show in Activity"), self._open_operation, icon="activity", keys="A"
        )

    def _build(self) -> None:
        self.far = Text(face=Face.TOTAL, name=say("How far it is"))
        self.now = Text(face=Face.SECONDARY, wrap=True, copyable=True, name=say("What it does now"))
        self.bar = Bar(name=say("How far the printing is"), height=8)
        self._runs = DropDown()
        self._runs.setAccessibleName(say("Print runs of late"))
        self._runs.hide()
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.far)
        line.addStretch(1)
        line.addWidget(KeyHintButton(self.save, height=32))
        line.addWidget(self._runs)
        above = QVBoxLayout()
        above.setContentsMargins(20, 14, 20, 6)
        above.setSpacing(8)
        above.addLayout(line)
        above.addWidget(self.bar)
        above.addWidget(self.now)
        self.tabs = StageTabs(name=say("What became of the labels"))
        self._who = Text(face=Face.STRONG, name=say("Label in hand"))
        self._why = Text(face=Face.SECONDARY, copyable=True, wrap=True, name=say("Why it is so"))
        acts = [(one, "") for one in (self.skip, self.anyway, self.shipment, self.operation)]
        self.body.addLayout(above)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(Strip(_STRIP, (self._who, self._why), acts))
        self.told = Text(face=Face.SECONDARY, tone="muted", name=say("Whether it may be closed"))
        close = KeyHintButton(say("Close"), height=36, key="Esc")
        close.clicked.connect(self.close_sheet)
        self.footer.addWidget(self.told)
        self.footer.addStretch(1)
        for action in (self.go_on, self.stop, self.retry):
            self.footer.addWidget(KeyHintButton(action, height=36))
        self.footer.addWidget(close)

    def _show_exits(self, run: PrintRun) -> None:
        row = run.next_row
        stands = run.state is not RunState.RUNNING or (
            row is not None and row.fate in {PrintFate.AT_PRINTER, PrintFate.HELD}
        )
        left = row is not None
        self.go_on.setVisible(left and stands)
        allow(self.go_on, "" if left and stands else say("It goes on by itself."))
        moving = left and run.state is RunState.RUNNING
        self.stop.setVisible(moving or not left)
        allow(self.stop, "" if moving else say("Nothing of it is left to be sent."))

    def _show_rows(self) -> None:
        tab = self.tabs.choice()
        self._source.replace(chosen(self.lines, tab))
        self.view.set_empty(say("None of them"), say("Another tab shows the others."))
        self.model.set_query((self._shown, tab))
        self._show_current()

    def _show_current(self) -> None:
        line = self.current()
        none = say("Choose a label first.")
        skips = self._to_skip()
        forced = line is not None and line.can_be_forced
        asked = line is not None and line.operation_id is not None
        self.skip.setVisible(skips is not None)
        self.skip.setText(say("Skip {number}", number=skips.number) if skips else say("Skip it"))
        self.anyway.setVisible(forced)
        allow(self.skip, "" if skips else say("It was sent already, or is left out."))
        allow(self.anyway, "" if forced else say("The check of the label has stopped nothing."))
        allow(self.shipment, "" if line is not None else none)
        allow(self.operation, "" if asked else say("No print of it was asked for yet."))
        if line is None:
            self._who.setText(say("No label in hand"))
            self._why.hide()
            return
        look = print_look(line.fate)
        parts = (line.number, line.recipient, look.word)
        self._who.setText(" · ".join(part for part in parts if part))
        self._who.set_tone(look.tone)
        words = " ".join(part for part in (line.words, line.way_out) if part)
        self._why.setText(words)
        self._why.setVisible(bool(words))

    def _to_skip(self) -> PrintLine | None:
        """Return what can be left out: the row in hand, else the one that the run waits for."""
        line = self.current()
        return line if line is not None and line.fate in SKIPPABLE else self._waits

    def _on_skip(self) -> None:
        line = self._to_skip()
        if line is not None:
            self.skip_requested.emit(line.place)

    def _open_shipment(self) -> None:
        line = self.current()
        if line is not None:
            self.shipment_opened.emit(line.shipment_id)

    def _open_operation(self) -> None:
        line = self.current()
        if line is not None and line.operation_id is not None:
            self.operation_opened.emit(line.operation_id)


_SUBTITLE = say("Each goes to the printer once. What may be on paper is not sent again by itself.")
