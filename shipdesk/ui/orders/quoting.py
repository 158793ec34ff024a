"""Quotes for the order in hand: asked by themselves when it waits for them, never for a list."""

from __future__ import annotations

from collections.abc import Iterable

from shipdesk.domain.order import OrderKey
from shipdesk.domain.quote import QuoteSheet
from shipdesk.errors import OperationRefusedError, ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders.current import CurrentOrder, OrderPart
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.orders.shown import OrderView, needs_quotes
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say

_PAUSE = 0.25
_AGAIN = 60.0
"""Seconds before an asking that failed is repeated by itself."""


class OrderQuotes(OrderPart):
    """Asks, shows and picks; what a person picks is kept as the order's choice."""

    def __init__(
        self,
        page: OrdersPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        current: CurrentOrder,
    ) -> None:
        super().__init__(page, desk, scope, notices, current)
        self._outdated: set[OrderKey] = set()
        self._asked: dict[OrderKey, float] = {}
        self._asked_for: dict[OrderKey, object] = {}
        self._asking: OrderKey | None = None
        self._wanted: OrderKey | None = None
        self._unasked: dict[OrderKey, QuoteSheet] = {}

    def outdate(self, keys: Iterable[OrderKey]) -> None:
        """Note that something changed which couriers charge for."""
        for key in keys:
            self._outdated.add(key)
            self._asked.pop(key, None)

    def is_outdated(self, key: OrderKey) -> bool:
        """Tell whether the kept quotes of an order no longer fit it."""
        return key in self._outdated

    def note_answer(self, key: OrderKey, answer: QuoteSheet) -> None:
        """Remember of an answer that nobody could be asked, and why; it is kept nowhere else."""
        if answer.unasked:
            self._unasked[key] = answer
        else:
            self._unasked.pop(key, None)
            self._outdated.discard(key)

    def unasked(self, key: OrderKey) -> QuoteSheet | None:
        """Return why nobody could be asked for an order; None where somebody could."""
        return self._unasked.get(key)

    def consider(self, view: OrderView) -> None:
        """Ask for the order now in sight if it waits for quotes; called whenever it is shown.

        What its order book told meanwhile, such as the phone of a customer who was fetched after
        the order, makes what was asked before out of date.
        """
        key = view.order.key
        if self._asked_for.get(key, charged := _charged_for(view)) != charged:
            del self._asked_for[key]
            self.outdate([key])
        now = self._desk.clock.monotonic()
        wanted = needs_quotes(view, self._desk.clock.now()) or (
            key in self._outdated and view.editable
        )
        recent = now - self._asked.get(key, -_AGAIN) < _AGAIN
        if wanted and not recent:
            self._asked[key] = now
            self._asked_for[key] = charged
            self._scope.start(self._ask_soon, key, key="quotes", replace=True)
        section = self._page.details.quotes
        section.show_unasked(self.unasked(key))
        if not self.is_asking():
            section.show_busy(busy=False)

    def forget(self) -> None:
        """Stop asking: another order is in hand; who comes back before a price came asks again."""
        if self._asking is not None and self.is_asking():
            self._asked.pop(self._asking, None)
        self._wanted = None
        self._scope.cancel("quotes")

    def want(self, key: OrderKey) -> None:
        """Note that a person waits for the answer: what is missing may then take the focus.

        It holds until the couriers answered, also where the asking begins anew meanwhile.
        """
        self._wanted = key

    def on_ask(self) -> None:
        """Ask again because a person wants it."""
        view = self._current.view()
        if view is None:
            return
        if not view.editable:
            self._notices.toast(say("This order is bought or being bought already."))
            return
        self._page.details.parcel.take_typed()
        self.want(view.order.key)
        self._asked[view.order.key] = self._desk.clock.monotonic()
        self._asked_for[view.order.key] = _charged_for(view)
        self._scope.start(self._ask, view.order.key, key="quotes", replace=True)

    def is_asking(self) -> bool:
        """Tell whether the couriers are being asked now."""
        return self._scope.is_running("quotes")

    async def _ask_soon(self, key: OrderKey) -> None:
        """Ask once the cursor has rested on the order."""
        self._asking = key
        self._page.details.quotes.show_busy(busy=True)
        await self._desk.clock.sleep(_PAUSE)
        await self._ask(key)

    async def _ask(self, key: OrderKey) -> None:
        """Ask; the focus goes to what is missing only where a person waits for the answer.

        That the couriers are being asked is said until what they answered is in sight.
        """
        self._asking = key
        section = self._page.details.quotes
        section.show_busy(busy=True)
        problem, place = "", "quotes"
        try:
            self._unasked.pop(key, None)
            self.note_answer(key, await self._desk.quoting.ask(key))
        except OperationRefusedError as error:
            problem = " ".join(part for part in (error.title, error.hint) if part)
            place = str(error.params.get("field", "")) or place
        except ShipDeskError as error:
            problem = " ".join(part for part in (str(error), error.hint) if part)
        wanted, self._wanted = self._wanted == key, None
        if self._page.details.key == key:
            if problem:
                section.show_busy(busy=False)
            if problem and wanted:
                self._page.details.show_stop(place, problem)
            elif problem:
                section.show_problem(problem)
            else:
                self._current.renew()

    def on_picked(self, quote_key: str) -> None:
        """Keep the picked quote as the order's choice."""
        view = self._editable()
        if view is None:
            return
        self._page.details.quotes.list.pick(quote_key)
        self._page.details.show_price()
        self._scope.start(self._keep, view.order.key, quote_key, key="choice", replace=True)

    def on_number(self, number: int) -> None:
        """Pick by a digit."""
        if self._current.view() is not None:
            self._page.details.quotes.list.pick_number(number)

    def on_accepted(self) -> None:
        """Take the best quote, which stands first; without quotes ask for them."""
        view = self._editable()
        if view is None:
            return
        quotes = self._page.details.quotes.list.quotes()
        if quotes:
            self.on_picked(quotes[0].key)
        elif not self.is_asking():
            self.on_ask()

    async def _keep(self, key: OrderKey, quote_key: str) -> None:
        await self._desk.orders.choose_quote(key, quote_key)


def _charged_for(view: OrderView) -> object:
    """Return what couriers are told when they are asked for the order."""
    order, sheet = view.order, view.sheet
    return order.recipient, order.payment, order.locker, sheet.parcel, sheet.additions.options
