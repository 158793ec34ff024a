"""Connects Activity with the desk: keeps the list true, shows one operation, settles unknowns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from shipdesk.domain.account import LOCAL, AccountState
from shipdesk.domain.changes import Changes
from shipdesk.domain.operation import Operation, OperationId, OperationKind
from shipdesk.domain.order import OrderKey
from shipdesk.domain.shipment import Shipment, ShipmentId
from shipdesk.errors import ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.services.printing import Followed
from shipdesk.ui.activity.found_part import KEY as FOUND
from shipdesk.ui.activity.found_presenter import FoundPresenter
from shipdesk.ui.activity.page import ActivityPage
from shipdesk.ui.activity.report import support_report
from shipdesk.ui.activity.requests_part import KEY as REQUESTS
from shipdesk.ui.activity.requests_presenter import RequestsPresenter
from shipdesk.ui.activity.source import OperationSource
from shipdesk.ui.activity.told import Around, Told, tell
from shipdesk.ui.activity.words import PURCHASES
from shipdesk.ui.dialogs import ask_confirm, ask_text
from shipdesk.ui.notices import Notifier
from shipdesk.ui.table import RowsModel, SearchedList
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.versions import program_version
from shipdesk.wording import phrase as say

_GATHER = 0.1
"""Seconds for which changes are gathered before list and counts are read anew."""

_OF_SHIPMENT = frozenset(
    {
        OperationKind.PAY,
        OperationKind.FETCH_LABEL,
        OperationKind.PRINT,
        OperationKind.WRITE_BACK,
        OperationKind.VOID,
        OperationKind.CORRECT,
        OperationKind.REATTEMPT,
        OperationKind.RETURN_TO_ORIGIN,
    }
)


class ActivityPresenter:
    """Holds what Activity shows; lives as long as the window."""

    def __init__(
        self,
        page: ActivityPage,
        model: RowsModel,
        source: OperationSource,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        requests: RequestsPresenter,
        found: FoundPresenter,
    ) -> None:
        self.page, self.desk, self.scope, self.notices = page, desk, scope, notices
        self._model, self._source = model, source
        self.searched = SearchedList(page.view, scope, "activity.details")
        self.requests, self.found = requests, found
        page.details.held.use(desk, scope, notices)
        self._tab, self._text = "", ""
        self._shown = OperationId("")
        self._wanted = OperationId("")
        self._changed: set[str] = set()
        page.tab_chosen.connect(self._on_tab)
        page.row_chosen.connect(self._on_row)
        model.counted.connect(self._on_counted)
        page.look_up_requested.connect(lambda: self._act("look_up", self._look_up))
        page.cancel_requested.connect(lambda: self._act("cancel", self._cancel))
        page.adopt_requested.connect(lambda match: self._act("adopt", self._adopt, match))
        page.void_requested.connect(lambda match: self._act("void", self._void, match))
        page.leave_requested.connect(lambda: self._act("leave", self._leave))
        page.again_requested.connect(lambda: self._act("again", self._again))
        page.report_requested.connect(lambda: self._act("report", self._report))
        self._unsubscribe = desk.bus.subscribe(self._on_changes)
        self._query()
        self.refresh_counts()

    def search(self, text: str) -> None:
        """Narrow the list to what fits the text."""
        match self.page.tabs.choice():
            case tab if tab == REQUESTS:
                self.requests.search(text)
                return
            case tab if tab == FOUND:
                self.found.search(text)
                return
        self._text = text
        self._query()

    async def open(self, key: str) -> None:
        """Show one operation by its id, wherever it stands in the list; FOUND: what was found."""
        if key == FOUND:
            self.page.show_found()
            return
        self._wanted = self._shown = OperationId(key)
        self._tab = self._text = ""
        self.page.show_operations()
        self.requests.show(shown=False)
        await self._show(self._wanted)
        self._query()

    def refresh_counts(self) -> None:
        """Count the tabs anew."""
        self.scope.start(self._count, key="activity.counts", replace=True)

    async def aclose(self) -> None:
        """Listen no longer."""
        self.requests.aclose()
        self.found.aclose()
        self._unsubscribe()

    # The list

    def _query(self) -> None:
        self._model.set_query((self._tab, self._text), searched=bool(self._text.strip()))

    def _on_tab(self, tab: str) -> None:
        self.requests.show(shown=tab == REQUESTS)
        if tab not in {REQUESTS, FOUND}:
            self._tab = tab
            self._query()

    def _on_row(self, row_id: object) -> None:
        operation_id = self._source.operation_id(row_id) if isinstance(row_id, int) else ""
        if operation_id and operation_id != self._shown:
            self._start_show(OperationId(operation_id))

    def _on_counted(self, count: int) -> None:
        """The list is there: keep the operation in sight, else take the first."""
        view = self.page.view
        wanted = self._wanted or self._shown
        self._wanted = OperationId("")
        rows = self._source.rows_of(frozenset({wanted})) if wanted else []
        if rows and view.current_id() != rows[0]:
            view.select_id(rows[0])
        elif count and view.current_id() is None:
            view.go_to(0)
        elif not count:
            self._shown = OperationId("")
            self.page.show_nothing()

    async def _count(self) -> None:
        self.page.show_counts(await self.desk.activity.counts())

    def _on_changes(self, changes: Changes) -> None:
        if changes.operations:
            self._changed |= changes.operations
            self.scope.start(self._renew, key="activity.renew")
        told = self._shown in changes.operations or changes.accounts or changes.prints
        if self._shown and told:
            self._start_show(self._shown)

    async def _renew(self) -> None:
        """Read the list once for all that changed within a moment: of many, each would read it."""
        while self._changed:
            await self.desk.clock.sleep(_GATHER)
            self.refresh_counts()
            changed = frozenset(self._changed)
            self._changed.clear()
            await self._source.ids((self._tab, self._text))
            self._model.touch(self._source.rows_of(changed))

    # One operation

    def _start_show(self, operation_id: OperationId) -> None:
        self._shown = operation_id
        self.scope.start(self._show, operation_id, key="activity.details", replace=True)

    async def _show(self, operation_id: OperationId) -> None:
        sheet = await self.desk.activity.read(operation_id)
        around = await self._around(sheet.operation)
        if operation_id != self._shown:
            return  # another one was opened while this one was read
        self.page.show_told(tell(sheet, around))
        await self.page.details.held.follow(sheet.operation)

    async def _around(self, operation: Operation) -> Around:
        desk = self.desk
        account = desk.providers.account(operation.account_id)
        provider = desk.providers.provider(operation.account_id)
        health = {each.account_id: each for each in desk.accounts.health}.get(operation.account_id)
        paused = health is not None and health.state is not AccountState.OK
        here = say("this computer") if operation.account_id == LOCAL else ""
        return Around(
            account=account.title if account else here,
            trouble=f"{health.error_title} {health.error_hint}" if health and paused else "",
            quiet=provider.limits.quiet if provider else (),
            lapse_days=provider.limits.lapse_days if provider else 0,
            shipment=await self._shipment(operation),
            job=await self._job(operation),
        )

    async def _job(self, operation: Operation) -> Followed | None:
        """Return what the printer's queue tells of a print; None where it tells nothing."""
        job = operation.facts.get("job", "")
        if operation.kind is not OperationKind.PRINT or not job:
            return None
        shipment_id = ShipmentId(str(operation.intent.get("shipment_id", "")))
        paper = await self.desk.printing.paper(shipment_id)
        return next((one for one in paper.followed.values() if one.job == job), None)

    async def _shipment(self, operation: Operation) -> Shipment | None:
        """Return the shipment that the operation made or is about; None where there is none."""
        try:
            if operation.kind in PURCHASES:
                sheet = await self.desk.orders.read(OrderKey(operation.subject))
                made = (x for x in sheet.shipments if x.reference == operation.reference)
                return next(made, None)
            # What a lost purchase had made is no shipment of ours: its id is "".
            shipment_id = ShipmentId(str(operation.intent.get("shipment_id", "")))
            if operation.kind in _OF_SHIPMENT and shipment_id:
                return (await self.desk.shipments.read(shipment_id)).shipment
        except ShipDeskError:
            # Its order or shipment may be gone with the account; the operation is still told.
            return None
        return None

    # What a person does about it

    def _act(self, name: str, work: Callable[..., Awaitable[None]], *args: object) -> None:
        told = self.page.details.told()
        if told is not None and told.operation_id == self._shown:
            self.scope.start(work, told, *args, key=f"activity.{name}:{self._shown}")

    async def _look_up(self, told: Told) -> None:
        await self.desk.activity.look_up_now(OperationId(told.operation_id))
        self.notices.toast(say("Looking it up now"))

    async def _cancel(self, told: Told) -> None:
        await self.desk.activity.cancel(OperationId(told.operation_id))
        self.notices.toast(say("Taken back: {what}", what=told.heading))

    async def _adopt(self, told: Told, match: str) -> None:
        await self.desk.activity.adopt(OperationId(told.operation_id), match)
        self.notices.toast(say("Adopted: {what}", what=told.heading))

    async def _void(self, told: Told, match: str) -> None:
        wanted = await ask_confirm(
            self.page,
            title=say("Cancel {number} at the courier?", number=match),
            text=say("It cannot be brought back. Once it is cancelled the order can be bought."),
            confirm=say("Cancel at the courier"),
            danger=True,
        )
        if not wanted:
            return
        queued = await self.desk.activity.void(OperationId(told.operation_id), match)
        await self.open(queued.id)

    async def _leave(self, told: Told) -> None:
        reason = await ask_text(
            self.page,
            title=say("Leave it unused"),
            label=say("Reason"),
            confirm=say("Leave unused"),
            check=_wanted,
        )
        if reason is not None:
            await self.desk.activity.leave(OperationId(told.operation_id), reason)
            self.notices.toast(say("Left unused: {what}", what=told.heading))

    async def _again(self, told: Told) -> None:
        price = next((x for label, x in told.facts if label == say("Price in the quote")), "")
        again = say("Buy again, {price}", price=price) if price else say("Do it again")
        another = told.exits is not None and told.exits.another
        reason = await ask_text(
            self.page,
            title=say("Ship another parcel") if another else say("It may be done twice"),
            label=say("Why does it need another parcel?")
            if another
            else say("Why is it done again?"),
            confirm=again,
            check=_wanted,
        )
        if reason is None:
            return
        fresh = await self.desk.activity.again(OperationId(told.operation_id), reason)
        await self.open(fresh.id)

    async def _report(self, told: Told) -> None:
        sheet = await self.desk.activity.read(OperationId(told.operation_id))
        account = self.desk.providers.account(sheet.operation.account_id)
        self.page.copy_text(
            support_report(sheet, account.provider if account else "", program_version())
        )
        self.notices.toast(say("Support report copied, without names, phones and secrets"))

    def tick(self) -> None:
        """Write the times of the list anew: a day may have ended."""
        self._model.restate()


def _wanted(text: str) -> str | None:
    return None if text.strip() else say("A reason is needed.")
