"""Runs a page of records: which kinds there are, their lists, and the current record."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shipdesk.domain.changes import Changes
from shipdesk.domain.record import Record, RecordAct, RecordPage, RecordQuery, Target
from shipdesk.errors import ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.services.records import AccountKinds
from shipdesk.ui.notices import Notifier
from shipdesk.ui.records.acting import Acting
from shipdesk.ui.records.details import ActShown
from shipdesk.ui.records.kind_view import KindView
from shipdesk.ui.records.page import RecordsPage
from shipdesk.ui.records.words import age_words, list_words, page_words
from shipdesk.ui.shortcuts import allow, count_for
from shipdesk.ui.table import SearchedList
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.view_state import ViewState
from shipdesk.wording import phrase as say

_log = logging.getLogger(__name__)

_TYPING = 0.3
_PASSING = 0.2
"""Seconds that a line must be current before its details are asked for: arrows pass by many."""
_FRESH = timedelta(seconds=60)


@dataclass(slots=True)
class ListState:
    """What a list was asked for last, what came, and for which acts nothing can be chosen yet."""

    query: RecordQuery = field(default_factory=RecordQuery)
    page: RecordPage | None = None
    size: int = 0
    read_at: datetime | None = None
    lacking: dict[str, str] = field(default_factory=dict)


class RecordsPresenter:
    """Connects the page to `desk.records`; `open` and `search` are for the window."""

    def __init__(
        self,
        page: RecordsPage,
        screen: str,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        state: ViewState,
    ) -> None:
        self.page, self.desk, self.scope, self.notices = page, desk, scope, notices
        self._screen, self._state = screen, state
        self._accounts: tuple[AccountKinds, ...] = ()
        self._lists: dict[str, ListState] = {}
        self.acting = Acting(page, desk, scope, notices, state, self._on_changed_at_service)
        page.view_made.connect(self._connect)
        page.kind_chosen.connect(self._on_kind)
        page.page_wanted.connect(self._on_page)
        page.refresh_wanted.connect(self.refresh)
        page.shown.connect(self._on_shown)
        page.allow_pages(back=False, on=False)
        self._unsubscribe = desk.bus.subscribe(self._on_changes)
        self._show_accounts()

    # What the window asks

    async def open(self, key: str) -> None:
        """Show a kind, and a record of it: `account`, `account/kind` or `account/kind/record`."""
        account, _, rest = key.partition("/")
        name, _, record_id = rest.partition("/")
        await self._gather()
        place = next(
            (
                each
                for each in self.page.places()
                if each.account_id == account and name in ("", each.kind.name)
            ),
            None,
        )
        if place is None:
            words = say("This account keeps nothing that is shown here.")
            self.notices.toast(words, tone=Tone.GREY)
            return
        view = self._show_kind(place.key)
        if not record_id:
            return
        await self._load(view)
        if view.select(record_id) or not place.kind.opens:
            return
        record = await self.desk.records.read(place.account_id, place.kind.name, record_id)
        page = self._list(view).page
        if page is not None:
            # Acts are for the current line: what is shown has to be one.
            self._show(view, replace(page, records=(record, *page.records)))
            view.select(record_id)

    def search(self, text: str) -> None:
        """Narrow the list in sight to what fits the text."""
        view = self.page.view()
        if view is not None and not view.place.kind.single:
            view.tools.search.setText(text)
            self._on_searched(view, text)

    @property
    def searched(self) -> SearchedList | None:
        """Return the list that is searched, where there is one."""
        view = self.page.view()
        if view is None or view.place.kind.single:
            return None
        return SearchedList(view.view, self.scope, "read", "load")

    def refresh(self) -> None:
        """Read the list in sight anew, and the current record with all its details."""
        view = self.page.view()
        if view is not None:
            self.scope.start(self._load_anew, view, key="load", replace=True)

    async def aclose(self) -> None:
        """Listen no longer."""
        self._unsubscribe()

    # Kinds

    async def _gather(self) -> None:
        """Get every account ready, so that it tells its kinds; one that is not stays out."""
        for account in self.desk.accounts.accounts:
            try:
                await self.desk.providers.ready(account.id)
            except ShipDeskError as error:
                _log.info("%s keeps its pages closed: %s", account.title, error)
        self._show_accounts()

    def _show_accounts(self) -> None:
        accounts = self._kept(self.desk.records.kinds(self._screen))
        if accounts == self._accounts:
            return
        self._accounts = accounts
        view = self.page.view()
        before = view.place.key if view is not None else ""
        for key in ("load", "read"):
            self.scope.cancel(key)  # their view may go with its kind
        self.page.show_accounts(accounts)
        keys = [place.key for place in self.page.places()]
        self._lists = {key: each for key, each in self._lists.items() if self.page.made_view(key)}
        kept = before or str(self._state.load(self._screen).get("kind", ""))
        if keys:
            self._show_kind(kept if kept in keys else keys[0], read=bool(before))

    def _kept(self, told: tuple[AccountKinds, ...]) -> tuple[AccountKinds, ...]:
        """Return what accounts tell, and of those being opened anew what they told before."""
        now = {each.account_id: each for each in told}
        before = {each.account_id: each for each in self._accounts}
        found = []
        for account in self.desk.accounts.accounts:
            built = self.desk.providers.provider(account.id) is not None
            each = now.get(account.id) or (None if built else before.get(account.id))
            if each is not None:
                found.append(each)
        return tuple(found)

    def _on_kind(self, key: str) -> None:
        self._state.save(self._screen, {"kind": key})
        self._show_kind(key)

    def _show_kind(self, key: str, *, read: bool = True) -> KindView:
        """Bring a kind into sight; it is read where it is not fresh and the page is looked at."""
        view = self.page.show_kind(key)
        self._allow(view)
        listed = self._list(view)
        self._allow_pages(view)
        now = self.desk.clock.now()
        stale = listed.read_at is None or now - listed.read_at > _FRESH
        if stale and (read or self.page.isVisible()):
            self.scope.start(self._load, view, key="load", replace=True)
        return view

    def _on_shown(self) -> None:
        """The page came into sight: read what it shows where that is not fresh."""
        self.scope.start(self._gather, key="gather")
        view = self.page.view()
        if view is not None:
            self._show_kind(view.place.key)

    def _connect(self, view: KindView) -> None:
        self.acting.connect(view)
        self._lists[view.place.key] = ListState()
        sort, descending = view.view.columns.sort()
        if sort:
            self._list(view).query = RecordQuery(sort=sort, descending=descending)
        view.sort_requested.connect(lambda key, down: self._on_sort(view, key, down))
        view.current_changed.connect(lambda: self._on_current(view))
        view.selection_changed.connect(lambda: self._allow(view))
        view.details.part_chosen.connect(lambda: self._allow(view))
        view.opened.connect(lambda: self.acting.on_opened(view))
        view.tools.searched.connect(lambda text: self._on_searched(view, text))
        view.tools.answered.connect(lambda: self._on_answered(view))
        self.scope.start(self._fill_choices, view)

    async def _fill_choices(self, view: KindView) -> None:
        kind = view.place.kind
        for each in (*kind.asks, *kind.filters):
            if each.seen:
                found = await self.desk.records.choices(view.place.account_id, each)
                if self.page.made_view(view.place.key) is view:
                    view.tools.set_choices(each.name, found)

    def _list(self, view: KindView) -> ListState:
        return self._lists.setdefault(view.place.key, ListState())

    # The list

    def _ask(self, view: KindView, query: RecordQuery) -> None:
        self._list(view).query = query
        self.scope.start(self._load, view, key="load", replace=True)

    def _on_sort(self, view: KindView, key: str, descending: bool) -> None:  # noqa: FBT001
        query = self._list(view).query
        self._ask(view, replace(query, sort=key, descending=descending, page=1))

    def _on_answered(self, view: KindView) -> None:
        query = self._list(view).query
        self._ask(view, replace(query, answers=view.tools.answers(), page=1))

    def _on_page(self, step: int) -> None:
        view = self.page.view()
        if view is not None:
            query = self._list(view).query
            self._ask(view, replace(query, page=max(1, query.page + step)))

    def _on_searched(self, view: KindView, text: str) -> None:
        listed = self._list(view)
        if view.place.kind.searches:
            listed.query = replace(listed.query, text=text.strip(), page=1)
            self.scope.start(self._load_soon, view, key="load", replace=True)
        elif listed.page is not None:
            self._show(view, listed.page)

    async def _load_soon(self, view: KindView) -> None:
        await self.desk.clock.sleep(_TYPING)
        await self._load(view)

    async def _load(self, view: KindView) -> None:
        place, listed = view.place, self._list(view)
        missing = view.tools.missing()
        if missing:
            view.show_question(missing)
            return
        listed.query = replace(listed.query, answers=view.tools.answers())
        if listed.page is None and listed.query == RecordQuery():
            cached = await self.desk.records.cached(place.account_id, place.kind.name)
            if cached is not None:
                self._show(view, cached)
        view.show_age(say("reading…"))
        try:
            page = await self.desk.records.page(place.account_id, place.kind.name, listed.query)
        except ShipDeskError as error:
            if listed.page is not None:
                view.show_age(age_words(listed.page, listed.read_at or self.desk.clock.now()))
            view.show_problem(error)
            return
        listed.read_at = self.desk.clock.now()
        if listed.query.page == 1:
            listed.size = len(page.records)
        self._show(view, page)
        self.scope.start(self._learn, view, key="learn", replace=True)

    def _show(self, view: KindView, page: RecordPage) -> None:
        listed, kind = self._list(view), view.place.kind
        listed.page = page
        shown = page
        if not kind.searches and view.tools.search.text().strip():
            shown = replace(page, records=_fitting(page, view.tools.search.text()))
        words = list_words(kind, shown if shown.total is None else page)
        at = page_words(page, listed.query.page, listed.size)
        age = age_words(page, listed.read_at or self.desk.clock.now())
        view.show_page(shown, words, at, age, listed.query)
        if view is self.page.view():
            self._allow_pages(view)
            self._allow(view)

    def _allow_pages(self, view: KindView) -> None:
        listed = self._list(view)
        on = listed.page is not None and listed.page.more and listed.page.fetched_at is None
        self.page.allow_pages(back=listed.query.page > 1, on=on)

    # The current record

    def _on_current(self, view: KindView) -> None:
        record = view.current()
        view.details.show_fault("")
        view.show_record(record)
        self._allow(view)
        if record is None or not view.place.kind.opens or view.place.kind.single:
            self.scope.cancel("read")
            return
        self.scope.start(self._read, view, record.id, key="read", replace=True)

    async def _read(self, view: KindView, record_id: str) -> None:
        await self.desk.clock.sleep(_PASSING)
        place = view.place
        try:
            record = await self.desk.records.read(place.account_id, place.kind.name, record_id)
        except ShipDeskError as error:
            view.details.show_fault(f"{error.title} {error.detail}".strip())
            return
        current = view.current()
        if current is not None and current.id == record_id:
            view.show_record(_joined(current, record))
            self.scope.start(self._learn, view, key="learn", replace=True)
            self._allow(view)

    def _allow(self, view: KindView) -> None:
        """Open and close the acts of the kind in sight for what is current and chosen."""
        if view is not self.page.view():
            return
        of_record: list[ActShown] = []
        selected: list[ActShown] = []
        of_parts: dict[str, list[ActShown]] = {name: [] for name in view.details.parts}
        reasons: list[str] = []
        for act in view.place.kind.acts:
            why = self._why_not(view, act)
            action = self.page.book.get(view.place.slug, act.op)
            allow(action, say(why))
            shown = (action, act.danger, why)
            if act.target is Target.NONE and not view.place.kind.single:
                reasons.append(f"{act.title.rstrip('…')}: {why}" if why else "")
            elif act.target is Target.RECORDS:
                count_for(view.model.selection.count(), action)
                selected.append(shown)
            elif act.part in of_parts:
                if act.target is not Target.PART or view.part(act) is not None:
                    of_parts[act.part].append(shown)
            else:
                of_record.append(shown)
        view.show_acts(of_record, selected, of_parts, reasons)

    def _why_not(self, view: KindView, act: RecordAct) -> str:
        part = view.part(act)
        part_id = part.id if part is not None else ""
        records = view.targets(act)
        why = self.desk.records.why_not(view.place.account_id, act, records, part_id)
        return why or self._list(view).lacking.get(act.op, "")

    async def _learn(self, view: KindView) -> None:
        """Close the acts for which there is nothing to choose yet, and open those for which is."""
        place, lacking = view.place, self._list(view).lacking
        for act in place.kind.acts:
            lacking[act.op] = await self.desk.records.why_no_choice(place.account_id, act)
        if self.page.made_view(place.key) is view:
            self._allow(view)

    # What happens elsewhere

    def _on_changes(self, changes: Changes) -> None:
        if changes.accounts:
            self._show_accounts()
        if changes.operations:
            self.acting.follow(changes.operations)

    def _on_changed_at_service(self, key: str, made: str) -> None:
        view = self.page.made_view(key)
        if view is None:
            return
        self._list(view).read_at = None
        view.select_when_listed(made)
        if view is self.page.view():
            self.scope.start(self._load_anew, view, key="load", replace=True)

    async def _load_anew(self, view: KindView) -> None:
        await self._load(view)
        current = view.current()
        if current is not None and view.place.kind.opens and not view.place.kind.single:
            self.scope.start(self._read, view, current.id, key="read", replace=True)


def _fitting(page: RecordPage, text: str) -> tuple[Record, ...]:
    """Return the records in which a text stands somewhere."""
    wanted = text.strip().casefold()
    return tuple(
        record
        for record in page.records
        if any(wanted in value.casefold() for value in (record.title, *record.values.values()))
    )


def _joined(listed: Record, read: Record) -> Record:
    """Return what the single read tells, and what only the list told beside it."""
    return replace(read, values={**listed.values, **read.values})
