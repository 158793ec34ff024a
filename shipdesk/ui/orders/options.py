"""Boxes and options of the order in hand, and comparing within one courier for it."""

from __future__ import annotations

from shipdesk.domain.rules import cod_of
from shipdesk.domain.ship_options import NO_CHOICES, OptionChoices
from shipdesk.errors import ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.ui.notices import Notifier
from shipdesk.ui.orders import typed
from shipdesk.ui.orders.allowed import shut_words
from shipdesk.ui.orders.comparing import Comparer
from shipdesk.ui.orders.current import CurrentOrder, OrderPart
from shipdesk.ui.orders.options_sheet import OptionsSheet, ask_options, options_words
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.orders.shown import OrderView, heading_of
from shipdesk.ui.shortcuts import allow
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say


class OrderOptions(OrderPart):
    """Asks for boxes and options, keeps them with the order, and opens the comparison."""

    def __init__(
        self,
        page: OrdersPage,
        desk: Desk,
        scope: TaskScope,
        notices: Notifier,
        current: CurrentOrder,
    ) -> None:
        super().__init__(page, desk, scope, notices, current)
        self._choices: OptionChoices = NO_CHOICES
        self._comparer = Comparer(page.host, desk, scope, notices)

    def refresh(self) -> None:
        """Read again what the connected couriers can be asked for."""
        self._scope.start(self._load, key="options.load", replace=True)

    def show(self, view: OrderView) -> None:
        """Show what was asked for, and allow what can be done with this order."""
        self._page.details.show_options(options_words(view.sheet.additions.options, self._choices))
        country = view.order.recipient.country
        why_not = shut_words(view) or say(self._desk.comparing.why_not(country))
        allow(self._page.actions_.compare, why_not)

    def on_options(self) -> None:
        """Open the sheet for the order in hand."""
        view = self._editable()
        if view is not None:
            self._scope.start(self._ask, view, key="sheet")

    def on_compare(self) -> None:
        """Compare within one courier for the order in hand."""
        view = self._editable()
        if view is not None:
            number = heading_of(view.order)
            self._scope.start(self._comparer.open_order, view.order.key, number, key="sheet")

    async def _load(self) -> None:
        self._choices = await self._desk.shipping.option_choices()
        self._page.actions_.compare.setText(await self._comparer.words())
        view = self._current.view()
        if view is not None:
            self.show(view)

    async def _ask(self, view: OrderView) -> None:
        order, before = view.order, view.sheet.additions.options
        cod = cod_of(order)
        currency = cod.currency if cod else typed.currency_of(order.recipient.country)
        sheet = OptionsSheet(
            self._page.host(),
            heading_of(order),
            before,
            view.sheet.parcel,
            self._choices,
            cod,
            currency,
        )
        if self._choices.cost_centres:
            self._scope.start(self._cost_centres, sheet, key="options.centres", replace=True)
        try:
            options = await ask_options(sheet)
        finally:
            self._scope.cancel("options.centres")
        if options is None or options == before:
            return
        undo = await self._desk.orders.set_options(order.key, options)
        self._current.outdate([order.key])
        self._notices.toast(
            say("{number}: boxes and options are kept.", number=order.number),
            undo=lambda: self._scope.start(self._undo, view, undo),
        )
        self._current.renew()

    async def _undo(self, view: OrderView, undo: object) -> None:
        if callable(undo):
            await undo()
        self._current.outdate([view.order.key])
        self._current.renew()

    async def _cost_centres(self, sheet: OptionsSheet) -> None:
        try:
            sheet.show_cost_centres(await self._desk.shipping.fetch_cost_centres())
        except ShipDeskError as error:
            sheet.show_cost_centres_unknown(
                say("The cost centres cannot be listed: {why}", why=str(error))
            )
