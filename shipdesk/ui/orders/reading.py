"""Reads one order with all that its details show; waits for no network."""

from __future__ import annotations

from collections.abc import Callable

from shipdesk.domain.label import DocumentKind
from shipdesk.domain.order import HandingIn, Order, OrderKey
from shipdesk.domain.rows import OrderRow
from shipdesk.domain.rules import cod_of, serves
from shipdesk.errors import ShipDeskError
from shipdesk.services.desk import Desk
from shipdesk.services.points import Point
from shipdesk.ui.orders.allowed import stopped_words
from shipdesk.ui.orders.page import OrdersPage
from shipdesk.ui.orders.shown import OrderView
from shipdesk.ui.tasks import TaskScope
from shipdesk.wording import phrase as say


class OrderReader:
    """Gathers what is known; the address of a locker follows when the courier told it."""

    def __init__(
        self, page: OrdersPage, desk: Desk, scope: TaskScope, again: Callable[[], None]
    ) -> None:
        """`again` has the order in hand read anew."""
        self._page, self._desk, self._scope, self._again = page, desk, scope, again
        self._points: dict[str, Point | None] = {}

    async def read(self, row: OrderRow) -> OrderView:
        """Return an order for the details; raises OperationRefusedError where it is gone."""
        sheet = await self._desk.orders.read(OrderKey(row.key))
        country = sheet.order.recipient.country
        handing_in = sheet.additions.handing_in
        if handing_in is HandingIn.UNKNOWN:
            handing_in = await self._habit(country)
        built = (self._desk.providers.provider(one.id) for one in self._desk.providers.accounts)
        serving = [
            one
            for one in built
            if one is not None and (one.rules is None or serves(one.rules, country))
        ]
        return OrderView(
            row=row,
            sheet=sheet,
            handing_in=handing_in,
            asks_handing_in=any(one.limits.handing_in for one in serving),
            has_lockers=any(one.points is not None for one in serving),
            papers={
                str(one.id): await self._desk.printing.paper(one.id) for one in sheet.shipments
            },
            cash_problems=self._cash_problems(sheet.order),
        )

    def learn_cash(self, view: OrderView) -> None:
        """Find out whether what is collected can be paid out; the order is shown anew then."""
        cod = cod_of(view.order)
        if cod is not None and view.editable:
            country = view.order.recipient.country
            self._scope.start(self._learn_cash, country, cod.currency, key="cash", replace=True)

    async def _learn_cash(self, country: str, currency: str) -> None:
        if await self._desk.quoting.learn_cash(country, currency):
            self._again()

    def _cash_problems(self, order: Order) -> tuple[str, ...]:
        cod = cod_of(order)
        if cod is None:
            return ()
        return self._desk.quoting.cash_problems(order.recipient.country, cod.currency)

    def after(self, view: OrderView) -> str:
        """Return what follows the purchase, or what stops it.

        The label goes where those of the courier go whose quote is picked.
        """
        if view.live or view.closed:
            return ""
        if stopped_words(view):
            return stopped_words(view)
        quote = self._page.details.quotes.list.current()
        courier = quote.courier if quote is not None else ""
        profile = self._desk.printing.profile(DocumentKind.LABEL, courier)
        return say(
            "Then label to {printer} · {stock}", printer=profile.title, stock=profile.stock.title
        )

    def show_point(self, view: OrderView) -> None:
        """Show where the locker stands; asked once per locker and only while it may change."""
        code = view.order.locker
        if not code or not view.has_lockers:
            return
        if code not in self._points:
            if view.editable:
                self._scope.start(self._fetch, view, key="point", replace=True)
            return
        point = self._points[code]
        if point is None:
            self._page.details.address.show_unknown_point()
        else:
            self._page.details.address.show_point(point)

    async def _habit(self, country: str) -> HandingIn:
        for sender in await self._desk.senders.all():
            if sender.address.country == country:
                return sender.handing_in
        return HandingIn.UNKNOWN

    async def _fetch(self, view: OrderView) -> None:
        code = view.order.locker
        try:
            self._points[code] = await self._desk.points.fetch(code)
        except ShipDeskError:
            return  # The street of a locker is a help, not a condition; its account says why.
        if self._page.details.key == view.order.key:
            self.show_point(view)
