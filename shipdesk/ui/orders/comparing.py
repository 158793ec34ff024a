"""Compares one courier's services by a draft: starts it, shows its offers, buys one or leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtWidgets import QWidget

from shipdesk.domain.account import AccountId
from shipdesk.domain.changes import Changes
from shipdesk.domain.offer import Offer
from shipdesk.domain.operation import Operation, OperationId
from shipdesk.domain.order import OrderKey
from shipdesk.domain.quote import QuoteRequest
from shipdesk.errors import OperationRefusedError, ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.ui.dialogs import Choice, ask_choice
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders.compare_sheet import CompareSheet
from shipdesk.ui.tasks import TaskScope
from shipdesk.ui.theme import Tone
from shipdesk.ui.widgets import sheet_closed
from shipdesk.wording import phrase as say

Start = Callable[[AccountId], Awaitable[Operation]]
_REFRESH = "compare.refresh"


class Comparer:
    """Opens the sheet over a page and runs it; one comparison at a time."""

    def __init__(
        self, host: Callable[[], QWidget], desk: Desk, scope: TaskScope, notices: Notifier
    ) -> None:
        """`host` returns the widget that the sheet covers."""
        self._host, self._desk, self._scope, self._notices = host, desk, scope, notices
        self._sheet: CompareSheet | None = None
        self._operation: Operation | None = None
        self._bought: list[Operation] = []

    async def words(self) -> str:
        """Return the action's text; it names the courier where there is but one."""
        titles = {title for _, title in await self._desk.comparing.accounts()}
        if len(titles) != 1:
            return say("Compare within a courier…")
        return say("Compare within {courier}…", courier=next(iter(titles)))

    async def open_order(self, key: OrderKey, number: str) -> None:
        """Compare for an order; an offer can be bought."""
        await self._run(
            lambda account: self._desk.comparing.start_order(key, account), number, why_not_buy=""
        )

    async def open_lane(self, request: QuoteRequest, words: str) -> None:
        """Compare for a typed lane; nothing can be bought from it.

        Raises OperationRefusedError where nobody who makes offers delivers there.
        """
        why_not = self._desk.comparing.why_not(request.recipient.country)
        if why_not:
            raise OperationRefusedError(reason=why_not)
        reason = say("Nothing is bought from a typed lane: use it for a new order.")
        await self._run(
            lambda account: self._desk.comparing.start(request, account), words, why_not_buy=reason
        )

    async def _run(self, start: Start, subtitle: str, *, why_not_buy: str) -> None:
        account = await self._account()
        if account is None:
            return
        account_id, title = account
        sheet = CompareSheet(
            self._host(),
            say("Compare within {courier}", courier=title),
            subtitle,
            self._scope,
            why_not_buy=why_not_buy,
        )
        self._sheet = sheet
        self._operation = None
        sheet.buy_requested.connect(
            lambda offer: self._scope.start(self._buy, offer, key="compare.buy", busy=sheet.buy)
        )
        sheet.again_requested.connect(
            lambda: self._scope.start(
                self._again, start, account_id, key="compare.start", busy=sheet.again
            )
        )
        unsubscribe = self._desk.bus.subscribe(self._on_changes)
        self._scope.start(self._begin, start, account_id, key="compare.start")
        try:
            await sheet_closed(sheet)
        finally:
            unsubscribe()
            self._scope.cancel("compare.start")
            self._scope.cancel(_REFRESH)
            self._sheet = None
            await self._leave()
            sheet.deleteLater()

    async def _account(self) -> tuple[AccountId, str] | None:
        found = await self._desk.comparing.accounts()
        if not found:
            raise OperationRefusedError(
                reason=say("No connected courier makes offers."),
                hint=say("Add one in Settings › Accounts."),
            )
        if len(found) == 1:
            return found[0]
        names = {account.id: account.title for account in self._desk.providers.accounts}
        answer = await ask_choice(
            self._host(),
            title=say("Compare within which account?"),
            text="",
            choices=[Choice(each, names.get(each, title)) for each, title in found],
        )
        return next((each for each in found if each[0] == answer), None)

    async def _begin(self, start: Start, account_id: AccountId) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        try:
            self._operation = await start(account_id)
        except ShipDeskError as error:
            sheet.show_problem(_words(error))
            return
        await self._refresh()

    async def _again(self, start: Start, account_id: AccountId) -> None:
        """Give the draft back and make another: prices live for five minutes."""
        await self._leave()
        if self._sheet is not None:
            self._sheet.show_waiting()
            self._sheet.show_offers(())
            await self._begin(start, account_id)

    async def _leave(self) -> None:
        operation, self._operation = self._operation, None
        if operation is not None:
            await self._desk.comparing.leave(operation.id)

    def _on_changes(self, changes: Changes) -> None:
        if self._operation is not None and self._operation.id in changes.operations:
            self._scope.start(self._refresh, key=_REFRESH, replace=True)

    async def _refresh(self) -> None:
        if self._operation is None:
            return
        comparison = await self._desk.comparing.read(OperationId(self._operation.id))
        sheet = self._sheet
        if sheet is None:
            return
        sheet.show_offers(comparison.offers)
        if comparison.why_not and not comparison.bought_by:
            sheet.show_problem(say(comparison.why_not))

    async def _buy(self, offer: Offer) -> None:
        sheet, operation = self._sheet, self._operation
        if sheet is None or operation is None:
            return
        try:
            bought = await self._desk.comparing.buy(operation.id, offer)
        except OperationRefusedError as error:
            sheet.show_problem(_words(error))
            return
        words = say("{number}: {service} is being bought.", number=bought.title,
                    service=offer.service_title)  # fmt: skip
        self._notices.toast(words, tone=Tone.BLUE)
        sheet.close_sheet()


def _words(error: ShipDeskError) -> str:
    return " ".join(part for part in (error.title, error.detail, error.hint) if part)
