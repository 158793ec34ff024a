"""The list of one kind of record of one account, with the details of the current one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from shipdesk.domain.account import AccountId
from shipdesk.domain.record import Record, RecordAct, RecordKind, RecordPage, Target
from shipdesk.errors import ShipDeskError
from shipdesk.ui.notices import BannerArea
from shipdesk.ui.records.acts import ActButtons
from shipdesk.ui.records.columns import record_columns
from shipdesk.ui.records.details import ActShown, RecordDetails
from shipdesk.ui.records.outcome import OutcomeLine
from shipdesk.ui.records.source import RecordSource
from shipdesk.ui.records.tools import RecordTools
from shipdesk.ui.records.words import lower_title
from shipdesk.ui.table import RowsModel, RowsView
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Face, Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.ui.widgets import (
    BannerText,
    ElidedLabel,
    IconButton,
    PageColumns,
    StatePane,
    Text,
    footer,
)
from shipdesk.wording import phrase as say

_DETAILS_WIDTH = 330


@dataclass(frozen=True, slots=True)
class KindPlace:
    """A kind of record of one account, and what its service is called in keys."""

    account_id: AccountId
    account: str
    slug: str
    kind: RecordKind

    @property
    def key(self) -> str:
        """Return how pages and the window name it."""
        return f"{self.account_id}/{self.kind.name}"


@dataclass(frozen=True, slots=True)
class PageActions:
    """The page's own actions, which every kind's buttons follow."""

    previous: QAction
    following: QAction
    refresh: QAction


class KindView(QWidget):
    """Builds and shows; knows nothing of services."""

    current_changed = Signal()
    selection_changed = Signal()
    sort_requested = Signal(str, bool)
    opened = Signal()

    def __init__(
        self,
        place: KindPlace,
        page_actions: PageActions,
        state: ViewState,
        scope: TaskScope,
        key: str,
    ) -> None:
        """`key` is where the page remembers its split, which all kinds share."""
        super().__init__()
        self.place = place
        kind = place.kind
        self._again = page_actions.refresh
        self._wanted = ""
        several = any(act.target is Target.RECORDS for act in kind.acts)
        self.source = RecordSource()
        self._picked: dict[int, Record] = {}
        """The chosen records of the page before: a search may keep them out of this one."""
        self.model = RowsModel(
            record_columns(kind), self.source, scope, checks=several, parent=self
        )
        self.view = RowsView(self.model, state=state, key=f"records.{place.slug}.{kind.name}",
                             name=say(kind.title))  # fmt: skip
        self.outcome = OutcomeLine(name=say("Last act"))
        self.tools = RecordTools(kind)
        self.selected = ActButtons(name=say("What can be done with the chosen lines"))
        self._chosen = Text(face=Face.MEDIUM, name=say("Number of chosen lines"))
        self.banners = BannerArea()
        self.banners.setAccessibleName(say("Trouble of this list"))
        self.pane = StatePane(name=say("State of the list"))
        self.pane.setProperty("grows", True)  # noqa: FBT003 - Qt's own
        self._count = ElidedLabel(face=Face.MEDIUM, name=say("Number of records"))
        self._page = Text(face=Face.SECONDARY, tone="muted", name=say("Page in sight"))
        self._age = Text(face=Face.SECONDARY, tone="muted", name=say("Age of the list"))
        self.details = RecordDetails(kind)
        self.nothing = StatePane(name=say("No record chosen"))
        self.nothing.show_state(say("Nothing chosen"), "", icon="catalogue")
        self._columns = self._lay_out(page_actions, state, key)
        self.setFocusProxy(self.view)
        self.view.current_changed.connect(lambda _id: self.current_changed.emit())
        self.view.sort_requested.connect(self.sort_requested)
        self.view.opened.connect(lambda _id: self.opened.emit())
        self.model.selection_changed.connect(self._on_selection)
        self.model.counted.connect(self._on_counted)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        self._show_pane(shown=False)
        self._show_details()
        self._on_selection()

    def _lay_out(self, page_actions: PageActions, state: ViewState, key: str) -> PageColumns:
        columns = PageColumns(state=state, key=key, details_width=_DETAILS_WIDTH)
        pages = (IconButton(page_actions.previous), IconButton(page_actions.following))
        self._pages = pages
        bar = footer(self._count, self._chosen, right=[self._age, self._page, *pages])
        note = Text(say(self.place.kind.note), face=Face.SECONDARY, tone="muted", wrap=True,
                    name=say("About this list"))  # fmt: skip
        note.setContentsMargins(16, 6, 16, 6)
        chosen = QWidget()
        inner = QVBoxLayout(chosen)
        inner.setContentsMargins(16, 0, 16, 8)
        inner.addWidget(self.selected)
        self._chosen_box = chosen
        columns.add_list(self.tools, chosen, self.banners, self.view, self.pane, note, bar)
        # Shown without a parent, it would be a window that takes the keys.
        note.setVisible(bool(self.place.kind.note))
        columns.add_details(self.details, self.nothing, name=say("Details pane"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.outcome)
        layout.addWidget(columns, 1)
        return columns

    # What is in sight

    def current(self) -> Record | None:
        """Return the current record, as whole as it was read."""
        if self.place.kind.single:
            return self.details.record()
        listed = self.source.record(self.view.current_id())
        shown = self.details.record()
        return shown if shown is not None and listed and shown.id == listed.id else listed

    def targets(self, act: RecordAct) -> tuple[Record, ...]:
        """Return the records that an act would be done to."""
        current = self.current()
        match act.target:
            case Target.NONE:
                return ()
            case Target.RECORDS:
                chosen = [self._record(one) for one in self.model.selection.ids()]
                found = tuple(one for one in chosen if one is not None)
                return found or ((current,) if current is not None else ())
        return (current,) if current is not None else ()

    def part(self, act: RecordAct) -> Record | None:
        """Return the line of a record's list that an act would be done to."""
        return self.details.part(act.part) if act.target is Target.PART else None

    def _record(self, number: int) -> Record | None:
        return self.source.record(number) or self._picked.get(number)

    # What presenters show

    def show_page(self, page: RecordPage, words: str, at: str, age: str, query: object) -> None:
        """Show a page of the list; the same query and search again keep the current line."""
        kind = self.place.kind
        chosen = ((one, self._record(one)) for one in self.model.selection.ids())
        self._picked = {one: record for one, record in chosen if record is not None}
        self._show_pane(shown=False)
        self.banners.clear_banner("read")
        changed = self.source.replace(page.records)
        self._count.setText(words)
        self._page.setText(at)
        self._age.setText(age)
        self._age.set_tone("amber" if page.fetched_at is not None else "muted")
        self._age.setToolTip("\n".join(page.skipped))
        if kind.single:
            self._show_single(page.records, age)
            return
        self.view.columns.suit(page.records)
        text = self.tools.search.text().strip()
        self.model.set_query((query, text), searched=bool(text))
        self.model.touch(changed)
        shown = self.current()
        if shown is not None and self.source.number(shown.id) in changed:
            self.current_changed.emit()

    def show_age(self, words: str) -> None:
        """Say how old the list is, or that it is being read."""
        self._age.setText(words)

    def show_empty(self, title: str, sentence: str, action: QAction | None) -> None:
        """Say what an empty list means."""
        self.view.set_empty(title, sentence, action, icon="catalogue")

    def show_problem(self, error: ShipDeskError) -> None:
        """Say what went wrong: beside the rows where there are some, else in their place."""
        words = " ".join(part for part in (error.detail, error.hint) if part)
        if self.source.records():
            self.banners.set_banner("read", BannerText.of(self.place.account, error), [self._again])
            return
        self.pane.show_state(error.title, words, self._again, icon="alert", tone=Tone.RED)
        self._show_pane(shown=True)

    def show_question(self, titles: Sequence[str]) -> None:
        """Ask for what must be answered before there is a list."""
        title = say("Choose first: {what}", what=", ".join(titles))
        sentence = say("The list of {kinds} is asked for with it.",
                       kinds=lower_title(self.place.kind))  # fmt: skip
        self.pane.show_state(title, sentence, icon="filter")
        self._show_pane(shown=True)
        self._count.setText("")
        self._page.setText("")
        self._age.setText("")

    def show_record(self, record: Record | None) -> None:
        """Show a record's details; None shows none."""
        if record is not None:
            self.details.show_record(record)
        self._show_details(shown=record is not None)

    def show_acts(
        self,
        acts: Sequence[ActShown],
        selected: Sequence[ActShown],
        of_parts: Mapping[str, Sequence[ActShown]],
        reasons: Sequence[str],
    ) -> None:
        """Show what can be done with the record, the chosen lines and its parts, and why not."""
        self.details.show_acts(acts, of_parts)
        self.selected.show_acts(selected)
        self._chosen_box.setVisible(bool(selected))
        self.tools.show_reasons(reasons)

    def select(self, record_id: str) -> bool:
        """Make a record of the page current, at once or with its line; False when it lacks it."""
        if self.source.record(self.source.number(record_id)) is None:
            return False
        self._wanted = record_id
        self._go_to_wanted()
        return True

    def select_when_listed(self, record_id: str) -> None:
        """Make a record current once the list has it, such as one that is being made."""
        self._wanted = record_id

    # Inside

    def _on_focus(self, before: QWidget | None, _now: QWidget | None) -> None:
        """Give the keys to the list when the button that had them is closed or gone."""
        if before is None or not self.isVisible() or (before.isEnabled() and before.isVisible()):
            return
        if self.details.isAncestorOf(before) or self._chosen_box.isAncestorOf(before):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_single(self, records: Sequence[Record], age: str) -> None:
        if not records:
            self.pane.show_state(say("Nothing is kept here"), say(self.place.kind.empty),
                                 self._again, icon="catalogue")  # fmt: skip
            self._show_pane(shown=True)
            return
        self._columns.list_side.hide()
        self.show_record(records[0])
        self.current_changed.emit()
        self.details.show_age(f"{self.place.account} · {age}")

    def _show_pane(self, *, shown: bool) -> None:
        self.pane.setVisible(shown)
        self.view.setVisible(not shown)
        if shown:
            self._columns.list_side.show()

    def _show_details(self, *, shown: bool = False) -> None:
        self.details.setVisible(shown)
        self.nothing.setVisible(not shown)
        pane = self._columns.details
        if pane is not None:
            pane.setVisible(shown or not self.place.kind.single)

    def _on_counted(self, total: int) -> None:
        if not self._go_to_wanted() and total and self.view.current_id() is None:
            self.view.go_to(0)

    def _go_to_wanted(self) -> bool:
        if not self._wanted or not self.view.select_id(self.source.number(self._wanted)):
            return False
        self._wanted = ""
        return True

    def _on_selection(self) -> None:
        count, away = self.model.selection.count(), self.model.selection.away()
        words = say("· {n} chosen", n=count) if count > 1 or away else ""
        if away:
            words = say("· {n} chosen, {away} of them not in this list", n=count, away=away)
        self._chosen.setText(words)
        self.selection_changed.emit()
