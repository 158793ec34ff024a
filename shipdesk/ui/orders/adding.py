"""Orders that no list brings: typed ones, and those looked up by their number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from shipdesk.domain.account import AccountId
from shipdesk.services.desk import Desk
from shipdesk.ui import dialogs
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders.new_order import OrderDraft, ask_order
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say


class OrderAdding:
    """Asks for an order, keeps it and shows it."""

    def __init__(
        self,
        page: OrdersPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        show: Callable[[str], Awaitable[None]],
    ) -> None:
        self._page, self._desk, self._scope, self._notices = page, desk, scope, notices
        self._show = show
        self._titles: tuple[tuple[AccountId, str], ...] = ()

    def refresh(self) -> None:
        """Find out which accounts can look an order up; the button shows only then."""
        self._scope.start(self._load_finders, key="finders")

    def on_new(self, draft: OrderDraft) -> None:
        """Open the form of a new order."""
        self._scope.start(self._new_order, draft, key="sheet")

    def on_find(self) -> None:
        """Ask for a number and look it up."""
        if self._titles:
            self._scope.start(self._find_order, key="find")

    async def _load_finders(self) -> None:
        self._titles = await self._desk.orders.finders()
        self._page.show_finders([title for _, title in self._titles])

    async def _new_order(self, draft: OrderDraft) -> None:
        now = self._desk.clock.now()
        new = await ask_order(self._page.host(), draft, self._desk.orders.check, now)
        if new is not None:
            key = await self._desk.orders.create(new)
            self._notices.toast(say("{number} is kept.", number=new.number))
            await self._show(key)

    async def _find_order(self) -> None:
        account_id, title = self._titles[0]
        if len(self._titles) > 1:
            chosen = await dialogs.ask_choice(
                self._page.window(),
                title=say("Whose order is it?"),
                choices=[dialogs.Choice(one, words) for one, words in self._titles],
            )
            if chosen is None:
                return
            account_id, title = next(one for one in self._titles if one[0] == chosen)
        number = await dialogs.ask_text(
            self._page.window(),
            title=say("Add a {account} order", account=title),
            label=say("Its number, yours or theirs"),
            confirm=say("Add"),
            check=lambda text: None if text.strip() else say("Type the number."),
        )
        if number:
            await self._show(await self._desk.orders.add_by_number(account_id, number))
