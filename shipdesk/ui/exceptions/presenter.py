"""Runs the Exceptions screen: what waits, what may be asked of the courier, and what came of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction

from shipdesk.domain.changes import Changes
from shipdesk.domain.delivery_exception import Place, check_return
from shipdesk.domain.operation import (
    Operation,
    OperationKind,
    OperationState,
)
from shipdesk.domain.query import ListQuery
from shipdesk.domain.shipment import ShipmentId
from shipdesk.errors import ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.services.exceptions import ExceptionSheet
from shipdesk.ui.dialogs import ask_text
from shipdesk.ui.exceptions.page import ExceptionsPage
from shipdesk.ui.exceptions.reattempt_sheet import ReattemptSheet
from shipdesk.ui.exceptions.return_sheet import ReturnSheet
from shipdesk.ui.exceptions.shown import rule_words
from shipdesk.ui.exceptions.source import ExceptionSource
from shipdesk.ui.following import Following
from shipdesk.ui.gathered import Gathered
from shipdesk.ui.notices import Notifier
from shipdesk.ui.shortcuts import allow
from shipdesk.ui.table import Asking, RowsModel, SearchedList
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import BannerText, sheet_closed
from shipdesk.wording import phrase as say

_KINDS = frozenset({OperationKind.REATTEMPT, OperationKind.RETURN_TO_ORIGIN})
_PAUSE = 0.4
"""Seconds that a row has to stay current before a courier is asked about it: arrows pass many."""
_LOOKED_AT = 50
"""So many of the chosen parcels are asked whether one of them takes a re-attempt."""


class ExceptionsPresenter:
    """Connects the page to the desk; `search` and `open` are for the window."""

    def __init__(
        self,
        page: ExceptionsPage,
        model: RowsModel,
        source: ExceptionSource,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
    ) -> None:
        self.page, self.model, self.source = page, model, source
        self.desk, self.scope, self.notices = desk, scope, notices
        sort, descending = page.view.columns.sort()
        query = ListQuery(Place.TO_DECIDE.value, "", sort or "left", descending)
        self.asking = Asking(model, page.show_tab, query)
        self.searched = SearchedList(page.view, scope, "exceptions.details")
        self._current: int | None = None
        self._wanted = ""
        self._opening = False
        """Whether what was opened is not in sight yet: nothing else takes its place."""
        self._untouched: int | None = None
        """The row on which the cursor stands since it is the first one, and no person acted yet."""
        self._sheet: ExceptionSheet | None = None
        self._asked: set[str] = set()
        self.following = Following(desk, scope, self._settled, self._show_progress)
        self._renewing = Gathered(scope, desk.clock, self._renew, key="exceptions.renew")
        page.tab_chosen.connect(self.asking.tab)
        page.current_changed.connect(self._on_current)
        page.sort_requested.connect(self.asking.sort)
        page.selection_changed.connect(self._show_current)
        page.reattempt_requested.connect(
            lambda: scope.start(self._reattempt, key="exceptions.sheet")
        )
        page.return_requested.connect(lambda: scope.start(self._return, key="exceptions.sheet"))
        page.call_requested.connect(self._on_call)
        page.note_requested.connect(lambda: scope.start(self._note, key="exceptions.note"))
        page.track_requested.connect(lambda: scope.start(self._track, key="exceptions.track"))
        page.shown.connect(self._on_shown)
        for touched in (
            page.reattempt_requested,
            page.return_requested,
            page.note_requested,
        ):
            touched.connect(self._on_touched)
        model.counted.connect(self._on_counted)
        self._unsubscribe = desk.bus.subscribe(self.on_changes)
        self.asking.start()
        self.refresh_counts()
        scope.start(self.following.pick_up, _KINDS, key="exceptions.pick_up")

    # What the window asks

    def search(self, text: str) -> None:
        """Narrow the list to what fits the text, in every tab."""
        self.asking.search(text)

    async def open(self, key: str) -> None:
        """Show one parcel by its shipment's id, in the tab where it stands."""
        await self.desk.shipment_list.row_id(key)  # a parcel that just failed is on its way here
        rows = await self.desk.exceptions.rows()
        row = next((each for each in rows if each.shipment.id == key), None)
        if row is None:
            self.notices.toast(say("This parcel needs nobody any more."), tone=Tone.GREY)
            return
        self._wanted, self._opening = key, True
        self.asking.tab(row.place.value)

    def refresh_counts(self) -> None:
        """Count the tabs anew."""
        self.scope.start(self._count, key="exceptions.counts", replace=True)

    def on_changes(self, changes: Changes) -> None:
        """Renew what is shown of what really changed."""
        mine = self.following.on_operations(changes.operations)
        if changes.shipments or changes.shipments_moved or mine:
            self.model.touch(changes.shipments)
            self._renewing.ask()

    async def _renew(self) -> None:
        self.model.refresh()
        self.refresh_counts()
        if self._current is not None:
            self._show_current()

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()

    # The list

    async def _count(self) -> None:
        self.page.show_counts(await self.desk.exceptions.counts())

    def _on_counted(self, total: int) -> None:
        view = self.page.view
        if self._wanted:
            wanted = self.source.id_of(self._wanted)
            if wanted is not None and view.select_id(wanted):
                self._wanted = ""
                return
        current = view.current_id()
        moved = current == self._untouched and view.current_row() > 0
        if total and (current is None or (moved and self.model.selection.count() <= 1)):
            view.go_to(0)
        if total and self.page.isVisible():
            self._on_shown()

    def _on_touched(self) -> None:
        self._untouched = None

    def _on_shown(self) -> None:
        self.scope.start(self._recognise, key="exceptions.recognise")

    async def _recognise(self) -> None:
        """Look in our accounts for what was bought elsewhere, each parcel once while it is seen."""
        for row in await self.desk.exceptions.rows():
            shipment_id = row.shipment.id
            if ":" not in shipment_id or shipment_id in self._asked or not self.page.isVisible():
                continue
            self._asked.add(shipment_id)
            known = await self.desk.exceptions.recognise(shipment_id)
            # Its row goes and another one comes: who stands on it by now goes along.
            stands = self._sheet is not None and self._sheet.shipment.id == shipment_id
            if known is not None and stands and not self._opening and not self._wanted:
                self._wanted = known
                self.model.refresh()

    # The details

    def _on_current(self, row_id: int | None) -> None:
        self._current = row_id
        first = self.page.view.current_row() == 0
        self._untouched = row_id if first else None
        if row_id is None:
            self._sheet = None
            self.scope.cancel("exceptions.details")
            self.page.show_nothing()
            return
        self._show_current()
        self.scope.start(self._ask_courier, row_id, key="exceptions.events", replace=True)

    def _show_current(self) -> None:
        self.scope.start(self._show, self._current, key="exceptions.details", replace=True)

    async def _show(self, row_id: int | None) -> None:
        row = None if row_id is None else self.source.row(row_id)
        if row is None:
            return
        sheet = await self.desk.exceptions.read(row.shipment.id)
        if row_id != self._current:
            return
        self._sheet = sheet
        self._opening = self._opening and bool(self._wanted)
        rule = ""
        if sheet.rules is not None:
            rule = rule_words(sheet.rules.reattempt, self.desk.clock.now())
        self.page.show_sheet(row, sheet, rule)
        await self._allow_several(row_id)

    async def _allow_several(self, row_id: int | None) -> None:
        """Open the re-attempt of several parcels where one of them takes it."""
        if len(self.page.acting_ids()) < 2:  # noqa: PLR2004 - one follows its own details
            return
        takes = any(not each.allowed.reattempt for each in await self._chosen_sheets(_LOOKED_AT))
        if row_id == self._current:
            none = say("None of them takes a re-attempt.")
            allow(self.page.reattempt_action, "" if takes else none)

    async def _ask_courier(self, row_id: int) -> None:
        """Fetch the way of a parcel bought here."""
        await self.desk.clock.sleep(_PAUSE)
        row = self.source.row(row_id)
        if row is None or row_id != self._current or not self.page.isVisible():
            return
        shipment = row.shipment
        if ":" in shipment.id:
            return
        try:
            await self.desk.tracking.fetch_events(shipment)
        except ShipDeskError as error:
            self.page.details.no_way.setText(f"{error.title} {error.detail}".strip())
            return
        self._show_current()

    # Acts

    async def _reattempt(self) -> None:
        sheets = await self._chosen()
        rules = sheets[0].rules if sheets else None
        if not sheets or rules is None:
            return
        shipments = [each.shipment for each in sheets]
        found: list[tuple[str, str, str]] = []
        form = ReattemptSheet(
            self.page,
            shipments,
            rules.reattempt,
            self.desk.clock.now,
            lambda *given: self.desk.exceptions.check_reattempt(sheets[0], *given),
        )
        form.asked.connect(lambda *given: found.append(given))
        await sheet_closed(form)
        form.deleteLater()
        if found:
            ids = [each.id for each in shipments]
            for operation in await self.desk.exceptions.reattempt(ids, *found[0]):
                self.following.add(operation)

    async def _chosen(self) -> list[ExceptionSheet]:
        """Return the parcels that a re-attempt is for; those that it is not allowed for are out."""
        sheets = await self._chosen_sheets()
        allowed = [each for each in sheets if not each.allowed.reattempt]
        left_out = len(sheets) - len(allowed)
        if left_out:
            words = say("{n} of them take no re-attempt and are left out.", n=left_out)
            self.notices.toast(words, tone=Tone.AMBER)
        return allowed

    async def _chosen_sheets(self, most: int | None = None) -> list[ExceptionSheet]:
        rows = [self.source.row(each) for each in self.page.acting_ids()[:most]]
        return [await self.desk.exceptions.read(row.shipment.id) for row in rows if row is not None]

    async def _return(self) -> None:
        sheet = self._sheet
        rules = sheet.rules if sheet else None
        if sheet is None or rules is None:
            return
        found: list[tuple[str, str]] = []
        check = partial(check_return, rules)
        form = ReturnSheet(self.page, sheet.shipment, rules.reasons, check)
        form.asked.connect(lambda *given: found.append(given))
        await sheet_closed(form)
        form.deleteLater()
        if found:
            act = self.desk.exceptions.return_to_origin
            self.following.add(await act(sheet.shipment.id, *found[0]))

    def _on_call(self) -> None:
        if self._sheet is not None and self._sheet.shipment.recipient.phone:
            phone = self._sheet.shipment.recipient.phone
            self.page.copy_text(phone)
            self.notices.toast(say("Copied: {phone}", phone=phone), tone=Tone.BLUE)

    async def _note(self) -> None:
        sheet = self._sheet
        if sheet is None or sheet.allowed.note:
            return
        text = await ask_text(
            self.page,
            title=say("Note"),
            label=say("What was said or found out"),
            text=sheet.note,
            confirm=say("Keep"),
        )
        if text is not None:
            undo = await self.desk.exceptions.set_note(sheet.shipment.id, text)
            again = partial(self.scope.start, undo, key="exceptions.undo")
            self.notices.toast(say("Note kept."), undo=lambda: again() and None)

    async def _track(self) -> None:
        rows = (self.source.row(each) for each in self.page.acting_ids())
        own = [row.shipment.id for row in rows if row is not None and ":" not in row.shipment.id]
        if own:
            await self.desk.tracking.track(own)

    # What becomes of it

    def _show_progress(self, operation: Operation) -> None:
        """Say above the list what was refused or is not known; the row says that it is asked."""
        area, state, title = self.page.progress, operation.state, operation.title
        if state is OperationState.UNKNOWN:
            words = say("{number}: the courier did not answer", number=title)
            hint = say("Nothing is sent twice.")
            text = BannerText(words, operation.reason, hint, Tone.VIOLET, "question")
        elif state is OperationState.REFUSED:
            words = say("{number}: refused", number=title)
            text = BannerText(words, operation.reason, tone=Tone.RED)
        else:
            area.clear_banner(operation.id)
            return
        look = QAction(say("See it in Activity"), self.page)
        look.triggered.connect(partial(self.page.operation_opened.emit, operation.id))
        area.set_banner(operation.id, text, (look,))

    async def _settled(self, operation: Operation) -> None:
        """Tell the outcome; where the parcel stands now is told by its courier, so it is asked."""
        if operation.state is not OperationState.DONE:
            return
        number = operation.title
        again = operation.kind is OperationKind.REATTEMPT
        done = say("{number}: the courier comes again.", number=number)
        back = say("{number} is on its way back to you.", number=number)
        self.notices.toast(done if again else back)
        await self.desk.tracking.track([ShipmentId(operation.subject)])
